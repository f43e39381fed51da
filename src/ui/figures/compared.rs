//! Pictures of a comparison, with what they came to.

use std::sync::Arc;

use crate::figure::{Body, Figure, Picture};
use crate::image::Image;
use crate::image::resize::resize;
use crate::ui::format;
use crate::ui::widgets::compare::Entry;

/// Most pixels across of one of few pictures: as many as a page has where it is saved.
pub const LARGE: usize = 384;
/// Most pixels across of one of many.
pub const SMALL: usize = 192;

/// Those of the pictures that are made, with names and scores, none larger than `across` pixels; `note` says how scores
/// were made.
pub fn compared<'a>(
    title: &str,
    entries: impl IntoIterator<Item = &'a Entry>,
    across: usize,
    note: &str,
) -> Figure {
    let made = entries.into_iter().filter_map(|entry| {
        let image = entry.image.as_ref()?;
        Some((caption(entry), image))
    });
    let mut reduced = false;
    let pictures = made.map(|(caption, image)| {
        reduced |= image.width() > across;
        Picture {
            caption,
            image: at_most(image, across),
            place: None,
        }
    });
    let body = Body::Pictures(pictures.collect());
    let about_size = reduced.then(|| format!("reduced to {across} pixels across"));
    let note = [note.to_owned()].into_iter().chain(about_size);
    let note: Vec<_> = note.filter(|words| !words.is_empty()).collect();
    Figure::new(title, body).note(note.join(" · "))
}

/// Name, scores and time.
fn caption(entry: &Entry) -> String {
    let mut words = entry.in_words();
    if entry.tally.scores.is_none() && entry.tally.estimate.is_some() {
        words += &format!(", {}", entry.tally.psnr_in_words());
    }
    if let Some(seconds) = entry.tally.seconds {
        words += &format!(", {}", format::duration(seconds));
    }
    words
}

fn at_most(image: &Arc<Image>, across: usize) -> Arc<Image> {
    let (_, height, width) = image.dim();
    if width <= across {
        return Arc::clone(image);
    }
    let high = (height * across).div_ceil(width);
    Arc::new(resize(image, high, across))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denoise::trial::Scores;
    use crate::ui::widgets::compare::Tally;

    #[test]
    fn pictures_have_their_scores_and_large_ones_are_reduced() {
        let entry = |width: usize, tally| Entry {
            image: Some(Arc::new(Image::zeros(1, 10, width))),
            tally,
            ..Entry::empty("a", "A")
        };
        let scores = Some(Scores {
            psnr: 29.126,
            ssim: 0.8125,
        });
        let judged = Tally {
            scores,
            seconds: Some(2.0),
            ..Tally::default()
        };
        let guessed = Tally {
            estimate: Some(28.0),
            ..Tally::default()
        };
        let entries = [
            entry(20, judged),
            entry(40, guessed),
            Entry::empty("b", "not made"),
        ];
        let figure = compared("Pictures", &entries, 20, "seed 0");
        assert_eq!(figure.note, "seed 0 · reduced to 20 pixels across");
        let Body::Pictures(pictures) = &figure.body else {
            panic!("no pictures")
        };
        assert_eq!(pictures.len(), 2);
        assert!(pictures[0].caption.starts_with("A, 29.13 dB, SSIM 0.81"));
        assert!(pictures[1].caption.contains('≈'));
        assert!(Arc::ptr_eq(
            &pictures[0].image,
            entries[0].image.as_ref().unwrap()
        ));
        assert_eq!(pictures[1].image.dim(), (1, 5, 20));
        assert_eq!(compared("P", &entries[..1], 20, "").note, "");
    }
}

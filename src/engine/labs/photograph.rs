//! A part of one photograph for a lab to work on: held out, or a person's own.

use std::path::Path;

use super::Given;
use crate::data::{DataSet, Shelf};
use crate::image::Image;
use crate::nn::Tensor;
use crate::probe::edge_colour;
use crate::say;
use crate::train::TrainError;

/// The middle of a photograph in grey, at most `side` pixels high and wide, both multiples of `whole`. A large one is
/// made smaller by halves first, as long as it stays that large, so that there is something to see in it.
pub(super) fn middle(photograph: &Image, side: usize, whole: usize) -> Image {
    let mut grey = photograph.gray();
    while grey.height().min(grey.width()) >= 2 * side {
        grey = grey.halved();
    }
    cut(&grey, side, whole)
}

/// The same of a photograph as large as it is.
pub(super) fn cut(photograph: &Image, side: usize, whole: usize) -> Image {
    let grey = photograph.gray();
    let fit = |length: usize| (length.min(side) / whole.max(1)) * whole.max(1);
    let (height, width) = (fit(grey.height()), fit(grey.width()));
    let (top, left) = ((grey.height() - height) / 2, (grey.width() - width) / 2);
    grey.crop(top, left, height, width)
}

/// A person's picture, or the first of a person's folder, by name, with that name; `None` where none is named.
///
/// # Errors
/// [`TrainError`], when there is no readable picture, or it is smaller than `least` pixels.
pub(super) fn own(
    folder: &str,
    least: usize,
    shelf: &dyn Shelf,
) -> Result<Option<(String, Image)>, TrainError> {
    let folder = folder.trim();
    if folder.is_empty() {
        return Ok(None);
    }
    let path = Path::new(folder);
    let named = |picture| {
        let name = path.file_name().unwrap_or(path.as_os_str());
        (name.to_string_lossy().into_owned(), picture)
    };
    let first = match shelf.picture(path)? {
        Some(picture) => Some(named(picture)),
        None => shelf.folder(path)?.into_iter().next(),
    };
    let Some((name, picture)) = first else {
        return Err(TrainError::Mismatch(say!(
            "there is no picture in {}; put one into it, or leave the folder empty",
            folder
        )));
    };
    if picture.height().min(picture.width()) < least {
        return Err(TrainError::Mismatch(say!(
            "{} has {}×{} pixels; it needs {} each way at least: take a larger one",
            &name,
            picture.width(),
            picture.height(),
            least
        )));
    }
    Ok(Some((name, picture)))
}

/// A person's own picture as an example of a data set: placed as the set's own are, and light on dark where they are.
/// `None` where the set takes no pictures.
pub(super) fn for_network(set: &dyn DataSet, light_on_dark: bool, given: &Given) -> Option<Image> {
    let inverted = |picture: &Image| picture.map(|value| 1.0 - value);
    let drawn = given.name.is_empty();
    let gray = given.picture.gray();
    match (light_on_dark, drawn) {
        (false, _) => set.prepare(&gray),
        (true, true) => set.drawn(&inverted(&gray)),
        (true, false) => {
            // A photograph of something dark on light ground.
            let ground = edge_colour(&Tensor::from_image(&gray))[0];
            let picture = if ground > 0.5 { inverted(&gray) } else { gray };
            set.prepare(&picture)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_halved_and_cropped_to_whole_multiples() {
        let ramp = |height, width| Image::from_fn(3, height, width, |_, y, _| y as f32);
        assert_eq!(middle(&ramp(400, 300), 128, 16).dim(), (1, 128, 128));
        // Halved once: rows 0.5, 2.5 …; the middle begins at row 36 of 200.
        assert_eq!(middle(&ramp(400, 300), 128, 16).pixels()[0], 72.5);
        assert_eq!(middle(&ramp(50, 90), 128, 16).dim(), (1, 48, 80));
    }
}

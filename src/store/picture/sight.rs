//! A large picture as far as it can be seen at once: reduced while it is decoded.

use std::path::Path;

use super::codecs::jpeg;
use super::decoded::Sight;
use super::open::read_bytes;
use super::quiet::quietly;
use crate::magic::Format;

/// A picture of which the longest side is much longer than `side`, with a longest side of `side` pixels or a little
/// more. Of all formats JPEG alone is cheaper to read this way: each of its blocks of 8×8 pixels becomes 1, 4, 9 or 16.
/// `None` for other pictures, and for those with anything unusual about them: opening them says what.
pub fn sight(path: &Path, side: usize) -> Option<Sight> {
    let bytes = read_bytes(path).ok()?;
    let own = Format::of(&bytes) == Some(Format::Jpeg);
    own.then(|| quietly(|| jpeg::reduced(&bytes, side)))??
}

#[cfg(test)]
mod tests {
    use super::super::{open, save};
    use super::*;
    use crate::image::Image;
    use crate::image::resize::resize;

    #[test]
    fn a_large_jpeg_is_seen_reduced_and_other_pictures_are_opened_whole() {
        let folder = tempfile::tempdir().unwrap();
        let wave = |c: usize, y: usize, x: usize| {
            0.5 + 0.3 * ((x as f32 / 90.0).sin() * (y as f32 / 70.0 + c as f32).cos())
        };
        for channels in [1, 3] {
            let large = Image::from_fn(channels, 900, 2000, wave);
            let path = folder.path().join("large.jpg");
            save(&path, &large).unwrap();
            let seen = sight(&path, 500).unwrap();
            assert_eq!(seen.whole, [channels, 900, 2000]);
            assert_eq!(seen.image.dim(), (channels, 225, 500));
            let expected = resize(&open(&path).unwrap(), 225, 500);
            let pairs = seen.image.pixels().iter().zip(expected.pixels());
            let apart = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(apart < 0.03, "{apart}");
            assert!(sight(&path, 1500).is_none(), "it is hardly larger");
        }
        let path = folder.path().join("large.png");
        save(&path, &Image::zeros(1, 900, 2000)).unwrap();
        assert!(sight(&path, 500).is_none());
        let path = folder.path().join("broken.jpg");
        let whole = std::fs::read(folder.path().join("large.jpg")).unwrap();
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert!(sight(&path, 500).is_none());
        assert!(sight(&folder.path().join("none.jpg"), 500).is_none());
    }
}

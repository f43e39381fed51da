//! The collections of labelled pictures that the program carries inside, decoded when first asked for.

use std::io::Read;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use flate2::read::GzDecoder;
use rayon::prelude::*;

use super::assets::{self, Asset};
use super::{StoreError, picture};
use crate::data::{Collection, DataError, Labelled, PHOTO_KINDS};
use crate::image::Image;
use crate::nn::{Shape, Tensor};

/// Side of a drawn face, and faces in a row of a sheet.
const FACE: (usize, usize) = (48, 20);
/// Of so many photographs of a kind one is held out.
const HELD_OUT: usize = 5;

/// The pictures of a collection: those to learn from, then others.
///
/// # Errors
/// [`DataError`] when they cannot be decoded.
pub fn collection(which: Collection) -> Result<Arc<[Labelled; 2]>, DataError> {
    static KEPT: [OnceLock<Result<Arc<[Labelled; 2]>, DataError>>; 5] =
        [const { OnceLock::new() }; 5];
    let decode = || -> Result<_, StoreError> {
        match which {
            Collection::Digits => pair(assets::DIGITS),
            Collection::Fashion => pair(assets::FASHION),
            Collection::Faces => faces(),
            Collection::Photos => photos(),
            Collection::SmallDigits => halves(assets::DIGITS_8),
        }
    };
    KEPT[which as usize]
        .get_or_init(|| Ok(Arc::new(decode()?)))
        .clone()
}

fn pair(files: &[Asset; 4]) -> Result<[Labelled; 2], StoreError> {
    let [pictures, classes, test_pictures, test_classes] = files;
    Ok([
        labelled(pictures, classes, 255.0)?,
        labelled(test_pictures, test_classes, 255.0)?,
    ])
}

/// The first half to learn from, then the second.
fn halves([pictures, classes]: &[Asset; 2]) -> Result<[Labelled; 2], StoreError> {
    let all = labelled(pictures, classes, 16.0)?;
    let (shape, half) = (all.pictures.shape, all.classes.len() / 2);
    let (first, second) = all.pictures.data.split_at(half * shape.size());
    let (first_classes, second_classes) = all.classes.split_at(half);
    let part = |data: &[f32], classes: &[usize]| Labelled {
        pictures: Tensor {
            count: classes.len(),
            shape,
            data: data.to_vec(),
        },
        classes: classes.to_vec(),
    };
    Ok([part(first, first_classes), part(second, second_classes)])
}

/// The sheets of drawn faces, happy ones first: of each the first four fifths to learn from.
fn faces() -> Result<[Labelled; 2], StoreError> {
    let (side, row) = FACE;
    let mut parts = [Vec::new(), Vec::new()];
    for (class, sheet) in assets::FACES.iter().enumerate() {
        let sheet = picture::decode_photo(Path::new(sheet.path), sheet.bytes)?;
        let sheet = sheet.to_image().gray();
        let count = row * row;
        for at in 0..count {
            let face = sheet.crop(at / row * side, at % row * side, side, side);
            parts[usize::from(at >= count / 5 * 4)].push((face, class));
        }
    }
    Ok(parts.map(|part| gathered(part, Shape::new(1, side, side))))
}

/// The photographs of five kinds, of each kind every fifth held out.
fn photos() -> Result<[Labelled; 2], StoreError> {
    let read: Result<Vec<_>, StoreError> = assets::CLASSES
        .par_iter()
        .map(|asset| picture::decode_photo(Path::new(asset.path), asset.bytes))
        .collect();
    let mut parts = [Vec::new(), Vec::new()];
    let mut seen = [0; PHOTO_KINDS.len()];
    for (asset, photo) in assets::CLASSES.iter().zip(read?) {
        let kind = |kind: &&str| asset.name.starts_with(&**kind);
        let class = PHOTO_KINDS.iter().position(kind);
        let class = class.ok_or_else(|| broken(asset))?;
        seen[class] += 1;
        let held_out = seen[class] % HELD_OUT == 0;
        parts[usize::from(held_out)].push((photo.to_image(), class));
    }
    Ok(parts.map(|part| gathered(part, Shape::new(3, 96, 96))))
}

fn gathered(part: Vec<(Image, usize)>, shape: Shape) -> Labelled {
    let mut pictures = Tensor::zeros(part.len(), shape);
    let mut classes = Vec::with_capacity(part.len());
    for (at, (image, class)) in part.into_iter().enumerate() {
        pictures.set_image(at, &image);
        classes.push(class);
    }
    Labelled { pictures, classes }
}

/// Pictures and classes from a pair of IDX files; `white` is the byte that becomes 1.
fn labelled(pictures: &Asset, classes: &Asset, white: f32) -> Result<Labelled, StoreError> {
    let (shape, bytes) = idx(pictures)?;
    let (count, classes) = idx(classes)?;
    let [number, height, width] = shape[..] else {
        return Err(broken(pictures));
    };
    if count != [number] {
        return Err(broken(pictures));
    }
    let mut tensor = Tensor::zeros(number, Shape::new(1, height, width));
    for (value, byte) in tensor.data.iter_mut().zip(bytes) {
        *value = f32::from(byte) / white;
    }
    Ok(Labelled {
        pictures: tensor,
        classes: classes.into_iter().map(usize::from).collect(),
    })
}

/// An IDX file of bytes: its sizes and its contents.
fn idx(asset: &Asset) -> Result<(Vec<usize>, Vec<u8>), StoreError> {
    let mut bytes = Vec::new();
    GzDecoder::new(asset.bytes)
        .read_to_end(&mut bytes)
        .map_err(|error| StoreError::reading(Path::new(asset.path), &error))?;
    let [0, 0, 8, axes, rest @ ..] = &bytes[..] else {
        return Err(broken(asset));
    };
    let (sizes, contents) = rest
        .split_at_checked(4 * usize::from(*axes))
        .ok_or_else(|| broken(asset))?;
    let sizes: Vec<usize> = sizes
        .chunks_exact(4)
        .map(|size| u32::from_be_bytes([size[0], size[1], size[2], size[3]]) as usize)
        .collect();
    if sizes.iter().product::<usize>() != contents.len() {
        return Err(broken(asset));
    }
    Ok((sizes, contents.to_vec()))
}

fn broken(asset: &Asset) -> StoreError {
    StoreError::new(
        Path::new(asset.path),
        "this embedded file is damaged",
        "build the program again",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collections_are_as_their_papers_and_credits_say() {
        for (which, sizes, shape, classes) in [
            (Collection::Digits, [10_000, 2_000], [1, 28, 28], 10),
            (Collection::Fashion, [10_000, 2_000], [1, 28, 28], 10),
            (Collection::Faces, [640, 160], [1, 48, 48], 2),
            (Collection::Photos, [137, 31], [3, 96, 96], 5),
            (Collection::SmallDigits, [898, 899], [1, 8, 8], 10),
        ] {
            let parts = collection(which).unwrap();
            assert_eq!([0, 1].map(|part: usize| parts[part].classes.len()), sizes);
            for part in parts.iter() {
                let [channels, height, width] = shape;
                assert_eq!(part.pictures.shape, Shape::new(channels, height, width));
                assert_eq!(part.pictures.count, part.classes.len());
                let mut counts = vec![0; classes];
                part.classes.iter().for_each(|&class| counts[class] += 1);
                assert!(
                    counts.iter().all(|&count| count > 2),
                    "{which:?} {counts:?}"
                );
            }
            let all = &parts[0].pictures.data;
            let mean = all.iter().sum::<f32>() / all.len() as f32;
            // MNIST is 13 % ink, Fashion-MNIST 29 %.
            let expected = match which {
                Collection::Digits => 0.12..0.14,
                Collection::Fashion => 0.27..0.30,
                _ => 0.3..0.8,
            };
            assert!(expected.contains(&mean), "{which:?} {mean}");
        }
    }
}

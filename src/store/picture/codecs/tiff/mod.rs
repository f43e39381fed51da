//! TIFF files and the raw files of cameras that follow their rules (DNG).
//!
//! Strips, tiles and directories are read here, over decompressors of others: the `tiff` crate (0.11.3) gave wrong
//! pixels without a word for channels beyond red, green and blue under differences of neighbours and in tiles past the
//! edge, and applied opacity twice to colours that are multiplied by it already.

use std::path::Path;

use image::metadata::Orientation;

use super::super::decoded::{Decoded, Facts, Number, NumberKind, Stored};
use super::super::directory::{Directory, Tree};
use super::super::limits::check_memory;
use super::super::raster::upright;
use super::super::scale::{Hints, scaled};
use crate::StoreError;

mod chunks;
mod colour;
mod hints;
mod jpeg;
mod layout;
mod notes;
mod pages;
mod raw;
mod trouble;
mod unpack;
mod write;

use colour::{Channels, coloured};
use layout::Layout;
use pages::{FilePages, chain, find, is_picture, unlisted};
use trouble::Trouble;

pub(in crate::picture) use write::encode;

/// A picture, or a stack of them; of a camera's raw file the developed picture or, if that is asked for, the mosaic of
/// its sensor alone.
///
/// # Errors
/// [`StoreError`], when the file is damaged, too large, or of a kind that is not read.
pub(in crate::picture) fn decode(
    path: &Path,
    bytes: &[u8],
    mosaic_alone: bool,
) -> Result<Decoded, StoreError> {
    read(path, bytes, mosaic_alone).map_err(|trouble| trouble.told(path))
}

fn read(path: &Path, bytes: &[u8], mosaic_alone: bool) -> Result<Decoded, Trouble> {
    let (tree, first) = Tree::open(bytes)?;
    let pages = chain(&tree, first)?;
    let head = pages[0].clone();
    match find(&tree, pages)? {
        FilePages::Raw(page) => raw_picture(path, &tree, &head, &page, mosaic_alone),
        FilePages::Pages(..) if mosaic_alone => {
            let error = StoreError::new(
                path,
                "it is no raw file with a sensor's mosaic",
                "leave --raw-mosaic out",
            );
            Err(error.into())
        }
        FilePages::Pages(page, others) => stack(path, &tree, &page, &others),
    }
}

fn raw_picture(
    path: &Path,
    tree: &Tree<'_>,
    head: &Directory<'_>,
    page: &Directory<'_>,
    mosaic_alone: bool,
) -> Result<Decoded, Trouble> {
    let layout = Layout::of(path, tree, page)?;
    check_memory(path, 3 * layout.width * layout.height, 1)?;
    let raw = raw::raw(tree, head, page, &layout, mosaic_alone)?;
    let turn = match head.whole(tree, 274) {
        Some(turn @ 1..=8) if !mosaic_alone => turn as u8,
        _ => 1,
    };
    let mut tags = notes::notes(tree, head, !mosaic_alone);
    // What describes the sensor's numbers does not describe what became of them.
    tags.icc = None;
    tags.kept.clear();
    let mut words = raw.words;
    words.push("it is saved as a TIFF: raw files are not written".into());
    Ok(Decoded {
        tags,
        words,
        facts: Facts {
            packing: format!("raw file of a camera, {}", layout.words()),
            orientation: turn,
            ..Facts::default()
        },
        ..Decoded::of(upright(raw.image, orientation(turn)), raw.stored)
    })
}

fn orientation(turn: u8) -> Orientation {
    Orientation::from_exif(turn).unwrap_or(Orientation::NoTransforms)
}

/// A picture and the pages that belong to it: those of the same size and type.
fn stack(
    path: &Path,
    tree: &Tree<'_>,
    page: &Directory<'_>,
    others: &[Directory<'_>],
) -> Result<Decoded, Trouble> {
    let layout = Layout::of(path, tree, page)?;
    let channels = Channels::of(&layout)?;
    let mut layouts: Vec<(&Directory<'_>, Layout)> = vec![(page, layout.clone())];
    let mut left_out = 0;
    for other in others.iter().filter(|other| is_picture(tree, other)) {
        match Layout::of(path, tree, other) {
            Ok(next) if alike(&next, &layout) => layouts.push((other, next)),
            _ => left_out += 1,
        }
    }
    if others.is_empty() {
        layouts.extend(
            unlisted(tree, page, &layout)
                .into_iter()
                .map(|next| (page, next)),
        );
    }
    let colours = if matches!(layout.photometric, 0 | 1) && layout.samples < 3 {
        1
    } else {
        3
    };
    check_memory(path, colours * layout.width * layout.height, layouts.len())?;
    let hints = hints::hints(tree, page, &layout);
    let mut read = Vec::new();
    let mut number = layout.number;
    for (directory, layout) in &layouts {
        let found = coloured(
            tree,
            directory,
            layout,
            &channels,
            hints.missing.unwrap_or(0.0),
        )?;
        if read.is_empty() {
            number = found.number;
        } else if found.number != number {
            left_out += 1;
            continue;
        }
        read.push(found.page);
    }
    // Numbers that were made from others have no range of their own.
    let plain = matches!(layout.photometric, 0..=2);
    let hints = if plain { hints } else { Hints::default() };
    let (images, stored, mut words) = scaled(read, number, &hints);
    if layout.photometric == 5 {
        words.push("colours were turned from CMYK into RGB without its profile, so they are near, not exact".into());
    }
    if channels.left_out > 0 {
        words.push(count(channels.left_out, "channel", "beyond its colours"));
    }
    if left_out > 0 {
        words.push(count(left_out, "page", "of another size or kind"));
    }
    let mut images = images
        .into_iter()
        .map(|image| upright(image, orientation(layout.orientation)));
    let Some(image) = images.next() else {
        return Err(Trouble::damaged("it has no page"));
    };
    Ok(Decoded {
        tags: notes::notes(tree, page, image.channels() == 3),
        words,
        facts: Facts {
            packing: layout.words(),
            orientation: layout.orientation,
            opacity: channels.opacity(),
            ..Facts::default()
        },
        pages: images.collect(),
        ..Decoded::of(image, kept(stored))
    })
}

fn count(number: usize, what: &str, which: &str) -> String {
    if number == 1 {
        format!("1 {what} {which} is left out")
    } else {
        format!("{number} {what}s {which} are left out")
    }
}

/// Whether two pages belong to one stack.
fn alike(one: &Layout, other: &Layout) -> bool {
    let key = |layout: &Layout| {
        let Layout {
            width,
            height,
            samples,
            number,
            photometric,
            orientation,
            ..
        } = layout;
        (
            *width,
            *height,
            *samples,
            *number,
            *photometric,
            *orientation,
            layout.extra.clone(),
        )
    };
    key(one) == key(other)
}

/// How a changed version is stored: in the same type of number, but whole bytes for a few bits, and black below white.
fn kept(stored: Stored) -> Stored {
    let few = stored.number.kind == NumberKind::Unsigned && stored.number.bits < 8;
    let number = if few { Number::U8 } else { stored.number };
    if few {
        return Stored {
            missing: None,
            ..Stored::whole(number)
        };
    }
    Stored {
        number,
        black: stored.black.min(stored.white),
        white: stored.black.max(stored.white),
        missing: stored.missing,
    }
}

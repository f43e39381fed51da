//! Which of a file's pages is the picture, which belong to its stack, and which are copies in small.

use super::layout::Layout;
use super::raw::is_raw;
use super::trouble::Trouble;
use crate::picture::directory::{Directory, Tree};

/// Most pages that are looked at.
const MOST_PAGES: usize = 20_000;

/// The directories of the chain that begins at `first`.
pub(super) fn chain<'a>(tree: &Tree<'a>, first: u64) -> Result<Vec<Directory<'a>>, Trouble> {
    let (mut pages, mut seen) = (Vec::new(), std::collections::HashSet::new());
    let mut at = first;
    while at != 0 && seen.insert(at) {
        match tree.directory(at) {
            Ok(page) => {
                at = page.next;
                pages.push(page);
            }
            // What comes after whole pages is no reason to refuse them.
            Err(fault) if pages.is_empty() => return Err(fault.into()),
            Err(_) => break,
        }
        if pages.len() > MOST_PAGES {
            return Err(Trouble::kind(
                "it has more than 20,000 pages",
                "split it into several files",
            ));
        }
    }
    if pages.is_empty() {
        Err(Trouble::damaged("it has no page"))
    } else {
        Ok(pages)
    }
}

/// The directories below a page: those of a raw file's pictures, say.
pub(super) fn below<'a>(tree: &Tree<'a>, page: &Directory<'_>) -> Vec<Directory<'a>> {
    let places = page.wholes(tree, 330);
    places
        .into_iter()
        .take(100)
        .filter_map(|at| tree.directory(at).ok())
        .collect()
}

/// Whether a page calls itself a picture, not a copy in small, a mask or a map of depth.
pub(super) fn is_picture(tree: &Tree<'_>, page: &Directory<'_>) -> bool {
    let kind = page.whole(tree, 254).unwrap_or(0);
    kind & 0b1101 == 0 && page.whole(tree, 255) != Some(2)
}

/// What a file holds.
pub(super) enum FilePages<'a> {
    /// What a sensor saw.
    Raw(Directory<'a>),
    /// A picture, and the pages of the file that follow it.
    Pages(Directory<'a>, Vec<Directory<'a>>),
}

/// Finds the picture of a file.
pub(super) fn find<'a>(
    tree: &Tree<'a>,
    mut pages: Vec<Directory<'a>>,
) -> Result<FilePages<'a>, Trouble> {
    let first = &pages[0];
    let is_dng = first.field(50_706).is_some();
    if tree.bytes().get(8..10) == Some(b"CR") && !is_dng {
        return Err(camera("Canon"));
    }
    let has_pictures = pages.iter().any(|page| is_picture(tree, page));
    // Pages below are copies in small, but for raw files and those that begin with such a copy.
    let beneath: Vec<_> = if is_dng || !has_pictures || first.field(271).is_some() {
        pages.iter().flat_map(|page| below(tree, page)).collect()
    } else {
        Vec::new()
    };
    let all = || pages.iter().chain(&beneath);
    if all().any(|page| is_raw(tree, page)) {
        if !is_dng {
            let maker = first.text(271).unwrap_or_default();
            return Err(camera(maker.split(' ').next().unwrap_or_default()));
        }
        let raw = all().find(|page| is_raw(tree, page) && is_picture(tree, page));
        let raw = raw.or_else(|| all().find(|page| is_raw(tree, page)));
        return raw
            .cloned()
            .map(FilePages::Raw)
            .ok_or_else(|| Trouble::damaged("it has no page"));
    }
    if let Some(at) = pages.iter().position(|page| is_picture(tree, page)) {
        let mut rest = pages.split_off(at).into_iter();
        let first = rest.next().unwrap_or_default();
        return Ok(FilePages::Pages(first, rest.collect()));
    }
    let below = beneath.into_iter().find(|page| is_picture(tree, page));
    Ok(FilePages::Pages(
        below.unwrap_or_else(|| pages.swap_remove(0)),
        Vec::new(),
    ))
}

fn camera(maker: &str) -> Trouble {
    let maker = if maker.is_empty() {
        String::new()
    } else {
        format!(" ({maker})")
    };
    Trouble::kind(
        format!("it is a camera's raw file{maker} in the maker's own form"),
        "convert it to DNG (Adobe's DNG Converter, not packed with loss) or develop it to a TIFF of 16 bits",
    )
}

/// The layouts of ImageJ's stacks that have one directory for all their pictures, which follow each other.
pub(super) fn unlisted(tree: &Tree<'_>, page: &Directory<'_>, layout: &Layout) -> Vec<Layout> {
    let text = page.text(270).unwrap_or_default();
    let count = text
        .lines()
        .find_map(|line| line.strip_prefix("images=")?.trim().parse::<u64>().ok());
    let bits = (layout.width * layout.samples * usize::from(layout.number.bits)) as u64;
    let size = bits.div_ceil(8) * layout.height as u64;
    let apart = layout
        .places
        .windows(2)
        .zip(&layout.lengths)
        .all(|(pair, length)| pair[0] + length == pair[1]);
    if !text.starts_with("ImageJ=") || layout.compression != 1 || layout.tiled || !apart {
        return Vec::new();
    }
    let first = layout.places[0];
    let fits = (tree.bytes().len() as u64).saturating_sub(first) / size.max(1);
    (1..count.unwrap_or(1).min(fits).min(MOST_PAGES as u64))
        .map(|at| {
            let mut next = layout.clone();
            next.places.iter_mut().for_each(|place| *place += at * size);
            next
        })
        .collect()
}

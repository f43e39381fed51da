//! Boxes: the container of AVIF and HEIC pictures (ISO base media file format, ISO/IEC 14496-12, and its pictures,
//! ISO/IEC 23008-12).
//!
//! A file is a row of boxes, each a length, a kind and contents. The box `meta` lists items (pictures, tiles, masks,
//! notes), where their bytes lie, what is true of them (properties) and how they refer to each other. Nothing in it is
//! believed: every length and place is checked against the file.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Most items that a file may list: a picture of 120 megapixels in tiles of 512×512, and as many again.
const MAX_ITEMS: usize = 2_000;

/// Something that the file holds.
#[derive(Debug, Default)]
pub(crate) struct Item {
    /// What it is: `av01`, `hvc1`, `grid`, `Exif`, `mime` …
    pub(crate) kind: [u8; 4],
    /// The kind of contents, of notes of the kind `mime`.
    pub(crate) contents: Vec<u8>,
    inside: bool,
    parts: Vec<(usize, usize)>,
    properties: Vec<usize>,
}

/// A file's items.
#[derive(Debug, Default)]
pub(crate) struct Items<'a> {
    bytes: &'a [u8],
    inside: &'a [u8],
    /// The item that is the picture to show.
    pub(crate) primary: u32,
    items: BTreeMap<u32, Item>,
    properties: Vec<([u8; 4], &'a [u8])>,
    references: Vec<([u8; 4], u32, Vec<u32>)>,
}

/// The brands under which a file may be read, its main one first; none of a file without such a box in front.
pub(crate) fn brands(bytes: &[u8]) -> Vec<[u8; 4]> {
    let Some((kind, body, _)) = next_box(bytes) else {
        return Vec::new();
    };
    if kind != *b"ftyp" {
        return Vec::new();
    }
    let mut brands: Vec<[u8; 4]> = body
        .chunks_exact(4)
        .filter_map(|four| four.try_into().ok())
        .collect();
    // Second comes the version of the first.
    if brands.len() > 1 {
        brands.remove(1);
    }
    brands
}

impl<'a> Items<'a> {
    /// The items of a file; none when it lists none, or lists them wrongly.
    pub(crate) fn of(bytes: &'a [u8]) -> Option<Self> {
        let meta = find(bytes, b"meta")?.get(4..)?;
        let mut found = Items {
            bytes,
            ..Items::default()
        };
        let mut rest = meta;
        while let Some((kind, body, after)) = next_box(rest) {
            match &kind {
                b"pitm" => {
                    let mut body = Fields(body);
                    found.primary = match body.number(4)? >> 24 {
                        0 => body.number(2)?,
                        _ => body.number(4)?,
                    } as u32;
                }
                b"iinf" => found.read_kinds(body)?,
                b"iloc" => found.read_places(body)?,
                b"iprp" => found.read_properties(body)?,
                b"iref" => found.read_references(body)?,
                b"idat" => found.inside = body,
                _ => {}
            }
            rest = after;
        }
        found.items.contains_key(&found.primary).then_some(found)
    }

    /// An item by its number.
    pub(crate) fn item(&self, number: u32) -> Option<&Item> {
        self.items.get(&number)
    }

    /// All items with their numbers.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u32, &Item)> {
        self.items.iter().map(|(number, item)| (*number, item))
    }

    /// The bytes of an item; none when they do not lie in the file.
    pub(crate) fn bytes(&self, item: &Item) -> Option<Cow<'a, [u8]>> {
        let from = if item.inside { self.inside } else { self.bytes };
        let part = |&(at, length): &(usize, usize)| match length {
            0 => from.get(at..),
            _ => from.get(at..at.checked_add(length)?),
        };
        match &item.parts[..] {
            [] => None,
            [one] => part(one).map(Cow::Borrowed),
            many => {
                let mut whole = Vec::new();
                for one in many {
                    whole.extend_from_slice(part(one)?);
                    // Parts may name the same bytes again and again.
                    if whole.len() > from.len() {
                        return None;
                    }
                }
                Some(Cow::Owned(whole))
            }
        }
    }

    /// The properties of an item, in the order in which they are to be applied.
    pub(crate) fn properties(&self, item: &'a Item) -> impl Iterator<Item = ([u8; 4], &'a [u8])> {
        item.properties
            .iter()
            .filter_map(|&index| self.properties.get(index.checked_sub(1)?).copied())
    }

    /// The first property of that kind of an item.
    pub(crate) fn property(&self, item: &'a Item, kind: &[u8; 4]) -> Option<&'a [u8]> {
        let mut all = self.properties(item);
        all.find(|(found, _)| found == kind).map(|(_, body)| body)
    }

    /// What an item refers to in a way: the tiles (`dimg`) of a grid, in their order.
    pub(crate) fn named_by(&self, kind: &[u8; 4], from: u32) -> &[u32] {
        let mut all = self.references.iter();
        all.find(|(found, by, _)| found == kind && *by == from)
            .map_or(&[], |(_, _, to)| to)
    }

    /// The items that refer to an item in a way: opacity (`auxl`), notes (`cdsc`).
    pub(crate) fn naming(&self, kind: &[u8; 4], to: u32) -> Vec<(u32, &Item)> {
        let all = self.references.iter();
        all.filter(|(found, _, named)| found == kind && named.contains(&to))
            .filter_map(|(_, by, _)| Some((*by, self.items.get(by)?)))
            .collect()
    }

    fn read_kinds(&mut self, body: &'a [u8]) -> Option<()> {
        let mut fields = Fields(body);
        let wide = fields.number(4)? >> 24 > 0;
        let count = fields.number(if wide { 4 } else { 2 })?;
        if count > MAX_ITEMS as u64 {
            return None;
        }
        let mut rest = fields.0;
        while let Some((kind, body, after)) = next_box(rest) {
            rest = after;
            if kind != *b"infe" {
                continue;
            }
            let mut fields = Fields(body);
            let version = fields.number(4)? >> 24;
            if version < 2 {
                continue;
            }
            let number = fields.number(if version == 2 { 2 } else { 4 })? as u32;
            fields.number(2)?;
            let item = self.items.entry(number).or_default();
            item.kind = (fields.number(4)? as u32).to_be_bytes();
            // A name, then, of notes, the kind of contents; each ends with a zero.
            item.contents = fields.0.split(|b| *b == 0).nth(1)?.to_vec();
            if self.items.len() > MAX_ITEMS {
                return None;
            }
        }
        Some(())
    }

    fn read_places(&mut self, body: &'a [u8]) -> Option<()> {
        let mut fields = Fields(body);
        let version = fields.number(4)? >> 24;
        let sizes = fields.number(2)? as usize;
        let [of_at, of_length, of_base, of_index] = [12, 8, 4, 0].map(|bits| sizes >> bits & 15);
        let count = fields.number(if version < 2 { 2 } else { 4 })?;
        for _ in 0..count {
            let number = fields.number(if version < 2 { 2 } else { 4 })? as u32;
            let way = if version > 0 {
                fields.number(2)? & 15
            } else {
                0
            };
            fields.number(2)?;
            let base = fields.number(of_base)?;
            let mut parts = Vec::new();
            for _ in 0..fields.number(2)? {
                if version > 0 {
                    fields.number(of_index)?;
                }
                let at = usize::try_from(base.checked_add(fields.number(of_at)?)?).ok()?;
                parts.push((at, usize::try_from(fields.number(of_length)?).ok()?));
            }
            // This list may stand before the one that tells what the items are.
            let item = self.items.entry(number).or_default();
            if way < 2 {
                item.parts = parts;
                item.inside = way == 1;
            }
            if self.items.len() > MAX_ITEMS {
                return None;
            }
        }
        Some(())
    }

    fn read_properties(&mut self, body: &'a [u8]) -> Option<()> {
        let mut rest = find(body, b"ipco")?;
        while let Some((kind, body, after)) = next_box(rest) {
            self.properties.push((kind, body));
            rest = after;
        }
        let mut rest = body;
        while let Some((kind, body, after)) = next_box(rest) {
            rest = after;
            if kind != *b"ipma" {
                continue;
            }
            let mut fields = Fields(body);
            let head = fields.number(4)?;
            let wide = head & 1 == 1;
            for _ in 0..fields.number(4)? {
                let number = fields.number(if head >> 24 == 0 { 2 } else { 4 })? as u32;
                if self.items.len() > MAX_ITEMS {
                    return None;
                }
                for _ in 0..fields.number(1)? {
                    // The first bit says that a reader must know the property.
                    let index = if wide {
                        fields.number(2)? & 0x7fff
                    } else {
                        fields.number(1)? & 0x7f
                    };
                    let item = self.items.entry(number).or_default();
                    item.properties.push(index as usize);
                }
            }
        }
        Some(())
    }

    fn read_references(&mut self, body: &'a [u8]) -> Option<()> {
        let mut fields = Fields(body);
        let width = if fields.number(4)? >> 24 == 0 { 2 } else { 4 };
        let mut rest = fields.0;
        while let Some((kind, body, after)) = next_box(rest) {
            rest = after;
            let mut fields = Fields(body);
            let from = fields.number(width)? as u32;
            let mut to = Vec::new();
            for _ in 0..fields.number(2)? {
                to.push(fields.number(width)? as u32);
            }
            self.references.push((kind, from, to));
        }
        Some(())
    }
}

/// The contents of the first box of that kind among those of `bytes`.
pub(crate) fn find<'a>(bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    let mut rest = bytes;
    while let Some((found, body, after)) = next_box(rest) {
        if found == *kind {
            return Some(body);
        }
        rest = after;
    }
    None
}

/// The first box of `bytes`: its kind, its contents, and what comes after it.
fn next_box(bytes: &[u8]) -> Option<([u8; 4], &[u8], &[u8])> {
    let mut fields = Fields(bytes);
    let length = fields.number(4)?;
    let kind = (fields.number(4)? as u32).to_be_bytes();
    let (head, length) = match length {
        0 => (8, bytes.len()),
        1 => (16, usize::try_from(fields.number(8)?).ok()?),
        _ => (8, usize::try_from(length).ok()?),
    };
    let body = bytes.get(head..length)?;
    Some((kind, body, &bytes[length..]))
}

/// Numbers, most significant byte first, that follow each other.
pub(crate) struct Fields<'a>(pub(crate) &'a [u8]);

impl Fields<'_> {
    /// The next number, of 0 to 8 bytes.
    pub(crate) fn number(&mut self, bytes: usize) -> Option<u64> {
        let (number, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(
            number
                .iter()
                .fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
        )
    }
}

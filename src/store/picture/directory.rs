//! The directories of TIFF files, classic and BigTIFF, in either byte order; Exif is such a file too.
//!
//! A directory lists fields: a tag, the type and number of its values, and where they stand. Every place and length is
//! checked against the file before it is used.

use half::f16;

/// A file of directories.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tree<'a> {
    bytes: &'a [u8],
    /// Whether the highest byte of a number comes first.
    pub(super) high_first: bool,
    wide: bool,
}

/// A field of a directory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct DirectoryField<'a> {
    /// What it is.
    pub(super) tag: u16,
    /// The type of its values.
    pub(super) kind: u16,
    /// Its values as they stand in the file.
    pub(super) bytes: &'a [u8],
}

/// A directory.
#[derive(Clone, Debug, Default)]
pub(super) struct Directory<'a> {
    /// Its fields.
    pub(super) fields: Vec<DirectoryField<'a>>,
    /// Where the next directory of the chain stands; 0 ends it.
    pub(super) next: u64,
}

/// Most values that are read of one field: more than any picture needs.
const MOST_VALUES: usize = 16_000_000;

/// What is wrong with a file's directories.
pub(super) type Fault = &'static str;

/// Bytes of a value of a type; `None` for types that nobody knows.
pub(super) fn size_of_kind(kind: u16) -> Option<usize> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 | 13 => Some(4),
        5 | 10 | 12 | 16 | 17 | 18 => Some(8),
        _ => None,
    }
}

impl<'a> Tree<'a> {
    /// The file whose contents these are, and the place of its first directory.
    pub(super) fn open(bytes: &'a [u8]) -> Result<(Self, u64), Fault> {
        let high_first = match bytes.get(..2) {
            Some(b"II") => false,
            Some(b"MM") => true,
            _ => return Err("its first bytes are not those of a TIFF file"),
        };
        let mut tree = Self {
            bytes,
            high_first,
            wide: false,
        };
        tree.wide = match tree.number(2, 2) {
            Some(42) => false,
            Some(43) => true,
            _ => return Err("its first bytes are not those of a TIFF file"),
        };
        let first = if tree.wide {
            if tree.number(4, 2) != Some(8) {
                return Err("its header is broken");
            }
            tree.number(8, 8)
        } else {
            tree.number(4, 4)
        };
        Ok((tree, first.ok_or("it ends in its header")?))
    }

    /// The whole file.
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// `length` bytes from `at` on.
    pub(super) fn part(&self, at: u64, length: u64) -> Option<&'a [u8]> {
        let at = usize::try_from(at).ok()?;
        let end = at.checked_add(usize::try_from(length).ok()?)?;
        self.bytes.get(at..end)
    }

    fn number(&self, at: u64, length: u64) -> Option<u64> {
        Some(whole(self.part(at, length)?, self.high_first))
    }

    /// The directory that stands at a place.
    pub(super) fn directory(&self, at: u64) -> Result<Directory<'a>, Fault> {
        const BROKEN: Fault = "one of its directories lies outside of the file";
        let (count_size, entry_size, place_size): (u64, u64, usize) =
            if self.wide { (8, 20, 8) } else { (2, 12, 4) };
        let count = self.number(at, count_size).ok_or(BROKEN)?;
        let length = count.checked_mul(entry_size).ok_or(BROKEN)?;
        let start = at.checked_add(count_size).ok_or(BROKEN)?;
        let entries = self.part(start, length).ok_or(BROKEN)?;
        let mut fields = Vec::new();
        for entry in entries.chunks_exact(entry_size as usize) {
            let number = |from: usize, length: usize| {
                whole(
                    entry.get(from..from + length).unwrap_or_default(),
                    self.high_first,
                )
            };
            let (tag, kind) = (number(0, 2) as u16, number(2, 2) as u16);
            // What is of an unknown type, or outside of the file, cannot be asked for.
            let Some(size) = size_of_kind(kind) else {
                continue;
            };
            let Some(length) = number(4, place_size).checked_mul(size as u64) else {
                continue;
            };
            let inside = &entry[4 + place_size..];
            let bytes = match inside.get(..usize::try_from(length).unwrap_or(usize::MAX)) {
                Some(bytes) => Some(bytes),
                None => self.part(number(4 + place_size, place_size), length),
            };
            if let Some(bytes) = bytes {
                fields.push(DirectoryField { tag, kind, bytes });
            }
        }
        // A file may end after its last directory.
        let next = self.number(start + length, place_size as u64).unwrap_or(0);
        Ok(Directory { fields, next })
    }

    /// The values of a field as whole numbers; nothing of one that has none.
    pub(super) fn whole_numbers(&self, field: &DirectoryField<'_>) -> Vec<u64> {
        match field.kind {
            1 | 2 | 3 | 4 | 7 | 13 | 16 | 18 => {
                self.each(field, |bytes| whole(bytes, self.high_first))
            }
            6 | 8 | 9 | 17 => {
                self.each(field, |bytes| signed(bytes, self.high_first).max(0) as u64)
            }
            5 | 10 | 11 | 12 => {
                let reals = self.reals(field);
                reals
                    .into_iter()
                    .map(|value| value.max(0.0) as u64)
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// The values of a field as numbers of any kind; nothing of one that has none.
    pub(super) fn reals(&self, field: &DirectoryField<'_>) -> Vec<f64> {
        let high_first = self.high_first;
        match field.kind {
            5 => self.each(field, |bytes| {
                let (over, under) = bytes.split_at(4);
                whole(over, high_first) as f64 / whole(under, high_first) as f64
            }),
            10 => self.each(field, |bytes| {
                let (over, under) = bytes.split_at(4);
                signed(over, high_first) as f64 / signed(under, high_first) as f64
            }),
            11 => self.each(field, |bytes| float(whole(bytes, high_first), 4)),
            12 => self.each(field, |bytes| float(whole(bytes, high_first), 8)),
            6 | 8 | 9 | 17 => self.each(field, |bytes| signed(bytes, high_first) as f64),
            _ => self.each(field, |bytes| whole(bytes, high_first) as f64),
        }
    }

    fn each<T>(&self, field: &DirectoryField<'_>, value: impl Fn(&[u8]) -> T) -> Vec<T> {
        let size = size_of_kind(field.kind).unwrap_or(1);
        let values = field.bytes.chunks_exact(size).take(MOST_VALUES);
        values.map(value).collect()
    }
}

impl<'a> Directory<'a> {
    /// The field of a tag.
    pub(super) fn field(&self, tag: u16) -> Option<&DirectoryField<'a>> {
        self.fields.iter().find(|field| field.tag == tag)
    }

    /// The first value of a tag as a whole number.
    pub(super) fn whole(&self, tree: &Tree<'_>, tag: u16) -> Option<u64> {
        tree.whole_numbers(self.field(tag)?).first().copied()
    }

    /// The values of a tag as whole numbers.
    pub(super) fn wholes(&self, tree: &Tree<'_>, tag: u16) -> Vec<u64> {
        self.field(tag)
            .map(|field| tree.whole_numbers(field))
            .unwrap_or_default()
    }

    /// The values of a tag as numbers.
    pub(super) fn reals(&self, tree: &Tree<'_>, tag: u16) -> Vec<f64> {
        self.field(tag)
            .map(|field| tree.reals(field))
            .unwrap_or_default()
    }

    /// The text of a tag, without what ends it.
    pub(super) fn text(&self, tag: u16) -> Option<String> {
        let text = String::from_utf8_lossy(self.field(tag)?.bytes).into_owned();
        Some(text.trim_end_matches('\0').trim().to_owned())
    }
}

/// A whole number without a sign, of up to eight bytes.
pub(super) fn whole(bytes: &[u8], high_first: bool) -> u64 {
    let add = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
    if high_first {
        bytes.iter().fold(0, add)
    } else {
        bytes.iter().rev().fold(0, add)
    }
}

/// A whole number with a sign, of up to eight bytes.
pub(super) fn signed(bytes: &[u8], high_first: bool) -> i64 {
    let unused = 64 - 8 * bytes.len().clamp(1, 8) as u32;
    ((whole(bytes, high_first) << unused) as i64) >> unused
}

/// A floating-point number of two, four or eight bytes from its bits.
pub(super) fn float(bits: u64, bytes: usize) -> f64 {
    match bytes {
        2 => f64::from(f16::from_bits(bits as u16)),
        4 => f64::from(f32::from_bits(bits as u32)),
        _ => f64::from_bits(bits),
    }
}

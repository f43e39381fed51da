//! A camera's notes (Exif) as fields: taken apart, and put together as the small TIFF file that other formats carry.
//!
//! All numbers are kept with their lowest byte first. Notes of makers, whose inner places nobody knows, are carried as
//! they are.

use super::directory::{Directory, Tree, size_of_kind};

/// Fields of a camera's notes, by directory.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct CameraNotes {
    /// Those of the picture: maker, model, author …
    pub(super) picture: Vec<Note>,
    /// How it was taken.
    pub(super) exposure: Vec<Note>,
    /// Where it was taken.
    pub(super) place: Vec<Note>,
}

/// A field with its values, each with its lowest byte first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Note {
    /// What it is.
    pub(super) tag: u16,
    /// The type of its values.
    pub(super) kind: u16,
    /// Its values.
    pub(super) bytes: Vec<u8>,
}

/// The tags of the directories of exposure, place and exchange.
pub(super) const EXPOSURE: u16 = 0x8769;
/// As [`EXPOSURE`].
pub(super) const PLACE: u16 = 0x8825;
const EXCHANGE: u16 = 0xa005;

/// The fields of a picture's own directory that a camera or person writes, not the layout of the pixels: description,
/// maker, model, program, date, author, host, rating, copyright.
const OF_PICTURE: &[u16] = &[
    0x010d, 0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x013b, 0x013c, 0x4746, 0x4749, 0x8298, 0x9c9b,
    0x9c9c, 0x9c9d, 0x9c9e, 0x9c9f,
];

/// A note from its field; `None` for types that only a reader of the whole file understands.
fn note(tree: &Tree<'_>, field: &super::directory::DirectoryField<'_>) -> Option<Note> {
    let size = size_of_kind(field.kind)?;
    let mut bytes = field.bytes.to_vec();
    if tree.high_first {
        // A fraction is two numbers.
        let size = if matches!(field.kind, 5 | 10) {
            4
        } else {
            size
        };
        bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse);
    }
    // Classic files know no longer numbers.
    (!matches!(field.kind, 13 | 16 | 17 | 18)).then_some(Note {
        tag: field.tag,
        kind: field.kind,
        bytes,
    })
}

impl Note {
    /// The note of a field of `directory`.
    pub(super) fn of(tree: &Tree<'_>, directory: &Directory<'_>, tag: u16) -> Option<Self> {
        note(tree, directory.field(tag)?)
    }

    /// A note of one or several whole numbers of 16 bits.
    pub(super) fn short(tag: u16, values: &[u16]) -> Self {
        let bytes = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        Self {
            tag,
            kind: 3,
            bytes,
        }
    }

    /// A note of one whole number of 32 bits.
    pub(super) fn long(tag: u16, value: u32) -> Self {
        Self {
            tag,
            kind: 4,
            bytes: value.to_le_bytes().to_vec(),
        }
    }

    /// A note of bytes.
    pub(super) fn bytes(tag: u16, kind: u16, bytes: &[u8]) -> Self {
        Self {
            tag,
            kind,
            bytes: bytes.to_vec(),
        }
    }

    /// A note that tells a place.
    pub(super) fn place(tag: u16, at: u64, form: Form) -> Self {
        Self::places(tag, &[at], form)
    }

    /// A note that tells places.
    pub(super) fn places(tag: u16, at: &[u64], form: Form) -> Self {
        let size = form.place();
        Self {
            tag,
            kind: if form == Form::Wide { 16 } else { 4 },
            bytes: at
                .iter()
                .flat_map(|at| at.to_le_bytes()[..size].to_vec())
                .collect(),
        }
    }

    /// How many values it has.
    pub(super) fn count(&self) -> usize {
        self.bytes.len() / size_of_kind(self.kind).unwrap_or(1)
    }
}

impl CameraNotes {
    /// The notes of a directory of pictures.
    pub(super) fn of(tree: &Tree<'_>, directory: &Directory<'_>) -> Self {
        let beneath = |tag: u16| {
            let at = directory.whole(tree, tag)?;
            tree.directory(at).ok()
        };
        let all = |directory: Option<Directory<'_>>| -> Vec<Note> {
            let fields = directory
                .map(|directory| directory.fields)
                .unwrap_or_default();
            let told = fields.iter().filter(|field| field.tag != EXCHANGE);
            told.filter_map(|field| note(tree, field)).collect()
        };
        let own = directory
            .fields
            .iter()
            .filter(|field| OF_PICTURE.contains(&field.tag));
        Self {
            picture: own.filter_map(|field| note(tree, field)).collect(),
            exposure: all(beneath(EXPOSURE)),
            place: all(beneath(PLACE)),
        }
    }

    /// The notes of an Exif block; nothing of one that is broken.
    pub(super) fn parse(exif: &[u8]) -> Self {
        let read = || {
            let (tree, first) = Tree::open(exif).ok()?;
            Some(Self::of(&tree, &tree.directory(first).ok()?))
        };
        read().unwrap_or_default()
    }

    /// Whether there is nothing in it that a camera or a person says; a program's name is nothing.
    pub(super) fn is_empty(&self) -> bool {
        let told = self.picture.iter().any(|note| note.tag != 0x0131);
        !told && self.exposure.is_empty() && self.place.is_empty()
    }

    /// An Exif block of the notes.
    pub(super) fn block(&self) -> Vec<u8> {
        let mut out = b"II*\0\x08\0\0\0".to_vec();
        let mut first = self.picture.clone();
        let below = self.below();
        let mut place = 8 + Form::Classic.bytes_of(&first) + 12 * below.len() as u64;
        for (tag, notes) in &below {
            first.push(Note::place(*tag, place, Form::Classic));
            place += Form::Classic.bytes_of(notes);
        }
        Form::Classic.write(&mut out, &first, 8, 0);
        for (_, notes) in &below {
            let at = out.len() as u64;
            Form::Classic.write(&mut out, notes, at, 0);
        }
        out
    }

    /// The directories below that of the picture which hold something.
    pub(super) fn below(&self) -> Vec<(u16, &[Note])> {
        let below = [(EXPOSURE, &self.exposure[..]), (PLACE, &self.place[..])];
        below
            .into_iter()
            .filter(|(_, notes)| !notes.is_empty())
            .collect()
    }
}

/// The two forms of directories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Places of 32 bits.
    Classic,
    /// Places of 64 bits (BigTIFF).
    Wide,
}

impl Form {
    /// Bytes of a place.
    pub(super) fn place(self) -> usize {
        match self {
            Self::Classic => 4,
            Self::Wide => 8,
        }
    }

    /// Bytes of a directory with its values.
    pub(super) fn bytes_of(self, notes: &[Note]) -> u64 {
        let place = self.place();
        let outside = notes
            .iter()
            .map(|note| note.bytes.len())
            .filter(|length| *length > place);
        let head = if self == Self::Wide { 8 } else { 2 };
        (head
            + (4 + 2 * place) * notes.len()
            + place
            + outside.map(|length| length + length % 2).sum::<usize>()) as u64
    }

    /// Appends the directory that will stand at the place `at` of a file, and its values; the one at `next` follows it,
    /// 0 for none.
    pub(super) fn write(self, out: &mut Vec<u8>, notes: &[Note], at: u64, next: u64) {
        let mut notes: Vec<&Note> = notes.iter().collect();
        notes.sort_by_key(|note| note.tag);
        let size = self.place();
        let number = |value: u64, size: usize| value.to_le_bytes()[..size].to_vec();
        let head = if self == Self::Wide { 8 } else { 2 };
        let mut place = at + (head + (4 + 2 * size) * notes.len() + size) as u64;
        out.extend(number(notes.len() as u64, head));
        let mut values = Vec::new();
        for note in notes {
            out.extend(note.tag.to_le_bytes());
            out.extend(note.kind.to_le_bytes());
            out.extend(number(note.count() as u64, size));
            let length = note.bytes.len();
            if length <= size {
                out.extend_from_slice(&note.bytes);
                out.extend(std::iter::repeat_n(0, size - length));
            } else {
                out.extend(number(place, size));
                values.extend_from_slice(&note.bytes);
                // Values begin at even places.
                values.extend(std::iter::repeat_n(0, length % 2));
                place += (length + length % 2) as u64;
            }
        }
        out.extend(number(next, size));
        out.extend(values);
    }
}

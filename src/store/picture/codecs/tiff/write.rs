//! Writing TIFF files: any type of number on its own scale, stacks, and what is known of the picture. Not packed, so
//! that every program reads it; with places of 64 bits where 32 do not reach.

use std::io::{self, Write};

use half::f16;

use crate::image::Image;
use crate::picture::camera::{CameraNotes, Form, Note};
use crate::picture::decoded::{Number, NumberKind, Resolution, Stored, Tags, Unit};

/// Bytes of a strip, about.
const STRIP: usize = 1 << 18;

/// Writes pictures of one shape as the pages of a file.
pub(in crate::picture) fn encode(
    pages: &[&Image],
    stored: &Stored,
    tags: &Tags,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(first) = pages.first() else {
        return Ok(());
    };
    let stored = Stored {
        number: written(stored.number),
        ..*stored
    };
    let plan = Plan::of(first, &stored, tags, pages.len());
    let large = (plan.data + 65_536 + plan.notes_size()) * pages.len() as u64 > u64::from(u32::MAX);
    let form = if large { Form::Wide } else { Form::Classic };
    let mut at = match form {
        Form::Classic => {
            out.write_all(b"II*\0\x08\0\0\0")?;
            8
        }
        Form::Wide => {
            out.write_all(b"II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0")?;
            16
        }
    };
    for (nth, page) in pages.iter().enumerate() {
        let last = nth + 1 == pages.len();
        at = plan.write(page, &stored, form, at, (nth == 0, last), out)?;
    }
    Ok(())
}

/// The type that is written for one that was read: picture of bits that was cleaned is one of bits no more.
fn written(number: Number) -> Number {
    match (number.kind, number.bits) {
        (NumberKind::Unsigned, ..8) => Number::U8,
        (NumberKind::Unsigned, 17..=32) => Number::U32,
        (NumberKind::Unsigned, 33..) => Number::unsigned(64),
        (NumberKind::Float, 24) => Number::F32,
        _ => number,
    }
}

/// How pages are laid out.
struct Plan<'a> {
    height: usize,
    /// Bytes of a row.
    stride: usize,
    rows_per_strip: usize,
    /// Bytes of all rows.
    data: u64,
    /// What stands in each page's directory.
    each: Vec<Note>,
    /// What stands in that of the first page alone.
    once: Vec<Note>,
    camera: CameraNotes,
    tags: &'a Tags,
}

impl<'a> Plan<'a> {
    fn of(first: &Image, stored: &Stored, tags: &'a Tags, pages: usize) -> Self {
        let (channels, height, width) = first.dim();
        let Number { kind, bits } = stored.number;
        let stride = (width * channels * usize::from(bits)).div_ceil(8);
        let rows_per_strip = (STRIP / stride.max(1)).clamp(1, height);
        let format = match kind {
            NumberKind::Unsigned => 1,
            NumberKind::Signed => 2,
            NumberKind::Float => 3,
        };
        let mut each = vec![
            Note::long(254, if pages > 1 { 2 } else { 0 }),
            Note::long(256, width as u32),
            Note::long(257, height as u32),
            Note::short(258, &vec![u16::from(bits); channels]),
            Note::short(259, &[1]),
            Note::short(262, &[if channels == 1 { 1 } else { 2 }]),
            Note::short(277, &[channels as u16]),
            Note::long(278, rows_per_strip as u32),
            Note::short(284, &[1]),
            Note::short(339, &vec![format; channels]),
        ];
        // A narrower range than the type's is told to whoever reads it again.
        let (least, most) = stored.number.range();
        let white = stored.black.max(stored.white);
        if kind == NumberKind::Unsigned
            && white < most
            && stored.black.min(stored.white) == least
            && white == white.round()
        {
            each.extend(match u16::try_from(white as u64) {
                Ok(white) => Some(Note::short(281, &vec![white; channels])),
                Err(_) => None,
            });
        }
        each.extend(resolution(tags.resolution));
        if let Some(icc) = &tags.icc {
            each.push(Note::bytes(34_675, 7, icc));
        }
        let camera = tags
            .exif
            .as_deref()
            .map(CameraNotes::parse)
            .unwrap_or_default();
        let mut once = tags.kept.clone();
        let described = once.iter().any(|note| note.tag == 270);
        once.extend(
            camera
                .picture
                .iter()
                .filter(|note| note.tag != 270 || !described)
                .cloned(),
        );
        if let Some(xmp) = &tags.xmp {
            once.push(Note::bytes(700, 1, xmp));
        }
        if let Some(iptc) = &tags.iptc {
            once.push(Note::bytes(33_723, 7, iptc));
        }
        once.retain(|note| each.iter().all(|other| other.tag != note.tag));
        Self {
            height,
            stride,
            rows_per_strip,
            data: (stride * height) as u64,
            each,
            once,
            camera,
            tags,
        }
    }

    /// Bytes of all that is known of the picture, about.
    fn notes_size(&self) -> u64 {
        let known = [
            &self.tags.exif,
            &self.tags.icc,
            &self.tags.xmp,
            &self.tags.iptc,
        ];
        let kept = self
            .tags
            .kept
            .iter()
            .map(|note| note.bytes.len())
            .sum::<usize>();
        (known.into_iter().flatten().map(Vec::len).sum::<usize>() + kept) as u64
    }

    /// Writes a page at the place `at` of the file; returns where the next begins.
    fn write(
        &self,
        page: &Image,
        stored: &Stored,
        form: Form,
        at: u64,
        (first, last): (bool, bool),
        out: &mut dyn Write,
    ) -> io::Result<u64> {
        let below = if first {
            self.camera.below()
        } else {
            Vec::new()
        };
        let strips = self.height.div_ceil(self.rows_per_strip);
        let length = |strip: usize| {
            let rows = self
                .rows_per_strip
                .min(self.height - strip * self.rows_per_strip);
            (rows * self.stride) as u64
        };
        let mut notes = self.each.clone();
        if first {
            notes.extend(self.once.iter().cloned());
        }
        let lengths: Vec<u64> = (0..strips).map(length).collect();
        notes.push(Note::places(279, &lengths, form));
        notes.push(Note::places(273, &vec![0; strips], form));
        notes.extend(below.iter().map(|(tag, _)| Note::place(*tag, 0, form)));
        // All sizes are known now, and so all places.
        let mut place = at + form.bytes_of(&notes);
        for (tag, under) in &below {
            set(&mut notes, Note::place(*tag, place, form));
            place += form.bytes_of(under);
        }
        let data = place;
        let places: Vec<u64> = (0..strips)
            .map(|strip| data + (strip * self.rows_per_strip * self.stride) as u64)
            .collect();
        set(&mut notes, Note::places(273, &places, form));
        let end = data + self.data + self.data % 2;
        let mut head = Vec::new();
        form.write(&mut head, &notes, at, if last { 0 } else { end });
        for (_, under) in &below {
            let place = at + head.len() as u64;
            form.write(&mut head, under, place, 0);
        }
        out.write_all(&head)?;
        write_rows(page, stored, out)?;
        if self.data % 2 == 1 {
            out.write_all(&[0])?;
        }
        Ok(end)
    }
}

fn set(notes: &mut [Note], note: Note) {
    if let Some(old) = notes.iter_mut().find(|old| old.tag == note.tag) {
        *old = note;
    }
}

fn resolution(told: Option<Resolution>) -> Vec<Note> {
    let Some(Resolution { x, y, unit }) = told else {
        return Vec::new();
    };
    let fraction = |tag: u16, value: f64| {
        // Whole numbers as they are, others as finely as 32 bits can.
        let under = if value == value.round() {
            1.0
        } else {
            (f64::from(u32::MAX) / value.max(1.0))
                .floor()
                .clamp(1.0, 1e6)
        };
        let over = (value * under).round().clamp(0.0, f64::from(u32::MAX)) as u32;
        let bytes = [over, under as u32]
            .iter()
            .flat_map(|part| part.to_le_bytes())
            .collect();
        Note {
            tag,
            kind: 5,
            bytes,
        }
    };
    let unit = match unit {
        Unit::None => 1,
        Unit::Inch => 2,
        Unit::Centimetre => 3,
    };
    vec![
        fraction(282, x),
        fraction(283, y),
        Note::short(296, &[unit]),
    ]
}

fn write_rows(page: &Image, stored: &Stored, out: &mut dyn Write) -> io::Result<()> {
    let (channels, height, width) = page.dim();
    let (pixels, area) = (page.pixels(), height * width);
    let mut row = Vec::new();
    for y in 0..height {
        row.clear();
        let mut bits = Packer::default();
        for x in 0..width {
            for c in 0..channels {
                let number = stored.number_of(pixels[c * area + y * width + x]);
                put(&mut row, &mut bits, stored.number, number);
            }
        }
        bits.end(&mut row);
        out.write_all(&row)?;
    }
    Ok(())
}

fn put(row: &mut Vec<u8>, bits: &mut Packer, number: Number, value: f64) {
    match (number.kind, number.bits) {
        _ if number == Number::F16 => row.extend(f16::from_f64(value).to_le_bytes()),
        _ if number == Number::F64 => row.extend(value.to_le_bytes()),
        (NumberKind::Float, _) => row.extend((value as f32).to_le_bytes()),
        (NumberKind::Signed, size) => {
            row.extend_from_slice(&(value as i64).to_le_bytes()[..usize::from(size / 8)]);
        }
        (NumberKind::Unsigned, size) if size % 8 == 0 => {
            row.extend_from_slice(&(value as u64).to_le_bytes()[..usize::from(size / 8)]);
        }
        (NumberKind::Unsigned, size) => bits.put(row, value as u64, u32::from(size)),
    }
}

/// Numbers whose bits follow each other without regard to bytes, the highest first.
#[derive(Default)]
struct Packer {
    held: u64,
    count: u32,
}

impl Packer {
    fn put(&mut self, row: &mut Vec<u8>, number: u64, bits: u32) {
        self.held = self.held << bits | number;
        self.count += bits;
        while self.count >= 8 {
            self.count -= 8;
            row.push((self.held >> self.count) as u8);
        }
    }

    /// Fills the last byte of a row.
    fn end(self, row: &mut Vec<u8>) {
        if self.count > 0 {
            row.push((self.held << (8 - self.count)) as u8);
        }
    }
}

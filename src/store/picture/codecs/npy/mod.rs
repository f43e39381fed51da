//! NumPy arrays as pictures: whole numbers and floating point of any width, both orders of bytes and of axes; channels
//! last or first; stacks of pages. A changed version gets the type, the order and the axes that the array had.

use std::io::{self, Write};
use std::path::Path;

use ndarray::{Array3, ArrayD, Axis, IxDyn, ShapeBuilder};
use npyz::{NpyFile, Order};

use crate::StoreError;
use crate::image::Image;
use crate::picture::decoded::{ArrayLayout, Channels, Decoded, Facts, Number, NumberKind, Stored};
use crate::picture::limits::{MAX_PIXELS, check_size};
use crate::picture::refusal::damaged;
use crate::picture::scale::{Hints, Numbers, Opacity, Page, scaled};

mod numbers;
mod shape;

use numbers::Type;
use shape::Shape;

/// Most numbers of all pages together.
const MAX_NUMBERS: u64 = 3 * MAX_PIXELS;

/// A picture, or a stack of them.
///
/// # Errors
/// [`StoreError`], when the array is damaged, too large, or no picture.
pub(in crate::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    let begin = header_end(bytes)
        .filter(|end| *end <= bytes.len())
        .ok_or_else(|| damaged(path, "NPY", "the header is cut off"))?;
    let file = NpyFile::new(bytes)
        .map_err(|_| damaged(path, "NPY", "its header breaks the format's rules"))?;
    let description = file.dtype().descr();
    let kind =
        Type::of(description.trim_matches('\'')).ok_or_else(|| foreign(path, &description))?;
    let shape = shape::shape_of(file.shape()).map_err(|cure| {
        StoreError::new(path, format!("its shape is {:?}", file.shape()), cure)
            .expecting("[height, width], with channels last or first")
    })?;
    let (height, width) = shape.area();
    check_size(path, width, height)?;
    let count = shape
        .axes
        .iter()
        .try_fold(1_u64, |all, axis| all.checked_mul(*axis));
    let Some(count) = count.filter(|count| (1..=MAX_NUMBERS).contains(count)) else {
        return Err(StoreError::new(
            path,
            format!("its shape is {:?}, too large for memory", shape.axes),
            "save fewer pages at once",
        ));
    };
    // Within the limit above: it fits.
    let length = count as usize * kind.bytes();
    let numbers = bytes[begin..]
        .get(..length)
        .ok_or_else(|| damaged(path, "NPY", "its end is missing"))?;
    let columns_first = file.order() == Order::Fortran;
    let pages = pages(numbers, kind, &shape, columns_first)
        .ok_or_else(|| damaged(path, "NPY", "its numbers do not fill its shape"))?;
    let opacity = pages.iter().any(|page| page.opacity.is_some());
    let (mut images, stored, mut words) = scaled(pages, kind.number, &Hints::default());
    if images.is_empty() {
        return Err(damaged(path, "NPY", "it holds no page"));
    }
    let image = images.remove(0);
    if shape.ambiguous() {
        words.push(format!(
            "its shape {:?} is read as height, width and channels",
            shape.axes
        ));
    } else if let (Some(0), Some(count @ (3 | 4))) = (shape.channels, shape.axes.first()) {
        words.push(format!(
            "its first axis, of {count}, is read as colours; a stack of pages is saved with a[:, None]"
        ));
    }
    Ok(Decoded {
        pages: images,
        words,
        facts: Facts {
            opacity,
            array: Some(ArrayLayout {
                pages: shape.pages.is_some(),
                channels: match shape.channels {
                    None => Channels::None,
                    Some(axis) if axis < shape.rows => Channels::First,
                    Some(_) => Channels::Last,
                },
                big: kind.big,
                columns_first,
            }),
            ..Facts::default()
        },
        ..Decoded::of(image, stored)
    })
}

/// Where the numbers begin, as the file's first bytes claim.
fn header_end(bytes: &[u8]) -> Option<usize> {
    let length = match bytes.get(6)? {
        1 => 10 + usize::from(u16::from_le_bytes(bytes.get(8..10)?.try_into().ok()?)),
        _ => 12 + u32::from_le_bytes(bytes.get(8..12)?.try_into().ok()?) as usize,
    };
    Some(length)
}

/// What is said of arrays that hold no plain numbers.
fn foreign(path: &Path, description: &str) -> StoreError {
    let kind = description.trim_matches('\'').get(1..2).unwrap_or_default();
    let (what, cure) = match kind {
        "c" => ("complex numbers", "save their size with numpy.abs(a)"),
        "f" | "g" => (
            "floating point of more than 64 bits",
            "convert it with .astype('float64')",
        ),
        "O" => ("Python objects", "save an array of plain numbers"),
        "S" | "U" => ("words", "save an array of plain numbers"),
        "M" | "m" => ("dates", "save an array of plain numbers"),
        _ => ("records", "save one field of it, a['name']"),
    };
    // Records list all their fields.
    let found = if description.len() > 12 {
        format!("its numbers are {what}")
    } else {
        format!("its numbers are of type {description}: {what}")
    };
    StoreError::new(path, found, cure)
        .expecting("bool, whole numbers or floating point of 16 to 64 bits")
}

/// The numbers as pages, channel after channel.
fn pages(bytes: &[u8], kind: Type, shape: &Shape, columns_first: bool) -> Option<Vec<Page>> {
    // Single precision holds these exactly.
    let small = match kind.number.kind {
        NumberKind::Float => kind.number.bits <= 32,
        _ => kind.number.bits <= 16,
    };
    let count = bytes.len() / kind.bytes();
    if small {
        let mut values = Vec::with_capacity(count);
        kind.each(bytes, |value| values.push(value as f32));
        split(values, kind.number, shape, columns_first, Numbers::Single)
    } else {
        let mut values = Vec::with_capacity(count);
        kind.each(bytes, |value| values.push(value));
        split(values, kind.number, shape, columns_first, Numbers::Double)
    }
}

fn split<T: Copy + Into<f64>>(
    values: Vec<T>,
    number: Number,
    shape: &Shape,
    columns_first: bool,
    wrap: fn(Vec<T>) -> Numbers,
) -> Option<Vec<Page>> {
    let axes: Vec<usize> = shape.axes.iter().map(|axis| *axis as usize).collect();
    let mut array = ArrayD::from_shape_vec(IxDyn(&axes).set_f(columns_first), values).ok()?;
    // Pages, channels, rows, columns; what is missing is put in with one member.
    let mut order: Vec<usize> = Vec::new();
    let mut next = axes.len();
    for axis in [shape.pages, shape.channels] {
        order.push(axis.unwrap_or_else(|| {
            array.insert_axis_inplace(Axis(next));
            next += 1;
            next - 1
        }));
    }
    order.extend([shape.rows, shape.rows + 1]);
    let array = array.permuted_axes(order);
    let mut pages = Vec::new();
    for page in array.outer_iter() {
        let &[channels, height, width] = page.shape() else {
            return None;
        };
        let colours = if channels < 3 { 1 } else { 3 };
        let mut values: Vec<T> = if page.is_standard_layout() {
            page.as_slice()?.to_vec()
        } else {
            page.iter().copied().collect()
        };
        let mask = values.split_off(colours * height * width);
        pages.push(Page {
            numbers: wrap(values),
            shape: (colours, height, width),
            opacity: (!mask.is_empty()).then(|| opacity(&mask, number)),
        });
    }
    Some(pages)
}

/// Opacity on the scale of its numbers: that of the type, or of bytes in a larger one.
fn opacity<T: Copy + Into<f64>>(mask: &[T], number: Number) -> Opacity {
    let most = mask
        .iter()
        .fold(0.0, |most: f64, value| most.max((*value).into()));
    let usual = [1.0, 255.0, 65_535.0]
        .into_iter()
        .find(|usual| most <= *usual);
    let white = match (number.kind, number.bits) {
        (NumberKind::Unsigned, ..=16) => number.range().1,
        _ => usual.unwrap_or(most),
    };
    Opacity {
        values: mask
            .iter()
            .map(|value| ((*value).into() / white).clamp(0.0, 1.0) as f32)
            .collect(),
        multiplied: false,
    }
}

/// How numbers like these are stored in an array: as they are. A picture of bits, which a cleaned one is no more,
/// becomes one of bytes, and numbers of 12 bits, say, lie in the next larger type.
pub(in crate::picture) fn fitting(stored: &Stored) -> Stored {
    match stored.number {
        Number {
            kind: NumberKind::Unsigned,
            bits: ..8,
        } => Stored::whole(Number::U8),
        Number { kind, bits } => Stored {
            number: Number {
                kind,
                bits: bits.next_power_of_two().max(8),
            },
            ..*stored
        },
    }
}

/// Writes pictures of one size as an array of the type that `stored` tells, its axes and order of bytes as `layout`
/// tells.
///
/// # Errors
/// What the system answers.
pub(in crate::picture) fn encode(
    pages: &[&Image],
    stored: &Stored,
    layout: Option<ArrayLayout>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let layout = layout.unwrap_or_default();
    let kind = Type {
        number: stored.number,
        big: layout.big,
    };
    let Some(first) = pages.first() else {
        return Ok(());
    };
    let (channels, height, width) = first.dim();
    let mut axes = vec![height, width];
    match layout.channels {
        Channels::First => axes.insert(0, channels),
        Channels::Last => axes.push(channels),
        Channels::None if channels > 1 => axes.push(channels),
        Channels::None => {}
    }
    let stacked = layout.pages || pages.len() > 1;
    if stacked {
        axes.insert(0, pages.len());
    }
    write_header(&axes, kind, layout.columns_first, out)?;
    let channels_first = layout.channels == Channels::First;
    let number = |value: f32| match stored.missing {
        Some(missing) if value.is_nan() => missing,
        _ => stored.black + f64::from(value) * (stored.white - stored.black),
    };
    if layout.columns_first {
        // All pages in one, for their axis varies fastest.
        let mut all = ArrayD::zeros(IxDyn(&axes));
        for (index, page) in pages.iter().enumerate() {
            let mut place = all.view_mut();
            if stacked {
                place.index_axis_inplace(Axis(0), index);
            }
            let values = in_axes(page, channels_first);
            let values = values.into_shape_with_order(place.raw_dim());
            place.assign(&values.map_err(io::Error::other)?);
        }
        return write_numbers(all.t().iter().copied(), kind, number, out);
    }
    for page in pages {
        let array = in_axes(page, channels_first);
        write_numbers(array.iter().copied(), kind, number, out)?;
    }
    Ok(())
}

/// A picture's values with their channels first or last.
fn in_axes(image: &Image, channels_first: bool) -> Array3<f32> {
    if channels_first {
        return image.array().clone();
    }
    image
        .array()
        .view()
        .permuted_axes([1, 2, 0])
        .as_standard_layout()
        .into_owned()
}

fn write_header(
    axes: &[usize],
    kind: Type,
    columns_first: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let axes: Vec<String> = axes.iter().map(ToString::to_string).collect();
    let order = if columns_first { "True" } else { "False" };
    let mut text = format!(
        "{{'descr': '{}', 'fortran_order': {order}, 'shape': ({}), }}",
        kind.description(),
        axes.join(", ")
    );
    // The numbers begin at a multiple of 64 bytes; the header ends with a line end.
    while (10 + text.len() + 1) % 64 != 0 {
        text.push(' ');
    }
    text.push('\n');
    out.write_all(b"\x93NUMPY\x01\0")?;
    out.write_all(&(text.len() as u16).to_le_bytes())?;
    out.write_all(text.as_bytes())
}

fn write_numbers(
    values: impl Iterator<Item = f32>,
    kind: Type,
    number: impl Fn(f32) -> f64,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut some = Vec::with_capacity(1 << 16);
    for value in values {
        kind.write(number(value), &mut some);
        if some.len() + 8 > 1 << 16 {
            out.write_all(&some)?;
            some.clear();
        }
    }
    out.write_all(&some)
}

#[cfg(test)]
mod tests;

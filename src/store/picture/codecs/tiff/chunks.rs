//! From strips and tiles to planes of numbers: each is unpacked, its differences are summed, and its numbers are put
//! where they belong. What lies past the edge, and channels that are not asked for, are left out.

use half::f16;

use super::jpeg;
use super::layout::Layout;
use super::trouble::Trouble;
use super::unpack::{fax, unpack};
use crate::picture::decoded::{Number, NumberKind};
use crate::picture::directory::{Directory, Tree, float, signed, whole};
use crate::picture::scale::Numbers;

/// The planes of some channels of a page, one after the other; places without a strip or tile hold `empty`.
pub(super) fn read(
    tree: &Tree<'_>,
    page: &Directory<'_>,
    layout: &Layout,
    channels: &[usize],
    empty: f64,
) -> Result<Numbers, Trouble> {
    let count = channels.len() * layout.width * layout.height;
    let single = layout.number.bits <= 24 || layout.number == Number::F32;
    let mut target = if single {
        Numbers::Single(vec![empty as f32; count])
    } else {
        Numbers::Double(vec![empty; count])
    };
    let (across, down) = layout.grid();
    let planes = if layout.planar { layout.samples } else { 1 };
    for plane in 0..planes {
        if layout.planar && !channels.contains(&plane) {
            continue;
        }
        for at in 0..across * down {
            let index = plane * across * down + at;
            let (place, length) = (layout.places[index], layout.lengths[index]);
            if place == 0 || length == 0 {
                continue;
            }
            let Some(bytes) = tree.part(place, length) else {
                return Err(Trouble::damaged("a strip or tile lies outside of the file"));
            };
            let corner = (at / across * layout.chunk.1, at % across * layout.chunk.0);
            let chunk = Chunk::unpacked(tree, page, layout, bytes, corner.0)?;
            let taken: Vec<(usize, usize)> = channels
                .iter()
                .enumerate()
                .filter(|(_, channel)| !layout.planar || **channel == plane)
                .map(|(to, channel)| (to, if layout.planar { 0 } else { *channel }))
                .collect();
            match &mut target {
                Numbers::Single(values) => {
                    chunk.put(layout, corner, &taken, values, |value| value as f32)?;
                }
                Numbers::Double(values) => {
                    chunk.put(layout, corner, &taken, values, |value| value)?;
                }
            }
        }
    }
    Ok(target)
}

/// An unpacked strip or tile.
struct Chunk {
    bytes: Vec<u8>,
    width: usize,
    height: usize,
    samples: usize,
    number: Number,
    high_first: bool,
}

impl Chunk {
    /// Unpacks the strip or tile whose first row is `top`.
    fn unpacked(
        tree: &Tree<'_>,
        page: &Directory<'_>,
        layout: &Layout,
        bytes: &[u8],
        top: usize,
    ) -> Result<Self, Trouble> {
        let width = layout.chunk.0;
        let height = if layout.tiled {
            layout.chunk.1
        } else {
            layout.chunk.1.min(layout.height - top)
        };
        let mut chunk = Self {
            bytes: Vec::new(),
            width,
            height,
            samples: if layout.planar { 1 } else { layout.samples },
            number: layout.number,
            high_first: tree.high_first,
        };
        match layout.compression {
            7 => {
                let tables = page.field(347).map(|field| field.bytes);
                chunk.take_jpeg(&jpeg::decode(
                    bytes,
                    tables,
                    layout.photometric,
                    2 * width * layout.chunk.1 + 256,
                )?)?;
                return Ok(chunk);
            }
            34_927 | 50_001 => {
                chunk.take_webp(bytes)?;
                return Ok(chunk);
            }
            _ => {}
        }
        let turned: Vec<u8>;
        let bytes = if layout.low_bit_first {
            turned = bytes.iter().map(|byte| byte.reverse_bits()).collect();
            &turned
        } else {
            bytes
        };
        if layout.compression == 4 {
            if (chunk.samples, chunk.number.bits) != (1, 1) {
                return Err(Trouble::damaged("a fax has one bit a pixel"));
            }
            chunk.bytes = fax(bytes, width, height)?;
            return Ok(chunk);
        }
        let (across, down) = layout.coarser;
        let subsampled = layout.photometric == 6 && !layout.planar;
        let (stride, rows) = if subsampled {
            (
                width.div_ceil(across) * (across * down + 2),
                height.div_ceil(down),
            )
        } else {
            (chunk.stride(), height)
        };
        chunk.bytes = unpack(layout.compression, bytes, stride * rows)?;
        if chunk.bytes.len() < stride * rows {
            return Err(Trouble::damaged("a strip or tile ends too early"));
        }
        match layout.predictor {
            1 => {}
            2 => chunk.sum()?,
            3 => chunk.sum_floats()?,
            other => {
                let what = format!("its differences are of form {other}");
                return Err(Trouble::kind(
                    what,
                    "save it again as a TIFF packed by LZW or Deflate",
                ));
            }
        }
        if subsampled && (across, down) != (1, 1) {
            chunk.bytes = spread(&chunk.bytes, (width, height), (across, down));
        }
        Ok(chunk)
    }

    /// Bytes of a row.
    fn stride(&self) -> usize {
        (self.width * self.samples * usize::from(self.number.bits)).div_ceil(8)
    }

    fn take_jpeg(&mut self, pixels: &jpeg::Pixels) -> Result<(), Trouble> {
        let bits = if pixels.wide { 16 } else { 8 };
        if !matches!(self.number.kind, NumberKind::Unsigned) || self.number.bits > bits {
            return Err(Trouble::damaged(
                "its JPEG data have another depth than it says",
            ));
        }
        let size = if pixels.wide { 2 } else { 1 };
        let own = pixels.width * pixels.height * pixels.samples;
        self.number = Number::unsigned(bits);
        self.high_first = true;
        if pixels.wide && own == self.width * self.height * self.samples {
            // Two pixels may stand as two components of one: what counts is their order.
            self.bytes.clone_from(&pixels.bytes);
            return Ok(());
        }
        if pixels.samples != self.samples || pixels.width < self.width {
            return Err(Trouble::damaged(
                "its JPEG data have another size than it says",
            ));
        }
        let (from, to) = (pixels.width * pixels.samples * size, self.stride());
        self.height = self.height.min(pixels.height);
        for row in pixels.bytes.chunks_exact(from).take(self.height) {
            self.bytes.extend_from_slice(&row[..to]);
        }
        Ok(())
    }

    fn take_webp(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        let broken = |_| Trouble::damaged("its WebP data are broken");
        let reader =
            image::ImageReader::with_format(std::io::Cursor::new(bytes), image::ImageFormat::WebP);
        let decoder = reader.into_decoder().map_err(broken)?;
        let (width, height) = image::ImageDecoder::dimensions(&decoder);
        if (width as usize, height as usize) != (self.width, self.height)
            || self.number != Number::U8
        {
            return Err(Trouble::damaged(
                "its WebP data have another size than it says",
            ));
        }
        let picture = image::DynamicImage::from_decoder(decoder).map_err(broken)?;
        self.bytes = match self.samples {
            1 => picture.into_luma8().into_raw(),
            3 => picture.into_rgb8().into_raw(),
            4 => picture.into_rgba8().into_raw(),
            _ => return Err(Trouble::damaged("WebP has three or four channels")),
        };
        Ok(())
    }

    /// Adds to each number that of the pixel before it, row by row.
    fn sum(&mut self) -> Result<(), Trouble> {
        let (stride, samples, high_first) = (self.stride(), self.samples, self.high_first);
        let size = match self.number.bits {
            8 | 16 | 32 | 64 => usize::from(self.number.bits / 8),
            bits => {
                let what = format!("differences of numbers of {bits} bits");
                return Err(Trouble::kind(
                    what,
                    "save it again as a TIFF of 8 or 16 bits",
                ));
            }
        };
        let step = samples * size;
        for row in self.bytes.chunks_exact_mut(stride) {
            if size == 1 {
                for at in step..row.len() {
                    row[at] = row[at].wrapping_add(row[at - step]);
                }
                continue;
            }
            for at in (step..row.len()).step_by(size) {
                let before = whole(&row[at - step..at - step + size], high_first);
                let sum = whole(&row[at..at + size], high_first).wrapping_add(before);
                let digits = sum.to_be_bytes();
                row[at..at + size].copy_from_slice(&digits[8 - size..]);
                if !high_first {
                    row[at..at + size].reverse();
                }
            }
        }
        Ok(())
    }

    /// Floating point whose bytes stand apart, the highest of all numbers of a row first, as differences.
    fn sum_floats(&mut self) -> Result<(), Trouble> {
        let size = usize::from(self.number.bits / 8);
        if self.number.kind != NumberKind::Float {
            return Err(Trouble::damaged(
                "it has differences of floating point, but whole numbers",
            ));
        }
        let (stride, samples) = (self.stride(), self.samples);
        let mut apart = Vec::new();
        for row in self.bytes.chunks_exact_mut(stride) {
            for at in samples..row.len() {
                row[at] = row[at].wrapping_add(row[at - samples]);
            }
            apart.clear();
            apart.extend_from_slice(row);
            let count = stride / size;
            for (at, number) in row.chunks_exact_mut(size).enumerate() {
                for (digit, byte) in number.iter_mut().enumerate() {
                    *byte = apart[digit * count + at];
                }
            }
        }
        self.high_first = true;
        Ok(())
    }

    /// Puts numbers into planes: `taken` says into which plane which sample goes.
    fn put<T>(
        &self,
        layout: &Layout,
        (top, left): (usize, usize),
        taken: &[(usize, usize)],
        planes: &mut [T],
        convert: impl Fn(f64) -> T,
    ) -> Result<(), Trouble> {
        let stride = self.stride();
        let (rows, columns) = (
            self.height.min(layout.height - top),
            self.width.min(layout.width - left),
        );
        if self.bytes.len() < stride * rows {
            return Err(Trouble::damaged("a strip or tile ends too early"));
        }
        let area = layout.width * layout.height;
        let value = reader(self.number, self.high_first);
        for (y, row) in self
            .bytes
            .chunks_exact(stride.max(1))
            .take(rows)
            .enumerate()
        {
            for (plane, sample) in taken {
                let start = plane * area + (top + y) * layout.width + left;
                let target = &mut planes[start..start + columns];
                for (x, to) in target.iter_mut().enumerate() {
                    *to = convert(value(row, x * self.samples + sample));
                }
            }
        }
        Ok(())
    }
}

/// Reads the nth number of a row.
type Reader = Box<dyn Fn(&[u8], usize) -> f64>;

/// How the nth number of a row is read.
fn reader(number: Number, high_first: bool) -> Reader {
    let size = usize::from(number.bits / 8);
    match (number.kind, number.bits, high_first) {
        (NumberKind::Unsigned, 8, _) => Box::new(|row, at| f64::from(row[at])),
        (NumberKind::Unsigned, 16, true) => {
            Box::new(|row, at| f64::from(u16::from_be_bytes([row[2 * at], row[2 * at + 1]])))
        }
        (NumberKind::Unsigned, 16, false) => {
            Box::new(|row, at| f64::from(u16::from_le_bytes([row[2 * at], row[2 * at + 1]])))
        }
        (NumberKind::Float, 16, _) => Box::new(move |row, at| {
            let bits = whole(&row[2 * at..2 * at + 2], high_first);
            f64::from(f16::from_bits(bits as u16))
        }),
        (NumberKind::Float, 24, _) => {
            Box::new(move |row, at| float24(whole(&row[3 * at..3 * at + 3], high_first) as u32))
        }
        (NumberKind::Float, _, _) => Box::new(move |row, at| {
            float(whole(&row[size * at..size * (at + 1)], high_first), size)
        }),
        (NumberKind::Signed, _, _) => {
            Box::new(move |row, at| signed(&row[size * at..size * (at + 1)], high_first) as f64)
        }
        (NumberKind::Unsigned, 24 | 32 | 64, _) => {
            Box::new(move |row, at| whole(&row[size * at..size * (at + 1)], high_first) as f64)
        }
        // Bits without regard to bytes, the highest first, in either order of bytes.
        (NumberKind::Unsigned, bits, _) => {
            Box::new(move |row, at| packed(row, at * usize::from(bits), bits))
        }
    }
}

fn packed(row: &[u8], from: usize, bits: u8) -> f64 {
    let bits = usize::from(bits);
    let bytes = &row[from / 8..(from + bits).div_ceil(8)];
    let after = bytes.len() * 8 - from % 8 - bits;
    (whole(bytes, true) >> after & ((1 << bits) - 1)) as f64
}

/// Floating point of 24 bits: a sign, 7 bits of exponent (63 is 0), 16 of fraction.
fn float24(bits: u32) -> f64 {
    let sign = if bits >> 23 & 1 == 1 { -1.0 } else { 1.0 };
    let fraction = f64::from(bits & 0xffff) / 65_536.0;
    match bits >> 16 & 0x7f {
        0 => sign * fraction * 2f64.powi(-62),
        0x7f if fraction == 0.0 => sign * f64::INFINITY,
        0x7f => f64::NAN,
        exponent => sign * (1.0 + fraction) * 2f64.powi(exponent as i32 - 63),
    }
}

/// Brightness, blue and red of each pixel from blocks: some brightnesses, then one blue and one red for all of them.
fn spread(
    blocks: &[u8],
    (width, height): (usize, usize),
    (across, down): (usize, usize),
) -> Vec<u8> {
    let mut bytes = vec![0; width * height * 3];
    let per_row = width.div_ceil(across);
    for (at, block) in blocks.chunks_exact(across * down + 2).enumerate() {
        let (top, left) = (at / per_row * down, at % per_row * across);
        for (nth, bright) in block[..across * down].iter().enumerate() {
            let (y, x) = (top + nth / across, left + nth % across);
            if y < height && x < width {
                let colours = &block[across * down..];
                bytes[3 * (y * width + x)..][..3]
                    .copy_from_slice(&[*bright, colours[0], colours[1]]);
            }
        }
    }
    bytes
}

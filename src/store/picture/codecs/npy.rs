//! NumPy arrays as pictures: `[h, w]` or `[h, w, 3]` (also `[h, w, 1]`); f32 and f64 as they are, u8 and u16 divided
//! by their largest value.

use std::io::{self, Write};
use std::path::Path;

use ndarray::{Array3, ShapeBuilder};
use npyz::{Deserialize, NpyFile, Order, WriterBuilder};

use crate::image::Image;
use crate::store::StoreError;
use crate::store::picture::decoded::{Decoded, Number, Stored};
use crate::store::picture::limits::check_size;
use crate::store::picture::refusal::damaged;

/// A picture.
pub(in crate::store::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    // Written again, it has 32-bit floating point.
    Ok(Decoded::of(image(path, bytes)?, Stored::whole(Number::F32)))
}

fn image(path: &Path, bytes: &[u8]) -> Result<Image, StoreError> {
    // A header that claims to be longer than the file would be given memory before it is read.
    let header = match bytes.get(6) {
        Some(1) => bytes
            .get(8..10)
            .map(|n| 10 + usize::from(u16::from_le_bytes([n[0], n[1]]))),
        _ => bytes
            .get(8..12)
            .map(|n| 12 + u32::from_le_bytes([n[0], n[1], n[2], n[3]]) as usize),
    };
    if header.is_none_or(|end| end > bytes.len()) {
        return Err(damaged(path, "NPY", "the header is cut off"));
    }
    let file = NpyFile::new(bytes).map_err(|error| damaged(path, "NPY", &error.to_string()))?;
    let (height, width, channels) = match *file.shape() {
        [height, width] => (height, width, 1),
        [height, width, channels @ (1 | 3)] => (height, width, channels),
        ref other => {
            return Err(StoreError::new(
                path,
                format!("its shape is {other:?}"),
                "save one picture with its channels last",
            )
            .expecting("[height, width] or [height, width, 3]"));
        }
    };
    check_size(path, width, height)?;
    let shape = [height, width, channels].map(|n| n as usize);
    let file = match read(path, file, shape, |v: f32| v) {
        Ok(done) => return done,
        Err(file) => file,
    };
    let file = match read(path, file, shape, |v: f64| v as f32) {
        Ok(done) => return done,
        Err(file) => file,
    };
    let file = match read(path, file, shape, |v: u8| f32::from(v) / 255.0) {
        Ok(done) => return done,
        Err(file) => file,
    };
    match read(path, file, shape, |v: u16| f32::from(v) / 65_535.0) {
        Ok(done) => done,
        Err(file) => Err(StoreError::new(
            path,
            format!("its numbers are of type {}", file.dtype().descr()),
            "convert it with .astype('float32')",
        )
        .expecting("float32, float64, uint8 or uint16")),
    }
}

/// Reads numbers of type `T`, or gives the file back when they are of another.
fn read<'a, T: Deserialize>(
    path: &Path,
    file: NpyFile<&'a [u8]>,
    [height, width, channels]: [usize; 3],
    unit: impl Fn(T) -> f32,
) -> Result<Result<Image, StoreError>, NpyFile<&'a [u8]>> {
    let order = file.order();
    let values = file.try_data::<T>()?;
    let values: Result<Vec<f32>, io::Error> = values.map(|value| value.map(&unit)).collect();
    let shape = (height, width, channels);
    let array = values
        .map_err(|error| error.to_string())
        .and_then(|values| {
            match order {
                Order::C => Array3::from_shape_vec(shape, values),
                Order::Fortran => Array3::from_shape_vec(shape.f(), values),
            }
            .map_err(|error| error.to_string())
        });
    Ok(array
        .map(|array| Image::new(array.permuted_axes([2, 0, 1])))
        .map_err(|detail| damaged(path, "NPY", &detail)))
}

/// Writes a picture as 32-bit floating point, unchanged.
pub(in crate::store::picture) fn encode(image: &Image, out: impl Write) -> io::Result<()> {
    let (channels, height, width) = image.dim();
    let (height, width, channels) = (height as u64, width as u64, channels as u64);
    let grey = [height, width];
    let colour = [height, width, channels];
    let mut writer = npyz::WriteOptions::<f32>::new()
        .default_dtype()
        .shape(if channels == 1 { &grey } else { &colour })
        .writer(out)
        .begin_nd()?;
    writer.extend(
        image
            .array()
            .view()
            .permuted_axes([1, 2, 0])
            .iter()
            .copied(),
    )?;
    writer.finish()
}

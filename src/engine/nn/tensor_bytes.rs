//! Named arrays of numbers as bytes: the safetensors format (a length, a JSON header, the numbers).
//!
//! The header is written here, keys in a fixed order, so that equal contents give equal bytes; it is read by the
//! `safetensors` crate, which checks that sizes and offsets agree with the bytes. A checksum of the numbers stands
//! among the texts: a damaged byte is noticed.

use std::collections::HashMap;
use std::io::{self, Write};

use half::f16;
use safetensors::{Dtype, SafeTensors};
use serde_json::{Map, Value, json};

use super::NamedTensor;

/// The text that holds the checksum.
const CHECKSUM: &str = "crc32";

/// How exactly numbers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// 32 bits: nothing is lost.
    #[default]
    Single,
    /// 16 bits, 11 of them significant, up to 65,504: half the size.
    Half,
}

impl Precision {
    fn bytes(self) -> usize {
        match self {
            Self::Single => 4,
            Self::Half => 2,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Single => "F32",
            Self::Half => "F16",
        }
    }

    fn encode(self, values: &[f32], bytes: &mut Vec<u8>) {
        bytes.clear();
        match self {
            Self::Single => bytes.extend(values.iter().flat_map(|value| value.to_le_bytes())),
            Self::Half => bytes.extend(
                values
                    .iter()
                    .flat_map(|&value| f16::from_f32(value).to_le_bytes()),
            ),
        }
    }
}

/// Named arrays and texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TensorBytes {
    /// What is known of the numbers, by key.
    pub texts: HashMap<String, String>,
    /// The arrays, by name.
    pub tensors: Vec<NamedTensor>,
}

/// One array to be written.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its shape.
    pub shape: &'a [usize],
    /// Its numbers, last axis fastest.
    pub values: &'a [f32],
}

/// What an array to be written consists of.
#[derive(Clone, Copy, Debug)]
pub enum Numbers<'a> {
    /// Real numbers, as exactly as is said.
    Real(&'a [f32], Precision),
    /// Bytes, 0..255.
    Bytes(&'a [u8]),
    /// One whole number.
    Whole(i64),
}

impl Numbers<'_> {
    fn kind(self) -> &'static str {
        match self {
            Self::Real(_, precision) => precision.name(),
            Self::Bytes(_) => "U8",
            Self::Whole(_) => "I64",
        }
    }

    fn length(self) -> usize {
        match self {
            Self::Real(values, precision) => precision.bytes() * values.len(),
            Self::Bytes(bytes) => bytes.len(),
            Self::Whole(_) => 8,
        }
    }

    /// Hands its bytes on, some at a time.
    fn each(self, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        const BLOCK: usize = 4096;
        match self {
            Self::Bytes(bytes) => take(bytes),
            Self::Whole(number) => take(&number.to_le_bytes()),
            Self::Real(values, precision) => {
                let mut bytes = Vec::with_capacity(4 * BLOCK);
                for values in values.chunks(BLOCK) {
                    precision.encode(values, &mut bytes);
                    take(&bytes)?;
                }
                Ok(())
            }
        }
    }

    /// The number that 16 bits cannot hold, if there is one.
    fn too_large(self) -> Option<f32> {
        let lost = |value: &&f32| value.is_finite() && f16::from_f32(**value).is_infinite();
        match self {
            Self::Real(values, Precision::Half) => values.iter().find(lost).copied(),
            _ => None,
        }
    }
}

/// Writes arrays and texts.
///
/// # Errors
/// Those of `out`.
pub fn write(
    out: &mut dyn Write,
    texts: &[(&str, String)],
    parts: &[Part<'_>],
    precision: Precision,
) -> io::Result<()> {
    let arrays = parts.iter().map(|part| {
        let numbers = Numbers::Real(part.values, precision);
        (part.name, part.shape, numbers)
    });
    write_arrays(out, texts, &arrays.collect::<Vec<_>>())
}

/// Writes arrays of any kind and texts: of each array its name, its shape and its numbers, last axis fastest.
///
/// # Errors
/// Those of `out`.
pub fn write_arrays(
    out: &mut dyn Write,
    texts: &[(&str, String)],
    arrays: &[(&str, &[usize], Numbers<'_>)],
) -> io::Result<()> {
    let mut sum = crc32fast::Hasher::new();
    for (_, _, numbers) in arrays {
        if let Some(value) = numbers.too_large() {
            let found = format!("{value} is too large for 16 bits; write 32");
            return Err(io::Error::new(io::ErrorKind::InvalidData, found));
        }
        numbers.each(&mut |bytes| {
            sum.update(bytes);
            Ok(())
        })?;
    }
    let mut told: Map<String, Value> = texts
        .iter()
        .map(|(key, text)| ((*key).to_owned(), json!(text)))
        .collect();
    told.insert(CHECKSUM.into(), json!(format!("{:08x}", sum.finalize())));
    let mut header = Map::new();
    header.insert("__metadata__".into(), Value::Object(told));
    let mut offset = 0;
    for (name, shape, numbers) in arrays {
        let end = offset + numbers.length();
        header.insert(
            (*name).into(),
            json!({ "dtype": numbers.kind(), "shape": shape, "data_offsets": [offset, end] }),
        );
        offset = end;
    }
    let mut header = Value::Object(header).to_string().into_bytes();
    // The numbers begin at a multiple of eight.
    header.resize(header.len().next_multiple_of(8), b' ');
    out.write_all(&(header.len() as u64).to_le_bytes())?;
    out.write_all(&header)?;
    for (_, _, numbers) in arrays {
        numbers.each(&mut |bytes| out.write_all(bytes))?;
    }
    Ok(())
}

/// Reads arrays and texts.
///
/// # Errors
/// What is wrong with the bytes, as the end of the sentence "FILE: …".
pub fn parse(bytes: &[u8]) -> Result<TensorBytes, String> {
    let foreign = "it is no complete file of weights (safetensors)";
    let (length, header) = SafeTensors::read_metadata(bytes).map_err(|_| foreign)?;
    let file = SafeTensors::deserialize(bytes).map_err(|_| foreign)?;
    let texts = header.metadata().clone().unwrap_or_default();
    if let Some(sum) = texts.get(CHECKSUM) {
        let numbers = bytes.get(8 + length..).unwrap_or_default();
        if *sum != format!("{:08x}", crc32fast::hash(numbers)) {
            return Err(
                "its numbers are not those that were written (the checksum differs)".into(),
            );
        }
    }
    let mut tensors = Vec::with_capacity(file.len());
    for (name, view) in file.iter() {
        let data = view.data();
        let values: Vec<f32> = match view.dtype() {
            Dtype::F32 => {
                let (numbers, _) = data.as_chunks::<4>();
                numbers
                    .iter()
                    .map(|&four| f32::from_le_bytes(four))
                    .collect()
            }
            Dtype::F16 => {
                let (numbers, _) = data.as_chunks::<2>();
                let wide = |&two: &[u8; 2]| f16::from_le_bytes(two).to_f32();
                numbers.iter().map(wide).collect()
            }
            other => {
                return Err(format!(
                    "its numbers \"{name}\" are {other:?}, not floating point of 32 or 16 bits"
                ));
            }
        };
        if values.iter().any(|value| !value.is_finite()) {
            return Err(format!("its numbers \"{name}\" are not all finite"));
        }
        tensors.push(NamedTensor {
            name: name.to_owned(),
            shape: view.shape().to_vec(),
            values,
        });
    }
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(TensorBytes { texts, tensors })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    const VALUES: [f32; 6] = [1.0, -2.5, 0.0, 1e-30, 3.0, f32::MAX];

    fn written(values: &[f32], precision: Precision) -> Vec<u8> {
        try_writing(values, precision).unwrap()
    }

    fn try_writing(values: &[f32], precision: Precision) -> io::Result<Vec<u8>> {
        let parts = [
            Part {
                name: "2.weight",
                shape: &[2, 3],
                values,
            },
            Part {
                name: "1.bias",
                shape: &[1],
                values: &[7.0],
            },
        ];
        let texts = [("b", "two\n\"x\"".into()), ("a", "one".into())];
        let mut bytes = Vec::new();
        write(&mut bytes, &texts, &parts, precision)?;
        Ok(bytes)
    }

    #[test]
    fn what_is_written_is_read_and_bytes_repeat() {
        let bytes = written(&VALUES, Precision::Single);
        assert_eq!(bytes, written(&VALUES, Precision::Single));
        let file = parse(&bytes).unwrap();
        assert_eq!(file.texts["b"], "two\n\"x\"");
        assert_eq!(file.tensors[0].name, "1.bias");
        assert_eq!(file.tensors[1].shape, [2, 3]);
        assert_eq!(file.tensors[1].values, VALUES);
    }

    #[test]
    fn half_as_many_bits_keep_eleven_significant_ones() {
        let values = [1.0, -0.333, 0.0, 1e-3, 2049.0, 0.1];
        let bytes = written(&values, Precision::Half);
        assert!(bytes.len() < written(&values, Precision::Single).len());
        for (kept, value) in parse(&bytes).unwrap().tensors[1].values.iter().zip(values) {
            assert!(
                (kept - value).abs() <= value.abs() / 2048.0,
                "{value}: {kept}"
            );
        }
        // What half as many bits cannot hold is refused, not silently infinite.
        let refused = try_writing(&VALUES, Precision::Half).unwrap_err();
        assert!(refused.to_string().contains("too large for 16 bits"));
    }

    #[test]
    fn every_truncation_and_random_bytes_are_refused() {
        let bytes = written(&VALUES, Precision::Single);
        for end in 0..bytes.len() {
            assert!(parse(&bytes[..end]).is_err(), "cut at {end}");
        }
        let mut stream = Stream::new(3, Purpose::Data, 0);
        for _ in 0..200 {
            let noise: Vec<u8> = (0..stream.below(300))
                .map(|_| stream.below(256) as u8)
                .collect();
            assert!(parse(&noise).is_err());
        }
    }

    #[test]
    fn a_flipped_bit_of_a_number_is_noticed() {
        let bytes = written(&VALUES, Precision::Single);
        for at in bytes.len() - 28..bytes.len() {
            let mut bitten = bytes.clone();
            bitten[at] ^= 4;
            assert!(
                parse(&bitten).unwrap_err().contains("checksum"),
                "byte {at}"
            );
        }
        // Elsewhere damage must never panic.
        for at in 0..bytes.len() - 28 {
            let mut bitten = bytes.clone();
            bitten[at] ^= 4;
            let _ = parse(&bitten);
        }
    }
}

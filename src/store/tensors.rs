//! Named arrays of numbers in a file: the safetensors format (a length, a JSON header, the numbers).
//!
//! The header is written here, keys in a fixed order, so that equal contents give equal bytes; it is read by the
//! `safetensors` crate, which checks that sizes and offsets agree with the file.

use std::collections::HashMap;
use std::path::Path;

use safetensors::{Dtype, SafeTensors};
use serde_json::{Map, Value, json};

use super::read::read_file;
use super::{StoreError, replace_file};
use crate::nn::NamedTensor;

/// Larger files are refused: no network that this program trains comes near.
const MOST_BYTES: u64 = 4 << 30;
const CURE: &str = "get a complete copy of it, or train again";

/// A file of named arrays and texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TensorFile {
    pub(super) texts: HashMap<String, String>,
    pub(super) tensors: Vec<NamedTensor>,
}

/// One array to be written.
pub(super) struct Part<'a> {
    pub(super) name: &'a str,
    pub(super) shape: &'a [usize],
    pub(super) values: &'a [f32],
}

/// Writes arrays and texts; an older file survives any failure.
pub(super) fn write(
    path: &Path,
    texts: &[(&str, String)],
    parts: &[Part<'_>],
) -> Result<(), StoreError> {
    let mut header = Map::new();
    let texts: Map<String, Value> = texts
        .iter()
        .map(|(key, text)| ((*key).to_owned(), json!(text)))
        .collect();
    header.insert("__metadata__".into(), Value::Object(texts));
    let mut offset = 0;
    for part in parts {
        let end = offset + 4 * part.values.len();
        header.insert(
            part.name.into(),
            json!({ "dtype": "F32", "shape": part.shape, "data_offsets": [offset, end] }),
        );
        offset = end;
    }
    let mut header = Value::Object(header).to_string().into_bytes();
    // The numbers begin at a multiple of eight.
    header.resize(header.len().next_multiple_of(8), b' ');
    replace_file(path, |out| {
        out.write_all(&(header.len() as u64).to_le_bytes())?;
        out.write_all(&header)?;
        let mut bytes = Vec::with_capacity(4 * 4096);
        for values in parts.iter().flat_map(|part| part.values.chunks(4096)) {
            bytes.clear();
            bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
            out.write_all(&bytes)?;
        }
        Ok(())
    })
}

/// Reads arrays and texts.
pub(super) fn read(path: &Path) -> Result<TensorFile, StoreError> {
    let found = "it is larger than 4 GiB";
    let bytes = read_file(path, MOST_BYTES, found, "choose another file")?;
    parse(&bytes).map_err(|found| StoreError::new(path, found, CURE))
}

fn parse(bytes: &[u8]) -> Result<TensorFile, String> {
    let foreign = "it is no complete file of weights (safetensors)";
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(|_| foreign)?;
    let file = SafeTensors::deserialize(bytes).map_err(|_| foreign)?;
    let mut tensors = Vec::with_capacity(file.len());
    for (name, view) in file.iter() {
        if view.dtype() != Dtype::F32 {
            return Err(format!(
                "its numbers \"{name}\" are {:?}, not 32-bit floating point",
                view.dtype()
            ));
        }
        let (values, _) = view.data().as_chunks::<4>();
        let values: Vec<f32> = values
            .iter()
            .map(|&four| f32::from_le_bytes(four))
            .collect();
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
    Ok(TensorFile {
        texts: header.metadata().clone().unwrap_or_default(),
        tensors,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(folder: &Path) -> Vec<u8> {
        let path = folder.join("a.safetensors");
        let parts = [
            Part {
                name: "2.weight",
                shape: &[2, 3],
                values: &[1.0, -2.5, 0.0, 1e-30, 3.0, f32::MAX],
            },
            Part {
                name: "1.bias",
                shape: &[1],
                values: &[7.0],
            },
        ];
        write(
            &path,
            &[("b", "two\n\"x\"".into()), ("a", "one".into())],
            &parts,
        )
        .unwrap();
        std::fs::read(path).unwrap()
    }

    #[test]
    fn what_is_written_is_read_and_bytes_repeat() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = written(folder.path());
        assert_eq!(bytes, written(folder.path()));
        let file = read(&folder.path().join("a.safetensors")).unwrap();
        assert_eq!(file.texts["b"], "two\n\"x\"");
        assert_eq!(file.tensors[0].name, "1.bias");
        assert_eq!(file.tensors[1].shape, [2, 3]);
        assert_eq!(
            file.tensors[1].values,
            [1.0, -2.5, 0.0, 1e-30, 3.0, f32::MAX]
        );
    }

    #[test]
    fn every_truncation_and_random_bytes_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = written(folder.path());
        for end in 0..bytes.len() {
            assert!(parse(&bytes[..end]).is_err(), "cut at {end}");
        }
        let mut stream = crate::math::random::Stream::new(3, crate::math::random::Purpose::Data, 0);
        for _ in 0..200 {
            let noise: Vec<u8> = (0..stream.below(300))
                .map(|_| stream.below(256) as u8)
                .collect();
            assert!(parse(&noise).is_err());
            let mut bitten = bytes.clone();
            let at = stream.below(bitten.len());
            bitten[at] ^= 1 << stream.below(8);
            // Damage must never panic; some of it cannot be noticed.
            let _ = parse(&bitten);
        }
    }
}

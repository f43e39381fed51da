//! Named arrays from a file of another program: a state dict, as PyTorch calls it.

use std::collections::HashMap;

use half::{bf16, f16};
use safetensors::Dtype;

/// An array.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// Its shape.
    pub dims: Vec<usize>,
    /// Its numbers, last axis fastest.
    pub values: Vec<f32>,
}

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Its arrays of real numbers, in the order of modules.
    pub arrays: Vec<Found>,
    /// Names of arrays that are another one's: that one's name.
    pub same: HashMap<String, String>,
    /// Its texts.
    pub texts: HashMap<String, String>,
    /// What is to be said of it, one sentence each.
    pub notes: Vec<String>,
}

impl State {
    /// Says that an array is no network's.
    pub(super) fn leave(&mut self, name: &str, kind: &str) {
        if !name.ends_with("num_batches_tracked") {
            self.notes.push(format!(
                "\"{name}\" was left out: its numbers are {kind}, not real ones"
            ));
        }
    }

    /// Refuses numbers that are none.
    pub(super) fn sound(self) -> Result<Self, String> {
        for array in &self.arrays {
            if array.values.iter().any(|value| !value.is_finite()) {
                return Err(format!("its numbers \"{}\" are not all finite", array.name));
            }
        }
        Ok(self)
    }
}

/// Real numbers from bytes; `None` where they are of another kind.
pub(super) fn numbers(kind: Dtype, bytes: &[u8], big: bool) -> Option<Vec<f32>> {
    fn each<const N: usize>(bytes: &[u8], big: bool, read: impl Fn([u8; N]) -> f32) -> Vec<f32> {
        let (chunks, _) = bytes.as_chunks::<N>();
        let chunks = chunks.iter().map(|chunk| {
            let mut chunk = *chunk;
            if big {
                chunk.reverse();
            }
            read(chunk)
        });
        chunks.collect()
    }
    Some(match kind {
        Dtype::F64 => each(bytes, big, |eight| f64::from_le_bytes(eight) as f32),
        Dtype::F32 => each(bytes, big, f32::from_le_bytes),
        Dtype::F16 => each(bytes, big, |two| f16::from_le_bytes(two).to_f32()),
        Dtype::BF16 => each(bytes, big, |two| bf16::from_le_bytes(two).to_f32()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_width_are_read_both_ways_round() {
        let two = bf16::from_f32(-1.5).to_le_bytes();
        assert_eq!(numbers(Dtype::BF16, &two, false), Some(vec![-1.5]));
        assert_eq!(
            numbers(Dtype::F64, &2.5f64.to_be_bytes(), true),
            Some(vec![2.5])
        );
        assert_eq!(numbers(Dtype::I64, &[0; 8], false), None);
    }
}

//! Reading the arrays of a file of another program, safetensors or the archive of `torch.save`.

use std::path::Path;

use safetensors::SafeTensors;
use safetensors::tensor::TensorView;

use super::super::StoreError;
use super::super::read::read_file;
use super::archive;
use super::state::{Found, State, numbers};

/// Larger files are refused: no network that this program trains comes near.
const MOST_BYTES: u64 = 4 << 30;
const CURE: &str =
    "save it again with torch.save(net.state_dict(), \"net.pth\") or safetensors.torch.save_model";

/// Reads a file: safetensors, or the archive that `torch.save` writes.
///
/// # Errors
/// [`StoreError`], when it is neither, damaged, too large, or holds something else than arrays.
pub fn read(path: &Path) -> Result<State, StoreError> {
    let bytes = read_file(
        path,
        MOST_BYTES,
        "it is larger than 4 GiB",
        "choose another file",
    )?;
    from_bytes(&bytes).map_err(|found| StoreError::new(path, found, CURE))
}

/// The same for bytes.
///
/// # Errors
/// What is wrong with them, as the end of the sentence "FILE: …".
pub fn from_bytes(bytes: &[u8]) -> Result<State, String> {
    if bytes.starts_with(b"PK\x03\x04") {
        return archive::state_of(bytes);
    }
    // A header's length may begin with any byte.
    let pickle = bytes.starts_with(b"\x80") && bytes.get(1).is_some_and(|version| *version < 6);
    if pickle && SafeTensors::read_metadata(bytes).is_err() {
        return Err(
            "it was saved by a PyTorch before 1.6, or is a pickle of something else".into(),
        );
    }
    from_safetensors(bytes)
}

fn from_safetensors(bytes: &[u8]) -> Result<State, String> {
    let foreign = "it is no complete file of weights (safetensors, or the archive of torch.save)";
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(|_| foreign)?;
    let file = SafeTensors::deserialize(bytes).map_err(|_| foreign)?;
    let mut state = State {
        texts: header.metadata().clone().unwrap_or_default(),
        ..State::default()
    };
    let names = file.names();
    let is_name = |name: &String| names.iter().any(|other| *other == name);
    let pairs = state.texts.iter().filter(|(_, kept)| is_name(kept));
    state.same = pairs
        .map(|(one, kept)| (one.clone(), kept.clone()))
        .collect();
    for (name, view) in file.iter() {
        let Some(values) = reals(&view) else {
            state.leave(name, &format!("{:?}", view.dtype()));
            continue;
        };
        state.arrays.push(Found {
            name: name.to_owned(),
            dims: view.shape().to_vec(),
            values,
        });
    }
    // The file has the largest numbers first; modules are in the order of their names.
    state
        .arrays
        .sort_by_cached_key(|array| natural(&array.name));
    state.sound()
}

/// The real numbers of an array; `None` where they are none.
fn reals(view: &TensorView<'_>) -> Option<Vec<f32>> {
    numbers(view.dtype(), view.data(), false)
}

/// A name whose numbers count as numbers: "2.weight" before "10.weight".
fn natural(name: &str) -> Vec<(u64, String)> {
    let mut parts = vec![(0_u64, String::new())];
    let mut digits = false;
    for letter in name.chars() {
        match letter.to_digit(10) {
            Some(digit) => {
                if !digits {
                    parts.push((0, String::new()));
                }
                if let Some((number, _)) = parts.last_mut() {
                    *number = number.saturating_mul(10).saturating_add(u64::from(digit));
                }
            }
            None => {
                if let Some((_, text)) = parts.last_mut() {
                    text.push(letter);
                }
            }
        }
        digits = letter.is_ascii_digit();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ordered_as_a_person_counts() {
        let mut names = ["10.weight", "2.weight", "2.bias", "conv10.w", "conv9.w"];
        names.sort_by_cached_key(|name| natural(name));
        assert_eq!(
            names,
            ["2.bias", "2.weight", "10.weight", "conv9.w", "conv10.w"]
        );
    }
}

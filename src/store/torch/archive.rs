//! The archive that `torch.save` writes: a ZIP file with a pickle that says which stretch of which file each array is.
//! Of the pickle only arrays, names and their nesting are read; nothing in it is ever run.

use std::io::{Cursor, Read as _};

use safetensors::Dtype;
use zip::{CompressionMethod, ZipArchive};

use super::pickle::{Object, Pickle, Strided};
use super::state::{Found, State, numbers};

/// Most files in an archive, each of them one array.
const MOST_FILES: usize = 100_000;
/// Longest pickle.
const MOST_PICKLE: u64 = 16 << 20;
/// Arrays may share their storage, and repeat its numbers: all that is read and made of them is at most so many times
/// as long as the file.
const MOST_TIMES: u64 = 16;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// The arrays of an archive.
///
/// # Errors
/// What is wrong with it, as the end of the sentence "FILE: …".
pub(super) fn state_of(bytes: &[u8]) -> Result<State, String> {
    let damaged = |error: zip::result::ZipError| format!("it is a damaged archive ({error})");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MOST_FILES {
        return Err(format!(
            "it is an archive of {} files: too many",
            archive.len()
        ));
    }
    let mut names = archive.file_names().flatten();
    let pickle = names.find(|name| name.ends_with("/data.pkl") || *name == "data.pkl");
    let pickle = pickle
        .ok_or("it is an archive, but none that torch.save wrote")?
        .into_owned();
    drop(names);
    let folder = pickle
        .strip_suffix("data.pkl")
        .unwrap_or_default()
        .to_owned();
    let big = file(&mut archive, &format!("{folder}byteorder"), 16)
        .is_ok_and(|order| order.starts_with(b"big"));
    let pickle = file(&mut archive, &pickle, MOST_PICKLE)?;
    let pickle = Pickle::read(&pickle)?;
    let (table, whose) = table_of(&pickle)?;
    let mut state = State::default();
    state.notes.extend(whose);
    let mut left = (bytes.len() as u64).saturating_mul(MOST_TIMES);
    let mut last: Option<(String, Vec<f32>)> = None;
    for (name, tensor) in table {
        let too_large = || format!("its array \"{name}\" is too large");
        let Some((kind, width)) = kind_of(&tensor.storage) else {
            state.leave(&name, &tensor.storage);
            continue;
        };
        let sides = tensor.size.iter().map(|side| *side as u64);
        let count = sides.fold(1_u64, u64::saturating_mul);
        left = left
            .checked_sub(count.saturating_mul(4))
            .ok_or_else(too_large)?;
        let known = last.take().filter(|(key, _)| *key == tensor.key);
        let stored = match known {
            Some((_, stored)) => stored,
            None => {
                let most = tensor.length.saturating_mul(width);
                left = left.checked_sub(most).ok_or_else(too_large)?;
                let stored = file(&mut archive, &format!("{folder}data/{}", tensor.key), most)?;
                numbers(kind, &stored, big).unwrap_or_default()
            }
        };
        let values = gathered(&tensor, count as usize, &stored)
            .ok_or_else(|| format!("its array \"{name}\" reaches beyond its file"))?;
        last = Some((tensor.key.clone(), stored));
        state.arrays.push(Found {
            name,
            dims: tensor.size.clone(),
            values,
        });
    }
    if state.arrays.is_empty() {
        return Err("it holds no arrays of real numbers".into());
    }
    state.sound()
}

/// A file of an archive, of at most so many bytes.
fn file(archive: &mut Archive<'_>, name: &str, most: u64) -> Result<Vec<u8>, String> {
    let entry = archive
        .by_name(name)
        .map_err(|error| format!("it is a damaged archive: \"{name}\" cannot be read ({error})"))?;
    // Arrays lie in it as they are: nothing can grow beyond the file.
    if entry.compression() != CompressionMethod::Stored {
        return Err(format!(
            "it is an archive that torch.save did not write: \"{name}\" is packed"
        ));
    }
    if entry.size() > most {
        return Err(format!("it is a damaged archive: \"{name}\" is too long"));
    }
    let mut bytes = Vec::new();
    entry
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("it is a damaged archive: \"{name}\" cannot be read ({error})"))?;
    Ok(bytes)
}

/// What kind of number a storage holds, and its bytes; `None` for what is no real number.
fn kind_of(storage: &str) -> Option<(Dtype, u64)> {
    Some(match storage {
        "DoubleStorage" => (Dtype::F64, 8),
        "FloatStorage" => (Dtype::F32, 4),
        "HalfStorage" => (Dtype::F16, 2),
        "BFloat16Storage" => (Dtype::BF16, 2),
        _ => return None,
    })
}

/// An array's numbers from those of its storage, whatever the strides; `None` where they lie beyond it.
fn gathered(tensor: &Strided, count: usize, stored: &[f32]) -> Option<Vec<f32>> {
    let mut values = Vec::with_capacity(count);
    let mut at = vec![0_usize; tensor.size.len()];
    for _ in 0..count {
        let mut place = tensor.offset;
        for (at, stride) in at.iter().zip(&tensor.stride) {
            place = place.checked_add(at.checked_mul(*stride)?)?;
        }
        values.push(*stored.get(place)?);
        for (at, side) in at.iter_mut().zip(&tensor.size).rev() {
            *at += 1;
            if *at < *side {
                break;
            }
            *at = 0;
        }
    }
    Some(values)
}

/// Keys under which checkpoints keep the network beside other things, those that were averaged first.
const KEYS: [&str; 9] = [
    "params_ema",
    "ema",
    "state_dict",
    "model_state_dict",
    "model",
    "net",
    "network",
    "params",
    "weights",
];

type Table = Vec<(String, Strided)>;

/// The arrays of the dictionary that is a network's, by name, and what is to be said of the choice.
fn table_of(pickle: &Pickle) -> Result<(Table, Option<String>), String> {
    let none = "it holds no dictionary of arrays";
    let Object::Dict(root) = pickle.root() else {
        return Err(none.into());
    };
    let own = tensors(pickle, root);
    if !own.is_empty() {
        return Ok((own, None));
    }
    let key = |key: usize| match pickle.get(key) {
        Object::Text(text) => Some(text.as_str()),
        _ => None,
    };
    let mut inner: Vec<(&str, Table)> = Vec::new();
    for &(name, value) in root {
        if let (Some(name), Object::Dict(pairs)) = (key(name), pickle.get(value)) {
            let table = tensors(pickle, pairs);
            if !table.is_empty() {
                inner.push((name, table));
            }
        }
    }
    let known = KEYS
        .iter()
        .find_map(|key| inner.iter().position(|(name, _)| name == key));
    let chosen = match (known, inner.len()) {
        (Some(at), _) => at,
        (None, 1) => 0,
        (None, 0) => return Err(none.into()),
        (None, _) => {
            let names: Vec<_> = inner
                .iter()
                .map(|(name, _)| format!("\"{name}\""))
                .collect();
            return Err(format!(
                "it holds several dictionaries of arrays ({}), and which is the network's is not clear",
                names.join(", ")
            ));
        }
    };
    let (name, table) = inner.swap_remove(chosen);
    let note = format!("the network was taken from \"{name}\" of the checkpoint");
    Ok((table, Some(note)))
}

/// The arrays that a dictionary names.
fn tensors(pickle: &Pickle, pairs: &[(usize, usize)]) -> Table {
    let pair = |&(name, value): &(usize, usize)| match (pickle.get(name), pickle.get(value)) {
        (Object::Text(name), Object::Tensor(tensor)) => Some((name.clone(), tensor.clone())),
        _ => None,
    };
    pairs.iter().filter_map(pair).collect()
}

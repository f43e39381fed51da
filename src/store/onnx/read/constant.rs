//! Arrays of a file whose numbers are known.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use half::{bf16, f16};

use super::super::schema::{Tensor, kind};

/// The numbers of an array.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    /// Real ones.
    Reals(Arc<Vec<f32>>),
    /// Whole ones.
    Wholes(Arc<Vec<i64>>),
}

/// An array whose numbers are known.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    /// The name that it has in the file; empty when it was computed.
    pub name: String,
    /// Its sides.
    pub dims: Vec<usize>,
    /// Its numbers, last side fastest.
    pub numbers: Numbers,
}

impl Constant {
    /// A list of whole numbers.
    pub fn list(values: Vec<i64>) -> Self {
        Self {
            name: String::new(),
            dims: vec![values.len()],
            numbers: Numbers::Wholes(Arc::new(values)),
        }
    }

    /// Its whole numbers, if it has such.
    pub fn wholes(&self) -> Option<&[i64]> {
        match &self.numbers {
            Numbers::Wholes(values) => Some(values),
            Numbers::Reals(_) => None,
        }
    }

    /// Its real numbers, if it has such.
    pub fn reals(&self) -> Option<&Arc<Vec<f32>>> {
        match &self.numbers {
            Numbers::Reals(values) => Some(values),
            Numbers::Wholes(_) => None,
        }
    }

    /// The one real number that it is.
    pub fn single(&self) -> Option<f32> {
        match self.reals().map(|values| &values[..]) {
            Some(&[value]) => Some(value),
            _ => None,
        }
    }

    /// How many numbers it has.
    pub fn count(&self) -> usize {
        match &self.numbers {
            Numbers::Reals(values) => values.len(),
            Numbers::Wholes(values) => values.len(),
        }
    }
}

/// The sides of an array of so many numbers: without any it is an empty list, however long its other sides are.
pub fn nothing_is_flat(dims: Vec<usize>, count: usize) -> Vec<usize> {
    match count {
        0 => vec![0],
        _ => dims,
    }
}

/// Reads arrays, also those whose numbers lie in files beside the first.
#[derive(Debug, Default)]
pub struct Arrays<'a> {
    folder: Option<&'a Path>,
    /// Files beside the first, with their lengths.
    beside: HashMap<String, (File, u64)>,
    /// Bytes that all files hold, and that all arrays have taken.
    held: u64,
    taken: u64,
    /// Whole numbers of all arrays: each takes 8 bytes, whatever it takes in the file.
    wholes: usize,
}

/// Most bytes that all files may hold together.
const MOST_BYTES: u64 = 2 << 30;
/// Most whole numbers: they are sizes and places, not weights.
const MOST_WHOLES: usize = 1 << 26;

impl<'a> Arrays<'a> {
    /// For a file of so many bytes; other files may lie in `folder`.
    pub fn new(folder: Option<&'a Path>, bytes: u64) -> Self {
        Self {
            folder,
            held: bytes,
            ..Self::default()
        }
    }

    /// An array's numbers.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&mut self, tensor: &Tensor) -> Result<Constant, String> {
        let name = &tensor.name;
        let wrong = |what: &str| format!("its array \"{name}\" {what}");
        let side = |&side: &i64| usize::try_from(side).ok();
        let dims: Option<Vec<usize>> = tensor.dims.iter().map(side).collect();
        let dims = dims.ok_or_else(|| wrong("has a negative side"))?;
        let count = dims
            .iter()
            .try_fold(1_usize, |count, &side| count.checked_mul(side))
            .filter(|&count| count <= 1 << 40)
            .ok_or_else(|| wrong("claims more numbers than there can be"))?;
        let dims = nothing_is_flat(dims, count);
        if matches!(tensor.data_type, kind::INT32 | kind::INT64 | kind::BOOL) {
            self.wholes = self.wholes.saturating_add(count);
            if self.wholes > MOST_WHOLES {
                return Err(
                    "its arrays claim more whole numbers than sizes and places take".into(),
                );
            }
        }
        let outside;
        let raw: &[u8] = if tensor.data_location == 1 {
            outside = self.outside(tensor, count)?;
            &outside
        } else {
            &tensor.raw_data
        };
        let numbers = if raw.is_empty() {
            listed(tensor)
        } else {
            from_bytes(raw, tensor.data_type)
        };
        let numbers = numbers.ok_or_else(|| {
            wrong(&format!(
                "holds numbers of kind {}, which is neither 16-, 32- or 64-bit floats nor whole numbers",
                tensor.data_type
            ))
        })?;
        let found = Constant {
            name: name.clone(),
            dims,
            numbers,
        };
        if found.count() != count {
            return Err(wrong(&format!(
                "claims {count} numbers and has {}",
                found.count()
            )));
        }
        Ok(found)
    }

    /// An array's bytes in another file.
    fn outside(&mut self, tensor: &Tensor, count: usize) -> Result<Vec<u8>, String> {
        let array = &tensor.name;
        let text = |key: &str| {
            let found = tensor.external_data.iter().find(|entry| entry.key == key);
            found.map(|entry| entry.value.trim().to_owned())
        };
        let number = |key: &str| text(key).map(|text| text.parse::<u64>()).transpose();
        let file = text("location").unwrap_or_default();
        let plain = !file.is_empty()
            && !file.contains(['/', '\\', ':', '\0'])
            && file != "."
            && file != "..";
        if !plain {
            return Err(format!(
                "the numbers of \"{array}\" are said to lie in \"{file}\", which is no plain name of a file beside it"
            ));
        }
        let folder = self
            .folder
            .ok_or_else(|| format!("the numbers of \"{array}\" lie in another file, \"{file}\""))?;
        if !self.beside.contains_key(&file) {
            let path = folder.join(&file);
            let missing = |what: &str| {
                format!("the file \"{file}\" with its numbers {what}: both belong into one folder")
            };
            let found =
                std::fs::symlink_metadata(&path).map_err(|_| missing("is not beside it"))?;
            if !found.is_file() {
                return Err(missing("is no ordinary file"));
            }
            let opened = File::open(&path).map_err(|_| missing("cannot be read"))?;
            self.held = self.held.saturating_add(found.len());
            if self.held > MOST_BYTES {
                return Err(format!(
                    "it and the files beside it, \"{file}\" among them, are larger than 2 GiB together"
                ));
            }
            self.beside.insert(file.clone(), (opened, found.len()));
        }
        let unclear = || format!("where the numbers of \"{array}\" begin and end makes no sense");
        let start = number("offset").map_err(|_| unclear())?.unwrap_or(0);
        let size = size_of(tensor.data_type).unwrap_or(8) as u64;
        let wanted = (count as u64).checked_mul(size).ok_or_else(unclear)?;
        let length = number("length").map_err(|_| unclear())?.unwrap_or(wanted);
        let (opened, all) = self.beside.get_mut(&file).ok_or_else(unclear)?;
        let end = start.checked_add(length).filter(|end| *end <= *all);
        if end.is_none() || length != wanted {
            return Err(format!(
                "\"{array}\" claims {wanted} bytes of \"{file}\" from {start} on, which has {all} in all"
            ));
        }
        self.taken = self.taken.saturating_add(length);
        if self.taken > self.held {
            return Err("its arrays claim more numbers than its files hold".into());
        }
        let mut bytes = vec![0; usize::try_from(length).map_err(|_| unclear())?];
        opened
            .seek(SeekFrom::Start(start))
            .and_then(|_| opened.read_exact(&mut bytes))
            .map_err(|error| format!("\"{file}\" cannot be read ({error})"))?;
        Ok(bytes)
    }
}

/// Bytes of a number of some kind.
fn size_of(data_type: i32) -> Option<usize> {
    Some(match data_type {
        kind::FLOAT | kind::INT32 => 4,
        kind::INT64 | kind::DOUBLE => 8,
        kind::FLOAT16 | kind::BFLOAT16 => 2,
        kind::BOOL => 1,
        _ => return None,
    })
}

fn each<const N: usize, T>(raw: &[u8], of: impl Fn([u8; N]) -> T) -> Option<Arc<Vec<T>>> {
    let (parts, rest) = raw.as_chunks::<N>();
    rest.is_empty()
        .then(|| Arc::new(parts.iter().map(|part| of(*part)).collect()))
}

fn from_bytes(raw: &[u8], data_type: i32) -> Option<Numbers> {
    use Numbers::{Reals, Wholes};
    match data_type {
        kind::FLOAT => each(raw, f32::from_le_bytes).map(Reals),
        kind::DOUBLE => each(raw, |part| f64::from_le_bytes(part) as f32).map(Reals),
        kind::FLOAT16 => each(raw, |part| f16::from_le_bytes(part).to_f32()).map(Reals),
        kind::BFLOAT16 => each(raw, |part| bf16::from_le_bytes(part).to_f32()).map(Reals),
        kind::INT32 => each(raw, |part| i64::from(i32::from_le_bytes(part))).map(Wholes),
        kind::INT64 => each(raw, i64::from_le_bytes).map(Wholes),
        kind::BOOL => each(raw, |[byte]: [u8; 1]| i64::from(byte != 0)).map(Wholes),
        _ => None,
    }
}

/// Numbers that stand one by one.
fn listed(tensor: &Tensor) -> Option<Numbers> {
    use Numbers::{Reals, Wholes};
    let bits = |of: fn(u16) -> f32| {
        let values = tensor.int32_data.iter();
        Reals(Arc::new(values.map(|&bits| of(bits as u16)).collect()))
    };
    let short = || {
        Wholes(Arc::new(
            tensor
                .int32_data
                .iter()
                .map(|&value| i64::from(value))
                .collect(),
        ))
    };
    Some(match tensor.data_type {
        kind::FLOAT => Reals(Arc::new(tensor.float_data.clone())),
        kind::DOUBLE => {
            let values = tensor.double_data.iter();
            Reals(Arc::new(values.map(|&value| value as f32).collect()))
        }
        kind::FLOAT16 => bits(|bits| f16::from_bits(bits).to_f32()),
        kind::BFLOAT16 => bits(|bits| bf16::from_bits(bits).to_f32()),
        kind::INT32 | kind::BOOL => short(),
        kind::INT64 => Wholes(Arc::new(tensor.int64_data.clone())),
        _ => return None,
    })
}

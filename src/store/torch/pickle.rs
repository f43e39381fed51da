//! What of Python's pickles a state dict needs: dictionaries, lists, tuples, texts, numbers, and arrays by the stretch
//! of storage that they are. Everything else is a call of something, and is refused by its name.
//!
//! Source: Python's `pickletools` describes every code.

use std::collections::HashMap;

/// Most objects.
const MOST_OBJECTS: usize = 500_000;

/// Where an object lies in the list of all.
type At = usize;

/// An array as a stretch of a storage, in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Strided {
    /// The class of the storage: `FloatStorage`.
    pub(super) storage: String,
    /// Its file in the archive.
    pub(super) key: String,
    /// How many numbers it holds.
    pub(super) length: u64,
    /// Its first number.
    pub(super) offset: usize,
    /// Sides.
    pub(super) size: Vec<usize>,
    /// Numbers from one to the next along each side.
    pub(super) stride: Vec<usize>,
}

/// An object.
#[derive(Clone, Debug)]
pub(super) enum Object {
    /// Where a list begins.
    Mark,
    /// Nothing, a flag, a number that is no whole one, bytes: all of no importance here.
    Other,
    Int(i64),
    Text(String),
    /// A list or a tuple.
    List(Vec<At>),
    Dict(Vec<(At, At)>),
    /// A name of Python's: module and name.
    Global(String),
    /// A storage: class, file and length.
    Storage(String, String, u64),
    Tensor(Strided),
}

/// A pickle that has been read.
pub(super) struct Pickle {
    objects: Vec<Object>,
    stack: Vec<At>,
    memo: HashMap<u32, At>,
}

/// The bytes that are left.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .ok_or("its pickle is cut off")?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, String> {
        Ok(self.take(1)?[0])
    }

    /// A whole number of so many bytes, the lowest first.
    fn whole(&mut self, count: usize) -> Result<u64, String> {
        let bytes = self.take(count)?;
        Ok(bytes
            .iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// Bytes whose number stands before them in so many bytes.
    fn counted(&mut self, width: usize) -> Result<&'a [u8], String> {
        let count = self.whole(width)?;
        self.take(usize::try_from(count).unwrap_or(usize::MAX))
    }

    fn line(&mut self) -> Result<&'a str, String> {
        let end = self.0.iter().position(|byte| *byte == b'\n');
        let line = self.take(end.ok_or("its pickle is cut off")?)?;
        self.take(1)?;
        std::str::from_utf8(line).map_err(|_| "its pickle is damaged".into())
    }
}

impl Pickle {
    /// Reads one.
    ///
    /// # Errors
    /// What is wrong with it, or what it would have run.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut pickle = Self {
            objects: Vec::new(),
            stack: Vec::new(),
            memo: HashMap::new(),
        };
        let mut bytes = Bytes(bytes);
        loop {
            let code = bytes.byte()?;
            if code == b'.' {
                break;
            }
            pickle.step(code, &mut bytes)?;
            if pickle.objects.len() > MOST_OBJECTS {
                return Err("its pickle holds too many objects".into());
            }
        }
        match pickle.stack.len() {
            1 => Ok(pickle),
            _ => Err("its pickle is damaged".into()),
        }
    }

    /// What it is.
    pub(super) fn root(&self) -> &Object {
        self.stack.last().map_or(&Object::Other, |at| self.get(*at))
    }

    /// The object at a place.
    pub(super) fn get(&self, at: At) -> &Object {
        self.objects.get(at).unwrap_or(&Object::Other)
    }

    fn push(&mut self, object: Object) {
        self.stack.push(self.objects.len());
        self.objects.push(object);
    }

    fn pop(&mut self) -> Result<At, String> {
        self.stack
            .pop()
            .ok_or_else(|| "its pickle is damaged".into())
    }

    /// What stands above the last mark, which goes.
    fn above_mark(&mut self) -> Result<Vec<At>, String> {
        let is_mark = |at: &At| matches!(self.get(*at), Object::Mark);
        let mark = self
            .stack
            .iter()
            .rposition(is_mark)
            .ok_or("its pickle is damaged")?;
        let above = self.stack.split_off(mark + 1);
        self.stack.pop();
        Ok(above)
    }

    fn tuple(&mut self, count: usize) -> Result<(), String> {
        let from = self
            .stack
            .len()
            .checked_sub(count)
            .ok_or("its pickle is damaged")?;
        let parts = self.stack.split_off(from);
        self.push(Object::List(parts));
        Ok(())
    }

    fn step(&mut self, code: u8, bytes: &mut Bytes<'_>) -> Result<(), String> {
        let text = |bytes: &[u8]| Object::Text(String::from_utf8_lossy(bytes).into_owned());
        let damaged = || Err("its pickle is damaged".to_owned());
        match code {
            0x80 => drop(bytes.byte()?),
            0x95 => drop(bytes.take(8)?),
            b'(' => self.push(Object::Mark),
            b'}' | 0x8f => self.push(Object::Dict(Vec::new())),
            b']' | b')' => self.push(Object::List(Vec::new())),
            b'N' | 0x88 | 0x89 => self.push(Object::Other),
            b'G' => {
                bytes.take(8)?;
                self.push(Object::Other);
            }
            b'J' => {
                let number = bytes.whole(4)? as u32;
                self.push(Object::Int(i64::from(number.cast_signed())));
            }
            b'K' => {
                let number = bytes.whole(1)?;
                self.push(Object::Int(number as i64));
            }
            b'M' => {
                let number = bytes.whole(2)?;
                self.push(Object::Int(number as i64));
            }
            0x8a => {
                let parts = bytes.counted(1)?;
                let low = parts.iter().take(8).rev();
                let number = low.fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
                let object = match parts.len() {
                    0..8 => Object::Int(number as i64),
                    8 => Object::Int(number.cast_signed()),
                    _ => Object::Other,
                };
                self.push(object);
            }
            0x8c => self.push(text(bytes.counted(1)?)),
            b'X' => self.push(text(bytes.counted(4)?)),
            0x8d => self.push(text(bytes.counted(8)?)),
            b'C' => self.other(bytes.counted(1)?),
            b'B' => self.other(bytes.counted(4)?),
            b'q' => self.remember(bytes.whole(1)?)?,
            b'r' => self.remember(bytes.whole(4)?)?,
            0x94 => self.remember(self.memo.len() as u64)?,
            b'h' => self.recall(bytes.whole(1)?)?,
            b'j' => self.recall(bytes.whole(4)?)?,
            b'0' => drop(self.pop()?),
            b'1' => drop(self.above_mark()?),
            b'2' => {
                let top = self.pop()?;
                self.stack.extend([top, top]);
            }
            b't' => {
                let parts = self.above_mark()?;
                self.push(Object::List(parts));
            }
            0x85..=0x87 => self.tuple(usize::from(code - 0x84))?,
            b'a' => {
                let value = self.pop()?;
                self.append(&[value])?;
            }
            b'e' | 0x90 => {
                let values = self.above_mark()?;
                self.append(&values)?;
            }
            b's' => {
                let (value, key) = (self.pop()?, self.pop()?);
                self.set(&[key, value])?;
            }
            b'u' => {
                let pairs = self.above_mark()?;
                self.set(&pairs)?;
            }
            b'c' => {
                let (module, name) = (bytes.line()?, bytes.line()?);
                self.push(Object::Global(format!("{module}.{name}")));
            }
            0x93 => {
                let (name, module) = (self.pop()?, self.pop()?);
                let (Object::Text(name), Object::Text(module)) = (self.get(name), self.get(module))
                else {
                    return damaged();
                };
                self.push(Object::Global(format!("{module}.{name}")));
            }
            b'Q' => self.storage()?,
            b'R' | 0x81 => self.call()?,
            // The state of a dictionary that also has attributes: they are of no importance.
            b'b' => drop(self.pop()?),
            _ => {
                return Err(format!(
                    "its pickle has the code {code:#04x}, which no state dict needs"
                ));
            }
        }
        Ok(())
    }

    fn other(&mut self, _: &[u8]) {
        self.push(Object::Other);
    }

    fn remember(&mut self, number: u64) -> Result<(), String> {
        let top = *self.stack.last().ok_or("its pickle is damaged")?;
        self.memo.insert(number as u32, top);
        Ok(())
    }

    fn recall(&mut self, number: u64) -> Result<(), String> {
        let at = self
            .memo
            .get(&(number as u32))
            .ok_or("its pickle is damaged")?;
        self.stack.push(*at);
        Ok(())
    }

    fn append(&mut self, values: &[At]) -> Result<(), String> {
        let list = *self.stack.last().ok_or("its pickle is damaged")?;
        match self.objects.get_mut(list) {
            Some(Object::List(all)) => all.extend_from_slice(values),
            Some(Object::Dict(_)) => {}
            _ => return Err("its pickle is damaged".into()),
        }
        Ok(())
    }

    fn set(&mut self, pairs: &[At]) -> Result<(), String> {
        let dict = *self.stack.last().ok_or("its pickle is damaged")?;
        let Some(Object::Dict(all)) = self.objects.get_mut(dict) else {
            return Err("its pickle is damaged".into());
        };
        let (pairs, rest) = pairs.as_chunks::<2>();
        all.extend(pairs.iter().map(|&[key, value]| (key, value)));
        match rest {
            [] => Ok(()),
            _ => Err("its pickle is damaged".into()),
        }
    }

    /// `("storage", class, file, device, length)` becomes a storage.
    fn storage(&mut self) -> Result<(), String> {
        let at = self.pop()?;
        let Object::List(parts) = self.get(at) else {
            return Err("its pickle is damaged".into());
        };
        let parts: Vec<&Object> = parts.iter().map(|part| self.get(*part)).collect();
        let object = match parts[..] {
            [
                Object::Text(_),
                Object::Global(class),
                Object::Text(file),
                _,
                Object::Int(length),
            ] => {
                let class = class.rsplit('.').next().unwrap_or_default();
                Object::Storage(
                    class.into(),
                    file.clone(),
                    u64::try_from(*length).unwrap_or(u64::MAX),
                )
            }
            _ => return Err("its pickle names a storage of a kind that is not known".into()),
        };
        self.push(object);
        Ok(())
    }

    /// A call: the few that make arrays and dictionaries are done here, all others refused.
    fn call(&mut self) -> Result<(), String> {
        let (arguments, callee) = (self.pop()?, self.pop()?);
        let Object::Global(name) = self.get(callee) else {
            return Err("its pickle is damaged".into());
        };
        let Object::List(arguments) = self.get(arguments) else {
            return Err("its pickle is damaged".into());
        };
        let parts: Vec<&Object> = arguments.iter().map(|part| self.get(*part)).collect();
        let object = match (name.as_str(), &parts[..]) {
            ("collections.OrderedDict", []) => Object::Dict(Vec::new()),
            ("torch._utils._rebuild_parameter", [Object::Tensor(tensor), ..]) => {
                Object::Tensor(tensor.clone())
            }
            ("torch._utils._rebuild_tensor_v2", [storage, offset, size, stride, ..]) => self
                .tensor(storage, offset, size, stride)
                .ok_or("its pickle is damaged")?,
            _ => {
                return Err(format!(
                    "it is no plain state dict: it would run {name}, and nothing of a file is run here"
                ));
            }
        };
        self.push(object);
        Ok(())
    }

    fn tensor(
        &self,
        storage: &Object,
        offset: &Object,
        size: &Object,
        stride: &Object,
    ) -> Option<Object> {
        let (Object::Storage(class, key, length), Object::Int(offset)) = (storage, offset) else {
            return None;
        };
        let sides = |list: &Object| {
            let Object::List(parts) = list else {
                return None;
            };
            let side = |at: &At| match self.get(*at) {
                Object::Int(side) => usize::try_from(*side).ok(),
                _ => None,
            };
            parts.iter().map(side).collect::<Option<Vec<usize>>>()
        };
        let (size, stride) = (sides(size)?, sides(stride)?);
        (size.len() == stride.len() && size.len() <= 64).then(|| {
            Some(Object::Tensor(Strided {
                storage: class.clone(),
                key: key.clone(),
                length: *length,
                offset: usize::try_from(*offset).ok()?,
                size,
                stride,
            }))
        })?
    }
}

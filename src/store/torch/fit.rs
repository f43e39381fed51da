//! Arrays of another program for the rows of a network: by name, then by shape where that leaves no choice.

use std::collections::HashMap;

use super::names::{Array, Named};
use super::state::{Found, State};
use crate::nn::{NamedTensor, Weights};

/// How an array of a network found its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The file has it under its name.
    Name,
    /// The file has it as a part of that one.
    Shared,
    /// It is the only one of its kind and shape that was left, or each of several has its turn.
    Shape,
}

impl How {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Name => "by name",
            Self::Shared => "by the name that it shares",
            Self::Shape => "by shape",
        }
    }
}

/// What went where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Went {
    /// The array's name in the file.
    pub from: String,
    /// Its shape there.
    pub dims: Vec<usize>,
    /// The row's array here: `3.weight`.
    pub to: String,
    /// How it was found.
    pub how: How,
}

/// What wrappers of a network put before every name.
const WRAPPERS: [&str; 4] = ["module.", "_orig_mod.", "model.", "net."];

/// A name without what wrappers put before it.
fn bare(mut name: &str) -> &str {
    while let Some(rest) = WRAPPERS
        .iter()
        .find_map(|wrapper| name.strip_prefix(wrapper))
    {
        name = rest;
    }
    name
}

/// The last part of a name: what kind of array it is.
fn kind(name: &str) -> &str {
    let last = name.rsplit(['.', '_']).next().unwrap_or(name);
    match last {
        // `running_mean`, `running_var`, `in_proj_weight`.
        "mean" | "var" => last,
        _ => name.rsplit('.').next().unwrap_or(name),
    }
}

/// A shape without sides of 1 at its end: a 1×1 convolution is a matrix.
fn core(dims: &[usize]) -> &[usize] {
    let length = dims
        .iter()
        .rposition(|side| *side != 1)
        .map_or(0, |at| at + 1);
    &dims[..length]
}

/// The numbers of a network from those of a file, and what went where.
///
/// # Errors
/// What has no counterpart, here or there.
pub(super) fn fit(named: &Named, state: &State) -> Result<(Weights, Vec<Went>), String> {
    let mut left: Vec<Option<&Found>> = state.arrays.iter().map(Some).collect();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (at, found) in state.arrays.iter().enumerate() {
        places.entry(bare(&found.name)).or_insert(at);
        places.insert(&found.name, at);
    }
    let mut chosen: Vec<Option<(&Found, How)>> = Vec::new();
    for array in &named.arrays {
        let same = state.same.get(&array.theirs);
        let names = [
            (Some(&*array.theirs), How::Name),
            (same.map(String::as_str), How::Shared),
        ];
        let found = names
            .into_iter()
            .find_map(|(name, how)| Some((*places.get(name?)?, how)));
        chosen.push(match found {
            Some((at, how)) => {
                let found = &state.arrays[at];
                if core(&found.dims) != core(&array.dims) {
                    return Err(format!(
                        "its array \"{}\" is {}, but row {} needs {}",
                        found.name,
                        sides(&found.dims),
                        array.ours,
                        sides(&array.dims)
                    ));
                }
                left[at] = None;
                Some((found, how))
            }
            None => None,
        });
    }
    // Names that borrow are the owner's once more.
    for (at, found) in state.arrays.iter().enumerate() {
        if named
            .shared
            .iter()
            .any(|[one, _]| *one == bare(&found.name))
        {
            left[at] = None;
        }
    }
    by_shape(named, &mut left, &mut chosen)?;
    let over: Vec<_> = left
        .iter()
        .flatten()
        .map(|found| found.name.as_str())
        .collect();
    if !over.is_empty() {
        return Err(format!(
            "it holds {}, which the network has no row for: it belongs to another network",
            few(&over)
        ));
    }
    let mut weights = Vec::new();
    let mut table = Vec::new();
    for (array, chosen) in named.arrays.iter().zip(chosen) {
        let Some((found, how)) = chosen else { continue };
        table.push(Went {
            from: found.name.clone(),
            dims: found.dims.clone(),
            to: array.ours.clone(),
            how,
        });
        weights.push(NamedTensor {
            name: array.ours.clone(),
            shape: array.shape.clone(),
            values: array.back(&found.values),
        });
    }
    Ok((weights, table))
}

/// Arrays that have no name in common: those of one kind and shape in their order, where there are as many of them on
/// both sides.
fn by_shape<'a>(
    named: &Named,
    left: &mut [Option<&'a Found>],
    chosen: &mut [Option<(&'a Found, How)>],
) -> Result<(), String> {
    let missing = |chosen: &[Option<(&Found, How)>]| {
        let all = named.arrays.iter().zip(chosen);
        let missing = all.filter(|(_, chosen)| chosen.is_none());
        missing.map(|(array, _)| array).collect::<Vec<&Array>>()
    };
    let wanted = missing(chosen);
    for array in &wanted {
        let alike = |kind_: &str, dims: &[usize]| {
            kind_ == kind(&array.theirs) && core(dims) == core(&array.dims)
        };
        let here = wanted
            .iter()
            .filter(|other| alike(kind(&other.theirs), &other.dims));
        let here: Vec<&str> = here.map(|other| other.ours.as_str()).collect();
        let there = (0..left.len())
            .filter(|at| left[*at].is_some_and(|found| alike(kind(&found.name), &found.dims)));
        let there: Vec<usize> = there.collect();
        if here[0] != array.ours {
            continue;
        }
        if here.len() != there.len() {
            return Err(format!(
                "it holds {} \"{}\" of {}, and the network has {} ({}): {}",
                counted(there.len()),
                kind(&array.theirs),
                sides(&array.dims),
                here.len(),
                few(&here),
                cure(array, here.len() > there.len())
            ));
        }
        for (ours, at) in here.iter().zip(there) {
            let place = named.arrays.iter().position(|array| array.ours == **ours);
            if let (Some(place), Some(found)) = (place, left[at].take()) {
                chosen[place] = Some((found, How::Shape));
            }
        }
    }
    Ok(())
}

/// What to do about an array that has no counterpart.
fn cure(array: &Array, lacks: bool) -> String {
    let row = array.ours.split('.').next().unwrap_or_default();
    match kind(&array.theirs) {
        "bias" if lacks => format!("switch the bias of row {row} off if it has none"),
        "bias" => "switch on the bias of a row that lacks it, if that is the network".into(),
        _ => "it belongs to another network".into(),
    }
}

fn sides(dims: &[usize]) -> String {
    if dims.is_empty() {
        return "a single number".into();
    }
    dims.iter()
        .map(usize::to_string)
        .collect::<Vec<_>>()
        .join("×")
}

/// A number of arrays in words.
fn counted(count: usize) -> String {
    match count {
        0 => "no array".into(),
        1 => "1 array".into(),
        _ => format!("{count} arrays"),
    }
}

/// Some names of many.
fn few(names: &[&str]) -> String {
    let some: Vec<_> = names
        .iter()
        .take(3)
        .map(|name| format!("\"{name}\""))
        .collect();
    let rest = names.len() - some.len();
    match rest {
        0 => some.join(", "),
        _ => format!("{} and {rest} more", some.join(", ")),
    }
}

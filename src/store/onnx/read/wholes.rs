//! Arithmetic on numbers that are known: the sizes that exporters compute on their way.

use std::sync::Arc;

use super::super::schema::Node;
use super::constant::{Arrays, Constant, Numbers, nothing_is_flat};
use super::graph::{Known, Reader, attribute, int, ints, place};

/// Most numbers that a node may take or make, all together.
const MOST: usize = 1 << 16;

/// Reads a node that computes with known numbers; `None` when it does not.
pub fn read(reader: &Reader<'_>, node: &Node) -> Result<Option<Constant>, String> {
    if node.op_type == "Constant" {
        return constant(node).map(Some);
    }
    if node.op_type == "Shape" {
        return shape(reader, node).map(Some);
    }
    let mut given = Vec::new();
    for at in 0..node.input.len() {
        match reader.given(node, at)? {
            Some(Known::Constant(constant)) => given.push(constant.clone()),
            None => {}
            Some(_) => return Ok(None),
        }
    }
    let Some(first) = given.first() else {
        return Ok(None);
    };
    let all = given
        .iter()
        .fold(0, |all: usize, one| all.saturating_add(one.count()));
    if all > MOST {
        return Ok(None);
    }
    let wholes = |at: usize| given.get(at).and_then(|constant| constant.wholes());
    let unclear = || {
        format!(
            "it computes with fixed numbers in a way that is not read ({})",
            node.op_type
        )
    };
    let made = match &*node.op_type {
        "Gather" => {
            let (Some(from), Some(places)) = (wholes(0), wholes(1)) else {
                return Err(unclear());
            };
            let found: Result<Vec<i64>, String> = places
                .iter()
                .map(|&at| Ok(from[place(at, from.len())?]))
                .collect();
            if first.dims.len() != 1 {
                return Err(unclear());
            }
            Constant {
                dims: given[1].dims.clone(),
                ..Constant::list(found?)
            }
        }
        "Concat" => {
            if given.iter().any(|constant| constant.dims.len() != 1) {
                return Err(unclear());
            }
            let reals: Option<Vec<_>> = given.iter().map(|constant| constant.reals()).collect();
            let all: Option<Vec<_>> = given.iter().map(|constant| constant.wholes()).collect();
            match (reals, all) {
                (Some(reals), _) => {
                    let all: Vec<f32> = reals
                        .into_iter()
                        .flat_map(|values| values.iter().copied())
                        .collect();
                    Constant {
                        name: String::new(),
                        dims: vec![all.len()],
                        numbers: Numbers::Reals(Arc::new(all)),
                    }
                }
                (_, Some(all)) => Constant::list(all.concat()),
                _ => return Err(unclear()),
            }
        }
        "Slice" => {
            let from = wholes(0)
                .filter(|_| first.dims.len() == 1)
                .ok_or_else(unclear)?;
            // Before version 10 they were attributes; any input may be left out.
            let single = |at: usize, name: &str| -> Result<Option<i64>, String> {
                let input = reader.constant(node, at)?;
                let list = ints(node, name).or_else(|| input.as_ref()?.wholes());
                match (list, &input) {
                    (Some(&[value]), _) => Ok(Some(value)),
                    (None, None) => Ok(None),
                    _ => Err(unclear()),
                }
            };
            let bound = |at: i64| {
                let count = from.len() as i64;
                (if at < 0 { at.saturating_add(count) } else { at }).clamp(0, count) as usize
            };
            let (Some(start), Some(end)) = (single(1, "starts")?, single(2, "ends")?) else {
                return Err(unclear());
            };
            let (start, end) = (bound(start), bound(end));
            let along = matches!(single(3, "axes")?, None | Some(0 | -1));
            if !along || single(4, "steps")?.is_some_and(|step| step != 1) {
                return Err(unclear());
            }
            Constant::list(from.get(start..end).unwrap_or(&[]).to_vec())
        }
        "Add" | "Sub" | "Mul" | "Div" | "Mod" => return binary(node, &given).map(Some),
        "Neg" => Constant {
            dims: first.dims.clone(),
            ..Constant::list(
                wholes(0)
                    .ok_or_else(unclear)?
                    .iter()
                    .map(|value| value.wrapping_neg())
                    .collect(),
            )
        },
        "Floor" | "Ceil" | "Round" => {
            let reals = first.reals().ok_or_else(unclear)?;
            let round: fn(f32) -> f32 = match &*node.op_type {
                "Floor" => f32::floor,
                "Ceil" => f32::ceil,
                _ => f32::round_ties_even,
            };
            Constant {
                name: String::new(),
                dims: first.dims.clone(),
                numbers: Numbers::Reals(Arc::new(
                    reals.iter().map(|value| round(*value)).collect(),
                )),
            }
        }
        "ConstantOfShape" => {
            let sides = wholes(0).ok_or_else(unclear)?;
            let sides: Option<Vec<usize>> = sides
                .iter()
                .map(|&side| usize::try_from(side).ok())
                .collect();
            let sides = sides.ok_or_else(unclear)?;
            let count = sides
                .iter()
                .try_fold(1_usize, |count, &side| count.checked_mul(side));
            let count = count.filter(|&count| count <= MOST).ok_or_else(unclear)?;
            let value = match attribute(node, "value").and_then(|attribute| attribute.t.as_ref()) {
                Some(tensor) => Arrays::default().read(tensor)?,
                None => return Ok(None),
            };
            let numbers = match (value.wholes(), value.single()) {
                (Some(&[value]), _) => Numbers::Wholes(Arc::new(vec![value; count])),
                (_, Some(value)) => Numbers::Reals(Arc::new(vec![value; count])),
                _ => return Err(unclear()),
            };
            Constant {
                name: String::new(),
                dims: nothing_is_flat(sides, count),
                numbers,
            }
        }
        _ => return Ok(None),
    };
    Ok(Some(made))
}

fn constant(node: &Node) -> Result<Constant, String> {
    if let Some(tensor) = attribute(node, "value").and_then(|attribute| attribute.t.as_ref()) {
        return Arrays::default().read(tensor);
    }
    if let Some(found) = attribute(node, "value_int") {
        return Ok(Constant {
            dims: Vec::new(),
            ..Constant::list(vec![found.i.unwrap_or(0)])
        });
    }
    if let Some(found) = attribute(node, "value_ints") {
        return Ok(Constant::list(found.ints.clone()));
    }
    let reals = |dims: Vec<usize>, values: Vec<f32>| Constant {
        name: String::new(),
        dims,
        numbers: Numbers::Reals(Arc::new(values)),
    };
    if let Some(found) = attribute(node, "value_float") {
        return Ok(reals(Vec::new(), vec![found.f.unwrap_or(0.0)]));
    }
    let found = attribute(node, "value_floats").ok_or("its numbers are missing")?;
    Ok(reals(vec![found.floats.len()], found.floats.clone()))
}

fn shape(reader: &Reader<'_>, node: &Node) -> Result<Constant, String> {
    let dims = match reader.needed(node, 0)? {
        Known::Constant(constant) => constant.dims,
        Known::Activation(view) => view.dims(),
        Known::Padded(..) => return Err("it measures a picture with zeros around it".into()),
    };
    let bound = |at: i64| {
        let count = dims.len() as i64;
        (if at < 0 { at.saturating_add(count) } else { at }).clamp(0, count) as usize
    };
    let (start, end) = (
        bound(int(node, "start", 0)),
        bound(int(node, "end", i64::MAX)),
    );
    let part = dims.get(start..end).unwrap_or(&[]);
    Ok(Constant::list(
        part.iter().map(|&side| side as i64).collect(),
    ))
}

/// The same numbers as another kind.
pub fn cast(constant: &Constant, to: i64) -> Result<Constant, String> {
    let numbers = match (&constant.numbers, to) {
        (Numbers::Reals(values), 6 | 7) => {
            Numbers::Wholes(Arc::new(values.iter().map(|&value| value as i64).collect()))
        }
        (Numbers::Wholes(values), 1 | 10 | 11 | 16) => {
            Numbers::Reals(Arc::new(values.iter().map(|&value| value as f32).collect()))
        }
        (Numbers::Reals(_), 1 | 10 | 11 | 16) | (Numbers::Wholes(_), 6 | 7 | 9) => {
            return Ok(constant.clone());
        }
        _ => return Err(format!("it makes numbers of kind {to}, which is not read")),
    };
    Ok(Constant {
        numbers,
        ..constant.clone()
    })
}

fn binary(node: &Node, given: &[Constant]) -> Result<Constant, String> {
    let [one, two] = given else {
        return Err("it needs two inputs".into());
    };
    // Both have the same sides, or one is a single number.
    let fits = |small: &Constant, large: &Constant| {
        small.dims == large.dims || (small.count() == 1 && small.dims.len() <= large.dims.len())
    };
    let whole = if fits(two, one) {
        one
    } else if fits(one, two) {
        two
    } else {
        return Err(format!(
            "it computes with fixed numbers of two forms, {:?} and {:?}",
            one.dims, two.dims
        ));
    };
    let (count, dims) = (whole.count(), &whole.dims);
    let at = |constant: &Constant, at: usize| if constant.count() == 1 { 0 } else { at };
    let numbers = match (&one.numbers, &two.numbers) {
        (Numbers::Wholes(a), Numbers::Wholes(b)) => {
            let each = (0..count).map(|i| {
                let (a, b) = (a[at(one, i)], b[at(two, i)]);
                match &*node.op_type {
                    "Add" => a.checked_add(b),
                    "Sub" => a.checked_sub(b),
                    "Mul" => a.checked_mul(b),
                    "Div" => a.checked_div(b),
                    _ => a.checked_rem_euclid(b),
                }
            });
            let all: Option<Vec<i64>> = each.collect();
            Numbers::Wholes(Arc::new(all.ok_or("it computes sizes that overflow")?))
        }
        (Numbers::Reals(a), Numbers::Reals(b)) => {
            let each = (0..count).map(|i| {
                let (a, b) = (a[at(one, i)], b[at(two, i)]);
                match &*node.op_type {
                    "Add" => a + b,
                    "Sub" => a - b,
                    "Mul" => a * b,
                    "Div" => a / b,
                    _ => a.rem_euclid(b),
                }
            });
            Numbers::Reals(Arc::new(each.collect()))
        }
        _ => return Err("it computes with whole and real numbers together".into()),
    };
    Ok(Constant {
        name: String::new(),
        dims: dims.clone(),
        numbers,
    })
}

//! Rows as they are found, with their numbers.

use std::collections::HashMap;
use std::sync::Arc;

use super::view::View;
use crate::nn::layers::{Identity, Spec};
use crate::nn::{Architecture, Join, Layer, NamedTensor, RowId, Shape, Source, Tie, Weights};
use crate::setting::same;

/// Most numbers that one example may have anywhere.
const MOST_NUMBERS: usize = 1 << 40;
/// Most numbers of rows that the file does not hold, or holds once for several rows.
const MOST_MADE_UP: usize = 1 << 26;

/// An array of a row: its name in the row, and its numbers as the network has them.
#[derive(Clone, Debug)]
pub struct Array {
    /// Its name.
    pub part: &'static str,
    /// Its sides.
    pub shape: Vec<usize>,
    /// Its numbers.
    pub values: Vec<f32>,
    /// What it is called in the file; empty when it is made up.
    pub name: String,
}

/// A row that owns a linear map, for later ones that use the same.
struct Owner {
    id: RowId,
    layer: Box<dyn Layer>,
    names: Vec<String>,
    /// Where its numbers begin among all.
    first: usize,
}

/// Rows in the making.
#[derive(Default)]
pub struct Rows {
    /// The rows.
    pub architecture: Architecture,
    /// Their numbers.
    pub weights: Weights,
    /// What is to be said of them.
    pub notes: Vec<String>,
    pub(super) shapes: Vec<Shape>,
    owners: HashMap<String, Owner>,
    /// The arrays of a file that rows have taken, and by which.
    taken: HashMap<String, RowId>,
    /// A row that only joins, and may become the next layer's own.
    open: Option<usize>,
    /// Views that a row was made for, and its value.
    pub(super) settled: HashMap<View, usize>,
    made_up: usize,
}

/// Refuses what no example can be.
fn holds(shape: Shape) -> Result<(), String> {
    let size = shape.channels.checked_mul(shape.height);
    let size = size.and_then(|size| size.checked_mul(shape.width));
    if size.is_none_or(|size| size == 0 || size > MOST_NUMBERS) {
        return Err(format!(
            "it makes a picture of {shape}: that cannot be held"
        ));
    }
    Ok(())
}

impl Rows {
    /// None yet.
    pub fn new(input: Shape) -> Self {
        Self {
            shapes: vec![input],
            ..Self::default()
        }
    }

    /// The shape of a value.
    pub fn shape(&self, value: usize) -> Shape {
        self.shapes[value]
    }

    /// Counts numbers that the file does not hold, before they are made.
    pub fn make_up(&mut self, count: usize) -> Result<(), String> {
        self.made_up = self.made_up.saturating_add(count);
        if self.made_up > MOST_MADE_UP {
            return Err(format!(
                "its rows would have {} numbers that the file does not hold for each of them",
                self.made_up
            ));
        }
        Ok(())
    }

    fn source(&self, value: usize) -> Source {
        match value {
            _ if value == self.architecture.rows.len() => Source::Above,
            0 => Source::Input,
            _ => Source::Row(self.architecture.rows[value - 1].id),
        }
    }

    /// Appends a row and gives the value that leaves it.
    pub fn push(
        &mut self,
        layer: Box<dyn Layer>,
        from: usize,
        arrays: Vec<Array>,
    ) -> Result<usize, String> {
        self.place(layer, from, arrays, None)
    }

    /// Appends a row that uses another's linear map on its side; `arrays` are its own.
    pub fn push_transposed(
        &mut self,
        layer: Box<dyn Layer>,
        from: usize,
        arrays: Vec<Array>,
        owner: RowId,
    ) -> Result<usize, String> {
        let tie = Tie {
            row: owner,
            transposed: true,
        };
        self.place(layer, from, arrays, Some(tie))
    }

    #[allow(clippy::needless_pass_by_value)] // Who places a row is done with its arrays.
    fn place(
        &mut self,
        layer: Box<dyn Layer>,
        from: usize,
        arrays: Vec<Array>,
        tie: Option<Tie>,
    ) -> Result<usize, String> {
        let input = self.shapes[from];
        let output = match tie.and_then(|tie| self.architecture.position(tie.row)) {
            Some(owner) => {
                let to = self.entered(owner);
                layer.transposed_shape(&*self.architecture.rows[owner].layer, to)
            }
            None => layer.out_shape(input),
        };
        let output = output.map_err(|wrong| format!("{}: {}", wrong.problem, wrong.cure))?;
        holds(output)?;
        let name = layer.label().to_owned();
        for array in &arrays {
            let finite = array.values.iter().all(|value| value.is_finite());
            if !finite {
                return Err(format!(
                    "\"{}\" of a {name} row holds numbers that are infinite or no numbers",
                    array.name
                ));
            }
        }
        let open = self.open.take().filter(|&value| value == from);
        let at = match open {
            Some(value) => {
                self.architecture.rows[value - 1].layer = layer;
                self.shapes[value] = output;
                value
            }
            None => {
                let source = self.source(from);
                self.architecture.push(layer);
                self.shapes.push(output);
                let at = self.architecture.rows.len();
                if let Some(row) = self.architecture.rows.last_mut() {
                    row.from = source;
                }
                at
            }
        };
        self.adopt(at, input, &arrays, tie)?;
        Ok(at)
    }

    /// The shape that enters a row's layer.
    fn entered(&self, row: usize) -> Shape {
        let found = &self.architecture.rows[row];
        let value = |source| self.architecture.value(row, source).unwrap_or(row);
        let mut shape = self.shapes[value(found.from)];
        if let Some(Join::Concat(source)) = found.join {
            shape.channels += self.shapes[value(source)].channels;
        }
        shape
    }

    /// Takes a row's numbers over, or those of an earlier row that has the same.
    fn adopt(
        &mut self,
        at: usize,
        input: Shape,
        arrays: &[Array],
        tie: Option<Tie>,
    ) -> Result<(), String> {
        let row = &mut self.architecture.rows[at - 1];
        let (id, layer) = (row.id, row.layer.clone());
        row.tie = tie;
        let mut specs = layer.parameters(input);
        let trained = specs.len();
        specs.extend(layer.state(input));
        if tie.is_some() {
            specs.remove(0);
        }
        let names: Vec<String> = arrays
            .iter()
            .take(trained)
            .map(|array| array.name.clone())
            .collect();
        // Equal numbers are merged by exporters: that many equal ones are one array tells nothing.
        let differ = |values: &[f32]| values.iter().any(|value| *value != values[0]);
        let linear = arrays
            .first()
            .filter(|array| !array.name.is_empty() && differ(&array.values));
        let key = linear.map(|array| array.name.clone());
        // A name alone tells nothing: one row may have turned the array, another not.
        let shares = |owner: &&Owner| {
            let own = self.weights.iter().skip(owner.first);
            let equal = |(spec, own): (&Spec, &NamedTensor)| {
                let found = arrays.iter().find(|array| array.part == spec.name);
                found.is_some_and(|found| found.shape == own.shape && found.values == own.values)
            };
            owner.names == names
                && same(&*owner.layer, &*layer)
                && specs.iter().take(trained).zip(own).all(equal)
        };
        let owner = key
            .as_ref()
            .and_then(|key| self.owners.get(key))
            .filter(shares);
        if let (Some(owner), None) = (owner, tie) {
            row.tie = Some(Tie {
                row: owner.id,
                transposed: false,
            });
            specs.drain(..trained);
        }
        let owns = row.tie.is_none();
        let first = self.weights.len();
        for spec in &specs {
            let found = arrays.iter().find(|array| array.part == spec.name);
            let found = found.filter(|found| found.shape == spec.shape);
            let Some(found) = found else {
                return Err(format!(
                    "{} of {} numbers belong to a {} row here, and its arrays do not fit",
                    spec.name,
                    spec.size(),
                    layer.label()
                ));
            };
            let many = spec.size() > 1 && !found.name.is_empty();
            if many && let Some(other) = self.taken.get(&found.name) {
                self.notes.push(format!(
                    "row {id} and row {other} had one array in the file, \"{}\" ({}): each has its own now and trains \
                     by itself",
                    found.name, spec.name
                ));
                self.made_up = self.made_up.saturating_add(spec.size());
                if self.made_up > MOST_MADE_UP {
                    return Err("too many rows have one large array: each would get its own".into());
                }
            }
            self.taken.insert(found.name.clone(), id);
            self.weights.push(NamedTensor {
                name: format!("{id}.{}", spec.name),
                shape: found.shape.clone(),
                values: found.values.clone(),
            });
        }
        if let (Some(key), true) = (key, owns) {
            self.owners.entry(key).or_insert(Owner {
                id,
                layer,
                names,
                first,
            });
        }
        Ok(())
    }

    /// The earlier row whose linear map is called so and has these very numbers, with its layer.
    pub fn owner(
        &self,
        name: &str,
        shape: &[usize],
        values: &[f32],
    ) -> Option<(RowId, Box<dyn Layer>)> {
        let owner = self.owners.get(name)?;
        let own = self.weights.get(owner.first)?;
        let equal = own.shape == shape && own.values == values;
        equal.then(|| (owner.id, owner.layer.clone()))
    }

    /// Appends a row that joins two values. When `open`, only one layer will read it, and becomes this row's.
    pub fn join(
        &mut self,
        from: usize,
        other: usize,
        join: fn(Source) -> Join,
        open: bool,
    ) -> Result<usize, String> {
        let (one, two) = (self.shapes[from], self.shapes[other]);
        let mut shape = one;
        if let Join::Concat(_) = join(Source::Input) {
            let channels = one.channels.checked_add(two.channels);
            shape.channels = channels.ok_or("it chains more channels than can be held")?;
        }
        holds(shape)?;
        let fits = match join(Source::Input) {
            Join::Concat(_) => one.height == two.height && one.width == two.width,
            _ => one == two,
        };
        if !fits {
            return Err(format!(
                "it joins {one} and {two}: only values of one size are joined here"
            ));
        }
        let (from, other) = (self.source(from), self.source(other));
        self.architecture
            .push_joined(Box::new(Identity {}), join(other));
        if let Some(row) = self.architecture.rows.last_mut() {
            row.from = from;
        }
        self.shapes.push(shape);
        let value = self.architecture.rows.len();
        self.open = open.then_some(value);
        Ok(value)
    }

    /// The numbers of the row that made a value, to be changed; `None` when others share them.
    pub fn array(&mut self, value: usize, part: &str) -> Option<&mut NamedTensor> {
        let id = self.architecture.rows.get(value.checked_sub(1)?)?.id;
        let tied = |row: &crate::nn::Row| row.tie.is_some_and(|tie| tie.row == id);
        if self.architecture.rows.iter().any(tied) {
            return None;
        }
        let name = format!("{id}.{part}");
        self.weights.iter_mut().find(|tensor| tensor.name == name)
    }

    /// The layer of the row that made a value.
    pub fn layer(&self, value: usize) -> Option<&dyn Layer> {
        Some(&*self.architecture.rows.get(value.checked_sub(1)?)?.layer)
    }

    /// What was found.
    pub fn found(self) -> (Arc<Architecture>, Arc<Weights>, Vec<String>) {
        (
            Arc::new(self.architecture),
            Arc::new(self.weights),
            self.notes,
        )
    }
}

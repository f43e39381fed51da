//! An experiment from text: strict and helpful.
//!
//! Every mistake is told with its line and column, what was found and what is allowed; an unknown name is told with
//! the known one that is nearest. Settings that are not written have their defaults.

use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Experiment, Training};
use crate::data::{self, Task};
use crate::nn::init::Init;
use crate::nn::{Architecture, Join, Output, Row, RowId, Source, Tie, layers, loss, optimizer};
use crate::setting::{Adjust, Catalogue, Field, SettingError, Value, find, nearest};
use crate::{noise, train::schedule};

/// A place in an experiment file that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what is allowed.
    pub what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.line, self.column, self.what
        )
    }
}

/// All mistakes of an experiment file, in the order of lines.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ExperimentError {
    /// At least one mistake.
    pub mistakes: Vec<Mistake>,
}

impl fmt::Display for ExperimentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.mistakes.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{mistake}")?;
        }
        Ok(())
    }
}

/// A file with more rows than this is surely not meant.
const MOST_ROWS: usize = 2000;
const TABLES: [&str; 9] = [
    "name",
    "seed",
    "data",
    "noise",
    "network",
    "loss",
    "optimizer",
    "schedule",
    "training",
];

impl Experiment {
    /// Reads an experiment. What is not written has its default; `[data]` and `[network]` must be there.
    ///
    /// # Errors
    /// [`ExperimentError`] lists every mistake found.
    pub fn from_toml(text: &str) -> Result<Self, ExperimentError> {
        let mut reader = Reader {
            text,
            mistakes: Vec::new(),
        };
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in errors.iter().take(8) {
            let at = error.span().map_or(0, |span| span.start);
            reader.fault(at, format!("this is not TOML: {}", error.message()));
        }
        if !reader.mistakes.is_empty() {
            return Err(reader.error());
        }
        let experiment = reader.experiment(root.get_ref());
        match experiment {
            Some(experiment) if reader.mistakes.is_empty() => Ok(experiment),
            _ => Err(reader.error()),
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    mistakes: Vec<Mistake>,
}

type Node<'a> = Spanned<DeValue<'a>>;

impl Reader<'_> {
    fn fault(&mut self, at: usize, what: impl Into<String>) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        self.mistakes.push(Mistake {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            what: what.into(),
        });
    }

    fn error(mut self) -> ExperimentError {
        self.mistakes
            .sort_by_key(|mistake| (mistake.line, mistake.column));
        ExperimentError {
            mistakes: self.mistakes,
        }
    }

    fn experiment(&mut self, root: &DeTable<'_>) -> Option<Experiment> {
        for key in root.keys() {
            if !TABLES.contains(&key.get_ref().as_ref()) {
                self.unknown(key, "table or key", TABLES);
            }
        }
        let name = match root.get("name") {
            Some(node) => self.text(node, "name").unwrap_or_default(),
            None => "untitled".into(),
        };
        let seed = root.get("seed").map_or(Some(0), |node| self.seed(node));
        let data = match root.get("data") {
            Some(node) => self.kind(node, "data", data::ALL),
            None => {
                self.fault(0, "there is no [data] table; it says where examples come from, for instance:  [data] kind = \"digits\"");
                None
            }
        };
        let task = data.as_ref().map_or(Task::Denoise, |data| data.task());
        let usual_loss = match task {
            Task::Denoise => "mean-squared",
            Task::Classify => "cross-entropy",
        };
        let noise = self.kind_or(root, "noise", noise::ALL, "gaussian");
        let loss = self.kind_or(root, "loss", loss::ALL, usual_loss);
        let optimizer = self.kind_or(root, "optimizer", optimizer::ALL, "adam");
        let schedule = self.kind_or(root, "schedule", schedule::ALL, "constant");
        let mut training = Training::default();
        if let Some(table) = root
            .get("training")
            .and_then(|node| self.table(node, "training"))
        {
            self.settings(&mut training, table, &[]);
        }
        let (architecture, init) = match root.get("network") {
            Some(node) => self.network(node),
            None => {
                self.fault(
                    0,
                    "there is no [network] table; it lists the network's rows",
                );
                Default::default()
            }
        };
        Some(Experiment {
            name,
            seed: seed?,
            data: data?,
            noise: noise?,
            architecture,
            init: init.unwrap_or(Init::He),
            loss: loss?,
            optimizer: optimizer?,
            schedule: schedule?,
            training,
        })
    }

    fn network(&mut self, node: &Node<'_>) -> (Architecture, Option<Init>) {
        let mut architecture = Architecture::default();
        let mut init = None;
        let Some(table) = self.table(node, "network") else {
            return (architecture, init);
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "output" => {
                    if let Some(output) = self.choice(value, "output", Output::CHOICES) {
                        architecture.output = output;
                    }
                }
                "init" => init = self.choice(value, "init", Init::CHOICES),
                "rows" => architecture.rows = self.rows(value),
                _ => self.unknown(key, "setting", ["output", "init", "rows"]),
            }
        }
        (architecture, init)
    }

    fn rows(&mut self, node: &Node<'_>) -> Vec<Row> {
        let Some(items) = node.get_ref().as_array() else {
            self.wrong(node, "rows", "a list: [ { layer = \"relu\" }, … ]");
            return Vec::new();
        };
        if items.len() > MOST_ROWS {
            self.fault(
                node.span().start,
                format!("there are {} rows; {MOST_ROWS} are allowed", items.len()),
            );
            return Vec::new();
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut last: RowId = 0;
        for item in items {
            let Some(row) = self.row(item, last.saturating_add(1)) else {
                last = last.saturating_add(1);
                continue;
            };
            last = row.id;
            if rows.iter().any(|earlier| earlier.id == row.id) {
                self.fault(
                    item.span().start,
                    format!("id {} is used twice; give this row another", row.id),
                );
            }
            rows.push(row);
        }
        rows
    }

    fn row(&mut self, node: &Node<'_>, next_id: RowId) -> Option<Row> {
        let table = self.table(node, "a row")?;
        let Some(name) = table.get("layer") else {
            self.fault(
                node.span().start,
                "this row does not say its layer, for instance: { layer = \"relu\" }",
            );
            return None;
        };
        let mut layer = self.pick(name, "layer", layers::ALL)?;
        let own = ["layer", "id", "add", "concat", "tie", "transposed"];
        self.settings(&mut *layer, table, &own);
        let mut number = |key, least| match table.get(key) {
            Some(node) => self.row_number(node, key, least),
            None => None,
        };
        let id = number("id", 1).unwrap_or(next_id);
        let (add, concat, tie) = (number("add", 0), number("concat", 0), number("tie", 1));
        let transposed = table.get("transposed");
        let source = |id| {
            if id == 0 {
                Source::Input
            } else {
                Source::Row(id)
            }
        };
        if let (Some(_), Some(_), Some(node)) = (add, concat, table.get("concat")) {
            self.fault(
                node.span().start,
                "a row has one second input: write either add or concat",
            );
        }
        let flipped = transposed.map(|node| match node.get_ref().as_bool() {
            Some(flag) => flag,
            None => {
                self.wrong(node, "transposed", "true or false");
                false
            }
        });
        if let (Some(node), None) = (transposed, table.get("tie")) {
            self.fault(
                node.span().start,
                "\"transposed\" is for rows that share weights; add tie = the row that owns them",
            );
        }
        Some(Row {
            id,
            layer,
            join: add
                .map(|id| Join::Add(source(id)))
                .or(concat.map(|id| Join::Concat(source(id)))),
            tie: tie.map(|row| Tie {
                row,
                transposed: flipped.unwrap_or(false),
            }),
        })
    }

    fn row_number(&mut self, node: &Node<'_>, key: &str, least: RowId) -> Option<RowId> {
        let number = integer(node).and_then(|number| RowId::try_from(number).ok());
        let number = number.filter(|number| (least..=1_000_000).contains(number));
        if number.is_none() {
            let input = if least == 0 {
                " or 0 for the network's input"
            } else {
                ""
            };
            self.wrong(node, key, &format!("a row's id, 1 to 1000000{input}"));
        }
        number
    }

    fn seed(&mut self, node: &Node<'_>) -> Option<u64> {
        let digits = node.get_ref().as_integer();
        let seed = digits.and_then(|i| u64::from_str_radix(i.as_str(), i.radix()).ok());
        if seed.is_none() {
            self.wrong(
                node,
                "seed",
                "a whole number from 0 to 18446744073709551615",
            );
        }
        seed
    }

    fn text(&mut self, node: &Node<'_>, key: &str) -> Option<String> {
        let text = node.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(node, key, "a text in quotes");
        }
        text
    }

    fn choice<T: Field>(
        &mut self,
        node: &Node<'_>,
        key: &str,
        choices: &'static [crate::setting::Choice],
    ) -> Option<T> {
        let allowed = crate::setting::Kind::Choice(choices).allowed();
        let text = node
            .get_ref()
            .as_str()
            .map(|text| Value::Text(text.to_owned()));
        let value = text.as_ref().and_then(T::from_value);
        if value.is_none() {
            self.wrong(node, key, &allowed);
        }
        value
    }

    fn table<'n, 'i>(&mut self, node: &'n Node<'i>, what: &str) -> Option<&'n DeTable<'i>> {
        let table = node.get_ref().as_table();
        if table.is_none() {
            self.wrong(node, what, "a table of settings");
        }
        table
    }

    /// A table whose `kind` names an entry of a catalogue.
    fn kind<T: Adjust + ?Sized>(
        &mut self,
        node: &Node<'_>,
        what: &str,
        catalogue: Catalogue<T>,
    ) -> Option<Box<T>> {
        let table = self.table(node, what)?;
        let Some(kind) = table.get("kind") else {
            let ids: Vec<_> = catalogue.iter().map(|entry| entry.id).collect();
            self.fault(
                node.span().start,
                format!(
                    "[{what}] does not say its kind; it may be {}",
                    ids.join(", ")
                ),
            );
            return None;
        };
        let mut thing = self.pick(kind, "kind", catalogue)?;
        self.settings(&mut *thing, table, &["kind"]);
        Some(thing)
    }

    fn kind_or<T: Adjust + ?Sized>(
        &mut self,
        root: &DeTable<'_>,
        what: &str,
        catalogue: Catalogue<T>,
        usual: &str,
    ) -> Option<Box<T>> {
        match root.get(what) {
            Some(node) => self.kind(node, what, catalogue),
            None => find(catalogue, usual).map(|entry| (entry.make)()),
        }
    }

    /// An entry of a catalogue by its id.
    fn pick<T: ?Sized>(
        &mut self,
        node: &Node<'_>,
        key: &str,
        catalogue: Catalogue<T>,
    ) -> Option<Box<T>> {
        let id = self.text(node, key)?;
        let entry = find(catalogue, &id);
        if entry.is_none() {
            let ids = catalogue.iter().map(|entry| entry.id);
            let hint = match nearest(&id, ids.clone()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("known: {}", ids.collect::<Vec<_>>().join(", ")),
            };
            self.fault(
                node.span().start,
                format!("there is no {key} \"{id}\"; {hint}"),
            );
        }
        entry.map(|entry| (entry.make)())
    }

    /// All settings of a table that are not among `own` go into `thing`.
    fn settings(
        &mut self,
        thing: &mut (impl Adjust + ?Sized),
        table: &DeTable<'_>,
        own: &[&'static str],
    ) {
        for (key, node) in table {
            let name = key.get_ref().as_ref();
            if own.contains(&name) {
                continue;
            }
            let Some(setting) = thing.settings().iter().find(|setting| setting.key == name) else {
                let keys = thing.settings().iter().map(|setting| setting.key);
                self.unknown(
                    key,
                    &format!("setting of \"{}\"", thing.id()),
                    keys.chain(own.iter().copied()),
                );
                continue;
            };
            match value(node).map(|value| thing.set(name, value)) {
                Some(Ok(())) => {}
                Some(Err(SettingError::Key { .. })) | None => {
                    self.wrong(node, name, &setting.kind.allowed())
                }
                Some(Err(SettingError::Value { allowed, .. })) => self.wrong(node, name, &allowed),
            }
        }
    }

    fn unknown<'c>(
        &mut self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        what: &str,
        known: impl IntoIterator<Item = &'c str, IntoIter: Clone>,
    ) {
        let known = known.into_iter();
        let name = key.get_ref();
        let hint = match nearest(name, known.clone()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("known: {}", known.collect::<Vec<_>>().join(", ")),
        };
        self.fault(
            key.span().start,
            format!("there is no {what} called \"{name}\"; {hint}"),
        );
    }

    fn wrong(&mut self, node: &Node<'_>, key: &str, allowed: &str) {
        let span = node.span();
        let found = self.text.get(span.clone()).unwrap_or_default();
        let found = match found.char_indices().nth(40) {
            Some((end, _)) => format!("{}…", &found[..end]),
            None => found.to_owned(),
        };
        self.fault(
            span.start,
            format!("{key} cannot be {found}; it must be {allowed}"),
        );
    }
}

fn integer(node: &Node<'_>) -> Option<i64> {
    let digits = node.get_ref().as_integer()?;
    i64::from_str_radix(digits.as_str(), digits.radix()).ok()
}

fn value(node: &Node<'_>) -> Option<Value> {
    match node.get_ref() {
        DeValue::String(text) => Some(Value::Text(text.clone().into_owned())),
        DeValue::Integer(_) => integer(node).map(Value::Int),
        DeValue::Float(digits) => digits.as_str().parse().ok().map(Value::Float),
        DeValue::Boolean(flag) => Some(Value::Flag(*flag)),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

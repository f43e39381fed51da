//! An experiment from text: strict and helpful.
//!
//! Every mistake is told with its line and column, what was found and what is allowed; an unknown name is told with
//! the known one that is nearest. Settings that are not written have their defaults.

use toml::de::DeTable;

use super::reader::{ExperimentError, Node, Reader, integer};
use super::{Experiment, Training};
use crate::data;
use crate::degrade::operators;
use crate::nn::init::Init;
use crate::nn::{Architecture, Join, Output, Row, RowId, Source, Tie, layers, loss, optimizer};
use crate::{
    noise,
    train::{schedule, task},
};

/// A file with more rows than this is surely not meant.
const MOST_ROWS: usize = 2000;
const TABLES: [&str; 11] = [
    "name",
    "seed",
    "data",
    "task",
    "operator",
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

impl Reader<'_> {
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
        let usual = data
            .as_deref()
            .map_or("denoise", |data| task::usual(data).id());
        let task = self.kind_or(root, "task", task::ALL, usual);
        let usual_loss = task.as_ref().map_or("", |task| task.usual_loss());
        let operator = self.kind_or(root, "operator", operators::ALL, "nothing");
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
            task: task?,
            operator: operator?,
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
}

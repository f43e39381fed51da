//! A network's rows from text.

use toml::de::DeTable;

use super::reader::{Node, Reader, integer};
use crate::nn::{Join, Row, RowId, Source, Tie, layers};
use crate::say;

/// A file with more rows than this is surely not meant.
const MOST_ROWS: usize = 2000;
/// The largest id.
const MOST_ID: RowId = 1_000_000;
/// How a second input can be joined, each with the row it names; any source stands for that row.
const JOINS: [Join; 4] = [
    Join::Add(Source::Above),
    Join::Subtract(Source::Above),
    Join::Multiply(Source::Above),
    Join::Concat(Source::Above),
];
/// What a row says besides its layer's settings.
const OWN: [&str; 10] = [
    "layer",
    "id",
    "from",
    "add",
    "subtract",
    "multiply",
    "concat",
    "tie",
    "transposed",
    "off",
];

impl Reader<'_> {
    pub(super) fn rows(&mut self, node: &Node<'_>) -> Vec<Row> {
        let Some(items) = node.get_ref().as_array() else {
            let allowed = say!("a list: {}", "[ { layer = \"relu\" }, … ]");
            self.wrong(node, "rows", allowed);
            return Vec::new();
        };
        if items.len() > MOST_ROWS {
            let words = say!("there are {} rows; {} are allowed", items.len(), MOST_ROWS);
            self.fault(node.span().start, words);
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
                let words = say!("id {} is used twice; give this row another", row.id);
                self.fault(item.span().start, words);
            }
            rows.push(row);
        }
        rows
    }

    fn row(&mut self, node: &Node<'_>, next_id: RowId) -> Option<Row> {
        let table = self.table(node, say!("a row"))?;
        let Some(name) = table.get("layer") else {
            self.fault(
                node.span().start,
                say!(
                    "this row does not say its layer, for instance: {}",
                    "{ layer = \"relu\" }"
                ),
            );
            return None;
        };
        let mut layer = self.pick(name, "layer", layers::ALL)?;
        self.settings(&mut *layer, table, &OWN);
        let id = table.get("id").and_then(|node| self.row_number(node, "id"));
        let from = table.get("from").and_then(|node| self.source(node, "from"));
        Some(Row {
            from: from.unwrap_or(Source::Above),
            join: self.join(table),
            tie: self.tie(table),
            off: table.get("off").is_some_and(|node| self.flag(node, "off")),
            ..Row::new(id.unwrap_or(next_id), layer)
        })
    }

    /// The row's second input.
    fn join(&mut self, table: &DeTable<'_>) -> Option<Join> {
        let mut found = None;
        for join in JOINS {
            let Some(node) = table.get(join.key()) else {
                continue;
            };
            let source = self.source(node, join.key());
            if found.is_some() {
                self.fault(
                    node.span().start,
                    say!("a row has one second input: write one of add, subtract, multiply and concat"),
                );
            }
            found = source.map(|source| join.with(source)).or(found);
        }
        found
    }

    /// The row whose weights it shares.
    fn tie(&mut self, table: &DeTable<'_>) -> Option<Tie> {
        let row = table.get("tie");
        let transposed = table.get("transposed");
        let flipped = transposed.map(|node| self.flag(node, "transposed"));
        if let (Some(node), None) = (transposed, row) {
            self.fault(
                node.span().start,
                say!("\"transposed\" is for rows that share weights; add tie = the row that owns them"),
            );
        }
        let row = row.and_then(|node| self.row_number(node, "tie"))?;
        Some(Tie {
            row,
            transposed: flipped.unwrap_or(false),
        })
    }

    /// A word of yes or no; no where it is neither.
    fn flag(&mut self, node: &Node<'_>, key: &str) -> bool {
        let flag = node.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(node, key, say!("true or false"));
        }
        flag.unwrap_or(false)
    }

    fn source(&mut self, node: &Node<'_>, key: &str) -> Option<Source> {
        if node.get_ref().as_str() == Some("above") {
            return Some(Source::Above);
        }
        if integer(node) == Some(0) {
            return Some(Source::Input);
        }
        let found = row_id(node).map(Source::Row);
        if found.is_none() {
            self.wrong(
                node,
                key,
                say!(
                    "a row's id, 1 to {}, or 0 for the network's input, or \"above\"",
                    MOST_ID
                ),
            );
        }
        found
    }

    fn row_number(&mut self, node: &Node<'_>, key: &str) -> Option<RowId> {
        let number = row_id(node);
        if number.is_none() {
            self.wrong(node, key, say!("a row's id, 1 to {}", MOST_ID));
        }
        number
    }
}

fn row_id(node: &Node<'_>) -> Option<RowId> {
    let number = integer(node).and_then(|number| RowId::try_from(number).ok());
    number.filter(|number| (1..=MOST_ID).contains(number))
}

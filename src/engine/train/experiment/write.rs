//! An experiment as text: TOML with every setting written out, one row of the network a line.

use std::fmt::Write as _;

use super::Experiment;
use crate::nn::{Row, Source};
use crate::setting::{Adjust, Value};

impl Experiment {
    /// The experiment as TOML; [`Experiment::from_toml`] gives back an equal one.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        line(&mut text, "name", &quoted(&self.name));
        line(&mut text, "seed", &self.seed.to_string());
        table(&mut text, "data", Some("kind"), &*self.data);
        table(&mut text, "task", Some("kind"), &*self.task);
        table(&mut text, "operator", Some("kind"), &*self.operator);
        table(&mut text, "noise", Some("kind"), &*self.noise);
        text.push_str("\n[network]\n");
        line(&mut text, "init", &quoted(self.init.id()));
        text.push_str("rows = [\n");
        for row in &self.architecture.rows {
            let _ = writeln!(text, "    {{ {} }},", row_text(row));
        }
        text.push_str("]\n");
        table(&mut text, "loss", Some("kind"), &*self.loss);
        table(&mut text, "optimizer", Some("kind"), &*self.optimizer);
        table(&mut text, "schedule", Some("kind"), &*self.schedule);
        table(&mut text, "training", None, &self.training);
        text
    }
}

fn line(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key} = {value}");
}

fn table(text: &mut String, name: &str, kind: Option<&str>, thing: &(impl Adjust + ?Sized)) {
    let _ = writeln!(text, "\n[{name}]");
    if let Some(kind) = kind {
        line(text, kind, &quoted(thing.id()));
    }
    for (key, value) in values(thing) {
        line(text, key, &value);
    }
}

fn values(thing: &(impl Adjust + ?Sized)) -> impl Iterator<Item = (&'static str, String)> {
    thing
        .settings()
        .iter()
        .filter_map(|setting| Some((setting.key, value_text(&thing.get(setting.key)?))))
}

fn row_text(row: &Row) -> String {
    let mut parts = vec![
        format!("id = {}", row.id),
        format!("layer = {}", quoted(row.layer.id())),
    ];
    parts.extend(values(&*row.layer).map(|(key, value)| format!("{key} = {value}")));
    let named = |source| match source {
        Source::Input => "0".to_owned(),
        Source::Above => quoted("above"),
        Source::Row(id) => id.to_string(),
    };
    if row.from != Source::Above {
        parts.push(format!("from = {}", named(row.from)));
    }
    if let Some(join) = row.join {
        parts.push(format!("{} = {}", join.key(), named(join.source())));
    }
    if let Some(tie) = row.tie {
        parts.push(format!("tie = {}", tie.row));
        if tie.transposed {
            parts.push("transposed = true".into());
        }
    }
    if row.off {
        parts.push("off = true".into());
    }
    parts.join(", ")
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Flag(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Sides([height, width]) => format!("[{height}, {width}]"),
        // The debug form always has a point or an exponent, and gives the same number back.
        Value::Float(number) if number.is_finite() => format!("{number:?}"),
        Value::Float(number) if number.is_nan() => "nan".into(),
        Value::Float(number) => if *number > 0.0 { "inf" } else { "-inf" }.into(),
        Value::Text(text) => quoted(text),
    }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(control));
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
    out
}

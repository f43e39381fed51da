//! Reading settings out of TOML, telling every mistake with its place.

use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::setting::{Adjust, Catalogue, Field, SettingError, Value, find, nearest};

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

/// A file's text and the mistakes found in it so far.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) mistakes: Vec<Mistake>,
}

pub(super) type Node<'a> = Spanned<DeValue<'a>>;

impl Reader<'_> {
    pub(super) fn fault(&mut self, at: usize, what: impl Into<String>) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        self.mistakes.push(Mistake {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            what: what.into(),
        });
    }

    pub(super) fn error(mut self) -> ExperimentError {
        self.mistakes
            .sort_by_key(|mistake| (mistake.line, mistake.column));
        ExperimentError {
            mistakes: self.mistakes,
        }
    }

    pub(super) fn text(&mut self, node: &Node<'_>, key: &str) -> Option<String> {
        let text = node.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(node, key, "a text in quotes");
        }
        text
    }

    pub(super) fn choice<T: Field>(
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

    pub(super) fn table<'n, 'i>(
        &mut self,
        node: &'n Node<'i>,
        what: &str,
    ) -> Option<&'n DeTable<'i>> {
        let table = node.get_ref().as_table();
        if table.is_none() {
            self.wrong(node, what, "a table of settings");
        }
        table
    }

    /// A table whose `kind` names an entry of a catalogue.
    pub(super) fn kind<T: Adjust + ?Sized>(
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

    pub(super) fn kind_or<T: Adjust + ?Sized>(
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
    pub(super) fn pick<T: ?Sized>(
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
    pub(super) fn settings(
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
                    self.wrong(node, name, &setting.kind.allowed());
                }
                Some(Err(SettingError::Value { allowed, .. })) => self.wrong(node, name, &allowed),
            }
        }
    }

    pub(super) fn unknown<'c>(
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

    pub(super) fn wrong(&mut self, node: &Node<'_>, key: &str, allowed: &str) {
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

/// A node's whole number.
pub(super) fn integer(node: &Node<'_>) -> Option<i64> {
    let digits = node.get_ref().as_integer()?;
    i64::from_str_radix(digits.as_str(), digits.radix()).ok()
}

fn value(node: &Node<'_>) -> Option<Value> {
    match node.get_ref() {
        DeValue::String(text) => Some(Value::Text(text.clone().into_owned())),
        DeValue::Integer(_) => integer(node).map(Value::Int),
        DeValue::Float(digits) => digits.as_str().parse().ok().map(Value::Float),
        DeValue::Boolean(flag) => Some(Value::Flag(*flag)),
        DeValue::Array(sides) if sides.len() == 2 => {
            Some(Value::Sides([integer(&sides[0])?, integer(&sides[1])?]))
        }
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

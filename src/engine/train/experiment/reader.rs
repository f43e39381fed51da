//! Reading settings out of TOML, telling every mistake with its place.

use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::say;
use crate::setting::{Adjust, Catalogue, Field, SettingError, Value, find, nearest};
use crate::words::Text;

/// A place in an experiment file that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what is allowed.
    pub what: Text,
}

impl Mistake {
    /// Where and what.
    pub fn text(&self) -> Text {
        say!("line {}, column {}: {}", self.line, self.column, &self.what)
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(formatter)
    }
}

/// All mistakes of an experiment file, in the order of lines.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct ExperimentError {
    /// At least one mistake.
    pub mistakes: Vec<Mistake>,
}

impl ExperimentError {
    /// All mistakes, one on a line each.
    pub fn text(&self) -> Text {
        Text::lines(self.mistakes.iter().map(Mistake::text))
    }
}

/// A file's text and the mistakes found in it so far.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) mistakes: Vec<Mistake>,
}

pub(super) type Node<'a> = Spanned<DeValue<'a>>;

impl Reader<'_> {
    pub(super) fn fault(&mut self, at: usize, what: Text) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        self.mistakes.push(Mistake {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            what,
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
            self.wrong(node, key, say!("a text in quotes"));
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
            self.wrong(node, key, allowed);
        }
        value
    }

    pub(super) fn table<'n, 'i>(
        &mut self,
        node: &'n Node<'i>,
        what: impl Into<Text>,
    ) -> Option<&'n DeTable<'i>> {
        let table = node.get_ref().as_table();
        if table.is_none() {
            self.wrong(node, what, say!("a table of settings"));
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
                say!(
                    "[{}] does not say its kind; it may be {}",
                    what,
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
            let hint = hint(&id, catalogue.iter().map(|entry| entry.id));
            self.fault(
                node.span().start,
                say!("there is no {} \"{}\"; {}", key, id, hint),
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
                    |name| {
                        say!(
                            "there is no setting of \"{}\" called \"{}\"",
                            thing.id(),
                            name
                        )
                    },
                    keys.chain(own.iter().copied()),
                );
                continue;
            };
            match value(node).map(|value| thing.set(name, value)) {
                Some(Ok(())) => {}
                Some(Err(SettingError::Key { .. })) | None => {
                    self.wrong(node, name, setting.kind.allowed());
                }
                Some(Err(SettingError::Value { allowed, .. })) => self.wrong(node, name, allowed),
            }
        }
    }

    /// A key that is none of the `known`; `told` says so of its name.
    pub(super) fn unknown<'c>(
        &mut self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        told: impl FnOnce(&str) -> Text,
        known: impl IntoIterator<Item = &'c str, IntoIter: Clone>,
    ) {
        let name = key.get_ref();
        let hint = hint(name, known.into_iter());
        self.fault(key.span().start, say!("{}; {}", told(name), hint));
    }

    pub(super) fn wrong(&mut self, node: &Node<'_>, key: impl Into<Text>, allowed: Text) {
        let span = node.span();
        let found = self.text.get(span.clone()).unwrap_or_default();
        let found = match found.char_indices().nth(40) {
            Some((end, _)) => format!("{}…", &found[..end]),
            None => found.to_owned(),
        };
        self.fault(
            span.start,
            say!("{} cannot be {}; it must be {}", key.into(), found, allowed),
        );
    }
}

/// The known name that may have been meant, or all of them.
fn hint<'c>(name: &str, known: impl Iterator<Item = &'c str> + Clone) -> Text {
    match nearest(name, known.clone()) {
        Some(near) => say!("did you mean \"{}\"?", near),
        None => say!("known: {}", known.collect::<Vec<_>>().join(", ")),
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

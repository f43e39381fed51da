//! Settings: one table per thing drives its widget, its file form and its command-line form.
//!
//! A type that a person can adjust is declared with [`adjustable!`](crate::adjustable); that one table gives it
//! fields, defaults, ranges, labels and help. Types of one kind (layers, noises, …) stand in a
//! [`Catalogue`], so that menus, files, tests and docs can walk them.

#[macro_use]
mod declare;
mod field;
mod marks;

use std::any::Any;
use std::fmt;

use crate::say;
use crate::words::Text;

pub use field::{Field, Sides};
pub use marks::{MARKS, Mark, PLANE};

/// A value of a setting, as it travels between a widget, a file and the thing itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A whole number; the side of a square.
    Int(i64),
    /// Height and width that differ.
    Sides([i64; 2]),
    /// A real number.
    Float(f64),
    /// A text, or the id of a choice.
    Text(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Sides([height, width]) => write!(f, "{height}x{width}"),
            Self::Float(value) => write!(f, "{value}"),
            Self::Text(value) => write!(f, "{value}"),
        }
    }
}

/// One of the values that a choice setting may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The name in files and on the command line.
    pub id: &'static str,
    /// The name in the window.
    pub label: &'static str,
}

/// What values a setting may take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Yes or no.
    Flag,
    /// A whole number in `min..=max`.
    Int {
        /// Smallest value allowed.
        min: i64,
        /// Largest value allowed.
        max: i64,
    },
    /// Height and width, whole numbers in `min..=max`: one number for a square, else two.
    Sides {
        /// Smallest side allowed.
        min: i64,
        /// Largest side allowed.
        max: i64,
    },
    /// A real number in `min..=max`; `log` asks for a logarithmic slider.
    Float {
        /// Smallest value allowed.
        min: f64,
        /// Largest value allowed.
        max: f64,
        /// Whether a slider should be logarithmic.
        log: bool,
    },
    /// One of a fixed list.
    Choice(&'static [Choice]),
    /// Any of a fixed list: their ids, with spaces between them.
    Several(&'static [Choice]),
    /// Points of the plane, each of one of two classes, as [`Mark`]s are written.
    Marks,
    /// Any text; a path, for instance.
    Text,
}

impl Kind {
    /// A whole number in `min..=max`.
    pub const fn int(min: i64, max: i64) -> Self {
        Self::Int { min, max }
    }

    /// Height and width in `min..=max`.
    pub const fn sides(min: i64, max: i64) -> Self {
        Self::Sides { min, max }
    }

    /// A real number in `min..=max`.
    pub const fn float(min: f64, max: f64) -> Self {
        Self::Float {
            min,
            max,
            log: false,
        }
    }

    /// A real number in `min..=max` that is best changed by factors.
    pub const fn log(min: f64, max: f64) -> Self {
        Self::Float {
            min,
            max,
            log: true,
        }
    }

    /// Says in words what is allowed.
    pub fn allowed(&self) -> Text {
        match self {
            Self::Flag => say!("true or false"),
            Self::Int { min, max } => say!("a whole number from {} to {}", *min, *max),
            Self::Sides { min, max } => {
                say!(
                    "a whole number from {} to {}, or height and width as 3x1",
                    *min,
                    *max
                )
            }
            Self::Float { min, max, .. } => say!("a number from {} to {}", *min, *max),
            Self::Choice(choices) => {
                let ids: Vec<_> = choices
                    .iter()
                    .map(|choice| format!("\"{}\"", choice.id))
                    .collect();
                say!("one of {}", ids.join(", "))
            }
            Self::Several(choices) => {
                let ids: Vec<_> = choices.iter().map(|choice| choice.id).collect();
                say!("any of {}, with spaces between them", ids.join(", "))
            }
            Self::Marks => say!(
                "points \"x y class\" with semicolons between them, the class 0 or 1, x and y from {} to {}",
                -PLANE,
                PLANE
            ),
            Self::Text => say!("a text in quotes"),
        }
    }
}

/// The ids in the text of a setting that takes several.
pub fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',']).filter(|id| !id.is_empty())
}

/// One row of a settings table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// The name in files and on the command line.
    pub key: &'static str,
    /// The name in the window, sentence case.
    pub label: &'static str,
    /// The unit, or an empty text.
    pub unit: &'static str,
    /// One sentence for the tooltip: what it does and its usual range.
    pub help: &'static str,
    /// What values it may take.
    pub kind: Kind,
}

impl Setting {
    /// Checks `value` and brings it to this setting's type (a whole number where a real one is due is welcome).
    ///
    /// # Errors
    /// [`SettingError::Value`] when the type or the range is wrong.
    pub fn accept(&self, value: Value) -> Result<Value, SettingError> {
        let allowed = match (&self.kind, &value) {
            (Kind::Flag, Value::Flag(_)) | (Kind::Text, Value::Text(_)) => true,
            (Kind::Sides { min, max }, Value::Sides(sides)) => {
                if sides[0] == sides[1] {
                    return self.accept(Value::Int(sides[0]));
                }
                sides.iter().all(|side| (min..=max).contains(&side))
            }
            (Kind::Int { min, max } | Kind::Sides { min, max }, Value::Int(number)) => {
                (min..=max).contains(&number)
            }
            (Kind::Int { min, max } | Kind::Sides { min, max }, Value::Float(number))
                if number.fract() == 0.0 && (*min as f64..=*max as f64).contains(number) =>
            {
                return Ok(Value::Int(*number as i64));
            }
            (Kind::Float { min, max, .. }, Value::Float(number)) => (min..=max).contains(&number),
            (Kind::Float { min, max, .. }, Value::Int(number))
                if (*min..=*max).contains(&(*number as f64)) =>
            {
                return Ok(Value::Float(*number as f64));
            }
            (Kind::Choice(choices), Value::Text(id)) => {
                choices.iter().any(|choice| choice.id == id)
            }
            (Kind::Several(choices), Value::Text(text)) => {
                ids(text).all(|id| choices.iter().any(|choice| choice.id == id))
            }
            (Kind::Marks, Value::Text(text)) => Mark::read(text).is_some(),
            _ => false,
        };
        if allowed {
            return Ok(value);
        }
        Err(SettingError::Value {
            key: self.key,
            found: value.to_string(),
            allowed: self.kind.allowed(),
        })
    }

    /// Reads a value of this setting from text, as `--set key=value` gives it.
    ///
    /// # Errors
    /// [`SettingError::Value`] when the text is no such value.
    pub fn parse(&self, text: &str) -> Result<Value, SettingError> {
        let value = match self.kind {
            Kind::Flag => text.parse().map(Value::Flag).ok(),
            Kind::Int { .. } => text.parse().map(Value::Int).ok(),
            Kind::Sides { .. } => match text.split_once(['x', '×']) {
                Some((height, width)) => match (height.trim().parse(), width.trim().parse()) {
                    (Ok(height), Ok(width)) => Some(Value::Sides([height, width])),
                    _ => None,
                },
                None => text.parse().map(Value::Int).ok(),
            },
            Kind::Float { .. } => text.parse().map(Value::Float).ok(),
            Kind::Choice(_) | Kind::Several(_) | Kind::Marks | Kind::Text => {
                Some(Value::Text(text.into()))
            }
        };
        self.accept(value.unwrap_or_else(|| Value::Text(text.into())))
    }
}

/// Why a setting could not be changed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SettingError {
    /// There is no such setting.
    #[error("{}", self.text())]
    Key {
        /// What was asked for.
        key: String,
        /// The setting whose name is nearest.
        nearest: Option<&'static str>,
    },
    /// The value has the wrong type or is out of range.
    #[error("{}", self.text())]
    Value {
        /// The setting.
        key: &'static str,
        /// What was given.
        found: String,
        /// What is allowed, in words.
        allowed: Text,
    },
}

impl SettingError {
    /// What is wrong and what is allowed.
    pub fn text(&self) -> Text {
        match self {
            Self::Key { key, nearest } => match *nearest {
                Some(nearest) => {
                    say!(
                        "there is no setting \"{}\"; did you mean \"{}\"?",
                        key,
                        nearest
                    )
                }
                None => say!("there is no setting \"{}\"", key),
            },
            Self::Value {
                key,
                found,
                allowed,
            } => say!("\"{}\" cannot be {}; it must be {}", *key, found, allowed),
        }
    }
}

/// The candidate whose spelling is nearest to `word`, if one is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&word, &candidate.to_lowercase()),
                candidate,
            )
        })
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, candidate)| {
            let longer = word.chars().count().max(candidate.chars().count());
            // A word of which nothing is left was not meant.
            *distance <= 1 + longer / 3 && *distance < longer
        })
        .map(|(_, candidate)| candidate)
}

/// Something with settings. Implement it with [`adjustable!`](crate::adjustable).
pub trait Adjust {
    /// The name of the kind of thing, unique in its catalogue, as files spell it.
    fn id(&self) -> &'static str;
    /// The name of the kind of thing in the window.
    fn label(&self) -> &'static str;
    /// One sentence on what it is.
    fn help(&self) -> &'static str;
    /// The table of settings.
    fn settings(&self) -> &'static [Setting];
    /// The value of a setting; `None` if there is no such setting.
    fn get(&self, key: &str) -> Option<Value>;
    /// Changes a setting.
    ///
    /// # Errors
    /// [`SettingError`] when the setting does not exist or refuses the value; nothing is changed then.
    fn set(&mut self, key: &str, value: Value) -> Result<(), SettingError>;
    /// Itself, for [`equals`](Self::equals).
    fn as_any(&self) -> Option<&dyn Any> {
        None
    }
    /// Whether something of the same type has the same settings, found without a [`Value`] of each; `None` where that
    /// is not known.
    fn equals(&self, _other: &dyn Any) -> Option<bool> {
        None
    }
}

/// Whether two things are of one kind and have the same settings.
pub fn same(a: &(impl Adjust + ?Sized), b: &(impl Adjust + ?Sized)) -> bool {
    if let Some(same) = b.as_any().and_then(|other| a.equals(other)) {
        return same;
    }
    a.id() == b.id()
        && a.settings()
            .iter()
            .all(|setting| a.get(setting.key) == b.get(setting.key))
}

/// One entry of a catalogue: a kind of thing and how to make one with default settings.
pub struct Entry<T: ?Sized + 'static> {
    /// The name in files and on the command line.
    pub id: &'static str,
    /// The name in the window.
    pub label: &'static str,
    /// One sentence on what it is.
    pub help: &'static str,
    /// Makes one with default settings.
    pub make: fn() -> Box<T>,
}

/// All things of one kind, in the order of menus.
pub type Catalogue<T> = &'static [Entry<T>];

/// Finds an entry by id.
pub fn find<T: ?Sized>(catalogue: &'static [Entry<T>], id: &str) -> Option<&'static Entry<T>> {
    catalogue.iter().find(|entry| entry.id == id)
}

#[cfg(test)]
mod tests;

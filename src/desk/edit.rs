//! Edits have names: what differs between a document and the one before, in words. Nobody who edits has to say so.

use super::Document;
use crate::nn::{Architecture, Row};
use crate::setting::{self, Adjust};
use crate::train::Experiment;

/// Where an edit is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Where networks are trained and compared.
    Bench,
    /// Where methods are compared on a photograph: on the bench too.
    Contest,
    /// Where a person's own photographs are cleaned.
    Clean,
    /// In the lecture, the lab of this number.
    Lab(usize),
    /// How the panels lie.
    Panels,
}

/// The name of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// What was done, to follow "Undo": "change learning rate".
    pub words: String,
    /// What it was done to: edits of one thing that follow each other closely are one.
    pub of: String,
    /// Where it is seen.
    pub place: Place,
}

fn name(words: impl Into<String>, of: impl Into<String>, place: Place) -> Name {
    Name {
        words: words.into(),
        of: of.into(),
        place,
    }
}

/// The name of the edit that leads from one document to another.
pub(super) fn name_of(before: &Document, after: &Document) -> Name {
    if before.number != after.number {
        let words = format!("open {}", after.experiment.name);
        return name(words, format!("document {}", after.number), Place::Bench);
    }
    let networks = [before, after].map(|document| &document.experiment.architecture);
    if before.text != after.text && (after.text.is_some() || networks[0] == networks[1]) {
        return name("change the network's text", "network's text", Place::Bench);
    }
    if before.experiment != after.experiment {
        let (words, of) = experiment(&before.experiment, &after.experiment);
        return name(words, of, Place::Bench);
    }
    if before.contest != after.contest {
        let (words, of) = contest(before, after);
        return name(words, of, Place::Contest);
    }
    if before.cleaning != after.cleaning {
        let (words, of) = cleaning(before, after);
        return name(words, of, Place::Clean);
    }
    for (at, (one, other)) in before.labs.iter().zip(&after.labs).enumerate() {
        if let Some((words, of)) = thing(one.label(), &**one, &**other) {
            return name(words, of, Place::Lab(at));
        }
    }
    name("arrange the panels", "panels", Place::Panels)
}

/// What differs between two things of one kind or of two.
fn thing<T: Adjust + ?Sized>(what: &str, before: &T, after: &T) -> Option<(String, String)> {
    if before.id() != after.id() {
        return Some((format!("change {what}"), what.to_owned()));
    }
    let differs = |setting: &&setting::Setting| before.get(setting.key) != after.get(setting.key);
    let mut differing = after.settings().iter().filter(differs);
    let first = differing.next()?;
    let mut of = format!("{what}.{}", first.key);
    if let (setting::Kind::Marks, Some(marks)) = (first.kind, after.get(first.key)) {
        // One point after the other is seen: each is an edit of its own.
        of = format!("{of} {marks}");
    }
    // Of a range both ends move together.
    Some((format!("change {} of {what}", lower(first.label)), of))
}

fn experiment(before: &Experiment, after: &Experiment) -> (String, String) {
    let plain = |words: &str, of: &str| Some((words.to_owned(), of.to_owned()));
    let training = || {
        let (_, of) = thing("training", &before.training, &after.training)?;
        let key = of.strip_prefix("training.")?;
        let settings = crate::train::Training::SETTINGS.iter();
        let label = settings.clone().find(|setting| setting.key == key)?.label;
        Some((format!("change {}", lower(label)), of))
    };
    let changes = [
        thing("data set", &*before.data, &*after.data),
        thing("task", &*before.task, &*after.task),
        thing("operator", &*before.operator, &*after.operator),
        thing("noise", &*before.noise, &*after.noise),
        architecture(&before.architecture, &after.architecture),
        thing("optimizer", &*before.optimizer, &*after.optimizer),
        thing("loss", &*before.loss, &*after.loss),
        thing("schedule", &*before.schedule, &*after.schedule),
        (before.init != after.init)
            .then(|| plain("change first weights", "init"))
            .flatten(),
        training(),
        (before.seed != after.seed)
            .then(|| plain("change seed", "seed"))
            .flatten(),
        (before.name != after.name)
            .then(|| plain("rename the experiment", "name"))
            .flatten(),
    ];
    // What goes with an edit stands below it: another data set may take another loss along. Of more than that nobody
    // could say what was meant.
    const ALONG: usize = 3;
    let mut found = changes.into_iter().flatten();
    let first = found.next();
    match first {
        Some(first) if found.count() < ALONG => first,
        _ => ("change the experiment".into(), "experiment".into()),
    }
}

fn architecture(before: &Architecture, after: &Architecture) -> Option<(String, String)> {
    if before == after {
        return None;
    }
    // The last row says what the answer is: with it or without it, the others are the same.
    let others = |network: &Architecture| network.rows[..network.end()].to_vec();
    if others(before) == others(after)
        && before.end() + after.end() < before.rows.len() + after.rows.len()
    {
        return Some(("change what the answer is".into(), "output".into()));
    }
    let missing = |from: &Architecture, of: &Architecture| -> Vec<Row> {
        let gone = |row: &&Row| from.position(row.id).is_none();
        of.rows.iter().filter(gone).cloned().collect()
    };
    let (added, removed) = (missing(before, after), missing(after, before));
    match (&added[..], &removed[..]) {
        ([row], []) => return Some(with_row("add", row)),
        ([], [row]) => return Some(with_row("delete", row)),
        ([first, ..], []) => {
            let words = format!("add {} rows", added.len());
            return Some((words, format!("add {}", first.id)));
        }
        ([], [first, ..]) if !after.rows.is_empty() => {
            let words = format!("delete {} rows", removed.len());
            return Some((words, format!("delete {}", first.id)));
        }
        ([], []) => {}
        _ => return Some(("change the network".into(), "network".into())),
    }
    let changed = |row: &&Row| {
        let old = before.position(row.id).map(|at| &before.rows[at]);
        old != Some(*row)
    };
    let mut changed_rows = after.rows.iter().filter(changed);
    let moved = before
        .rows
        .iter()
        .map(|row| row.id)
        .ne(after.rows.iter().map(|row| row.id));
    match (changed_rows.next(), changed_rows.next()) {
        (None, _) if moved => Some(("move a row".into(), "order".into())),
        (None, _) => Some(("change what the answer is".into(), "output".into())),
        (Some(row), None) if !moved => {
            let at = before.position(row.id)?;
            let (old, place) = (&before.rows[at], at + 1);
            let of = |what: &str| format!("row {} {what}", row.id);
            if old.layer.id() != row.layer.id() {
                return Some((format!("change row {place}"), of("layer")));
            }
            Some(match thing("row", &*old.layer, &*row.layer) {
                Some((words, what)) => (format!("{words} {place}"), of(&what)),
                None if old.from != row.from => {
                    (format!("change what row {place} reads"), of("from"))
                }
                None if old.join != row.join => {
                    (format!("change second input of row {place}"), of("join"))
                }
                None if old.off != row.off => {
                    let word = if row.off { "off" } else { "on" };
                    (format!("switch row {place} {word}"), of("off"))
                }
                None => (format!("change whose weights row {place} has"), of("tie")),
            })
        }
        _ => Some(("change the network".into(), "network".into())),
    }
}

fn with_row(deed: &str, row: &Row) -> (String, String) {
    (
        format!("{deed} {}", row.layer.label()),
        format!("{deed} {}", row.id),
    )
}

fn contest(before: &Document, after: &Document) -> (String, String) {
    let (before, after) = (&before.contest, &after.contest);
    if before.photo != after.photo {
        let words = if !before.photo.same_picture(&after.photo) {
            "change photograph"
        } else if after.photo.noisy() {
            "call the photograph noisy"
        } else {
            "call the photograph clean"
        };
        // One after the other is seen: each is an edit of its own.
        return (words.into(), format!("photo {:?}", after.photo));
    }
    if before.sigma != after.sigma {
        return ("change σ of the photograph".into(), "photo σ".into());
    }
    let methods = before.tuned.iter().chain(after.tuned.iter());
    for method in methods {
        let id = method.id();
        let usual = super::cleaning::as_usual(id);
        let of = |tuned: &super::Tuned| tuned.get(id).map(dyn_clone::clone_box);
        let [old, new] = [of(&before.tuned), of(&after.tuned)]
            .map(|method| method.unwrap_or_else(|| usual.clone()));
        let back = after.tuned.get(id).is_none() && before.tuned.get(id).is_some();
        if let Some((words, of)) = thing(method.label(), &*old, &*new) {
            return match back {
                true => (
                    format!("set {} as usual", method.label()),
                    format!("{id} as usual"),
                ),
                false => (words, of),
            };
        }
    }
    ("change the contest".into(), "contest".into())
}

fn cleaning(before: &Document, after: &Document) -> (String, String) {
    let (before, after) = (&before.cleaning, &after.cleaning);
    if before.photo != after.photo {
        return (
            "change the photograph to clean".into(),
            format!("clean {:?}", after.photo),
        );
    }
    if before.chosen != after.chosen
        || before.method.as_ref().map(|one| one.id()) != after.method.as_ref().map(|one| one.id())
    {
        let label = after
            .method
            .as_ref()
            .map_or("the usual method", |one| one.label());
        return (format!("clean with {label}"), "clean method".into());
    }
    if let (Some(one), Some(other)) = (&before.method, &after.method)
        && let Some((words, of)) = thing(one.label(), &**one, &**other)
    {
        return (words, format!("clean {of}"));
    }
    if before.sigma != after.sigma {
        return ("change σ".into(), "clean σ".into());
    }
    thing("finish", &before.finish, &after.finish)
        .unwrap_or_else(|| ("change the cleaning".into(), "cleaning".into()))
}

/// A label within a sentence: a word begins small, a name as BM3D or a symbol stays.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let rest = letters.as_str();
    let name = rest.chars().take_while(|letter| letter.is_alphabetic());
    let word =
        !label.starts_with('σ') && name.clone().count() > 0 && name.clone().all(char::is_lowercase);
    if word {
        first.to_lowercase().collect::<String>() + rest
    } else {
        label.to_owned()
    }
}

#[cfg(test)]
mod tests;

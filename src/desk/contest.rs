//! The bench's contest: which photograph, what a person said of its noise, and the methods as they are set.

use std::path::{Path, PathBuf};

use crate::denoise::{self, Denoiser};
use crate::setting::{self, Catalogue, Value};
use crate::store::shelf::test_photo_names;

/// Which photograph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Photo {
    /// One that ships with the program, by its name.
    Embedded(String),
    /// One from the disk.
    File {
        /// Where it is.
        path: PathBuf,
        /// Whether its own noise is to be removed; else noise is added.
        noisy: bool,
    },
}

impl Photo {
    /// The place of an embedded photograph among all of them.
    pub fn place(&self) -> Option<usize> {
        match self {
            Self::Embedded(name) => test_photo_names().position(|other| other == name),
            Self::File { .. } => None,
        }
    }

    /// Where it is on the disk.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Embedded(_) => None,
            Self::File { path, .. } => Some(path),
        }
    }

    /// Whether its own noise is to be removed.
    pub fn noisy(&self) -> bool {
        matches!(self, Self::File { noisy: true, .. })
    }

    /// Its file's name, or the name of the embedded one.
    pub fn name(&self) -> String {
        match self {
            Self::Embedded(name) => name.clone(),
            Self::File { path, .. } => path
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        }
    }

    /// Whether both are one picture, called noisy or not.
    pub fn same_picture(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File { path, .. }, Self::File { path: other, .. }) => path == other,
            _ => self == other,
        }
    }
}

impl Default for Photo {
    fn default() -> Self {
        Self::Embedded(test_photo_names().next().unwrap_or_default().to_owned())
    }
}

/// Methods whose settings are a person's own.
#[derive(Clone, Default)]
pub struct Tuned(Vec<Box<dyn Denoiser>>);

impl Tuned {
    /// The method `id` as it is set; `None` when it is as usual.
    pub fn get(&self, id: &str) -> Option<&(dyn Denoiser + 'static)> {
        let found = self.0.iter().find(|method| method.id() == id);
        found.map(|method| &**method)
    }

    /// The method `id` of a catalogue as it is set.
    pub fn method(&self, methods: Catalogue<dyn Denoiser>, id: &str) -> Option<Box<dyn Denoiser>> {
        let own = self.get(id).map(dyn_clone::clone_box);
        own.or_else(|| setting::find(methods, id).map(|entry| (entry.make)()))
    }

    /// Sets a method; one that is as `usual` is forgotten. They stand in the order of their ids, so that the way to a
    /// state leaves no trace.
    pub fn set(&mut self, method: Box<dyn Denoiser>, usual: &(dyn Denoiser + 'static)) {
        self.0.retain(|other| other.id() != method.id());
        if !setting::same(&*method, usual) {
            let at = self.0.partition_point(|other| other.id() < method.id());
            self.0.insert(at, method);
        }
    }

    /// All of them, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &(dyn Denoiser + 'static)> {
        self.0.iter().map(|method| &**method)
    }
}

impl PartialEq for Tuned {
    fn eq(&self, other: &Self) -> bool {
        let alike = self.0.iter().zip(&other.0);
        self.0.len() == other.0.len() && alike.into_iter().all(|(a, b)| setting::same(&**a, &**b))
    }
}

/// What is compared, and how.
#[derive(Clone, Default, PartialEq)]
pub struct Contest {
    /// The photograph.
    pub photo: Photo,
    /// The place of the last embedded photograph shown, to go back or on from.
    pub embedded: usize,
    /// The σ (0..1) of the photograph's own noise as a person has it; without one it is estimated.
    pub sigma: Option<f32>,
    /// Methods whose settings are a person's own.
    pub tuned: Tuned,
}

impl Contest {
    /// Another photograph. What was said of the old one's noise is not true of it; only to call the same one noisy or
    /// not, nothing is forgotten.
    pub fn show(&mut self, photo: Photo) {
        if !self.photo.same_picture(&photo) {
            self.sigma = None;
        }
        self.embedded = photo.place().unwrap_or(self.embedded);
        self.photo = photo;
    }

    /// The embedded photograph `by` places after the last one shown; 0 goes back to it.
    pub fn next_photo(&mut self, by: i32) {
        let names: Vec<_> = test_photo_names().collect();
        let count = names.len().max(1) as i64;
        let at = (self.embedded as i64 + i64::from(by)).rem_euclid(count);
        let name = names.get(at as usize).copied().unwrap_or_default();
        self.show(Photo::Embedded(name.to_owned()));
    }

    /// Changes a setting of the method `id`; a value out of range changes nothing.
    pub fn tune(&mut self, id: &str, key: &str, value: Value) {
        self.tune_among(denoise::ALL, id, key, value);
    }

    /// The same with methods of another catalogue.
    pub fn tune_among(
        &mut self,
        methods: Catalogue<dyn Denoiser>,
        id: &str,
        key: &str,
        value: Value,
    ) {
        let Some(usual) = setting::find(methods, id).map(|entry| (entry.make)()) else {
            return;
        };
        if let Some(mut method) = self.tuned.method(methods, id)
            && method.set(key, value).is_ok()
        {
            self.tuned.set(method, &*usual);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photographs_follow_each_other_in_a_ring_which_a_file_interrupts() {
        let mut contest = Contest::default();
        let first = contest.photo.clone();
        contest.next_photo(-1);
        let last = contest.photo.clone();
        assert_eq!(last.place(), Some(test_photo_names().count() - 1));
        contest.show(Photo::File {
            path: "a/night.png".into(),
            noisy: true,
        });
        assert_eq!(contest.photo.name(), "night.png");
        contest.next_photo(0);
        assert_eq!(contest.photo, last);
        contest.next_photo(1);
        assert_eq!(contest.photo, first);
    }

    #[test]
    fn what_is_said_of_a_photograph_goes_with_it() {
        let file = |noisy| Photo::File {
            path: "night.png".into(),
            noisy,
        };
        let mut contest = Contest::default();
        contest.show(file(true));
        contest.sigma = Some(0.1);
        contest.show(file(false));
        assert_eq!(contest.sigma, Some(0.1));
        contest.next_photo(0);
        assert_eq!(contest.sigma, None);
    }

    #[test]
    fn a_method_that_is_as_usual_again_is_no_edit() {
        let usual = Contest::default();
        let mut contest = usual.clone();
        contest.tune("gaussian", "strength", Value::Float(0.7));
        contest.tune("bm3d", "strength", Value::Float(1.5));
        let mut other = usual.clone();
        other.tune("bm3d", "strength", Value::Float(1.5));
        assert!(contest != usual && contest != other);
        other.tune("gaussian", "strength", Value::Float(0.7));
        assert!(contest == other, "the order of edits left a trace");
        contest.tune("gaussian", "strength", Value::Float(-1.0));
        assert!(contest == other, "out of range");
        for id in ["gaussian", "bm3d"] {
            let method = setting::find(denoise::ALL, id).unwrap();
            contest.tuned.set((method.make)(), &*(method.make)());
        }
        assert!(contest == usual);
    }
}

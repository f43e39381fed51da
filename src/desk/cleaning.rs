//! What a person chose where their own photographs are cleaned.

use super::Photo;
use crate::denoise::{self, Denoiser};
use crate::image::finish::Finish;
use crate::setting;
use crate::store::shelf::test_photo_names;

/// The method until something is known of the noise.
const METHOD: &str = "flexible";
/// The example to begin with.
const FIRST: &str = "kde_Parrot";

/// Which photograph is cleaned, and how.
#[derive(Clone, Default)]
pub struct Cleaning {
    /// The photograph; none before a person chose one: an example is shown then.
    pub photo: Option<Photo>,
    /// The method with its settings; none as long as it is the usual one for the photograph's noise.
    pub method: Option<Box<dyn Denoiser>>,
    /// Whether a person chose the method. One that was only set otherwise goes with its photograph.
    pub chosen: bool,
    /// The σ (0..1) that a person gave; without one it is estimated.
    pub sigma: Option<f32>,
    /// How the answer is finished.
    pub finish: Finish,
}

impl PartialEq for Cleaning {
    fn eq(&self, other: &Self) -> bool {
        let methods = match (&self.method, &other.method) {
            (Some(one), Some(other)) => setting::same(&**one, &**other),
            (one, other) => one.is_none() && other.is_none(),
        };
        methods
            && self.photo == other.photo
            && self.chosen == other.chosen
            && self.sigma == other.sigma
            && self.finish == other.finish
    }
}

impl Cleaning {
    /// Another photograph: what was said of the old one's noise is not true of it, nor how much of it is to go.
    pub fn show(&mut self, photo: Photo) {
        self.photo = Some(photo);
        self.sigma = None;
        self.finish.strength = Finish::default().strength;
        if !self.chosen {
            self.method = None;
        }
    }

    /// The photograph that is looked at: the chosen one, or the first example.
    pub fn shown(&self) -> Photo {
        let first = || Photo::Embedded(FIRST.to_owned());
        self.photo.clone().unwrap_or_else(first)
    }

    /// The next example; after a file, the first.
    pub fn next_example(&mut self) {
        let names: Vec<_> = test_photo_names().collect();
        let next = self.shown().place().map(|at| (at + 1) % names.len());
        let name = next.map_or(FIRST, |next| names[next]);
        self.show(Photo::Embedded(name.to_owned()));
    }

    /// Cleans with the method `id`, as usual.
    pub fn choose(&mut self, id: &str) {
        if let Some(entry) = setting::find(denoise::ALL, id) {
            self.method = Some((entry.make)());
            self.chosen = true;
        }
    }

    /// The method; `usual` is the id of the one for the photograph's noise, once it is known.
    pub fn method(&self, usual: Option<&str>) -> Box<dyn Denoiser> {
        self.method
            .clone()
            .unwrap_or_else(|| as_usual(usual.unwrap_or(METHOD)))
    }
}

/// A method with its usual settings.
pub fn as_usual(id: &str) -> Box<dyn Denoiser> {
    setting::find(denoise::ALL, id).map_or_else(|| (denoise::ALL[0].make)(), |entry| (entry.make)())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_follow_each_other_in_a_ring() {
        let mut cleaning = Cleaning::default();
        let first = cleaning.shown();
        for _ in test_photo_names() {
            cleaning.next_example();
        }
        assert_eq!(cleaning.photo, Some(first.clone()));
        let path = "own.png".into();
        cleaning.show(Photo::File { path, noisy: true });
        cleaning.next_example();
        assert_eq!(cleaning.shown(), first);
    }

    #[test]
    fn a_chosen_method_stays_and_one_that_was_only_set_goes_with_its_photograph() {
        let mut cleaning = Cleaning::default();
        assert_eq!(cleaning.method(Some("camera")).id(), "camera");
        cleaning.method = Some(as_usual("camera"));
        cleaning.sigma = Some(0.2);
        cleaning.finish.strength = 60.0;
        cleaning.finish.grain = 3.0;
        cleaning.show(Photo::default());
        assert!(cleaning.method.is_none() && cleaning.sigma.is_none());
        assert_eq!(cleaning.finish.strength, 100.0);
        assert_eq!(cleaning.finish.grain, 3.0, "taste, not noise");
        cleaning.choose("bm3d");
        cleaning.show(Photo::Embedded("another".into()));
        assert_eq!(cleaning.method(Some("camera")).id(), "bm3d");
        cleaning.choose("no such method");
        assert_eq!(cleaning.method(None).id(), "bm3d");
    }
}

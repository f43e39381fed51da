//! How pictures are cleaned: the method with its settings, σ and the finish, as a person has set them.

use std::sync::Arc;

use super::Alike;
use super::keys::{How, Polish};
use crate::degrade::noise::estimate::Found;
use crate::denoise::{Denoiser, among, usual};
use crate::desk::Cleaning;
use crate::desk::cleaning::as_usual;
use crate::image::Image;
use crate::image::finish::Finish;
use crate::setting;
use crate::store::cleaning::Cleaning as HowMany;
use crate::ui::panels::clean::SetBack;

pub(super) struct Recipe {
    /// What is cleaned and how, as it was looked at last.
    cleaning: Cleaning,
    method: Box<dyn Denoiser>,
    usual: Box<dyn Denoiser>,
    /// Whether a person still holds a setting.
    held: bool,
    /// What a person had set for the photograph before, and does not count for this one.
    before: Option<SetBack>,
}

impl Recipe {
    pub(super) fn new() -> Self {
        let cleaning = Cleaning::default();
        Self {
            method: cleaning.method(None),
            usual: cleaning.method(None),
            cleaning,
            held: false,
            before: None,
        }
    }

    /// Looks at what a person has set; whether it is another method than before.
    pub(super) fn look(&mut self, cleaning: &Cleaning, held: bool, found: Option<&Found>) -> bool {
        self.held = held;
        if *cleaning == self.cleaning {
            return false;
        }
        let id = |cleaning: &Cleaning| cleaning.method.as_ref().map(|method| method.id());
        let another = id(cleaning) != id(&self.cleaning);
        if cleaning.photo != self.cleaning.photo {
            self.before = SetBack::of(&self.cleaning);
        }
        self.cleaning = cleaning.clone();
        self.suit(found);
        another
    }

    /// Where a person has chosen no method, it is the one for what was found.
    pub(super) fn suit(&mut self, found: Option<&Found>) {
        self.method = self.cleaning.method(found.map(usual));
        self.usual = as_usual(self.method.id());
    }

    /// What is cleaned, as it was looked at last.
    pub(super) fn cleaning(&self) -> &Cleaning {
        &self.cleaning
    }

    /// The method as it is set, and as it is at first.
    pub(super) fn methods(&self) -> [&(dyn Denoiser + 'static); 2] {
        [&*self.method, &*self.usual]
    }

    /// Whether a person still holds a setting.
    pub(super) fn held(&self) -> bool {
        self.held
    }

    /// The σ that the method is told, as far as it is known.
    pub(super) fn sigma(&self, found: Option<&Found>) -> Option<f32> {
        self.cleaning.sigma.or(found.map(Found::sigma))
    }

    /// How the picture with this number is to be cleaned.
    pub(super) fn how(&self, picture: u64) -> How {
        How {
            picture,
            method: self.method.clone(),
            given: self.cleaning.sigma,
        }
    }

    /// How the picture with this number is to be cleaned and finished.
    pub(super) fn sight(&self, picture: u64) -> (How, Finish) {
        (self.how(picture), self.cleaning.finish)
    }

    /// How an answer is finished.
    pub(super) fn polish(&self, answer: &Arc<Image>) -> Polish {
        Polish {
            answer: Arc::clone(answer),
            finish: self.cleaning.finish,
        }
    }

    /// Method and σ become again those that an answer was made with.
    pub(super) fn go_back(&self, cleaning: &mut Cleaning, how: &How) {
        cleaning.sigma = how.given;
        if !setting::same(&*how.method, &*self.method) {
            cleaning.method = Some(how.method.clone());
        }
    }

    /// What a person had set for the photograph before, where it is not set for this one.
    pub(super) fn set_back(&self) -> Option<SetBack> {
        let before = self.before?;
        let left = SetBack {
            sigma: before.sigma.filter(|_| self.cleaning.sigma.is_none()),
            strength: before
                .strength
                .filter(|_| self.cleaning.finish.strength == Finish::default().strength),
        };
        (left.sigma.is_some() || left.strength.is_some()).then_some(left)
    }

    /// How further pages of a picture are cleaned: as the one that is seen.
    pub(super) fn alike(&self, found: Option<&Found>) -> Alike {
        let method = match found {
            Some(found) => among(self.method.clone(), found, self.cleaning.sigma).0,
            None => self.method.clone(),
        };
        Alike {
            method,
            sigma: self.sigma(found).unwrap_or(0.0),
            finish: self.cleaning.finish,
        }
    }

    /// How a folder is cleaned. A σ that was typed for the picture at hand counts for all of them.
    pub(super) fn for_many(&self) -> HowMany {
        HowMany {
            method: self.cleaning.chosen.then(|| self.method.clone()),
            prepare: true,
            sigma: self.cleaning.sigma,
            finish: self.cleaning.finish,
        }
    }
}

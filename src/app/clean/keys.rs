//! What is made of a picture, and from which keys.

use std::sync::Arc;

use crate::denoise::Denoiser;
use crate::image::Image;
use crate::image::finish::Finish;
use crate::setting;
use crate::ui::widgets::compare::Handover;
use crate::ui::widgets::picture::display;

/// A picture, as numbers and as the screen shows it.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) image: Arc<Image>,
    /// Of an answer that is to be finished the screen shows nothing.
    pub(super) display: Option<Handover>,
}

/// A picture with what the screen shows of it.
pub(super) fn shown_in(image: Arc<Image>) -> Shown {
    let display = Handover::new(Arc::new(display(&image)));
    Shown {
        image,
        display: Some(display),
    }
}

/// How a picture is cleaned: its number, the method with its settings, the σ that a person gave.
#[derive(Clone)]
pub(super) struct How {
    pub(super) picture: u64,
    pub(super) method: Box<dyn Denoiser>,
    pub(super) given: Option<f32>,
}

impl PartialEq for How {
    fn eq(&self, other: &Self) -> bool {
        let same = self.picture == other.picture && self.given == other.given;
        same && setting::same(&*self.method, &*other.method)
    }
}

/// How an answer is finished.
#[derive(Clone)]
pub(super) struct Polish {
    pub(super) answer: Arc<Image>,
    pub(super) finish: Finish,
}

impl PartialEq for Polish {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.answer, &other.answer) && self.finish == other.finish
    }
}

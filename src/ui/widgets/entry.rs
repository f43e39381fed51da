//! What is compared: a picture with its name, where it comes from and what it came to.

use std::sync::{Arc, Mutex};

use egui::ColorImage;

use super::picture::display;
use crate::denoise::Family;
use crate::denoise::trial::Scores;
use crate::image::Image;
use crate::ui::format;

/// The id of the clean picture.
pub const CLEAN: &str = "clean";
/// The id of the noisy picture.
pub const NOISY: &str = "noisy";
/// The id of the picture of where a filter fires.
pub const FIRES: &str = "fires";
/// The id of the network's answer.
pub const NETWORK: &str = "network";

/// What an answer came to: how good it is, and how long it took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// PSNR in dB and SSIM against the clean picture, where that is known.
    pub scores: Option<Scores>,
    /// PSNR in dB as Stein's estimate has it, where no clean picture is known.
    pub estimate: Option<f64>,
    /// Seconds it took; none for what no method made, or has not ended.
    pub seconds: Option<f64>,
}

impl Tally {
    /// [`Self::psnr`] in words; an estimate with ≈. Empty where there is none.
    pub fn psnr_in_words(&self) -> String {
        match (self.scores, self.estimate) {
            (Some(scores), _) => format::decibel(scores.psnr),
            (None, Some(estimate)) => format!("≈\u{2009}{}", format::decibel(estimate)),
            (None, None) => String::new(),
        }
    }

    /// PSNR in dB against the clean picture, or else its estimate.
    pub fn psnr(&self) -> Option<f64> {
        self.scores.map(|scores| scores.psnr).or(self.estimate)
    }
}

/// One picture in the comparison.
#[derive(Clone, Debug)]
pub struct Entry {
    /// [`CLEAN`], [`NOISY`], [`NETWORK`], or a denoiser's id.
    pub id: String,
    /// Its name in the window.
    pub label: String,
    /// The picture; `None` while it is being made.
    pub image: Option<Arc<Image>>,
    /// The same picture in eight bits, made where the picture was made so that drawing need not.
    pub display: Handover,
    /// Changes whenever the picture does: a texture made for one version serves until the next.
    pub version: u64,
    /// How good it is, and how long it took.
    pub tally: Tally,
    /// What went wrong, in plain words with the cure.
    pub failure: Option<String>,
    /// A word on the picture ("step 340"), or on what is being waited for while there is none.
    pub note: String,
    /// When the method was published and what it takes an image to be; `None` for what is no classical method.
    pub origin: Option<(u32, Family)>,
    /// Whether it has a place in the row of small pictures without being chosen.
    pub featured: bool,
}

impl Entry {
    /// An entry without a picture.
    pub fn empty(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            image: None,
            display: Handover::default(),
            version: 0,
            tally: Tally::default(),
            failure: None,
            note: String::new(),
            origin: None,
            featured: true,
        }
    }

    /// Its name, with the scores where they are known.
    pub fn in_words(&self) -> String {
        let mut text = self.label.clone();
        let scores = self.tally.scores.filter(|scores| scores.psnr.is_finite());
        if let Some(Scores { psnr, ssim }) = scores {
            text += &format!(", {psnr:.2} dB, SSIM {ssim:.3}");
        }
        text
    }

    /// The picture in eight bits; made on the spot if nobody made it before, or somebody has it already.
    pub fn pixels(&self) -> Option<Arc<ColorImage>> {
        self.display
            .take()
            .or_else(|| self.image.as_deref().map(|image| Arc::new(display(image))))
    }
}

/// A picture in eight bits on its way to the graphics card: who takes it has it alone, so that large ones are not kept
/// twice.
#[derive(Clone, Debug, Default)]
pub struct Handover(Arc<Mutex<Option<Arc<ColorImage>>>>);

impl Handover {
    /// A picture to be taken.
    pub fn new(pixels: Arc<ColorImage>) -> Self {
        Self(Arc::new(Mutex::new(Some(pixels))))
    }

    /// The eight bits of that picture, made on the spot where somebody has them already.
    pub(super) fn pixels(&self, image: &Image) -> Arc<ColorImage> {
        self.take().unwrap_or_else(|| Arc::new(display(image)))
    }

    /// The picture, the first time.
    fn take(&self) -> Option<Arc<ColorImage>> {
        self.0.lock().ok()?.take()
    }
}

/// The entry with the highest PSNR, the clean picture and the noisy one left out; `None` when fewer than two are
/// judged.
pub fn best(entries: &[Entry]) -> Option<&Entry> {
    let judged = || {
        entries
            .iter()
            .filter(|entry| entry.id != CLEAN && entry.id != NOISY)
            .filter_map(|entry| Some((entry.tally.scores?.psnr, entry)))
    };
    (judged().count() > 1)
        .then(|| judged().max_by(|a, b| a.0.total_cmp(&b.0)))
        .flatten()
        .map(|(_, entry)| entry)
}

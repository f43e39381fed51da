//! The comparison of pictures: what is compared, and what a person has chosen to see of it.
//!
//! [`CompareView`] keeps the choice (which picture left, which right, where the wipe stands, zoom and pan);
//! [`wipe`](super::wipe) draws the two pictures, [`thumbs`](super::thumbs) the row of all of them.

use std::sync::{Arc, Mutex};

use egui::{ColorImage, TextureId};

use super::camera::Camera;
use super::picture::{Textures, display};
use crate::denoise::Family;
use crate::denoise::trial::Scores;
use crate::image::Image;
use crate::ui::format;

/// The id of the clean picture.
pub const CLEAN: &str = "clean";
/// The id of the noisy picture.
pub const NOISY: &str = "noisy";
/// The id of the network's answer.
pub const NETWORK: &str = "network";

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
    /// PSNR in dB and SSIM against the clean picture, where that is known.
    pub scores: Option<Scores>,
    /// Seconds the method took.
    pub seconds: Option<f64>,
    /// What went wrong, in plain words with the cure.
    pub failure: Option<String>,
    /// A word on the picture ("step 340"), or on what is being waited for while there is none.
    pub note: String,
    /// When the method was published and what it takes an image to be; `None` for what is no classical method.
    pub origin: Option<(u32, Family)>,
    /// PSNR in dB as Stein's estimate has it, where no clean picture is known.
    pub estimate: Option<f64>,
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
            scores: None,
            seconds: None,
            failure: None,
            note: String::new(),
            origin: None,
            estimate: None,
            featured: true,
        }
    }

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

    /// The picture, the first time.
    fn take(&self) -> Option<Arc<ColorImage>> {
        self.0.lock().ok()?.take()
    }
}

/// How two pictures share the area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// One over the other, parted by a line that can be moved.
    #[default]
    Wipe,
    /// One beside the other, showing the same pixels.
    SideBySide,
}

/// One of the two places for a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The left place.
    Left,
    /// The right place.
    Right,
}

/// What a person has chosen to see.
pub struct CompareView {
    left: Option<String>,
    right: Option<String>,
    /// Where the wipe stands, 0 = all right picture, 1 = all left picture.
    pub wipe: f32,
    /// How two pictures share the area.
    pub layout: Layout,
    /// Zoom and pan.
    pub camera: Camera,
    /// Whether the magnifier follows the pointer.
    pub loupe: bool,
    /// Whether the original is shown at the moment, because its key is held.
    pub(super) original: bool,
    /// The picture's pixel under the pointer in the last frame.
    pub(super) pointed: Option<[usize; 2]>,
    /// The pixel that was clicked last, column and row.
    pub picked: Option<[usize; 2]>,
    /// Whether the clicked pixel is marked.
    pub marking: bool,
    /// Methods that were added to the row of small pictures.
    added: Vec<String>,
    photo: String,
    textures: Textures,
}

impl Default for CompareView {
    fn default() -> Self {
        Self {
            left: None,
            right: None,
            wipe: 0.5,
            layout: Layout::default(),
            camera: Camera::default(),
            loupe: false,
            original: false,
            pointed: None,
            picked: None,
            marking: false,
            added: Vec::new(),
            photo: String::new(),
            textures: Textures::default(),
        }
    }
}

impl CompareView {
    /// Says which photograph is compared; another one is shown whole at first.
    pub fn photo(&mut self, name: &str) {
        if self.photo != name {
            self.photo = name.to_owned();
            self.camera.fit();
            self.picked = None;
        }
    }

    /// Puts the picture `id` on a side.
    pub fn choose(&mut self, side: Side, id: &str) {
        let place = match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
        };
        *place = Some(id.to_owned());
    }

    /// The picture that a person or a journey has put on the right.
    pub fn chosen(&self) -> Option<&str> {
        self.right.as_deref()
    }

    /// Whether a person has put the picture `id` on a side.
    pub fn holds(&self, id: &str) -> bool {
        [&self.left, &self.right]
            .iter()
            .any(|side| side.as_deref() == Some(id))
    }

    /// Adds a method to the row of small pictures and shows it on the right.
    pub fn add(&mut self, id: &str) {
        if !self.added.iter().any(|other| other == id) {
            self.added.push(id.to_owned());
        }
        self.choose(Side::Right, id);
    }

    /// Takes an added method out of the row again, and off both sides.
    pub fn remove(&mut self, id: &str) {
        self.added.retain(|other| other != id);
        for side in [&mut self.left, &mut self.right] {
            side.take_if(|shown| shown == id);
        }
    }

    /// The methods that were added to the row of small pictures.
    pub fn added(&self) -> &[String] {
        &self.added
    }

    /// Whether an entry has a place in the row of small pictures.
    pub fn keeps(&self, entry: &Entry) -> bool {
        entry.featured || self.added.contains(&entry.id) || self.holds(&entry.id)
    }

    /// What a side shows: the person's choice, or else noisy on the left, and on the right the network as soon as
    /// it has answered, until then the last method that has.
    pub fn shown<'a>(&self, side: Side, entries: &'a [Entry]) -> Option<&'a Entry> {
        let find = |id: &str| entries.iter().find(|entry| entry.id == id);
        let chosen = match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        };
        if let Some(entry) = chosen.as_deref().and_then(find) {
            return Some(entry);
        }
        match side {
            Side::Left => find(NOISY),
            Side::Right => find(NETWORK)
                .filter(|entry| entry.image.is_some())
                .or_else(|| {
                    // Everybody who asks takes the same one, whether they list all methods or the usual ones.
                    let ready = |entry: &&Entry| {
                        entry.image.is_some() && entry.id != CLEAN && entry.featured
                    };
                    entries.iter().rev().find(ready)
                })
                .or_else(|| find(NETWORK)),
        }
    }

    /// The picture that holding the key shows: the clean one, or the noisy one where no clean one is known.
    pub fn original<'a>(&self, entries: &'a [Entry]) -> Option<&'a Entry> {
        let ready = |id: &str| {
            entries
                .iter()
                .find(|entry| entry.id == id && entry.image.is_some())
        };
        ready(CLEAN).or_else(|| ready(NOISY))
    }

    /// The value of the pixel under the pointer, per channel on the 0..255 scale, not clipped.
    pub fn reading(&self, entry: &Entry) -> Option<Vec<f32>> {
        let [x, y] = self.pointed?;
        let image = entry.image.as_deref()?;
        (x < image.width() && y < image.height()).then(|| {
            (0..image.channels())
                .map(|c| image.array()[[c, y, x]] * 255.0)
                .collect()
        })
    }

    /// The pixel under the pointer, column and row.
    pub fn pointed(&self) -> Option<[usize; 2]> {
        self.pointed
    }

    /// The texture of an entry's picture.
    pub(super) fn texture(
        &mut self,
        ctx: &egui::Context,
        entry: &Entry,
        sharp: bool,
    ) -> Option<TextureId> {
        entry.image.as_ref()?;
        let pixels = || entry.pixels().unwrap_or_default();
        Some(
            self.textures
                .texture(ctx, &entry.id, entry.version, sharp, pixels),
        )
    }

    /// How the texture of `id` was magnified last: a thumbnail takes it as it is.
    pub(super) fn sharp_texture(&self, id: &str) -> bool {
        self.textures.sharp(id)
    }

    /// Forgets the textures of pictures that are gone.
    pub(super) fn forget_others(&mut self, entries: &[Entry]) {
        let there = |id: &str| {
            entries
                .iter()
                .any(|entry| entry.id == id && entry.image.is_some())
        };
        self.textures.retain(there);
    }

    /// Moves the wipe by a share of the picture.
    pub fn nudge(&mut self, by: f32) {
        self.wipe = (self.wipe + by).clamp(0.0, 1.0);
    }
}

/// The entry with the highest PSNR, the clean picture and the noisy one left out; `None` when fewer than two are
/// judged.
pub fn best(entries: &[Entry]) -> Option<&Entry> {
    let judged = || {
        entries
            .iter()
            .filter(|entry| entry.id != CLEAN && entry.id != NOISY)
            .filter_map(|entry| Some((entry.scores?.psnr, entry)))
    };
    (judged().count() > 1)
        .then(|| judged().max_by(|a, b| a.0.total_cmp(&b.0)))
        .flatten()
        .map(|(_, entry)| entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Vec<Entry> {
        [CLEAN, NOISY, NETWORK, "gaussian", "nlm"]
            .iter()
            .map(|id| Entry::empty(*id, *id))
            .collect()
    }

    fn fill(entry: &mut Entry, psnr: f64) {
        entry.image = Some(Arc::new(Image::zeros(1, 2, 2)));
        entry.scores = Some(Scores { psnr, ssim: 0.5 });
    }

    #[test]
    fn the_right_side_waits_for_the_network_with_a_method() {
        let (mut view, mut all) = (CompareView::default(), entries());
        let right =
            |view: &CompareView, all: &[Entry]| view.shown(Side::Right, all).unwrap().id.clone();
        assert_eq!(right(&view, &all), NETWORK);
        fill(&mut all[1], 20.0);
        fill(&mut all[3], 26.0);
        assert_eq!(right(&view, &all), "gaussian");
        fill(&mut all[2], 25.0);
        assert_eq!(right(&view, &all), NETWORK);
        view.choose(Side::Right, "nlm");
        assert_eq!(right(&view, &all), "nlm");
        all.pop();
        assert_eq!(
            right(&view, &all),
            NETWORK,
            "a choice that is gone frees the side"
        );
    }

    #[test]
    fn the_best_is_a_method_not_the_reference() {
        let mut all = entries();
        fill(&mut all[0], f64::INFINITY);
        fill(&mut all[1], 20.0);
        fill(&mut all[3], 26.0);
        assert!(best(&all).is_none(), "one alone is no contest");
        fill(&mut all[2], 27.0);
        assert_eq!(best(&all).map(|entry| entry.id.as_str()), Some(NETWORK));
    }
}

//! The comparison of pictures: what is compared, and what a person has chosen to see of it.
//!
//! [`CompareView`] keeps the choice (which picture left, which right, where the wipe stands, zoom and pan);
//! [`wipe`](super::wipe) draws the two pictures, [`thumbs`](super::thumbs) the row of all of them.

use std::sync::Arc;

use egui::TextureId;

use super::camera::ZoomAndPan;
pub use super::entry::{CLEAN, Entry, FIRES, Handover, NETWORK, NOISY, Tally, best};
use super::picture::Textures;
use crate::image::Image;

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

/// Which pictures a person has asked for.
#[derive(Default)]
struct Wishes {
    left: Option<String>,
    right: Option<String>,
    /// Methods that were added to the row of small pictures.
    added: Vec<String>,
}

impl Wishes {
    fn side(&self, side: Side) -> Option<&str> {
        match side {
            Side::Left => self.left.as_deref(),
            Side::Right => self.right.as_deref(),
        }
    }

    fn choose(&mut self, side: Side, id: &str) {
        let place = match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
        };
        *place = Some(id.to_owned());
    }

    fn hold(&self, id: &str) -> bool {
        [&self.left, &self.right]
            .iter()
            .any(|side| side.as_deref() == Some(id))
    }

    fn add(&mut self, id: &str) {
        if !self.added.iter().any(|other| other == id) {
            self.added.push(id.to_owned());
        }
    }

    fn remove(&mut self, id: &str) {
        self.added.retain(|other| other != id);
        for side in [&mut self.left, &mut self.right] {
            side.take_if(|shown| shown == id);
        }
    }
}

/// The pixels of the picture that a person points to, column and row.
#[derive(Default)]
pub struct Pixels {
    /// The one under the pointer in the last frame.
    pub(super) pointed: Option<[usize; 2]>,
    /// Width and height of the pictures whose pixels these are.
    pub(super) of: [usize; 2],
    /// The one that was clicked last.
    pub picked: Option<[usize; 2]>,
    /// Whether the clicked one is marked.
    pub marking: bool,
    /// Height and width of what is shown around the one under the pointer: what a row of the network sees there.
    pub field: Option<[usize; 2]>,
    /// What of the picture is in sight; `None` where all of it is.
    pub in_sight: Option<InSight>,
}

impl Pixels {
    /// The value of the pixel under the pointer, per channel on the 0..255 scale, not clipped.
    pub fn reading(&self, entry: &Entry) -> Option<Vec<f32>> {
        let [x, y] = self.pointed?;
        let image = entry.image.as_deref()?;
        let there = x < image.width() && y < image.height() && self.are_of(image);
        there.then(|| {
            (0..image.channels())
                .map(|c| image.array()[[c, y, x]] * 255.0)
                .collect()
        })
    }

    /// Whether they are pixels of that picture: one that is seen reduced has others.
    pub(super) fn are_of(&self, image: &Image) -> bool {
        self.of == [image.width(), image.height()]
    }

    /// The pixel under the pointer.
    pub fn pointed(&self) -> Option<[usize; 2]> {
        self.pointed
    }
}

/// What of a picture is in sight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InSight {
    /// Left, top, right and bottom, as shares of the picture.
    pub shares: [f32; 4],
    /// How many pixels of the screen it is wide.
    pub wide: f32,
}

/// A part of a picture that is there before the rest of it: it is drawn over what is seen of the whole.
#[derive(Clone, Debug)]
pub struct Part {
    /// The picture's id.
    pub of: &'static str,
    /// Left, top, right and bottom, as shares of the picture.
    pub shares: [f32; 4],
    /// Its pixels.
    pub image: Arc<Image>,
    /// The same in eight bits.
    pub display: Handover,
    /// No other part has it.
    pub version: u64,
}

impl Part {
    /// That of its texture.
    fn name(&self) -> String {
        format!("part-{}", self.version)
    }
}

/// What a person has chosen to see.
pub struct CompareView {
    wishes: Wishes,
    /// Where the wipe stands, 0 = all right picture, 1 = all left picture.
    pub wipe: f32,
    /// How two pictures share the area.
    pub layout: Layout,
    /// Zoom and pan.
    pub camera: ZoomAndPan,
    /// Whether the magnifier follows the pointer.
    pub loupe: bool,
    /// Whether the original is shown at the moment, because its key is held.
    pub(super) original: bool,
    /// The pixels that are pointed to.
    pub pixels: Pixels,
    photo: String,
    textures: Textures,
    /// Parts that are there before the rest.
    pub parts: Vec<Part>,
}

impl Default for CompareView {
    fn default() -> Self {
        Self {
            wishes: Wishes::default(),
            wipe: 0.5,
            layout: Layout::default(),
            camera: ZoomAndPan::default(),
            loupe: false,
            original: false,
            pixels: Pixels::default(),
            photo: String::new(),
            textures: Textures::default(),
            parts: Vec::new(),
        }
    }
}

impl CompareView {
    /// Says which photograph is compared; another one is shown whole at first.
    pub fn photo(&mut self, name: &str) {
        if self.photo != name {
            self.photo = name.to_owned();
            self.camera.fit();
            self.pixels.picked = None;
        }
    }

    /// Puts the picture `id` on a side.
    pub fn choose(&mut self, side: Side, id: &str) {
        self.wishes.choose(side, id);
    }

    /// The picture that a person or a journey has put on the right.
    pub fn chosen(&self) -> Option<&str> {
        self.wishes.side(Side::Right)
    }

    /// Whether a person has put the picture `id` on a side.
    pub fn holds(&self, id: &str) -> bool {
        self.wishes.hold(id)
    }

    /// Adds a method to the row of small pictures and shows it on the right.
    pub fn add(&mut self, id: &str) {
        self.wishes.add(id);
        self.choose(Side::Right, id);
    }

    /// Takes an added method out of the row again, and off both sides.
    pub fn remove(&mut self, id: &str) {
        self.wishes.remove(id);
    }

    /// The methods that were added to the row of small pictures.
    pub fn added(&self) -> &[String] {
        &self.wishes.added
    }

    /// Whether an entry has a place in the row of small pictures.
    pub fn keeps(&self, entry: &Entry) -> bool {
        entry.featured || self.added().contains(&entry.id) || self.holds(&entry.id)
    }

    /// What a side shows: the person's choice, or else noisy on the left, and on the right the network as soon as
    /// it has answered, until then the last method that has.
    pub fn shown<'a>(&self, side: Side, entries: &'a [Entry]) -> Option<&'a Entry> {
        let find = |id: &str| entries.iter().find(|entry| entry.id == id);
        if let Some(entry) = self.wishes.side(side).and_then(find) {
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

    /// The textures of the parts of that picture that are there before the rest, and where they lie.
    pub(super) fn part_textures(
        &mut self,
        ctx: &egui::Context,
        id: &str,
        sharp: bool,
    ) -> Vec<(TextureId, [f32; 4])> {
        let parts = self.parts.iter().filter(|part| part.of == id);
        let textures = &mut self.textures;
        let drawn = parts.map(|part| {
            let pixels = || part.display.pixels(&part.image);
            let texture = textures.texture(ctx, &part.name(), part.version, sharp, pixels);
            (texture, part.shares)
        });
        drawn.collect()
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
        let parts: Vec<String> = self.parts.iter().map(Part::name).collect();
        self.textures
            .retain(|id| there(id) || parts.iter().any(|part| part == id));
    }

    /// Moves the wipe by a share of the picture.
    pub fn nudge(&mut self, by: f32) {
        self.wipe = (self.wipe + by).clamp(0.0, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denoise::trial::Scores;

    fn entries() -> Vec<Entry> {
        [CLEAN, NOISY, NETWORK, "gaussian", "nlm"]
            .iter()
            .map(|id| Entry::empty(*id, *id))
            .collect()
    }

    fn fill(entry: &mut Entry, psnr: f64) {
        entry.image = Some(Arc::new(Image::zeros(1, 2, 2)));
        entry.tally.scores = Some(Scores { psnr, ssim: 0.5 });
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

//! A small picture of each run, made beside the window, one at a time, of those that are in sight: what its network
//! makes of one noisy photograph; of points, the decision over the plane; else the weights of its first row that has
//! any to show.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use egui::ColorImage;

use crate::contest::Scene;
use crate::data::Shelf;
use crate::denoise::{Denoiser as _, Learned, Watch};
use crate::job::{Made, Making, Pace, Wake};
use crate::nn::Model;
use crate::probe::{Answered, Sample, plane};
use crate::store::model::FoundModel;
use crate::store::run::{RunCard, RunFolder};
use crate::store::shelf::{test_photo, test_photo_names};
use crate::train::Experiment;
use crate::ui::panels::runs::{Portrait, Portraits};
use crate::ui::widgets::colormap::Colormap;
use crate::ui::widgets::filters::tiles;
use crate::ui::widgets::picture::display;

/// Side of the photograph, in pixels.
const SIDE: usize = 96;
/// Most pixels of weights along a side.
const MOST: usize = 128;
/// Between two pictures the machine belongs to others; a run at work gets a new one now and then.
const PACE: Pace = Pace::Resting {
    times: 4,
    longest: Duration::from_secs(2),
};

/// Of which run, as it was written when, for which theme.
type Key = (PathBuf, SystemTime, bool);

/// The picture, where there is one to show, and what is wrong with the weights that it is of.
type Drawn = (Option<Arc<ColorImage>>, Option<String>);

/// The pictures.
pub struct RunPortraits {
    made: Made<Key, Drawn>,
    /// What is being made.
    asked: Option<Key>,
    /// The version of what was made that was taken in last.
    taken: u64,
    known: Portraits,
    /// The version of the list of runs for which those that are gone were forgotten.
    kept: u64,
    shelf: Arc<dyn Shelf>,
}

impl RunPortraits {
    /// None yet.
    pub fn new(shelf: Arc<dyn Shelf>, wake: Wake) -> Self {
        Self {
            made: Made::new("Drawing kept runs", wake),
            asked: None,
            taken: 0,
            known: Portraits::default(),
            kept: 0,
            shelf,
        }
    }

    /// What there is.
    pub fn known(&self) -> &Portraits {
        &self.known
    }

    /// Takes in what was made; call once a frame.
    pub fn settle(&mut self) {
        self.made.settle();
        if self.made.version() == self.taken {
            return;
        }
        self.taken = self.made.version();
        let Some(key) = self.asked.take() else { return };
        let (pixels, wrong) = match (self.made.of(&key), self.made.wrong()) {
            (Some(drawn), _) => drawn.clone(),
            (None, wrong) => (None, wrong.map(str::to_owned)),
        };
        let (path, when, dark) = key;
        let portrait = Portrait {
            when,
            dark,
            version: self.taken,
            pixels,
            wrong,
        };
        self.known.insert(path, portrait);
    }

    /// Forgets the pictures of runs that are gone from the list of this version.
    pub fn keep(&mut self, cards: &[Arc<RunCard>], version: u64) {
        if std::mem::replace(&mut self.kept, version) == version {
            return;
        }
        let there: HashSet<&PathBuf> = cards.iter().map(|card| &card.path).collect();
        self.known.retain(|path, _| there.contains(path));
    }

    /// Wants the first of these that has no picture, or else an old one.
    pub fn want(&mut self, seen: &[(PathBuf, SystemTime)], dark: bool) {
        if self.asked.is_some() {
            return self.made.go_on();
        }
        let known = |(path, _): &&(PathBuf, SystemTime)| self.known.get(path);
        let current = |one: &&(PathBuf, SystemTime)| {
            known(one).is_some_and(|known| known.when == one.1 && known.dark == dark)
        };
        // A run at work is another one all the time: those without any picture come first.
        let none = seen.iter().find(|one| known(one).is_none());
        let Some((path, when)) = none.or_else(|| seen.iter().find(|one| !current(one))) else {
            return;
        };
        let key = (path.clone(), *when, dark);
        self.asked = Some(key.clone());
        let (path, shelf) = (path.clone(), Arc::clone(&self.shelf));
        self.made.want(&key, PACE, move |making| {
            if !RunFolder::has_network(&path) {
                return Ok((None, None));
            }
            // Of weights that are damaged or another network's there is no picture; the row says why.
            Ok(match RunFolder::network(&path) {
                Ok(found) => (portrait(&found, &*shelf, dark, making).map(Arc::new), None),
                Err(error) => (None, Some(RunFolder::told(&path, &error))),
            })
        });
    }
}

fn portrait(
    found: &FoundModel,
    shelf: &dyn Shelf,
    dark: bool,
    making: &Making<'_, Drawn>,
) -> Option<ColorImage> {
    let FoundModel {
        model, experiment, ..
    } = found;
    if experiment.answer().is_picture() {
        return cleaned(model, experiment, making);
    }
    let sample = || {
        Sample::load(
            &*experiment.data,
            experiment.seed,
            &Default::default(),
            shelf,
        )
    };
    if experiment.data.on_plane() {
        let answered = Answered::of(model, 0, &sample().ok()?, &|| making.stopped()).ok()??;
        return Some(plane_of(&answered.plane, dark));
    }
    weights(model, dark)
}

/// What the network makes of a photograph with the experiment's noise.
fn cleaned(
    model: &Model,
    experiment: &Experiment,
    making: &Making<'_, Drawn>,
) -> Option<ColorImage> {
    let photo = test_photo(test_photo_names().next()?).ok()?;
    let (_, height, width) = photo.dim();
    let [top, left] = [height, width].map(|side| side.saturating_sub(SIDE) / 2);
    let crop = photo.crop(top, left, SIDE.min(height), SIDE.min(width));
    let scene = Scene::as_judged(experiment, Arc::new(crop), 0);
    let watch = Watch::from(making.progress());
    let answer = Learned::new(model.clone()).denoise(&scene.noisy, scene.sigma, &watch);
    answer.ok().map(|answer| display(&answer))
}

/// The decision over the plane.
fn plane_of(leanings: &[f32], dark: bool) -> ColorImage {
    let map = Colormap::diverging(dark);
    let colours = leanings
        .iter()
        .map(|lean| map.signed(2.0 * lean - 1.0, 1.0));
    ColorImage::new([plane::GRID, plane::GRID], colours.collect())
}

/// The weights of the first row that has any to show.
fn weights(model: &Model, dark: bool) -> Option<ColorImage> {
    let rows = &model.architecture.rows;
    let tiles = rows.iter().find_map(|row| tiles(model, row.id, None))?;
    let fits = |sides: [usize; 2]| sides.iter().all(|side| *side <= MOST);
    let across = (tiles.count as f64).sqrt().ceil() as usize;
    let [width, height] = tiles.size;
    // As many as there is room for, side by side.
    let across = (1..=across.max(1))
        .rev()
        .find(|n| fits([n * (width + 1), n * (height + 1)]))?;
    Some(tiles.mosaic(across, dark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::shelf::DiskShelf;
    use crate::train::{Checkpoint, Keeper as _};

    /// Runs of these experiments with first weights, and a folder that holds none.
    fn portraits(ids: &[&str]) -> Vec<Option<[usize; 2]>> {
        let home = tempfile::tempdir().unwrap();
        let mut portraits = RunPortraits::new(Arc::new(DiskShelf), Arc::new(|| {}));
        let mut seen = Vec::new();
        for id in ids {
            let experiment = Experiment::named(id).unwrap();
            let folder = RunFolder::create_under(home.path(), &experiment).unwrap();
            let (begin, _) = Checkpoint::keeping_weights(&experiment, &[]).unwrap();
            let mut keeper = folder.keeper(&experiment, 0).unwrap();
            keeper.keep(&begin).unwrap();
            seen.push((folder.path().to_owned(), SystemTime::UNIX_EPOCH));
        }
        seen.push((home.path().join("none"), SystemTime::UNIX_EPOCH));
        let began = std::time::Instant::now();
        while portraits.known.len() < seen.len() {
            assert!(began.elapsed() < Duration::from_secs(120), "no end of it");
            portraits.want(&seen, false);
            portraits.settle();
            std::thread::sleep(Duration::from_millis(5));
        }
        let size = |(path, _): &(PathBuf, SystemTime)| {
            let pixels = portraits
                .known
                .get(path)
                .and_then(|known| known.pixels.clone());
            pixels.map(|pixels| pixels.size)
        };
        seen.iter().map(size).collect()
    }

    #[test]
    fn each_kind_of_run_has_its_picture_and_one_without_weights_has_none() {
        let [cleans, points, digits, none] =
            portraits(&["denoise-quick", "points-xor", "digits-cnn"])[..]
        else {
            panic!("a picture each")
        };
        assert_eq!(cleans, Some([SIDE, SIDE]));
        assert_eq!(points, Some([plane::GRID, plane::GRID]));
        assert!(digits.is_some_and(|size| size.iter().all(|side| *side > 4 && *side <= MOST)));
        assert_eq!(none, None);
    }

    #[test]
    fn weights_of_another_network_have_no_picture_and_what_is_gone_is_forgotten() {
        let home = tempfile::tempdir().unwrap();
        let mut portraits = RunPortraits::new(Arc::new(DiskShelf), Arc::new(|| {}));
        let folders = ["points-xor", "digits-cnn"].map(|id| {
            let experiment = Experiment::named(id).unwrap();
            let folder = RunFolder::create_under(home.path(), &experiment).unwrap();
            let (begin, _) = Checkpoint::keeping_weights(&experiment, &[]).unwrap();
            folder.keeper(&experiment, 0).unwrap().keep(&begin).unwrap();
            folder
        });
        let [own, other] = folders;
        std::fs::copy(other.weights(), own.weights()).unwrap();
        let damaged = std::fs::read(other.weights()).unwrap();
        let turned = damaged.iter().enumerate().map(|(at, byte)| match at {
            // Of the last number a bit: the length stays, the checksum does not.
            _ if at + 1 == damaged.len() => byte ^ 1,
            _ => *byte,
        });
        std::fs::write(other.weights(), turned.collect::<Vec<u8>>()).unwrap();
        let seen = [own, other].map(|folder| (folder.path().to_owned(), SystemTime::UNIX_EPOCH));
        let began = std::time::Instant::now();
        while portraits.known.len() < seen.len() {
            assert!(began.elapsed() < Duration::from_secs(120), "no end of it");
            portraits.want(&seen, false);
            portraits.settle();
            std::thread::sleep(Duration::from_millis(5));
        }
        let told = |at: usize| {
            let portrait = &portraits.known[&seen[at].0];
            assert!(portrait.pixels.is_none());
            portrait.wrong.clone().unwrap()
        };
        assert!(told(0).contains("another network"), "{}", told(0));
        assert!(
            told(1).contains("damaged") || told(1).contains("checksum"),
            "{}",
            told(1)
        );
        let kept = [Arc::new(RunCard::read(&seen[0].0))];
        portraits.keep(&kept, 1);
        assert_eq!(portraits.known.keys().collect::<Vec<_>>(), [&seen[0].0]);
    }
}

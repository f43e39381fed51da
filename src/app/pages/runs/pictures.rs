//! What runs make of the photograph in the preview: their networks are read and asked beside the window.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::app::preview::Preview;
use crate::denoise::trial::Scores;
use crate::denoise::{Denoiser as _, Learned, Watch};
use crate::image::Image;
use crate::job::{Made, Making, Pace, Wake};
use crate::nn::Model;
use crate::say;
use crate::store::run::{RunCard, RunFolder};
use crate::ui::panels::runs::{Pictures, RunsView};
use crate::ui::widgets::compare::{CLEAN, Entry, Handover, NOISY, Side, Tally};
use crate::ui::widgets::picture::display;

/// Most runs whose pictures are compared: a wipe has two sides.
const MOST: usize = 2;

/// Which pictures: of which edition of the preview, by which runs.
#[derive(Clone, PartialEq)]
struct Key {
    edition: u64,
    runs: Vec<(PathBuf, SystemTime)>,
}

/// The pictures of the runs that are looked at.
pub struct RunPictures {
    made: Made<Key, Vec<Entry>>,
    wanted: Option<Key>,
    why: Option<String>,
    version: u64,
}

impl RunPictures {
    /// None yet.
    pub fn new(wake: Wake) -> Self {
        Self {
            made: Made::new("Cleaning with kept runs", wake),
            wanted: None,
            why: None,
            version: 0,
        }
    }

    /// Takes in what was made; call once a frame.
    pub fn settle(&mut self) {
        self.made.settle();
    }

    /// Wants the pictures of the runs that are looked at.
    pub fn want(&mut self, view: &mut RunsView, cards: &[Arc<RunCard>], preview: &Preview) {
        let subjects = view.subjects(cards);
        self.why = refusal(&subjects);
        let (Some((noisy, sigma)), None) = (preview.given(), &self.why) else {
            return;
        };
        let runs = subjects.iter().map(|card| (card.path.clone(), card.when));
        let key = Key {
            edition: preview.edition(),
            runs: runs.collect(),
        };
        if self.wanted.as_ref().is_none_or(|old| old.runs != key.runs) {
            let id = |at: usize| key.runs.get(at).map(|(path, _)| path.to_string_lossy());
            let left = id(1).and(id(0)).unwrap_or(NOISY.into());
            let right = id(1).or(id(0)).unwrap_or_default();
            view.compare.choose(Side::Left, &left);
            view.compare.choose(Side::Right, &right);
        }
        view.compare.photo(&preview.photo_name());
        self.wanted = Some(key.clone());
        let news = self.made.is_news(&key);
        self.version += u64::from(news);
        let names: Vec<_> = subjects.iter().map(|card| card.name()).collect();
        let given: Vec<_> = preview
            .entries()
            .iter()
            .filter(|entry| news && [CLEAN, NOISY].contains(&&*entry.id))
            .map(|entry| Entry {
                // Its eight bits may have been handed over already.
                display: Handover::default(),
                ..entry.clone()
            })
            .collect();
        let (runs, version) = (key.runs.clone(), self.version);
        self.made.want(&key, Pace::InTurn, move |making| {
            let clean = given.iter().find(|entry| entry.id == CLEAN);
            let clean = clean.and_then(|entry| entry.image.clone());
            let mut entries = given;
            for ((path, _), name) in runs.iter().zip(names) {
                let answer = answer(path, &noisy, sigma, making)?;
                let mut entry = Entry::empty(path.to_string_lossy(), name);
                entry.tally = Tally {
                    scores: clean.as_ref().map(|clean| Scores::of(clean, &answer)),
                    ..Tally::default()
                };
                entry.display = Handover::new(Arc::new(display(&answer)));
                entry.image = Some(Arc::new(answer));
                entry.version = version;
                entries.push(entry);
            }
            Ok(entries)
        });
    }

    /// What there is to see.
    pub fn facts(&self) -> Pictures<'_> {
        let fits = self.made.at_hand().filter(|(key, _)| {
            let wanted = self.wanted.as_ref();
            self.why.is_none() && wanted.is_some_and(|wanted| wanted.runs == key.runs)
        });
        Pictures {
            entries: fits.map_or(&[], |(_, entries)| entries),
            why: self.why.as_deref().or(self.made.wrong()),
            making: self.why.is_none() && self.made.busy() && fits.is_none(),
        }
    }
}

/// Why these runs have no pictures.
fn refusal(subjects: &[&Arc<RunCard>]) -> Option<String> {
    if subjects.is_empty() {
        let words =
            say!("Tick two runs that clean pictures, and both pictures stand here under one wipe.");
        return Some(words.to_string());
    }
    if subjects.len() > MOST {
        let words = say!(
            "{} runs are ticked, and pictures are compared {} at a time: untick some.",
            subjects.len(),
            MOST
        );
        return Some(words.to_string());
    }
    let cleans = |card: &&Arc<RunCard>| {
        let facts = card.facts.as_ref();
        facts.is_ok_and(|facts| facts.experiment.answer().is_picture())
    };
    let other = subjects.iter().find(|card| !cleans(card))?;
    Some(format!(
        "{} cleans no pictures: tick runs that do.",
        other.name()
    ))
}

fn answer(
    path: &Path,
    noisy: &Image,
    sigma: f32,
    making: &Making<'_, Vec<Entry>>,
) -> Result<Image, String> {
    let found = RunFolder::open(path).map_err(|error| error.to_string())?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let checkpoint = found.checkpoint.ok_or_else(|| {
        format!(
            "{name} was ended before its first checkpoint, so there is no network: train it on."
        )
    })?;
    let model = Model {
        channels: found.experiment.data.shape().channels,
        architecture: Arc::new(found.experiment.architecture),
        weights: Arc::new(checkpoint.weights),
    };
    let watch = Watch::from(making.progress());
    let answer = Learned::new(model).denoise(noisy, sigma, &watch);
    answer.map_err(|error| format!("{name}: {error}"))
}

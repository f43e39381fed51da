//! The work: both networks and the filter, once a seed, side by side.

use std::sync::{Mutex, PoisonError};

use super::filter::Filter;
use super::find::{Map, heat};
use super::scene::{Scene, stream};
use super::score::Curve;
use super::teach::{Patches, Taught};
use super::{Found, Kept, Objects, Shown};
use crate::labs::lesson::side_by_side;
use crate::labs::{Desk, Lab as _};
use crate::train::TrainError;

/// A part of the work of one seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Networks,
    Filter,
}

/// What came of it.
enum Done {
    Networks(Vec<Scene>, [Vec<Map>; 2], Vec<Taught>, usize),
    Filter(Vec<Scene>, Vec<Map>, Filter),
}

impl Objects {
    /// Everything; `None` when it is to stop.
    pub(super) fn work(&self, asked: Self, desk: &Desk<'_>) -> Result<Option<Kept>, TrainError> {
        self.first(desk)?;
        let jobs: Vec<(u64, Part)> = (0..self.seeds)
            .flat_map(|number| [Part::Networks, Part::Filter].map(|part| (number, part)))
            .collect();
        let progress = Mutex::new(vec![0.0_f32; jobs.len()]);
        let done = |at: usize, share: f32| {
            let mut all = progress.lock().unwrap_or_else(PoisonError::into_inner);
            all[at] = share;
            // The filter is little work beside the networks.
            let weight = |at: usize| {
                if jobs[at].1 == Part::Filter {
                    0.15
                } else {
                    0.85
                }
            };
            let sum: f32 = all
                .iter()
                .enumerate()
                .map(|(at, share)| weight(at) * share)
                .sum();
            desk.done(sum / self.seeds.max(1) as f32);
        };
        let numbers: Vec<usize> = (0..jobs.len()).collect();
        let work = |at: &usize| {
            let (number, part) = jobs[*at];
            let mut go_on = |share: f32| {
                done(*at, share);
                !desk.stopped()
            };
            match part {
                Part::Networks => self.networks(self.seed + number, desk, &mut go_on),
                Part::Filter => self.filtered(self.seed + number, desk, &mut go_on),
            }
        };
        let mut kept = Kept {
            asked,
            all: vec![Found::default(); self.seeds as usize],
            shown: Shown::default(),
        };
        side_by_side(&numbers, desk, work, |at, found| {
            done(*at, 1.0);
            let number = jobs[*at].0 as usize;
            kept.take(number, found);
            if !desk.stopped() {
                self.look(&kept, desk);
                desk.judge(&self.verdict(&kept.all));
            }
        })?;
        Ok((!desk.stopped()).then_some(kept))
    }

    /// Both networks of a seed on its new scenes.
    fn networks(
        &self,
        seed: u64,
        desk: &Desk<'_>,
        go_on: &mut dyn FnMut(f32) -> bool,
    ) -> Result<Option<Done>, TrainError> {
        let scenes = self.to_learn(seed, desk.shelf())?;
        let mut patches = Patches::draw(&scenes, &mut stream(seed, 4, 0));
        let mut first = |share: f32| go_on(0.05 + 0.4 * share);
        let Some(plain) = self.teach(&patches, seed, &mut first)? else {
            return Ok(None);
        };
        let alarms = self.alarms(&plain, &scenes)?;
        let even = alarms.iter().filter(|(score, _)| *score >= 0.5).count();
        patches.harder(alarms.into_iter().map(|(_, patch)| patch).collect());
        let mut second = |share: f32| go_on(0.5 + 0.4 * share);
        let Some(harder) = self.teach(&patches, seed, &mut second)? else {
            return Ok(None);
        };
        let scenes = self.new_ones(seed, desk.shelf())?;
        let mut maps = [Vec::new(), Vec::new()];
        for (maps, taught) in maps.iter_mut().zip([&plain, &harder]) {
            for scene in &scenes {
                if !go_on(0.95) {
                    return Ok(None);
                }
                maps.push(heat(&taught.model, &taught.seen(&scene.even))?);
            }
        }
        Ok(Some(Done::Networks(
            scenes,
            maps,
            vec![plain, harder],
            even,
        )))
    }

    /// The matched filter of a seed on its new scenes.
    fn filtered(
        &self,
        seed: u64,
        desk: &Desk<'_>,
        go_on: &mut dyn FnMut(f32) -> bool,
    ) -> Result<Option<Done>, TrainError> {
        let filter = self.filter(seed, desk.shelf())?;
        let scenes = self.new_ones(seed, desk.shelf())?;
        let mut maps = Vec::new();
        for scene in &scenes {
            if !go_on(maps.len() as f32 / scenes.len() as f32) {
                return Ok(None);
            }
            maps.push(filter.map(&scene.image)?);
        }
        Ok(Some(Done::Filter(scenes, maps, filter)))
    }
}

impl Kept {
    /// Takes up what came of a part.
    fn take(&mut self, number: usize, done: Done) {
        let curve = |scenes: &[Scene], maps: &[Map]| {
            let mut curve = Curve::default();
            for (scene, map) in scenes.iter().zip(maps) {
                curve.add(&map.peaks(), &scene.targets);
            }
            Some(curve)
        };
        let found = &mut self.all[number];
        let scenes = match done {
            Done::Networks(scenes, maps, networks, alarms) => {
                found.alarms = alarms;
                for (at, maps) in maps.into_iter().enumerate() {
                    found.curves[at] = curve(&scenes, &maps);
                    if number == 0 {
                        self.shown.maps[at] = maps;
                    }
                }
                if number == 0 {
                    self.shown.networks = networks;
                }
                scenes
            }
            Done::Filter(scenes, maps, filter) => {
                found.curves[2] = curve(&scenes, &maps);
                if number == 0 {
                    self.shown.maps[2] = maps;
                    self.shown.filter = Some(filter);
                }
                scenes
            }
        };
        if number == 0 {
            self.shown.scenes = scenes;
        }
    }
}

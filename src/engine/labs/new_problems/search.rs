//! Each denoiser's own λ, found on other pictures, and what it does with that.

use std::sync::{Mutex, PoisonError};

use super::found::{Found, Tried};
use super::plug::{self, Trace};
use super::shown;
use super::spoiled::{Spoiled, wiener};
use super::{NewProblems, Subject};
use crate::denoise::Denoiser;
use crate::image::Image;
use crate::labs::Desk;
use crate::labs::lesson::side_by_side;
use crate::labs::photograph::cut;
use crate::math::random::{Purpose, Stream};
use crate::train::TrainError;

/// What λ is tried for each denoiser, the highest first: each is half of the one before.
pub(super) const LAMBDAS: [f32; 8] = [4.0, 2.0, 1.0, 0.5, 0.25, 0.125, 0.0625, 0.03125];
/// Other pictures on which λ is found, and their side at most.
const OTHERS: usize = 2;
const OTHER_SIDE: usize = 96;
/// How much too small λ is made to see what it costs.
const TOO_SMALL: f32 = 4.0;

impl NewProblems {
    /// The other pictures of a seed, spoiled alike.
    fn others(&self, seed: u64, desk: &Desk<'_>) -> Result<Vec<Spoiled>, TrainError> {
        let photos = desk.shelf().test_photos()?;
        let bundled = self.folder.trim().is_empty();
        let mut rest: Vec<&Image> = photos
            .iter()
            .filter(|(name, _)| !bundled || name != self.photo_of(seed).id())
            .map(|(_, photo)| photo)
            .collect();
        // A shelf with one photograph has no other.
        if rest.is_empty() {
            rest = photos.iter().map(|(_, photo)| photo).collect();
        }
        let mut random = Stream::new(seed, Purpose::Shuffle, 0);
        let mut found = Vec::new();
        for index in 1..=OTHERS.min(rest.len()) as u64 {
            let photo = rest.swap_remove(random.below(rest.len()));
            let picture = cut(photo, self.side.min(OTHER_SIDE), self.factor);
            found.push(Spoiled::made(self, picture, seed, index));
        }
        Ok(found)
    }

    /// Finds each denoiser's own λ on other pictures, and what it does with that, for all seeds.
    pub(super) fn search(
        &self,
        subjects: &[Subject],
        desk: &Desk<'_>,
    ) -> Result<Vec<Found>, TrainError> {
        let mut seeds = Vec::new();
        for seed in self.seed..self.seed + self.seeds {
            let spoiled = self.spoiled(seed, desk)?;
            let best = wiener(&spoiled).and_then(|answer| spoiled.psnr(&answer));
            seeds.push((spoiled, self.others(seed, desk)?, best));
        }
        let found = seeds.iter().map(|(spoiled, _, best)| Found {
            spoiled: spoiled.psnr(&spoiled.seen),
            wiener: *best,
            tried: vec![None; subjects.len()],
        });
        let mut found: Vec<Found> = found.collect();
        let mut jobs = Vec::new();
        for seed in 0..seeds.len() {
            jobs.extend((0..subjects.len()).map(|at| (seed, at)));
        }
        let done = Mutex::new(0.0_f32);
        let all = (jobs.len() * (LAMBDAS.len() + 2)) as f32;
        let work = |&(seed, at): &(usize, usize)| {
            let (spoiled, others, _) = &seeds[seed];
            let go_on = || {
                let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                *done += 1.0;
                desk.done(*done / all);
                !desk.stopped()
            };
            self.tried(&*subjects[at].method, spoiled, others, &go_on, desk)
        };
        side_by_side(&jobs, desk, work, |&(seed, at), tried| {
            found[seed].tried[at] = Some(tried);
            desk.show(shown::lambdas(self, subjects, &found));
            desk.show(shown::table(self, subjects, &found));
            if found[seed].tried.iter().all(Option::is_some) {
                desk.judge(&self.verdict(subjects, &found));
            }
        })?;
        Ok(found)
    }

    /// One denoiser with one seed; `None` when it is to stop.
    fn tried(
        &self,
        method: &dyn Denoiser,
        spoiled: &Spoiled,
        others: &[Spoiled],
        go_on: &dyn Fn() -> bool,
        desk: &Desk<'_>,
    ) -> Result<Option<Tried>, TrainError> {
        let restore = |spoiled: &Spoiled, lambda: f32| {
            let mut watch = |_: &Trace| !desk.stopped();
            plug::restore(method, spoiled, &self.weight(lambda), &mut watch, desk)
        };
        let mut curve = Vec::new();
        for lambda in LAMBDAS {
            if !go_on() {
                return Ok(None);
            }
            let mut sum = 0.0;
            for other in others {
                let Some(trace) = restore(other, lambda)? else {
                    return Ok(None);
                };
                sum += trace.score().unwrap_or(0.0);
            }
            curve.push([f64::from(lambda), sum / others.len().max(1) as f64]);
        }
        let best = curve.iter().max_by(|a, b| a[1].total_cmp(&b[1]));
        let own = best.map_or(LAMBDAS[0], |best| best[0] as f32);
        let Some(at_own) = restore(spoiled, own)?.filter(|_| go_on()) else {
            return Ok(None);
        };
        let Some(small) = restore(spoiled, own / TOO_SMALL)?.filter(|_| go_on()) else {
            return Ok(None);
        };
        Ok(Some(Tried {
            curve,
            own,
            at_own,
            small: small.score(),
        }))
    }
}

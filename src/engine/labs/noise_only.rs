//! Training without clean pictures: what a network learns to whom nobody can show one.
//!
//! The mean squared error to a clean picture can be had without it: from a second noisy picture of the same thing
//! (Lehtinen and others 2018), from the noise's statistics (Stein 1981), or from the pixels around one that is covered
//! (Krull, Buchholz and Jug 2019). What each costs is measured with everything else the same: patches, noise, first
//! weights, steps.

mod shown;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, PoisonError};

use super::lesson::side_by_side;
use super::teach::{Exam, Plan, Pool, SIDE, Way, teach};
use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::{DataSet as _, Examples, FolderPhotos, Photos};
use crate::nn::Architecture;
use crate::say;
use crate::setting::Kind;
use crate::train::TrainError;
use shown::Found;

/// Side of a patch.
const PATCH: usize = 40;
/// Own pictures that are cleaned, at most.
const OWN: usize = 12;
/// The claim: with fresh noise Noise2Noise stays within so many dB of clean targets,
const WITHIN: f64 = 0.4;
/// and with fixed patches it loses at least so many more.
const MORE: f64 = 0.1;

crate::choices! {
    /// Which noise is seen.
    pub enum Seen {
        /// Fresh noise in each step, and the same few noisy patches.
        Both => "both", "Both";
        /// Fresh noise in each step.
        Fresh => "fresh", "Fresh in each step";
        /// The same few noisy patches again and again.
        Fixed => "fixed", "A fixed set";
    }
}

crate::adjustable! {
    /// Networks that learn to denoise, most of them without having seen a clean picture.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NoiseOnly: "noise-only", "Without clean pictures",
        "Noise2Noise, Noise2Void and Stein's loss beside clean targets: the same network, patches, noise and steps." {
        /// Which noise is seen.
        noise: Seen = Seen::Both, Kind::Choice(Seen::CHOICES),
            "Noise", "", "Fresh noise in each step, a fixed set of noisy patches, or one beside the other.";
        /// How many patches a fixed set holds.
        pairs: usize = 100, Kind::int(8, 4096),
            "Fixed patches", "", "How many noisy patches a fixed set holds.";
        /// Standard deviation of the noise.
        sigma: f32 = 25.0, Kind::float(1.0, 100.0),
            "σ", "/ 255", "Standard deviation of the noise; that of own pictures is found out.";
        /// ε of Stein's loss.
        step: f32 = 0.01, Kind::log(1e-5, 0.5),
            "Stein's step", "", "How far Stein's loss moves the input for its derivative, of the range 0..1.";
        /// Convolutions.
        layers: usize = 5, Kind::int(2, 17), "Convolutions", "", "How many 3×3 convolutions the network has.";
        /// Channels.
        channels: usize = 16, Kind::int(1, 64), "Channels", "", "Channels of each convolution.";
        /// Steps.
        steps: u64 = 1500, Kind::int(1, 1_000_000), "Steps", "steps", "How long each learns, 8 patches a step.";
        /// A person's own noisy pictures.
        folder: String = String::new(), Kind::Text,
            "Own noisy pictures", "", "A folder of noisy pictures to learn from, of which no clean ones are known.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1),
            "Seed", "", "Another seed, other patches, noise and first weights.";
        /// How many seeds, from that one on, the verdict rests on.
        seeds: u64 = 2, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; figures show the first, table and verdict rest on all.";
    }
}

/// A network to be taught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Job {
    way: Way,
    fixed: bool,
}

impl Lab for NoiseOnly {
    fn question(&self) -> &'static str {
        "Can a network learn to denoise without ever seeing a clean picture?"
    }

    fn claim(&self) -> &'static str {
        "Taught by second noisy pictures, a network comes within 0.4 dB of one taught by clean ones while the noise is \
        fresh in each step; with 100 fixed patches, whose noise it learns by heart, it loses at least 0.1 dB more."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Marriage,
            story: "Under a microscope or in the dark nobody has the clean picture to teach with. Statistics knew a \
                 way round: the error to a picture that is not there can be estimated, from a second noisy picture, \
                 from the noise's strength, or from the pixels around.",
            tries: &[
                Try {
                    words: "The usual tiny step for Stein's loss",
                    settings: &[("step", "0.001"), ("noise", "fresh")],
                },
                Try {
                    words: "A thousand fixed patches instead of a hundred",
                    settings: &[("pairs", "1000"), ("noise", "fixed")],
                },
                Try {
                    words: "Strong noise",
                    settings: &[("sigma", "50")],
                },
            ],
            sources: &[
                "Stein 1981, doi:10.1214/aos/1176345632",
                "Ramani, Blu and Unser 2008, doi:10.1109/TIP.2008.2001404",
                "Lehtinen and others 2018, arXiv:1803.04189",
                "Krull, Buchholz and Jug 2019, arXiv:1811.10980",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            layers: 3,
            channels: 8,
            steps: 60,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        self.begin(desk).map(drop)
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let (examples, exam, jobs) = self.begin(desk)?;
        let sigma = match self.is_own() {
            true => exam.sigma(),
            false => self.sigma / 255.0,
        };
        let mut seeds: Vec<Found> = Vec::new();
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let made = self.made(&*examples, seed);
            let found = self.once(seed, &made, &exam, &jobs, sigma, desk)?;
            if !desk.stopped() {
                seeds.push(found);
                desk.show(shown::table(self, &jobs, &seeds));
                desk.judge(&self.verdict(&jobs, &seeds, sigma));
            }
            Ok(())
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        Ok(self.verdict(&jobs, &seeds, sigma))
    }
}

/// What is learned from, what is judged, and what is taught.
type Beginning = (Box<dyn Examples>, Exam, Vec<Job>);

impl NoiseOnly {
    /// Gets everything ready, and shows it.
    fn begin(&self, desk: &Desk<'_>) -> Result<Beginning, TrainError> {
        let examples = self.examples(desk)?;
        let exam = self.exam(&*examples);
        let jobs = self.jobs();
        desk.show(shown::pictures(self, &exam, &jobs, &Vec::new()));
        desk.show(shown::curves(self, &jobs, &[]));
        desk.show(shown::table(self, &jobs, &[]));
        Ok((examples, exam, jobs))
    }

    /// Whether the pictures are a person's own.
    fn is_own(&self) -> bool {
        !self.folder.trim().is_empty()
    }

    /// Patches to learn from.
    fn examples(&self, desk: &Desk<'_>) -> Result<Box<dyn Examples>, TrainError> {
        let loaded = match self.is_own() {
            true => FolderPhotos {
                path: self.folder.clone(),
                patch: PATCH,
                ..FolderPhotos::default()
            }
            .load(desk.shelf(), self.seed),
            false => Photos {
                patch: PATCH,
                ..Photos::default()
            }
            .load(desk.shelf(), self.seed),
        };
        Ok(loaded?)
    }

    /// What is judged: the middles of held-out photographs with noise, or own noisy ones.
    fn exam(&self, examples: &dyn Examples) -> Exam {
        match self.is_own() {
            false => Exam::made(examples, self.sigma / 255.0, self.seed),
            true => Exam {
                pictures: examples
                    .whole(SIDE)
                    .take(OWN)
                    .map(|(name, noisy)| (name, None, noisy))
                    .collect(),
            },
        }
    }

    /// What is taught; of own noisy pictures nobody has a second or a clean one.
    fn jobs(&self) -> Vec<Job> {
        if self.is_own() {
            let ways = [Way::Stein, Way::Covered];
            return ways.map(|way| Job { way, fixed: false }).into();
        }
        let kinds: &[bool] = match self.noise {
            Seen::Both => &[false, true],
            Seen::Fresh => &[false],
            Seen::Fixed => &[true],
        };
        let each = |&fixed: &bool| Way::ALL.map(|way| Job { way, fixed });
        kinds.iter().flat_map(each).collect()
    }

    /// Where patches come from: fresh ones and, where they are asked for, fixed ones.
    fn made<'a>(&self, examples: &'a dyn Examples, seed: u64) -> [Option<Pool<'a>>; 2] {
        let pool = || Pool {
            examples,
            added: (!self.is_own()).then_some(self.sigma / 255.0),
            seed,
            fixed: None,
        };
        let fixed = self.jobs().iter().any(|job| job.fixed);
        [Some(pool()), fixed.then(|| pool().fixed(self.pairs))]
    }

    /// The network: what it answers is taken from the noisy picture.
    fn network(&self) -> Result<Architecture, TrainError> {
        let body = format!("conv {} 3x3\nrelu\n", self.channels).repeat(self.layers - 1);
        let text = format!("{body}conv 1 3x3\nidentity from input subtract above");
        Architecture::from_text(&text).map_err(|_| {
            TrainError::Mismatch(say!(
                "the network cannot be written; set convolutions and channels to their usual numbers"
            ))
        })
    }

    /// Teaches all with one seed.
    fn once(
        &self,
        seed: u64,
        pools: &[Option<Pool<'_>>; 2],
        exam: &Exam,
        jobs: &[Job],
        sigma: f32,
        desk: &Desk<'_>,
    ) -> Result<Found, TrainError> {
        let architecture = self.network()?;
        let first = seed == self.seed;
        let state = Mutex::new((vec![0.0; jobs.len()], vec![Vec::new(); jobs.len()]));
        let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
        let number = |job: &Job| jobs.iter().position(|one| one == job).unwrap_or_default();
        let work = |job: &Job| {
            let plan = Plan {
                architecture: &architecture,
                way: job.way,
                steps: self.steps,
                batch: 8,
                sigma,
                step: self.step,
                seed,
            };
            let Some(pool) = &pools[usize::from(job.fixed)] else {
                return Ok(None);
            };
            let at = number(job);
            let mut go_on = |share: f32| {
                let mut state = lock();
                state.0[at] = share;
                desk.done(state.0.iter().sum::<f32>() / jobs.len() as f32);
                !desk.stopped()
            };
            let mut watch = |curve: &[[f64; 2]]| {
                if first {
                    let mut state = lock();
                    state.1[at] = curve.to_vec();
                    desk.show(shown::curves(self, jobs, &state.1));
                }
            };
            teach(&plan, pool, exam, &mut go_on, &mut watch)
        };
        let mut found: Found = vec![None; jobs.len()];
        side_by_side(jobs, desk, work, |job, taught| {
            found[number(job)] = Some(taught);
            if first {
                desk.show(shown::pictures(self, exam, jobs, &found));
                desk.show(shown::table(self, jobs, std::slice::from_ref(&found)));
            }
        })?;
        Ok(found)
    }

    fn verdict(&self, jobs: &[Job], seeds: &[Found], sigma: f32) -> Verdict {
        let end = |found: &Found, way: Way, fixed: bool| {
            let at = jobs.iter().position(|job| *job == Job { way, fixed })?;
            let curve = &found.get(at)?.as_ref()?.curve;
            curve.last().map(|end| end[1])
        };
        // What is lost against clean targets.
        let lost = |found: &Found, way: Way, fixed: bool| {
            Some(end(found, Way::Clean, fixed)? - end(found, way, fixed)?)
        };
        let mut numbers = Vec::new();
        for (found, seed) in seeds.iter().zip(self.seed..) {
            for job in jobs {
                if let Some(psnr) = end(found, job.way, job.fixed) {
                    let name = shown::name(*job, self);
                    numbers.push((format!("{name}, seed {seed}, PSNR, dB"), psnr));
                }
            }
        }
        if self.is_own() {
            numbers.push((
                "noise in the pictures, σ / 255".into(),
                f64::from(255.0 * sigma),
            ));
            let words = format!(
                "of your own pictures nobody has clean ones, so there is no number to judge by: look at them. Their \
                 noise was taken for σ = {:.1} / 255.",
                255.0 * sigma
            );
            return Verdict {
                numbers,
                ..Verdict::open(words)
            };
        }
        let both = seeds.iter().filter_map(|found| {
            Some([lost(found, Way::Two, false)?, lost(found, Way::Two, true)?])
        });
        let both: Vec<[f64; 2]> = both.collect();
        if both.is_empty() {
            let verdict = Verdict::open(
                "the claim is about fresh noise and a fixed set: set \"Noise\" to both to have it judged.",
            );
            return Verdict { numbers, ..verdict };
        }
        let right = |[fresh, fixed]: &&[f64; 2]| *fresh <= WITHIN && *fixed >= fresh + MORE;
        let count = both.iter().filter(right).count();
        let mean = |at: usize| both.iter().map(|one| one[at]).sum::<f64>() / both.len() as f64;
        let others = [Way::Stein, Way::Covered].map(|way| {
            let each: Vec<f64> = seeds
                .iter()
                .filter_map(|one| lost(one, way, false))
                .collect();
            each.iter().sum::<f64>() / each.len().max(1) as f64
        });
        let words = format!(
            "so it was with {count} of {} seeds. Noise2Noise loses {:.2} dB against clean targets with fresh noise \
             and {:.2} dB with {} fixed patches; Stein's loss {:.2} dB, Noise2Void {:.2} dB with fresh noise.",
            both.len(),
            mean(0),
            mean(1),
            self.pairs,
            others[0],
            others[1],
        );
        let verdict = Verdict::over_seeds(count, both.len(), words, numbers);
        let usual = Self::default();
        match (self.pairs == usual.pairs, self.steps >= usual.steps / 2) {
            (false, _) => verdict.left_open("The claim is about 100 fixed patches."),
            (_, false) => verdict.left_open("So few steps decide nothing."),
            _ => verdict,
        }
    }
}

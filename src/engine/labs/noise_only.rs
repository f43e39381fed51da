//! Training without clean pictures: what a network learns to whom nobody can show one.
//!
//! The mean squared error to a clean picture can be had without it: from a second noisy picture of the same thing
//! (Lehtinen and others 2018), from the noise's statistics (Stein 1981), or from the pixels around one that is covered
//! (Krull, Buchholz and Jug 2019). Or a classical prior takes its place: what total variation makes small for one
//! picture is the loss (Rudin, Osher and Fatemi 1992). What each costs is measured with everything else the same:
//! patches, noise, first weights, steps.

mod claim;
mod shown;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, PoisonError};

use super::lesson::side_by_side;
use super::teach::{Exam, Plan, Pool, SIDE, Way, teach};
use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::{DataSet as _, Examples, FolderPhotos, Photos};
use crate::denoise::methods::TotalVariation;
use crate::denoise::{Denoiser as _, Watch};
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
        /// Fresh noise in each step; for clean targets and Noise2Noise also the same few noisy patches.
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
        "Noise2Noise, Noise2Void, Stein's loss and a classical prior as loss beside clean targets; all else is alike." {
        /// Which noise is seen.
        noise: Seen = Seen::Both, Kind::Choice(Seen::CHOICES),
            "Noise", "", "Fresh noise in each step, a fixed set of noisy patches, or one beside the other (the \
             fixed set for clean targets and Noise2Noise).";
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
            "Own noisy pictures", "", "A folder of noisy pictures to learn from, without clean ones. Drop it here.";
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

/// What is judged, and by what.
#[derive(Clone, Copy)]
struct Court<'a> {
    exam: &'a Exam,
    jobs: &'a [Job],
    /// Standard deviation of the noise, 0..1.
    sigma: f32,
    /// Mean PSNR in dB of total variation that is solved for each picture.
    solved: Option<f64>,
}

/// That of an exam; `None` where nothing is known to compare with.
///
/// # Errors
/// When the solver refuses a picture.
fn solved(exam: &Exam, sigma: f32, desk: &Desk<'_>) -> Result<Option<f64>, TrainError> {
    let method = TotalVariation::default();
    let quiet = Watch::from(desk.progress()).silent();
    let mut answers = Vec::new();
    for (_, clean, noisy) in &exam.pictures {
        if clean.is_none() {
            return Ok(None);
        }
        match method.denoise(noisy, sigma, &quiet) {
            Ok(answer) => answers.push(answer),
            Err(_) if desk.stopped() => return Ok(None),
            Err(error) => return Err(TrainError::Mismatch(say!("{}", error.to_string()))),
        }
    }
    Ok(exam.psnr(&answers))
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
                "Rudin, Osher and Fatemi 1992, doi:10.1016/0167-2789(92)90242-F",
            ],
        }
    }

    fn own(&self) -> Option<&'static str> {
        Some("folder")
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
        let examples = self.examples(desk)?;
        let (exam, jobs) = (self.exam(&*examples), self.jobs());
        desk.show(shown::pictures(self, &exam, &jobs, &Vec::new()));
        Ok(())
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let (examples, exam, jobs) = self.begin(desk)?;
        let sigma = match self.is_own() {
            true => exam.sigma(),
            false => self.sigma / 255.0,
        };
        let court = Court {
            exam: &exam,
            jobs: &jobs,
            sigma,
            solved: solved(&exam, sigma, desk)?,
        };
        let mut seeds: Vec<Found> = Vec::new();
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let made = self.made(&*examples, seed);
            let found = self.once(seed, &made, &court, desk)?;
            if !desk.stopped() {
                seeds.push(found);
                desk.show(shown::table(self, &jobs, &seeds, court.solved));
                desk.judge(&self.verdict(&court, &seeds));
            }
            Ok(())
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        Ok(self.verdict(&court, &seeds))
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
        desk.show(shown::table(self, &jobs, &[], None));
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
            let ways = [Way::Stein, Way::Covered, Way::Energy];
            return ways.map(|way| Job { way, fixed: false }).into();
        }
        let all = |fixed: bool| Way::ALL.map(|way| Job { way, fixed });
        match self.noise {
            Seen::Fresh => all(false).into(),
            Seen::Fixed => all(true).into(),
            // Beside all with fresh noise those that the claim is about.
            Seen::Both => {
                let fixed = [Way::Clean, Way::Two].map(|way| Job { way, fixed: true });
                all(false).into_iter().chain(fixed).collect()
            }
        }
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
        court: &Court<'_>,
        desk: &Desk<'_>,
    ) -> Result<Found, TrainError> {
        let Court {
            exam,
            jobs,
            sigma,
            solved,
        } = *court;
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
                let one = std::slice::from_ref(&found);
                desk.show(shown::table(self, jobs, one, solved));
            }
        })?;
        Ok(found)
    }
}

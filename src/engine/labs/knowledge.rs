//! Knowledge built into a network: what must hold whatever it learns.
//!
//! Without a single added constant (bias) a network of convolutions and ReLUs answers a picture twice as bright with an
//! answer twice as bright, to the last bit, and what it learned at one strength of noise serves at others. Averaging
//! over flips and turns makes the answer turn with the picture. Both cost something; here is what.
//! Sources: Mohan, Kadkhodaie, Simoncelli and Fernandez-Granda 2020, arXiv:1906.05478; Cohen and Welling 2016,
//! arXiv:1602.07576.

mod shown;
mod tells;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, PoisonError};

use super::lesson::side_by_side;
use super::teach::{Exam, Plan, Pool, Way, teach};
use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::{DataSet as _, Examples, Photos};
use crate::nn::{Architecture, Weights};
use crate::say;
use crate::setting::Kind;
use crate::train::TrainError;
use tells::{Tells, tells};

/// Strengths of noise that are judged, of 255.
const SIGMAS: [f32; 6] = [5.0, 10.0, 25.0, 50.0, 75.0, 100.0];
/// The strength that is learned at.
const LEARNED: f32 = 25.0;
/// The claim: at twice and three times the strength that was learned the one without biases is so many dB better,
const BETTER: f64 = 1.5;
/// and at the strength itself at most so many worse.
const WORSE: f64 = 1.5;

crate::adjustable! {
    /// The same network with biases and without.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Knowledge: "knowledge", "Knowledge built in",
        "A denoiser with and without biases learns at one strength of noise and is judged at all; flips and turns \
        are built in." {
        /// Convolutions.
        layers: usize = 5, Kind::int(2, 17), "Convolutions", "", "How many 3×3 convolutions the network has.";
        /// Channels.
        channels: usize = 16, Kind::int(1, 64), "Channels", "", "Channels of each convolution.";
        /// Steps.
        steps: u64 = 1500, Kind::int(1, 1_000_000), "Steps", "steps", "How long each learns, 8 patches a step.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1),
            "Seed", "", "Another seed, other patches, noise and first weights.";
        /// How many seeds.
        seeds: u64 = 2, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; pictures show the first, the rest is means of all.";
    }
}

/// A network of the lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kin {
    Biased,
    Free,
}

impl Kin {
    const ALL: [Self; 2] = [Self::Biased, Self::Free];

    fn name(self) -> &'static str {
        match self {
            Self::Biased => "with biases",
            Self::Free => "without biases",
        }
    }
}

/// What came of one seed.
struct Found {
    /// Mean PSNR in dB of the noisy pictures and of both networks' answers, at each strength.
    psnr: Vec<[f64; 3]>,
    /// What each network's answers tell of it.
    tells: [Tells; 2],
}

impl Lab for Knowledge {
    fn question(&self) -> &'static str {
        "Can what must be so be built into a network instead of learned?"
    }

    fn claim(&self) -> &'static str {
        "Taught at σ = 25 only, a network without biases is at least 1.5 dB better than one with them at σ = 50 and \
        75, at most 1.5 dB worse at 25, and answers a picture twice as bright twice as bright, bit for bit."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Marriage,
            story: "A denoiser should not care how bright a picture is, nor which way up it lies. A network has to \
                learn that from examples, unless it is built so that it cannot do otherwise. What is built in holds \
                where no example ever was; but nothing is for free.",
            tries: &[
                Try {
                    words: "A tenth of the steps",
                    settings: &[("steps", "150")],
                },
                Try {
                    words: "More convolutions",
                    settings: &[("layers", "8")],
                },
                Try {
                    words: "A wider network",
                    settings: &[("channels", "32")],
                },
            ],
            sources: &[
                "Mohan, Kadkhodaie, Simoncelli and Fernandez-Granda 2020, arXiv:1906.05478",
                "Cohen and Welling 2016, arXiv:1602.07576",
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
        let (examples, exams) = self.begin(desk)?;
        let nets: [Architecture; 2] = [self.network(Kin::Biased)?, self.network(Kin::Free)?];
        let mut all: Vec<Found> = Vec::new();
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let pool = Pool {
                examples: &*examples,
                added: Some(LEARNED / 255.0),
                seed,
                fixed: None,
            };
            let learned = self.teach(&nets, &pool, &exams[2], &desk.part(0.0, 0.9))?;
            let [Some(biased), Some(free)] = learned else {
                return Ok(());
            };
            let weights = [biased, free];
            let mut psnr = Vec::new();
            let mut answers = Vec::new();
            for exam in &exams {
                if desk.stopped() {
                    return Ok(());
                }
                let noisy: Vec<_> = exam.pictures.iter().map(|one| one.2.clone()).collect();
                let both = [0, 1].map(|at| exam.answers(&nets[at], &weights[at]));
                let [biased, free] = both;
                let each = [noisy, biased?, free?];
                psnr.push([0, 1, 2].map(|at| exam.psnr(&each[at]).unwrap_or(f64::NAN)));
                answers.push(each);
            }
            let [biased, free] = [0, 1].map(|at| tells(&exams[2], &nets[at], &weights[at]));
            if seed == self.seed {
                desk.show(shown::pictures(&exams, Some(&answers)));
            }
            all.push(Found {
                psnr,
                tells: [biased?, free?],
            });
            desk.show(shown::over_noise(&all));
            desk.show(shown::table(&all));
            desk.judge(&self.verdict(&all));
            Ok(())
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        Ok(self.verdict(&all))
    }
}

impl Knowledge {
    /// What is learned from, and what is judged at each strength, which is shown.
    fn begin(&self, desk: &Desk<'_>) -> Result<(Box<dyn Examples>, [Exam; 6]), TrainError> {
        let photos = Photos {
            patch: 40,
            ..Photos::default()
        };
        let examples = photos.load(desk.shelf(), self.seed)?;
        let exams = SIGMAS.map(|sigma| Exam::made(&*examples, sigma / 255.0, self.seed));
        desk.show(shown::pictures(&exams, None));
        Ok((examples, exams))
    }

    fn network(&self, kin: Kin) -> Result<Architecture, TrainError> {
        let bias = match kin {
            Kin::Biased => "",
            Kin::Free => " bias=false",
        };
        let body = format!("conv {} 3x3{bias}\nrelu\n", self.channels).repeat(self.layers - 1);
        let text = format!("{body}conv 1 3x3{bias}\nidentity from input subtract above");
        Architecture::from_text(&text).map_err(|_| {
            TrainError::Mismatch(say!(
                "the network cannot be written; set convolutions and channels to their usual numbers"
            ))
        })
    }

    /// Teaches both; what each has learned, none where it was stopped.
    fn teach(
        &self,
        nets: &[Architecture; 2],
        pool: &Pool<'_>,
        exam: &Exam,
        desk: &Desk<'_>,
    ) -> Result<[Option<Weights>; 2], TrainError> {
        let shares = Mutex::new([0.0f32; 2]);
        let mut learned = [None, None];
        let work = |&at: &usize| {
            let plan = Plan {
                architecture: &nets[at],
                way: Way::Clean,
                steps: self.steps,
                batch: 8,
                sigma: LEARNED / 255.0,
                step: 0.01,
                seed: pool.seed,
            };
            let mut go_on = |share: f32| {
                let mut shares = shares.lock().unwrap_or_else(PoisonError::into_inner);
                shares[at] = share;
                desk.done(0.5 * (shares[0] + shares[1]));
                !desk.stopped()
            };
            teach(&plan, pool, exam, &mut go_on, &mut |_| {})
        };
        side_by_side(&[0, 1], desk, work, |at, taught| {
            learned[*at] = Some(taught.weights);
        })?;
        Ok(learned)
    }

    fn verdict(&self, all: &[Found]) -> Verdict {
        // How much better the one without biases is, at each strength.
        let gain = |found: &Found, at: usize| found.psnr[at][2] - found.psnr[at][1];
        let right = |found: &&Found| {
            gain(found, 3) >= BETTER
                && gain(found, 4) >= BETTER
                && gain(found, 2) >= -WORSE
                && found.tells[1].twice == 0.0
        };
        let count = all.iter().filter(right).count();
        let mean =
            |at: usize| all.iter().map(|one| gain(one, at)).sum::<f64>() / all.len().max(1) as f64;
        let mut numbers = Vec::new();
        for (found, seed) in all.iter().zip(self.seed..) {
            for (sigma, psnr) in SIGMAS.iter().zip(&found.psnr) {
                for (kin, psnr) in Kin::ALL.iter().zip(&psnr[1..]) {
                    numbers.push((
                        format!("{}, σ = {sigma}, seed {seed}, PSNR, dB", kin.name()),
                        *psnr,
                    ));
                }
            }
            let most = |of: fn(&Tells) -> f64| of(&found.tells[1]);
            numbers.push((
                format!("f(2y) − 2 f(y) without biases, seed {seed}"),
                most(|one| one.twice),
            ));
            numbers.push((
                format!("f(y) − J y without biases, seed {seed}"),
                most(|one| one.linear),
            ));
        }
        let words = format!(
            "so it was with {count} of {} seeds. Without biases it is {:+.2} dB better at σ = 50, {:+.2} at 75, \
             {:+.2} at 10, and {:+.2} at 25, where both learned.",
            all.len(),
            mean(3),
            mean(4),
            mean(1),
            mean(2),
        );
        let verdict = Verdict::over_seeds(count, all.len(), words, numbers);
        match self.steps >= Self::default().steps / 2 {
            true => verdict,
            false => verdict.left_open("So few steps decide nothing."),
        }
    }
}

//! From a solver to a network: iterations written down one after the other, whose numbers may be learned.
//!
//! ISTA becomes LISTA (Gregor and LeCun 2010), diffusion becomes trained diffusion (Chen and Pock 2017), K-SVD becomes
//! deep K-SVD (Scetbon, Elad and Milanfar 2021). The network
//! begins with the solver's own numbers, so it begins as good; what it gains is what learning adds to the algorithm.

mod atoms;
mod diffusion;
mod judge;
mod kin;
mod shown;
mod sparse;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, PoisonError};

use super::lesson::side_by_side;
use super::photograph::{middle, own};
use super::teach::Pool;
use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::{DataSet as _, Examples, Photos, TestPhoto};
use crate::denoise::trial::with_noise;
use crate::image::Image;
use crate::setting::Kind;
use crate::train::TrainError;
use atoms::Atoms;
use diffusion::Diffusion;
use kin::{Kin, exam, teach, tuned};
use shown::{Found, Taught};
use sparse::Sparse;

/// Stages of the networks that are taught.
const STAGES: [usize; 4] = [1, 2, 4, 8];
/// Side of the pictures that are judged.
const SIDE: usize = 96;
crate::choices! {
    /// A solver and what it becomes.
    pub enum Family {
        /// Sparse codes of patches.
        Sparse => "sparse", "ISTA to LISTA";
        /// Flow of grey between neighbours.
        Diffusion => "diffusion", "Diffusion to TNRD";
        /// Sparse codes over atoms that were learned, judged after patches are averaged.
        Atoms => "k-svd", "K-SVD to deep K-SVD";
    }
}

crate::choices! {
    /// How many stages the network has that is looked at.
    pub enum Stages {
        /// One.
        One => "1", "1";
        /// Two.
        Two => "2", "2";
        /// Four.
        Four => "4", "4";
        /// Eight.
        Eight => "8", "8";
    }
}

crate::adjustable! {
    /// Solvers that become networks.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Unrolled: "unrolled", "From solver to network",
        "ISTA becomes LISTA, diffusion TNRD and K-SVD deep K-SVD: iterations written down as stages that learn." {
        /// Which pair is looked at.
        family: Family = Family::Diffusion, Kind::Choice(Family::CHOICES),
            "Solver", "", "Which solver's way to a network is looked at; all are taught.";
        /// How many stages are looked at.
        stages: Stages = Stages::Four, Kind::Choice(Stages::CHOICES),
            "Stages", "", "How many iterations are written down, in the network that is looked at.";
        /// Whether its stages share their numbers.
        tied: bool = false, Kind::Flag,
            "Tied", "", "The stages of the network that is looked at share their numbers, as a solver's iterations do.";
        /// From solver to network.
        share: f32 = 1.0, Kind::float(0.0, 1.0),
            "Learned share", "", "0: the solver's own numbers; 1: those that were learned; 0.5: halfway between.";
        /// Steps.
        steps: u64 = 400, Kind::int(1, 100_000), "Steps", "steps", "How long each network learns.";
        /// Filters of the diffusion.
        filters: usize = 8, Kind::int(2, 24), "Filters", "", "Filters of 5 × 5 pixels in each stage of the diffusion.";
        /// Atoms of the sparse codes.
        across: usize = 9, Kind::int(8, 12),
            "Atoms across", "", "The sparse codes are over the square of this number of cosines.";
        /// Atoms that K-SVD learns.
        atoms: usize = 80, Kind::int(4, 256),
            "Learned atoms", "", "How many of the 256 atoms that K-SVD learns are used: those with the most energy.";
        /// Iterations of the solver.
        longest: usize = 64, Kind::int(1, 256),
            "Iterations", "", "The solver is tried with 1, 2, 4 … iterations, up to so many.";
        /// Pictures that are judged.
        judged: usize = 4, Kind::int(1, 12), "Judged on", "", "How many held-out pictures the means are over.";
        /// The noise.
        sigma: f32 = 25.0, Kind::float(1.0, 100.0), "σ", "/ 255", "Standard deviation of the noise.";
        /// Which photograph is looked at.
        photo: TestPhoto = TestPhoto::Parrot, Kind::Choice(TestPhoto::CHOICES),
            "Photograph", "", "Which of the held-out photographs is looked at.";
        /// A person's own picture.
        folder: String = String::new(), Kind::Text,
            "Own picture", "", "A picture, or a folder whose first is taken; its middle, grey, gets noise.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other patches and noise.";
        /// How many seeds, from that one on, the verdict rests on.
        seeds: u64 = 2, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; figures show the means, the picture is of the first.";
    }
}

/// What is to be done: with the seed of this number, of this family, a network of stages, tied or not; `None`: the
/// solver alone.
type Job = (usize, Family, Option<(usize, bool)>);

/// A solver with the photographs that are learned from.
type Ready = (Box<dyn Kin>, Box<dyn Examples>);

/// What was found with some settings, whatever is looked at.
struct Kept {
    asked: Unrolled,
    found: Vec<Found>,
}

impl Lab for Unrolled {
    fn question(&self) -> &'static str {
        "What does learning add to an algorithm?"
    }

    fn claim(&self) -> &'static str {
        "Four iterations of ISTA, of diffusion or of K-SVD's coding, written down as stages and taught from the \
        solver's own numbers, denoise 0.5 dB better than the solver does with any number of iterations; and no network \
        is worse than the solver that it began as."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Marriage,
            story: "Each iteration of an old algorithm is a layer: linear filters, and something that bends. Write a \
                few of them down one after the other, let their numbers be learned, and there is a network whose \
                layers somebody understands. It begins as the algorithm; what learning adds can be measured.",
            tries: &[
                Try {
                    words: "Sparse codes: ISTA becomes LISTA",
                    settings: &[("family", "sparse")],
                },
                Try {
                    words: "K-SVD becomes deep K-SVD",
                    settings: &[("family", "k-svd")],
                },
                Try {
                    words: "Halfway from solver to network",
                    settings: &[("share", "0.5")],
                },
            ],
            sources: &[
                "Gregor and LeCun 2010, Learning fast approximations of sparse coding, ICML",
                "Chen and Pock 2017, doi:10.1109/TPAMI.2016.2596743",
                "Aharon, Elad and Bruckstein 2006, doi:10.1109/TSP.2006.881199 (K-SVD)",
                "Scetbon, Elad and Milanfar 2021, doi:10.1109/TIP.2021.3090531 (deep K-SVD)",
                "Perona and Malik 1990, doi:10.1109/34.56205",
                "Daubechies, Defrise and De Mol 2004, doi:10.1002/cpa.20042",
            ],
        }
    }

    fn own(&self) -> Option<&'static str> {
        Some("folder")
    }

    fn kept(&self, key: &str) -> bool {
        matches!(key, "family" | "stages" | "tied" | "share" | "photo")
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            steps: 30,
            filters: 3,
            across: 8,
            atoms: 16,
            longest: 4,
            judged: 1,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        let picture = self.picture(desk)?;
        desk.show(shown::first(self, &picture));
        Ok(())
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let picture = self.picture(desk)?;
        let asked = Self {
            family: Family::Sparse,
            stages: Stages::One,
            tied: false,
            share: 0.0,
            photo: TestPhoto::Parrot,
            folder: String::new(),
            ..self.clone()
        };
        let kept = desk.recall::<Kept>().filter(|kept| kept.asked == asked);
        let found = match kept {
            Some(kept) => {
                self.look(&picture, &kept.found, desk)?;
                kept.found.clone()
            }
            None => {
                desk.show(shown::first(self, &picture));
                self.teach(&picture, desk)?
            }
        };
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        for figure in shown::figures(self, &found) {
            desk.show(figure);
        }
        let verdict = self.verdict(&found);
        desk.keep(Kept { asked, found });
        Ok(verdict)
    }
}

impl Unrolled {
    /// The picture that is looked at, clean and noisy.
    fn picture(&self, desk: &Desk<'_>) -> Result<[Image; 2], TrainError> {
        let picture = match own(&self.folder, 16, desk.shelf())? {
            Some((_, picture)) => picture,
            None => self.photo.of(desk.shelf())?,
        };
        let clean = middle(&picture, 128, 1);
        let noisy = with_noise(&clean, self.sigma / 255.0, self.seed, 0);
        Ok([clean, noisy])
    }

    /// The solver of a family; of learned atoms without any, which is enough to clean pictures.
    fn kin(&self, family: Family) -> Box<dyn Kin> {
        match family {
            Family::Sparse => Box::new(Sparse::new(self.across, self.sigma / 255.0)),
            Family::Diffusion => Box::new(Diffusion::new(self.filters)),
            Family::Atoms => Box::new(Atoms::none()),
        }
    }

    /// The solver of a family, with the photographs that are learned from.
    fn ready(&self, family: Family, desk: &Desk<'_>) -> Result<Ready, TrainError> {
        let mut kin = self.kin(family);
        let photos = Photos {
            patch: kin.patch(),
            ..Photos::default()
        };
        let examples = photos.load(desk.shelf(), self.seed)?;
        if family == Family::Atoms {
            let sigma = self.sigma / 255.0;
            let pool = Pool {
                examples: &*examples,
                added: None,
                seed: self.seed,
                fixed: None,
            };
            kin = Box::new(Atoms::learned(self.atoms, sigma, &pool, desk)?);
        }
        Ok((kin, examples))
    }

    /// Iterations of the solver that are tried.
    fn iterations(&self) -> Vec<usize> {
        let doubled = std::iter::successors(Some(1_usize), |one| Some(2 * one));
        doubled.take_while(|one| *one <= self.longest).collect()
    }

    /// Which network is looked at.
    fn chosen(&self) -> (usize, bool) {
        let stages = STAGES[self.stages as usize];
        // One stage shares with none.
        (stages, self.tied && stages > 1)
    }

    /// Shows the picture on the way from solver to network, if both are known.
    fn look(
        &self,
        picture: &[Image; 2],
        found: &[Found],
        desk: &Desk<'_>,
    ) -> Result<(), TrainError> {
        let known = found
            .first()
            .and_then(|found| found.taught(self.family, self.chosen()));
        if let Some(taught) = known {
            let kin = self.kin(self.family);
            for figure in shown::way(self, &*kin, taught, picture)? {
                desk.show(figure);
            }
        }
        Ok(())
    }

    /// Tunes the solvers and teaches all networks, for all seeds.
    fn teach(&self, picture: &[Image; 2], desk: &Desk<'_>) -> Result<Vec<Found>, TrainError> {
        let kins = Family::ALL
            .iter()
            .map(|family| self.ready(*family, desk))
            .collect::<Result<Vec<Ready>, _>>()?;
        let sigma = self.sigma / 255.0;
        let mut jobs: Vec<Job> = Vec::new();
        for seed in 0..self.seeds as usize {
            // What is looked at comes first.
            let mut some = Vec::new();
            for &family in Family::ALL {
                some.push((seed, family, None));
                for stages in STAGES {
                    some.extend([false, true].map(|tied| (seed, family, Some((stages, tied)))));
                }
            }
            some.retain(|(_, _, what)| *what != Some((1, true)));
            let chosen = (seed, self.family, Some(self.chosen()));
            some.sort_by_key(|job| (*job != chosen, job.1 != self.family));
            jobs.extend(some);
        }
        let cost = |job: &Job| job.2.map_or(4.0, |(stages, _)| 1.0 + stages as f32);
        let all: f32 = jobs.iter().map(cost).sum();
        let done = Mutex::new(0.0_f32);
        let work = |job: &Job| {
            let &(seed, family, what) = job;
            let (kin, examples) = &kins[family as usize];
            let (kin, examples) = (&**kin, &**examples);
            let pool = Pool {
                examples,
                added: Some(sigma),
                seed: self.seed + seed as u64,
                fixed: None,
            };
            let judged = exam(&pool, SIDE, self.judged, sigma);
            let mut before = 0.0;
            let mut go_on = |share: f32| {
                let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                *done += (share - before) * cost(job);
                before = share;
                desk.done(*done / all);
                !desk.stopped()
            };
            let quiet = || !desk.stopped();
            let Some(network) = what else {
                let mut curve = Vec::new();
                let all = self.iterations();
                for (at, &iterations) in all.iter().enumerate() {
                    let solver = tuned(kin, (iterations, true), &pool, &quiet)?;
                    let Some(solver) = solver.filter(|_| go_on(at as f32 / all.len() as f32))
                    else {
                        return Ok(None);
                    };
                    curve.push([iterations as f64, solver.psnr(kin, &judged)?]);
                }
                return Ok(Some(Taught::Solver(curve)));
            };
            let Some(solver) = tuned(kin, network, &pool, &quiet)? else {
                return Ok(None);
            };
            let Some(taught) = teach(kin, &solver, &pool, self.steps, &mut go_on)? else {
                return Ok(None);
            };
            Ok(Some(Taught::Network {
                psnr: [solver.psnr(kin, &judged)?, taught.psnr(kin, &judged)?],
                both: [solver, taught],
            }))
        };
        let mut found = vec![Found::default(); self.seeds as usize];
        let mut wrong = None;
        side_by_side(&jobs, desk, work, |&(seed, family, what), taught| {
            found[seed].put(family, what, taught);
            if seed == 0 && family == self.family && what == Some(self.chosen()) {
                wrong = self.look(picture, &found, desk).err();
            }
            for figure in shown::figures(self, &found) {
                desk.show(figure);
            }
        })?;
        match wrong {
            Some(error) => Err(error),
            None => Ok(found),
        }
    }
}

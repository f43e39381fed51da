//! New problems for old denoisers: a method that knows only how to remove noise deblurs, fills gaps and enlarges.
//!
//! What spoiled the picture is known as an operator; what pictures look like is known to a denoiser. A loop asks both
//! in turn ([`plug`]): splitting, ADMM (Venkatakrishnan, Bouman and Wohlberg 2013) or RED (Romano, Elad and Milanfar
//! 2017). How much the denoiser counts against the data, λ, is found for each denoiser on other pictures.

mod found;
mod judge;
mod plug;
mod search;
mod shown;
mod spoiled;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, PoisonError};

use super::lesson::side_by_side;
use super::methods::{Named, methods};
use super::photograph::{cut, middle, own};
use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::TestPhoto;
use crate::denoise::Denoiser;
use crate::figure::{Figure, Role};
use crate::say;
use crate::setting::Kind;
use crate::train::TrainError;
use found::Found;
use plug::{Trace, Weight};
use search::LAMBDAS;
use spoiled::{Spoiled, wiener};

crate::choices! {
    /// What is to be undone.
    pub enum Problem {
        /// A blur.
        Deblur => "deblur", "Sharpen";
        /// Pixels that are lost.
        Inpaint => "inpaint", "Fill in";
        /// Blocks that have become one pixel.
        Enlarge => "enlarge", "Enlarge";
    }
}

crate::choices! {
    /// How data and denoiser are asked in turn.
    pub enum Loop {
        /// Half-quadratic splitting, with a denoiser that grows weaker.
        Splitting => "splitting", "Splitting";
        /// The same with a memory of what they disagree on.
        Admm => "admm", "ADMM";
        /// Regularisation by denoising, by fixed points: one strength all the time.
        Red => "red", "RED";
    }
}

crate::adjustable! {
    /// Denoisers as priors.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NewProblems: "new-problems", "New problems",
        "Any denoiser as a lever: it sharpens, fills in and enlarges, in plug-and-play loops and in RED." {
        /// What is to be undone.
        problem: Problem = Problem::Deblur, Kind::Choice(Problem::CHOICES),
            "Problem", "", "What has happened to the picture and is to be undone.";
        /// λ of the figures that a person watches.
        lambda: f32 = 2.0, Kind::log(0.01, 10.0),
            "Weight λ", "", "How much the denoiser counts against the data, in the first figures; begin high.";
        /// The loop.
        scheme: Loop = Loop::Splitting, Kind::Choice(Loop::CHOICES),
            "Loop", "", "How data and denoiser are asked in turn.";
        /// Iterations.
        steps: usize = 8, Kind::int(1, 200), "Iterations", "", "How often each is asked; 8 is usual for splitting.";
        /// Width of the blur.
        radius: f32 = 1.6, Kind::float(0.3, 5.0), "Blur", "px", "Standard deviation of the Gaussian blur.";
        /// Lost pixels.
        lost: f32 = 50.0, Kind::float(0.0, 95.0), "Lost", "%", "How many of the pixels are lost.";
        /// Side of a block.
        factor: usize = 2, Kind::int(2, 4), "Enlarge", "×", "How many pixels of each row have become one.";
        /// The noise.
        sigma: f32 = 2.0, Kind::float(0.5, 50.0), "σ", "/ 255", "Standard deviation of the noise that came after.";
        /// Strength of the denoiser at first.
        strong: f32 = 49.0, Kind::float(1.0, 100.0),
            "Strength at first", "/ 255", "The noise that the denoiser is told at first; it falls to σ.";
        /// Strength in RED.
        fixed: f32 = 5.0, Kind::float(0.5, 50.0),
            "Strength in RED", "/ 255", "The noise that the denoiser is told in RED, all the time.";
        /// Whether a denoiser that judges the noise by itself gets some.
        loud: bool = true, Kind::Flag,
            "Noise first", "",
            "A denoiser that judges the noise by itself is asked with noise of the told strength added: else it sees \
             none and does nothing.";
        /// The denoisers.
        methods: String = "total-variation,nl-means,bm3d,trained-diffusion,flexible".into(), Kind::Text,
            "Denoisers", "", "Denoisers by id, with commas between; flexible is the bundled network.";
        /// Which photograph.
        photo: TestPhoto = TestPhoto::Parrot, Kind::Choice(TestPhoto::CHOICES),
            "Photograph", "", "Which of the held-out photographs is spoiled and restored.";
        /// Side of the part that is restored.
        side: usize = 128, Kind::int(32, 256), "Side", "px", "Side of the part that is restored.";
        /// A person's own picture.
        folder: String = String::new(), Kind::Text,
            "Own picture", "", "A picture, or a folder whose first is taken; its middle is used, grey. Drop it here.";
        /// Whether that is blurred already.
        blurred: bool = false, Kind::Flag,
            "It is blurred already", "", "Nothing is done to your own picture: it is sharpened as it is.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1),
            "Seed", "", "Another seed, other noise, lost pixels and other pictures on which λ is found.";
        /// How many seeds, from that one on, the verdict rests on.
        seeds: u64 = 2, Kind::int(1, 100),
            "Seeds", "",
            "Everything is done once a seed, each with the next photograph; figures show the first, table and verdict \
             rest on all.";
    }
}

/// A denoiser with its name.
struct Subject {
    name: String,
    role: Role,
    method: Box<dyn Denoiser>,
}

/// What was found with some settings, whatever λ was set.
struct Kept {
    asked: NewProblems,
    found: Vec<Found>,
}

impl Lab for NewProblems {
    fn question(&self) -> &'static str {
        "Can one who only knows how to remove noise sharpen a picture?"
    }

    fn claim(&self) -> &'static str {
        "In one loop, with a λ that was found on other pictures, the best denoiser sharpens better than the best \
        Wiener constant, which is chosen by one who knows the clean picture; and a λ four times too small costs more \
        than lies between the best and the worst denoiser."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Marriage,
            story: "A denoiser knows what pictures look like; what spoiled this one is physics, and known. Ask both in \
                turn, and one who never saw a blur sharpens, fills gaps and enlarges. Any denoiser will do, of fifty \
                years; how much it is trusted against the data decides more than which it is.",
            tries: &[
                Try {
                    words: "Trust the data too much",
                    settings: &[("lambda", "0.02"), ("problem", "deblur")],
                },
                Try {
                    words: "Half of the pixels are lost",
                    settings: &[("problem", "inpaint"), ("lost", "50")],
                },
                Try {
                    words: "RED, forty iterations: does it come to rest?",
                    settings: &[
                        ("scheme", "red"),
                        ("steps", "40"),
                        ("methods", "total-variation,flexible"),
                        ("seeds", "1"),
                    ],
                },
            ],
            sources: &[
                "Venkatakrishnan, Bouman and Wohlberg 2013, doi:10.1109/GlobalSIP.2013.6737048 (plug and play)",
                "Romano, Elad and Milanfar 2017, doi:10.1137/16M1102884 (RED)",
                "Zhang, Li, Zuo, Zhang, Van Gool and Timofte 2022, doi:10.1109/TPAMI.2021.3088914",
            ],
        }
    }

    fn own(&self) -> Option<&'static str> {
        Some("folder")
    }

    fn kept(&self, key: &str) -> bool {
        key == "lambda"
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            side: 48,
            methods: "total-variation,flexible".into(),
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        let subjects = self.subjects()?;
        let spoiled = self.spoiled(self.seed, desk)?;
        desk.show(shown::pictures(self, &spoiled, &subjects, &[], None));
        Ok(())
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let subjects = self.subjects()?;
        let spoiled = self.spoiled(self.seed, desk)?;
        desk.show(shown::pictures(self, &spoiled, &subjects, &[], None));
        let best = wiener(&spoiled);
        // What a person watches: the λ that is set.
        let watched: Mutex<Vec<Option<Trace>>> = Mutex::new(vec![None; subjects.len()]);
        let lock = || watched.lock().unwrap_or_else(PoisonError::into_inner);
        desk.show(shown::pictures(
            self,
            &spoiled,
            &subjects,
            &lock(),
            best.as_ref(),
        ));
        let numbers: Vec<usize> = (0..subjects.len()).collect();
        let weight = self.weight(self.lambda);
        let work = |&at: &usize| {
            let mut watch = |so_far: &Trace| {
                lock()[at] = Some(so_far.clone());
                for figure in shown::ways(self, &spoiled, &subjects, &lock()) {
                    desk.show(figure);
                }
                !desk.stopped()
            };
            plug::restore(&*subjects[at].method, &spoiled, &weight, &mut watch, desk)
        };
        side_by_side(&numbers, desk, work, |&at, trace| {
            lock()[at] = Some(trace);
            desk.show(shown::pictures(
                self,
                &spoiled,
                &subjects,
                &lock(),
                best.as_ref(),
            ));
            for figure in shown::ways(self, &spoiled, &subjects, &lock()) {
                desk.show(figure);
            }
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        let asked = Self {
            lambda: LAMBDAS[0],
            ..self.clone()
        };
        let kept = desk.recall::<Kept>().filter(|kept| kept.asked == asked);
        let found = match kept {
            Some(kept) => kept.found.clone(),
            None => self.search(&subjects, desk)?,
        };
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        desk.show(shown::lambdas(self, &subjects, &found));
        desk.show(shown::table(self, &subjects, &found));
        let verdict = self.verdict(&subjects, &found);
        desk.keep(Kept { asked, found });
        Ok(verdict)
    }
}

impl NewProblems {
    /// The loop with this λ.
    fn weight(&self, lambda: f32) -> Weight {
        Weight {
            lambda,
            scheme: self.scheme,
            steps: self.steps,
            strong: self.strong / 255.0,
            fixed: self.fixed / 255.0,
            loud: self.loud,
        }
    }

    /// The denoisers.
    fn subjects(&self) -> Result<Vec<Subject>, TrainError> {
        let subject = |Named { entry, rank }: Named| Subject {
            name: entry.label.into(),
            role: Role::Method(rank),
            method: (entry.make)(),
        };
        let named = methods(&self.methods)?;
        let found: Vec<Subject> = named.into_iter().map(subject).collect();
        if found.is_empty() {
            return Err(TrainError::Mismatch(say!(
                "no denoiser is named; write one at least, as in: bm3d"
            )));
        }
        Ok(found)
    }

    /// Whether the picture is a person's own and spoiled already.
    fn is_spoiled(&self) -> bool {
        !self.folder.trim().is_empty() && self.blurred
    }

    /// The photograph of a seed: the chosen one, then those that follow it.
    fn photo_of(&self, seed: u64) -> TestPhoto {
        let all = TestPhoto::ALL;
        all[(self.photo as usize + (seed - self.seed) as usize) % all.len()]
    }

    /// The picture, spoiled as a seed has it.
    fn spoiled(&self, seed: u64, desk: &Desk<'_>) -> Result<Spoiled, TrainError> {
        let picture = match own(&self.folder, 16, desk.shelf())? {
            Some((_, picture)) => middle(&picture, self.side, self.factor),
            None => cut(
                &self.photo_of(seed).of(desk.shelf())?,
                self.side,
                self.factor,
            ),
        };
        if !self.is_spoiled() {
            return Ok(Spoiled::made(self, picture, seed, 0));
        }
        if self.problem != Problem::Deblur {
            return Err(TrainError::Mismatch(say!(
                "a picture that is spoiled already can only be sharpened here; set the problem to it, or let the \
                 program spoil your picture"
            )));
        }
        Ok(Spoiled::found(self, picture))
    }
}

/// What is left out, and why.
fn left_out(name: &str, why: String) -> Figure {
    Figure::words(format!("Left out: {name}"), why)
}

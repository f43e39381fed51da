//! One noisy picture and nothing else: what a network learns of a picture when that picture is all there is.
//!
//! The deep image prior (Ulyanov, Vedaldi and Lempitsky 2018) lets a network of fresh weights draw the noisy picture
//! from noise: it draws the picture before its noise, so all depends on when it is stopped. Pairs that are cut from one
//! picture (Huang and others 2021) and covered pixels (Krull, Buchholz and Jug 2019) teach a network that is then
//! asked. Beside them stand BM3D, which has learned nothing, and a network that has seen many photographs.

mod found;
mod one;
mod prior;
mod shown;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, PoisonError};

use super::lesson::side_by_side;
use super::photograph::{middle, own};
use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::TestPhoto;
use crate::degrade::noise::estimate::{Estimator, estimate};
use crate::denoise::trial::with_noise;
use crate::denoise::{self, Watch};
use crate::image::Image;
use crate::image::metrics::psnr_clipped;
use crate::say;
use crate::setting::{Kind, find};
use crate::train::TrainError;
use found::{Found, Learned, Way};

/// The claim: stopped where its loss says so, the prior is within so many dB of its best,
const WITHIN: f64 = 0.25;
/// at the end it has lost so many,
const LOST: f64 = 0.5;
/// and BM3D is so many better than where it was stopped.
const UNDER: f64 = 2.0;

crate::adjustable! {
    /// Learns from one noisy picture.
    #[derive(Clone, Debug, PartialEq)]
    pub struct LittleData: "little-data", "One picture",
        "A deep image prior, pairs cut from one picture and covered pixels, beside BM3D and a network that has seen \
         many." {
        /// Which photograph.
        photo: TestPhoto = TestPhoto::Parrot, Kind::Choice(TestPhoto::CHOICES),
            "Photograph", "", "Which of the held-out photographs is cleaned.";
        /// Side of the part that is cleaned.
        side: usize = 128, Kind::int(32, 256),
            "Side", "px", "Side of the part that is cleaned; the work grows with its square.";
        /// The noise.
        sigma: f32 = 25.0, Kind::float(1.0, 100.0), "σ", "/ 255", "Standard deviation of the noise.";
        /// Iterations.
        steps: u64 = 500, Kind::int(1, 100_000),
            "Iterations", "", "How long each learns; the prior is best early.";
        /// Channels of the prior.
        channels: usize = 24, Kind::int(4, 128), "Channels", "", "Channels of the prior at each of its scales.";
        /// Scales of the prior.
        levels: usize = 4, Kind::int(1, 5), "Scales", "", "How often the prior halves the picture and comes back.";
        /// Learning rate of the prior.
        rate: f32 = 0.01, Kind::log(1e-4, 0.1), "Learning rate", "", "Of the prior; 0.01 is usual.";
        /// How much the prior's input changes from step to step.
        jitter: f32 = 0.03, Kind::float(0.0, 2.0),
            "Jitter", "", "Noise added to the prior's input, anew in each step; the input lies in 0..1.";
        /// A person's own picture.
        folder: String = String::new(), Kind::Text,
            "Own picture", "", "A picture, or a folder whose first is taken; its middle is used, grey. Drop it here.";
        /// Whether that is noisy already.
        noisy: bool = false, Kind::Flag,
            "It is noisy already", "", "Nothing is added to your own picture; how strong its noise is is found out.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other noise and first weights.";
        /// How many seeds, from that one on, the verdict rests on.
        seeds: u64 = 2, Kind::int(1, 100),
            "Seeds", "",
            "Everything is done once a seed, each with the next photograph; figures show the first, table and verdict \
             rest on all.";
    }
}

/// A picture to be cleaned.
struct Subject {
    name: String,
    clean: Option<Image>,
    noisy: Image,
    /// Standard deviation of its noise, 0..1.
    sigma: f32,
}

impl Subject {
    /// PSNR in dB of an answer, clipped, where the clean picture is known.
    fn psnr(&self, answer: &Image) -> Option<f64> {
        Some(psnr_clipped(self.clean.as_ref()?, answer))
    }
}

/// Something to be done: a way, of the seed of this number.
type Job = (usize, Way);

impl Lab for LittleData {
    fn question(&self) -> &'static str {
        "Can a network learn from one noisy picture alone?"
    }

    fn claim(&self) -> &'static str {
        "A network of fresh weights draws a picture before its noise. Stopped where its loss falls under σ², it is \
        within 0.25 dB of its best; by iteration 500 it has lost 0.5 dB or more; and BM3D is at least 2 dB better."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Marriage,
            story: "Plenty of scans and hardly a label: often there is no set to learn from. A network that has seen \
                nothing can still clean a picture: drawing it from noise, it finds what is smooth and alike sooner \
                than what is not. Statistics must say when to stop.",
            tries: &[
                Try {
                    words: "A castle, drawn for twice as long",
                    settings: &[
                        ("photo", "gc_france_chateaudeChenonceau"),
                        ("steps", "1000"),
                        ("seeds", "1"),
                    ],
                },
                Try {
                    words: "Strong noise",
                    settings: &[("sigma", "50")],
                },
                Try {
                    words: "An input that trembles: the noise is learned far later",
                    settings: &[("jitter", "0.3"), ("seeds", "1")],
                },
            ],
            sources: &[
                "Ulyanov, Vedaldi and Lempitsky 2018, arXiv:1711.10925",
                "Huang, Li, Jia, Lu and Liu 2021, arXiv:2101.02824 (pairs)",
                "Krull, Buchholz and Jug 2019, arXiv:1811.10980 (covered pixels)",
            ],
        }
    }

    fn own(&self) -> Option<&'static str> {
        Some("folder")
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            side: 48,
            channels: 12,
            levels: 3,
            steps: 80,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        let subject = self.subject(self.seed, desk)?;
        desk.show(shown::drawn(&subject, &[]));
        Ok(())
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let seeds = self.seed..self.seed + self.seeds;
        let subjects: Result<Vec<Subject>, _> =
            seeds.map(|seed| self.subject(seed, desk)).collect();
        let subjects = subjects?;
        let first = &subjects[0];
        desk.show(shown::drawn(first, &[]));
        let mut jobs: Vec<Job> = Vec::new();
        for at in 0..subjects.len() {
            jobs.extend(Way::ALL.map(|way| (at, way)));
        }
        // What the jobs of the first seed have come to, and how far all are.
        let live = Mutex::new((Found::default(), 0.0_f32));
        let lock = || live.lock().unwrap_or_else(PoisonError::into_inner);
        let all: f32 = jobs.iter().map(|(_, way)| way.cost()).sum();
        let work = |&(at, way): &Job| {
            let subject = &subjects[at];
            let mut before = 0.0;
            let mut watch = |share: f32, so_far: &Learned| {
                let mut live = lock();
                live.1 += (share - before) * way.cost();
                before = share;
                desk.done(live.1 / all);
                if at == 0 {
                    if way == Way::Prior && so_far.frames.len() > live.0.frames() {
                        desk.show(shown::drawn(subject, &so_far.frames));
                    }
                    live.0.put(way, so_far.clone());
                    desk.show(shown::curves(self, subject, &live.0));
                    desk.show(shown::losses(self, subject, &live.0));
                }
                !desk.stopped()
            };
            let seed = self.seed + at as u64;
            match way {
                Way::Prior => prior::draw(self, subject, seed, &mut watch),
                Way::Pairs | Way::Covered => one::teach(self, way, subject, seed, &mut watch),
                Way::Patches | Way::Many => known(way, subject, desk, &mut watch),
            }
        };
        let mut found: Vec<Found> = vec![Found::default(); subjects.len()];
        side_by_side(&jobs, desk, work, |&(at, way), learned| {
            found[at].put(way, learned);
            if at == 0 {
                desk.show(shown::answers(&subjects[0], &found[0]));
            }
            desk.show(shown::table(&subjects, &found));
            if found[at].is_whole() {
                desk.judge(&self.verdict(&subjects, &found));
            }
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        Ok(self.verdict(&subjects, &found))
    }
}

/// What a method makes of it that needs not learn any more.
fn known(
    way: Way,
    subject: &Subject,
    desk: &Desk<'_>,
    watch: &mut dyn FnMut(f32, &Learned) -> bool,
) -> Result<Option<Learned>, TrainError> {
    let method = find(denoise::ALL, way.method()).map(|entry| (entry.make)());
    let Some(method) = method else {
        return Err(TrainError::Mismatch(say!(
            "a method is missing; build the program again"
        )));
    };
    let quiet = Watch::from(desk.progress()).silent();
    match method.denoise(&subject.noisy, subject.sigma, &quiet) {
        Ok(answer) => {
            let learned = Learned::of(subject, 0, answer);
            Ok(watch(1.0, &learned).then_some(learned))
        }
        Err(_) if desk.stopped() => Ok(None),
        Err(error) => Err(TrainError::Mismatch(say!("{}", error.to_string()))),
    }
}

impl LittleData {
    /// The picture with the noise of a seed.
    fn subject(&self, seed: u64, desk: &Desk<'_>) -> Result<Subject, TrainError> {
        let whole = 1 << self.levels;
        let own = own(&self.folder, whole, desk.shelf())?;
        let is_own = own.is_some();
        let (name, picture) = match own {
            Some(own) => own,
            None => {
                let all = TestPhoto::ALL;
                let next = self.photo as usize + (seed - self.seed) as usize;
                let photo = all[next % all.len()];
                (photo.label().to_owned(), photo.of(desk.shelf())?)
            }
        };
        let picture = middle(&picture, self.side.max(whole), whole);
        let subject = if is_own && self.noisy {
            Subject {
                name,
                clean: None,
                sigma: estimate(&picture, Estimator::Patches).sigma(),
                noisy: picture,
            }
        } else {
            let sigma = self.sigma / 255.0;
            Subject {
                name,
                noisy: with_noise(&picture, sigma, seed, 0),
                clean: Some(picture),
                sigma,
            }
        };
        Ok(subject)
    }

    fn verdict(&self, subjects: &[Subject], found: &[Found]) -> Verdict {
        let mut numbers = Vec::new();
        let (mut right, mut all) = (0, 0);
        let mut sums = [0.0; 5];
        let mut stops = Vec::new();
        for ((subject, found), seed) in subjects.iter().zip(found).zip(self.seed..) {
            let Some(prior) = found.of(Way::Prior).filter(|_| found.is_whole()) else {
                continue;
            };
            if let Some(stop) = &prior.stop {
                stops.push(stop.step);
                numbers.push((format!("stop, seed {seed}, iteration"), stop.step as f64));
            }
            let mut tell = |what: &str, psnr: Option<f64>| {
                numbers.extend(psnr.map(|psnr| (format!("{what}, seed {seed}, PSNR, dB"), psnr)));
            };
            tell("noisy", subject.psnr(&subject.noisy));
            for way in Way::ALL {
                tell(way.name(), found.of(way).and_then(Learned::psnr));
            }
            let (Some(best), Some(end), Some(patches)) = (
                prior.best.as_ref(),
                prior.end.psnr,
                found.of(Way::Patches).and_then(Learned::psnr),
            ) else {
                continue;
            };
            let top = best.psnr.unwrap_or(f64::NAN);
            tell("prior at its best", best.psnr);
            tell("prior at the end", Some(end));
            tell("mean of the prior's answers, best", prior.best_mean());
            numbers.push((format!("best, seed {seed}, iteration"), best.step as f64));
            all += 1;
            let stop = prior.stop.as_ref().and_then(|stop| stop.psnr);
            let Some(stop) = stop else { continue };
            let so = stop >= top - WITHIN && end <= top - LOST && patches >= stop + UNDER;
            right += usize::from(so);
            let each = [stop, top, end, patches, best.step as f64];
            sums.iter_mut().zip(each).for_each(|(sum, one)| *sum += one);
        }
        if all == 0 {
            let words = match (
                subjects.first().map(|one| one.clean.is_some()),
                stops.first(),
            ) {
                (Some(false), Some(stop)) => format!(
                    "of your own noisy picture nobody has the clean one: look at it. Its noise was taken for σ = \
                     {:.1} / 255, and the prior was stopped at iteration {stop}.",
                    255.0 * subjects[0].sigma
                ),
                (Some(false), None) if found.iter().any(Found::is_whole) => format!(
                    "the loss never fell under σ², σ = {:.1} / 255 as found in your picture, so the prior was not \
                     stopped: give it more iterations or a picture with more noise.",
                    255.0 * subjects[0].sigma
                ),
                _ => "it has not been drawn to the end yet.".into(),
            };
            return Verdict {
                numbers,
                ..Verdict::open(words)
            };
        }
        if stops.is_empty() {
            let words = "the loss never fell under σ², so there was nowhere to stop: give it more iterations.";
            return Verdict {
                numbers,
                ..Verdict::open(words)
            };
        }
        let [stop, top, end, patches, at] = sums.map(|sum| sum / stops.len() as f64);
        let words = format!(
            "so it was with {right} of {all} seeds. The prior is best at iteration {at:.0} ({top:.2} dB); stopped by \
             its loss it is {:.2} dB under that, at the end {:.2} dB; BM3D is {:.2} dB above where it was stopped.",
            top - stop,
            top - end,
            patches - stop,
        );
        let verdict = Verdict::over_seeds(right, all, words, numbers);
        match (self.folder.trim().is_empty(), self.steps >= 400) {
            (false, _) => verdict.left_open("The claim is about the program's own photographs."),
            (_, false) => verdict.left_open("The claim is about 500 iterations."),
            _ => verdict,
        }
    }
}

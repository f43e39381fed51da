//! Training against the clock: how long a network must learn on this machine until it beats each decade of research.
//!
//! All classical methods clean one held-out photograph first. Then a network is trained for so many minutes, its schedule cut to what this
//! machine does in that time, and from time to time it cleans the same noisy photograph. A decade is overtaken when the network is
//! better than every method published until its end. Two minutes and less train the network of `denoise-quick`, more a residual
//! U-Net with Muon (see [`crate::nn::presets`]).

use std::collections::BTreeMap;
use std::time::Instant;

use super::Lab;
use crate::data::{Channels, Shelf, TestPhoto};
use crate::denoise::trial::{Scores, trial, with_noise};
use crate::denoise::{self, Family, Learned, Watch};
use crate::figure::{Axis, Cell, Column, Figure, Mark, Numbers, Role};
use crate::image::Image;
use crate::job::Link;
use crate::nn::optimizer::Muon;
use crate::nn::{Model, presets};
use crate::noise::Gaussian;
use crate::setting::Kind;
use crate::train::{Checkpoint, Event, Experiment, Keeper, Options, TrainError, fit};

/// Side of the part of the photograph that is cleaned.
const SIDE: usize = 192;
/// How many times the network is judged.
const JUDGED: f64 = 30.0;
/// Steps that the machine's speed is measured on.
const TRIED: u64 = 24;
/// Minutes up to which the small network is trained.
const SMALL: f64 = 2.0;

crate::adjustable! {
    /// Trains a network against the clock and the history of denoising.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Clock: "clock", "Against the clock", "A network learns for so many minutes: which decade of research does it overtake, and when?" {
        /// Minutes of training.
        minutes: f32 = 1.0, Kind::log(0.1, 600.0), "Budget", "min", "How long the network may learn; 1, 5 and 30 show much.";
        /// Standard deviation of the noise.
        sigma: f32 = 25.0, Kind::float(1.0, 100.0), "σ", "/ 255", "Standard deviation of the noise; 25 is usual.";
        /// Which held-out photograph.
        photo: TestPhoto = TestPhoto::Jaguar, Kind::Choice(TestPhoto::CHOICES), "Photograph", "", "Which of the held-out photographs is cleaned.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX), "Seed", "", "Another seed, other noise and other first weights.";
    }
}

/// A method's score on the photograph.
struct Rival {
    label: &'static str,
    year: u32,
    psnr: f64,
    answer: Image,
}

impl Lab for Clock {
    fn question(&self) -> &'static str {
        "How long must a network learn to beat fifty years of research?"
    }

    fn run(
        &self,
        shelf: &dyn Shelf,
        options: &Options,
        out: &Link<(), Figure>,
    ) -> Result<(), TrainError> {
        let name = self.photo.label();
        let grey = Channels::Gray.of(&self.photo.of(shelf)?);
        let (height, width) = (grey.height().min(SIDE), grey.width().min(SIDE));
        let corner = ((grey.height() - height) / 2, (grey.width() - width) / 2);
        let clean = grey.crop(corner.0, corner.1, height, width);
        let noisy = with_noise(&clean, self.sigma / 255.0, self.seed, 0);
        let protocol = format!(
            "{name}, the middle {width}×{height} pixels, grey, σ = {} / 255, noise of seed {}, unclipped; answers clipped, no border crop. \
             Every classical method cleans it first.",
            self.sigma, self.seed,
        );
        out.send(Figure::words("How it is measured", &*protocol));
        let rivals = self.rivals(&clean, &noisy, out)?;
        let experiment = self.experiment(shelf, options, out)?;
        if out.stopped() {
            return Ok(());
        }
        let mut watcher = Watcher {
            out,
            rivals: &rivals,
            budget: f64::from(self.minutes) * 60.0,
            experiment: &experiment,
            sigma: self.sigma / 255.0,
            clean: &clean,
            noisy: &noisy,
            began: Instant::now(),
            points: Vec::new(),
        };
        let checkpoint_seconds = f64::from(self.minutes) * 60.0 / JUDGED;
        let options = Options {
            snapshot_seconds: f64::INFINITY,
            checkpoint_seconds,
            first_checkpoint_seconds: checkpoint_seconds,
            ..options.clone()
        };
        let link = Link::detached(out.progress().of_part());
        fit(&experiment, None, shelf, &options, &mut watcher, &link)?;
        watcher.tell();
        let passed = watcher.points.last().map_or(0.0, |point| point[0]);
        let protocol = format!(
            "{protocol} {} steps of {} took {passed:.0} s of the {:.0} s given: as many as this machine's speed at the start promised.",
            experiment.training.steps,
            experiment.name,
            60.0 * self.minutes,
        );
        out.send(Figure::words("How it is measured", protocol));
        Ok(())
    }
}

impl Clock {
    fn rivals(
        &self,
        clean: &Image,
        noisy: &Image,
        out: &Link<(), Figure>,
    ) -> Result<Vec<Rival>, TrainError> {
        let mut rivals = Vec::new();
        for entry in denoise::ALL {
            let method = (entry.make)();
            if method.family() == Family::Network {
                continue;
            }
            if out.stopped() {
                return Ok(rivals);
            }
            let watch = Watch::from(out.progress()).silent();
            let trial = trial(&*method, noisy, self.sigma / 255.0, Some(clean), &watch);
            let (psnr, answer) = match trial {
                Ok(trial) => {
                    let psnr = trial.scores.map_or(f64::NAN, |Scores { psnr, .. }| psnr);
                    (psnr, trial.answer)
                }
                Err(_) if out.stopped() => return Ok(rivals),
                Err(error) => {
                    let title = format!("Left out: {}", entry.label);
                    out.send(Figure::words(title, error.to_string()));
                    continue;
                }
            };
            rivals.push(Rival {
                label: entry.label,
                year: method.year(),
                psnr,
                answer,
            });
        }
        Ok(rivals)
    }

    /// The training that fits into the time on this machine.
    fn experiment(
        &self,
        shelf: &dyn Shelf,
        options: &Options,
        out: &Link<(), Figure>,
    ) -> Result<Experiment, TrainError> {
        let missing = || {
            TrainError::Mismatch(
                "the experiment denoise-quick is missing; build the program again".into(),
            )
        };
        let mut experiment = Experiment::named("denoise-quick").ok_or_else(missing)?;
        experiment.seed = self.seed;
        experiment.noise = Box::new(Gaussian::fixed(self.sigma));
        experiment.training.validate_every = 1_000_000;
        if f64::from(self.minutes) > SMALL {
            let preset = presets::find("residual-u-net-small").ok_or_else(missing)?;
            experiment.name = preset.label.into();
            experiment.architecture = (preset.make)(1);
            experiment.optimizer = Box::new(Muon::default());
            experiment.training.learning_rate = 2e-3;
            experiment.training.clip = 0.25;
        }
        // The first steps pay for what is done once: their time is left out.
        let mut times = Vec::new();
        let mut tried = experiment.clone();
        for steps in [TRIED / 3, TRIED] {
            tried.training.steps = steps;
            let link = Link::detached(out.progress().of_part());
            let mut forget = crate::train::Forget;
            let options = Options {
                snapshot_seconds: f64::INFINITY,
                ..options.clone()
            };
            let summary = fit(&tried, None, shelf, &options, &mut forget, &link)?;
            times.push(summary.seconds);
        }
        let each = (times[1] - times[0]).max(1e-4) / (TRIED - TRIED / 3) as f64;
        // What is left is for judging.
        let budget = f64::from(self.minutes) * 60.0 * 0.95;
        experiment.training.steps = ((budget / each) as u64).max(TRIED);
        Ok(experiment)
    }
}

/// Judges the network on the photograph whenever it is to be kept.
struct Watcher<'a> {
    out: &'a Link<(), Figure>,
    rivals: &'a [Rival],
    /// Seconds of training.
    budget: f64,
    experiment: &'a Experiment,
    sigma: f32,
    clean: &'a Image,
    noisy: &'a Image,
    began: Instant,
    /// Seconds and PSNR in dB.
    points: Vec<[f64; 2]>,
}

impl Watcher<'_> {
    /// Shows how the race stands.
    fn tell(&self) {
        let Self {
            out,
            rivals,
            points,
            ..
        } = self;
        out.send(chart(rivals, points));
        out.send(table(rivals, points));
        let seconds = points.last().map_or(0.0, |point| point[0]);
        out.progress().set((seconds / self.budget) as f32);
    }
}

impl Keeper for Watcher<'_> {
    fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), String> {
        let network = Learned::new(Model {
            architecture: self.experiment.architecture.clone().into(),
            channels: 1,
            weights: checkpoint.weights.clone().into(),
        });
        let seconds = self.began.elapsed().as_secs_f64();
        let again = self
            .points
            .last()
            .is_some_and(|last| seconds < last[0] + 0.01);
        let trial = trial(
            &network,
            self.noisy,
            self.sigma,
            Some(self.clean),
            &Watch::default(),
        );
        let trial = trial.map_err(|error| error.to_string())?;
        if let (Some(scores), false) = (trial.scores, again) {
            self.points.push([seconds, scores.psnr]);
            self.tell();
            let mut pictures = vec![
                ("clean".to_owned(), self.clean.clone()),
                ("noisy".to_owned(), self.noisy.clone()),
            ];
            let best = self.rivals.iter().max_by(|a, b| a.psnr.total_cmp(&b.psnr));
            pictures.extend(best.map(|best| (best.label.to_owned(), best.answer.clone())));
            pictures.push(("the network so far".into(), trial.answer));
            self.out.send(Figure::pictures("The photograph", pictures));
        }
        Ok(())
    }

    fn note(&mut self, _: &Event) -> Result<(), String> {
        Ok(())
    }
}

/// Each decade's best method until its end: (decade, method, year, PSNR).
fn decades(rivals: &[Rival]) -> Vec<(u32, &Rival)> {
    let mut best: BTreeMap<u32, &Rival> = BTreeMap::new();
    for rival in rivals {
        let decade = rival.year / 10 * 10;
        let place = best.entry(decade).or_insert(rival);
        if rival.psnr > place.psnr {
            *place = rival;
        }
    }
    // What was known before stays known.
    let mut known: Option<&Rival> = None;
    best.into_iter()
        .map(|(decade, rival)| {
            let best = known.filter(|old| old.psnr >= rival.psnr).unwrap_or(rival);
            known = Some(best);
            (decade, best)
        })
        .collect()
}

fn overtaken(points: &[[f64; 2]], psnr: f64) -> Option<f64> {
    points
        .iter()
        .find(|point| point[1] > psnr)
        .map(|point| point[0])
}

fn chart(rivals: &[Rival], points: &[[f64; 2]]) -> Figure {
    let x = Axis {
        holds: vec![0.0],
        ..Axis::new("training, with judging").unit("s")
    };
    let y = Axis::new("PSNR on the photograph")
        .unit("dB")
        .numbers(Numbers::Decimals(2));
    let network = Mark::line("network", Role::Network, points.to_vec());
    let levels = decades(rivals)
        .into_iter()
        .enumerate()
        .map(|(at, (decade, rival))| {
            let name = format!("{decade}s: {}", rival.label);
            Mark::level(name, Role::Series(at), rival.psnr)
        });
    Figure::plot("The race", x, y, levels.chain([network]))
}

fn table(rivals: &[Rival], points: &[[f64; 2]]) -> Figure {
    let row = |(decade, rival): (u32, &Rival)| {
        let overtaken = match overtaken(points, rival.psnr) {
            None => "not overtaken".into(),
            Some(seconds) => Cell::Said(seconds, format!("overtaken after {seconds:.0} s")),
        };
        vec![
            format!("until the {decade}s").into(),
            format!("{} ({})", rival.label, rival.year).into(),
            rival.psnr.into(),
            overtaken,
        ]
    };
    let columns = [
        Column::new("decade"),
        Column::new("best method"),
        Column::of("PSNR", "dB", Numbers::Decimals(2)),
        Column::of("network", "s", Numbers::Short),
    ];
    Figure::table("Overtaken", columns, decades(rivals).into_iter().map(row))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rival(label: &'static str, year: u32, psnr: f64) -> Rival {
        Rival {
            label,
            year,
            psnr,
            answer: Image::zeros(1, 0, 0),
        }
    }

    #[test]
    fn a_decade_knows_what_was_known_before() {
        let rivals = [
            rival("a", 1971, 25.0),
            rival("b", 1998, 27.0),
            rival("c", 1992, 26.0),
            rival("d", 2003, 26.5),
            rival("e", 2007, 29.0),
        ];
        let found: Vec<_> = decades(&rivals)
            .into_iter()
            .map(|(decade, rival)| (decade, rival.label))
            .collect();
        assert_eq!(found, [(1970, "a"), (1990, "b"), (2000, "e")]);
        let only = [rival("a", 1998, 27.0), rival("b", 2001, 26.0)];
        assert_eq!(decades(&only)[1].1.label, "a");
    }

    #[test]
    fn the_first_better_judgement_counts() {
        let points = [[1.0, 20.0], [2.0, 27.0], [3.0, 26.0], [4.0, 28.0]];
        assert_eq!(overtaken(&points, 26.5), Some(2.0));
        assert_eq!(overtaken(&points, 27.5), Some(4.0));
        assert_eq!(overtaken(&points, 28.0), None);
    }
}

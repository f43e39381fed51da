//! Training against the clock: how long a network must learn on this machine until it beats each decade of research.
//!
//! All classical methods clean one held-out photograph first. Then a network is trained for so many minutes, its
//! schedule cut to what this machine does in that time, and from time to time it cleans the same noisy photograph. A
//! decade is overtaken when the network is better than every method published until its end. Two minutes and less train
//! the network of `denoise-quick`, more a residual U-Net with Muon (see [`crate::nn::presets`]).

mod race;

use std::time::Instant;

use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::{Channels, TestPhoto};
use crate::degrade::noise::Gaussian;
use crate::denoise::trial::{Scores, trial, with_noise};
use crate::denoise::{self, Family, Learned, Watch};
use crate::figure::{Figure, counted};
use crate::image::Image;
use crate::job::Link;
use crate::nn::optimizer::Muon;
use crate::nn::{Model, presets};
use crate::say;
use crate::setting::Kind;
use crate::train::{Checkpoint, Event, Experiment, Keeper, Options, TrainError, fit};
use race::{Rival, chart, table, verdict, waiting};

/// How many times the network is judged.
const JUDGED: f64 = 30.0;
/// Steps that the machine's speed is measured on.
const TRIED: u64 = 24;
/// The part of the whole that the classical methods count as.
const CLASSICAL: f32 = 0.4;
/// Seconds until the network is judged first, at most.
const FIRST: f64 = 1.0;
/// The part of the budget after which it is over: the last judgement takes a moment.
const KEPT: f64 = 0.97;
/// The ids of two figures.
const MEASURED: &str = "How it is measured";
const PHOTOGRAPH: &str = "The photograph";
/// Minutes up to which the small network is trained.
const SMALL: f64 = 2.0;

crate::adjustable! {
    /// Trains a network against the clock and the history of denoising.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Clock: "clock", "Against the clock",
        "A network learns for so many minutes: which decade of research does it overtake, and when?" {
        /// Minutes of training.
        minutes: f32 = 1.0, Kind::log(0.1, 600.0),
            "Budget", "min", "How long the network may learn; 1, 5 and 30 show much.";
        /// Standard deviation of the noise.
        sigma: f32 = 25.0, Kind::float(1.0, 100.0), "σ", "/ 255", "Standard deviation of the noise; 25 is usual.";
        /// Which held-out photograph.
        photo: TestPhoto = TestPhoto::Jaguar, Kind::Choice(TestPhoto::CHOICES),
            "Photograph", "", "Which of the held-out photographs is cleaned.";
        /// Side of the part of the photograph that is cleaned.
        side: usize = 192, Kind::int(32, 384),
            "Side", "px", "Side of the part of the photograph that is cleaned; 192 leaves the classical methods a \
            minute or two.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX), "Seed", "", "Another seed, other noise and other first weights.";
    }
}

impl Lab for Clock {
    fn question(&self) -> &'static str {
        "How long must a network learn to beat fifty years of research?"
    }

    fn claim(&self) -> &'static str {
        "Given the time, a network overtakes the best classical method of every decade on this photograph."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Keyhole,
            story: "Then learning upset the cards: pairs of noisy and clean pictures, a network, and time. How much \
                 time? Every method from 1974 on waits on the same photograph, and the clock runs.",
            tries: &[
                Try {
                    words: "A tenth of a minute",
                    settings: &[("minutes", "0.1")],
                },
                Try {
                    words: "Five minutes",
                    settings: &[("minutes", "5")],
                },
                Try {
                    words: "Strong noise",
                    settings: &[("sigma", "50")],
                },
            ],
            sources: &[
                "Zhang, Zuo, Chen, Meng and Zhang 2017, doi:10.1109/TIP.2017.2662206",
                "Dabov, Foi, Katkovnik and Egiazarian 2007, doi:10.1109/TIP.2007.901238",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            minutes: 0.1,
            side: 48,
            ..self.clone()
        })
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let [clean, noisy] = self.begin(desk)?;
        let rivals = self.rivals(&clean, &noisy, &desk.part(0.0, CLASSICAL));
        let desk = &desk.part(CLASSICAL, 1.0);
        let experiment = self.experiment(desk)?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        let mut watcher = Watcher {
            desk,
            rivals: &rivals,
            budget: f64::from(self.minutes) * 60.0,
            experiment: &experiment,
            sigma: self.sigma / 255.0,
            clean: &clean,
            noisy: &noisy,
            began: Instant::now(),
            points: Vec::new(),
            answer: None,
        };
        let checkpoint_seconds = f64::from(self.minutes) * 60.0 / JUDGED;
        let options = Options {
            snapshot_seconds: f64::INFINITY,
            checkpoint_seconds,
            first_checkpoint_seconds: checkpoint_seconds.min(FIRST),
            ..desk.options().clone()
        };
        let link = Link::detached(desk.progress().of_part());
        let shelf = desk.shelf();
        let trained = fit(&experiment, None, shelf, &options, &mut watcher, &link)?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        watcher.tell();
        watcher.photograph(true);
        let passed = watcher.points.last().map_or(0.0, |point| point[0]);
        let (asked, done) = (experiment.training.steps, trained.summary.steps);
        let end = match done < asked {
            true => format!(
                "the clock ended it before the {asked} steps that this machine's speed at the start promised: it had \
                 other work, and so the rate was not yet at its lowest."
            ),
            false => "as many as this machine's speed at the start promised.".to_owned(),
        };
        let protocol = format!(
            "{} {} of {} took {passed:.0} s of the {:.0} s given: {end}",
            self.protocol([clean.height(), clean.width()]),
            counted(done as usize, "step", "steps"),
            experiment.name,
            60.0 * self.minutes,
        );
        desk.show(Figure::words(MEASURED, protocol));
        Ok(verdict(&rivals, &watcher.points))
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        self.begin(desk).map(drop)
    }

    fn bench(&self) -> Option<Experiment> {
        // How many steps fit into the time is measured when it is done; on the bench they are those of the network.
        self.network()
    }
}

impl Clock {
    /// The photograph, clean and noisy, and the race before it begins, which are shown.
    fn begin(&self, desk: &Desk<'_>) -> Result<[Image; 2], TrainError> {
        let grey = Channels::Gray.of(&self.photo.of(desk.shelf())?);
        let (height, width) = (grey.height().min(self.side), grey.width().min(self.side));
        let corner = ((grey.height() - height) / 2, (grey.width() - width) / 2);
        let clean = grey.crop(corner.0, corner.1, height, width);
        let noisy = with_noise(&clean, self.sigma / 255.0, self.seed, 0);
        desk.show(Figure::words(MEASURED, self.protocol([height, width])));
        let pictures = [("clean", &clean), ("noisy", &noisy)];
        let pictures = pictures.map(|(name, picture)| (name.to_owned(), picture.clone()));
        desk.show(Figure::pictures(PHOTOGRAPH, pictures));
        Ok([clean, noisy])
    }

    /// How the photograph is judged.
    fn protocol(&self, [height, width]: [usize; 2]) -> String {
        format!(
            "{}, the middle {width}×{height} pixels, grey, σ = {} / 255, noise of seed {}, unclipped; answers \
             clipped, no border crop. Every classical method cleans it first.",
            self.photo.label(),
            self.sigma,
            self.seed,
        )
    }

    /// What every classical method makes of the photograph.
    fn rivals(&self, clean: &Image, noisy: &Image, desk: &Desk<'_>) -> Vec<Rival> {
        let mut rivals = Vec::new();
        let made = denoise::ALL.iter().enumerate();
        let made = made.map(|(rank, entry)| (rank, entry, (entry.make)()));
        let classical: Vec<_> = made
            .filter(|(_, _, method)| method.family() != Family::Network)
            .collect();
        let all = classical.len();
        let budget = 60.0 * f64::from(self.minutes);
        for (at, (rank, entry, method)) in classical.into_iter().enumerate() {
            desk.done(at as f32 / all as f32);
            if desk.stopped() {
                return rivals;
            }
            let watch = Watch::from(desk.progress()).silent();
            let trial = trial(&*method, noisy, self.sigma / 255.0, Some(clean), &watch);
            let (psnr, answer) = match trial {
                Ok(trial) => {
                    let psnr = trial.scores.map_or(f64::NAN, |Scores { psnr, .. }| psnr);
                    (psnr, trial.answer)
                }
                Err(_) if desk.stopped() => return rivals,
                Err(error) => {
                    desk.show(Figure::words(
                        format!("Left out: {}", entry.label),
                        error.to_string(),
                    ));
                    continue;
                }
            };
            rivals.push(Rival {
                label: entry.label,
                rank,
                year: method.year(),
                psnr,
                answer,
            });
            // The race is drawn from the first answer on.
            desk.show(chart(&rivals, &[], budget));
            desk.show(table(&rivals, &[]));
            let words = waiting(&rivals, all);
            desk.judge(&Verdict::open(words));
        }
        rivals
    }

    /// The network and how it learns.
    fn network(&self) -> Option<Experiment> {
        let mut experiment = Experiment::named("denoise-quick")?;
        experiment.seed = self.seed;
        experiment.noise = Box::new(Gaussian::fixed(self.sigma));
        if f64::from(self.minutes) > SMALL {
            let preset = presets::find("residual-u-net-small")?;
            experiment.name = preset.label.into();
            experiment.architecture = (preset.make)(1);
            experiment.optimizer = Box::new(Muon::default());
            experiment.training.learning_rate = 2e-3;
            experiment.training.clip = 0.25;
        }
        Some(experiment)
    }

    /// The training that fits into the time on this machine.
    fn experiment(&self, desk: &Desk<'_>) -> Result<Experiment, TrainError> {
        let missing = || {
            TrainError::Mismatch(say!(
                "the experiment denoise-quick is missing; build the program again"
            ))
        };
        let mut experiment = self.network().ok_or_else(missing)?;
        experiment.training.validate_every = 1_000_000;
        // The first steps pay for what is done once: their time is left out.
        let mut times = Vec::new();
        let mut tried = experiment.clone();
        for steps in [TRIED / 3, TRIED] {
            tried.training.steps = steps;
            let link = Link::detached(desk.progress().of_part());
            let mut forget = crate::train::Forget;
            let options = Options {
                snapshot_seconds: f64::INFINITY,
                ..desk.options().clone()
            };
            let trained = fit(&tried, None, desk.shelf(), &options, &mut forget, &link)?;
            if desk.stopped() {
                return Ok(experiment);
            }
            times.push(trained.summary.seconds);
        }
        let each = (times[1] - times[0]).max(1e-4) / (TRIED - TRIED / 3) as f64;
        // What is left is for judging.
        let budget = f64::from(self.minutes) * 60.0;
        experiment.training.steps = ((0.95 * budget / each) as u64).max(TRIED);
        // A machine that has other work to do meanwhile does fewer in that time: then it ends before the last step.
        experiment.training.time = (KEPT * budget) as f32;
        Ok(experiment)
    }
}

/// Judges the network on the photograph whenever it is to be kept.
struct Watcher<'a> {
    desk: &'a Desk<'a>,
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
    /// What the network made of the photograph last.
    answer: Option<Image>,
}

impl Watcher<'_> {
    /// Shows how the race stands.
    fn tell(&self) {
        let Self {
            desk,
            rivals,
            points,
            ..
        } = self;
        desk.show(chart(rivals, points, self.budget));
        desk.show(table(rivals, points));
        desk.judge(&verdict(rivals, points));
        let seconds = points.last().map_or(0.0, |point| point[0]);
        desk.done((seconds / self.budget) as f32);
    }

    /// Shows what the best classical method and the network have made of the photograph, so far or in the end.
    fn photograph(&self, ended: bool) {
        let mut pictures = vec![
            ("clean".to_owned(), self.clean.clone()),
            ("noisy".to_owned(), self.noisy.clone()),
        ];
        let best = self.rivals.iter().max_by(|a, b| a.psnr.total_cmp(&b.psnr));
        pictures.extend(best.map(|best| (best.label.to_owned(), best.answer.clone())));
        let seconds = self.points.last().map_or(0.0, |point| point[0]);
        let caption = match ended {
            true => format!("the network in the end, after {seconds:.0} s"),
            false => format!("the network so far, after {seconds:.0} s"),
        };
        pictures.extend(self.answer.clone().map(|answer| (caption, answer)));
        self.desk.show(Figure::pictures(PHOTOGRAPH, pictures));
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
            self.answer = Some(trial.answer);
            self.photograph(false);
        }
        Ok(())
    }

    fn note(&mut self, _: &Event) -> Result<(), String> {
        Ok(())
    }
}

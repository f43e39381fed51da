//! Which learning rate suits an experiment: a short run whose rate grows step by step, and the loss at each rate.
//!
//! Source: L. N. Smith 2017, Cyclical learning rates for training neural networks, section 3.3, arXiv:1506.01186.

use crate::data::Shelf;
use crate::job::{Link, Progress};
use crate::train::{
    Checkpoint, Event, Experiment, Forget, Keeper, Options, Schedule, StepRecord, TrainError, fit,
};

/// Steps of the run.
const STEPS: u64 = 120;
/// The first rate and the last.
const RATES: [f32; 2] = [1e-6, 10.0];
/// Memory of the mean that the loss is smoothed by, in steps.
const SMOOTH: f64 = 8.0;
/// A smoothed loss so many times the least one ends the run: higher rates only destroy.
const ASTRAY: f64 = 4.0;
/// Steps before it may.
const PATIENCE: usize = 20;
/// The suggestion lies so far below the rate of the least loss, where the loss still falls.
const BELOW: f64 = 10.0;

crate::adjustable! {
    /// The rate grows by the same factor at each step, up to that of the experiment. It is no member of the catalogue:
    /// nobody would train like this.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Growing: "growing", "Growing", "The learning rate grows by the same factor at each step." {}
}

impl Schedule for Growing {
    fn factor(&self, step: u64, steps: u64) -> f32 {
        let [first, last] = RATES;
        let share = step as f32 / steps.saturating_sub(1).max(1) as f32;
        (first / last).powf(1.0 - share)
    }
}

/// The loss at growing rates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RateTrial {
    /// Learning rate and the batch's loss, in the order of rates.
    pub raw: Vec<[f64; 2]>,
    /// The same with the loss smoothed.
    pub smooth: Vec<[f64; 2]>,
    /// The rate to begin with: a tenth of the one at which the smoothed loss was least. None where the loss never fell.
    pub suggested: Option<f32>,
}

impl RateTrial {
    /// What follows from steps that were made.
    fn of(steps: &[StepRecord]) -> Self {
        let mut trial = Self::default();
        let (mut mean, mut weight) = (0.0, 0.0);
        let keep = 1.0 - 1.0 / SMOOTH;
        for step in steps.iter().filter(|step| step.loss.is_finite()) {
            let (rate, loss) = (f64::from(step.learning_rate), f64::from(step.loss));
            mean = keep * mean + (1.0 - keep) * loss;
            weight = keep * weight + (1.0 - keep);
            trial.raw.push([rate, loss]);
            trial.smooth.push([rate, mean / weight]);
        }
        // The first few are means of hardly more than one batch.
        let settled = trial.smooth.iter().skip(SMOOTH as usize);
        let least = settled.min_by(|one, other| one[1].total_cmp(&other[1]));
        let first = trial.smooth.get(SMOOTH as usize);
        trial.suggested = least
            .zip(first)
            .filter(|(least, first)| least[0] > first[0] && least[1] < first[1])
            .map(|(least, _)| round((least[0] / BELOW) as f32));
        trial
    }

    /// Whether the smoothed loss has left the least one far below.
    fn is_astray(&self) -> bool {
        let least = self.smooth.iter().map(|point| point[1]);
        let least = least.fold(f64::INFINITY, f64::min);
        let last = self.smooth.last().map_or(0.0, |point| point[1]);
        self.smooth.len() > PATIENCE && last > ASTRAY * least
    }
}

/// To one digit: 1, 2, 3 or 5 of a power of ten, for more would only seem exact.
fn round(rate: f32) -> f32 {
    let rate = f64::from(rate);
    let power = 10f64.powi(rate.log10().floor() as i32);
    let digits = [1.0, 2.0, 3.0, 5.0, 10.0];
    let far = |digit: &f64| (digit * power / rate).ln().abs();
    let nearest = digits
        .into_iter()
        .min_by(|one, other| far(one).total_cmp(&far(other)));
    nearest.map_or(rate, |digit| digit * power) as f32
}

/// Collects steps, and ends the run where it has seen enough.
struct Collector {
    steps: Vec<StepRecord>,
    progress: Progress,
}

impl Keeper for Collector {
    fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), String> {
        Forget.keep(checkpoint)
    }

    fn note(&mut self, event: &Event) -> Result<(), String> {
        if let Event::Steps(steps) = event {
            self.steps.extend_from_slice(steps);
            let done = self.steps.len() as u64;
            self.progress.set(done as f32 / STEPS as f32);
            // Nobody needs the judgement at the end.
            if done == STEPS || RateTrial::of(&self.steps).is_astray() {
                self.progress.stop();
            }
        }
        Ok(())
    }
}

/// Trains a copy of the experiment's network for 120 steps at rates from 10⁻⁶ to 10, or until the loss goes astray.
/// Cost: that of so many steps, and of loading the data.
///
/// # Errors
/// [`TrainError`], when the experiment cannot be trained; that it diverges at a high rate is no error.
pub fn try_rates(
    experiment: &Experiment,
    shelf: &dyn Shelf,
    options: &Options,
    progress: &Progress,
) -> Result<RateTrial, TrainError> {
    let mut tried = experiment.clone();
    tried.schedule = Box::new(Growing {});
    tried.training.learning_rate = RATES[1];
    tried.training.steps = STEPS;
    tried.training.validate_every = STEPS;
    // No rule ends the search.
    tried.training.time = 0.0;
    tried.training.target = 0.0;
    tried.training.patience = 0;
    let options = Options {
        snapshot_seconds: f64::INFINITY,
        checkpoint_seconds: f64::INFINITY,
        first_checkpoint_seconds: f64::INFINITY,
        ..options.clone()
    };
    let mut collector = Collector {
        steps: Vec::new(),
        progress: progress.clone(),
    };
    let link = Link::detached(progress.clone());
    match fit(&tried, None, shelf, &options, &mut collector, &link) {
        Ok(_) | Err(TrainError::Diverged { .. }) => Ok(RateTrial::of(&collector.steps)),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::EmptyShelf;

    #[test]
    fn rates_grow_evenly_from_the_first_to_the_last() {
        let factor = |step| Growing {}.factor(step, STEPS) * RATES[1];
        assert!((factor(0) / RATES[0] - 1.0).abs() < 1e-4);
        assert!((factor(STEPS - 1) / RATES[1] - 1.0).abs() < 1e-4);
        let [one, two] = [factor(10) / factor(9), factor(90) / factor(89)];
        assert!((one - two).abs() < 1e-3);
    }

    #[test]
    fn the_suggestion_lies_a_tenth_below_the_least_loss() {
        // Falls until 0.1, then rises.
        let record = |at: i32| {
            let rate = 10f32.powf(at as f32 / 20.0 - 5.0);
            let loss = ((rate.log10() + 1.0).abs() + 0.5) / 4.0;
            StepRecord {
                step: at as u64 + 1,
                loss,
                metric: 0.0,
                learning_rate: rate,
            }
        };
        let trial = RateTrial::of(&(0..110).map(record).collect::<Vec<_>>());
        let suggested = trial.suggested.unwrap();
        assert!((0.009..0.031).contains(&suggested), "{suggested}");
        let rising: Vec<_> = (90..110).map(record).collect();
        assert_eq!(RateTrial::of(&rising).suggested, None);
        assert_eq!(RateTrial::of(&[]), RateTrial::default());
        assert_eq!(
            [round(0.0021), round(0.00041), round(0.8)],
            [0.002, 0.0005, 1.0]
        );
    }

    #[test]
    fn a_real_experiment_gets_a_rate_that_learns() {
        let experiment = Experiment::named("points-xor").unwrap();
        let options = Options::default();
        let trial = try_rates(&experiment, &EmptyShelf, &options, &Progress::default()).unwrap();
        assert!(trial.raw.len() > PATIENCE, "{}", trial.raw.len());
        let suggested = trial.suggested.unwrap();
        assert!((1e-4..=1.0).contains(&suggested), "{suggested}");
        let loss = |rate: f32| {
            let mut experiment = experiment.clone();
            experiment.training.learning_rate = rate;
            experiment.training.steps = 150;
            let link = Link::detached(Progress::default());
            let trained = fit(&experiment, None, &EmptyShelf, &options, &mut Forget, &link);
            trained.unwrap().history.newest.unwrap().loss
        };
        assert!(loss(suggested) < loss(1e-6));
    }
}

//! Schedules: how the learning rate changes over a run. To add one, copy `step.rs`: its head says what to do.

mod constant;
mod cosine;
mod one_cycle;
mod step;
mod warm_up;

use dyn_clone::DynClone;

use crate::setting::{Adjust, Catalogue};

pub use constant::Constant;
pub use cosine::Cosine;
pub use one_cycle::OneCycle;
pub use step::Step;
pub use warm_up::WarmUp;

/// A schedule of the learning rate.
pub trait Schedule: Adjust + DynClone + Send + Sync {
    /// The factor on the learning rate at `step` (from 0) of `steps`.
    fn factor(&self, step: u64, steps: u64) -> f32;
}

dyn_clone::clone_trait_object!(Schedule);

/// All schedules, in the order of menus.
pub static ALL: Catalogue<dyn Schedule> = &[
    crate::entry!(Constant),
    crate::entry!(Step),
    crate::entry!(Cosine),
    crate::entry!(WarmUp),
    crate::entry!(OneCycle),
];

/// How far `step` is on the way to `steps`, 0..1.
fn share(step: u64, steps: u64) -> f64 {
    (step as f64 / steps.max(1) as f64).min(1.0)
}

/// Half a cosine wave from `from` (at 0) to `to` (at 1).
fn glide(from: f64, to: f64, at: f64) -> f64 {
    to + (from - to) * 0.5 * (1.0 + (std::f64::consts::PI * at).cos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_sane_for_every_length() {
        for entry in ALL {
            let schedule = (entry.make)();
            for steps in [1, 2, 7, 100, 5000] {
                for step in 0..steps {
                    let factor = schedule.factor(step, steps);
                    assert!(
                        (0.0..=1.0).contains(&factor),
                        "{}: {factor} at {step} of {steps}",
                        entry.id
                    );
                }
            }
        }
    }

    #[test]
    fn factors_by_hand() {
        let near =
            |found: f32, wanted: f32| assert!((found - wanted).abs() < 1e-6, "{found} {wanted}");
        near(Constant::default().factor(70, 100), 1.0);
        let step = Step {
            every: 10,
            factor: 0.5,
        };
        near(step.factor(9, 100), 1.0);
        near(step.factor(10, 100), 0.5);
        near(step.factor(25, 100), 0.25);
        let cosine = Cosine { last: 0.1 };
        near(cosine.factor(0, 100), 1.0);
        near(cosine.factor(50, 100), 0.55);
        near(cosine.factor(100, 100), 0.1);
        let warm = WarmUp { over: 4 };
        near(warm.factor(0, 100), 0.25);
        near(warm.factor(3, 100), 1.0);
        near(warm.factor(50, 100), 1.0);
        let cycle = OneCycle {
            rise: 0.25,
            first: 0.04,
            last: 0.0,
        };
        near(cycle.factor(0, 100), 0.04);
        near(cycle.factor(25, 100), 1.0);
        near(cycle.factor(100, 100), 0.0);
        assert!(cycle.factor(60, 100) < cycle.factor(40, 100));
    }
}

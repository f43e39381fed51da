//! Whether the claim is true, in numbers.

use super::learn::Way;
use super::matter::Matter;
use super::shown::{COVERED, apart, mean, surely};
use super::sure::{accuracy, calibration_error, right_at, sureness};
use super::{Came, Diagnosis, Found, Pictures};
use crate::figure::counted;
use crate::labs::Verdict;

/// The claim, in per cent: one network is surer than right by so many points at least,
const SURER: f64 = 3.0;
/// with its temperature its calibration error is at most this,
const ERROR: f64 = 3.5;
/// of the surest 80 % so many are right at least,
const RIGHT: f64 = 88.0;
/// and of the digits it answers so many with 90 % or more, five networks together less than half as many.
const DIGITS: f64 = 20.0;

/// Whether one seed says so; the first kind of something else are digits.
fn holds(found: &Found) -> Option<bool> {
    let [one, tempered] = [found.way(Way::One)?, found.way(Way::Tempered)?];
    let surer = 100.0 * (sureness(&one.judged) - accuracy(&one.judged));
    let error = 100.0 * calibration_error(&tempered.judged);
    let right = 100.0 * right_at(&one.judged, COVERED);
    let digits = |way: Way| surely(found, way, 0).map(|share| 100.0 * share);
    let [alone, together] = [digits(Way::One)?, digits(Way::Ensemble)?];
    Some(
        surer >= SURER
            && error <= ERROR
            && right >= RIGHT
            && alone >= DIGITS
            && together < 0.5 * alone,
    )
}

impl Diagnosis {
    pub(super) fn verdict(&self, matter: &Matter, all: &[Found]) -> Verdict {
        let so = all
            .iter()
            .filter(|found| holds(found) == Some(true))
            .count();
        let number =
            |way: Way, of: &dyn Fn(&Came) -> f64| 100.0 * mean(all, |found| found.way(way).map(of));
        let error = |way: Way| number(way, &|came| calibration_error(&came.judged));
        let mut words = format!(
            "so it was with {so} of {}. One network is {:.1} % sure and {:.1} % right; calibration error {:.1} % (with \
             a temperature of {:.2}: {:.1} %), of the ensemble {:.1} %. Of the surest 80 % are {:.1} % right.",
            counted(all.len(), "seed", "seeds"),
            number(Way::One, &|came| sureness(&came.judged)),
            number(Way::One, &|came| accuracy(&came.judged)),
            error(Way::One),
            mean(all, |found| Some(found.temperature)),
            error(Way::Tempered),
            error(Way::Ensemble),
            number(Way::One, &|came| right_at(&came.judged, COVERED)),
        );
        if let Some((name, _)) = matter.others.first() {
            let share = |way: Way| 100.0 * mean(all, |found| surely(found, way, 0));
            let area = |way: Way| mean(all, |found| apart(found, way, 0));
            words += &format!(
                " Of {name} {:.0} % are answered with 90 % or more, with the temperature {:.0} %, by the ensemble \
                 {:.0} %; as signs of something else its doubts are worth {:.2} of 1, the ensemble's {:.2} (0.5: \
                 nothing).",
                share(Way::One),
                share(Way::Tempered),
                share(Way::Ensemble),
                area(Way::One),
                area(Way::Ensemble),
            );
        }
        let verdict = Verdict::over_seeds(so, all.len(), words, numbers(matter, all));
        let usual = Self::default();
        let same =
            (self.count, self.members, self.steps) == (usual.count, usual.members, usual.steps);
        match self.pictures == Pictures::Fashion && self.folder.trim().is_empty() && same {
            true => verdict,
            false => verdict.left_open("The claim is about clothes, and the usual networks."),
        }
    }
}

/// Everything that was measured.
fn numbers(matter: &Matter, all: &[Found]) -> Vec<(String, f64)> {
    let mut numbers = Vec::new();
    for found in all {
        let seed = found.seed;
        numbers.push((format!("seed {seed}: temperature"), found.temperature));
        for came in &found.came {
            let mut put = |what: &str, number: f64| {
                numbers.push((format!("{}, seed {seed}: {what}", came.way.name()), number));
            };
            let judged = &came.judged;
            put("right, %", 100.0 * accuracy(judged));
            put("sure, %", 100.0 * sureness(judged));
            put("calibration error, %", 100.0 * calibration_error(judged));
            put("log loss", came.log_loss);
            put(
                "right of the surest 80 %, %",
                100.0 * right_at(judged, COVERED),
            );
            for (kind, (other, _)) in matter.others.iter().enumerate() {
                if let Some(share) = surely(found, came.way, kind) {
                    put(&format!("{other} with 90 % or more, %"), 100.0 * share);
                }
                if let Some(area) = apart(found, came.way, kind) {
                    put(&format!("{other}, area under the curve"), area);
                }
            }
        }
    }
    numbers
}

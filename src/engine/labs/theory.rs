//! What a denoiser does, by classical analysis: the derivative of its answer, as a matrix.
//!
//! A denoiser without added constants answers a picture y with J y, J its derivative there: for each picture it is a
//! linear filter that it has chosen. Rows of J are the filter of a pixel, its trace the degrees of freedom, its
//! singular values what is kept. Sources: Mohan, Kadkhodaie, Simoncelli and Fernandez-Granda 2020,
//! arXiv:1906.05478; Milanfar 2013, doi:10.1109/MSP.2011.2179329.

mod jacobian;
mod shown;
#[cfg(test)]
mod tests;

use super::methods::{Named, methods};
use super::{Act, Desk, Lab, Poke, Telling, Try, Verdict};
use crate::data::TestPhoto;
use crate::denoise::trial::with_noise;
use crate::denoise::{self, Denoiser};
use crate::figure::{Figure, Role};
use crate::image::Image;
use crate::say;
use crate::setting::{Kind, Value, find};
use crate::train::TrainError;
use jacobian::Jacobian;
use shown::Looked;

/// The claim: so near is f(y) to J y where nothing is added.
const NEAR: f64 = 1e-4;
/// Classical methods that are looked at.
const CLASSICAL: [&str; 3] = ["wiener", "nl-means", "bm3d"];

crate::adjustable! {
    /// The derivative of denoisers at a small patch.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Theory: "theory", "What a denoiser does",
        "The derivative of networks and classical methods at a patch: filters, degrees of freedom, singular values." {
        /// Which photograph.
        photo: TestPhoto = TestPhoto::Parrot, Kind::Choice(TestPhoto::CHOICES),
            "Photograph", "", "Which of the held-out photographs the patch is of.";
        /// Its upper edge.
        top: usize = 96, Kind::int(0, 2000), "Top", "px", "Where in the photograph the patch begins, from the top.";
        /// Its left edge.
        left: usize = 96, Kind::int(0, 2000), "Left", "px", "Where in the photograph the patch begins, from the left.";
        /// Its side.
        side: usize = 24, Kind::int(8, 40), "Side", "px", "Side of the patch; the work grows with its fourth power.";
        /// The noise.
        sigma: f32 = 25.0, Kind::float(1.0, 100.0), "σ", "/ 255", "Standard deviation of the noise.";
        /// Row of the pixel that is looked at.
        row: usize = 12, Kind::int(0, 39), "Row", "", "Which pixel is looked at: its row, or a click on the patch.";
        /// Its column.
        column: usize = 12, Kind::int(0, 39),
            "Column", "", "Which pixel is looked at: its column, or a click on the patch.";
        /// The methods.
        methods: String = CLASSICAL.join(","), Kind::Text,
            "Methods", "", "Classical methods beside the networks, by id, with commas.";
        /// Decides the noise.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other noise.";
        /// How many seeds.
        seeds: u64 = 2, Kind::int(1, 100),
            "Seeds", "", "The claim is tried with so many draws of noise; figures show the first.";
    }
}

impl Lab for Theory {
    fn question(&self) -> &'static str {
        "What does a denoiser do with a picture?"
    }

    fn claim(&self) -> &'static str {
        "A network without added constants answers with J y, J its own derivative: for each picture it is a linear \
        filter that it has chosen, to 0.0001 at every pixel. A network with constants is not."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Marriage,
            story: "A network has a hundred thousand knobs, and what it does need not stay a riddle: the tools of \
                half a century of filters apply. Its derivative is a matrix whose rows are filters. Look along an \
                edge, and on a plain; count what is kept; and see which beliefs do not hold.",
            tries: &[
                Try {
                    words: "A plain sky instead of feathers",
                    settings: &[
                        ("photo", "gc_france_chateaudeChenonceau"),
                        ("top", "8"),
                        ("left", "8"),
                    ],
                },
                Try {
                    words: "Strong noise: longer filters, less freedom",
                    settings: &[("sigma", "75")],
                },
                Try {
                    words: "A bilateral filter and the median",
                    settings: &[("methods", "bilateral,median")],
                },
            ],
            sources: &[
                "Mohan, Kadkhodaie, Simoncelli and Fernandez-Granda 2020, arXiv:1906.05478",
                "Milanfar 2013, doi:10.1109/MSP.2011.2179329",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            side: 12,
            methods: "wiener".into(),
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        self.begin(desk).map(drop)
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let subjects = self.subjects()?;
        let [clean, first] = self.begin(desk)?;
        let sigma = self.sigma / 255.0;
        let mut looked = Vec::new();
        let place = [self.row, self.column];
        let all = subjects.len() as f32 + self.seeds as f32 - 1.0;
        let mut done = 0.0;
        for (name, role, method) in &subjects {
            let jacobian = match Jacobian::of(&**method, &first, sigma, desk) {
                Ok(Some(jacobian)) => jacobian,
                Ok(None) => return Ok(Verdict::stopped()),
                Err(_) if desk.stopped() => return Ok(Verdict::stopped()),
                Err(error) => {
                    desk.show(Figure::words(
                        format!("Left out: {name}"),
                        error.to_string(),
                    ));
                    continue;
                }
            };
            looked.push(Looked {
                name: name.clone(),
                role: *role,
                read: jacobian.read(),
                jacobian,
            });
            done += 1.0;
            desk.done(done / all);
            desk.show(shown::rows([&clean, &first], &looked, place));
            desk.show(shown::spectrum(&looked));
            desk.show(shown::table(&looked));
            desk.judge(&self.verdict(&looked, &[]));
        }
        // With other noise only the claim is tried, on both networks.
        let mut others = Vec::new();
        for seed in self.seed + 1..self.seed + self.seeds {
            let noisy = with_noise(&clean, sigma, seed, 0);
            let mut pair = [f64::NAN; 2];
            for (off, (_, _, method)) in pair.iter_mut().zip(&subjects) {
                match Jacobian::of(&**method, &noisy, sigma, desk) {
                    Ok(Some(jacobian)) => *off = jacobian.off,
                    _ => return Ok(Verdict::stopped()),
                }
            }
            others.push(pair);
            done += 1.0;
            desk.done(done / all);
        }
        let verdict = self.verdict(&looked, &others);
        desk.judge(&verdict);
        while let Some(Poke::Place(place)) = desk.wait() {
            desk.show(shown::rows([&clean, &first], &looked, place));
        }
        Ok(verdict)
    }
}

/// A denoiser with its name.
type Subject = (String, Role, Box<dyn Denoiser>);

impl Theory {
    /// The patch, clean and noisy, which is shown.
    fn begin(&self, desk: &Desk<'_>) -> Result<[Image; 2], TrainError> {
        let clean = self.photo.of(desk.shelf())?.gray();
        let (_, height, width) = clean.dim();
        let side = self.side.min(height).min(width);
        let [top, left] = [self.top.min(height - side), self.left.min(width - side)];
        let clean = clean.crop(top, left, side, side);
        let noisy = with_noise(&clean, self.sigma / 255.0, self.seed, 0);
        desk.show(shown::rows([&clean, &noisy], &[], [self.row, self.column]));
        Ok([clean, noisy])
    }

    /// The networks without and with constants, then the methods.
    fn subjects(&self) -> Result<Vec<Subject>, TrainError> {
        let network = |id: &str| find(denoise::ALL, id).map(|entry| (entry.make)());
        let missing = || {
            TrainError::Mismatch(say!(
                "a bundled network is missing; build the program again"
            ))
        };
        let mut without = network("flexible").ok_or_else(missing)?;
        // Without the bound on what may be removed it is the network alone.
        let set = without.set("blind", Value::Flag(true));
        set.expect("it has this setting");
        let with = network("dncnn").ok_or_else(missing)?;
        let mut all: Vec<Subject> = vec![
            ("network without constants".into(), Role::Network, without),
            ("network with constants".into(), Role::Series(0), with),
        ];
        for Named { entry, rank } in methods(&self.methods)? {
            all.push((entry.label.into(), Role::Method(rank), (entry.make)()));
        }
        Ok(all)
    }

    fn verdict(&self, looked: &[Looked], others: &[[f64; 2]]) -> Verdict {
        let off = |at: usize| looked.get(at).map(|one| one.jacobian.off);
        let (Some(without), Some(with)) = (off(0), off(1)) else {
            return Verdict::open("the networks have not been looked at yet.");
        };
        let mut all = vec![[without, with]];
        all.extend(others);
        let right = |[without, with]: &&[f64; 2]| *without <= NEAR && *with > NEAR;
        let count = all.iter().filter(right).count();
        let mut numbers = Vec::new();
        for ([without, with], seed) in all.iter().zip(self.seed..) {
            numbers.push((
                format!("f(y) − J y without constants, seed {seed}"),
                *without,
            ));
            numbers.push((format!("f(y) − J y with constants, seed {seed}"), *with));
        }
        for one in looked {
            let norm = one.read.values.first().copied().unwrap_or(f64::NAN);
            numbers.push((format!("{}, f(y) − J y", one.name), one.jacobian.off));
            numbers.push((
                format!("{}, trace over pixels, %", one.name),
                100.0 * one.read.freedom,
            ));
            numbers.push((format!("{}, largest singular value", one.name), norm));
            numbers.push((format!("{}, asymmetry", one.name), one.read.asymmetry));
        }
        let first = &looked[0].read;
        let words = format!(
            "so it was with {count} of {} draws of noise: f(y) − J y is at most {without:.1e} without constants and \
             {with:.1e} with them. Here the one without keeps {:.0} % of the pixels' freedom, stretches some change \
             {:.2} times, and its rows sum to between {:.2} and {:.2}: one only on the average.",
            all.len(),
            100.0 * first.freedom,
            first.values.first().copied().unwrap_or(f64::NAN),
            first.sums[2],
            first.sums[3],
        );
        Verdict::over_seeds(count, all.len(), words, numbers)
    }
}

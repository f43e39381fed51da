//! What is shown: the picture on the way from solver to network, and PSNR over stages and over numbers.

use super::kin::{Kin, Stack};
use super::{Family, STAGES, Unrolled};
use crate::figure::{Axis, Cell, Column, Dash, Figure, Mark, Marking, Numbers, Role};
use crate::image::Image;
use crate::image::metrics::psnr_clipped;
use crate::train::TrainError;

/// Places on the way from solver to network that are looked at.
const PLACES: usize = 11;

/// Families of solvers.
pub(super) const FAMILIES: usize = Family::ALL.len();

/// What became of a job.
#[derive(Clone)]
pub(super) enum Taught {
    /// Iterations of the solver and PSNR in dB.
    Solver(Vec<[f64; 2]>),
    /// A network: as the solver and as it was taught.
    Network {
        /// PSNR in dB of both.
        psnr: [f64; 2],
        /// Both.
        both: [Stack; 2],
    },
}

/// Stages and whether they are tied, PSNR in dB as solver and as taught, and both.
type Network = ((usize, bool), [f64; 2], [Stack; 2]);

/// What became of one seed: by family the solver, and the networks.
#[derive(Clone, Default)]
pub(super) struct Found {
    solvers: [Option<Vec<[f64; 2]>>; FAMILIES],
    networks: [Vec<Network>; FAMILIES],
}

impl Found {
    pub(super) fn put(&mut self, family: Family, what: Option<(usize, bool)>, taught: Taught) {
        match (taught, what) {
            (Taught::Solver(curve), _) => self.solvers[family as usize] = Some(curve),
            (Taught::Network { psnr, both }, Some(what)) => {
                let networks = &mut self.networks[family as usize];
                networks.push((what, psnr, both));
                networks.sort_by_key(|one| one.0);
            }
            (Taught::Network { .. }, None) => {}
        }
    }

    /// Iterations and PSNR in dB of the solver.
    pub(super) fn solver(&self, family: Family) -> Option<&Vec<[f64; 2]>> {
        self.solvers[family as usize].as_ref()
    }

    /// Stages, whether they are tied, PSNR in dB as the solver and as taught, numbers.
    pub(super) fn networks(
        &self,
        family: Family,
    ) -> impl Iterator<Item = (usize, bool, f64, f64, usize)> {
        let networks = self.networks[family as usize].iter();
        networks.map(|((stages, tied), [start, end], both)| {
            (*stages, *tied, *start, *end, both[0].numbers())
        })
    }

    /// The solver and the network of so many stages.
    pub(super) fn taught(&self, family: Family, which: (usize, bool)) -> Option<&[Stack; 2]> {
        let mut networks = self.networks[family as usize].iter();
        networks.find(|one| one.0 == which).map(|one| &one.2)
    }

    /// Whether everything has been taught.
    pub(super) fn is_whole(&self) -> bool {
        let all = 2 * STAGES.len() - 1;
        let networks = self.networks.iter().all(|some| some.len() == all);
        networks && self.solvers.iter().all(Option::is_some)
    }
}

fn pictures(lab: &Unrolled, all: Vec<(String, Image)>) -> Figure {
    Figure::pictures("From solver to network", all).note(format!(
        "σ = {} / 255, not clipped; scores of clipped answers.",
        lab.sigma
    ))
}

/// The picture, before anything is taught.
pub(super) fn first(lab: &Unrolled, [clean, noisy]: &[Image; 2]) -> Figure {
    let noise = format!("noisy, {:.2} dB", psnr_clipped(clean, noisy));
    let all = vec![("clean".to_owned(), clean.clone()), (noise, noisy.clone())];
    pictures(lab, all)
}

/// The picture as solver, network and what lies between clean it, and how good each place on the way is.
///
/// # Errors
/// [`TrainError::Architecture`], when the network cannot be built for the picture.
pub(super) fn way(
    lab: &Unrolled,
    kin: &dyn Kin,
    [solver, taught]: &[Stack; 2],
    picture: &[Image; 2],
) -> Result<[Figure; 2], TrainError> {
    let [clean, noisy] = picture;
    let mut all = vec![("clean".to_owned(), clean.clone())];
    let mut put = |name: &str, answer: Image| {
        all.push((
            format!("{name}, {:.2} dB", psnr_clipped(clean, &answer)),
            answer,
        ));
    };
    put("noisy", noisy.clone());
    put("solver", solver.clean(kin, noisy)?);
    if lab.share > 0.0 && lab.share < 1.0 {
        let between = solver.towards(taught, lab.share);
        put(
            &format!("{:.0} % of the way", 100.0 * lab.share),
            between.clean(kin, noisy)?,
        );
    }
    put("network", taught.clean(kin, noisy)?);
    let mut points = Vec::new();
    for at in 0..PLACES {
        let share = at as f32 / (PLACES - 1) as f32;
        let answer = solver.towards(taught, share).clean(kin, noisy)?;
        points.push([f64::from(share), psnr_clipped(clean, &answer)]);
    }
    let (stages, tied) = lab.chosen();
    let x = Axis::new("share of the way from solver to network").range(0.0, 1.0);
    let y = Axis::new("PSNR of this picture")
        .unit("dB")
        .numbers(Numbers::Decimals(1));
    let here = Marking::Moment {
        x: f64::from(lab.share),
        held: false,
    };
    let marks = [
        Mark::new("looked at", Role::Chosen, here),
        Mark::line("", Role::Network, points),
    ];
    let plot = Figure::plot("On the way from solver to network", x, y, marks).note(format!(
        "{}, {stages} {}{}: all numbers move straight from the solver's to those that were learned.",
        lab.family.label(),
        if stages == 1 { "stage" } else { "stages" },
        if tied { ", tied" } else { "" },
    ));
    Ok([pictures(lab, all), plot])
}

/// The mean of what is known.
fn mean(values: &[f64]) -> Option<f64> {
    let count = values.len();
    (count > 0).then(|| values.iter().sum::<f64>() / count as f64)
}

/// What the solver comes to with so many iterations.
fn solver_line(found: &[Found], family: Family) -> Vec<[f64; 2]> {
    let known: Vec<&Vec<[f64; 2]>> = found.iter().filter_map(|one| one.solver(family)).collect();
    let Some(first) = known.first() else {
        return Vec::new();
    };
    let point = |at: usize| {
        let values: Vec<f64> = known.iter().map(|curve| curve[at][1]).collect();
        [first[at][0], mean(&values).unwrap_or(f64::NAN)]
    };
    (0..first.len()).map(point).collect()
}

/// Stages, numbers and mean PSNR of networks, taught ones or as they began.
fn network_line(found: &[Found], family: Family, wanted: bool) -> Vec<[f64; 4]> {
    let one = |stages: usize| {
        let mut each = [Vec::new(), Vec::new()];
        let mut size = 0;
        for found in found {
            for (own, tied, start, end, numbers) in found.networks(family) {
                // One stage is both.
                if own == stages && (tied == wanted || own == 1) {
                    each[0].push(start);
                    each[1].push(end);
                    size = numbers;
                }
            }
        }
        Some([stages as f64, size as f64, mean(&each[0])?, mean(&each[1])?])
    };
    STAGES.into_iter().filter_map(one).collect()
}

/// PSNR over stages and over numbers, for the family that is looked at, and a table of both.
pub(super) fn figures(lab: &Unrolled, found: &[Found]) -> [Figure; 3] {
    let family = lab.family;
    let kinds = [
        (false, "taught, each stage its own", Dash::Solid),
        (true, "taught, tied", Dash::Dashed),
    ];
    let psnr = || Axis::new("PSNR").unit("dB").numbers(Numbers::Decimals(1));
    let over = |at: usize| {
        let line = |(tied, name, dash): (bool, &str, Dash)| {
            let points = network_line(found, family, tied);
            let points = points
                .into_iter()
                .map(|point| [point[at], point[3]])
                .collect();
            let role = if tied { Role::Series(2) } else { Role::Network };
            Mark::line(name, role, points).dash(dash)
        };
        kinds.map(line)
    };
    let solver = Mark::line("solver", Role::Diffusion, solver_line(found, family));
    let x = Axis::new("stages, or iterations").log(true);
    let [own, tied] = over(0);
    let stages = Figure::plot("How many stages it takes", x, psnr(), [solver, tied, own]).note(format!(
        "{}: mean over {} held-out pictures. The solver has the best of its own numbers for each number of \
         iterations; networks begin with them.",
        family.label(),
        lab.judged
    ));
    let x = Axis::new("learned numbers").log(true);
    let numbers = Figure::plot("How many numbers it takes", x, psnr(), over(1))
        .note("The same networks over how much they can learn.");
    let mut rows = Vec::new();
    for family in Family::ALL {
        for (tied, kind) in [(false, "own"), (true, "tied")] {
            for [stages, size, start, end] in network_line(found, *family, tied) {
                if tied && stages == 1.0 {
                    continue;
                }
                rows.push(vec![
                    Cell::from(family.label()),
                    Cell::from(stages),
                    Cell::from(if stages == 1.0 { "" } else { kind }),
                    Cell::from(size),
                    Cell::from(start),
                    Cell::from(end),
                    Cell::from(end - start),
                ]);
            }
        }
    }
    let columns = [
        Column::new("solver, network"),
        Column::of("stages", "", Numbers::Counted),
        Column::new("numbers"),
        Column::of("how many", "", Numbers::Counted),
        Column::of("as solver", "dB", Numbers::Decimals(2)),
        Column::of("taught", "dB", Numbers::Decimals(2)),
        Column::of("gained", "dB", Numbers::Decimals(2)),
    ];
    let table = Figure::table("What learning adds", columns, rows).note(format!(
        "Mean PSNR over {} held-out pictures and {} of {} seeds.",
        lab.judged,
        found.iter().filter(|one| one.is_whole()).count(),
        lab.seeds
    ));
    [stages, numbers, table]
}

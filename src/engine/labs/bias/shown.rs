//! What is shown: what survives over ρ, the gaps of each way, and a table of gap and accuracy.

use super::people::Treated;
use super::{Bias, Found, RHOS, WAYS, known};
use crate::figure::{Axis, Cell, Column, Dash, Figure, Mark, Numbers, Role};

/// The figures of the seeds that there are.
pub(super) fn figures(lab: &Bias, all: &[Found]) -> [Figure; 3] {
    let count = all.len().max(1) as f64;
    let mean = |of: &dyn Fn(&Found) -> f64| all.iter().map(of).sum::<f64>() / count;
    let line = |which: usize| {
        let points = RHOS.iter().enumerate();
        points
            .map(|(at, rho)| [*rho, mean(&|found| found.survives[at][which])])
            .collect::<Vec<_>>()
    };
    let law = (0..=48)
        .map(|at| f64::from(at) / 50.0)
        .map(|rho| [rho, known(rho, lab.proxies)]);
    let marks = [
        Mark::line(
            "what the proxies know of the group, R²",
            Role::Reference,
            law.collect(),
        )
        .dash(Dash::Dotted),
        Mark::line("gap in decisions", Role::Network, line(0)),
        Mark::line("gap in scores", Role::Series(0), line(1)),
        Mark::points(
            "as set",
            Role::Chosen,
            vec![[
                f64::from(lab.rho),
                mean(&|found| super::survived(&found.ways)[0]),
            ]],
        ),
    ];
    let x = Axis::new("correlation of a proxy with the group, ρ").range(0.0, 1.0);
    let y = Axis {
        holds: vec![0.0, 1.0],
        ..Axis::new("of the gap survives").numbers(Numbers::Percent)
    };
    let survives = Figure::plot("What survives when the group is left out", x, y, marks);
    let gap = |at: usize| mean(&|found| found.ways[at].gap);
    let mut bars = vec![("what was decided".to_owned(), mean(&|found| found.decided))];
    bars.extend(
        WAYS.iter()
            .enumerate()
            .map(|(at, way)| (way.name.to_owned(), gap(at))),
    );
    let y = Axis {
        holds: vec![0.0],
        ..Axis::new("yes in one group less yes in the other").numbers(Numbers::Percent)
    };
    let gaps = Figure::bars("The gap in decisions", y, bars).note(format!(
        "Both groups are of equal merit: a fair gap is 0. Means of {} seeds.",
        all.len()
    ));
    let rows = WAYS.iter().enumerate().map(|(at, way)| {
        let of = |of: fn(&Treated) -> f64| Cell::from(mean(&|found| of(&found.ways[at])));
        vec![
            Cell::from(way.name),
            of(|one| one.gap),
            of(|one| one.score_gap),
            of(|one| one.right[0]),
            of(|one| one.right[1]),
        ]
    });
    let columns = [
        Column::new("rule"),
        Column::of("gap", "", Numbers::Percent)
            .help("Share of yes in one group less that in the other."),
        Column::of("gap in scores", "", Numbers::Decimals(2)),
        Column::of("agrees with old decisions", "", Numbers::Percent)
            .help("By these labels a fair rule looks worse: they are the unfair decisions."),
        Column::of("agrees with merit", "", Numbers::Percent)
            .help("Yes where the true merit is above the middle."),
    ];
    let table = Figure::table("Fair and right", columns, rows.collect::<Vec<_>>());
    [survives, gaps, table]
}

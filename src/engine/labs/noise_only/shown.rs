//! What is shown of the ways: curves, a table, and a photograph cleaned by each.

use super::{Job, NoiseOnly};
use crate::figure::{Axis, Cell, Column, Dash, Figure, Mark, Numbers, Role};
use crate::image::metrics::psnr_clipped;
use crate::labs::teach::{Exam, Taught, Way};

/// What became of each job of a seed, in the order of jobs.
pub(super) type Found = Vec<Option<Taught>>;

impl Way {
    fn role(self) -> Role {
        match self {
            Self::Clean => Role::Clean,
            Self::Two => Role::Series(0),
            Self::Stein => Role::Series(1),
            Self::Covered => Role::Series(2),
            Self::Energy => Role::Series(3),
        }
    }
}

/// The name of a job.
pub(super) fn name(job: Job, lab: &NoiseOnly) -> String {
    match job.fixed {
        true => format!("{}, {} fixed", job.way.name(), lab.pairs),
        false => job.way.name().into(),
    }
}

/// PSNR over steps.
pub(super) fn curves(lab: &NoiseOnly, jobs: &[Job], curves: &[Vec<[f64; 2]>]) -> Figure {
    let lines = jobs.iter().zip(curves).map(|(job, curve)| {
        let line = Mark::line(name(*job, lab), job.way.role(), curve.clone());
        match job.fixed {
            true => line.dash(Dash::Dashed),
            false => line,
        }
    });
    let x = Axis {
        holds: vec![0.0, lab.steps as f64],
        ..Axis::new("step").numbers(Numbers::Counted)
    };
    let y = Axis::new("PSNR on held-out photographs")
        .unit("dB")
        .numbers(Numbers::Decimals(1));
    let title = "How well each has learned to denoise";
    Figure::plot(title, x, y, lines.collect::<Vec<_>>()).note(
        "All start from the same weights and see the same patches with the same noise. Broken lines: the same few \
         noisy patches again and again.",
    )
}

/// Where each stands; the means of all seeds.
pub(super) fn table(lab: &NoiseOnly, jobs: &[Job], seeds: &[Found], solved: Option<f64>) -> Figure {
    let rows = jobs.iter().enumerate().map(|(at, job)| {
        let mean = |of: &dyn Fn(&Found) -> Option<f64>| {
            let each: Vec<f64> = seeds.iter().filter_map(of).collect();
            let sum: f64 = each.iter().sum();
            match each.len() {
                0 => Cell::Empty,
                count => Cell::from(sum / count as f64),
            }
        };
        let taught = |found: &Found, at: usize| found.get(at).cloned().flatten();
        let end = |found: &Found, at: usize| taught(found, at)?.curve.last().map(|end| end[1]);
        let clean = |fixed: bool| {
            let same = |job: &Job| job.way == Way::Clean && job.fixed == fixed;
            jobs.iter().position(same)
        };
        let against = clean(job.fixed);
        vec![
            Cell::from(job.way.name()),
            Cell::from(match (lab.is_own(), job.fixed) {
                (true, _) => "your own".to_owned(),
                (_, true) => format!("{} patches, fixed", lab.pairs),
                _ => "fresh".into(),
            }),
            mean(&|found| end(found, at)),
            mean(&|found| Some(end(found, at)? - end(found, against?)?)),
            mean(&|found| Some(taught(found, at)?.own_weight)),
        ]
    });
    let mut rows: Vec<Vec<Cell>> = rows.collect();
    rows.extend(solved.map(|psnr| {
        let name = "(the prior, solved for each picture)";
        vec![
            Cell::from(name),
            Cell::Empty,
            psnr.into(),
            Cell::Empty,
            Cell::Empty,
        ]
    }));
    let columns = [
        Column::new("taught by"),
        Column::new("noise"),
        Column::of("PSNR", "dB", Numbers::Decimals(2)).help("Mean over the held-out photographs."),
        Column::of("against clean targets", "dB", Numbers::Decimals(2))
            .help("The difference to clean targets with the same patches and noise."),
        Column::of("own weight", "", Numbers::Decimals(2)).help(
            "How much of a pixel of the answer is that pixel of the noisy picture: the derivative, mean of several \
                places.",
        ),
    ];
    let note = match seeds.len() {
        0 | 1 => String::new(),
        count => format!("Means of {count} seeds."),
    };
    Figure::table("What each has come to", columns, rows).note(note)
}

/// The first photograph, clean, noisy and as each cleans it.
pub(super) fn pictures(lab: &NoiseOnly, exam: &Exam, jobs: &[Job], found: &Found) -> Figure {
    let Some((of, clean, noisy)) = exam.pictures.first() else {
        return Figure::pictures("The photograph", []);
    };
    let caption = |name: String, answer| match clean {
        Some(clean) => format!("{name}, {:.2} dB", psnr_clipped(clean, answer)),
        None => name,
    };
    let mut all = Vec::new();
    all.extend(clean.clone().map(|clean| ("clean".to_owned(), clean)));
    all.push((caption("noisy".into(), noisy), noisy.clone()));
    for (job, found) in jobs.iter().zip(found) {
        if let Some(answer) = found.as_ref().and_then(|found| found.answers.first()) {
            all.push((caption(name(*job, lab), answer), answer.clone()));
        }
    }
    Figure::pictures("The photograph", all).note(format!("The middle of {of}, held out."))
}

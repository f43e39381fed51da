//! What is shown: the restored pictures, each loop on its way, what λ does, and a table.

use super::found::{Found, Tried};
use super::plug::Trace;
use super::spoiled::Spoiled;
use super::{Loop, NewProblems, Problem, Subject};
use crate::figure::{Axis, Cell, Column, Figure, Mark, Numbers, Role};
use crate::image::Image;

/// A caption with its PSNR.
fn caption(spoiled: &Spoiled, name: &str, answer: &Image) -> String {
    match spoiled.psnr(answer) {
        Some(psnr) => format!("{name}, {psnr:.2} dB"),
        None => name.into(),
    }
}

/// The picture, clean, spoiled, restored without a denoiser, and with each at the λ that is set.
pub(super) fn pictures(
    lab: &NewProblems,
    spoiled: &Spoiled,
    subjects: &[Subject],
    traces: &[Option<Trace>],
    wiener: Option<&Image>,
) -> Figure {
    let name = match lab.problem {
        Problem::Deblur => "blurred",
        Problem::Inpaint => "with gaps",
        Problem::Enlarge => "small",
    };
    let mut all = Vec::new();
    all.extend(
        spoiled
            .clean
            .clone()
            .map(|clean| ("clean".to_owned(), clean)),
    );
    all.push((caption(spoiled, name, &spoiled.seen), spoiled.seen.clone()));
    all.extend(wiener.map(|answer| (caption(spoiled, "best Wiener", answer), answer.clone())));
    for (subject, trace) in subjects.iter().zip(traces) {
        if let Some(trace) = trace {
            let name = match trace.away {
                true => format!("{}, ran away", subject.name),
                false => subject.name.clone(),
            };
            all.push((caption(spoiled, &name, &trace.answer), trace.answer.clone()));
        }
    }
    let what = match lab.problem {
        Problem::Deblur => format!("A Gaussian blur of {} px", lab.radius),
        Problem::Inpaint => format!("{} % of the pixels lost", lab.lost),
        Problem::Enlarge => format!("Blocks of {0}×{0} pixels made one", lab.factor),
    };
    Figure::pictures("Restored with the λ that is set", all).note(format!(
        "{what}, then noise of σ = {} / 255; λ = {}. Best Wiener: no denoiser, and a constant chosen by one who knows \
         the clean picture. Scores of clipped answers, no border cropped.",
        lab.sigma, lab.lambda
    ))
}

/// Each loop on its way: PSNR, residual of the data, size of the steps.
pub(super) fn ways(
    lab: &NewProblems,
    spoiled: &Spoiled,
    subjects: &[Subject],
    traces: &[Option<Trace>],
) -> Vec<Figure> {
    let lines = |of: fn(&Trace) -> &Vec<[f64; 2]>| {
        let pairs = subjects.iter().zip(traces);
        let known = pairs.filter_map(|(subject, trace)| Some((subject, trace.as_ref()?)));
        let line = |(subject, trace): (&Subject, &Trace)| {
            Mark::line(&*subject.name, subject.role, of(trace).clone())
        };
        known.map(line).collect::<Vec<Mark>>()
    };
    let x = || Axis {
        holds: vec![1.0, lab.steps as f64],
        ..Axis::new("iteration").numbers(Numbers::Counted)
    };
    let mut figures = Vec::new();
    if spoiled.clean.is_some() {
        let y = Axis::new("PSNR").unit("dB").numbers(Numbers::Decimals(1));
        figures.push(Figure::plot(
            "How near it comes",
            x(),
            y,
            lines(|one| &one.psnr),
        ));
    }
    let mut marks = vec![Mark::level("noise alone", Role::Noise, 1.0)];
    marks.extend(lines(|one| &one.residual));
    let y = Axis::new("|A x − y|² / σ²").log(true);
    figures.push(Figure::plot("Residual of the data", x(), y, marks).note(
        "What the answer, spoiled once more, is away from what was seen. The clean picture would have 1; less means \
         that noise is explained as if it were picture.",
    ));
    let y = Axis::new("step").unit("/ 255").log(true);
    let rests = match lab.scheme {
        Loop::Splitting => {
            "Splitting makes the denoiser weaker from iteration to iteration and ends where that is at σ: it is not \
             meant to come to rest."
        }
        Loop::Admm | Loop::Red => {
            "A loop that converges takes ever smaller steps; it rests below 0.1."
        }
    };
    figures.push(
        Figure::plot(
            "How far the answer still moves",
            x(),
            y,
            lines(|one| &one.steps),
        )
        .note(rests),
    );
    figures
}

/// What λ does on other pictures, with the first seed.
pub(super) fn lambdas(lab: &NewProblems, subjects: &[Subject], found: &[Found]) -> Figure {
    let mut marks = Vec::new();
    if let Some(found) = found.first() {
        for (subject, tried) in subjects.iter().zip(&found.tried) {
            if let Some(tried) = tried {
                // The lowest first, so that names stand at the right.
                let rising: Vec<_> = tried.curve.iter().rev().copied().collect();
                marks.push(Mark::line(&*subject.name, subject.role, rising));
            }
        }
    }
    let x = Axis::new("λ").log(true);
    let y = Axis::new("PSNR on other pictures")
        .unit("dB")
        .numbers(Numbers::Decimals(1));
    Figure::plot("λ decides", x, y, marks).note(format!(
        "Two other photographs spoiled alike, {} iterations. Too much λ costs little, too little costs all; where the \
         edge is differs from denoiser to denoiser, so that one λ for all makes win whomever it pleases.",
        lab.steps
    ))
}

/// Each denoiser at its own λ: means over the seeds that are done.
pub(super) fn table(lab: &NewProblems, subjects: &[Subject], found: &[Found]) -> Figure {
    let mean = |values: Vec<f64>| match values.len() {
        0 => Cell::Empty,
        count => Cell::from(values.iter().sum::<f64>() / count as f64),
    };
    let plain = |name: &str, of: fn(&Found) -> Option<f64>| {
        let values = found.iter().filter_map(of).collect();
        let mut row = vec![Cell::from(name), Cell::Empty, mean(values)];
        row.extend([0; 5].map(|_| Cell::Empty));
        row
    };
    let mut rows = vec![
        plain("spoiled", |one| one.spoiled),
        plain("best Wiener constant", |one| one.wiener),
    ];
    for (at, subject) in subjects.iter().enumerate() {
        let each = |of: &dyn Fn(&Found, &Tried) -> Option<f64>| {
            let known = found
                .iter()
                .filter_map(|one| Some((one, one.tried.get(at)?.as_ref()?)));
            mean(
                known
                    .filter_map(|(found, tried)| of(found, tried))
                    .collect(),
            )
        };
        let known = found.iter().filter_map(|one| one.tried.get(at)?.as_ref());
        let rest: Vec<bool> = known.map(|tried| tried.at_own.rests()).collect();
        rows.push(vec![
            Cell::from(&*subject.name),
            each(&|_, tried| Some(f64::from(tried.own))),
            each(&|_, tried| tried.at_own.score()),
            each(&|found, tried| Some(tried.at_own.score()? - found.wiener?)),
            each(&|_, tried| Some(tried.small? - tried.at_own.score()?)),
            each(&|_, tried| Some(tried.at_own.seconds)),
            each(&|_, tried| tried.at_own.steps.last().map(|step| step[1])),
            Cell::from(match (rest.is_empty(), rest.iter().all(|rests| *rests)) {
                (true, _) => "",
                (_, true) => "yes",
                (_, false) => "no",
            }),
        ]);
    }
    let columns = [
        Column::new("denoiser"),
        Column::of("own λ", "", Numbers::Short)
            .help("Found on other pictures; mean over the seeds."),
        Column::of("PSNR", "dB", Numbers::Decimals(2)).help("With its own λ; mean over the seeds."),
        Column::of("against Wiener", "dB", Numbers::Decimals(2)),
        Column::of("λ / 4", "dB", Numbers::Decimals(2))
            .help("What a λ four times too small costs."),
        Column::of("time", "s", Numbers::Decimals(2))
            .help("Of the whole loop, on the clock, with others beside it."),
        Column::of("last step", "/ 255", Numbers::Decimals(2))
            .help("How far the last iteration still moved the answer, as a root mean square."),
        Column::new("converges"),
    ];
    let note = format!(
        "{} iterations of {}; it converges whose last step is below 0.1 / 255.",
        lab.steps,
        match lab.scheme {
            Loop::Splitting => "splitting",
            Loop::Admm => "ADMM",
            Loop::Red => "RED",
        }
    );
    Figure::table("Each with its own λ", columns, rows).note(note)
}

//! What is shown: the picture as it is drawn, how near each comes and what its loss says, all answers, and a table.

use std::sync::Arc;

use super::found::{Found, Learned, Stand, Way};
use super::{LittleData, Subject};
use crate::figure::{
    Axis, Body, Cell, Column, Dash, Figure, Frame, Mark, Marking, Numbers, Picture, Role,
};
use crate::image::Image;
/// A caption with its PSNR.
fn caption(name: &str, psnr: Option<f64>) -> String {
    match psnr {
        Some(psnr) => format!("{name}, {psnr:.2} dB"),
        None => name.into(),
    }
}

/// The picture as the prior draws it; at first only what is to be cleaned.
pub(super) fn drawn(subject: &Subject, frames: &[Stand]) -> Figure {
    let picture = |caption: String, image: &Image| Picture {
        caption,
        image: Arc::new(image.clone()),
        place: None,
    };
    let noisy = &subject.noisy;
    let mut given = Vec::new();
    given.extend(
        subject
            .clean
            .as_ref()
            .map(|one| picture("clean".into(), one)),
    );
    given.push(picture(caption("noisy", subject.psnr(noisy)), noisy));
    let title = "A picture, drawn from noise";
    let note = format!(
        "{}, the middle {}×{} pixels, grey; σ = {:.1} / 255, not clipped; scores of clipped answers.",
        subject.name,
        noisy.width(),
        noisy.height(),
        255.0 * subject.sigma
    );
    if frames.is_empty() {
        return Figure::new(title, Body::Pictures(given)).note(note);
    }
    let frames = frames.iter().map(|stand| {
        let mut all = given.clone();
        let name = format!("iteration {}", stand.step);
        all.push(picture(caption(&name, stand.psnr), &stand.picture));
        Frame {
            name,
            body: Body::Pictures(all),
        }
    });
    Figure::new(title, Body::Frames(frames.collect())).note(format!(
        "{note} First it draws what is smooth, then detail, then the noise."
    ))
}

fn iterations(lab: &LittleData) -> Axis {
    Axis {
        holds: vec![0.0, lab.steps as f64],
        ..Axis::new("iteration").numbers(Numbers::Counted)
    }
}

/// A line where the prior was stopped.
fn stopped(found: &Found) -> Option<Mark> {
    let stop = found.of(Way::Prior)?.stop.as_ref()?;
    let x = stop.step as f64;
    let moment = Marking::Moment { x, held: false };
    Some(Mark::new("loss under σ²", Role::Reference, moment))
}

/// PSNR over iterations.
pub(super) fn curves(lab: &LittleData, subject: &Subject, found: &Found) -> Figure {
    let title = "How near each comes to the clean picture";
    let mut marks: Vec<Mark> = stopped(found).into_iter().collect();
    for way in Way::ALL {
        let Some(learned) = found.of(way) else {
            continue;
        };
        if matches!(way, Way::Patches | Way::Many) {
            let level = |psnr| Mark::level(way.name(), way.role(), psnr);
            marks.extend(learned.end.psnr.map(level));
            continue;
        }
        let name = match way {
            Way::Prior => "deep image prior",
            other => other.name(),
        };
        marks.push(Mark::line(name, way.role(), learned.psnr.clone()));
        if way == Way::Prior {
            let mean = Mark::line("mean of its answers", way.role(), learned.mean.clone());
            marks.push(mean.dash(Dash::Dotted).faint());
        }
    }
    let mut y = Axis::new("PSNR").unit("dB").numbers(Numbers::Decimals(1));
    y.holds.extend(subject.psnr(&subject.noisy));
    let note = match subject.clean {
        Some(_) => {
            "The mean of its answers: each iteration counts a hundredth. Nobody who has only the noisy picture can \
             see these curves."
        }
        None => "Nobody has the clean picture, so there is nothing to draw here.",
    };
    Figure::plot(title, iterations(lab), y, marks).note(note)
}

/// Loss over iterations.
pub(super) fn losses(lab: &LittleData, subject: &Subject, found: &Found) -> Figure {
    let enough = f64::from(subject.sigma).powi(2);
    let mut marks = vec![Mark::level("σ²", Role::Noise, enough)];
    marks.extend(stopped(found));
    for way in [Way::Prior, Way::Pairs, Way::Covered] {
        if let Some(learned) = found.of(way) {
            let name = match way {
                Way::Prior => "deep image prior",
                other => other.name(),
            };
            marks.push(Mark::line(name, way.role(), learned.loss.clone()));
        }
    }
    let y = Axis::new("loss").log(true);
    Figure::plot("What the loss says", iterations(lab), y, marks).note(
        "The mean squared difference to noisy pixels. A clean answer would have σ²: when the prior is nearer to the \
         noisy picture than that, it draws noise.",
    )
}

/// What each makes of the picture.
pub(super) fn answers(subject: &Subject, found: &Found) -> Figure {
    let mut all = Vec::new();
    all.extend(
        subject
            .clean
            .clone()
            .map(|clean| ("clean".to_owned(), clean)),
    );
    let noisy = subject.noisy.clone();
    all.push((caption("noisy", subject.psnr(&noisy)), noisy));
    for way in Way::ALL {
        let Some(learned) = found.of(way) else {
            continue;
        };
        let mut put = |name: &str, stand: &Stand| {
            all.push((caption(name, stand.psnr), stand.picture.clone()));
        };
        match (way, &learned.stop) {
            (Way::Prior, Some(stop)) => {
                put(&format!("prior, stopped at {}", stop.step), stop);
                put(&format!("prior, at {}", learned.end.step), &learned.end);
            }
            (Way::Prior, None) => put("prior, never stopped", &learned.end),
            _ => put(way.name(), &learned.end),
        }
    }
    Figure::pictures("What each makes of it", all)
}

/// Where each stands: the mean of all seeds that are done, and the spread.
pub(super) fn table(subjects: &[Subject], found: &[Found]) -> Figure {
    type Of<'a> = &'a dyn Fn(&Learned) -> Option<f64>;
    let row = |name: &str, way: Way, of: Of<'_>, at: Of<'_>| {
        let each = |of: Of<'_>| -> Vec<f64> {
            let known = found.iter().filter_map(|found| found.of(way));
            known.filter_map(of).collect()
        };
        let cell = |values: &[f64], spread: bool| match values.len() {
            0 => Cell::Empty,
            count => {
                let mean = values.iter().sum::<f64>() / count as f64;
                let squares = values.iter().map(|one| (one - mean).powi(2)).sum::<f64>();
                match spread {
                    true if count > 1 => Cell::from((squares / (count as f64 - 1.0)).sqrt()),
                    true => Cell::Empty,
                    false => Cell::from(mean),
                }
            }
        };
        let psnr = each(of);
        vec![
            Cell::from(name),
            cell(&psnr, false),
            cell(&psnr, true),
            cell(&each(at), false),
        ]
    };
    let step = |stand: &Option<Stand>| stand.as_ref().map(|stand| stand.step as f64);
    let rows = vec![
        row(
            "deep image prior, stopped by its loss",
            Way::Prior,
            &|one| one.stop.as_ref()?.psnr,
            &|one| step(&one.stop),
        ),
        row(
            "the same at its best",
            Way::Prior,
            &|one| one.best.as_ref()?.psnr,
            &|one| step(&one.best),
        ),
        row(
            "the same at the end",
            Way::Prior,
            &|one| one.end.psnr,
            &|one| Some(one.end.step as f64),
        ),
        row(
            "mean of its answers, at its best",
            Way::Prior,
            &|one| one.best_mean(),
            &|one| {
                let top = one.best_mean()?;
                one.mean
                    .iter()
                    .find(|point| point[1] == top)
                    .map(|point| point[0])
            },
        ),
        row(Way::Pairs.name(), Way::Pairs, &|one| one.end.psnr, &|one| {
            Some(one.end.step as f64)
        }),
        row(
            Way::Covered.name(),
            Way::Covered,
            &|one| one.end.psnr,
            &|one| Some(one.end.step as f64),
        ),
        row(
            "BM3D, which learns nothing",
            Way::Patches,
            &|one| one.end.psnr,
            &|_| None,
        ),
        row(
            "network that has seen 217 photographs",
            Way::Many,
            &|one| one.end.psnr,
            &|_| None,
        ),
    ];
    let columns = [
        Column::new("taught by one noisy picture"),
        Column::of("PSNR", "dB", Numbers::Decimals(2)).help("Mean over the seeds."),
        Column::of("spread", "dB", Numbers::Decimals(2)).help("Standard deviation over the seeds."),
        Column::of("iteration", "", Numbers::Decimals(0)),
    ];
    let note = match subjects.len() {
        1 => String::new(),
        count => format!("{count} seeds: other photographs, noise and first weights."),
    };
    Figure::table("What each has come to", columns, rows).note(note)
}

//! What is shown: the attack on one picture and the answers, what is lost over ε, and a table.

use super::assault::{Hurt, Scene};
use super::{AttackDenoiser, Found, Subject};
use crate::figure::{Axis, Cell, Column, Dash, Figure, Mark, Numbers, Role, short};
use crate::image::{Image, metrics::psnr_clipped};

/// The figure of one picture under attack.
pub(super) const ANSWER: &str = "The attack";
/// How many denoisers are seen at work.
const SEEN: usize = 2;
/// How many times as strong as it is a change is shown.
const LARGER: f32 = 20.0;

/// A change, made larger round grey.
fn larger(after: &Image, before: &Image) -> Image {
    let mut found = after.clone();
    for (value, before) in found.pixels_mut().iter_mut().zip(before.pixels()) {
        *value = (0.5 + LARGER * (*value - before)).clamp(0.0, 1.0);
    }
    found
}

/// One picture, the attack on it, and the answers without and with it; the first is that of the attacked network.
pub(super) fn attack(
    lab: &AttackDenoiser,
    subjects: &[Subject],
    name: &str,
    scene: &Scene,
    attacked: &Image,
    answers: &[[Image; 2]],
) -> Figure {
    let decibels = |of: &Image| format!("{:.2} dB", psnr_clipped(&scene.clean, of));
    let with = |words: &str, of: &Image| (format!("{words}, {}", decibels(of)), of.clone());
    let mut all = vec![
        ("clean".to_owned(), scene.clean.clone()),
        with("noisy", &scene.noisy),
        with("attacked", attacked),
        (
            format!("the attack × {LARGER}"),
            larger(attacked, &scene.noisy),
        ),
    ];
    let mut lost = Vec::new();
    for (at, (subject, [before, after])) in subjects.iter().zip(answers).enumerate() {
        // Two are enough to be seen; the note tells of all.
        if at < SEEN {
            all.push(with(&subject.name, before));
            all.push(with(&format!("{}, attacked", subject.name), after));
        }
        if at == 0 {
            all.push((format!("its change × {LARGER}"), larger(after, before)));
        }
        let hurt = scene.hurt(attacked, [before, after]);
        lost.push(format!("{} loses {:.2} dB", subject.name, hurt.loss()));
        if at == 0 {
            lost.push(format!(
                "its answer changes {:.2} times as much as the picture",
                hurt.gain
            ));
        }
    }
    Figure::pictures(ANSWER, all).note(format!(
        "{name}: no pixel is changed by more than {} of 255. {}.",
        short(f64::from(lab.reach)),
        lost.join(", ")
    ))
}

/// The mean of a number over seeds and their pictures: at one reach, of one denoiser, by design (0) or by chance (1).
pub(super) fn mean(
    all: &[Vec<Found>],
    reach: usize,
    who: usize,
    way: usize,
    of: fn(&Hurt) -> f64,
) -> f64 {
    let each: Vec<f64> = all
        .iter()
        .flatten()
        .filter_map(|found| Some(of(&found.get(reach)?.get(who)?[way])))
        .collect();
    each.iter().sum::<f64>() / each.len() as f64
}

/// What is lost over ε.
pub(super) fn curves(lab: &AttackDenoiser, subjects: &[Subject], all: &[Vec<Found>]) -> Figure {
    let reaches = lab.reaches();
    let line = |who: usize, way: usize| -> Vec<[f64; 2]> {
        if all.iter().all(Vec::is_empty) {
            return Vec::new();
        }
        let point =
            |(at, reach): (usize, &f32)| [f64::from(*reach), mean(all, at, who, way, Hurt::loss)];
        let start = [[0.0, 0.0]].into_iter();
        start.chain(reaches.iter().enumerate().map(point)).collect()
    };
    let mut marks = Vec::new();
    for (who, subject) in subjects.iter().enumerate() {
        let name = match who {
            0 => format!("{}, attacked", subject.name),
            _ => subject.name.clone(),
        };
        marks.push(Mark::line(name, subject.role, line(who, 0)));
    }
    let name = format!("{}, random signs", subjects[0].name);
    marks.push(Mark::line(name, Role::Reference, line(0, 1)).dash(Dash::Dotted));
    let most = reaches.last().copied().unwrap_or(8.0);
    let x = Axis::new("largest change of a pixel, ε")
        .unit("/ 255")
        .range(0.0, f64::from(most));
    let y = Axis {
        holds: vec![0.0, 1.0],
        ..Axis::new("lost").unit("dB").numbers(Numbers::Decimals(1))
    };
    let pictures = all.first().map_or(0, Vec::len);
    Figure::plot("What the same attack costs each", x, y, marks).note(format!(
        "The attack is made for {} alone; the others get the same picture. Means of {} pictures and {} seeds, answers \
         clipped.",
        subjects[0].name,
        pictures.max(1),
        all.len().max(1)
    ))
}

/// The numbers at the reach that is set.
pub(super) fn table(lab: &AttackDenoiser, subjects: &[Subject], all: &[Vec<Found>]) -> Figure {
    let reaches = lab.reaches();
    let at = reaches
        .iter()
        .position(|reach| *reach == lab.reach)
        .unwrap_or_default();
    let rows = subjects.iter().enumerate().map(|(who, subject)| {
        let of = |way: usize, of: fn(&Hurt) -> f64| mean(all, at, who, way, of);
        let lost = of(0, Hurt::loss);
        vec![
            Cell::from(&*subject.name),
            of(0, |hurt| hurt.psnr[0]).into(),
            lost.into(),
            (lost / mean(all, at, 0, 0, Hurt::loss)).into(),
            of(1, Hurt::loss).into(),
            of(0, |hurt| hurt.gain).into(),
            of(1, |hurt| hurt.gain).into(),
            of(0, |hurt| hurt.aligned).into(),
            of(1, |hurt| hurt.aligned).into(),
        ]
    });
    let columns = [
        Column::new("denoiser"),
        Column::of("before", "dB", Numbers::Decimals(2)).help("PSNR without the attack, answers clipped."),
        Column::of("attack costs", "dB", Numbers::Decimals(2)),
        Column::of("passed on", "", Numbers::Percent)
            .help("What it loses, as a share of what the network loses that the attack was made for."),
        Column::of("chance costs", "dB", Numbers::Decimals(3))
            .help("The same size, each pixel up or down by chance."),
        Column::of("gain", "", Numbers::Decimals(2))
            .help("‖Δf‖ / ‖d‖: how many times as much the answer changes as the picture. Above 1 it is blown up."),
        Column::of("gain, chance", "", Numbers::Decimals(2)),
        Column::of("aligned", "", Numbers::Decimals(2))
            .help("The cosine of the answer's change with the error that it makes anyway: 1 is the same direction."),
        Column::of("aligned, chance", "", Numbers::Decimals(2)),
    ];
    let title = "Aligned with the error, not blown up";
    Figure::table(title, columns, rows.collect::<Vec<_>>())
        .note(format!("At ε = {} / 255.", short(f64::from(lab.reach))))
}

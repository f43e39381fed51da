//! What is shown: dB over strengths of noise, what holds to which digit, and a photograph under strong noise.

use super::tells::Tells;
use super::{Found, Kin, LEARNED, SIGMAS};
use crate::figure::{Axis, Cell, Column, Dash, Figure, Mark, Numbers, Role};
use crate::image::Image;
use crate::image::metrics::psnr_clipped;
use crate::labs::teach::Exam;

/// The strength that is shown as pictures: three times what was learned.
const SHOWN: usize = 4;

fn mean(all: &[Found], of: impl Fn(&Found) -> f64) -> f64 {
    all.iter().map(of).sum::<f64>() / all.len().max(1) as f64
}

/// PSNR over the strength of noise.
pub(super) fn over_noise(all: &[Found]) -> Figure {
    let line = |which: usize| {
        let points = SIGMAS.iter().enumerate();
        points
            .map(|(at, sigma)| [f64::from(*sigma), mean(all, |one| one.psnr[at][which])])
            .collect::<Vec<_>>()
    };
    let learned = f64::from(LEARNED);
    let reach = line(1).into_iter().chain(line(2)).map(|at| at[1]);
    let [low, high] = reach.fold([f64::MAX, f64::MIN], |[low, high], one| {
        [low.min(one), high.max(one)]
    });
    let marks = [
        Mark::line(
            "learned here",
            Role::Reference,
            vec![[learned, low], [learned, high]],
        )
        .dash(Dash::Dotted),
        Mark::line("noisy", Role::Noisy, line(0)).dash(Dash::Dashed),
        Mark::line(Kin::Biased.name(), Role::Series(0), line(1)),
        Mark::line(Kin::Free.name(), Role::Network, line(2)),
    ];
    let x = Axis::new("strength of the noise, σ").unit("/ 255");
    let y = Axis::new("PSNR on held-out photographs")
        .unit("dB")
        .numbers(Numbers::Decimals(1));
    Figure::plot("Learned at one strength, judged at all", x, y, marks).note(format!(
        "Means of {} seeds. Both networks saw noise of σ = {LEARNED} only.",
        all.len()
    ))
}

/// What holds, and to which digit.
pub(super) fn table(all: &[Found]) -> Figure {
    let most = |kin: usize, of: fn(&Tells) -> f64| {
        Cell::from(
            all.iter()
                .map(|found| of(&found.tells[kin]))
                .fold(0.0, f64::max),
        )
    };
    let row = |name: &str, of: fn(&Tells) -> f64| vec![Cell::from(name), most(0, of), most(1, of)];
    let rows = vec![
        row("twice as bright: f(2y) and 2 f(y)", |one| one.twice),
        row("a weighted sum: f(y) and J y", |one| one.linear),
        row("brighter by 0.2: f(y + 0.2) and f(y) + 0.2", |one| {
            one.brighter
        }),
        row("turned: f(turned y) and turned f(y)", |one| one.turned),
        row("the same of the mean over all turns", |one| one.turned_mean),
    ];
    let number = |kin: Kin| Column::of(kin.name(), "", Numbers::Short);
    let columns = [
        Column::new("largest difference of"),
        number(Kin::Biased),
        number(Kin::Free),
    ];
    Figure::table("What holds, and how exactly", columns, rows).note(
        "Pixels reach from 0 to 1. Nothing is built in for brightness that is added: scale is not shift.",
    )
}

/// A photograph under noise three times as strong as learned, and as both clean it.
pub(super) fn pictures(exams: &[Exam; 6], answers: Option<&[[Vec<Image>; 3]]>) -> Figure {
    let exam = &exams[SHOWN];
    let title = format!("Under noise of σ = {}", SIGMAS[SHOWN]);
    let Some((name, Some(clean), noisy)) = exam.pictures.first() else {
        return Figure::pictures(title, []);
    };
    let caption =
        |what: &str, picture: &Image| format!("{what}, {:.2} dB", psnr_clipped(clean, picture));
    let mut all = vec![
        ("clean".to_owned(), clean.clone()),
        (caption("noisy", noisy), noisy.clone()),
    ];
    if let Some(answers) = answers {
        for kin in Kin::ALL {
            let picture = &answers[SHOWN][1 + kin as usize][0];
            all.push((caption(kin.name(), picture), picture.clone()));
        }
    }
    Figure::pictures(title, all).note(format!("The middle of {name}, held out."))
}

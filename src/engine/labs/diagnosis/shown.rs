//! What is shown: pictures with answers, sureness against right answers, what is right of what is answered, and
//! pictures of something else.

use super::learn::Way;
use super::matter::Matter;
use super::sure::{
    self, Answer, accuracy, area, at_least, bins, calibration_error, coverage, right_at, sureness,
};
use super::{Diagnosis, Found, Kept};
use crate::figure::{
    Axis, Cell, Column, Dash, Figure, Mark, Marking, Numbers, Point, Role, percent,
};
use crate::image::{Image, resize};
use crate::labs::Given;
use crate::train::TrainError;

/// The figure that answers.
pub(super) const ANSWER: &str = "Your picture";
/// New pictures and others that are shown, and errors.
const TILES: usize = 18;
const EACH: usize = 4;
const ERRORS: usize = 12;
/// Height of a small picture, in pixels.
const LARGE: usize = 56;
/// The share that is answered where accuracies are compared.
pub(super) const COVERED: f64 = 0.8;
/// Parts with fewer answers are not drawn.
const FEW: usize = 10;
/// Sure of it.
pub(super) const SURE: f64 = 0.9;

fn role(way: Way) -> Role {
    match way {
        Way::One => Role::Network,
        Way::Tempered => Role::Series(1),
        Way::Ensemble => Role::Series(2),
    }
}

fn larger(image: &Image) -> Image {
    let (_, height, width) = image.dim();
    resize::resize(image, LARGE, LARGE * width / height.max(1))
}

impl Diagnosis {
    /// An answer in words, or that there is none.
    fn said(&self, answer: &Answer, names: &[String]) -> String {
        let sure = percent(answer.sure);
        match answer.sure * 100.0 < f64::from(self.threshold) {
            true => format!("don't know ({sure})"),
            false => format!("{} {sure}", names[answer.class]),
        }
    }
}

/// New pictures with their answers, as far as these are known.
pub(super) fn tiles(lab: &Diagnosis, matter: &Matter, answers: &[Answer]) -> Figure {
    let count = TILES.min(matter.judged.classes.len());
    let pictures = (0..count).map(|at| {
        let class = matter.judged.classes[at];
        let truth = &matter.names[class];
        let caption = match answers.get(at) {
            None => truth.clone(),
            Some(answer) => {
                let answered = answer.sure * 100.0 >= f64::from(lab.threshold);
                let said = lab.said(answer, &matter.names);
                match (answered, answer.class == class) {
                    (true, true) => said,
                    (true, false) => format!("{truth}: says {said}"),
                    (false, _) => format!("{truth}: {said}"),
                }
            }
        };
        (caption, larger(&matter.judged.pictures.image(at)))
    });
    Figure::pictures("New pictures", pictures.collect::<Vec<_>>()).note(format!(
        "What each is, then what {} says and how sure; below {} % it does not answer.",
        who(lab),
        lab.threshold
    ))
}

fn who(lab: &Diagnosis) -> &'static str {
    match lab.ensemble {
        true => "the ensemble",
        false => "one network",
    }
}

/// Pictures of something else with their answers.
pub(super) fn others(matter: &Matter, answers: &[Vec<Answer>]) -> Figure {
    let mut pictures = Vec::new();
    for (kind, (name, all)) in matter.others.iter().enumerate() {
        for at in 0..EACH.min(all.count) {
            let answer = answers.get(kind).and_then(|answers| answers.get(at));
            let caption = answer.map_or(name.clone(), |answer| {
                format!("{} {}", matter.names[answer.class], percent(answer.sure))
            });
            pictures.push((caption, larger(&all.image(at))));
        }
    }
    Figure::pictures("Pictures of something else", pictures)
        .note("There is no right answer to these; what is said nevertheless, and how sure.")
}

/// The curves of the first seed.
pub(super) fn curves(lab: &Diagnosis, matter: &Matter, found: &Found) -> [Figure; 3] {
    let percent_axis = |name: &str| Axis::new(name).numbers(Numbers::Percent);
    let same = Mark::line(
        "as sure as right",
        Role::Reference,
        vec![[0.0, 0.0], [1.0, 1.0]],
    );
    let mut reliable = vec![same.dash(Dash::Dashed)];
    let mut covered = Vec::new();
    for came in &found.came {
        let parts = bins(&came.judged);
        // Of few answers the share says little.
        let some = parts.iter().filter(|bin| bin.count >= FEW);
        let line = some.map(|bin| [bin.sure, bin.right]).collect();
        reliable.push(Mark::line(came.way.name(), role(came.way), line));
        if came.way == Way::Tempered {
            // The order of answers is nearly the same: its curve would hide the other.
            continue;
        }
        let curve = coverage(&came.judged);
        let every = curve.len().div_ceil(300).max(1);
        let from = curve.len() / 50;
        let line = curve.iter().enumerate();
        let line = line.filter(|(at, _)| *at >= from && (at % every == 0 || at + 1 == curve.len()));
        let line = line.map(|(_, point)| *point).collect();
        covered.push(Mark::line(came.way.name(), role(came.way), line));
        if came.way == lab.shown_way() {
            let least = f64::from(lab.threshold) / 100.0;
            let point = Point {
                at: at_least(&came.judged, least),
                label: format!("from {} %", lab.threshold),
                chosen: true,
                ..Point::default()
            };
            covered.push(Mark::new("", role(came.way), Marking::Points(vec![point])));
        }
    }
    let reliable = Figure::plot(
        "Sureness against right answers",
        percent_axis("sure").range(0.0, 1.0),
        percent_axis("right").range(0.0, 1.0),
        reliable,
    )
    .note(format!(
        "New pictures in 15 parts by sureness, those of 10 at least, first seed; temperature {:.2}, found on other \
         pictures. Below the line: surer than right.",
        found.temperature
    ));
    let covered = Figure::plot(
        "What is right of what is answered",
        percent_axis("answered").range(0.0, 1.0),
        percent_axis("of these right"),
        covered,
    )
    .note("The surest first. The ring: the threshold that is set; move it above.");
    [covered, reliable, elsewhere(matter, found)]
}

/// How many pictures of each kind are answered with at least so much sureness.
fn elsewhere(matter: &Matter, found: &Found) -> Figure {
    let mut marks = Vec::new();
    for way in [Way::One, Way::Ensemble] {
        let Some(came) = found.way(way) else { continue };
        let own: Vec<f64> = came.judged.iter().map(|(sure, _)| *sure).collect();
        let kinds = came.others.iter().zip(&matter.others);
        let kinds = kinds
            .enumerate()
            .map(|(at, (sure, (name, _)))| (Role::Series(at), &**name, sure));
        for (role, name, sure) in
            std::iter::once((Role::Validation, "new pictures", &own)).chain(kinds)
        {
            let line = (0..=50).map(|step| {
                let least = f64::from(step) / 50.0;
                let some = sure.iter().filter(|sure| **sure >= least).count();
                [least, some as f64 / sure.len().max(1) as f64]
            });
            let name = if way == Way::One { name } else { "" };
            let line = Mark::line(name, role, line.collect());
            marks.push(match way {
                Way::Ensemble => line.dash(Dash::Dotted),
                _ => line,
            });
        }
    }
    let axis = |name: &str| Axis::new(name).numbers(Numbers::Percent).range(0.0, 1.0);
    Figure::plot("Answers to something else", axis("at least so sure"), axis("share of pictures"), marks)
        .note("Lines: one network; dots: the ensemble. A good one answers new pictures surely, and nothing else.")
}

/// The surest errors.
pub(super) fn sure_and_wrong(matter: &Matter, answers: &[Answer]) -> Figure {
    let pairs = answers.iter().zip(&matter.judged.classes).enumerate();
    let mut wrong: Vec<(usize, &Answer, usize)> = pairs
        .filter(|(_, (answer, class))| answer.class != **class)
        .map(|(at, (answer, class))| (at, answer, *class))
        .collect();
    wrong.sort_by(|a, b| b.1.sure.total_cmp(&a.1.sure));
    wrong.truncate(ERRORS);
    let pictures = wrong.into_iter().map(|(at, answer, class)| {
        let caption = format!(
            "{}: says {} {}",
            matter.names[class],
            matter.names[answer.class],
            percent(answer.sure)
        );
        (caption, larger(&matter.judged.pictures.image(at)))
    });
    Figure::pictures("Sure and wrong", pictures.collect::<Vec<_>>())
        .note("The surest errors among all new pictures; some cannot be told apart by anybody.")
}

/// Mean over seeds.
pub(super) fn mean(all: &[Found], of: impl Fn(&Found) -> Option<f64>) -> f64 {
    let known: Vec<f64> = all.iter().filter_map(of).collect();
    known.iter().sum::<f64>() / known.len() as f64
}

/// The numbers.
pub(super) fn tables(matter: &Matter, all: &[Found]) -> [Figure; 2] {
    let rows = Way::ALL.map(|way| {
        let cell = |of: &dyn Fn(&sure::Judged) -> f64| {
            Cell::from(mean(all, |found| Some(of(&found.way(way)?.judged))))
        };
        vec![
            Cell::from(way.name()),
            cell(&accuracy),
            cell(&sureness),
            cell(&calibration_error),
            cell(&|judged| right_at(judged, COVERED)),
            mean(all, |found| Some(found.way(way)?.log_loss)).into(),
        ]
    });
    let percent = |name: &str| Column::of(name, "", Numbers::Percent);
    let columns = [
        Column::new("answers of"),
        percent("right"),
        percent("sure"),
        percent("calibration error")
            .help("Mean distance of sureness and share right, in 15 parts."),
        percent("right of the surest 80 %").help("When it may say \"I don't know\" to a fifth."),
        Column::of("log loss", "", Numbers::Decimals(3)),
    ];
    let first = Figure::table("How sure, and how right", columns, rows)
        .note("New pictures, means over seeds.");
    let mut rows = Vec::new();
    for (kind, (name, _)) in matter.others.iter().enumerate() {
        let mut cells = vec![Cell::from(name.as_str())];
        for way in [Way::One, Way::Ensemble] {
            cells.push(mean(all, |found| surely(found, way, kind)).into());
            cells.push(mean(all, |found| apart(found, way, kind)).into());
        }
        rows.push(cells);
    }
    let told =
        "How likely it is that it is surer of a new picture than of one of these; 0.5 is chance.";
    let columns = [
        Column::new("pictures of"),
        percent("one network: sure"),
        Column::of("told apart", "", Numbers::Decimals(3)).help(told),
        percent("ensemble: sure"),
        Column::of("told apart", "", Numbers::Decimals(3)).help(told),
    ];
    let second = Figure::table("Of something else", columns, rows).note(
        "Sure: the share that is answered with 90 % or more. Told apart: area under the curve, by sureness alone.",
    );
    [first, second]
}

/// The share of a kind of something else that is answered surely.
pub(super) fn surely(found: &Found, way: Way, kind: usize) -> Option<f64> {
    let sure = found.way(way)?.others.get(kind)?;
    let some = sure.iter().filter(|sure| **sure >= SURE).count();
    Some(some as f64 / sure.len().max(1) as f64)
}

/// How well new pictures are told from a kind of something else, by sureness.
pub(super) fn apart(found: &Found, way: Way, kind: usize) -> Option<f64> {
    let came = found.way(way)?;
    let own: Vec<f64> = came.judged.iter().map(|(sure, _)| *sure).collect();
    Some(area(&own, came.others.get(kind)?))
}

/// The answer to a person's own picture, of one network and of all.
///
/// # Errors
/// [`TrainError`], when it cannot be answered.
pub(super) fn answer(lab: &Diagnosis, kept: &Kept, given: &Given) -> Result<Figure, TrainError> {
    let picture = kept.matter.given(given);
    let scores: Result<Vec<sure::Rows>, TrainError> = kept
        .members
        .iter()
        .map(|member| member.scores(&picture))
        .collect();
    let scores = scores?;
    let rows: Vec<&sure::Rows> = scores.iter().collect();
    let temperature = kept.all.first().map_or(1.0, |found| found.temperature);
    let marks = Way::ALL.iter().enumerate().map(|(at, way)| {
        let shares = way.shares(&rows, temperature);
        let shares = shares.first().cloned().unwrap_or_default();
        let place = |class: usize| class as f64 + 0.2 * (at as f64 - 1.0);
        let points = shares
            .iter()
            .enumerate()
            .map(|(class, share)| [place(class), *share]);
        Mark::points(way.name(), role(*way), points.collect())
    });
    let shown = lab.shown_way().answers(&rows, temperature);
    let said = shown
        .first()
        .map_or(String::new(), |answer| lab.said(answer, &kept.matter.names));
    let least = Mark::level(
        "answers from",
        Role::Reference,
        f64::from(lab.threshold) / 100.0,
    );
    let marks: Vec<Mark> = marks.chain(std::iter::once(least)).collect();
    let x = Axis {
        names: kept.matter.names.clone(),
        ..Axis::new("class").range(-0.5, kept.matter.names.len() as f64 - 0.5)
    };
    let y = Axis::new("share").numbers(Numbers::Percent).range(0.0, 1.0);
    let figure = Figure::plot(format!("{}: {said}", given.called()), x, y, marks);
    Ok(figure
        .id(ANSWER)
        .note("One network, the same with its temperature, and all networks together."))
}

//! What is shown of faces: curves, answers, the wrong pictures, one of them near by.

use super::learn::{Learned, is_right};
use super::matter::{Asked, Example, Matter, SIDE};
use super::{Look, Sized};
use crate::figure::{
    Axis, Body, Cell, Column, Dash, Figure, Grid, Group, Mark, Numbers, Pickable, Picture, Places,
    Role, Shade, counted, signed,
};
use crate::image::{Image, resize};

/// Wrong pictures shown, at most.
const WRONG: usize = 24;
/// Pictures of both classes that are shown before anything is learned.
const FIRST: usize = 12;
/// Pictures in a row of the map of answers.
const ROW: usize = super::ROW;
/// Own pictures answered, at most.
const ASKED: usize = 24;

/// An answer as it is read.
pub(super) fn told(answer: f32) -> String {
    signed(f64::from(answer), 2)
}

/// Some of the pictures to learn from, and what of them is seen.
pub(super) fn first(look: Look, matter: &Matter) -> Figure {
    let side = |seen: &Image| {
        let larger = (64 / seen.height().max(1)).max(1);
        resize::resize(seen, seen.height() * larger, seen.width() * larger)
    };
    let some = matter.training.iter().take(FIRST).map(|one| {
        let sign = if one.class == 0 { "+1" } else { "−1" };
        let caption = format!("{sign}: {}", matter.names[one.class]);
        (caption, side(&look.of(&one.picture)))
    });
    let counts = [&matter.training, &matter.held_out].map(Vec::len);
    let division = match matter.divided {
        true => ", as the folder divides them",
        false => "",
    };
    let note = format!(
        "{}. {} to learn from, {} held out to be judged on{division}.",
        look.label(),
        counted(counts[0], "picture", "pictures"),
        counts[1]
    );
    Figure::pictures("What is learned from", some.collect::<Vec<_>>()).note(note)
}

/// The id of the figure of averages.
pub(super) const AVERAGES: &str = "Averages";

/// The average of all pictures to learn from, and that of either class: what tells the classes apart is little.
pub(super) fn averages(matter: &Matter) -> Figure {
    let mean = |of: &dyn Fn(&Example) -> bool| {
        let own: Vec<&Example> = matter.training.iter().filter(|one| of(one)).collect();
        let mut sum = Image::zeros(1, SIDE, SIDE);
        for one in &own {
            let pairs = sum.pixels_mut().iter_mut().zip(one.picture.pixels());
            pairs.for_each(|(sum, pixel)| *sum += pixel);
        }
        sum.map(|value| value / own.len().max(1) as f32)
    };
    let name = |class: usize| format!("of those of \"{}\"", matter.names[class]);
    let pictures = [
        ("of all pictures".to_owned(), mean(&|_| true)),
        (name(0), mean(&|one| one.class == 0)),
        (name(1), mean(&|one| one.class == 1)),
    ];
    Figure::pictures(AVERAGES, pictures)
        .note("Pixel by pixel, over all that is learned from. What tells the classes apart is little of a picture.")
}

/// What was left out of a folder, counted and named.
pub(super) fn left_out(matter: &Matter) -> Option<Figure> {
    let body = Body::Words(matter.words.clone());
    (!matter.words.is_empty()).then(|| Figure::new("What was left out of the folder", body))
}

/// Right answers over steps.
pub(super) fn steps(look: Look, curve: &[[f64; 3]]) -> Figure {
    let line = |at: usize| curve.iter().map(|one| [one[0], one[at]]).collect();
    let marks = [
        Mark::line("learned from", Role::Training, line(1)),
        Mark::line("new", Role::Validation, line(2)),
    ];
    let title = format!("{}: right answers over steps", look.label());
    let x = Axis::new("step").numbers(Numbers::Counted);
    let y = Axis::new("right")
        .numbers(Numbers::Percent)
        .range(0.42, 1.01);
    Figure::plot(title, x, y, marks)
        .id("Right answers over steps")
        .note("New: pictures that it never saw. Where the two part, it learns faces by heart.")
}

/// Right answers over the number of pictures, for all that is looked at.
pub(super) fn sizes(found: &[Sized]) -> Figure {
    let mut marks = Vec::new();
    for (at, look) in Look::ALL.iter().enumerate() {
        let own = || found.iter().filter(|one| one.look == *look);
        let mut sizes: Vec<usize> = own().map(|one| one.size).collect();
        sizes.sort_unstable();
        sizes.dedup();
        if sizes.is_empty() {
            continue;
        }
        let role = Role::Series(at);
        let of = |size: usize, part: usize| -> Vec<f64> {
            let own = own().filter(|one| one.size == size);
            own.map(|one| one.right[part]).collect()
        };
        let mean = |part: usize| -> Vec<[f64; 2]> {
            let each = sizes.iter().map(|size| {
                let all = of(*size, part);
                [*size as f64, all.iter().sum::<f64>() / all.len() as f64]
            });
            each.collect()
        };
        if own().any(|one| one.seed != found[0].seed) {
            let band = sizes.iter().map(|size| {
                let all = of(*size, 1);
                let low = all.iter().copied().fold(f64::INFINITY, f64::min);
                let high = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                [*size as f64, low, high]
            });
            marks.push(Mark::band("", role, band.collect()).faint());
        }
        marks.push(Mark::line(look.label(), role, mean(1)).dash(Dash::Dashed));
        marks.push(
            Mark::line("learned ones", role, mean(0))
                .dash(Dash::Dotted)
                .faint(),
        );
    }
    let x = Axis::new("pictures learned from")
        .log(true)
        .numbers(Numbers::Counted);
    let y = Axis::new("right").numbers(Numbers::Percent);
    Figure::plot("Right answers over pictures", x, y, marks).note(
        "Marked lines: new pictures, means over seeds, bands from the least to the most. Dotted: those learned from.",
    )
}

/// The answers to all held-out pictures, to be clicked.
pub(super) fn map(answers: &[f32], matter: &Matter, chosen: usize) -> Figure {
    let place = |at: usize| {
        let rows = answers.len().div_ceil(ROW) as f64;
        let [column, row] = [at % ROW, at / ROW];
        [
            (column as f64 + 0.5) / ROW as f64,
            (row as f64 + 0.5) / rows,
        ]
    };
    let pairs = answers.iter().zip(&matter.held_out).enumerate();
    let wrong = pairs.filter(|(_, (answer, one))| !is_right(**answer, one.class));
    let group = |name: &str, points| Group {
        name: name.into(),
        points,
    };
    let mut values = answers.to_vec();
    values.resize(answers.len().next_multiple_of(ROW), f32::NAN);
    let grid = Grid {
        columns: ROW,
        values,
        shade: Shade::Signed(1.0),
        across: Places::Plain,
        down: Places::Plain,
        groups: vec![
            group("wrong", wrong.map(|(at, _)| place(at)).collect()),
            group("looked at", vec![place(chosen)]),
        ],
        ..Grid::default()
    };
    let [first, second] = &matter.names;
    Figure::grid("Answers to all new pictures", grid)
        .pick(Pickable::Cell, "Looks at this picture.")
        .note(format!(
            "{first} (+1) first, then {second} (−1). Click one."
        ))
}

fn pixels(look: Look, values: Vec<f32>) -> Grid {
    Grid {
        columns: look.shape().width,
        values,
        ..Grid::default()
    }
}

/// One held-out picture and what is seen of it; of one neuron the weights, and what of the picture speaks for which
/// class.
pub(super) fn one(
    look: Look,
    learned: &Learned,
    matter: &Matter,
    answers: &[f32],
    chosen: usize,
) -> Vec<Figure> {
    let Example {
        picture,
        class,
        file,
    } = &matter.held_out[chosen];
    let (answer, seen) = (answers[chosen], look.of(picture));
    let named = &matter.names[usize::from(answer <= 0.0)];
    let verdict = match is_right(answer, *class) {
        true => "right",
        false => "wrong",
    };
    let captions = [
        format!("{}: \"{named}\", {verdict}", told(answer)),
        "what the network sees of it".into(),
    ];
    let (_, height, width) = seen.dim();
    let larger = resize::resize(&seen, height * 8, width * 8);
    let pictures = captions.into_iter().zip([picture.clone(), larger]);
    let file = match &**file {
        "" => String::new(),
        file => format!(" File: {file}."),
    };
    let note = format!(
        "Number {} of the new ones; it belongs to \"{}\".{file}",
        chosen + 1,
        matter.names[*class]
    );
    let mut figures = vec![Figure::pictures("The picture looked at", pictures).note(note)];
    if let Some(weights) = learned.weights() {
        let each = weights.iter().zip(seen.pixels());
        let evidence = pixels(look, each.map(|(weight, pixel)| weight * pixel).collect());
        figures.push(
            Figure::grid("The weights as a picture", pixels(look, weights))
                .note("What brightness speaks for, +1 or −1."),
        );
        figures.push(
            Figure::grid("What speaks for which class", evidence)
                .note(format!("Weight × pixel of this one: {}.", told(answer))),
        );
    }
    figures
}

/// The pictures that it has most wrong; each can be clicked.
pub(super) fn wrong(answers: &[f32], matter: &Matter) -> Figure {
    let pairs = answers.iter().zip(&matter.held_out).enumerate();
    let mut all: Vec<(usize, f32, &Example)> = pairs
        .map(|(at, (answer, one))| (at, *answer, one))
        .filter(|(_, answer, one)| !is_right(*answer, one.class))
        .collect();
    all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let are = if all.len() == 1 { "is" } else { "are" };
    let note = format!(
        "{} of {} {are} wrong; here the surest errors, and what each is.",
        all.len(),
        counted(answers.len(), "new picture", "new pictures")
    );
    if all.is_empty() {
        return Figure::words("Wrong pictures", "None of the new pictures is wrong.");
    }
    let shown = all.iter().take(WRONG).map(|(at, answer, one)| Picture {
        caption: format!("{}, but {}", told(*answer), matter.names[one.class]),
        image: one.picture.clone().into(),
        place: Some([at / ROW, at % ROW]),
    });
    Figure::new("Wrong pictures", Body::Pictures(shown.collect()))
        .note(note)
        .pick(
            Pickable::Pixel,
            "Click a picture to look at it below: its answer, its number and its file.",
        )
}

/// A person's own pictures with the answers.
pub(super) fn asked(
    learned: &mut Learned,
    Asked { pictures, left_out }: &Asked,
    names: &[String; 2],
) -> Figure {
    let answers = learned.answers(pictures.iter().map(|(_, picture)| picture));
    let shown = pictures
        .iter()
        .zip(&answers)
        .take(ASKED)
        .map(|((name, picture), answer)| {
            let named = &names[usize::from(*answer <= 0.0)];
            (
                format!("{}: {named} ({name})", told(*answer)),
                picture.clone(),
            )
        });
    let unread = match left_out.len() {
        0 => String::new(),
        count => format!(
            " {count} of {} could not be read: {}",
            counted(count + pictures.len(), "picture", "pictures"),
            left_out.join(" ")
        ),
    };
    let note = format!(
        "{} of your folder, the first {ASKED} at most; each cut to its middle square.{unread}",
        counted(pictures.len(), "picture", "pictures")
    );
    Figure::pictures("Your pictures", shown.collect::<Vec<_>>()).note(note)
}

/// What came of all that is looked at, with the most pictures.
pub(super) fn table(found: &[Sized], most: usize) -> Figure {
    let rows = Look::ALL.iter().map(|look| {
        let own: Vec<&Sized> = found
            .iter()
            .filter(|one| one.look == *look && one.size == most)
            .collect();
        let mean = |part: usize| {
            own.iter().map(|one| one.right[part]).sum::<f64>() / own.len().max(1) as f64
        };
        vec![
            Cell::from(look.label()),
            (look.shape().size() as f64).into(),
            mean(0).into(),
            mean(1).into(),
        ]
    });
    let columns = [
        Column::new("looked at"),
        Column::of("pixels", "", Numbers::Counted),
        Column::of("learned ones right", "", Numbers::Percent),
        Column::of("new ones right", "", Numbers::Percent),
    ];
    Figure::table("In the end", columns, rows.collect::<Vec<_>>()).note(format!(
        "With {}; means over seeds.",
        counted(most, "picture", "pictures")
    ))
}

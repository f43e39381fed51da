//! What is shown: new pictures to be chosen from, the maps of one, and what the checks say.

use std::sync::Arc;

use super::check::{CHANCE, Checked, INK, Maps, REMOVED};
use super::matter::Matter;
use super::{Found, ROW, ROWS, WAYS};
use crate::figure::{
    Axis, Body, Cell, Colormap, Column, Dash, Figure, Mark, Numbers, Pickable, Picture, Role,
    percent,
};
use crate::image::Image;
use crate::nn::Tensor;

/// The figure that answers.
pub(super) const ANSWER: &str = "Why this answer";

/// Small pictures, larger or smaller ones beside each other alike.
fn small(title: &str, pictures: Vec<(String, Image)>) -> Figure {
    let pictures = pictures
        .into_iter()
        .enumerate()
        .map(|(at, (caption, image))| Picture {
            caption,
            image: Arc::new(image),
            place: Some([at / ROW, at % ROW]),
        });
    Figure::new(title, Body::Pictures(pictures.collect()))
}

/// New pictures, with what is said of each where that is known.
pub(super) fn tiles(matter: &Matter, says: &[(usize, f32)], chosen: usize) -> Figure {
    let count = (ROW * ROWS).min(matter.judged.classes.len());
    let tile = |at: usize| {
        let truth = matter.judged.classes[at];
        let name = &matter.names[truth];
        let mut caption = match says.get(at) {
            Some((said, _)) if *said != truth => format!("{name}: says {}", matter.names[*said]),
            _ => name.clone(),
        };
        if at == chosen {
            caption = format!("▸ {caption}");
        }
        (caption, matter.judged.pictures.image(at))
    };
    small("New pictures", (0..count).map(tile).collect()).pick(
        Pickable::Pixel,
        "Click a picture to see why the network says so",
    )
}

/// A map over a quiet picture: orange speaks for the class, blue against it.
fn over(picture: &Tensor, map: &[f32]) -> Image {
    let limit = map.iter().fold(0.0f32, |most, value| most.max(value.abs()));
    let colours = Colormap::diverging(false);
    let width = picture.shape.width;
    Image::from_fn(3, picture.shape.height, width, |channel, y, x| {
        let at = y * width + x;
        let quiet = 0.95 - 0.35 * picture.data[at].clamp(0.0, 1.0);
        let strength = if limit > 0.0 {
            (map[at].abs() / limit).sqrt()
        } else {
            0.0
        };
        let colour = f32::from(colours.signed(map[at], limit)[channel]) / 255.0;
        quiet + 0.9 * strength * (colour - quiet)
    })
}

/// The maps of one picture, of the network as it was taught and with random weights.
pub(super) fn maps(
    picture: &Tensor,
    taught: &Maps,
    random: &Maps,
    (name, class, share): &(String, String, f32),
) -> [Figure; 2] {
    let mut first = vec![("the picture".to_owned(), picture.image(0))];
    let mut second = first.clone();
    for (way, (_, name)) in WAYS.iter().enumerate() {
        first.push(((*name).to_owned(), over(picture, &taught[way])));
        second.push(((*name).to_owned(), over(picture, &random[way])));
    }
    [
        small(ANSWER, first).note(format!(
            "{name}: the network says {class}, {}. Orange speaks for that, blue against it, each map on a scale of its \
             own; the gradient tells sizes alone.",
            percent(f64::from(*share))
        )),
        small("The same with random weights", second).note(
            "Nothing was learned by this network. What its maps have in common with those above is not of the network \
             but of the picture.",
        ),
    ]
}

fn mean(all: &[Found], of: impl Fn(&Checked) -> f64) -> f64 {
    let each: Vec<f64> = all.iter().flat_map(|found| &found.each).map(of).collect();
    each.iter().sum::<f64>() / each.len() as f64
}

/// The checks: agreement with random weights, what is left of the answer, and a table.
pub(super) fn curves(all: &[Found]) -> [Figure; 3] {
    let layers = all
        .iter()
        .flat_map(|found| &found.each)
        .next()
        .map_or(0, |one| one.agree[0].len());
    let lines = WAYS.iter().enumerate().map(|(way, (_, name))| {
        let points = (0..layers).map(|at| [at as f64 + 1.0, mean(all, |one| one.agree[way][at])]);
        let points = [[0.0, 1.0]].into_iter().chain(points);
        Mark::line(*name, Role::Series(way), points.collect())
    });
    let names = ["none", "the last", "the last two", "all three"];
    let x = Axis {
        names: names.map(str::to_owned).to_vec(),
        ..Axis::new("layers with random weights").range(-0.2, layers as f64 + 0.2)
    };
    let y = Axis {
        holds: vec![0.0, 1.0],
        ..Axis::new("rank correlation of the maps").numbers(Numbers::Decimals(1))
    };
    let count: usize = all.iter().map(|found| found.each.len()).sum();
    let needs = Figure::plot("Does a map need the network?", x, y, lines.collect::<Vec<_>>()).note(format!(
        "How far the order of the pixels stays the same while layers are made random, the last first: a map that stays \
         tells of the picture, not of the network. Means of {count} pictures, {} seeds.",
        all.len()
    ));
    let line = |order: usize| {
        let points = REMOVED.iter().enumerate();
        let points = points.map(|(at, share)| [*share, mean(all, |one| one.left[order][at])]);
        points.collect::<Vec<_>>()
    };
    let mut marks: Vec<Mark> = WAYS
        .iter()
        .enumerate()
        .map(|(way, (_, name))| Mark::line(*name, Role::Series(way), line(way)))
        .collect();
    marks.push(Mark::line("by chance", Role::Reference, line(CHANCE)).dash(Dash::Dotted));
    marks.push(
        Mark::line("ink first, no network asked", Role::Reference, line(INK)).dash(Dash::Dashed),
    );
    let x = Axis::new("pixels taken away").numbers(Numbers::Percent);
    let y = Axis {
        holds: vec![0.0, 1.0],
        ..Axis::new("share of the class").numbers(Numbers::Percent)
    };
    let falls = Figure::plot("Does it name what counts?", x, y, marks).note(
        "The pixels that a map names first get the ground's colour first: the sooner the answer falls, the better the \
         map.",
    );
    [needs, falls, table(all)]
}

fn table(all: &[Found]) -> Figure {
    let known = all
        .iter()
        .flat_map(|found| &found.each)
        .any(|one| one.mouth.is_some());
    let mut columns = vec![
        Column::new("map"),
        Column::of("with random weights", "", Numbers::Decimals(2))
            .help("Rank correlation of the map with that of a network of random weights: low is good."),
        Column::of("with the ink", "", Numbers::Decimals(2))
            .help("Rank correlation of the map with the picture itself, the distance of each pixel from the ground."),
        Column::of("left", "", Numbers::Percent)
            .help("Share of the class, mean while up to half of the pixels are taken away: low is good."),
        Column::of("off", "", Numbers::Percent)
            .help("How far the sum of the map is from the difference of the answers, as a share of it."),
    ];
    if known {
        columns.push(Column::of("on the mouth", "", Numbers::Percent).help(
            "How much of what the map says in favour lies on the mouth, a sixth of the picture.",
        ));
    }
    let mut rows = Vec::new();
    for (way, (_, name)) in WAYS.iter().enumerate() {
        let mut row = vec![
            Cell::from(*name),
            mean(all, |one| {
                one.agree[way].last().copied().unwrap_or(f64::NAN)
            })
            .into(),
            mean(all, |one| one.with_ink[way]).into(),
            mean(all, |one| one.area(way)).into(),
            match way + 1 == WAYS.len() {
                true => mean(all, Checked::off).into(),
                false => Cell::Empty,
            },
        ];
        if known {
            row.push(mean(all, |one| one.mouth.map_or(f64::NAN, |mouth| mouth[way])).into());
        }
        rows.push(row);
    }
    for (order, name) in [(CHANCE, "by chance"), (INK, "ink first, no network asked")] {
        let mut row = vec![Cell::from(name), Cell::Empty, Cell::Empty];
        row.push(mean(all, |one| one.area(order)).into());
        row.resize(columns.len(), Cell::Empty);
        rows.push(row);
    }
    Figure::table("What the maps are worth", columns, rows)
}

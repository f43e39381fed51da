//! What is shown: a scene with its finds and its heat map, precision against recall, and the false alarms.

use super::draw::{Thing, posed, put};
use super::find::{Find, Map, cut};
use super::scene::{PATCH, Scene, stream};
use super::score::{Curve, hits};
use super::{Found, Method, Objects, Shown};
use crate::data::Shelf;
use crate::figure::{
    Axis, Cell, Colormap, Column, Figure, Mark, Marking, Numbers, Point, Role, counted, percent,
};
use crate::image::{Image, resize};
use crate::labs::Given;
use crate::train::TrainError;

/// The figure that answers.
pub(super) const ANSWER: &str = "Your picture";
/// How many times larger scenes are drawn, and half the side of a mark there, in pixels.
const LARGER: usize = 2;
const MARK: i32 = 22;
/// Colours of marks, told apart by every eye and by their shapes: a square, a cross, a diamond.
const HIT: [f32; 3] = [0.0, 0.85, 0.6];
const FALSE: [f32; 3] = [1.0, 0.35, 0.05];
const MISSED: [f32; 3] = [1.0, 0.92, 0.25];
/// False alarms that are shown.
const GALLERY: usize = 12;
/// Side of a patch that is looked at by itself.
const LOOKED: usize = 3 * PATCH;

impl Method {
    pub(super) fn role(self) -> Role {
        match self {
            Self::Network => Role::Series(1),
            Self::Harder => Role::Network,
            Self::Filter => Role::Reference,
        }
    }

    fn number(self) -> usize {
        Self::ALL
            .iter()
            .position(|method| *method == self)
            .unwrap_or(0)
    }
}

impl Objects {
    /// The least score of a find.
    pub(super) fn least(&self) -> f32 {
        self.threshold / 100.0
    }

    /// What is looked for, for one or for more.
    fn called(&self) -> [String; 2] {
        let more = self.target.label().to_lowercase();
        [more.trim_end_matches('s').to_owned(), more]
    }
}

/// What can be seen before anything is learned.
///
/// # Errors
/// [`TrainError`], when there are no photographs.
pub(super) fn first(lab: &Objects, shelf: &dyn Shelf) -> Result<Vec<Figure>, TrainError> {
    let few = Objects {
        judged: lab.scene.min(lab.judged),
        ..lab.clone()
    };
    let scenes = few.new_ones(lab.seed, shelf)?;
    let mut figures = Vec::new();
    if let Some(scene) = scenes.last() {
        let image = marked(&scene.image, &[], &[], 2.0);
        let pictures = [(scene.name.clone(), image)];
        figures.push(
            Figure::pictures("A new scene", pictures)
                .id(SCENE)
                .note(format!(
                    "{} are in it, and as many other things, lit and blurred alike.",
                    counted(scene.targets.len(), &lab.called()[0], &lab.called()[1])
                )),
        );
    }
    figures.push(things(lab));
    Ok(figures)
}

/// What is looked for, and what else lies about.
pub(super) fn things(lab: &Objects) -> Figure {
    let mut random = stream(lab.seed, 6, 0);
    let mut single = |thing: Thing| {
        let mut ground = Image::from_fn(1, PATCH, PATCH, |_, _, _| 0.45);
        put(
            &mut ground,
            thing,
            &posed([PATCH as f32 / 2.0; 2], 0.25, &mut random),
        );
        resize::resize(&ground, LOOKED, LOOKED)
    };
    let target = lab.target.thing();
    let mut pictures: Vec<(String, Image)> = (0..4)
        .map(|_| (lab.called()[0].clone(), single(target)))
        .collect();
    let others = Thing::ALL.into_iter().filter(|thing| *thing != target);
    pictures.extend(others.map(|thing| ("another thing".to_owned(), single(thing))));
    Figure::pictures("What is looked for, and what is none", pictures).note(
        "Drawn by this program, in any direction, 16 to 20 pixels long, with a shadow; here on plain ground.",
    )
}

/// The id of the scene.
const SCENE: &str = "Finds in a new scene";

/// A grey picture made larger, with its finds and what was missed.
fn marked(image: &Image, finds: &[(Find, bool)], missed: &[[f32; 2]], dim: f32) -> Image {
    let (_, height, width) = image.dim();
    let large = resize::resize(image, height * LARGER, width * LARGER);
    let mut marked = Image::from_fn(3, height * LARGER, width * LARGER, |_, y, x| {
        large.array()[[0, y, x]] * f32::min(dim, 1.0)
    });
    let mut mark = |at: [f32; 2], colour: [f32; 3], inside: &dyn Fn(i32, i32) -> bool| {
        let [y, x] = at.map(|place| (place * LARGER as f32).round() as i32);
        for (dy, dx) in (-MARK..=MARK).flat_map(|dy| (-MARK..=MARK).map(move |dx| (dy, dx))) {
            let place = [y + dy, x + dx].map(usize::try_from);
            if let ([Ok(row), Ok(column)], true) = (place, inside(dy, dx))
                && row < height * LARGER
                && column < width * LARGER
            {
                for (channel, value) in colour.iter().enumerate() {
                    marked.array_mut()[[channel, row, column]] = *value;
                }
            }
        }
    };
    for at in missed {
        mark(*at, MISSED, &|dy, dx| {
            (MARK - 2..=MARK).contains(&(dy.abs() + dx.abs()))
        });
    }
    for (find, right) in finds {
        match right {
            true => mark(find.at, HIT, &|dy, dx| dy.abs().max(dx.abs()) >= MARK - 2),
            false => mark(find.at, FALSE, &|dy, dx| {
                (dy.abs() - dx.abs()).abs() <= 1 && dy.abs() >= MARK / 3
            }),
        }
    }
    marked
}

/// Scores over a picture, as colours over quiet ground.
fn over(image: &Image, map: &Map) -> Image {
    let (_, height, width) = image.dim();
    let colours = Colormap::amount(true);
    let rows = map.values.len() / map.columns.max(1);
    Image::from_fn(3, height * LARGER, width * LARGER, |channel, y, x| {
        let ground = 0.35 * image.array()[[0, y / LARGER, x / LARGER]];
        let place = |at: usize| (((at / LARGER) as f32 - map.first) / map.step).round();
        let (row, column) = (place(y), place(x));
        let inside =
            row >= 0.0 && column >= 0.0 && (row as usize) < rows && (column as usize) < map.columns;
        if !inside {
            return ground;
        }
        let score = map.values[row as usize * map.columns + column as usize].clamp(0.0, 1.0);
        let colour = f32::from(colours.color(score)[channel]) / 255.0;
        ground + score * (colour - ground)
    })
}

/// Finds of a scene that score enough, whether each is right, and what was missed.
struct Judged {
    finds: Vec<(Find, bool)>,
    missed: Vec<[f32; 2]>,
}

fn judged(lab: &Objects, scene: &Scene, map: &Map) -> Judged {
    let mut finds = map.peaks();
    finds.retain(|find| find.score >= lab.least());
    let right = hits(&finds, &scene.targets);
    let missed = scene.targets.iter().enumerate();
    let missed = missed.filter(|(at, _)| !right.contains(&Some(*at)));
    Judged {
        missed: missed.map(|(_, at)| *at).collect(),
        finds: finds
            .into_iter()
            .zip(right.iter().map(Option::is_some))
            .collect(),
    }
}

/// A scene with its finds, and the heat map.
fn found(lab: &Objects, scene: &Scene, map: &Map) -> Figure {
    let Judged { finds, missed } = judged(lab, scene, map);
    let right = finds.iter().filter(|(_, right)| *right).count();
    let [one, more] = lab.called();
    let caption = format!(
        "{}: {right} of {} found, {}",
        scene.name,
        counted(scene.targets.len(), &one, &more),
        counted(finds.len() - right, "false alarm", "false alarms"),
    );
    let pictures = [
        (caption, marked(&scene.image, &finds, &missed, 0.85)),
        ("heat map".to_owned(), over(&scene.image, map)),
    ];
    let scored = match lab.by {
        Method::Filter => "correlation",
        Method::Network | Method::Harder => "sureness",
    };
    Figure::pictures(format!("Finds: {}", lab.by.label().to_lowercase()), pictures).note(format!(
        "Square: a target; cross: a false alarm; diamond: missed. Finds have a {scored} of at least {} %.",
        lab.threshold
    ))
}

/// What the pictures show, as far as is known.
pub(super) fn scene(lab: &Objects, shown: &Shown) -> Vec<Figure> {
    let maps = &shown.maps[lab.by.number()];
    let at = (lab.scene - 1).min(shown.scenes.len().saturating_sub(1));
    let (Some(scene), Some(map)) = (shown.scenes.get(at), maps.get(at)) else {
        return Vec::new();
    };
    vec![found(lab, scene, map).id(SCENE), gallery(lab, shown)]
}

/// The surest false alarms on new scenes.
fn gallery(lab: &Objects, shown: &Shown) -> Figure {
    let mut alarms: Vec<(f32, Image)> = Vec::new();
    for (scene, map) in shown.scenes.iter().zip(&shown.maps[lab.by.number()]) {
        let finds = map.peaks();
        let right = hits(&finds, &scene.targets);
        let wrong = finds.iter().zip(right).filter(|(_, hit)| hit.is_none());
        alarms.extend(wrong.take(GALLERY).map(|(find, _)| {
            let patch = cut(&scene.image, find.at, PATCH);
            (find.score, resize::resize(&patch, LOOKED, LOOKED))
        }));
    }
    alarms.sort_by(|a, b| b.0.total_cmp(&a.0));
    alarms.truncate(GALLERY);
    let pictures = alarms
        .into_iter()
        .map(|(score, image)| (percent(f64::from(score)), image));
    Figure::pictures("The surest false alarms", pictures).note(format!(
        "{}, all new scenes of the first seed, with what each scored.",
        lab.by.label()
    ))
}

/// Precision against recall, and the table.
pub(super) fn curves(lab: &Objects, all: &[Found]) -> [Figure; 2] {
    let mut marks = Vec::new();
    let mut rows = Vec::new();
    for (at, method) in Method::ALL.iter().enumerate() {
        let known: Vec<&Curve> = all
            .iter()
            .filter_map(|found| found.curves[at].as_ref())
            .collect();
        let mut whole = Curve::default();
        known.iter().for_each(|curve| whole.join(curve));
        let points = whole.points();
        if points.is_empty() {
            continue;
        }
        let line = points
            .iter()
            .map(|[recall, precision, _]| [*recall, *precision]);
        let line = Mark::line(method.label(), method.role(), thinned(line.collect()));
        marks.push(line);
        if *method == lab.by {
            let point = Point {
                at: whole.at(lab.least()),
                label: format!("{} %", lab.threshold),
                chosen: true,
                ..Point::default()
            };
            marks.push(Mark::new("", method.role(), Marking::Points(vec![point])));
        }
        let average: Vec<f64> = known
            .iter()
            .map(|curve| curve.average_precision())
            .collect();
        let low = average.iter().copied().fold(f64::INFINITY, f64::min);
        let high = average.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mean = average.iter().sum::<f64>() / average.len() as f64;
        let [recall, precision] = whole.at(lab.least());
        rows.push(vec![
            Cell::from(method.label()),
            mean.into(),
            Cell::Said(low, format!("{} to {}", percent(low), percent(high))),
            recall.into(),
            match recall > 0.0 {
                true => precision.into(),
                // Of no finds none is right or wrong.
                false => Cell::Empty,
            },
        ]);
    }
    let axis = |name: &str| Axis::new(name).numbers(Numbers::Percent).range(0.0, 1.02);
    let plot = Figure::plot(
        "Precision against recall",
        axis("targets found"),
        axis("finds right"),
        marks,
    )
    .note("All new scenes of all seeds; each point is a threshold. The ring: the one that is set.");
    let percent = |name: &str| Column::of(name, "", Numbers::Percent);
    let columns = [
        Column::new("finds of"),
        percent("average precision")
            .help("The area under precision against recall, mean over seeds."),
        percent("least and most"),
        percent("found").help("Recall at the threshold that is set."),
        percent("of finds right").help("Precision at the threshold that is set."),
    ];
    let table = Figure::table("How well each finds", columns, rows)
        .note(format!("The last two columns at {} %.", lab.threshold));
    [plot, table]
}

/// As many points as a plot has use for.
fn thinned(points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let every = points.len().div_ceil(400).max(1);
    let last = points.len().saturating_sub(1);
    let some = points.into_iter().enumerate();
    let some = some.filter(|(at, _)| at % every == 0 || *at == last);
    some.map(|(_, point)| point).collect()
}

/// A person's own picture, with targets that were put into it and what is found.
pub(super) fn answer(lab: &Objects, scene: &Scene, map: &Map) -> Figure {
    let figure = found(lab, scene, map);
    let note = format!("Targets and other things were put into it. {}", figure.note);
    figure.id(ANSWER).note(note)
}

/// What is said of a picture that is too small.
pub(super) fn too_small(given: &Given) -> Figure {
    let words = format!(
        "{} is too small to put anything into: it must have {} pixels each way at least.",
        given.called(),
        2 * PATCH + 28
    );
    Figure::words(ANSWER, words)
}

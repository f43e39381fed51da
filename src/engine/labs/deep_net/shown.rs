//! What is shown of the two networks: a table, the choice of the rate, curves, and the first filters as they form.

use super::super::lesson::Look;
use super::nets::Net;
use super::{RATES, Rights, School, Tried};
use crate::data::{Batch, Examples, Part};
use crate::figure::{
    Axis, Body, Cell, Column, Figure, Frame, Grid, Mark, Numbers, Picture, Role, Shade, counted,
    grouped,
};
use crate::image::{Image, resize};
use crate::nn::Network;

/// Roles of the deep network and of the sigmoids.
const ROLES: [Role; 2] = [Role::Network, Role::Series(0)];
/// Pictures among which one of each class is looked for.
const SEARCHED: usize = 500;
/// How many times larger filters in colour are drawn.
const LARGER: usize = 8;

/// What the two networks are, and how they stand as far as is known.
pub(super) fn nets(
    name: &str,
    nets: &[Net; 2],
    rates: Option<[f32; 2]>,
    looks: &[Vec<Look>; 2],
) -> Figure {
    let rows = nets.iter().enumerate().map(|(at, net)| {
        let end = looks[at].last();
        let number = |of: &dyn Fn(&Look) -> f64| end.map_or(Cell::Empty, |look| of(look).into());
        vec![
            Cell::from(net.name),
            number(&|look| look.right),
            number(&|look| look.step as f64),
            number(&|look| look.seconds),
            (net.parameters() as f64).into(),
            (net.report.multiply_adds() as f64).into(),
            rates.map_or(Cell::Empty, |rates| decimal(rates[at]).into()),
        ]
    });
    let columns = [
        Column::new("network"),
        Column::of("right", "", Numbers::Percent).help("Of the held-out pictures."),
        Column::of("steps", "", Numbers::Counted),
        Column::of("time", "s", Numbers::Decimals(1)),
        Column::of("parameters", "", Numbers::Counted),
        Column::of("multiply-adds", "", Numbers::Counted)
            .help("Multiplications for one picture: filters are used again at every pixel."),
        Column::of("rate", "", Numbers::Short),
    ];
    let apart = 100.0 * super::nets::difference(&nets[0], &nets[1]);
    let title = format!("{name}: the two networks");
    Figure::table(title, columns, rows.collect::<Vec<_>>()).note(format!(
        "The numbers of parameters differ by {apart:.1} %. Multiply-adds are those of one picture on the way forward."
    ))
}

/// One picture of each class that is learned from.
pub(super) fn examples(name: &str, examples: &dyn Examples) -> Figure {
    let mut batch = Batch::default();
    examples.read(Part::Training, 0, SEARCHED, &mut batch);
    let some = examples.classes().iter().enumerate();
    let some = some.filter_map(|(class, name)| {
        let at = batch.classes().iter().position(|own| *own == class)?;
        let picture = batch.input.image(at);
        let (_, height, width) = picture.dim();
        let larger = resize::resize(&picture, height * LARGER / 2, width * LARGER / 2);
        Some((name.clone(), larger))
    });
    Figure::pictures(
        format!("{name}: what is told apart"),
        some.collect::<Vec<_>>(),
    )
    .note(format!(
        "One of each class, as both networks see them, of {} to learn from.",
        counted(examples.count(Part::Training), "picture", "pictures")
    ))
}

/// A rate as it is written, without the digits that a single-precision number adds.
fn decimal(rate: f32) -> f64 {
    (f64::from(rate) * 1e6).round() / 1e6
}

/// What each rate came to on pictures that were held back.
pub(super) fn rates(school: &School, tried: &Tried) -> Figure {
    let (name, back) = (school.matter.name(), school.counts[2]);
    let mut columns = vec![Column::new("network")];
    let rate = |rate: &f32| Column::of(format!("rate {rate}"), "", Numbers::Percent);
    columns.extend(RATES.iter().map(rate));
    let rows = school.nets.iter().zip(tried).map(|(net, tried)| {
        let mut cells = vec![Cell::from(net.name)];
        let right = |look: &Option<Look>| look.map_or(Cell::Empty, |look| look.right.into());
        cells.extend(tried.iter().map(right));
        cells
    });
    let title = format!("{name}: how the learning rate was chosen");
    Figure::table(title, columns, rows.collect::<Vec<_>>()).note(format!(
        "Each network tries the same rates for a quarter of its time and takes the best by {back} training pictures \
         that were held back; the held-out pictures have no say. The rate falls evenly to nothing."
    ))
}

/// Held-out pictures right, over steps and over seconds; and, as dots, what each rate that was tried came to.
pub(super) fn curves(school: &School, tried: &Tried, looks: &[Vec<Look>; 2]) -> [Figure; 2] {
    let name = school.matter.name();
    let [training, judged, _] = school.counts;
    let plot = |what: &str, x: Axis, of: fn(&Look) -> f64| {
        let dots = tried.iter().enumerate().map(|(at, tried)| {
            let places = tried.iter().flatten();
            let places = places.map(|look| [of(look), look.right]).collect();
            Mark::points("", ROLES[at], places).faint()
        });
        let lines = looks.iter().enumerate().filter(|(_, one)| !one.is_empty());
        let lines = lines.map(|(at, looks)| {
            let points = looks.iter().map(|look| [of(look), look.right]).collect();
            Mark::line(school.nets[at].name, ROLES[at], points)
        });
        let right = Axis::new("held-out pictures right").numbers(Numbers::Percent);
        let title = format!("{name}: over {what}");
        Figure::plot(title, x, right, dots.chain(lines).collect::<Vec<_>>())
    };
    let zero = |axis: Axis| Axis {
        holds: vec![0.0],
        ..axis
    };
    let steps = zero(Axis::new("step").numbers(Numbers::Counted));
    let seconds = zero(Axis::new("learning").unit("s"));
    [
        plot("steps", steps, |look| look.step as f64).note(format!(
            "{} pictures to learn from, {} others to be judged on. Faint dots: rates that were tried, by pictures that \
             were held back.",
            grouped(training as u64),
            grouped(judged as u64)
        )),
        plot("seconds", seconds, |look| look.seconds).note(
            "Each network learns with one thread, two of them side by side; judging is left out.",
        ),
    ]
}

/// The first filters at one step.
pub(super) struct Filters {
    step: u64,
    /// Filters, side of each, channels.
    shape: [usize; 3],
    values: Vec<f32>,
}

impl Filters {
    pub(super) fn of(step: u64, network: &Network) -> Self {
        let first = network.parameters().first();
        let (shape, values) = first.map_or(([0; 3], Vec::new()), |first| {
            let [count, side, _, channels] = first.shape[..] else {
                return ([0; 3], Vec::new());
            };
            let values = network.values()[first.range.clone()].to_vec();
            ([count, side, channels], values)
        });
        Self {
            step,
            shape,
            values,
        }
    }

    /// Tiles side by side: somewhat more than below each other, and no row with gaps where that can be had.
    fn across(&self) -> usize {
        let count = self.shape[0].max(1);
        let root = (count as f64).sqrt();
        let mut wide = (root.ceil() as usize)..=((2.0 * root) as usize);
        let whole = wide.find(|across| count.is_multiple_of(*across));
        whole.unwrap_or((root * 1.3).ceil() as usize)
    }

    /// Columns and rows of all cells, with a gap of one between tiles.
    fn room(&self) -> [usize; 2] {
        let [count, side, _] = self.shape;
        let across = self.across();
        [across, count.div_ceil(across)].map(|tiles| (tiles * (side + 1)).saturating_sub(1))
    }

    /// The number of a channel in a row and column; `None` in gaps.
    fn value(&self, row: usize, column: usize, channel: usize) -> Option<f32> {
        let [count, side, channels] = self.shape;
        let [(tile_y, y), (tile_x, x)] = [row, column].map(|at| (at / (side + 1), at % (side + 1)));
        let tile = tile_y * self.across() + tile_x;
        let inside = y < side && x < side && tile < count;
        inside.then(|| self.values[((tile * side + y) * side + x) * channels + channel])
    }

    /// As a picture, on a scale that ends at `limit` either way.
    fn body(&self, limit: f32) -> Body {
        let [columns, rows] = self.room();
        if self.shape[2] == 3 {
            let value = |c: usize, y: usize, x: usize| {
                let found = self.value(y / LARGER, x / LARGER, c);
                found.map_or(0.5, |value| 0.5 + 0.5 * value / limit)
            };
            let image = Image::from_fn(3, rows * LARGER, columns * LARGER, value);
            return Body::Pictures(vec![Picture {
                caption: "grey is zero".into(),
                image: image.into(),
                place: None,
            }]);
        }
        let cell = |at: usize| self.value(at / columns, at % columns, 0);
        // Between two tiles nothing is added and nothing taken off.
        let values = (0..rows * columns).map(|at| cell(at).unwrap_or(0.0));
        Body::Grid(Grid {
            columns,
            values: values.collect(),
            shade: Shade::Signed(limit),
            ..Grid::default()
        })
    }
}

/// The first filters as they form: a picture for each step that was kept.
pub(super) fn filters(name: &str, all: &[Filters]) -> Figure {
    let sizes = all.iter().flat_map(|one| &one.values);
    let limit = sizes.fold(f32::MIN_POSITIVE, |most, value| most.max(value.abs()));
    let frames = all.iter().map(|one| Frame {
        name: format!("step {}", one.step),
        body: one.body(limit),
    });
    let title = format!("{name}: the first filters as they form");
    Figure::new(title, Body::Frames(frames.collect())).note(
        "Each square is what one filter of the first convolution looks for. At first it is noise; edges and spots come \
         out of it by learning alone.",
    )
}

/// What every seed came to.
pub(super) fn seeds(schools: &[School], first: u64, found: &[Vec<Rights>]) -> Figure {
    let mut columns = vec![Column::of("seed", "", Numbers::Counted)];
    for school in schools {
        let name = school.matter.name().to_lowercase();
        columns.extend(
            school
                .nets
                .iter()
                .map(|net| Column::of(format!("{name}, {}", net.name), "", Numbers::Percent)),
        );
    }
    let rows = found.iter().zip(first..).map(|(rights, seed)| {
        let mut cells = vec![Cell::from(seed as f64)];
        let ends = rights.iter().flat_map(|rights| rights.ends);
        cells.extend(ends.map(Cell::from));
        cells
    });
    Figure::table("Every seed", columns, rows.collect::<Vec<_>>())
        .note("The share of held-out pictures that is right in the end.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_stand_side_by_side_with_gaps_in_grey_and_in_colour() {
        let of = |channels: usize| Filters {
            step: 3,
            shape: [3, 2, channels],
            values: (0..12 * channels).map(|at| at as f32 - 4.0).collect(),
        };
        let grey = of(1);
        assert_eq!((grey.across(), grey.room()), (3, [8, 2]));
        let across = |count: usize| {
            let shape = [count, 1, 1];
            Filters { shape, ..of(1) }.across()
        };
        assert_eq!([8, 12, 24, 48].map(across), [4, 4, 6, 8]);
        let Body::Grid(grid) = grey.body(8.0) else {
            panic!("grey filters are numbers");
        };
        assert_eq!(grid.values[..2], [-4.0, -3.0]);
        // A gap, the second filter's first row; below, the first filter's second row.
        assert_eq!(grid.values[2..5], [0.0, 0.0, 1.0]);
        assert_eq!(grid.values[8..10], [-2.0, -1.0]);
        let Body::Pictures(pictures) = of(3).body(8.0) else {
            panic!("filters in colour are pictures");
        };
        let image = &pictures[0].image;
        assert_eq!(image.dim(), (3, 2 * LARGER, 8 * LARGER));
        assert_eq!(image.array()[[0, 0, 0]], 0.25);
        assert_eq!(image.array()[[1, 0, 2 * LARGER]], 0.5);
    }
}

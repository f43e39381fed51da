//! Five structures of an image, measured: what classical denoising takes an image to be.
//!
//! Each is a statistic that photographs have and noise has not: piecewise smoothness ([`gradients`]), non-local
//! self-similarity ([`similarity`]), scale invariance ([`scales`]), sparsity ([`sparsity`]) and low dimension
//! ([`dimension`]). The lab measures them on a photograph, on its noisy version, on denoised ones and on noise alone:
//! noise violates each, and a denoiser is as good as it restores them.

mod dimension;
mod gradients;
mod scales;
mod similarity;
mod sparsity;

use super::{Act, Desk, Lab, Poke, Telling, Truth, Try, Verdict};
use crate::data::TestPhoto;
use crate::denoise::trial::with_noise;
use crate::denoise::{self, Denoiser, Watch};
use crate::figure::{Axis, Cell, Column, Figure, Numbers, Pickable};
use crate::image::Image;
use crate::image::metrics::psnr_clipped;
use crate::say;
use crate::setting::{Entry, Kind, find};
use crate::train::TrainError;

crate::adjustable! {
    /// Measures five structures on a photograph, on noise, and on what methods make of both.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Structures: "structures", "Five structures",
        "Smooth pieces, self-similarity, scale invariance, sparsity, low dimension: on a photograph, on noise, and on \
         what denoisers restore." {
        /// Which test photograph.
        photo: TestPhoto = TestPhoto::Jaguar, Kind::Choice(TestPhoto::CHOICES),
            "Photograph", "", "Which of the held-out photographs is measured.";
        /// Standard deviation of the noise on the 0..255 scale.
        sigma: f32 = 25.0, Kind::float(1.0, 100.0), "σ", "/ 255", "Standard deviation of the noise; 25 is usual.";
        /// Methods to compare, by id.
        methods: String = "gaussian,wavelet-threshold,nl-means,bm3d".into(), Kind::Text,
            "Methods", "", "Denoisers by id, with commas between.";
        /// The pixel whose patch is sought in the rest of the picture.
        row: usize = 200, Kind::int(0, 100_000), "Row", "px", "Row of the patch whose likes are sought.";
        /// See row.
        column: usize = 200, Kind::int(0, 100_000), "Column", "px", "Column of the patch whose likes are sought.";
        /// Decides the noise.
        seed: u64 = 0, Kind::int(0, i64::MAX), "Seed", "", "Another seed, other noise.";
    }
}

/// The name of the photograph.
const CLEAN: &str = "clean";
/// The name of the picture that is nothing but noise.
const NOISE: &str = "noise alone";

/// A picture and its name.
struct Specimen {
    name: String,
    picture: Image,
}

/// One structure: how it is measured and drawn.
struct Structure {
    name: &'static str,
    /// What the one number is.
    measure: &'static str,
    x_label: &'static str,
    y_label: &'static str,
    log_y: bool,
    /// The one number, and the curve behind it.
    of: fn(&Image) -> (f64, Vec<[f64; 2]>),
}

const FIVE: [Structure; 5] = [
    Structure {
        name: "piecewise smoothness",
        measure: "shape of the gradients' distribution (2 = normal; photographs 0.4 to 0.9)",
        x_label: "difference of neighbours",
        y_label: "probability density",
        log_y: true,
        of: gradients::measure,
    },
    Structure {
        name: "self-similarity",
        measure: "distance to the 16 nearest patches (share of the patches' own variance)",
        x_label: "nearest patches",
        y_label: "mean squared difference / variance",
        log_y: false,
        of: similarity::measure,
    },
    Structure {
        name: "scale invariance",
        measure: "slope of the contrast over octaves (0 = the same at each; white noise −1)",
        x_label: "octave",
        y_label: "standard deviation of differences",
        log_y: true,
        of: scales::measure,
    },
    Structure {
        name: "sparsity",
        measure: "wavelet energy in the largest 5 % of the details (share)",
        x_label: "largest coefficients, %",
        y_label: "share of the energy",
        log_y: false,
        of: sparsity::measure,
    },
    Structure {
        name: "low dimension",
        measure: "effective dimension of patches of 8 × 8 (of 64)",
        x_label: "principal component",
        y_label: "share of the variance",
        log_y: true,
        of: dimension::measure,
    },
];

impl Lab for Structures {
    fn question(&self) -> &'static str {
        "What is an image, that noise is not?"
    }

    fn claim(&self) -> &'static str {
        "Noise violates each of the five structures, and every denoiser brings each of them nearer to the photograph's."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Keyhole,
            story: "For fifty years denoising meant: say what an image is, and pull the noisy one towards it. Five \
                 things were found that photographs have and noise has not. Each can be measured, and each \
                 denoiser restores some of them.",
            tries: &[
                Try {
                    words: "Strong noise",
                    settings: &[("sigma", "75")],
                },
                Try {
                    words: "Another photograph",
                    settings: &[("photo", "gc_france_chateaudeChenonceau")],
                },
                Try {
                    words: "One patch in another place",
                    settings: &[("row", "60"), ("column", "120")],
                },
            ],
            sources: &[
                "Rudin, Osher and Fatemi 1992, doi:10.1016/0167-2789(92)90242-F",
                "Buades, Coll and Morel 2005, doi:10.1137/040616024",
                "Ruderman and Bialek 1994, doi:10.1103/PhysRevLett.73.814",
                "Aharon, Elad and Bruckstein 2006, doi:10.1109/TSP.2006.881199",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            methods: "gaussian".into(),
            ..self.clone()
        })
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let methods = self.chosen()?;
        let clean = self.photo.of(desk.shelf())?.gray();
        let level = self.sigma / 255.0;
        let noisy = with_noise(&clean, level, self.seed, 0);
        let flat = Image::zeros(1, clean.height(), clean.width());
        let mut specimens = vec![
            specimen(CLEAN, clean.clone()),
            specimen("noisy", noisy.clone()),
            specimen(NOISE, with_noise(&flat, level, self.seed, 0)),
        ];
        for entry in methods {
            match (entry.make)().denoise(&noisy, level, &Watch::from(desk.progress()).silent()) {
                Ok(answer) => specimens.push(specimen(entry.label, answer)),
                Err(_) if desk.stopped() => return Ok(Verdict::stopped()),
                Err(error) => {
                    desk.show(Figure::words(
                        format!("Left out: {}", entry.label),
                        error.to_string(),
                    ));
                }
            }
        }
        let pictures = specimens.iter();
        let pictures = pictures.map(|one| {
            // Noise has both signs: it is shown around grey.
            let ground = if one.name == NOISE { 0.5 } else { 0.0 };
            (one.name.clone(), one.picture.map(|value| value + ground))
        });
        desk.show(Figure::pictures("Pictures", pictures));
        desk.show(likes(&specimens, [self.row, self.column]));
        let mut values: Vec<Vec<f64>> = vec![Vec::new(); specimens.len()];
        for (at, structure) in FIVE.iter().enumerate() {
            desk.done(0.2 + 0.8 * at as f32 / FIVE.len() as f32);
            let mut lines = Vec::new();
            for (specimen, values) in specimens.iter().zip(&mut values) {
                if desk.stopped() {
                    return Ok(Verdict::stopped());
                }
                let (value, points) = (structure.of)(&specimen.picture);
                values.push(value);
                lines.push((specimen.name.clone(), points));
            }
            let x = Axis::new(structure.x_label);
            let y = Axis::new(structure.y_label).log(structure.log_y);
            desk.show(Figure::lines(capital(structure.name), x, y, lines));
        }
        let mut lines = Vec::new();
        for one in specimens.iter().take(3) {
            let watch = Watch::from(desk.progress()).silent();
            match sparsity::dictionaries(&one.name, &one.picture, &watch) {
                Ok(curves) => lines.extend(curves),
                Err(_) => return Ok(Verdict::stopped()),
            }
        }
        let x = Axis::new("atoms of a patch of 8 × 8");
        let y = Axis::new("share of the energy");
        let title = "Sparsity: cosines and learned atoms";
        desk.show(Figure::lines(title, x, y, lines));
        desk.show(table(&specimens, &values, &clean));
        let nearness = nearness(&values);
        desk.show(restored(&specimens, &nearness));
        let verdict = verdict(&specimens, &nearness);
        desk.judge(&verdict);
        // Everything is measured; a click asks only for the likes of another patch.
        while let Some(Poke::Place(place)) = desk.wait() {
            desk.show(likes(&specimens, place));
        }
        Ok(verdict)
    }
}

impl Structures {
    /// The methods to compare.
    fn chosen(&self) -> Result<Vec<&'static Entry<dyn Denoiser>>, TrainError> {
        let ids = self.methods.split(',').map(str::trim);
        ids.filter(|id| !id.is_empty())
            .map(|id| {
                find(denoise::ALL, id).ok_or_else(|| {
                    let all: Vec<_> = denoise::ALL.iter().map(|entry| entry.id).collect();
                    TrainError::Mismatch(say!(
                        "there is no method \"{}\"; there are {}",
                        id,
                        all.join(", ")
                    ))
                })
            })
            .collect()
    }
}

/// The likes of the patch at a row and column, in the clean picture, the noisy one, and the last one.
fn likes(specimens: &[Specimen], [row, column]: [usize; 2]) -> Figure {
    let clean = &specimens[0].picture;
    let [row, column] = similarity::place(clean, row, column);
    let marked = similarity::marked(clean, row, column);
    let maps = specimens.iter().take(2).chain(specimens.last());
    let maps = maps.map(|one| {
        let map = similarity::map(&one.picture, row, column);
        (format!("{}: its likes are bright", one.name), map)
    });
    let mark = format!("the patch at row {row}, column {column}");
    let maps = std::iter::once((mark, marked)).chain(maps);
    let hint = "Click a place to look at its patch.";
    Figure::pictures("Likes of one patch", maps).pick(Pickable::Pixel, hint)
}

/// The text with a capital at its beginning.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// Differences of horizontal and of vertical neighbours.
fn differences(picture: &Image) -> Vec<f64> {
    let (_, height, width) = picture.dim();
    let pixels = picture.pixels();
    let mut all = Vec::with_capacity(2 * pixels.len());
    for (y, row) in pixels.chunks(width.max(1)).enumerate() {
        all.extend(row.windows(2).map(|pair| f64::from(pair[1] - pair[0])));
        if y + 1 < height {
            let below = &pixels[(y + 1) * width..][..width];
            all.extend(row.iter().zip(below).map(|(a, b)| f64::from(b - a)));
        }
    }
    all
}

fn specimen(name: &str, picture: Image) -> Specimen {
    Specimen {
        name: name.into(),
        picture,
    }
}

/// A column for each picture, behind the one that says what is measured.
fn columns<'a>(
    first: &str,
    numbers: Numbers,
    pictures: impl Iterator<Item = &'a Specimen>,
) -> Vec<Column> {
    let pictures = pictures.map(|one| Column::of(&*one.name, "", numbers));
    std::iter::once(Column::new(first))
        .chain(pictures)
        .collect()
}

/// Each structure's number on each picture.
fn table(specimens: &[Specimen], values: &[Vec<f64>], clean: &Image) -> Figure {
    let row = |at: usize| {
        let name = format!("{}: {}", FIVE[at].name, FIVE[at].measure);
        let cells = values.iter().map(|values| Cell::from(values[at]));
        std::iter::once(name.into())
            .chain(cells)
            .collect::<Vec<_>>()
    };
    let scores = specimens.iter().map(|one| {
        let psnr = psnr_clipped(clean, &one.picture);
        let text = match psnr.is_finite() {
            true => format!("{psnr:.2}"),
            false => "–".into(),
        };
        Cell::Said(psnr, text)
    });
    let scores = std::iter::once("PSNR, dB (clipped)".into()).chain(scores);
    let rows = (0..FIVE.len()).map(row).chain([scores.collect()]);
    let columns = columns("structure", Numbers::Decimals(3), specimens.iter());
    Figure::table("Five numbers of each picture", columns, rows)
}

/// How near each denoiser brings each structure's number to the clean picture's, in per cent: 100 = the same, 0 = as
/// far off as the noisy picture's, below that farther, to whichever side.
fn nearness(values: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let of = |at: usize| {
        let (clean, noisy) = (values[0][at], values[1][at]);
        let share =
            |value: f64| 100.0 * (1.0 - (value - clean).abs() / (noisy - clean).abs().max(1e-12));
        values
            .iter()
            .skip(3)
            .map(|values| share(values[at]))
            .collect()
    };
    (0..FIVE.len()).map(of).collect()
}

fn restored(specimens: &[Specimen], nearness: &[Vec<f64>]) -> Figure {
    let rows = FIVE.iter().zip(nearness).map(|(structure, shares)| {
        let shares = shares.iter().map(|share| Cell::from(*share));
        std::iter::once(Cell::from(structure.name))
            .chain(shares)
            .collect::<Vec<_>>()
    });
    let columns = columns(
        "nearness, %",
        Numbers::Decimals(0),
        specimens.iter().skip(3),
    );
    let title = "How near each comes to the clean picture (100 = the same, 0 = as far off as the noisy one)";
    Figure::table(title, columns, rows)
}

/// The claim holds when every denoiser brings every structure nearer, and fails when most of them are brought farther
/// away.
fn verdict(specimens: &[Specimen], nearness: &[Vec<f64>]) -> Verdict {
    let mut numbers = Vec::new();
    for (structure, shares) in FIVE.iter().zip(nearness) {
        for (one, share) in specimens.iter().skip(3).zip(shares) {
            numbers.push((
                format!("{}, {}, % nearer", structure.name, one.name),
                *share,
            ));
        }
    }
    let all = numbers.len();
    let nearer = numbers.iter().filter(|(_, share)| *share > 0.0).count();
    let truth = match nearer {
        _ if all == 0 => Truth::Open,
        nearer if nearer == all => Truth::Holds,
        nearer if 2 * nearer < all => Truth::Fails,
        _ => Truth::Open,
    };
    Verdict {
        truth,
        words: format!("{nearer} of {all} numbers come nearer to the photograph's."),
        numbers,
    }
}

#[cfg(test)]
mod tests;

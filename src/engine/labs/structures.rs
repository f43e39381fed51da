//! Five structures of an image, measured: what classical denoising takes an image to be.
//!
//! Each is a statistic that photographs have and noise has not: piecewise smoothness ([`gradients`]), non-local
//! self-similarity ([`similarity`]), scale invariance ([`scales`]), sparsity ([`sparsity`]) and low dimension
//! ([`dimension`]). The lab measures them on a photograph, on its noisy version, on denoised ones and on noise alone:
//! noise violates each, and a denoiser is as good as it restores them.

mod dimension;
mod gradients;
mod scales;
mod shown;
mod similarity;
mod sparsity;

use super::methods::methods;
use super::{Act, Desk, Lab, Poke, Telling, Try, Verdict};
use crate::data::TestPhoto;
use crate::denoise::trial::with_noise;
use crate::denoise::{self, Denoiser, Watch};
use crate::figure::{Axis, Figure, Role};
use crate::image::Image;
use crate::setting::{Entry, Kind};
use crate::train::TrainError;
use shown::{curves, likes, nearness, restored, table, verdict};

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
    /// What it is, which decides its colour: a method's is that of the bench.
    role: Role,
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
        let level = self.sigma / 255.0;
        let mut specimens = self.begin(desk)?;
        let [clean, noisy] = [0, 1].map(|at| specimens[at].picture.clone());
        for entry in methods {
            match (entry.make)().denoise(&noisy, level, &Watch::from(desk.progress()).silent()) {
                Ok(answer) => {
                    let role = Role::Method(rank(entry.id));
                    specimens.push(specimen(entry.label, role, answer));
                    desk.judge(&Verdict::open(format!("{} has answered.", entry.label)));
                }
                Err(_) if desk.stopped() => return Ok(Verdict::stopped()),
                Err(error) => {
                    desk.show(Figure::words(
                        format!("Left out: {}", entry.label),
                        error.to_string(),
                    ));
                }
            }
        }
        desk.show(pictures(&specimens));
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
                lines.push((specimen, points));
            }
            let x = Axis::new(structure.x_label);
            let y = Axis::new(structure.y_label).log(structure.log_y);
            desk.show(curves(capital(structure.name), x, y, lines));
            // What is known so far is said at once.
            desk.show(table(&specimens, &values, &clean));
            let nearness = nearness(&values);
            desk.show(restored(&specimens, &nearness));
            desk.judge(&verdict(&specimens, &nearness));
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
        let verdict = verdict(&specimens, &nearness(&values));
        desk.judge(&verdict);
        // Everything is measured; a click asks only for the likes of another patch.
        while let Some(Poke::Place(place)) = desk.wait() {
            desk.show(likes(&specimens, place));
        }
        Ok(verdict)
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        self.begin(desk).map(drop)
    }
}

/// What is measured, as it looks.
fn pictures(specimens: &[Specimen]) -> Figure {
    let pictures = specimens.iter().map(|one| {
        // Noise has both signs: it is shown around grey.
        let ground = if one.name == NOISE { 0.5 } else { 0.0 };
        (one.name.clone(), one.picture.map(|value| value + ground))
    });
    Figure::pictures("Pictures", pictures)
}

impl Structures {
    /// The photograph, the same with noise, and noise alone, which are shown.
    fn begin(&self, desk: &Desk<'_>) -> Result<Vec<Specimen>, TrainError> {
        let clean = self.photo.of(desk.shelf())?.gray();
        let level = self.sigma / 255.0;
        let flat = Image::zeros(1, clean.height(), clean.width());
        let [noisy, alone] = [&clean, &flat].map(|under| with_noise(under, level, self.seed, 0));
        let specimens = vec![
            specimen(CLEAN, Role::Clean, clean),
            specimen("noisy", Role::Noisy, noisy),
            specimen(NOISE, Role::Noise, alone),
        ];
        desk.show(pictures(&specimens));
        Ok(specimens)
    }

    /// The methods to compare.
    fn chosen(&self) -> Result<Vec<&'static Entry<dyn Denoiser>>, TrainError> {
        let named = methods(&self.methods)?;
        Ok(named.into_iter().map(|one| one.entry).collect())
    }
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

/// The place of a method in the list of all.
fn rank(id: &str) -> usize {
    let found = denoise::ALL.iter().position(|entry| entry.id == id);
    found.unwrap_or_default()
}

fn specimen(name: &str, role: Role, picture: Image) -> Specimen {
    Specimen {
        name: name.into(),
        role,
        picture,
    }
}

#[cfg(test)]
mod tests;

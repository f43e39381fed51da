//! `lemida bench-sigma`: how well the noise level is estimated on the pictures of a folder, as a table.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::Failure;
use super::method::sigmas;
use super::out::{complain, line};
use super::table::names;
use crate::data::Channels;
use crate::degrade::noise::estimate::{Estimator, estimate};
use crate::denoise::trial::with_noise;
use crate::image::Image;
use crate::job::with_threads;
use crate::math::random::{Purpose, Stream};
use crate::store::picture::open;
use crate::store::shelf::picture_files;
use crate::store::write_text;

/// What to measure on.
///
/// Noise is Gaussian, σ times standard normal numbers, and not clipped unless `--eight-bits` is given. What is found at
/// σ = 0 is the picture's own noise (and what of its texture looks like noise); it is in the table, and is not taken
/// off the rest.
#[derive(Debug, Args)]
pub(super) struct BenchArgs {
    /// The folder of clean pictures.
    #[arg(long, value_name = "DIR")]
    images: PathBuf,
    /// Standard deviations of the noise on the 0..255 scale, with commas between.
    #[arg(long, value_name = "S,S", default_value = "0,5,10,15,25,35,50")]
    sigma: String,
    /// Decides the noise; each picture has its own.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Work in colour; otherwise pictures are made grey.
    #[arg(long, visible_alias = "colour")]
    color: bool,
    /// Cover a third of each noisy picture with areas without noise: bars above and below, of any value, and a mask
    /// over a corner.
    #[arg(long)]
    covered: bool,
    /// Round the noisy pictures to 8 bits, which cuts off what is below 0 and above 255.
    #[arg(long)]
    eight_bits: bool,
    /// Threads; 0 = one per core. Does not change a bit of the estimates.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = super::threads())]
    threads: usize,
    /// Where the table goes.
    #[arg(long, value_name = "FILE")]
    csv: PathBuf,
}

pub(super) fn run(args: &BenchArgs) -> Result<(), Failure> {
    super::table_name(&args.csv)?;
    let sigmas = sigmas(&args.sigma)?;
    let channels = if args.color {
        Channels::Color
    } else {
        Channels::Gray
    };
    let mut pictures = Vec::new();
    let files = picture_files(&args.images).map_err(Failure::task)?;
    for (file, name) in files.iter().zip(names(&files)) {
        pictures.push((name, channels.of(&open(file).map_err(Failure::task)?)));
    }
    if pictures.is_empty() {
        return Err(Failure::Task(format!(
            "{} holds no pictures; give a folder of PNG, JPEG, WebP, BMP, TIFF or NPY files",
            args.images.display()
        )));
    }
    let mut text = String::from("estimator,sigma,image,estimate,relative_error,seconds,seed\n");
    // At once, so that a wrong place is known before the work.
    write_text(&args.csv, &text).map_err(Failure::task)?;
    for &estimator in Estimator::ALL {
        for &sigma in &sigmas {
            let (mut sum, mut worst, mut found_sum) = (0.0_f32, 0.0_f32, 0.0_f32);
            for (index, (name, clean)) in pictures.iter().enumerate() {
                let mut noisy = with_noise(clean, sigma / 255.0, args.seed, index as u64);
                if args.eight_bits {
                    let round = |value: &mut f32| {
                        *value = (*value * 255.0).round().clamp(0.0, 255.0) / 255.0;
                    };
                    noisy.pixels_mut().iter_mut().for_each(round);
                }
                if args.covered {
                    cover(&mut noisy, args.seed, index as u64);
                }
                let (found, seconds) = with_threads(args.threads, || {
                    let start = Instant::now();
                    let level = estimate(&noisy, estimator);
                    (level.sigma() * 255.0, start.elapsed().as_secs_f64())
                })
                .map_err(Failure::Task)?;
                found_sum += found;
                // Relative to nothing there is no error.
                let error = if sigma > 0.0 {
                    found / sigma - 1.0
                } else {
                    0.0
                };
                let cell = if sigma > 0.0 {
                    format!("{error:.4}")
                } else {
                    String::new()
                };
                sum += error.abs();
                worst = worst.max(error.abs());
                text += &format!(
                    "{},{sigma},{name},{found:.3},{cell},{seconds:.3},{}\n",
                    estimator.id(),
                    args.seed
                );
            }
            let count = pictures.len().max(1) as f32;
            let told = if sigma > 0.0 {
                let (mean, worst) = (100.0 * sum / count, 100.0 * worst);
                format!("off by {mean:.1} % on average, {worst:.1} % at worst")
            } else {
                format!("finds {:.2} on average", found_sum / count)
            };
            complain(&format!("{}, σ = {sigma} / 255: {told}", estimator.id()));
        }
    }
    write_text(&args.csv, &text).map_err(Failure::task)?;
    line(format!("written to {}", args.csv.display()))
}

/// Covers a third of a picture: a sixth by two bars of one value each, a sixth by a mask in a corner.
fn cover(picture: &mut Image, seed: u64, index: u64) {
    let mut random = Stream::new(seed, Purpose::Evaluation, 1000 + index);
    let mut value = || (255.0 * random.uniform()).floor() / 255.0;
    let values = [value(), value(), value()];
    let (channels, height, width) = picture.dim();
    let bar = height / 12;
    // Of what the bars leave, the corner is a fifth: a sixth of the whole.
    let corner = [bar + height * 5 / 12, width * 2 / 5];
    for c in 0..channels {
        for y in 0..height {
            for x in 0..width {
                let of = if y < bar {
                    Some(0)
                } else if y >= height - bar {
                    Some(1)
                } else if y < corner[0] && x < corner[1] {
                    Some(2)
                } else {
                    None
                };
                if let Some(of) = of {
                    picture.pixels_mut()[(c * height + y) * width + x] = values[of];
                }
            }
        }
    }
}

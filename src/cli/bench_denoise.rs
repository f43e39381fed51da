//! `lemida bench-denoise`: every method on every picture of a folder, as a table of scores.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use super::method::{methods, sigmas};
use super::out::{complain, line};
use crate::data::Channels;
use crate::denoise::trial::{Trial, trial, with_noise};
use crate::denoise::{Denoiser, Watch};
use crate::image::Image;
use crate::job::with_threads;
use crate::store::image::open;
use crate::store::shelf::picture_files;
use crate::store::write_text;

/// What to measure.
///
/// Noise is Gaussian, σ times standard normal numbers, never clipped. Answers are clipped to 0..1 and not rounded, no
/// border is left out. Seconds are on the clock.
#[derive(Debug, Args)]
pub(super) struct BenchArgs {
    /// The folder of clean pictures.
    #[arg(long, value_name = "DIR")]
    images: PathBuf,
    /// The methods, as `lemida list methods` names them, with commas between; or all.
    #[arg(long, value_name = "ALL|A,B", default_value = "all")]
    methods: String,
    /// Standard deviations of the noise on the 0..255 scale, with commas between.
    #[arg(long, value_name = "S,S", default_value = "15,25,50")]
    sigma: String,
    /// Decides the noise; each picture has its own.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// A folder of noise of standard deviation 1, NAME.npy for the picture NAME, in place of the program's own.
    #[arg(long, value_name = "DIR")]
    noise: Option<PathBuf>,
    /// Work in colour; otherwise pictures are made grey.
    #[arg(long)]
    color: bool,
    /// The first so many pictures only, by name.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Threads; 0 = one per core. Does not change a bit of the answers.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = super::threads())]
    threads: usize,
    /// Where the table goes.
    #[arg(long, value_name = "FILE")]
    csv: PathBuf,
}

const HEAD: &str = "method,sigma,image,psnr,ssim,seconds,threads,seed";

/// A picture of the set.
struct Specimen {
    name: String,
    clean: Image,
    noise: Option<Image>,
}

pub(super) fn run(args: &BenchArgs) -> Result<(), Failure> {
    super::table_name(&args.csv)?;
    let (methods, sigmas) = (methods(&args.methods)?, sigmas(&args.sigma)?);
    let specimens = specimens(args)?;
    // Written at once and again after each method: what was measured is not lost when the rest is interrupted.
    let mut rows = Vec::new();
    write(&args.csv, &rows)?;
    for method in &methods {
        for &sigma in &sigmas {
            rows.extend(measure(args, &**method, sigma, &specimens)?);
            write(&args.csv, &rows)?;
        }
    }
    line(format!("written to {}", args.csv.display()))
}

/// One method at one level on all pictures: a row for each and their mean.
fn measure(
    args: &BenchArgs,
    method: &dyn Denoiser,
    sigma: f32,
    specimens: &[Specimen],
) -> Result<Vec<String>, Failure> {
    let row = |image: &str, [psnr, ssim, seconds]: [f64; 3]| {
        format!(
            "{},{sigma},{image},{psnr:.4},{ssim:.5},{seconds:.4},{},{}",
            method.id(),
            args.threads,
            args.seed
        )
    };
    let mut rows = Vec::new();
    let mut sums = [0.0; 3];
    for (index, specimen) in specimens.iter().enumerate() {
        let told = |error: &dyn std::fmt::Display| {
            Failure::Task(format!("{} on {}: {error}", method.id(), specimen.name))
        };
        let noisy = noisy(specimen, sigma / 255.0, args.seed, index as u64);
        let Trial {
            scores, seconds, ..
        } = with_threads(args.threads, || {
            let clean = Some(&specimen.clean);
            trial(method, &noisy, sigma / 255.0, clean, &Watch::default())
        })
        .map_err(Failure::Task)?
        .map_err(|error| told(&error))?;
        let scores = scores.ok_or_else(|| told(&"it has no scores"))?;
        let figures = [scores.psnr, scores.ssim, seconds];
        for (sum, figure) in sums.iter_mut().zip(figures) {
            *sum += figure;
        }
        rows.push(row(&specimen.name, figures));
    }
    let mean = sums.map(|sum| sum / specimens.len() as f64);
    rows.push(row("mean", mean));
    complain(&format!(
        "{}, σ = {sigma} / 255: {:.2} dB, SSIM {:.4}, {:.3} s a picture",
        method.id(),
        mean[0],
        mean[1],
        mean[2]
    ));
    Ok(rows)
}

fn noisy(specimen: &Specimen, sigma: f32, seed: u64, index: u64) -> Image {
    let Some(noise) = &specimen.noise else {
        return with_noise(&specimen.clean, sigma, seed, index);
    };
    let mut noisy = specimen.clean.clone();
    for (pixel, normal) in noisy.pixels_mut().iter_mut().zip(noise.pixels()) {
        *pixel += sigma * normal;
    }
    noisy
}

fn specimens(args: &BenchArgs) -> Result<Vec<Specimen>, Failure> {
    let channels = if args.color {
        Channels::Color
    } else {
        Channels::Gray
    };
    let files = picture_files(&args.images).map_err(Failure::task)?;
    let files = &files[..files.len().min(args.limit.unwrap_or(usize::MAX))];
    if files.is_empty() {
        return Err(Failure::Task(format!(
            "{}: there is no picture to measure on; name a folder of clean ones",
            args.images.display()
        )));
    }
    let mut specimens = Vec::new();
    for file in files {
        let clean = channels.of(&open(file).map_err(Failure::task)?);
        let name = file
            .file_stem()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let noise = match &args.noise {
            Some(folder) => Some(given_noise(folder, &name, &clean)?),
            None => None,
        };
        specimens.push(Specimen {
            // Commas would break the table.
            name: name.replace(',', "_"),
            clean,
            noise,
        });
    }
    Ok(specimens)
}

/// Somebody else's noise for a picture.
fn given_noise(folder: &Path, name: &str, clean: &Image) -> Result<Image, Failure> {
    let path = folder.join(format!("{name}.npy"));
    let noise = open(&path).map_err(Failure::task)?;
    if noise.dim() != clean.dim() {
        let (_, height, width) = clean.dim();
        return Err(Failure::Task(format!(
            "{}: this noise does not fit its picture; make it of {height} rows and {width} columns",
            path.display()
        )));
    }
    Ok(noise)
}

fn write(path: &Path, rows: &[String]) -> Result<(), Failure> {
    let mut text = String::from(HEAD);
    for row in rows {
        text.push('\n');
        text.push_str(row);
    }
    text.push('\n');
    write_text(path, &text).map_err(Failure::task)
}

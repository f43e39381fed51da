//! `lemida bench-denoise`: every method on every picture of a folder, as a table of scores.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::Failure;
use super::method::{methods, noise, sigmas};
use super::out::{complain, line};
use super::table::{MEAN, cell, names};
use crate::contest::{Answer, Scene};
use crate::data::Channels;
use crate::degrade::noise::Noise;
use crate::denoise::{DenoiseError, Denoiser, Learned, Watch};
use crate::image::Image;
use crate::image::metrics::percent_beyond;
use crate::job::{interruptible, with_threads};
use crate::store::identify::is_folder;
use crate::store::model::load_model;
use crate::store::picture::open;
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
    #[arg(
        long,
        value_name = "ALL|A,B",
        default_value = "all",
        default_value_if("models", clap::builder::ArgPredicate::IsPresent, "")
    )]
    methods: String,
    /// A trained network's weights, or its run folder; may be given several times. It is measured as it is, without the
    /// bounds of the methods that come along. Then only those methods are measured that are named.
    #[arg(long = "model", value_name = "FILE")]
    models: Vec<PathBuf>,
    /// Standard deviations of the noise on the 0..255 scale, with commas between.
    #[arg(long, value_name = "S,S", default_value = "15,25,50")]
    sigma: String,
    /// Decides the noise; each picture has its own.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// A folder of noise of standard deviation 1, NAME.npy for the picture NAME, in place of the program's own; or a
    /// kind of noise, as `lemida list noises` has it, as in camera:origin=sensor. Then each picture draws its own, and
    /// methods are told the σ that it drew and prepared for the noise.
    #[arg(long, value_name = "DIR|ID[:KEY=VALUE,…]")]
    noise: Option<PathBuf>,
    /// Work in colour; otherwise pictures are made grey.
    #[arg(long, visible_alias = "colour")]
    color: bool,
    /// The first so many pictures only, by name.
    #[arg(long, value_name = "N", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..))]
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
    clean: Arc<Image>,
    noise: Drawn,
}

/// Where a picture's noise comes from.
enum Drawn {
    /// White and Gaussian, of the level asked for.
    White,
    /// The same, drawn by somebody else: of standard deviation 1.
    Given(Image),
    /// Of a kind that draws its own level.
    Kind(Box<dyn Noise>),
}

pub(super) fn run(args: &BenchArgs) -> Result<(), Failure> {
    super::table_name(&args.csv)?;
    let (contestants, sigmas) = (contestants(args)?, sigmas(&args.sigma)?);
    let specimens = specimens(args)?;
    // Written at once and again after each method: what was measured is not lost when the rest is interrupted.
    let mut rows = Vec::new();
    write(&args.csv, &rows)?;
    let progress = interruptible();
    let watch = Watch::from(&progress);
    let mut failed = 0;
    for contestant in &contestants {
        for &sigma in &sigmas {
            match measure(args, contestant, sigma, &specimens, &watch) {
                Ok(more) => rows.extend(more),
                // The others can be measured all the same.
                Err(Failure::Task(text)) => {
                    failed += 1;
                    complain(&text);
                }
                Err(other) => return Err(other),
            }
            write(&args.csv, &rows)?;
        }
    }
    line(format!("written to {}", args.csv.display()))?;
    match failed {
        0 => Ok(()),
        _ => Err(Failure::Task(format!(
            "{failed} of {} rows could not be measured",
            contestants.len() * sigmas.len()
        ))),
    }
}

/// A method or a network, and its name in the table.
struct Contestant {
    name: String,
    method: Box<dyn Denoiser>,
    /// Whether it is prepared for the noise; a person's own network is measured as it is.
    prepare: bool,
}

fn contestants(args: &BenchArgs) -> Result<Vec<Contestant>, Failure> {
    let mut contestants = Vec::new();
    if !args.methods.is_empty() {
        for method in methods(&args.methods)? {
            let name = method.id().to_owned();
            contestants.push(Contestant {
                name,
                method,
                prepare: true,
            });
        }
    }
    for path in &args.models {
        let model = load_model(path).map_err(Failure::task)?;
        contestants.push(Contestant {
            name: name_of(path),
            method: Box::new(Learned::new(model)),
            prepare: false,
        });
    }
    let names = || contestants.iter().map(|one| &one.name);
    if contestants.is_empty() {
        return Err(Failure::Use(
            "nothing is to be measured; name methods with --methods or networks with --model"
                .into(),
        ));
    }
    if let Some(twice) = names().find(|name| names().filter(|other| other == name).count() > 1) {
        return Err(Failure::Use(format!(
            "two of them are called \"{twice}\" in the table; rename a file or folder, or measure them apart"
        )));
    }
    Ok(contestants)
}

/// A folder's name, or a file's without its end, as a cell.
fn name_of(path: &Path) -> String {
    let name = if is_folder(path) {
        path.file_name()
    } else {
        path.file_stem()
    };
    cell(&name.unwrap_or_default().to_string_lossy())
}

/// One method at one level on all pictures: a row for each and their mean.
fn measure(
    args: &BenchArgs,
    contestant: &Contestant,
    sigma: f32,
    specimens: &[Specimen],
    watch: &Watch<'_>,
) -> Result<Vec<String>, Failure> {
    let Contestant { name, method, .. } = contestant;
    let row = |image: &str, [psnr, ssim, seconds]: [f64; 3]| {
        format!(
            "{},{sigma},{image},{psnr:.4},{ssim:.5},{seconds:.4},{},{}",
            name, args.threads, args.seed
        )
    };
    let mut rows = Vec::new();
    let mut sums = [0.0; 3];
    for (index, specimen) in specimens.iter().enumerate() {
        let told = |error: &dyn std::fmt::Display| {
            Failure::Task(format!("{name} on {}: {error}", specimen.name))
        };
        let scene = scene(specimen, sigma / 255.0, args.seed, index as u64);
        let prepared = match contestant.prepare {
            true => scene.prepared(method.clone()),
            false => method.clone(),
        };
        let Answer {
            scores, seconds, ..
        } = with_threads(args.threads, || scene.answer(&*prepared, watch))
            .map_err(Failure::Task)?
            .map_err(|error| match error {
                DenoiseError::Stopped => Failure::Stopped,
                error => told(&error),
            })?;
        let scores = scores.ok_or_else(|| told(&"it has no scores"))?;
        let figures = [scores.psnr, scores.ssim, seconds];
        for (sum, figure) in sums.iter_mut().zip(figures) {
            *sum += figure;
        }
        rows.push(row(&specimen.name, figures));
    }
    let mean = sums.map(|sum| sum / specimens.len() as f64);
    rows.push(row(MEAN, mean));
    complain(&format!(
        "{name}, σ = {sigma} / 255: {:.2} dB, SSIM {:.4}, {:.3} s a picture",
        mean[0], mean[1], mean[2]
    ));
    Ok(rows)
}

fn scene(specimen: &Specimen, sigma: f32, seed: u64, index: u64) -> Scene {
    let clean = Arc::clone(&specimen.clean);
    match &specimen.noise {
        Drawn::White => Scene::white(clean, sigma, seed, index),
        Drawn::Given(noise) => Scene::with(clean, noise, sigma),
        Drawn::Kind(noise) => Scene::added(clean, &**noise, seed, index),
    }
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
    for (file, name) in files.iter().zip(names(files)) {
        let clean = channels.of(&open(file).map_err(Failure::task)?);
        let beyond = percent_beyond(&clean);
        if beyond > 0.0 {
            complain(&format!(
                "{}: {beyond:.1} % of its numbers lie beyond 0..1: they are compared as 0 or 1, as a screen shows them",
                file.display()
            ));
        }
        let drawn = match &args.noise {
            Some(folder) if is_folder(folder) => Drawn::Given(given_noise(folder, file, &clean)?),
            Some(kind) => Drawn::Kind(noise(&kind.to_string_lossy())?),
            None => Drawn::White,
        };
        specimens.push(Specimen {
            name,
            clean: Arc::new(clean),
            noise: drawn,
        });
    }
    Ok(specimens)
}

/// Somebody else's noise for a picture.
fn given_noise(folder: &Path, picture: &Path, clean: &Image) -> Result<Image, Failure> {
    let name = picture.file_name().unwrap_or_default();
    let path = folder.join(name).with_extension("npy");
    let noise = open(&path).map_err(Failure::task)?;
    if noise.dim() != clean.dim() {
        let (_, height, width) = clean.dim();
        return Err(Failure::Task(format!(
            "{}: this noise does not fit its picture; make it of {height} rows and {width} columns",
            path.display()
        )));
    }
    let count = noise.pixels().len().max(1) as f64;
    let square: f64 = noise.pixels().iter().map(|&v| f64::from(v).powi(2)).sum();
    let deviation = (square / count).sqrt();
    if !(0.8..1.25).contains(&deviation) {
        return Err(Failure::Task(format!(
            "{}: the standard deviation of this noise is {deviation:.3}; give noise of standard deviation 1",
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

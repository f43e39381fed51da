//! `lemida denoise`: cleans one picture with a method or a trained network, and scores it where the clean one is given.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use super::method::{Sigma, method, noise};
use super::out::line;
use crate::denoise::trial::{Scores, trial};
use crate::denoise::{Denoiser, Learned, Watch, under};
use crate::image::Image;
use crate::job::with_threads;
use crate::noise::Nature;
use crate::noise::estimate::{Estimator, estimate};
use crate::store::image::{open, save};
use crate::store::model::load_model;
use crate::store::same_file;

/// What to clean, and how.
#[derive(Debug, Args)]
pub(super) struct DenoiseArgs {
    /// The noisy picture.
    input: PathBuf,
    /// Where the clean picture goes: .png (8 bits), .tif or .npy (floating point).
    #[arg(short, long)]
    output: PathBuf,
    /// A method, as `lemida list methods` names it.
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "model",
        conflicts_with = "model"
    )]
    method: Option<String>,
    /// A setting of the method, as in --set strength=1.2; may be given several times.
    #[arg(long, value_name = "KEY=VALUE", requires = "method")]
    set: Vec<String>,
    /// A trained network's weights, or its run folder.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Standard deviation of the noise on the 0..255 scale; auto estimates it from the picture.
    #[arg(long, value_name = "S|auto", default_value = "auto")]
    sigma: Sigma,
    /// The kind of noise that is in the picture, as `lemida list noises` has it, as in poisson:peak=30 or salt-and-pepper. A
    /// classical method is prepared for it, and σ is then not asked for.
    #[arg(long, value_name = "ID[:KEY=VALUE,…]", requires = "method")]
    noise: Option<String>,
    /// The same picture without noise: PSNR and SSIM are measured against it.
    #[arg(long, value_name = "CLEAN")]
    reference: Option<PathBuf>,
    /// Threads; 0 = one per core. Does not change a bit of the result.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = super::threads())]
    threads: usize,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &DenoiseArgs) -> Result<(), Failure> {
    let denoiser = choose(args)?;
    for picture in std::iter::once(&args.input).chain(&args.reference) {
        if same_file(picture, &args.output) {
            return Err(Failure::Use(format!(
                "the answer would replace {}; give it another name with -o",
                picture.display()
            )));
        }
    }
    let noisy = open(&args.input).map_err(Failure::task)?;
    let reference = args
        .reference
        .as_ref()
        .map(|path| open(path))
        .transpose()
        .map_err(Failure::task)?;
    if let Some(clean) = reference
        .as_ref()
        .filter(|clean| clean.dim() != noisy.dim())
    {
        return Err(Failure::Task(format!(
            "the pictures cannot be compared: the noisy one measures {}, the reference {}; give the clean version of the same \
             picture",
            size(&noisy),
            size(clean)
        )));
    }
    let level = match args.sigma {
        Sigma::Given(sigma) => Told {
            sigma,
            channels: None,
        },
        Sigma::Auto => estimated(args, &noisy)?,
    };
    let trial = with_threads(args.threads, || {
        let clean = reference.as_ref();
        trial(
            &*denoiser,
            &noisy,
            level.sigma / 255.0,
            clean,
            &Watch::default(),
        )
    });
    let trial = trial.map_err(Failure::Task)?.map_err(Failure::task)?;
    save(&args.output, &trial.answer).map_err(Failure::task)?;
    report(args, denoiser.id(), &level, trial.scores, trial.seconds)
}

fn choose(args: &DenoiseArgs) -> Result<Box<dyn Denoiser>, Failure> {
    if let Some(path) = &args.model {
        let model = load_model(path).map_err(Failure::task)?;
        return Ok(Box::new(Learned { model }));
    }
    let method = method(args.method.as_deref().unwrap_or_default(), &args.set)?;
    match &args.noise {
        Some(text) => Ok(under(method, &*noise(text)?)),
        None => Ok(method),
    }
}

/// The σ that the method is told, 0..255.
struct Told {
    sigma: f32,
    /// That of each channel, where it was estimated.
    channels: Option<Vec<f32>>,
}

fn estimated(args: &DenoiseArgs, noisy: &Image) -> Result<Told, Failure> {
    let level = with_threads(args.threads, || estimate(noisy, Estimator::Patches))
        .map_err(Failure::Task)?;
    Ok(Told {
        sigma: level.sigma() * 255.0,
        channels: Some(level.channels.iter().map(|sigma| sigma * 255.0).collect()),
    })
}

fn size(image: &Image) -> String {
    let (channels, height, width) = image.dim();
    format!(
        "{width}×{height} pixels with {channels} channel{}",
        if channels == 1 { "" } else { "s" }
    )
}

fn report(
    args: &DenoiseArgs,
    method: &str,
    told: &Told,
    scores: Option<Scores>,
    seconds: f64,
) -> Result<(), Failure> {
    if args.json {
        // JSON has no infinity: the PSNR of a perfect answer is null.
        return line(serde_json::json!({
            "method": method,
            "sigma": told.sigma,
            "sigma_estimated": told.channels.is_some(),
            "sigma_channels": told.channels,
            "noise": args.noise,
            "psnr": scores.map(|scores| scores.psnr).filter(|psnr| psnr.is_finite()),
            "ssim": scores.map(|scores| scores.ssim),
            "seconds": seconds,
        }));
    }
    let output = args.output.display();
    let sigma = told.sigma;
    let level = match (&args.noise, &told.channels) {
        (Some(noise), _) if !additive(noise)? => format!("prepared for {noise}"),
        (_, None) => format!("σ = {sigma} / 255"),
        (_, Some(channels)) if channels.len() == 1 => format!("σ = {sigma:.2} / 255 (estimated)"),
        (_, Some(channels)) => {
            let each: Vec<_> = channels.iter().map(|one| format!("{one:.2}")).collect();
            format!(
                "σ = {sigma:.2} / 255 (estimated; by channel {})",
                each.join(", ")
            )
        }
    };
    line(format!(
        "{method}, {level}: {seconds:.2} s, written to {output}"
    ))?;
    if let Some(Scores { psnr, ssim }) = scores {
        line(format!(
            "PSNR {psnr:.2} dB, SSIM {ssim:.4} (answer clipped to 0..1, not rounded, no border left out)"
        ))?;
    }
    Ok(())
}

/// Whether a kind of noise leaves σ to be told.
fn additive(text: &str) -> Result<bool, Failure> {
    Ok(noise(text)?.nature() == Nature::Additive)
}

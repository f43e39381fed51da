//! `lemida denoise`: cleans one picture with a method or a trained network, and scores it where the clean one is given.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use super::method::method;
use super::out::line;
use crate::denoise::trial::{Scores, trial};
use crate::denoise::{Denoiser, Learned, Watch};
use crate::image::Image;
use crate::job::with_threads;
use crate::store::image::{open, save};
use crate::store::model::load_model;

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
    /// Standard deviation of the noise on the 0..255 scale.
    #[arg(long, value_name = "S", default_value_t = 25.0)]
    sigma: f32,
    /// The same picture without noise: PSNR and SSIM are measured against it.
    #[arg(long, value_name = "CLEAN")]
    reference: Option<PathBuf>,
    /// Threads; 0 = one per core. Does not change a bit of the result.
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &DenoiseArgs) -> Result<(), Failure> {
    if !(0.0..=255.0).contains(&args.sigma) {
        return Err(Failure::Use(format!(
            "σ is {}; it must be a number from 0 to 255 (25 is usual)",
            args.sigma
        )));
    }
    let denoiser = choose(args)?;
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
    let trial = with_threads(args.threads, || {
        let clean = reference.as_ref();
        trial(
            &*denoiser,
            &noisy,
            args.sigma / 255.0,
            clean,
            &Watch::default(),
        )
    });
    let trial = trial.map_err(Failure::Task)?.map_err(Failure::task)?;
    save(&args.output, &trial.answer).map_err(Failure::task)?;
    report(args, denoiser.id(), trial.scores, trial.seconds)
}

fn choose(args: &DenoiseArgs) -> Result<Box<dyn Denoiser>, Failure> {
    if let Some(path) = &args.model {
        let model = load_model(path).map_err(Failure::task)?;
        return Ok(Box::new(Learned { model }));
    }
    method(args.method.as_deref().unwrap_or_default(), &args.set)
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
    scores: Option<Scores>,
    seconds: f64,
) -> Result<(), Failure> {
    if args.json {
        // JSON has no infinity: the PSNR of a perfect answer is null.
        return line(serde_json::json!({
            "method": method,
            "sigma": args.sigma,
            "psnr": scores.map(|scores| scores.psnr).filter(|psnr| psnr.is_finite()),
            "ssim": scores.map(|scores| scores.ssim),
            "seconds": seconds,
        }));
    }
    let output = args.output.display();
    line(format!(
        "{method}, σ = {} / 255: {seconds:.2} s, written to {output}",
        args.sigma
    ))?;
    if let Some(Scores { psnr, ssim }) = scores {
        line(format!(
            "PSNR {psnr:.2} dB, SSIM {ssim:.4} (answer clipped to 0..1, not rounded, no border left out)"
        ))?;
    }
    Ok(())
}

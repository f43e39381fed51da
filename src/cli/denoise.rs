//! `lemida denoise`: cleans pictures with a method or a trained network, and scores one where the clean one is given.

mod many;
mod one;
mod told;

use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use super::method::{Sigma, method, noise};
use super::out::complain;
use crate::degrade::noise::Nature;
use crate::denoise::{Learned, under};
use crate::image::finish::Finish;
use crate::store::cleaning::Cleaning;
use crate::store::identify::is_folder;
use crate::store::model::load_model;
use many::many;
use one::one;

/// What to clean, and how.
#[derive(Debug, Args)]
pub(super) struct DenoiseArgs {
    /// The noisy picture, or several, or folders of them.
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// Where the clean picture goes: .png, .jpg, .webp, .tif or .npy; or a folder, in which each gets the name
    /// NAME-clean. A picture keeps its depth, its numbers' own range, its camera's notes and its colour profile where
    /// the format has them, and what it has not is said. Transparency is laid on white; of a stack all pages are
    /// cleaned with one setting, and TIFF keeps them.
    #[arg(short, long)]
    output: PathBuf,
    /// Share of the noise that is removed, in percent.
    #[arg(long, value_name = "PERCENT", default_value_t = 100.0, value_parser = percent, allow_negative_numbers = true)]
    strength: f32,
    /// Share of the noise in brightness that is removed, in percent.
    #[arg(long, value_name = "PERCENT", default_value_t = 100.0, value_parser = percent, allow_negative_numbers = true)]
    luminance: f32,
    /// Share of the noise in colour that is removed, in percent.
    #[arg(long, value_name = "PERCENT", default_value_t = 100.0, value_parser = percent, allow_negative_numbers = true)]
    colour: f32,
    /// Standard deviation of the grain put on top, on the 0..255 scale.
    #[arg(long, value_name = "S", default_value_t = 0.0, value_parser = grain, allow_negative_numbers = true)]
    grain: f32,
    /// A method, as `lemida list methods` names it. Unless told: flexible, the network that comes along, and camera,
    /// another one, where the noise is found to be shared between channels or coarser than a pixel. They judge the
    /// noise by themselves: σ only bounds what they remove.
    #[arg(long, value_name = "ID", conflicts_with = "model")]
    method: Option<String>,
    /// A setting of the method, as in --set strength=1.2; may be given several times.
    #[arg(long, value_name = "KEY=VALUE", conflicts_with = "model")]
    set: Vec<String>,
    /// A trained network's weights, or its run folder.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Standard deviation of the noise on the 0..255 scale; auto estimates it from the picture.
    #[arg(
        long,
        value_name = "S|auto",
        default_value = "auto",
        allow_negative_numbers = true
    )]
    sigma: Sigma,
    /// The kind of noise that is in the picture, as `lemida list noises` has it, as in poisson:peak=30 or
    /// salt-and-pepper. A classical method is prepared for it, and σ is then not asked for; gaussian or uniform without
    /// settings leave it to be estimated.
    #[arg(long, value_name = "ID[:KEY=VALUE,…]", conflicts_with = "model")]
    noise: Option<String>,
    /// The same picture without noise: PSNR and SSIM are measured against it.
    #[arg(long, value_name = "CLEAN")]
    reference: Option<PathBuf>,
    /// Threads; 0 = one per core. Does not change a bit of the result.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = super::threads())]
    threads: usize,
    /// Of a camera's raw file take the mosaic of its sensor as one channel, with the sensor's own numbers.
    #[arg(long)]
    raw_mosaic: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &DenoiseArgs) -> Result<(), Failure> {
    let cleaning = cleaning(args)?;
    let prepared = match &args.noise {
        Some(text) => !additive(text)?,
        None => false,
    };
    let strong = args.noise.as_deref().is_some_and(says_strength);
    if (prepared || strong) && matches!(args.sigma, Sigma::Given(_)) {
        return Err(Failure::Use(
            "--noise says how strong the noise is: leave --sigma out".into(),
        ));
    }
    if args.input.len() > 1
        || is_folder(&args.output)
        || names_folder(&args.output)
        || args.input.iter().any(|path| is_folder(path))
    {
        return many(args, &cleaning, prepared);
    }
    let Some(input) = args.input.first() else {
        return Ok(());
    };
    one(args, &cleaning, prepared, strong, input)
}

/// A person has ended the work; says what there is of it.
fn stopped(what: &str) -> Failure {
    complain(&format!("stopped before the end: {what}"));
    Failure::Stopped
}

fn finish(args: &DenoiseArgs) -> Finish {
    Finish {
        strength: args.strength,
        luminance: args.luminance,
        colour: args.colour,
        grain: args.grain,
    }
}

/// Whether a path ends as that of a folder, which may be yet to be made.
fn names_folder(path: &Path) -> bool {
    let text = path.to_string_lossy();
    text.ends_with(std::path::is_separator)
}

/// What a share in percent may be.
fn percent(text: &str) -> Result<f32, String> {
    within(text, 100.0, "a share in percent")
}

/// What a level of grain may be.
fn grain(text: &str) -> Result<f32, String> {
    within(text, 30.0, "grain on the 0..255 scale")
}

fn within(text: &str, most: f32, what: &str) -> Result<f32, String> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (0.0..=most).contains(number));
    number.ok_or_else(|| format!("{what} is a number from 0 to {most}"))
}

/// How pictures are cleaned.
fn cleaning(args: &DenoiseArgs) -> Result<Cleaning, Failure> {
    let given = match args.sigma {
        Sigma::Given(sigma) => Some(sigma / 255.0),
        // The strength of such noise does not depend on the picture.
        Sigma::Auto => given_with_noise(args)?,
    };
    let mut cleaning = Cleaning {
        method: None,
        prepare: true,
        sigma: given,
        finish: finish(args),
    };
    if let Some(path) = &args.model {
        let model = load_model(path).map_err(Failure::task)?;
        cleaning.method = Some(Box::new(Learned::new(model)));
        cleaning.prepare = false;
        return Ok(cleaning);
    }
    let named = args.method.is_some() || !args.set.is_empty() || args.noise.is_some();
    if named {
        let id = args.method.as_deref().unwrap_or("flexible");
        cleaning.method = Some(method(id, &args.set)?);
    }
    if let Some(text) = &args.noise {
        // A person says what noise it is.
        let kind = noise(text)?;
        cleaning.method = cleaning.method.map(|method| under(method, &*kind));
        cleaning.prepare = false;
        if !additive(text)? {
            cleaning.sigma = Some(0.0);
        }
    }
    Ok(cleaning)
}

/// Whether a kind of noise is given with settings.
fn says_strength(text: &str) -> bool {
    text.split_once(':')
        .is_some_and(|(_, sets)| !sets.trim().is_empty())
}

/// σ (0..1) of noise that is the same everywhere, where `--noise` says how strong it is.
fn given_with_noise(args: &DenoiseArgs) -> Result<Option<f32>, Failure> {
    match args.noise.as_deref().filter(|text| says_strength(text)) {
        Some(text) => Ok(Some(noise(text)?.sigma(&[0.0]))),
        None => Ok(None),
    }
}

/// Whether a kind of noise leaves σ to be told.
fn additive(text: &str) -> Result<bool, Failure> {
    Ok(noise(text)?.nature() == Nature::Additive)
}

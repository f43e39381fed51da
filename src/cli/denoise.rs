//! `lemida denoise`: cleans pictures with a method or a trained network, and scores one where the clean one is given.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use super::method::{Sigma, method, noise};
use super::out::{complain, line};
use crate::denoise::trial::{Scores, trial};
use crate::denoise::{DenoiseError, Learned, Watch, under, usual};
use crate::image::Image;
use crate::image::finish::Finish;
use crate::image::metrics::percent_beyond;
use crate::job::{interruptible, with_threads};
use crate::noise::Nature;
use crate::noise::estimate::Found;
use crate::store::cleaning::{Cleaning, Prepared};
use crate::store::figures::make_folder;
use crate::store::identify::{exists, is_folder};
use crate::store::model::load_model;
use crate::store::picture::Original;
use crate::store::picture::{can_hold, open};
use crate::store::same_file;
use crate::store::shelf::{is_picture_name, left_out, other_files, picture_files};

/// What to clean, and how.
#[derive(Debug, Args)]
pub(super) struct DenoiseArgs {
    /// The noisy picture, or several, or folders of them.
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// Where the clean picture goes: .png, .jpg, .webp, .tif or .npy; or a folder, in which each gets the name NAME-clean. A picture
    /// keeps its depth, its numbers' own range, its camera's notes and its colour profile where the format has them, and what it has not is
    /// said. Transparency is laid on white; of a stack all pages are cleaned with one setting, and TIFF keeps them.
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
    /// A method, as `lemida list methods` names it. Unless told: flexible, the network that comes along, and camera, another one, where the noise
    /// is found to be shared between channels or coarser than a pixel. They judge the noise by themselves: σ only bounds what they remove.
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
    /// The kind of noise that is in the picture, as `lemida list noises` has it, as in poisson:peak=30 or salt-and-pepper. A
    /// classical method is prepared for it, and σ is then not asked for; gaussian or uniform without settings leave it to be estimated.
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
    for picture in std::iter::once(input).chain(&args.reference) {
        if same_file(picture, &args.output) {
            return Err(Failure::Use(format!(
                "the answer would replace {}; give it another name with -o",
                picture.display()
            )));
        }
    }
    // From here on a person's wish to end waits for what is being written.
    let progress = interruptible();
    let opened = if args.raw_mosaic {
        Original::open_mosaic(input)
    } else {
        Original::open(input)
    };
    let mut original = opened.map_err(Failure::task)?;
    can_hold(
        &args.output,
        original.image.height(),
        original.image.width(),
    )
    .map_err(Failure::task)?;
    let noisy = std::mem::replace(&mut original.image, Image::zeros(1, 0, 0));
    let others = std::mem::take(&mut original.pages);
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
    let found =
        with_threads(args.threads, || cleaning.prepared(&noisy, &others)).map_err(Failure::Task)?;
    let Prepared {
        method: denoiser,
        sigma,
        found,
    } = found;
    let given = matches!(args.sigma, Sigma::Given(_)) || strong;
    let level = Told {
        sigma: 255.0 * sigma,
        estimated: !given && !prepared,
        found,
    };
    if let Some(words) = level.advice(args, denoiser.id()) {
        complain(&words);
    }
    let watch = Watch::from(&progress);
    let trial = with_threads(args.threads, || {
        let clean = reference.as_ref();
        trial(&*denoiser, &noisy, sigma, clean, &watch)
    });
    let mut trial = trial.map_err(Failure::Task)?.map_err(|error| match error {
        DenoiseError::Stopped => stopped("nothing was written"),
        error => Failure::task(error),
    })?;
    let finish = finish(args);
    if finish != Finish::default() {
        trial.answer = finish.apply(&noisy, trial.answer);
        let scores = |clean| Scores::of(clean, &trial.answer);
        trial.scores = reference.as_ref().map(scores);
    }
    let beyond = reference.as_ref().map_or(0.0, percent_beyond);
    // Writing takes room of its own.
    drop(noisy);
    let mut pages = vec![std::mem::replace(&mut trial.answer, Image::zeros(1, 0, 0))];
    for page in others {
        let sigma = level.sigma / 255.0;
        let clean = with_threads(args.threads, || denoiser.denoise(&page, sigma, &watch));
        let clean = clean.map_err(Failure::Task)?.map_err(|error| match error {
            DenoiseError::Stopped => stopped("nothing was written"),
            error => Failure::task(error),
        })?;
        pages.push(finish.apply(&page, clean));
    }
    original
        .save_stack(&args.output, &pages.iter().collect::<Vec<_>>())
        .map_err(Failure::task)?;
    let mut notes = original.words().to_vec();
    notes.extend(original.losses(&args.output));
    if !args.json {
        notes
            .iter()
            .for_each(|note| complain(&format!("note: {note}")));
    }
    report(
        args,
        &notes,
        denoiser.id(),
        prepared,
        &level,
        trial.scores,
        trial.seconds,
    )?;
    if beyond > 0.0 {
        complain(&beyond_words(beyond));
    }
    Ok(())
}

/// What is said of a reference that scores do not see whole.
fn beyond_words(percent: f64) -> String {
    format!(
        "{percent:.1} % of the reference's numbers lie beyond 0..1: they are compared as 0 or 1, as a screen shows them"
    )
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

/// Cleans many pictures into a folder; one that fails does not keep the others from it.
fn many(args: &DenoiseArgs, cleaning: &Cleaning, prepared: bool) -> Result<(), Failure> {
    if args.reference.is_some() || args.raw_mosaic {
        let option = if args.raw_mosaic {
            "--raw-mosaic"
        } else {
            "--reference"
        };
        return Err(Failure::Use(format!(
            "{option} belongs to one picture: give one, and a file's name with -o"
        )));
    }
    let (mut files, mut others) = (Vec::new(), Vec::new());
    for input in &args.input {
        if is_folder(input) {
            let mut found = picture_files(input).map_err(Failure::task)?;
            if same_file(input, &args.output) {
                let before = found.len();
                found.retain(|file| !is_answer(file));
                if found.len() < before {
                    complain(&format!(
                        "{} of the pictures in {} are cleaned ones already (NAME-clean) and left out",
                        before - found.len(),
                        input.display()
                    ));
                }
            }
            files.extend(found);
            others.extend(other_files(input).map_err(Failure::task)?);
        } else {
            files.push(input.clone());
        }
    }
    if files.is_empty() {
        return Err(Failure::Task(
            "there is no picture in the folder; name another one".into(),
        ));
    }
    if !is_folder(&args.output) && is_picture_name(&args.output) {
        return Err(Failure::Use(format!(
            "{} is a picture's name, but there are {} pictures to clean: give -o a folder",
            args.output.display(),
            files.len()
        )));
    }
    make_folder(&args.output).map_err(Failure::task)?;
    let mut failed = 0;
    let progress = interruptible();
    for (done, file) in files.iter().enumerate() {
        let watch = Watch::from(&progress);
        let outcome = with_threads(args.threads, || cleaning.file(file, &args.output, &watch));
        match outcome.map_err(Failure::Task)? {
            Ok(done) if args.json => line(serde_json::json!({
                "input": file.display().to_string(),
                "output": done.path.display().to_string(),
                "method": done.method,
                "sigma": (!prepared).then_some(done.sigma * 255.0),
                "noise": args.noise,
                "noise_found": done.found.as_ref().map(Found::words),
                "seconds": done.seconds,
                "notes": done.notes,
            }))?,
            Ok(done) => {
                for note in &done.notes {
                    complain(&format!("{}: note: {note}", file.display()));
                }
                let level = match &args.noise {
                    Some(noise) if prepared => format!("prepared for {noise}"),
                    _ => format!("σ = {:.2} / 255", done.sigma * 255.0),
                };
                let found = match &done.found {
                    Some(found) if !found.white() => format!(", noise {}", found.words()),
                    _ => String::new(),
                };
                line(format!(
                    "{}: {}, {level}{found}, {:.2} s, written to {}",
                    file.display(),
                    done.method,
                    done.seconds,
                    done.path.display()
                ))?;
            }
            Err(error) if error.stopped() => {
                return Err(stopped(&format!(
                    "{done} of {} pictures were done",
                    files.len()
                )));
            }
            Err(error) => {
                failed += 1;
                complain(&error.to_string());
            }
        }
    }
    if let Some(text) = left_out(&others) {
        complain(&text);
    }
    match failed {
        0 => Ok(()),
        _ if failed == files.len() => Err(Failure::Task("no picture could be cleaned".into())),
        _ => Err(Failure::Task(format!(
            "{failed} of {} pictures could not be cleaned; the others are written",
            files.len()
        ))),
    }
}

/// Whether a picture is the cleaned version of one beside it, by its name.
fn is_answer(file: &Path) -> bool {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let (name, number) = stem.rsplit_once("-clean").unwrap_or_default();
    let numbered =
        number.is_empty() || number.starts_with('-') && number[1..].parse::<u32>().is_ok();
    let original = file
        .with_file_name(name)
        .with_extension(file.extension().unwrap_or_default());
    !name.is_empty() && numbered && exists(&original)
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

/// The σ that the method is told, 0..255, and what was found of the noise.
struct Told {
    sigma: f32,
    estimated: bool,
    found: Option<Found>,
}

impl Told {
    /// What a person should know of the noise, and of what was chosen for it.
    fn advice(&self, args: &DenoiseArgs, method: &str) -> Option<String> {
        let found = self.found.as_ref().filter(|found| !found.white())?;
        let chosen = match &args.method {
            None => format!("{method} was chosen for it"),
            Some(_) if method == usual(found) => return Some(format!("noise: {}", found.words())),
            Some(_) => format!("\"--method {}\" is usual for it", usual(found)),
        };
        Some(format!("noise: {}; {chosen}", found.words()))
    }

    /// That of each channel, 0..255, where it was estimated.
    fn channels(&self) -> Option<Vec<f32>> {
        let found = self.found.as_ref().filter(|_| self.estimated)?;
        Some(
            found
                .level
                .channels
                .iter()
                .map(|sigma| 255.0 * sigma)
                .collect(),
        )
    }
}

fn size(image: &Image) -> String {
    let (channels, height, width) = image.dim();
    format!(
        "{width}×{height} pixels with {channels} channel{}",
        if channels == 1 { "" } else { "s" }
    )
}

#[allow(clippy::too_many_arguments, reason = "each is a part of the sentence")]
fn report(
    args: &DenoiseArgs,
    notes: &[String],
    method: &str,
    prepared: bool,
    told: &Told,
    scores: Option<Scores>,
    seconds: f64,
) -> Result<(), Failure> {
    if args.json {
        // JSON has no infinity: the PSNR of a perfect answer is null, and the field beside it says why.
        return line(serde_json::json!({
            "method": method,
            "sigma": (!prepared).then_some(told.sigma),
            "sigma_estimated": told.estimated,
            "sigma_channels": told.channels(),
            "noise": args.noise,
            "noise_found": told.found.as_ref().map(Found::words),
            "psnr": scores.map(|scores| scores.psnr).filter(|psnr| psnr.is_finite()),
            "psnr_infinite": scores.map(|scores| scores.psnr == f64::INFINITY),
            "ssim": scores.map(|scores| scores.ssim),
            "seconds": seconds,
            "notes": notes,
        }));
    }
    let output = args.output.display();
    let sigma = told.sigma;
    let channels = told.channels();
    let level = match (&args.noise, &channels) {
        _ if args.model.is_some() => "which needs no σ".to_owned(),
        (Some(noise), _) if prepared => format!("prepared for {noise}"),
        (_, None) if told.estimated => format!("σ = {sigma:.2} / 255 (estimated)"),
        (_, None) => format!("σ = {} / 255", (100.0 * sigma).round() / 100.0),
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
        let psnr = if psnr == f64::INFINITY {
            "infinite (what is shown of both is equal)".to_owned()
        } else {
            format!("{psnr:.2} dB")
        };
        line(format!(
            "PSNR {psnr}, SSIM {ssim:.4} (answer clipped to 0..1, not rounded, no border left out)"
        ))?;
    }
    Ok(())
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

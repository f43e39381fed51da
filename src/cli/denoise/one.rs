//! One picture: its answer under the name that was told, and its scores.

use std::path::Path;

use super::told::{Told, beyond_words, report, size};
use super::{DenoiseArgs, finish, stopped};
use crate::cli::Failure;
use crate::cli::bar::Bar;
use crate::cli::method::Sigma;
use crate::cli::out::complain;
use crate::denoise::trial::{Scores, trial};
use crate::denoise::{DenoiseError, Watch};
use crate::image::Image;
use crate::image::finish::Finish;
use crate::image::metrics::percent_beyond;
use crate::job::{interruptible, with_threads};
use crate::store::cleaning::{Cleaning, Prepared};
use crate::store::picture::{Original, can_hold, open};
use crate::store::same_file;

/// Cleans `input` and scores the answer where the clean picture is given. `strong`: `--noise` says how strong the noise
/// is.
pub(super) fn one(
    args: &DenoiseArgs,
    cleaning: &Cleaning,
    prepared: bool,
    strong: bool,
    input: &Path,
) -> Result<(), Failure> {
    for picture in std::iter::once(input).chain(args.reference.as_deref()) {
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
            "the pictures cannot be compared: the noisy one measures {}, the reference {}; give the clean version of \
             the same \
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
    let bar = Bar::follow(&progress);
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
    drop(bar);
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

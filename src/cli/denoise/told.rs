//! What a person is told of one picture: the noise, the method, the scores.

use super::DenoiseArgs;
use crate::cli::Failure;
use crate::cli::out::line;
use crate::degrade::noise::estimate::Found;
use crate::denoise::trial::Scores;
use crate::denoise::usual;
use crate::image::Image;

/// The σ that the method is told, 0..255, and what was found of the noise.
pub(super) struct Told {
    pub(super) sigma: f32,
    pub(super) estimated: bool,
    pub(super) found: Option<Found>,
}

impl Told {
    /// What a person should know of the noise, and of what was chosen for it.
    pub(super) fn advice(&self, args: &DenoiseArgs, method: &str) -> Option<String> {
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

pub(super) fn size(image: &Image) -> String {
    let (channels, height, width) = image.dim();
    format!(
        "{width}×{height} pixels with {channels} channel{}",
        if channels == 1 { "" } else { "s" }
    )
}

#[allow(clippy::too_many_arguments, reason = "each is a part of the sentence")]
pub(super) fn report(
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

/// What is said of a reference that scores do not see whole.
pub(super) fn beyond_words(percent: f64) -> String {
    format!(
        "{percent:.1} % of the reference's numbers lie beyond 0..1: they are compared as 0 or 1, as a screen shows them"
    )
}

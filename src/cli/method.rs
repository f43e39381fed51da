//! Naming denoisers on the command line: by id, with settings.

use super::Failure;
use crate::denoise::{self, Denoiser};
use crate::setting::{find, nearest};

/// The method `id` with `sets`, each `key=value`.
pub(super) fn method(id: &str, sets: &[String]) -> Result<Box<dyn Denoiser>, Failure> {
    let mut method = find(denoise::ALL, id)
        .map(|entry| (entry.make)())
        .ok_or_else(|| unknown(id))?;
    for set in sets {
        let (key, text) = set.split_once('=').ok_or_else(|| {
            Failure::Use(format!(
                "--set wants key=value, as in strength=1.2, but was given \"{set}\""
            ))
        })?;
        let settings = method.settings();
        let setting = settings
            .iter()
            .find(|setting| setting.key == key)
            .ok_or_else(|| {
                let keys: Vec<_> = settings.iter().map(|setting| setting.key).collect();
                let hint = nearest(key, keys.iter().copied())
                    .map(|key| format!("; did you mean \"{key}\"?"))
                    .unwrap_or_default();
                Failure::Use(format!(
                    "the method \"{id}\" has no setting \"{key}\"{hint} It has: {}",
                    keys.join(", ")
                ))
            })?;
        let value = setting
            .parse(text)
            .map_err(|error| Failure::Use(error.to_string()))?;
        method
            .set(key, value)
            .map_err(|error| Failure::Use(error.to_string()))?;
    }
    Ok(method)
}

/// The methods that `text` names: `all`, or ids with commas between.
pub(super) fn methods(text: &str) -> Result<Vec<Box<dyn Denoiser>>, Failure> {
    if text == "all" {
        return Ok(denoise::ALL.iter().map(|entry| (entry.make)()).collect());
    }
    text.split(',').map(|id| method(id.trim(), &[])).collect()
}

fn unknown(id: &str) -> Failure {
    let ids: Vec<_> = denoise::ALL.iter().map(|entry| entry.id).collect();
    let hint = nearest(id, ids.iter().copied())
        .map(|id| format!("; did you mean \"{id}\"?"))
        .unwrap_or_default();
    Failure::Use(format!(
        "there is no method \"{id}\"{hint} There are: {}",
        ids.join(", ")
    ))
}

/// Levels of noise on the 0..255 scale, with commas between.
pub(super) fn sigmas(text: &str) -> Result<Vec<f32>, Failure> {
    text.split(',')
        .map(|level| {
            level
                .trim()
                .parse()
                .ok()
                .filter(|level| (0.0..=255.0).contains(level))
                .ok_or_else(|| {
                    Failure::Use(format!(
                        "σ is \"{level}\"; it must be a number from 0 to 255 (25 is usual)"
                    ))
                })
        })
        .collect()
}

//! Naming denoisers and noise on the command line: by id, with settings.

use super::Failure;
use crate::degrade::noise::{self, Noise};
use crate::denoise::{self, Denoiser};
use crate::setting::{Adjust, Catalogue, find, nearest};

/// The method `id` with `sets`, each `key=value`.
pub(super) fn method(id: &str, sets: &[String]) -> Result<Box<dyn Denoiser>, Failure> {
    let mut method = find(denoise::ALL, id)
        .map(|entry| (entry.make)())
        .ok_or_else(|| unknown("method", id, denoise::ALL))?;
    let sets = sets.iter().map(String::as_str);
    for (key, text) in pairs(sets, "--set wants key=value, as in strength=1.2")? {
        change(&mut *method, "method", key, text)?;
    }
    Ok(method)
}

/// The noise that `text` names: an id as `lemida list noises` has it, alone or with settings, as in `poisson:peak=30`.
pub(super) fn noise(text: &str) -> Result<Box<dyn Noise>, Failure> {
    let (id, sets) = text.split_once(':').unwrap_or((text, ""));
    let mut noise = find(noise::ALL, id)
        .map(|entry| (entry.make)())
        .ok_or_else(|| unknown("noise", id, noise::ALL))?;
    let sets = sets.split(',').filter(|set| !set.trim().is_empty());
    let wanted = "--noise wants settings as key=value, as in poisson:peak=30";
    for (key, text) in pairs(sets, wanted)? {
        change(&mut *noise, "noise", key, text)?;
    }
    Ok(noise)
}

/// Keys with their values, each key once; `wanted` says how they are written.
fn pairs<'a>(
    sets: impl Iterator<Item = &'a str>,
    wanted: &str,
) -> Result<Vec<(&'a str, &'a str)>, Failure> {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for set in sets {
        let (key, text) = set
            .split_once('=')
            .ok_or_else(|| Failure::Use(format!("{wanted}, but was given \"{set}\"")))?;
        let (key, text) = (key.trim(), text.trim());
        if pairs.iter().any(|(other, _)| *other == key) {
            return Err(Failure::Use(format!(
                "the setting {key} is given twice; give it once"
            )));
        }
        pairs.push((key, text));
    }
    Ok(pairs)
}

fn change(
    thing: &mut (impl Adjust + ?Sized),
    what: &str,
    key: &str,
    text: &str,
) -> Result<(), Failure> {
    let settings = thing.settings();
    let setting = settings
        .iter()
        .find(|setting| setting.key == key)
        .ok_or_else(|| {
            let keys: Vec<_> = settings.iter().map(|setting| setting.key).collect();
            let hint = nearest(key, keys.iter().copied())
                .map_or(".".to_owned(), |key| format!("; did you mean \"{key}\"?"));
            Failure::Use(format!(
                "the {what} \"{}\" has no setting \"{key}\"{hint} It has: {}",
                thing.id(),
                keys.join(", ")
            ))
        })?;
    let value = setting
        .parse(text)
        .map_err(|error| Failure::Use(error.to_string()))?;
    thing
        .set(key, value)
        .map_err(|error| Failure::Use(error.to_string()))
}

/// The methods that `text` names: `all`, or ids with commas between.
pub(super) fn methods(text: &str) -> Result<Vec<Box<dyn Denoiser>>, Failure> {
    if text == "all" {
        return Ok(denoise::ALL.iter().map(|entry| (entry.make)()).collect());
    }
    let methods: Vec<Box<dyn Denoiser>> = text
        .split(',')
        .map(|id| method(id.trim(), &[]))
        .collect::<Result<_, Failure>>()?;
    for (at, method) in methods.iter().enumerate() {
        if methods[..at].iter().any(|other| other.id() == method.id()) {
            return Err(Failure::Use(format!(
                "the method {} is named twice; name each once",
                method.id()
            )));
        }
    }
    Ok(methods)
}

fn unknown<T: ?Sized>(what: &str, id: &str, all: Catalogue<T>) -> Failure {
    let ids: Vec<_> = all.iter().map(|entry| entry.id).collect();
    let hint = nearest(id, ids.iter().copied())
        .map_or(".".to_owned(), |id| format!("; did you mean \"{id}\"?"));
    Failure::Use(format!(
        "there is no {what} \"{id}\"{hint} There are: {}",
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

/// A level of noise that is given (0..255) or to be estimated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sigma {
    /// To be estimated from the picture.
    Auto,
    /// Given.
    Given(f32),
}

impl std::str::FromStr for Sigma {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "auto" {
            return Ok(Self::Auto);
        }
        text.parse()
            .ok()
            .filter(|level| (0.0..=255.0).contains(level))
            .map(Self::Given)
            .ok_or_else(|| {
                format!("σ is {text}; it must be a number from 0 to 255 (25 is usual), or auto")
            })
    }
}

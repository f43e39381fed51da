//! Denoisers that are named in a setting.

use crate::denoise::{self, Denoiser};
use crate::say;
use crate::setting::{Entry, find};
use crate::train::TrainError;

/// A denoiser that was named.
#[derive(Clone, Copy)]
pub(super) struct Named {
    pub(super) entry: &'static Entry<dyn Denoiser>,
    /// Its place among all.
    pub(super) rank: usize,
}

/// The denoiser with this id.
///
/// # Errors
/// [`TrainError`] when there is none: it names those that there are.
pub(super) fn method(id: &str) -> Result<Named, TrainError> {
    let found = find(denoise::ALL, id);
    let rank = |one: &Entry<dyn Denoiser>| denoise::ALL.iter().position(|all| all.id == one.id);
    let named = found.and_then(|entry| Some((entry, rank(entry)?)));
    let (entry, rank) = named.ok_or_else(|| {
        let ids: Vec<_> = denoise::ALL.iter().map(|entry| entry.id).collect();
        TrainError::Mismatch(say!(
            "there is no method \"{}\"; there are {}",
            id,
            ids.join(", ")
        ))
    })?;
    Ok(Named { entry, rank })
}

/// The denoisers whose ids stand in a text, with commas between.
///
/// # Errors
/// As [`method`], for the first that there is not.
pub(super) fn methods(text: &str) -> Result<Vec<Named>, TrainError> {
    let ids = text.split(',').map(str::trim);
    ids.filter(|id| !id.is_empty()).map(method).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_found_by_id_and_others_told() {
        let named = methods(" bm3d,, gaussian ,").unwrap();
        let ids: Vec<_> = named.iter().map(|one| one.entry.id).collect();
        assert_eq!(ids, ["bm3d", "gaussian"]);
        let at = named.iter().map(|one| denoise::ALL[one.rank].id);
        assert_eq!(at.collect::<Vec<_>>(), ids);
        let error = methods("bm3d, bm4d").err().unwrap().text().to_string();
        assert!(
            error.contains("\"bm4d\"") && error.contains("bm3d"),
            "{error}"
        );
    }
}

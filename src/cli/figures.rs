//! Pictures that a run in the terminal leaves behind: a test photograph noisy, cleaned and clean.

use std::path::PathBuf;
use std::sync::Arc;

use super::Failure;
use crate::contest::Scene;
use crate::data::Shelf;
use crate::denoise::{Denoiser, Learned, Watch};
use crate::image::Image;
use crate::store::model::load_model;
use crate::store::run::RunFolder;
use crate::store::{picture as files, shelf::DiskShelf};
use crate::train::Experiment;

/// Writes `before.png`, `after.png` and `clean.png` into the run's folder; nothing for tasks without pictures.
pub(super) fn before_and_after(
    folder: &RunFolder,
    experiment: &Experiment,
) -> Result<Vec<PathBuf>, Failure> {
    if !experiment.answer().is_picture() {
        return Ok(Vec::new());
    }
    let photos = DiskShelf.test_photos().map_err(Failure::task)?;
    let Some((_, photo)) = photos.first() else {
        return Ok(Vec::new());
    };
    let clean = if experiment.data.shape().channels == 1 {
        photo.gray()
    } else {
        photo.clone()
    };
    let scene = Scene::as_judged(experiment, Arc::new(clean), 0);
    let model = load_model(&folder.weights()).map_err(Failure::task)?;
    // The network was told its noise while it learned.
    let cleaned = Learned::new(model)
        .denoise(&scene.noisy, 0.0, &Watch::default())
        .map_err(Failure::task)?;
    let write = |name: &str, picture: &Image| {
        let path = folder.path().join(name);
        files::save(&path, &picture.map(|value| value.clamp(0.0, 1.0))).map_err(Failure::task)?;
        Ok(path)
    };
    Ok(vec![
        write("before.png", &scene.noisy)?,
        write("after.png", &cleaned)?,
        write("clean.png", scene.clean.as_deref().unwrap_or(&scene.noisy))?,
    ])
}

//! Stand-ins until the store has them.
use crate::store::StoreError;
use std::path::Path;

/// What a path is.
pub enum Found {
    Image,
    Experiment,
    Run,
    Photos,
    Classes,
}

pub fn identify(path: &Path) -> Result<Found, StoreError> {
    if path.is_dir() {
        if crate::store::run::RunFolder::holds_run(path) {
            return Ok(Found::Run);
        }
        let sub = std::fs::read_dir(path)
            .map(|d| d.flatten().any(|e| e.path().is_dir()))
            .unwrap_or(false);
        return Ok(if sub { Found::Classes } else { Found::Photos });
    }
    match path.extension().and_then(|e| e.to_str()) {
        Some("toml") => Ok(Found::Experiment),
        Some("png" | "jpg" | "jpeg" | "tif" | "tiff" | "npy" | "bmp" | "webp") => Ok(Found::Image),
        _ => Err(StoreError::new(
            path,
            "this is nothing that Lemida can open",
            "drop a picture, a folder, an experiment or a run",
        )),
    }
}
pub mod preferences {
    use std::path::Path;
    pub fn load() -> Option<String> {
        None
    }
    pub fn load_from(path: &Path) -> Option<String> {
        std::fs::read_to_string(path).ok()
    }
    pub fn save(_: &str) -> Result<(), crate::store::StoreError> {
        Ok(())
    }
    pub fn save_to(path: &Path, text: &str) -> Result<(), crate::store::StoreError> {
        std::fs::write(path, text).map_err(|e| crate::store::StoreError::writing(path, &e))
    }
}

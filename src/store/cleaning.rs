//! Cleaning files: a picture is opened, its noise estimated, a denoiser run, the answer finished and saved beside
//! others, never over one.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::StoreError;
use super::picture::Original;
use crate::degrade::noise::estimate::{Estimator, Found, estimate, look};
use crate::denoise::{self, DenoiseError, Denoiser, Watch, among, usual};
use crate::image::Image;
use crate::image::finish::Finish;
use crate::setting;

/// How pictures are cleaned.
#[derive(Clone)]
pub struct Cleaning {
    /// The denoiser; `None` takes the one that is usual for the noise that is found in each picture.
    pub method: Option<Box<dyn Denoiser>>,
    /// Whether the method is for white noise and has to be prepared for what is found; else it is made for the noise
    /// that there is.
    pub prepare: bool,
    /// The noise's standard deviation, 0..1; `None` estimates it from each picture.
    pub sigma: Option<f32>,
    /// What is done with the answer.
    pub finish: Finish,
}

/// A picture that was cleaned.
#[derive(Clone, Debug, PartialEq)]
pub struct CleanedFile {
    /// Where it was saved.
    pub path: PathBuf,
    /// The denoiser's id.
    pub method: &'static str,
    /// What was found of the noise, if it was looked at.
    pub found: Option<Found>,
    /// The σ (0..1) that the denoiser was told.
    pub sigma: f32,
    /// Seconds it took, without reading and writing.
    pub seconds: f64,
    /// What is worth knowing of how it was opened, and of what its format does not hold, a plain sentence each.
    pub notes: Vec<String>,
}

/// Most pages of a stack whose noise is estimated.
const JUDGED: usize = 5;

/// The noise's standard deviation of a stack, 0..1: the middle one of those of up to five pages, spread evenly. All
/// pages are cleaned with it, so that nothing flickers; of one picture it is its own.
pub fn sigma_of(first: &Image, others: &[Image]) -> f32 {
    let count = 1 + others.len();
    let judged = count.min(JUDGED);
    let mut sigmas: Vec<f32> = (0..judged)
        .map(|nth| {
            if judged > 1 {
                nth * (count - 1) / (judged - 1)
            } else {
                0
            }
        })
        .map(|at| if at == 0 { first } else { &others[at - 1] })
        .map(|page| estimate(page, Estimator::Patches).sigma())
        .collect();
    sigmas.sort_by(f32::total_cmp);
    sigmas[judged / 2]
}

/// Why a picture was not cleaned.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CleaningError {
    /// It could not be opened or saved.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The denoiser refused it, or the work was stopped.
    #[error("{path}: {error}")]
    Denoise {
        /// The picture.
        path: String,
        /// What the denoiser said.
        error: DenoiseError,
    },
}

impl CleaningError {
    /// Whether the work was stopped from outside.
    pub fn stopped(&self) -> bool {
        matches!(self, Self::Denoise { error, .. } if *error == DenoiseError::Stopped)
    }
}

/// A method as it is for one picture.
pub struct Prepared {
    /// The method.
    pub method: Box<dyn Denoiser>,
    /// The σ (0..1) that it is told.
    pub sigma: f32,
    /// What was found of the noise, if it was looked at.
    pub found: Option<Found>,
}

impl Cleaning {
    /// The method, prepared for the noise of a picture, whose further pages have the same.
    pub fn prepared(&self, noisy: &Image, pages: &[Image]) -> Prepared {
        match &self.method {
            Some(method) if !self.prepare => Prepared {
                method: method.clone(),
                sigma: self.sigma.unwrap_or_else(|| sigma_of(noisy, pages)),
                found: None,
            },
            method => {
                let found = look(noisy);
                let sigma = match pages {
                    [] => self.sigma,
                    pages => self.sigma.or_else(|| Some(sigma_of(noisy, pages))),
                };
                let method = method
                    .clone()
                    .or_else(|| setting::find(denoise::ALL, usual(&found)).map(|one| (one.make)()))
                    .unwrap_or_else(|| (denoise::ALL[0].make)());
                let (method, sigma) = among(method, &found, sigma);
                Prepared {
                    method,
                    sigma,
                    found: Some(found),
                }
            }
        }
    }

    /// Cleans the picture `from` and saves it in `folder` under a name that is free, in its own format and depth.
    ///
    /// # Errors
    /// [`CleaningError`]; nothing is written then.
    pub fn file(
        &self,
        from: &Path,
        folder: &Path,
        watch: &Watch<'_>,
    ) -> Result<CleanedFile, CleaningError> {
        let mut original = Original::open(from)?;
        let noisy = std::mem::replace(&mut original.image, Image::zeros(1, 0, 0));
        let others = std::mem::take(&mut original.pages);
        let start = Instant::now();
        let Prepared {
            method,
            sigma,
            found,
        } = self.prepared(&noisy, &others);
        let mut finished = Vec::with_capacity(1 + others.len());
        for page in std::iter::once(noisy).chain(others) {
            let clean =
                method
                    .denoise(&page, sigma, watch)
                    .map_err(|error| CleaningError::Denoise {
                        path: from.display().to_string(),
                        error,
                    })?;
            finished.push(self.finish.apply(&page, clean));
        }
        let seconds = start.elapsed().as_secs_f64();
        let path = take_name(folder, from, original.ending())?;
        let pages: Vec<&Image> = finished.iter().collect();
        if let Err(error) = original.save_stack(&path, &pages) {
            // The name is free again; that it cannot be removed is no news beside the error.
            let _ = std::fs::remove_file(&path);
            return Err(error.into());
        }
        let mut notes = original.words().to_vec();
        notes.extend(original.losses(&path));
        Ok(CleanedFile {
            path,
            method: method.id(),
            sigma,
            found,
            seconds,
            notes,
        })
    }
}

/// A name in `folder` for the cleaned version of the picture `from` that no file has yet: `NAME-clean.ENDING`, then
/// `NAME-clean-2` and so on.
pub fn free_name(folder: &Path, from: &Path, ending: &str) -> PathBuf {
    let mut names = names(folder, from, ending);
    names.find(|path| !path.exists()).unwrap_or_default()
}

/// All such names, in their order.
fn names(folder: &Path, from: &Path, ending: &str) -> impl Iterator<Item = PathBuf> {
    let name = from.file_stem().unwrap_or_default().to_string_lossy();
    (1..).map(move |count| match count {
        1 => folder.join(format!("{name}-clean.{ending}")),
        _ => folder.join(format!("{name}-clean-{count}.{ending}")),
    })
}

/// The first of them that is free, taken by an empty file: no other process gets the same.
fn take_name(folder: &Path, from: &Path, ending: &str) -> Result<PathBuf, StoreError> {
    for path in names(folder, from, ending) {
        match std::fs::File::create_new(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(StoreError::writing(&path, &error)),
        }
    }
    Ok(PathBuf::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denoise::methods::Gaussian;
    use crate::denoise::trial::with_noise;
    use crate::picture::{open, save};

    #[test]
    fn a_picture_is_cleaned_under_a_free_name_and_nothing_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("photo.png");
        let picture = Image::from_fn(3, 20, 30, |c, y, x| ((c + y * x) % 7) as f32 / 7.0);
        save(&from, &picture).unwrap();
        let before = std::fs::read(&from).unwrap();
        let cleaning = Cleaning {
            method: Some(Box::new(Gaussian::default())),
            prepare: true,
            sigma: None,
            finish: Finish::default(),
        };
        let watch = Watch::default();
        let first = cleaning.file(&from, folder.path(), &watch).unwrap();
        let second = cleaning.file(&from, folder.path(), &watch).unwrap();
        assert!(first.path.ends_with("photo-clean.png"));
        assert!(second.path.ends_with("photo-clean-2.png"));
        assert!(first.sigma > 0.0);
        assert_eq!(std::fs::read(&from).unwrap(), before);
        assert_eq!(open(&first.path).unwrap(), open(&second.path).unwrap());
        assert_ne!(open(&first.path).unwrap(), picture);
    }

    #[test]
    fn all_pages_of_a_stack_are_cleaned_with_one_setting() {
        let folder = tempfile::tempdir().unwrap();
        let (single, from) = (
            folder.path().join("one.tif"),
            folder.path().join("stack.tif"),
        );
        let page = |nth: u64| {
            let even = Image::from_fn(1, 40, 50, |_, y, _| 0.25 + 0.01 * y as f32);
            with_noise(&even, 0.1, nth, 0)
        };
        let pages = [page(0), page(3), page(5)];
        save(&single, &pages[0]).unwrap();
        let original = Original::open(&single).unwrap();
        original
            .save_stack(&from, &pages.iter().collect::<Vec<_>>())
            .unwrap();
        let cleaning = Cleaning {
            method: Some(Box::new(Gaussian::default())),
            prepare: true,
            sigma: None,
            finish: Finish::default(),
        };
        let done = cleaning
            .file(&from, folder.path(), &Watch::default())
            .unwrap();
        let clean = Original::open(&done.path).unwrap();
        assert_eq!(clean.page_count(), 3);
        assert_eq!(done.sigma, sigma_of(&pages[0], &pages[1..]));
        for (noisy, clean) in pages
            .iter()
            .zip(std::iter::once(&clean.image).chain(&clean.pages))
        {
            let alone = cleaning
                .method
                .as_ref()
                .unwrap()
                .denoise(noisy, done.sigma, &Watch::default())
                .unwrap();
            assert_eq!(&alone, clean);
            assert_ne!(noisy, clean);
        }
    }

    #[test]
    fn what_cannot_be_opened_or_is_stopped_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("photo.png");
        let cleaning = Cleaning {
            method: Some(Box::new(Gaussian::default())),
            prepare: true,
            sigma: Some(0.1),
            finish: Finish::default(),
        };
        std::fs::write(&from, b"no picture").unwrap();
        let watch = Watch::default();
        assert!(cleaning.file(&from, folder.path(), &watch).is_err());
        save(&from, &Image::zeros(1, 50, 50)).unwrap();
        let progress = crate::job::Progress::default();
        progress.stop();
        let stopped = cleaning.file(&from, folder.path(), &Watch::from(&progress));
        assert!(stopped.unwrap_err().stopped());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

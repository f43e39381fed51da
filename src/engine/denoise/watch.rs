use super::DenoiseError;
use crate::image::Image;
use crate::job::Progress;

/// Who watches a denoiser at work: is told how far it is and what it has so far, and may stop it.
#[derive(Clone)]
pub struct Watch<'a> {
    progress: Progress,
    estimates: Option<&'a (dyn Fn(&Image) + Sync)>,
    /// Where this part of the work begins and how much of it there is, 0..1.
    part: (f32, f32),
}

impl Default for Watch<'_> {
    fn default() -> Self {
        Self::from(&Progress::default())
    }
}

impl From<&Progress> for Watch<'_> {
    fn from(progress: &Progress) -> Self {
        Self {
            progress: progress.clone(),
            estimates: None,
            part: (0.0, 1.0),
        }
    }
}

impl<'a> Watch<'a> {
    /// The same, and `show` is given each intermediate estimate of the whole picture.
    pub fn with_estimates(self, show: &'a (dyn Fn(&Image) + Sync)) -> Self {
        Self {
            estimates: Some(show),
            ..self
        }
    }

    /// Says how much of the work is done, 0..1.
    pub fn set(&self, fraction: f32) {
        let (start, share) = self.part;
        if share > 0.0 {
            self.progress.set(start + share * fraction);
        }
    }

    /// Who watches part `index` of `count` equal parts of the work. It shows no estimates: they would be of a part
    /// only.
    pub fn part(&self, index: usize, count: usize) -> Watch<'static> {
        let (start, share) = self.part;
        let share = share / count.max(1) as f32;
        Watch {
            progress: self.progress.clone(),
            estimates: None,
            part: (start + share * index as f32, share),
        }
    }

    /// Who may stop the work but is told nothing: for work done many times over.
    pub fn silent(&self) -> Watch<'static> {
        Watch {
            progress: self.progress.clone(),
            estimates: None,
            part: (self.part.0, 0.0),
        }
    }

    /// Whether the work has been told to stop.
    pub fn stopped(&self) -> bool {
        self.progress.stopped()
    }

    /// Goes on unless the work has been told to stop: long loops say `watch.go_on()?` every few milliseconds.
    ///
    /// # Errors
    /// [`DenoiseError::Stopped`].
    pub fn go_on(&self) -> Result<(), DenoiseError> {
        if self.stopped() {
            Err(DenoiseError::Stopped)
        } else {
            Ok(())
        }
    }

    /// Shows what the picture looks like so far; `estimate` is only made when somebody looks.
    pub fn show(&self, estimate: impl FnOnce() -> Image) {
        if let Some(show) = self.estimates {
            show(&estimate());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_the_silent_one_says_nothing() {
        let progress = Progress::default();
        let watch = Watch::from(&progress);
        watch.part(1, 4).set(0.5);
        assert!((progress.fraction() - 0.375).abs() < 1e-6);
        watch.silent().set(1.0);
        watch.silent().part(0, 2).set(0.1);
        assert!((progress.fraction() - 0.375).abs() < 1e-6);
        progress.stop();
        assert!(watch.silent().stopped());
    }
}

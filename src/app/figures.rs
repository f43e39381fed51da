//! Figures that a person copies or saves: made beside the window, whatever they show.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::LemidaApp;
use super::tasks::{Errand, Outcome};
use crate::figure::Figure;
use crate::say;
use crate::store::figures::{Pixels, SCALE, make_folder, pixels, save_figure};
use crate::ui::action::{Clip, FigureDeed};

impl LemidaApp {
    /// Copies or saves a figure.
    pub(super) fn perform_figure(&mut self, deed: FigureDeed, figure: &Arc<Figure>) {
        let own = Arc::clone(figure);
        match deed {
            FigureDeed::CopyTable => self.task("copy a table", move || {
                Outcome::Copied(
                    Clip::Text(own.csv()),
                    format!("copied as a table: {}", own.title),
                )
            }),
            FigureDeed::CopyPicture => self.task("copy a picture", move || {
                let Pixels { size, rgba } = pixels(&own.drawing(), SCALE);
                let picture = egui::ColorImage::from_rgba_premultiplied(size, &rgba);
                let words = format!("copied as a picture: {}", own.title);
                Outcome::Copied(Clip::Picture(Arc::new(picture)), words)
            }),
            FigureDeed::Save => self.ask_named(Errand::Figure(own), figure.file_name()),
        }
    }

    /// Writes a figure as its file's ending says.
    pub(super) fn save_figure(&mut self, figure: Arc<Figure>, path: PathBuf) {
        self.task("save a figure", move || {
            let folder = make_folder(path.parent().unwrap_or(Path::new("")));
            match folder.and_then(|()| save_figure(&path, &figure)) {
                Ok(()) => Outcome::Done(say!("saved {}", path.display().to_string()).to_string()),
                Err(error) => Outcome::Failed(error.to_string()),
            }
        });
    }
}

/// Lays something on the system's clipboard.
pub(super) fn lay_on_clipboard(context: &egui::Context, clip: Clip) {
    match clip {
        Clip::Text(text) => context.copy_text(text),
        Clip::Picture(picture) => context.copy_image(Arc::unwrap_or_clone(picture)),
    }
}

//! The labs in the window: their settings, the one at work, what each has found.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use egui::Ui;

use super::LemidaApp;
use super::tasks::{Outcome, Purpose};
use crate::data::Shelf;
use crate::figure::Figure;
use crate::job::{Job, Rank, Wake, no_thread, with_threads_at};
use crate::labs::{self, Lab};
use crate::setting::Value;
use crate::store::StoreError;
use crate::store::figures::{new_folder, write_figure};
use crate::train::{Options, TrainError};
use crate::ui::action::{Action, LectureAction};
use crate::ui::format;
use crate::ui::panels::lecture::{LectureFacts, Shown, lecture_ui};
use crate::ui::widgets::figure::FigureView;

/// A lab at work.
struct Work {
    lab: usize,
    job: Job<(), Figure, Result<(), TrainError>>,
    began: Instant,
    /// When its progress was first told, and how far it was.
    measured: Option<(Instant, f32)>,
    /// The number of the last finding before it.
    before: u64,
    /// Whether what was found before goes as soon as there is something new; else each figure waits for its successor.
    anew: bool,
}

impl Work {
    /// Seconds left, once that can be said.
    fn left(&self) -> Option<f64> {
        let (since, first) = self.measured?;
        let share = self.job.progress().fraction();
        let passed = since.elapsed().as_secs_f64();
        let known = passed > 1.0 && share > first + 0.02;
        known.then(|| passed * f64::from(1.0 - share) / f64::from(share - first))
    }
}

/// The page's state.
pub struct Lecture {
    wake: Wake,
    shelf: Arc<dyn Shelf>,
    names: Vec<(&'static str, &'static str)>,
    labs: Vec<Box<dyn Lab>>,
    /// What each lab has found.
    findings: Vec<Vec<Shown>>,
    /// How each lab's last run ended, or why it failed.
    ends: Vec<Option<Result<String, String>>>,
    chosen: usize,
    work: Option<Work>,
    version: u64,
    view: FigureView,
}

impl Lecture {
    /// All labs, none tried.
    pub fn new(shelf: Arc<dyn Shelf>, wake: Wake) -> Self {
        let labs: Vec<_> = labs::ALL.iter().map(|entry| (entry.make)()).collect();
        Self {
            wake,
            shelf,
            names: labs
                .iter()
                .map(|lab| (lab.label(), lab.question()))
                .collect(),
            findings: vec![Vec::new(); labs.len()],
            ends: vec![None; labs.len()],
            labs,
            chosen: 0,
            work: None,
            version: 0,
            view: FigureView::default(),
        }
    }

    /// Looks at another lab.
    pub fn choose(&mut self, lab: usize) {
        self.chosen = lab.min(self.labs.len().saturating_sub(1));
    }

    /// Looks at another place of the lab's pictures; what it found before stays until there is something new.
    pub fn pick(&mut self, [row, column]: [usize; 2], threads: usize) {
        if self.work.is_some() {
            return;
        }
        let lab = &mut self.labs[self.chosen];
        for (key, place) in [("row", row), ("column", column)] {
            // A place beyond the setting's range is none of a picture.
            let _ = lab.set(key, Value::Int(place as i64));
        }
        self.start(threads, false);
    }

    /// Starts the lab that is looked at, with the settings as they are.
    pub fn run(&mut self, threads: usize) {
        self.start(threads, true);
    }

    fn start(&mut self, threads: usize, anew: bool) {
        let (lab, shelf) = (self.labs[self.chosen].clone(), Arc::clone(&self.shelf));
        let job = Job::start(lab.id(), Arc::clone(&self.wake), move |link| {
            // Behind the window, all of it.
            let options = Options {
                rank: Rank::Behind,
                threads,
                ..Options::default()
            };
            with_threads_at(options.rank, threads, || lab.run(&*shelf, &options, link))
                .map_err(TrainError::System)?
        });
        self.ends[self.chosen] = None;
        match job {
            Ok(job) => {
                self.work = Some(Work {
                    lab: self.chosen,
                    job,
                    began: Instant::now(),
                    measured: None,
                    before: self.version,
                    anew,
                });
            }
            Err(error) => self.ends[self.chosen] = Some(Err(no_thread(&error))),
        }
    }

    /// Gives the lab at work up; what it has found so far stays.
    pub fn cancel(&mut self) {
        self.hear();
        if let Some(work) = self.work.take() {
            // With nothing new, what was known before stays.
            if self.version > work.before {
                self.forget_before(&work);
            }
            self.ends[work.lab] = Some(Ok("Stopped.".into()));
        }
    }

    /// Forgets what the lab found with other settings.
    fn forget_before(&mut self, work: &Work) {
        self.findings[work.lab].retain(|shown| shown.version > work.before);
    }

    /// Takes in what the lab at work has found.
    fn hear(&mut self) {
        let Some(work) = &mut self.work else { return };
        let share = work.job.progress().fraction();
        if share > 0.0 && work.measured.is_none() {
            work.measured = Some((Instant::now(), share));
        }
        let findings = &mut self.findings[work.lab];
        while let Some(figure) = work.job.event() {
            if work.anew {
                findings.retain(|shown| shown.version > work.before);
            }
            self.version += 1;
            let version = self.version;
            let same = |old: &&mut Shown| old.figure.id == figure.id;
            match findings.iter_mut().find(same) {
                Some(old) => *old = Shown { figure, version },
                None => findings.push(Shown { figure, version }),
            }
        }
    }

    /// Reads what the lab at work has done; call once a frame.
    pub fn poll(&mut self) {
        // The end is looked for first: what was sent before it is then still heard.
        let outcome = self.work.as_ref().and_then(|work| work.job.output());
        self.hear();
        let Some(outcome) = outcome else { return };
        let Some(work) = self.work.take() else { return };
        self.forget_before(&work);
        let seconds = work.began.elapsed().as_secs_f64();
        self.ends[work.lab] = Some(match outcome {
            Ok(Ok(())) => Ok(format!("Done in {}.", format::duration(seconds))),
            Ok(Err(error)) => Err(error.to_string()),
            Err(panic) => Err(format!(
                "The experiment failed ({panic}). Try other settings."
            )),
        });
    }

    /// The titles of what the lab that is looked at has found.
    pub fn titles(&self) -> Vec<&str> {
        let findings = self.findings[self.chosen].iter();
        findings.map(|shown| &*shown.figure.title).collect()
    }

    /// To write what is on the page now.
    fn figures(&self) -> Purpose {
        let id = self.labs[self.chosen].id();
        Purpose::Figures(id, self.findings[self.chosen].clone())
    }

    fn ui(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let working = self.work.as_ref();
        let working = working.map(|work| (work.lab, work.job.progress().fraction(), work.left()));
        let end = self.ends[self.chosen].as_ref();
        let facts = LectureFacts {
            labs: &self.names,
            chosen: self.chosen,
            findings: &self.findings[self.chosen],
            working,
            ended: end.and_then(|end| end.as_deref().ok()),
            failure: end.and_then(|end| end.as_ref().err().map(|text| &**text)),
        };
        let lab = &mut *self.labs[self.chosen];
        lecture_ui(ui, &mut self.view, lab, &facts, actions);
    }
}

impl LemidaApp {
    /// Draws the page.
    pub(super) fn lecture_page_ui(&mut self, ui: &mut Ui) {
        self.preview_area = egui::Rect::NOTHING;
        self.lecture.ui(ui, &mut self.actions);
    }

    /// What the lab on the page has found, by title.
    pub fn lecture_titles(&self) -> Vec<&str> {
        self.lecture.titles()
    }

    /// Whether a lab is at work.
    pub fn lecture_working(&self) -> bool {
        self.lecture.work.is_some()
    }

    pub(super) fn perform_lecture(&mut self, action: LectureAction) {
        let threads = self.bench.threads;
        match action {
            LectureAction::Choose(lab) => self.lecture.choose(lab),
            LectureAction::Run => self.lecture.run(threads),
            LectureAction::Pick(row, column) => self.lecture.pick([row, column], threads),
            LectureAction::Cancel => self.lecture.cancel(),
            LectureAction::Save => self.ask(self.lecture.figures()),
        }
    }

    /// Writes a lab's figures into a folder inside that one; none of another time is replaced.
    pub(super) fn save_figures(&mut self, folder: PathBuf, id: &'static str, findings: Vec<Shown>) {
        self.task("save figures", move || match save(&folder, id, &findings) {
            Ok(folder) => Outcome::Done(format!("saved into {}", folder.display())),
            Err(error) => Outcome::Failed(error.to_string()),
        });
    }
}

/// Writes a lab's figures into a new folder inside `within`.
fn save(within: &Path, id: &str, findings: &[Shown]) -> Result<PathBuf, StoreError> {
    let folder = new_folder(within, id)?;
    for Shown { figure, .. } in findings {
        write_figure(&folder, &figure.file_name(), figure)?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_never_replace_those_of_another_time() {
        let folder = tempfile::tempdir().unwrap();
        let shown = [Shown {
            figure: Figure::words("The race: 1 minute", "a word"),
            version: 1,
        }];
        for name in ["clock", "clock-2"] {
            let saved = save(folder.path(), "clock", &shown).unwrap();
            assert_eq!(saved, folder.path().join(name));
            for ending in ["svg", "png", "csv"] {
                assert!(saved.join(format!("the-race-1-minute.{ending}")).is_file());
            }
        }
    }
}

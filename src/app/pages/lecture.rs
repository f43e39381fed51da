//! The labs in the window: their settings, the one at work, what each has found.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use egui::Ui;

use super::{Ground, Page, Panels, Shared};
use crate::app::tasks::Purpose;
use crate::data::Shelf;
use crate::desk::Place;
use crate::job::{Job, Rank, Wake, no_thread, with_threads_at};
use crate::labs::{self, Finding, Lab};
use crate::setting::Value;
use crate::store::StoreError;
use crate::store::figures::{new_folder, write_figure};
use crate::train::{Options, TrainError};
use crate::ui::action::LectureAction;
use crate::ui::format;
use crate::ui::panels::lecture::{LectureFacts, Shown, lecture_ui};
use crate::ui::widgets::figure::FigureView;

/// A lab at work.
struct Work {
    lab: usize,
    job: Job<(), Finding, Result<(), TrainError>>,
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
pub struct LecturePage {
    wake: Wake,
    shelf: Arc<dyn Shelf>,
    names: Vec<(&'static str, &'static str)>,
    /// What each lab has found.
    findings: Vec<Vec<Shown>>,
    /// How each lab's last run ended, or why it failed.
    ends: Vec<Option<Result<String, String>>>,
    chosen: usize,
    work: Option<Work>,
    version: u64,
    view: FigureView,
}

impl LecturePage {
    /// All labs, none tried.
    pub fn new(ground: &Ground) -> Self {
        let (shelf, wake) = (Arc::clone(&ground.shelf), Arc::clone(&ground.wake));
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
            chosen: 0,
            work: None,
            version: 0,
            view: FigureView::default(),
        }
    }

    /// Looks at another lab.
    pub fn choose(&mut self, lab: usize) {
        self.chosen = lab.min(self.names.len().saturating_sub(1));
    }

    /// Looks at another place of the lab's pictures; what it found before stays until there is something new.
    pub fn pick(&mut self, labs: &mut [Box<dyn Lab>], [row, column]: [usize; 2], threads: usize) {
        if self.work.is_some() {
            return;
        }
        let lab = &mut labs[self.chosen];
        for (key, place) in [("row", row), ("column", column)] {
            // A place beyond the setting's range is none of a picture.
            let _ = lab.set(key, Value::Int(place as i64));
        }
        self.start(labs, threads, false);
    }

    /// Starts the lab that is looked at, with the settings as they are.
    pub fn run(&mut self, labs: &[Box<dyn Lab>], threads: usize) {
        self.start(labs, threads, true);
    }

    fn start(&mut self, labs: &[Box<dyn Lab>], threads: usize, anew: bool) {
        let (lab, shelf) = (labs[self.chosen].clone(), Arc::clone(&self.shelf));
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
        while let Some(finding) = work.job.event() {
            if work.anew {
                findings.retain(|shown| shown.version > work.before);
            }
            self.version += 1;
            let version = self.version;
            let same = |old: &&mut Shown| old.finding.title == finding.title;
            match findings.iter_mut().find(same) {
                Some(old) => *old = Shown { finding, version },
                None => findings.push(Shown { finding, version }),
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
        findings.map(|shown| &*shown.finding.title).collect()
    }

    /// To write what is on the page now.
    fn figures(&self) -> Purpose {
        let id = labs::ALL[self.chosen].id;
        Purpose::Figures(id, self.findings[self.chosen].clone())
    }

    /// Whether a lab is at work.
    pub fn working(&self) -> bool {
        self.work.is_some()
    }

    fn perform(&mut self, action: LectureAction, shared: &mut Shared<'_>) {
        let (threads, labs) = (shared.bench.threads, &mut shared.bench.document.labs);
        match action {
            LectureAction::Choose(lab) => self.choose(lab),
            LectureAction::Run => self.run(labs, threads),
            LectureAction::Pick(row, column) => self.pick(labs, [row, column], threads),
            LectureAction::Cancel => self.cancel(),
            LectureAction::Save => shared.asks.push(self.figures()),
        }
    }
}

impl Page for LecturePage {
    fn id(&self) -> &'static str {
        "lecture"
    }

    fn title(&self) -> &'static str {
        "Lecture"
    }

    fn help(&self) -> &'static str {
        "Experiments that each ask one question of deep learning."
    }

    fn shows(&self, place: Place) -> bool {
        place == Place::Lecture
    }

    fn ui(&mut self, ui: &mut Ui, _panels: &mut Panels, shared: &mut Shared<'_>) {
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
        let lab = &mut *shared.bench.document.labs[self.chosen];
        let mut actions = Vec::new();
        lecture_ui(ui, &mut self.view, lab, &facts, &mut actions);
        for action in actions {
            self.perform(action, shared);
            ui.ctx().request_repaint();
        }
    }

    fn settle(&mut self, _shared: &mut Shared<'_>) {
        self.poll();
    }
}

/// Writes a lab's figures into a new folder inside `within`; none of another time is replaced.
///
/// # Errors
/// When it cannot be written.
pub fn save(within: &Path, id: &str, findings: &[Shown]) -> Result<PathBuf, StoreError> {
    let folder = new_folder(within, id)?;
    for Shown { finding, .. } in findings {
        write_figure(&folder, &finding.file_name(), &finding.figure)?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;

    #[test]
    fn figures_never_replace_those_of_another_time() {
        let folder = tempfile::tempdir().unwrap();
        let note = Figure::Note("a word".into());
        let shown = [Shown {
            finding: Finding::new("The race: 1 minute", note),
            version: 1,
        }];
        for name in ["clock", "clock-2"] {
            let saved = save(folder.path(), "clock", &shown).unwrap();
            assert_eq!(saved, folder.path().join(name));
            assert!(saved.join("the-race-1-minute.svg").is_file());
            assert!(saved.join("the-race-1-minute.csv").is_file());
        }
    }
}

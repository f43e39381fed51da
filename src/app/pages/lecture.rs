//! The labs in the window: their settings, the one at work, what each has found.

mod tried;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use egui::Ui;

use super::{Ground, Page, Panels, Shared};
use crate::app::tasks::Errand;
use crate::data::Shelf;
use crate::desk::Place;
use crate::job::{Job, Rank, Wake, no_thread, with_threads_at};
use crate::labs::{self, Act, Desk, Lab, Poke, Told, Verdict};
use crate::setting::Value;
use crate::store::figures::{new_folder, write_figure};
use crate::store::{StoreError, write_text};
use crate::train::{Options, TrainError};
use crate::ui::action::LectureAction;
use crate::ui::format;
use crate::ui::panels::lecture::{LectureFacts, Shown, lecture_ui};
use crate::ui::widgets::figure::FigureView;
use tried::Tried;

/// A lab at work.
struct Work {
    lab: usize,
    job: Job<Poke, Told, Result<Verdict, TrainError>>,
    began: Instant,
    /// Everything is shown: it waits for what a person clicks.
    waits: bool,
    /// When its progress was first told, and how far it was.
    measured: Option<(Instant, f32)>,
    /// The number of the last finding before it.
    before: u64,
    /// Whether what was found before goes as soon as there is something new; else each figure waits for its successor.
    anew: bool,
}

impl Work {
    /// What is said when everything is done.
    fn done(&self) -> String {
        let seconds = self.began.elapsed().as_secs_f64();
        format!("Done in {}.", format::duration(seconds))
    }

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
    names: Vec<(&'static str, &'static str, Act)>,
    /// What each lab has found.
    tried: Vec<Tried>,
    chosen: usize,
    work: Option<Work>,
    begun: u64,
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
                .map(|lab| (lab.label(), lab.question(), lab.telling().act))
                .collect(),
            tried: vec![Tried::default(); labs.len()],
            chosen: 0,
            work: None,
            begun: 0,
            version: 0,
            view: FigureView::default(),
        }
    }

    /// Looks at another lab.
    pub fn choose(&mut self, lab: usize) {
        self.chosen = lab.min(self.names.len().saturating_sub(1));
    }

    /// Looks at another place of the lab's pictures: a lab that waits for that answers at once, without doing
    /// everything again. What it found before stays until there is something new.
    pub fn pick(&mut self, labs: &mut [Box<dyn Lab>], [row, column]: [usize; 2], threads: usize) {
        if self.working() {
            return;
        }
        let lab = &mut labs[self.chosen];
        for (key, place) in [("row", row), ("column", column)] {
            // A place beyond the setting's range is none of a picture.
            let _ = lab.set(key, Value::Int(place as i64));
        }
        let place = Poke::Place([row, column]);
        let waiting = self.work.as_mut().filter(|work| work.lab == self.chosen);
        match waiting {
            Some(work) if work.job.command(place) => work.waits = false,
            _ => self.start(labs, threads, false),
        }
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
            with_threads_at(options.rank, threads, || {
                lab.run(&Desk::attended(link, &*shelf, &options))
            })
            .map_err(TrainError::System)?
        });
        self.tried[self.chosen].begin();
        self.begun += 1;
        match job {
            Ok(job) => {
                self.work = Some(Work {
                    lab: self.chosen,
                    job,
                    began: Instant::now(),
                    waits: false,
                    measured: None,
                    before: self.version,
                    anew,
                });
            }
            Err(error) => self.tried[self.chosen].close(Err(no_thread(&error))),
        }
    }

    /// Gives the lab at work up; what it has found so far stays.
    pub fn cancel(&mut self) {
        self.hear();
        if let Some(work) = self.work.take().filter(|work| !work.waits) {
            let tried = &mut self.tried[work.lab];
            // With nothing new, what was known before stays.
            if self.version > work.before {
                tried.forget_until(work.before);
            }
            tried.close(Ok("Stopped.".into()));
        }
    }

    /// Takes in what the lab at work has told.
    fn hear(&mut self) {
        let Some(work) = &mut self.work else { return };
        let share = work.job.progress().fraction();
        if share > 0.0 && work.measured.is_none() {
            work.measured = Some((Instant::now(), share));
        }
        while let Some(told) = work.job.event() {
            let tried = &mut self.tried[work.lab];
            match told {
                Told::Figure(figure) => {
                    if work.anew {
                        tried.forget_until(work.before);
                    }
                    self.version += 1;
                    tried.find(*figure, self.version);
                }
                Told::Verdict(verdict) => tried.judge(verdict),
                Told::Waits(waits) => {
                    // The first time it has done everything.
                    if waits && !tried.ended() {
                        tried.forget_until(work.before);
                        tried.close(Ok(work.done()));
                    }
                    work.waits = waits;
                }
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
        let tried = &mut self.tried[work.lab];
        if !tried.ended() {
            tried.forget_until(work.before);
        }
        let end = match outcome {
            Ok(Ok(verdict)) => {
                tried.judge(verdict);
                Ok(work.done())
            }
            Ok(Err(error)) => Err(error.to_string()),
            Err(panic) => Err(format!(
                "The experiment failed ({panic}). Try other settings."
            )),
        };
        tried.close(end);
    }

    /// The titles of what the lab that is looked at has found.
    pub fn titles(&self) -> Vec<&str> {
        let findings = self.tried[self.chosen].findings().iter();
        findings.map(|shown| &*shown.figure.title).collect()
    }

    /// To write what is on the page now: figures, and the verdict with what was asked.
    fn figures(&self, labs: &[Box<dyn Lab>]) -> Errand {
        let lab = &labs[self.chosen];
        let tried = &self.tried[self.chosen];
        Errand::Figures {
            lab: lab.id(),
            found: tried.findings().to_vec(),
            verdict: tried.verdict().map(|verdict| verdict.json(&**lab)),
        }
    }

    /// Whether a lab is at work.
    pub fn working(&self) -> bool {
        self.work.as_ref().is_some_and(|work| !work.waits)
    }

    /// How many labs were begun.
    pub fn begun(&self) -> u64 {
        self.begun
    }

    fn perform(&mut self, action: LectureAction, shared: &mut Shared<'_>) {
        let (threads, labs) = (shared.bench.threads, &mut shared.bench.document.labs);
        match action {
            LectureAction::Choose(lab) => self.choose(lab),
            LectureAction::Run => self.run(labs, threads),
            LectureAction::Try(at) => {
                let lab = &mut *labs[self.chosen];
                let set = lab.telling().tries.get(at).map(|one| one.set(lab));
                if matches!(set, Some(Ok(()))) {
                    self.run(labs, threads);
                }
            }
            LectureAction::Pick(row, column) => self.pick(labs, [row, column], threads),
            LectureAction::Cancel => self.cancel(),
            LectureAction::Save => shared.asks.push(self.figures(labs)),
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
        let working = self.work.as_ref().filter(|work| !work.waits);
        let working = working.map(|work| (work.lab, work.job.progress().fraction(), work.left()));
        let tried = &self.tried[self.chosen];
        let [ended, failure] = tried.end();
        let facts = LectureFacts {
            labs: &self.names,
            chosen: self.chosen,
            findings: tried.findings(),
            working,
            verdict: tried.verdict(),
            ended,
            failure,
        };
        let lab = &mut *shared.bench.document.labs[self.chosen];
        let mut actions = Vec::new();
        let deeds = &mut *shared.actions;
        lecture_ui(ui, &mut self.view, lab, &facts, &mut actions, deeds);
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
pub fn save(
    within: &Path,
    id: &str,
    findings: &[Shown],
    verdict: Option<&str>,
) -> Result<PathBuf, StoreError> {
    let folder = new_folder(within, id)?;
    if let Some(verdict) = verdict {
        write_text(&folder.join("verdict.json"), verdict)?;
    }
    for Shown { figure, .. } in findings {
        write_figure(&folder, &figure.file_name(), figure)?;
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
        let shown = [Shown {
            figure: Figure::words("The race: 1 minute", "a word"),
            version: 1,
        }];
        for name in ["clock", "clock-2"] {
            let saved = save(folder.path(), "clock", &shown, Some("{}")).unwrap();
            assert_eq!(saved, folder.path().join(name));
            for ending in ["svg", "png", "csv"] {
                assert!(saved.join(format!("the-race-1-minute.{ending}")).is_file());
            }
            assert!(saved.join("verdict.json").is_file());
        }
    }
}

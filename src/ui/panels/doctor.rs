//! The doctor's word on the run at hand: what seems to be wrong, and one change that would help, as a line.

use egui::{Align, Layout, Ui, vec2};

use crate::say;
use crate::train::doctor::{Chart, Finding};
use crate::ui::icons;
use crate::ui::panels::training::sentence;
use crate::ui::state::{RunState, Workbench};
use crate::ui::theme::{self, CONTROL};

/// Least seconds between two looks.
const PAUSE: f64 = 2.0;
/// Most steps that are looked at.
const STEPS: usize = 2000;

/// What was found last, and of what.
#[derive(Default)]
pub struct Doctor {
    /// The run, its step and the time in seconds of the last look.
    seen: Option<(u64, u64, f64)>,
    findings: Vec<Finding>,
    /// What was found was answered with a change: a second click would change it once more.
    cured: bool,
}

impl Doctor {
    /// Looks at the run again, when there is something new and it was not just done; `photo`: σ (0..1) of the noise
    /// that the photograph brought along; `now` in seconds.
    pub fn look(&mut self, bench: &Workbench, photo: Option<f32>, now: f64) {
        let run = bench.run();
        let (number, step) = (run.number, run.step());
        match self.seen {
            Some((of, at, when)) if of == number => {
                if at == step || (now - when < PAUSE && run.state == RunState::Training) {
                    return;
                }
            }
            _ => {
                self.findings.clear();
                self.cured = false;
            }
        }
        self.seen = Some((number, step, now));
        // Of another experiment than the one at hand nobody knows how it is trained.
        if !bench.runs_document() || bench.edited_since() {
            self.findings.clear();
            return;
        }
        let history = run.history.sample(STEPS);
        let chart = Chart {
            experiment: &bench.document.experiment,
            history: &history,
            photo,
        };
        self.findings = chart.findings();
    }

    /// What seems to be wrong, the gravest first.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

/// Draws the line: the gravest finding, all of them where the pointer rests, and the change that would help.
pub fn doctor_ui(ui: &mut Ui, bench: &mut Workbench, doctor: &mut Doctor) {
    let Doctor {
        findings, cured, ..
    } = doctor;
    let Some(first) = findings.first() else {
        return;
    };
    let told = |finding: &Finding| sentence(&bench.told(&finding.words()));
    let all: Vec<_> = findings.iter().map(told).collect();
    let cure = first.cure(&bench.document.experiment).filter(|_| !*cured);
    let cure = cure.map(|(words, better)| (capital(&bench.told(&words)), better));
    let colour = theme::palette(ui).warning;
    ui.horizontal(|ui| {
        ui.label(theme::icon(icons::WARNING_CIRCLE).color(colour));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some((words, better)) = cure {
                let help = &*say!(
                    "Changes the experiment for the next run; Undo takes it back. Then train anew."
                )
                .to_string();
                // The finding comes first; the change has a third of the line, and is told whole under the pointer.
                let most = (0.36 * ui.available_width()).max(80.0);
                let size = vec2(most, CONTROL);
                let layout = Layout::right_to_left(Align::Center);
                let button = |ui: &mut Ui| {
                    let button = egui::Button::new(&words)
                        .frame_when_inactive(false)
                        .truncate();
                    ui.add(button.min_size(vec2(0.0, CONTROL)))
                };
                let response = ui.allocate_ui_with_layout(size, layout, button).inner;
                if response.on_hover_text(format!("{words}. {help}")).clicked() {
                    bench.document.experiment = better;
                    *cured = true;
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let label = egui::Label::new(&all[0]).truncate();
                ui.add(label.show_tooltip_when_elided(false))
                    .on_hover_text(all.join("\n"));
            });
        });
    });
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

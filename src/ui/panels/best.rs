//! The button for the best weights of a run, in the bar of its weights.

use egui::Ui;

use crate::say;
use crate::train::Metric;
use crate::ui::action::Action;
use crate::ui::format;
use crate::ui::state::{Run, Workbench};
use crate::ui::theme;
use crate::words::Text;

/// Draws the button, where the run that is shown was judged on the way.
pub fn best_ui(ui: &mut Ui, bench: &Workbench, actions: &mut Vec<Action>) {
    let run = bench.run();
    if run.history.validations.is_empty() {
        return;
    }
    ui.add_space(theme::UNIT);
    let best = run
        .networks
        .looked_at()
        .filter(|_| run.networks.best_is_shown());
    let words = match best {
        Some(step) => say!("Best weights: {}", told(run, step)),
        None => say!("Best weights"),
    };
    let help = match best {
        Some(_) => {
            say!("These are looked at, and clean the photograph. Click to go back to the newest.")
        }
        None => say!(
            "Takes the weights that did best on held-out examples on the way (the end is not among them) in \
             place of the newest, for looking and cleaning; their step and score are told. Another click goes back."
        ),
    };
    ui.add_enabled_ui(run.folder.is_some(), |ui| {
        let words = egui::RichText::new(words.to_string()).size(theme::SIZES[0]);
        let button = egui::Button::selectable(best.is_some(), words).truncate();
        let help = help.to_string();
        let button = ui.add(button).on_hover_text(help);
        let button = button.on_disabled_hover_text(say!("This run is kept nowhere.").to_string());
        button.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::Button, true, best.is_some(), "Best weights")
        });
        if button.clicked() {
            actions.push(Action::BestWeights);
        }
    });
}

/// Step and score.
fn told(run: &Run, step: u64) -> Text {
    let mut judged = run.history.validations.iter();
    let words = say!("step {}", format::grouped(step));
    let Some(record) = judged.find(|record| record.step == step) else {
        return words;
    };
    let metric = f64::from(record.metric);
    match run.judged() {
        Metric::Psnr => say!("{}, {}", words, format::decibel(metric)),
        Metric::Accuracy => say!("{}, {} right", words, format::percent(metric)),
        Metric::R2 => say!("{}, R² {}", words, format!("{metric:.3}")),
    }
}

//! The sheet that finds a learning rate: the loss at growing rates, and the rate that is suggested.

use std::time::Duration;

use egui::{Frame, Id, Modal, ProgressBar, RichText, vec2};

use crate::figure::Figure;
use crate::say;
use crate::ui::action::Action;
use crate::ui::widgets::button::{primary_button, text_button};
use crate::ui::widgets::figure::{FigureView, Looks};
use crate::ui::{format, icons, theme};

/// Between two looks at how far the trial is.
const LOOK: Duration = Duration::from_millis(200);

/// What is known of the trial.
pub struct RatesFacts<'a> {
    /// The figure, and its version.
    pub figure: Option<(&'a Figure, u64)>,
    /// The rate that is suggested.
    pub suggested: Option<f32>,
    /// How far the trial is, 0..1, while it is at work.
    pub progress: Option<f32>,
    /// What went wrong, with the cure.
    pub wrong: Option<&'a str>,
}

/// What a person answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    /// Takes this rate.
    Take(f32),
    /// Closes the sheet.
    Close,
}

/// Draws the sheet.
pub fn rates_ui(
    context: &egui::Context,
    view: &mut FigureView,
    facts: &RatesFacts<'_>,
    actions: &mut Vec<Action>,
) -> Option<Answer> {
    let style = context.global_style();
    let frame = Frame::window(&style).inner_margin(20);
    let modal = Modal::new(Id::unique("learning rates"))
        .frame(frame)
        .show(context, |ui| {
            ui.set_width(460.0);
            ui.label(RichText::new("Learning rate").text_style(egui::TextStyle::Heading));
            ui.add_space(theme::UNIT);
            let size = vec2(ui.available_width(), 240.0);
            match (facts.wrong, facts.figure) {
                (Some(wrong), _) => {
                    let colour = theme::palette(ui).error;
                    ui.label(theme::rich(wrong).color(colour));
                }
                (None, Some((figure, version))) => {
                    let looks = Looks {
                        version: Some(version),
                        size: Some(size),
                        ..Looks::default()
                    };
                    view.show(ui, figure, looks, actions);
                    ui.label(theme::note(ui, &*figure.note));
                }
                (None, None) => {
                    ui.label(theme::weak(
                        ui,
                        say!("A copy of the network makes up to 120 steps at growing rates; the experiment stays as it \
                            is.").to_string()));
                    ui.add(ProgressBar::new(facts.progress.unwrap_or(0.0)));
                    ui.ctx().request_repaint_after(LOOK);
                }
            }
            ui.add_space(2.0 * theme::UNIT);
            let found = facts.figure.is_some();
            let mut answer = None;
            ui.horizontal(|ui| {
                match facts.suggested {
                    Some(rate) => {
                        let label = format!("Take {}", format::short(f64::from(rate)));
                        let help = &*say!("Train with this learning rate; Undo takes it back.").to_string();
                        if primary_button(ui, icons::CHECK, &label, true, help).clicked() {
                            answer = Some(Answer::Take(rate));
                        }
                    }
                    None if found => {
                        ui.label(theme::weak(ui, say!("The loss fell at none of these rates: nothing is \
                            suggested.").to_string()));
                    }
                    None => {}
                }
                if text_button(ui, icons::X, "Close", "").clicked() {
                    answer = Some(Answer::Close);
                }
            });
            answer
        });
    let closed = modal.should_close().then_some(Answer::Close);
    modal.inner.or(closed)
}

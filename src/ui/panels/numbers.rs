//! What a network that predicts a number does, in the preview's place: its predictions over the true numbers of
//! held-out rows, and how far off they are.

use egui::{Label, Ui, vec2};

use crate::data::rounded;
use crate::figure::Figure;
use crate::probe::predicted::{Errors, errors, figure};
use crate::probe::{Answered, Sample};
use crate::say;
use crate::ui::action::Action;
use crate::ui::measures::explained;
use crate::ui::theme::{self, SIZES, UNIT};
use crate::ui::widgets::figure::{FigureView, Looks};
use crate::ui::{format, icons};
use crate::words::Text;

/// What the panel shows.
#[derive(Clone, Copy)]
pub(super) struct NumbersFacts<'a> {
    /// The examples.
    pub(super) sample: &'a Sample,
    /// The network's answers; `None` while there is no network.
    pub(super) verdict: Option<&'a Answered>,
    /// Changes whenever examples or answers do.
    pub(super) version: u64,
    /// Why there is nothing new to show, with the cure.
    pub(super) failure: Option<&'a str>,
}

/// What is drawn, made anew when there are other answers.
#[derive(Default)]
pub(super) struct NumbersView {
    figures: FigureView,
    /// Of which version.
    of: Option<u64>,
    errors: Option<Errors>,
    figure: Option<Figure>,
}

/// Draws the panel into all the room there is.
pub(super) fn numbers_ui(
    ui: &mut Ui,
    view: &mut NumbersView,
    facts: NumbersFacts<'_>,
    actions: &mut Vec<Action>,
) {
    let (sample, verdict) = (facts.sample, facts.verdict);
    if view.of != Some(facts.version) {
        view.of = Some(facts.version);
        view.errors = verdict.and_then(|verdict| errors(sample, &verdict.numbers));
        view.figure = verdict.and_then(|verdict| figure(sample, &verdict.numbers));
    }
    let errors = view.errors;
    let heading = heading(sample, verdict, errors).to_string();
    let strong = Label::new(theme::strong(heading.clone())).truncate();
    explained(ui.add(strong), &heading);
    if let Some(errors) = errors {
        let words = told(sample, errors).to_string();
        let label = ui.add(Label::new(theme::note(ui, words.clone())).truncate());
        explained(label, &words);
    }
    // Below the plot stand its names, too.
    let foot = SIZES[0] + 11.0 * UNIT;
    let size = (ui.available_size() - vec2(0.0, foot)).max(vec2(96.0, 96.0));
    match &view.figure {
        Some(figure) => {
            let looks = Looks {
                version: Some(facts.version),
                size: Some(size),
                ..Looks::default()
            };
            view.figures.show(ui, figure, looks, actions);
        }
        None => {
            ui.allocate_ui(size, |ui| {
                let words = say!("Click Train: predictions appear here, over the true numbers.");
                let title = say!("No predictions yet").to_string();
                super::super::widgets::empty::empty_ui(
                    ui,
                    icons::CHART_LINE,
                    &title,
                    &words.to_string(),
                );
            });
        }
    }
    let (words, wrong) = match (facts.failure, verdict) {
        (Some(problem), _) => (super::training::sentence(problem), true),
        (None, Some(_)) => {
            let words = say!("Held-out rows of the table: on the line the prediction is right.");
            (words.to_string(), false)
        }
        (None, None) => return,
    };
    let text = match wrong {
        true => egui::RichText::new(words.clone()).color(theme::palette(ui).error),
        false => theme::note(ui, words.clone()),
    };
    ui.add(Label::new(text).truncate()).on_hover_text(words);
}

/// How good it is, on how many rows.
fn heading(sample: &Sample, verdict: Option<&Answered>, errors: Option<Errors>) -> Text {
    let rows = format::grouped(sample.count() as u64);
    match (verdict, errors.and_then(|errors| errors.r2)) {
        (Some(verdict), Some(r2)) => say!(
            "R² {} on {} held-out rows · step {}",
            format!("{r2:.3}"),
            rows,
            format::grouped(verdict.step)
        ),
        _ => say!("{} held-out rows", rows),
    }
}

/// The errors in the column's own unit.
fn told(sample: &Sample, errors: Errors) -> Text {
    let name = sample.measure.as_ref().map_or("", |measure| &measure.name);
    say!(
        "RMSE {} in {}; the mean alone {}",
        rounded(errors.rmse),
        name,
        rounded(errors.naive)
    )
}

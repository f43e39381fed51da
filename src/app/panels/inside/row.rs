//! The panel where examples are rows of a table: what the network answers to one of a person's own.

use std::sync::Arc;

use egui::Ui;

use crate::app::inside::Looking;
use crate::probe::Sample;
use crate::train::Snapshot;
use crate::ui::action::Action;
use crate::ui::panels::inside_form::{Asking, FormFacts, form_ui};

/// Asks for what is shown, and draws it.
pub(super) fn row_ui(
    ui: &mut Ui,
    (looking, asking): (&mut Looking, &mut Asking),
    sample: &Arc<Sample>,
    snapshot: Option<&Arc<Snapshot>>,
    actions: &mut Vec<Action>,
) {
    asking.suit(sample);
    if let Some(snapshot) = snapshot {
        looking.want_row(snapshot, sample, (&asking.row, asking.column));
    }
    let (answer, version) = looking.row();
    let facts = FormFacts {
        sample,
        answer: answer.filter(|_| snapshot.is_some()),
        version,
        wrong: looking.wrong_row().filter(|_| snapshot.is_some()),
    };
    form_ui(ui, asking, &facts, actions);
}

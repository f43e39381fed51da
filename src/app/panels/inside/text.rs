//! The panel where examples are stretches of a text: what the network writes.

use std::sync::Arc;

use egui::Ui;

use crate::app::inside::Looking;
use crate::probe::Sample;
use crate::train::Snapshot;
use crate::ui::panels::inside_text::{Writing, writing_ui};

/// Asks for what is shown, and draws it.
pub(super) fn text_ui(
    ui: &mut Ui,
    (looking, writing): (&mut Looking, &mut Writing),
    sample: Option<Arc<Sample>>,
    snapshot: Option<&Arc<Snapshot>>,
) {
    if let (Some(snapshot), Some(sample)) = (snapshot, sample) {
        looking.want_written(snapshot, &sample, (writing.warmth, writing.seed));
    }
    let written = looking.written().filter(|_| snapshot.is_some());
    writing_ui(ui, writing, written, looking.wrong_written());
}

//! The chart of the history.

use egui::Ui;

use super::{Panel, Shared};
use crate::ui::panels::timeline::{TimelineFacts, timeline_ui};

/// The panel; the year that is looked at is the stage's, for the leaderboard follows it.
pub struct TimelinePanel;

impl Panel for TimelinePanel {
    fn id(&self) -> &'static str {
        "Timeline"
    }

    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        let stage = &mut *shared.stage;
        let facts = TimelineFacts {
            entries: stage.preview.entries(),
            past: stage.preview.race().past(),
            working: stage.preview.working(),
        };
        timeline_ui(ui, &mut stage.timeline, &mut stage.compare, &facts);
    }
}

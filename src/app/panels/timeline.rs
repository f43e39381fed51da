//! The chart of the history.

use egui::Ui;

use super::{Panel, Shared};
use crate::ui::panels::timeline::{TimelineFacts, timeline_ui};
use crate::ui::widgets::figure::FigureView;

/// The panel; the year that is looked at is the stage's, for the leaderboard follows it.
#[derive(Default)]
pub struct TimelinePanel {
    figures: FigureView,
}

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
        let (view, compare) = (&mut stage.timeline, &mut stage.compare);
        timeline_ui(ui, view, compare, &mut self.figures, &facts, shared.actions);
    }
}

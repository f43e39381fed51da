//! Every method, best first.

use egui::Ui;

use super::{Panel, Shared};
use crate::ui::panels::leaderboard::leaderboard_ui;

/// The panel.
pub struct LeaderboardPanel;

impl Panel for LeaderboardPanel {
    fn id(&self) -> &'static str {
        "Leaderboard"
    }

    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        let stage = &mut *shared.stage;
        let (preview, compare) = (&stage.preview, &mut stage.compare);
        let overtaken = |id: &str| preview.race().overtaken(id);
        let rows = (preview.entries(), stage.timeline.year);
        leaderboard_ui(ui, compare, rows, &overtaken, preview.protocol());
    }
}

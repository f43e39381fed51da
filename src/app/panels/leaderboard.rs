//! Every method, best first.

use egui::Ui;

use super::{Panel, Shared};
use crate::ui::figures::leaderboard::leaderboard;
use crate::ui::panels::leaderboard::leaderboard_ui;
use crate::ui::widgets::compare::Side;
use crate::ui::widgets::figure::FigureView;

/// The panel.
#[derive(Default)]
pub struct LeaderboardPanel {
    figures: FigureView,
}

impl Panel for LeaderboardPanel {
    fn id(&self) -> &'static str {
        "Leaderboard"
    }

    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        let stage = &mut *shared.stage;
        let (preview, compare) = (&stage.preview, &mut stage.compare);
        let overtaken = |id: &str| preview.race().overtaken(id);
        let entries = preview.entries();
        let shown = compare.shown(Side::Right, entries);
        let shown = shown.map(|entry| entry.id.as_str());
        let (year, protocol) = (stage.timeline.year, preview.protocol());
        let table = leaderboard(entries, year, shown, &overtaken, protocol);
        leaderboard_ui(ui, compare, &mut self.figures, &table, shared.actions);
    }
}

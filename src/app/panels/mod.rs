//! The panels: each is known here by one line, and owns how it is looked at and what is made for it.

mod architecture;
mod curves;
mod experiment;
mod inside;
mod leaderboard;
mod method;
mod preview;
mod timeline;
mod trust;
mod weights;

use std::path::PathBuf;
use std::sync::Arc;

use egui::Ui;

use super::shared::Shared;
use crate::data::Shelf;
use crate::job::Wake;

/// A panel: a part of a page, with a name, that can be dragged and docked.
pub trait Panel {
    /// Its name in arrangements that are kept.
    fn id(&self) -> &'static str;

    /// Its name in the window.
    fn title(&self) -> &'static str {
        self.id()
    }

    /// Draws it into all the room there is.
    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>);

    /// Draws what stands at the right of its name.
    fn bar_ui(&mut self, _ui: &mut Ui, _shared: &mut Shared<'_>) {}

    /// Reads what was made for it; called once a frame, seen or not.
    fn settle(&mut self, _shared: &mut Shared<'_>) {}
}

/// What panels and pages are made with.
pub struct Ground {
    /// Where data come from.
    pub shelf: Arc<dyn Shelf>,
    /// Asks for a frame.
    pub wake: Wake,
    /// The folder of the runs that are kept; none where none are.
    pub runs: Option<PathBuf>,
}

/// Makes a panel.
pub type Make = fn(&Ground) -> Box<dyn Panel>;

/// Makes each panel.
pub static ALL: &[Make] = &[
    |_| Box::new(experiment::ExperimentPanel),
    |_| Box::<architecture::ArchitecturePanel>::default(),
    |ground| Box::new(curves::CurvesPanel::new(ground)),
    |_| Box::<weights::WeightsPanel>::default(),
    |_| Box::<preview::PreviewPanel>::default(),
    |ground| Box::new(inside::InsidePanel::new(ground)),
    |_| Box::<timeline::TimelinePanel>::default(),
    |_| Box::<leaderboard::LeaderboardPanel>::default(),
    |_| Box::new(trust::TrustPanel),
    |_| Box::new(method::MethodPanel),
];

/// All panels of a window.
pub struct Panels(Vec<Box<dyn Panel>>);

impl Panels {
    /// One of each.
    pub fn new(ground: &Ground) -> Self {
        Self(ALL.iter().map(|make| make(ground)).collect())
    }

    /// The panel of that id.
    pub fn find(&mut self, id: &str) -> Option<&mut dyn Panel> {
        let found = self.0.iter_mut().find(|panel| panel.id() == id)?;
        Some(&mut **found)
    }

    /// Reads what was made for all of them; call once a frame.
    pub fn settle(&mut self, shared: &mut Shared<'_>) {
        for panel in &mut self.0 {
            panel.settle(shared);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::EmptyShelf;

    #[test]
    fn each_panel_has_an_id_of_its_own() {
        let ground = Ground {
            shelf: Arc::new(EmptyShelf),
            wake: Arc::new(|| {}),
            runs: None,
        };
        let panels = Panels::new(&ground);
        let mut ids: Vec<_> = panels.0.iter().map(|panel| panel.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), ALL.len());
    }
}

//! The panel where examples are points: what each unit makes of the plane.

use std::sync::Arc;

use egui::Ui;

use crate::app::inside::{AboutPoint, Looking};
use crate::probe::{GroundView, Sample};
use crate::train::Snapshot;
use crate::ui::action::Action;
use crate::ui::panels::inside_points::{UnitsFacts, UnitsView, units_ui};
use crate::ui::state::Looked;
use crate::ui::theme;

/// Of what is asked.
pub(super) struct Asked<'a> {
    /// The points.
    pub(super) sample: &'a Sample,
    /// What is seen of the plane.
    pub(super) view: GroundView,
    /// The newest network.
    pub(super) snapshot: Option<&'a Arc<Snapshot>>,
}

/// Asks for what is shown, and draws it.
pub(super) fn points_ui(
    ui: &mut Ui,
    looking: &mut Looking,
    view: &mut UnitsView,
    asked: &Asked<'_>,
    looked: &mut Looked,
    actions: &mut Vec<Action>,
) {
    let point = looked.point.unwrap_or_default();
    if let Some(snapshot) = asked.snapshot {
        let about = AboutPoint {
            view: asked.view,
            point,
            unit: looked.unit,
            dark: theme::palette(ui).dark,
        };
        looking.want_units(snapshot, about);
    }
    let facts = UnitsFacts {
        sample: asked.sample,
        point,
        seen: looking.units(),
        network: asked.snapshot.is_some(),
        wrong: looking.wrong_units(),
    };
    units_ui(ui, view, &facts, looked, actions);
}

//! What a row of the table shows, and how large it is.

use super::Portrait;
use super::listing::Line;
use crate::desk::kept::Column;
use crate::store::run::RunCard;
use crate::ui::state::Run;

/// Height of a row.
pub(super) const ROW: f32 = 26.0;
/// Width of the ticks' column, and of the loss's shape.
pub(super) const TICK: f32 = 26.0;
pub(super) const SHAPE: f32 = 76.0;

/// What a row shows, and where.
pub(super) struct Cells<'a> {
    pub(super) columns: &'a [(Column, [f32; 2], bool)],
    pub(super) line: &'a Line,
    pub(super) lines: &'a [Line],
    /// The run on the bench.
    pub(super) run: &'a Run,
    /// Its small picture.
    pub(super) portrait: Option<&'a Portrait>,
}

impl Cells<'_> {
    /// What is wrong with the run's weights: as far as their length tells, or as far as they were read for the picture.
    pub(super) fn damaged(&self) -> Option<&str> {
        damage(&self.line.card, self.portrait)
    }
}

/// What is wrong with a run's weights, as far as is known.
pub(super) fn damage<'a>(card: &'a RunCard, portrait: Option<&'a Portrait>) -> Option<&'a str> {
    let facts = card.facts.as_ref().ok();
    let by_length = facts.and_then(|facts| facts.damaged.as_deref());
    by_length.or_else(|| {
        let current = portrait.filter(|one| one.when == card.when);
        current?.wrong.as_deref()
    })
}

//! What is seen while a point is moved: the points where they are now, over what the networks answered last, and the
//! best of all lines.

use super::maps::{groups, held_out};
use super::{Xor, answer, best_line, lines};
use crate::figure::Grid;
use crate::labs::Desk;
use crate::train::TrainError;

/// Of more points the best line takes longer than a hand is patient: it follows when the hand lets go.
const MOST: usize = 400;

/// Shows that of the networks that were kept; nothing where there are none, nor, where it is only about points that
/// were `moved` since, where none was.
pub(super) fn sketch(lab: &Xor, desk: &Desk<'_>, moved: bool) -> Result<(), TrainError> {
    let Some(kept) = desk.recall::<Vec<(&'static str, Grid)>>() else {
        return Ok(());
    };
    let experiment = lab.experiment("", lab.seed, Vec::new());
    let (points, names) = held_out(&experiment, desk.shelf())?;
    let own = groups(&points, &names);
    if moved && kept.iter().all(|(_, map)| map.groups.starts_with(&own)) {
        return Ok(());
    }
    for (name, map) in &*kept {
        let mut map = map.clone();
        for (old, new) in map.groups.iter_mut().zip(&own) {
            old.clone_from(new);
        }
        desk.show(answer(name, map));
    }
    if points.len() <= MOST {
        let (line, _) = lines::best(&points);
        desk.show(best_line(line, &points, &names));
    }
    Ok(())
}

//! What is shown of knobs: one through its range, how all ways learn, and what came of it.

use super::Way;
use super::search::{RANGE, Search};
use crate::figure::{Axis, Cell, Column, Dash, Figure, Mark, Numbers, Role, counted, percent};

/// Accuracy and loss over the whole range of a knob.
pub(super) fn range(search: &Search<'_>, knob: usize, when: &str) -> Figure {
    let knob = knob.min(search.knobs.count() - 1);
    let points = search.over_range(knob, 300);
    let line = |at: usize| points.iter().map(|one| [one[0], one[at]]).collect();
    let now = search.knobs.values[knob];
    let here = search.right() as f64 / search.over_all() as f64;
    let marks = vec![
        Mark::line("right answers, share", Role::Training, line(1)),
        Mark::line("logistic loss", Role::Reference, line(2)),
        Mark::points(
            "where it stands",
            Role::Chosen,
            vec![[now.clamp(-RANGE, RANGE), here]],
        ),
    ];
    let title = format!("Knob {knob} through its range, {when}");
    Figure::plot(title, Axis::new("value of the knob"), Axis::new("share; loss"), marks).note(
        "Accuracy is a staircase: level almost everywhere, so its slope says nothing. The loss has a slope.",
    )
}

/// Accuracy over passes, of all ways.
pub(super) fn curves(ways: &[Way]) -> Figure {
    let lines = ways.iter().enumerate().flat_map(|(at, way)| {
        let line = |column: usize| way.points.iter().map(|one| [one[0], one[column]]).collect();
        let new = Mark::line(
            format!("{}, new pictures", way.name),
            Role::Series(at),
            line(2),
        );
        [
            Mark::line(way.name, Role::Series(at), line(1)),
            new.dash(Dash::Dotted),
        ]
    });
    let x = Axis::new("passes over all pictures")
        .log(true)
        .numbers(Numbers::Counted);
    let y = Axis::new("right answers").numbers(Numbers::Percent);
    Figure::plot("How they learn", x, y, lines.collect::<Vec<_>>()).note(
        "A line search counts as one pass forward, a step of back-propagation as three. Dotted: pictures that nobody \
         learned from.",
    )
}

/// What can be said so far, in words.
pub(super) fn so_far(ways: &[Way]) -> String {
    let each = ways.iter().map(|way| {
        let [training, test] = way.end().map(percent);
        format!("{} has {training} right, {test} of new pictures", way.name)
    });
    let each: Vec<_> = each.collect();
    format!("with the first seed {}.", each.join("; "))
}

/// What came of it, in numbers.
pub(super) fn table(ways: &[Way], knobs: usize) -> Figure {
    let rows = ways.iter().map(|way| {
        let [training, test] = way.end();
        let stuck = way
            .stuck
            .map_or(String::new(), |stuck| format!("cycle {}", stuck.cycle));
        vec![
            Cell::from(way.name),
            training.into(),
            test.into(),
            way.moved.map_or(Cell::Empty, |moved| (moved as f64).into()),
            stuck.as_str().into(),
            way.seconds.into(),
        ]
    });
    let columns = [
        Column::new("way"),
        Column::of("training pictures right", "", Numbers::Percent),
        Column::of("new pictures right", "", Numbers::Percent),
        Column::of("knobs moved in cycle 1", "", Numbers::Counted),
        Column::new("frozen"),
        Column::of("time", "s", Numbers::Decimals(2)),
    ];
    let frozen = ways.iter().find_map(|way| way.stuck);
    let frozen = frozen.map_or(String::new(), |stuck| {
        format!(
            " Frozen: {} {} nothing, any change of {} only harms.",
            counted(stuck.flat, "knob", "knobs"),
            if stuck.flat == 1 { "changes" } else { "change" },
            counted(stuck.harms, "knob", "knobs")
        )
    });
    Figure::table("In the end", columns, rows.collect::<Vec<_>>())
        .note(format!("{}.{frozen}", counted(knobs, "knob", "knobs")))
}

//! Points of a person's own: both machines and the network are solved again whenever one is moved.

use super::matter::Lot;
use super::plane::{self, REACH, Solved};
use super::rivals::Rival;
use super::{Show, Svm, Verdict};
use crate::data::EmptyShelf;
use crate::figure::{Cell, Column, Figure, Numbers, counted};
use crate::labs::{Desk, Poke};
use crate::setting::{Adjust as _, Mark, Value};
use crate::train::TrainError;

/// What a rival has come to with them.
struct Row {
    rival: Rival,
    right: usize,
    solved: Option<Solved>,
}

/// What keeps points from being parted, a sentence with the cure.
fn fault(marks: &[Mark]) -> Option<String> {
    let all = counted(marks.len(), "point", "points");
    let Some((first, others)) = marks.split_first() else {
        return Some(
            "there are no points yet: click the map for a point of +1, right-click for one of −1."
                .into(),
        );
    };
    if others.iter().all(|other| other.class == first.class) {
        let (here, click) = match first.class {
            0 => ("−1", "a click"),
            _ => ("+1", "a right click"),
        };
        let are = if others.is_empty() { "is" } else { "are all" };
        return Some(format!(
            "{all} {are} of the class {here}, so there is nothing to be parted: place some of the other by {click}."
        ));
    }
    let one_place = others.iter().all(|other| other.at == first.at);
    one_place
        .then(|| format!("{all} lie at one place, so no border parts them: drag some elsewhere."))
}

/// How many points lie on one of the other class.
fn contradictions(marks: &[Mark]) -> usize {
    let other = |mark: &&Mark| {
        let mut others = marks.iter();
        others.any(|other| other.at == mark.at && other.class != mark.class)
    };
    marks.iter().filter(other).count()
}

impl Svm {
    /// The points of the plane that are shown.
    fn marks(&self) -> Result<Vec<Mark>, TrainError> {
        if self.show == Show::Own {
            return Ok(Mark::read(&self.own).unwrap_or_default());
        }
        let matter = self.matter(self.seed, &EmptyShelf)?;
        let lot = matter.training.first(plane::MOST);
        let each = lot.input.data.chunks(2).zip(&lot.classes);
        let mark = |(at, class): (&[f32], &usize)| Mark {
            at: [at[0], at[1]],
            class: *class,
        };
        Ok(each.map(mark).collect())
    }

    /// Takes up what was done to the points, which are a person's own from then on.
    pub(super) fn take_up(&mut self, poke: &Poke) -> bool {
        if !self.show.on_plane() {
            return false;
        }
        let Ok(mut marks) = self.marks() else {
            return false;
        };
        // One more than there may be is refused, and the points stay as they are.
        if !poke.change(REACH as f32, &mut marks)
            || self.set("own", Value::Text(Mark::write(&marks))).is_err()
        {
            return false;
        }
        self.show = Show::Own;
        true
    }

    /// Parts a person's own points.
    pub(super) fn part_own(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let marks = self.marks()?;
        let lot = Lot::of(&marks);
        if let Some(words) = fault(&marks) {
            for rival in [Rival::Radial, Rival::Linear] {
                desk.show(plane::bare(rival, &lot));
            }
            desk.show(table(&[], marks.len()));
            return Ok(Verdict::open(words));
        }
        let mut rows = Vec::new();
        for (at, rival) in [Rival::Radial, Rival::Linear].into_iter().enumerate() {
            desk.done(at as f32 / 3.0);
            let Some(solved) = plane::solved(self, rival, &lot, desk) else {
                return Ok(Verdict::stopped());
            };
            rows.push(Row {
                rival,
                right: solved.right,
                solved: Some(solved),
            });
            desk.show(table(&rows, marks.len()));
            desk.judge(&verdict(&rows, &marks));
        }
        let Some((mut learned, _)) = self.learn(Rival::Network, &lot, 2, self.seed, desk)? else {
            return Ok(Verdict::stopped());
        };
        desk.show(plane::network(&mut learned, &lot));
        rows.push(Row {
            rival: Rival::Network,
            right: (lot.share(&learned.answers(&lot)) * marks.len() as f64).round() as usize,
            solved: None,
        });
        desk.show(table(&rows, marks.len()));
        Ok(verdict(&rows, &marks))
    }
}

/// What can be said of a person's own points.
fn verdict(rows: &[Row], marks: &[Mark]) -> Verdict {
    let all = counted(marks.len(), "point", "points");
    let mut numbers = Vec::new();
    let each = rows.iter().map(|row| {
        let name = row.rival.name().to_lowercase();
        numbers.push((format!("{name}, points right"), row.right as f64));
        let rests = row.solved.as_ref().map_or(String::new(), |solved| {
            numbers.push((format!("{name}, support vectors"), solved.vectors as f64));
            let vectors = counted(solved.vectors, "support vector", "support vectors");
            let solved = if solved.capped { ", not solved" } else { "" };
            format!(" and rests on {vectors}{solved}")
        });
        format!("the {name} has {} of them right{rests}", row.right)
    });
    let each: Vec<_> = each.collect();
    let mut words = format!("these {all} are your own; {}.", each.join(", "));
    match contradictions(marks) {
        0 => {}
        count => {
            words += &format!(
                " {count} of them lie on one of the other class: no border can have both right, so move one of each."
            );
        }
    }
    Verdict {
        numbers,
        ..Verdict::open(words)
    }
}

/// What came of it, in numbers.
fn table(rows: &[Row], all: usize) -> Figure {
    let row = |row: &Row| {
        let solved = row.solved.as_ref();
        let number = |number: Option<f64>| number.map_or(Cell::Empty, Cell::from);
        vec![
            Cell::from(row.rival.name()),
            (row.right as f64).into(),
            number(solved.map(|solved| solved.vectors as f64)),
            number(solved.and_then(|solved| solved.width)),
        ]
    };
    let columns = [
        Column::new("rival"),
        Column::of("points right", "", Numbers::Counted),
        Column::of("support vectors", "", Numbers::Counted),
        Column::of("width of the margin", "", Numbers::Decimals(2)).help(
            "From one edge of the margin to the other, in the plane's units; of a straight border.",
        ),
    ];
    Figure::table("Your points", columns, rows.iter().map(row))
        .note(format!("Of {}.", counted(all, "point", "points")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Body, Pickable};
    use crate::labs::Lab as _;
    use crate::labs::for_tests::told;

    fn lab(own: &str) -> Svm {
        Svm {
            show: Show::Own,
            own: own.into(),
            hidden: 8,
            ..Svm::default()
        }
    }

    #[test]
    fn what_cannot_be_parted_is_told_and_its_map_can_still_be_clicked() {
        let words = |own: &str| {
            let (verdict, figures) = told(lab(own));
            let maps = figures.iter().filter_map(|figure| figure.pick.as_ref());
            assert!(maps.clone().all(|pick| pick.what == Pickable::Spots(2)));
            assert!(maps.count() >= 2, "{own}");
            verdict.words
        };
        assert!(words("").contains("there are no points yet"));
        assert!(words("1 1 1").contains("1 point is of the class +1"));
        let one = words("1 1 0; 2 2 0");
        assert!(
            one.contains("2 points are all of the class −1") && one.contains("by a click"),
            "{one}"
        );
        assert!(words("1 1 0; 1 1 1").contains("lie at one place"));
        let both = words("1 1 0; 1 1 1; -3 2 0; 4 4 1");
        assert!(
            both.contains("2 of them lie on one of the other class"),
            "{both}"
        );
    }

    #[test]
    fn four_points_have_the_margin_that_they_must_have() {
        let (verdict, figures) = told(lab("-2 1 0; -2 -1 0; 2 1 1; 2 -1 1"));
        assert!(
            verdict
                .words
                .contains("the linear machine has 4 of them right"),
            "{}",
            verdict.words
        );
        let table = figures
            .iter()
            .find(|figure| figure.title == "Your points")
            .unwrap();
        let Body::Table(table) = &table.body else {
            panic!("it is a table")
        };
        let Cell::Number(width) = table.rows[1].cells[3] else {
            panic!("no width")
        };
        assert!((width - 4.0).abs() < 0.02, "{width}");
        let Cell::Number(vectors) = table.rows[1].cells[2] else {
            panic!("no vectors")
        };
        assert!((2.0..=4.0).contains(&vectors), "{vectors}");
    }

    #[test]
    fn points_that_are_touched_are_a_persons_own_and_answered_at_once() {
        let mut svm = Svm {
            show: Show::Circle,
            count: 40,
            ..Svm::default()
        };
        assert!(!svm.live("own"));
        let put = Poke::At {
            figure: "map".into(),
            group: 1,
            to: [1.0, 0.5],
        };
        assert!(svm.poked(&put));
        assert_eq!(svm.show, Show::Own);
        let marks = Mark::read(&svm.own).unwrap();
        assert_eq!(marks.len(), 41);
        assert_eq!(
            marks[40],
            Mark {
                at: [6.0, 0.0],
                class: 1
            }
        );
        assert!(svm.live("own"));
        let away = Poke::Drag {
            figure: "map".into(),
            item: [1, 0],
            to: None,
        };
        assert!(svm.poked(&away));
        assert_eq!(Mark::read(&svm.own).unwrap().len(), 40);
        assert!(!Svm::default().poked(&put), "digits are no points");
    }
}

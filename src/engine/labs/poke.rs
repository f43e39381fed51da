//! What a person does to a lab's figures: a click, a drag. Each is of a figure, named by its id.

use super::{Given, Lab};
use crate::figure::Picked;
use crate::setting::{Mark, Value};

/// How far from where it was drawn a point lies at most where it was not moved, as a share of the plane's reach: points
/// are kept to hundredths.
const NEAR: f32 = 0.004;

/// What a person did to a lab's figures.
#[derive(Clone, Debug, PartialEq)]
pub enum Poke {
    /// A place of a picture was clicked: row and column.
    Place([usize; 2]),
    /// A place between the points of a figure was clicked.
    At {
        /// The figure's id.
        figure: String,
        /// The group that a point there would be of.
        group: usize,
        /// Shares of the width from the left and of the height from the top.
        to: [f64; 2],
    },
    /// A point of a figure was clicked.
    On {
        /// The figure's id.
        figure: String,
        /// Its group and its number in it.
        item: [usize; 2],
    },
    /// A point of a figure was dragged.
    Drag {
        /// The figure's id.
        figure: String,
        /// Its group and its number in it.
        item: [usize; 2],
        /// Shares of the width from the left and of the height from the top; `None`: out of the figure.
        to: Option<[f64; 2]>,
    },
    /// A number of a figure was turned.
    Turn {
        /// The figure's id.
        figure: String,
        /// Which one.
        item: usize,
        /// What it is now.
        to: f64,
    },
    /// A picture of a person's own is to be answered; `None`: none any more.
    Given(Option<Given>),
    /// Something was done to a point of a figure that may be older than the settings, so that it may have another
    /// number by now.
    Drawn {
        /// Where it was drawn: shares of the width from the left and of the height from the top.
        at: [f64; 2],
        /// How many points its group had.
        count: usize,
        /// What was done to it.
        poke: Box<Poke>,
    },
}

impl Poke {
    /// What was picked of the figure of this id, and whether it is still held; `None` where it is nothing that labs
    /// answer.
    pub fn of(figure: &str, picked: Picked) -> Option<(Self, bool)> {
        let figure = figure.to_owned();
        let poke = match picked {
            Picked::Pixel(_, place) | Picked::Cell(place) => Self::Place(place),
            Picked::Put(group, to) => Self::At { figure, group, to },
            Picked::Turned(item) => Self::On { figure, item },
            Picked::Spot(item, to) => Self::Drag { figure, item, to },
            Picked::Edge(item, to) => Self::Turn { figure, item, to },
            Picked::Held(picked) => {
                return Self::of(&figure, *picked).map(|(poke, _)| (poke, true));
            }
            Picked::Point(_) | Picked::Row(_) | Picked::Node(_) | Picked::Moved(_) => return None,
        };
        Some((poke, false))
    }

    /// The same, where it is done to a point, with the place at which that was drawn and the number of points of its
    /// group.
    pub fn drawn(self, taken: Option<([f64; 2], usize)>) -> Self {
        match (self, taken) {
            (poke @ (Self::On { .. } | Self::Drag { .. }), Some((at, count))) => Self::Drawn {
                at,
                count,
                poke: Box::new(poke),
            },
            (poke, _) => poke,
        }
    }

    /// Does it to points of a plane that reaches from −`reach` to `reach` both ways and that a figure shows as two
    /// groups, the classes 0 and 1; whether it is something that is done to points.
    pub fn change(&self, reach: f32, marks: &mut Vec<Mark>) -> bool {
        let place = |[x, y]: [f64; 2]| {
            let place = |share: f64| reach * (2.0 * share.clamp(0.0, 1.0) as f32 - 1.0);
            [place(x), -place(y)]
        };
        let find = |marks: &[Mark], [group, number]: [usize; 2]| {
            let own = marks.iter().enumerate();
            let mut own = own.filter(|(_, mark)| mark.class == group);
            own.nth(number).map(|(at, _)| at)
        };
        match self {
            Self::At { group, to, .. } => marks.push(Mark {
                at: place(*to),
                class: (*group).min(1),
            }),
            Self::On { item, .. } => {
                if let Some(at) = find(marks, *item) {
                    marks[at].class = 1 - marks[at].class;
                }
            }
            Self::Drag { item, to, .. } => match (find(marks, *item), to) {
                (Some(at), Some(to)) => marks[at].at = place(*to),
                (Some(at), None) => drop(marks.remove(at)),
                (None, _) => {}
            },
            Self::Drawn { at, count, poke } => {
                let mut poke = (**poke).clone();
                if let Self::On { item, .. } | Self::Drag { item, .. } = &mut poke {
                    let Some(number) = found(marks, item, (place(*at), *count), NEAR * reach)
                    else {
                        return false;
                    };
                    item[1] = number;
                }
                return poke.change(reach, marks);
            }
            Self::Place(_) | Self::Turn { .. } | Self::Given(_) => return false,
        }
        true
    }
}

/// The number that a point has in its group, which was drawn at a place and as one of `count`: the nearest that still
/// lies there; where none does, and there are as many as there were, it was only moved and has the number it had.
fn found(
    marks: &[Mark],
    [group, number]: &[usize; 2],
    (at, count): ([f32; 2], usize),
    near: f32,
) -> Option<usize> {
    let own = marks.iter().filter(|mark| mark.class == *group);
    let away = own.map(|mark| (mark.at[0] - at[0]).hypot(mark.at[1] - at[1]));
    let away: Vec<f32> = away.collect();
    // Of those that lie on each other the one with that number is as good as any.
    let there = away.get(*number).is_some_and(|away| *away <= near);
    let nearest = away.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1));
    match nearest {
        Some((nearest, away)) if *away <= near && !there => Some(nearest),
        _ => (there || away.len() == count).then_some(*number),
    }
}

/// Sets the row and the column of a lab that has both to a place that was clicked; whether it was done.
pub(super) fn place<L: Lab + ?Sized>(lab: &mut L, poke: &Poke) -> bool {
    let Poke::Place([row, column]) = poke else {
        return false;
    };
    if lab.get("row").is_none() || lab.get("column").is_none() {
        return false;
    }
    let set = [("row", row), ("column", column)].map(|(key, place)| {
        // A place beyond the setting's range is none of a picture.
        lab.set(key, Value::Int(*place as i64)).is_ok()
    });
    set == [true; 2]
}

#[cfg(test)]
mod tests {
    use super::super::{Ascent, Clock};
    use super::*;

    fn mark(x: f32, y: f32, class: usize) -> Mark {
        Mark { at: [x, y], class }
    }

    #[test]
    fn what_was_picked_is_told_of_its_figure_and_whether_it_is_held() {
        let picked = Picked::Spot([1, 2], Some([0.5, 0.5]));
        let (poke, held) = Poke::of("map", Picked::Held(Box::new(picked))).unwrap();
        let expected = Poke::Drag {
            figure: "map".into(),
            item: [1, 2],
            to: Some([0.5, 0.5]),
        };
        assert_eq!((poke, held), (expected, true));
        assert_eq!(
            Poke::of("map", Picked::Cell([3, 4])),
            Some((Poke::Place([3, 4]), false))
        );
        assert_eq!(Poke::of("map", Picked::Node(1)), None);
    }

    #[test]
    fn points_are_put_moved_turned_and_taken_away_by_group_and_number() {
        let mut marks = vec![mark(0.0, 0.0, 1), mark(1.0, 1.0, 0), mark(2.0, 2.0, 1)];
        let figure = || "map".to_owned();
        let drag = |item, to| Poke::Drag {
            figure: figure(),
            item,
            to,
        };
        assert!(drag([1, 1], Some([1.0, 0.0])).change(5.0, &mut marks));
        assert_eq!(marks[2], mark(5.0, 5.0, 1));
        let put = Poke::At {
            figure: figure(),
            group: 0,
            to: [0.5, 1.0],
        };
        assert!(put.change(5.0, &mut marks));
        assert_eq!(marks[3].class, 0);
        assert!((marks[3].at[1] + 5.0).abs() < 1e-6);
        let on = Poke::On {
            figure: figure(),
            item: [0, 0],
        };
        assert!(on.change(5.0, &mut marks));
        assert_eq!(marks[1].class, 1);
        assert!(drag([1, 0], None).change(5.0, &mut marks));
        assert_eq!(marks.len(), 3);
        // One that is not there is none.
        assert!(drag([1, 9], None).change(5.0, &mut marks));
        assert_eq!(marks.len(), 3);
        assert!(!Poke::Place([0, 0]).change(5.0, &mut marks));
    }

    #[test]
    fn a_point_of_an_older_figure_is_the_one_that_was_drawn_there() {
        let mut marks = vec![
            mark(-5.0, 0.0, 0),
            mark(0.0, 0.0, 1),
            mark(5.0, 0.0, 0),
            mark(0.0, 5.0, 0),
        ];
        let away = |number, at| {
            let poke = Poke::Drag {
                figure: "map".into(),
                item: [0, number],
                to: None,
            };
            poke.drawn(Some((at, 3)))
        };
        // Two of three are taken away before there is a new figure, the same one twice.
        assert!(away(0, [0.0, 0.5]).change(5.0, &mut marks));
        assert!(!away(0, [0.0, 0.5]).change(5.0, &mut marks));
        assert!(away(1, [1.0, 0.501]).change(5.0, &mut marks));
        assert_eq!(marks, [mark(0.0, 0.0, 1), mark(0.0, 5.0, 0)]);
        // One that was only moved is known by its number.
        let moved = Poke::Drag {
            figure: "map".into(),
            item: [0, 0],
            to: Some([1.0, 1.0]),
        };
        let moved = moved.drawn(Some(([0.2, 0.2], 1)));
        assert!(moved.change(5.0, &mut marks));
        assert_eq!(marks[1], mark(5.0, -5.0, 0));
        // What is done to no point stays as it is.
        let put = Poke::Place([1, 2]);
        assert_eq!(put.clone().drawn(Some(([0.5; 2], 1))), put);
    }

    #[test]
    fn a_place_is_taken_up_by_who_has_a_row_and_a_column() {
        let mut ascent = Ascent::default();
        assert!(place(&mut ascent, &Poke::Place([3, 4])));
        assert_eq!((ascent.row, ascent.column), (3, 4));
        assert!(!place(&mut Clock::default(), &Poke::Place([3, 4])));
    }
}

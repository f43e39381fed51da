//! How a value of a graph lies over a row's output: a file turns and folds arrays where rows know only pictures.
//!
//! Each side of the array is a list of atoms, outermost first: pieces of the batch, the channels, the rows or the
//! columns of the picture that it was made from. Folding sides together puts lists one after another, cutting a side up
//! splits atoms, turning changes the order of sides. So a chain of such steps is told by where it ends, not by its
//! steps. Atoms of one place are left out, and neighbours that belong together are one.

use crate::nn::Shape;

/// Most channels that are put into an order: no array of weights has more.
const MOST_CHANNELS: usize = 1 << 28;

/// An axis of a batch of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// Its examples.
    Batch,
    /// Channels.
    Channels,
    /// Rows.
    Rows,
    /// Columns.
    Columns,
}

/// A piece of an axis: `size` places, `stride` apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Atom {
    /// The axis.
    pub axis: Axis,
    /// Places.
    pub size: usize,
    /// Places of the axis from one to the next.
    pub stride: usize,
}

/// A value as the graph has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct View {
    /// What it is made from: 0 is the network's input, i + 1 what leaves row i.
    pub value: usize,
    /// Its sides.
    pub sides: Vec<Vec<Atom>>,
}

/// A whole axis.
pub fn whole(axis: Axis, size: usize) -> Vec<Atom> {
    match size {
        1 => Vec::new(),
        _ => vec![Atom {
            axis,
            size,
            stride: 1,
        }],
    }
}

fn size(side: &[Atom]) -> usize {
    side.iter().map(|atom| atom.size).product()
}

/// Joins neighbours that belong together.
fn merged(side: Vec<Atom>) -> Vec<Atom> {
    let mut all: Vec<Atom> = Vec::with_capacity(side.len());
    for atom in side.into_iter().filter(|atom| atom.size != 1) {
        match all.last_mut() {
            Some(outer) if outer.axis == atom.axis && outer.stride == atom.stride * atom.size => {
                outer.size *= atom.size;
                outer.stride = atom.stride;
            }
            _ => all.push(atom),
        }
    }
    all
}

impl View {
    /// A batch of pictures.
    pub fn picture(value: usize, batch: usize, shape: Shape) -> Self {
        let sides = vec![
            whole(Axis::Batch, batch),
            whole(Axis::Channels, shape.channels),
            whole(Axis::Rows, shape.height),
            whole(Axis::Columns, shape.width),
        ];
        Self { value, sides }
    }

    /// A batch of vectors.
    pub fn vector(value: usize, batch: usize, shape: Shape) -> Self {
        let mut view = Self::picture(value, batch, shape);
        view.sides.truncate(2);
        view
    }

    /// The lengths of its sides.
    pub fn dims(&self) -> Vec<usize> {
        self.sides.iter().map(|side| size(side)).collect()
    }

    /// The same on another value of the same form.
    pub fn on(&self, value: usize) -> Self {
        Self {
            value,
            sides: self.sides.clone(),
        }
    }

    /// With its sides in another order; `None` when `order` is none.
    pub fn turned(&self, order: &[usize]) -> Option<Self> {
        let mut seen = vec![false; self.sides.len()];
        for &at in order {
            *seen.get_mut(at)? = true;
        }
        if order.len() != seen.len() || seen.contains(&false) {
            return None;
        }
        let sides = order.iter().map(|&at| self.sides[at].clone()).collect();
        Some(Self {
            value: self.value,
            sides,
        })
    }

    /// With other sides; `None` when they cut through its atoms.
    pub fn folded(&self, dims: &[usize]) -> Option<Self> {
        let mut rest: Vec<Atom> = self.sides.iter().flatten().rev().copied().collect();
        let mut sides = Vec::with_capacity(dims.len());
        for &wanted in dims {
            let (mut side, mut have) = (Vec::new(), 1);
            while have < wanted {
                let atom = rest.pop()?;
                let need = wanted / have;
                if wanted % have != 0 {
                    return None;
                }
                if atom.size <= need {
                    side.push(atom);
                    have *= atom.size;
                    continue;
                }
                if atom.size % need != 0 {
                    return None;
                }
                let inner = atom.size / need;
                side.push(Atom {
                    size: need,
                    stride: atom.stride * inner,
                    ..atom
                });
                rest.push(Atom {
                    size: inner,
                    ..atom
                });
                have = wanted;
            }
            if have != wanted {
                return None;
            }
            sides.push(merged(side));
        }
        rest.is_empty().then_some(Self {
            value: self.value,
            sides,
        })
    }

    /// Squares of `factor` pixels as channels, the channels outermost as torch has them, or the places of a square
    /// outermost.
    pub fn unshuffled(&self, factor: usize, places_first: bool) -> Option<Self> {
        let [n, c, h, w] = <[usize; 4]>::try_from(self.dims()).ok()?;
        if factor == 0 || h % factor != 0 || w % factor != 0 {
            return None;
        }
        let order = match places_first {
            true => [0, 3, 5, 1, 2, 4],
            false => [0, 1, 3, 5, 2, 4],
        };
        self.folded(&[n, c, h / factor, factor, w / factor, factor])?
            .turned(&order)?
            .folded(&[n, c * factor * factor, h / factor, w / factor])
    }

    /// Channels as squares of `factor` pixels; the other way round.
    pub fn shuffled(&self, factor: usize, places_first: bool) -> Option<Self> {
        let [n, c, h, w] = <[usize; 4]>::try_from(self.dims()).ok()?;
        let area = factor.checked_mul(factor).filter(|area| *area > 0)?;
        if c % area != 0 {
            return None;
        }
        let (cut, order) = match places_first {
            true => ([n, factor, factor, c / area, h, w], [0, 3, 4, 1, 5, 2]),
            false => ([n, c / area, factor, factor, h, w], [0, 1, 4, 2, 5, 3]),
        };
        self.folded(&cut)?.turned(&order)?.folded(&[
            n,
            c / area,
            h.checked_mul(factor)?,
            w.checked_mul(factor)?,
        ])
    }

    /// Whether a side holds each channel once, in any order.
    pub fn holds(&self, side: usize, channels: usize) -> bool {
        self.sides.get(side).is_some_and(|side| {
            size(side) == channels && side.iter().all(|atom| atom.axis == Axis::Channels)
        })
    }

    /// Where each place of a side lies among the channels; `None` unless it holds each channel once.
    pub fn order(&self, side: usize, channels: usize) -> Option<Vec<usize>> {
        if channels > MOST_CHANNELS || !self.holds(side, channels) {
            return None;
        }
        let side = self.sides.get(side)?;
        let mut places = vec![0];
        for atom in side {
            let steps = 0..atom.size;
            let next = |place: &usize| {
                let place = *place;
                steps.clone().map(move |step| place + step * atom.stride)
            };
            places = places.iter().flat_map(next).collect();
        }
        Some(places)
    }

    /// Whether a side holds all channels in their own order.
    pub fn is_channels(&self, side: usize, channels: usize) -> bool {
        self.sides.get(side) == Some(&whole(Axis::Channels, channels))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape::new(6, 8, 12);

    #[test]
    fn folds_and_turns_are_told_by_where_they_end() {
        let picture = View::picture(3, 5, SHAPE);
        assert_eq!(picture.dims(), [5, 6, 8, 12]);
        let vector = picture.folded(&[5, 576]).unwrap();
        assert_eq!(vector.folded(&[5, 6, 8, 12]), Some(picture.clone()));
        assert_eq!(picture.folded(&[5, 7, 8, 12]), None);
        assert_eq!(picture.folded(&[5, 6, 8]), None);
        let squares = picture.unshuffled(2, false).unwrap();
        assert_eq!(squares.dims(), [5, 24, 4, 6]);
        assert_ne!(picture.unshuffled(2, true).unwrap(), squares);
        // Its inverse leads back to the picture.
        let back = squares
            .folded(&[5, 6, 2, 2, 4, 6])
            .and_then(|view| view.turned(&[0, 1, 4, 2, 5, 3]))
            .and_then(|view| view.folded(&[5, 6, 8, 12]));
        assert_eq!(back, Some(picture.clone()));
        // With one channel both orders are the same.
        let grey = View::picture(0, 5, Shape::new(1, 8, 12));
        assert_eq!(grey.unshuffled(2, true), grey.unshuffled(2, false));
        let shuffled = picture.turned(&[0, 1, 3, 2]).unwrap();
        assert!(shuffled.turned(&[0, 1, 1, 2]).is_none());
    }

    #[test]
    fn orders_of_channels() {
        let vector = View::vector(1, 2, Shape::vector(6));
        assert_eq!(vector.order(1, 6), Some(vec![0, 1, 2, 3, 4, 5]));
        let turned = vector
            .folded(&[2, 2, 3])
            .unwrap()
            .turned(&[0, 2, 1])
            .unwrap();
        let turned = turned.folded(&[2, 6]).unwrap();
        assert_eq!(turned.order(1, 6), Some(vec![0, 3, 1, 4, 2, 5]));
        assert_eq!(View::picture(1, 2, SHAPE).order(2, 8), None);
    }
}

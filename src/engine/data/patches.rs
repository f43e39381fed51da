//! Square patches of photographs: random ones to learn from, fixed ones to be judged on.

use std::sync::Arc;

use super::{Batch, Examples, Part, Parts, Stock};
use crate::image::{Image, Negative, Turn};
use crate::math::random::Stream;
use crate::nn::Shape;

/// Patches cut from photographs as they are asked for.
///
/// Training patches lie anywhere in a training photograph (every photograph is equally likely), flipped and turned
/// if wanted. Held-out patches are the cells of a grid over the held-out photographs, in an order that visits all
/// photographs in turn, so that the first few dozen already speak for all.
pub struct PatchExamples<T> {
    training: Arc<Vec<T>>,
    held_out: Vec<(String, T)>,
    cells: Vec<(usize, usize, usize)>,
    side: usize,
    channels: usize,
    turns: usize,
    left_out: Vec<String>,
    parts: Parts,
}

impl<T: Negative> PatchExamples<T> {
    /// Patches of `side` pixels; all photographs must have `channels` channels. Photographs smaller than a patch are
    /// continued by mirroring.
    pub fn new(
        training: Arc<Vec<T>>,
        held_out: Vec<(String, T)>,
        channels: usize,
        side: usize,
        turned: bool,
    ) -> Self {
        let small = |photo: &T| photo.height().min(photo.width()) < side;
        let training = if training.iter().any(small) {
            Arc::new(
                training
                    .iter()
                    .map(|photo| photo.mirrored_to(side))
                    .collect(),
            )
        } else {
            training
        };
        let sizes: Vec<_> = held_out
            .iter()
            .map(|(_, photo)| (photo.height().max(side), photo.width().max(side)))
            .collect();
        Self {
            cells: grid(&sizes, side),
            training,
            held_out,
            side,
            channels,
            turns: if turned { Turn::COUNT } else { 1 },
            left_out: Vec::new(),
            parts: Parts::default(),
        }
    }

    /// The same, knowing what could not be read and which picture is what for.
    pub fn known_as(self, parts: Parts, left_out: Vec<String>) -> Self {
        Self {
            left_out,
            parts,
            ..self
        }
    }
}

/// The corners of all grid cells: (photograph, y, x), photographs in turn.
fn grid(sizes: &[(usize, usize)], side: usize) -> Vec<(usize, usize, usize)> {
    let counts: Vec<_> = sizes
        .iter()
        .map(|&(h, w)| (h / side) * (w / side))
        .collect();
    let rounds = counts.iter().copied().max().unwrap_or(0);
    let mut cells = Vec::with_capacity(counts.iter().sum());
    for round in 0..rounds {
        for (photo, &(height, width)) in sizes.iter().enumerate() {
            if round < counts[photo] {
                let cell = spread(round, counts[photo]);
                let columns = width / side;
                // The grid is centred: what is left over is left out on all sides.
                let y = (height % side) / 2 + cell / columns * side;
                let x = (width % side) / 2 + cell % columns * side;
                cells.push((photo, y, x));
            }
        }
    }
    cells
}

/// Number `k` of a walk through `0..count` that visits everything once and early steps lie far apart.
fn spread(k: usize, count: usize) -> usize {
    let mut step = (count as f64 * 0.618) as usize + 1;
    while gcd(step, count) != 1 {
        step += 1;
    }
    (k * step + count / 2) % count
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl<T: Negative> Examples for PatchExamples<T> {
    fn shape(&self) -> Shape {
        Shape::new(self.channels, self.side, self.side)
    }

    fn classes(&self) -> &[String] {
        &[]
    }

    fn left_out(&self) -> &[String] {
        &self.left_out
    }

    fn parts(&self) -> Parts {
        self.parts.clone()
    }

    fn count(&self, part: Part) -> usize {
        match part {
            Part::Training => self.training.len(),
            Part::Validation => self.cells.len(),
        }
    }

    fn stock(&self) -> Stock<'_> {
        let photographs = self.training.iter().map(Negative::to_image);
        Stock::Photographs(Box::new(photographs), self.side, self.turns > 1)
    }

    fn draw(&self, count: usize, random: &mut Stream, batch: &mut Batch) {
        batch.group.clear();
        batch.input.reshape(count, self.shape());
        for index in 0..count {
            let photo = &self.training[random.below(self.training.len())];
            let y = random.below(photo.height() - self.side + 1);
            let x = random.below(photo.width() - self.side + 1);
            let turn = Turn(random.below(self.turns) as u8);
            photo.cut(y, x, self.side, turn, batch.input.example_mut(index));
        }
    }

    fn read(&self, part: Part, from: usize, count: usize, batch: &mut Batch) {
        let end = (from + count).min(self.count(part));
        batch.group.clear();
        batch.input.reshape(end.saturating_sub(from), self.shape());
        for (slot, index) in (from..end).enumerate() {
            let out = batch.input.example_mut(slot);
            match part {
                Part::Training => {
                    let photo = &self.training[index];
                    let y = (photo.height() - self.side) / 2;
                    let x = (photo.width() - self.side) / 2;
                    photo.cut(y, x, self.side, Turn(0), out);
                }
                Part::Validation => {
                    let (photo, y, x) = self.cells[index];
                    let photo = &self.held_out[photo].1;
                    if photo.height().min(photo.width()) < self.side {
                        photo
                            .mirrored_to(self.side)
                            .cut(y, x, self.side, Turn(0), out);
                    } else {
                        photo.cut(y, x, self.side, Turn(0), out);
                    }
                }
            }
        }
    }

    fn whole(&self, side: usize) -> Box<dyn Iterator<Item = (String, Image)> + '_> {
        Box::new(self.held_out.iter().map(move |(name, photo)| {
            let (height, width) = (photo.height().min(side), photo.width().min(side));
            let (y, x) = ((photo.height() - height) / 2, (photo.width() - width) / 2);
            (name.clone(), photo.crop(y, x, height, width).to_image())
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Photo;
    use crate::math::random::Purpose;

    fn batch() -> Batch {
        Batch::default()
    }

    fn photo(height: usize, width: usize) -> Photo {
        Photo::new(
            1,
            height,
            width,
            (0..height * width).map(|i| (i % 251) as u8).collect(),
        )
        .unwrap()
    }

    #[test]
    fn the_grid_visits_every_cell_once_and_photographs_in_turn() {
        let cells = grid(&[(90, 130), (40, 40), (81, 80)], 40);
        assert_eq!(cells.len(), 6 + 1 + 4);
        assert_eq!(
            cells[..3].iter().map(|cell| cell.0).collect::<Vec<_>>(),
            [0, 1, 2]
        );
        let mut unique = cells.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), cells.len());
        assert!(cells.contains(&(0, 5 + 40, 5 + 80)));
    }

    #[test]
    fn small_photographs_are_mirrored_not_refused() {
        let held_out = vec![("tiny".into(), photo(3, 5))];
        let patches = PatchExamples::new(
            Arc::new(vec![photo(1, 1), photo(9, 30)]),
            held_out,
            1,
            8,
            true,
        );
        let mut batch = batch();
        patches.draw(20, &mut Stream::new(1, Purpose::Shuffle, 0), &mut batch);
        assert_eq!(batch.input.count, 20);
        patches.read(Part::Validation, 0, 10, &mut batch);
        assert_eq!(batch.input.count, 1);
        assert_eq!(patches.whole(9).next().unwrap().1.dim(), (1, 3, 5));
    }

    #[test]
    fn drawing_repeats_with_the_stream_and_keeps_its_allocation() {
        let patches = PatchExamples::new(Arc::new(vec![photo(50, 60)]), Vec::new(), 1, 16, true);
        let (mut first, mut again) = (batch(), batch());
        patches.draw(8, &mut Stream::new(1, Purpose::Shuffle, 5), &mut first);
        let address = first.input.data.as_ptr();
        patches.draw(8, &mut Stream::new(1, Purpose::Shuffle, 6), &mut first);
        patches.draw(8, &mut Stream::new(1, Purpose::Shuffle, 5), &mut again);
        assert_ne!(first, again);
        patches.draw(8, &mut Stream::new(1, Purpose::Shuffle, 5), &mut first);
        assert_eq!(first, again);
        assert_eq!(first.input.data.as_ptr(), address);
    }
}

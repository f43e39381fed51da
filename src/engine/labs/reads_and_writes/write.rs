//! Writing: which letter comes next? Asked again and again, a network that knows writes.

use super::counts::Grams;
use super::learn::{Lesson, Plan, lines, network};
use super::matter::Matter;
use crate::data::Batch;
use crate::math::random::{Purpose, Stream};
use crate::nn::{Mode, Network, Shape, Tensor};
use crate::train::TrainError;

/// Letters that the network reads at once.
pub(super) const LENGTH: usize = 48;
/// Lines a step.
const BATCH: usize = 16;
/// Lines that are judged at a time.
const AT_A_TIME: usize = 64;
/// The longest context of what is counted, in letters.
pub(super) const LONGEST: usize = 6;

/// A text that goes on as somebody or something thinks it would.
#[derive(Clone, Debug)]
pub(super) struct Beginning<'a> {
    /// Numbers of its letters; one at least.
    pub(super) letters: &'a [u8],
    /// How many more letters are written.
    pub(super) more: usize,
    /// How bold a choice is: 0 takes the likeliest letter, 1 as likely as it is.
    pub(super) temperature: f32,
    pub(super) seed: u64,
}

impl Beginning<'_> {
    /// Writes on by the probabilities that `chances` gives for the letter after those that stand there.
    fn go_on(&self, mut chances: impl FnMut(&[u8]) -> Vec<f64>) -> Vec<u8> {
        let mut text = self.letters.to_vec();
        let mut random = Stream::new(self.seed, Purpose::Evaluation, 0);
        for _ in 0..self.more {
            let next = choose(&chances(&text), self.temperature, random.uniform());
            text.push(next);
        }
        text
    }

    /// As counting would.
    pub(super) fn by_counting(&self, grams: &Grams, order: usize) -> Vec<u8> {
        self.go_on(|before| grams.chances(before, order))
    }

    /// As a network would.
    pub(super) fn by(&self, network: &mut Network) -> Vec<u8> {
        let mut input = Tensor::zeros(1, network.input_shape());
        self.go_on(|before| {
            let last = &before[before.len().saturating_sub(LENGTH)..];
            input.data.fill(0.0);
            for (place, letter) in input.data.iter_mut().zip(last) {
                *place = f32::from(*letter);
            }
            // It sees no letter behind: what stands there does not matter.
            let answer = network.forward(&input, Mode::Evaluate);
            let size = answer.shape.channels;
            softmax(&answer.data[(last.len() - 1) * size..last.len() * size])
        })
    }
}

/// The number whose turn it is when each has its chance raised to 1 / temperature; `drawn` is 0..1.
fn choose(chances: &[f64], temperature: f32, drawn: f32) -> u8 {
    let best = chances
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(b.1))
        .map_or(0, |(best, _)| best);
    if temperature < 1e-3 {
        return best as u8;
    }
    let power = |chance: &f64| (chance / chances[best]).powf(1.0 / f64::from(temperature));
    let mut left = f64::from(drawn) * chances.iter().map(power).sum::<f64>();
    for (at, chance) in chances.iter().enumerate() {
        left -= power(chance);
        if left < 0.0 {
            return at as u8;
        }
    }
    best as u8
}

fn softmax(scores: &[f32]) -> Vec<f64> {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f64> = scores
        .iter()
        .map(|one| f64::from(one - largest).exp())
        .collect();
    let total: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / total).collect()
}

/// Bits a letter of held-out text, by counting with 0, 1, … letters of context.
pub(super) fn by_counting(matter: &Matter, grams: &Grams) -> Vec<f64> {
    let bits = (0..=LONGEST).map(|order| {
        let books = matter.books.iter();
        let each = books.map(|book| grams.bits(&book.held_out, order, LENGTH / 2));
        each.sum::<f64>() / matter.books.len().max(1) as f64
    });
    bits.collect()
}

/// Everything that was learned from, counted.
pub(super) fn count(matter: &Matter) -> Grams {
    let books = matter.books.iter().map(|book| &book.learned[..]);
    Grams::new(books, LONGEST, matter.letters.len())
}

/// A network that has learned to write, and its curve.
pub(super) struct Writer {
    pub(super) network: Network,
    /// Steps, and bits a letter of held-out text.
    pub(super) curve: Vec<[f64; 2]>,
}

impl Writer {
    pub(super) fn bits(&self) -> f64 {
        self.curve.last().map_or(f64::NAN, |last| last[1])
    }
}

/// Teaches a network to name the next letter; `watch` is told the curve, and sees the network. `None` when it was
/// stopped.
pub(super) fn learn(
    matter: &Matter,
    lesson: &Lesson,
    go_on: &dyn Fn() -> bool,
    watch: &mut dyn FnMut(&[[f64; 2]], &mut Network),
) -> Result<Option<Writer>, TrainError> {
    let plan = Plan {
        letters: matter.letters.len(),
        channels: 48,
        blocks: 2,
        heads: 3,
        places: true,
    };
    let fill = |random: &mut Stream, batch: &mut Batch| {
        let (input, classes) = batch.labelled();
        input.reshape(BATCH, Shape::new(1, 1, LENGTH));
        for at in 0..BATCH {
            let text = &matter.books[random.below(matter.books.len())].learned;
            let start = random.below(text.len() - LENGTH);
            let letters = &text[start..=start + LENGTH];
            for (place, letter) in input.example_mut(at).iter_mut().zip(letters) {
                *place = f32::from(*letter);
            }
            classes.extend(letters[1..].iter().map(|one| usize::from(*one)));
        }
    };
    let mut curve = Vec::new();
    let mut look = |step: u64, network: &mut Network| {
        let each = if step < lesson.steps { 6 } else { 1 };
        curve.push([step as f64, bits(network, matter, each)]);
        watch(&curve, network);
    };
    let network = network(&plan.writer(), LENGTH, lesson.seed)?;
    let taught = lesson.teach(network, &fill, go_on, &mut look);
    Ok(taught.map(|network| Writer { network, curve }))
}

/// Bits a letter of held-out text that a network needs: of each line of [`LENGTH`] letters the second half, so that
/// half a line at least was read before; lines begin half a line apart, or `each` times as far.
fn bits(network: &mut Network, matter: &Matter, each: usize) -> f64 {
    let (mut sum, mut count) = (0.0, 0);
    let half = LENGTH / 2;
    let mut input = Tensor::zeros(0, Shape::vector(1));
    for book in &matter.books {
        let starts: Vec<usize> = (0..book.held_out.len().saturating_sub(LENGTH))
            .step_by(each * half)
            .collect();
        for some in starts.chunks(AT_A_TIME) {
            let row = |start: &usize| -> Vec<f32> {
                let letters = book.held_out[*start..start + LENGTH].iter();
                letters.map(|one| f32::from(*one)).collect()
            };
            let rows: Vec<Vec<f32>> = some.iter().map(row).collect();
            lines(&mut input, rows.iter().map(|row| &row[..]));
            let answer = network.forward(&input, Mode::Evaluate);
            let size = answer.shape.channels;
            for (at, start) in some.iter().enumerate() {
                let scores = answer.example(at).chunks_exact(size);
                for (place, scores) in scores.enumerate().skip(half - 1) {
                    let next = usize::from(book.held_out[start + place + 1]);
                    sum -= softmax(scores)[next].log2();
                    count += 1;
                }
            }
        }
    }
    sum / f64::from(count.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_is_taken_or_each_by_its_chance() {
        let chances = [0.1, 0.6, 0.3];
        assert_eq!(choose(&chances, 0.0, 0.99), 1);
        let drawn = [0.05, 0.2, 0.69, 0.75, 0.99].map(|at| choose(&chances, 1.0, at));
        assert_eq!(drawn, [0, 1, 1, 2, 2]);
        // A cold choice leaves the unlikely out.
        assert_eq!(choose(&chances, 0.1, 0.99), 1);
    }
}

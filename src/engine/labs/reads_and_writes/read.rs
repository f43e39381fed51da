//! Reading: which of the books is a stretch of letters from?

use super::counts::Grams;
use super::learn::{Lesson, lines, network};
use super::matter::Matter;
use crate::data::Batch;
use crate::math::random::Stream;
use crate::nn::{Mode, Network, Shape, Tensor};
use crate::train::{TrainError, class_of};

/// Stretches a step.
const BATCH: usize = 64;
/// Stretches that are judged at a time.
const AT_A_TIME: usize = 100;
/// The longest context of what is counted, in letters.
pub(super) const LONGEST: usize = 5;

/// What came of reading.
#[derive(Clone)]
pub(super) struct Read {
    /// Steps, and the share of stretches that are right.
    pub(super) curve: Vec<[f64; 2]>,
    /// What the network says of each stretch.
    pub(super) says: Vec<usize>,
    /// The share that counting has right, by letters of context.
    pub(super) counted: Vec<f64>,
}

impl Read {
    pub(super) fn right(&self) -> f64 {
        self.curve.last().map_or(f64::NAN, |last| last[1])
    }

    /// The best that counting does.
    pub(super) fn best(&self) -> f64 {
        self.counted.iter().copied().fold(0.0, f64::max)
    }
}

/// The share of stretches that are right when each is given to the book whose counts need the fewest bits for it, by
/// letters of context.
pub(super) fn by_counting(matter: &Matter, length: usize) -> Vec<f64> {
    let books = matter.books.iter();
    let grams: Vec<Grams> = books
        .map(|book| Grams::new([&book.learned[..]], LONGEST, matter.letters.len()))
        .collect();
    let stretches = matter.stretches(length);
    let shares = (0..=LONGEST).map(|order| {
        let right = stretches.iter().filter(|(book, stretch)| {
            let bits = grams.iter().map(|grams| grams.bits(stretch, order, 0));
            let best = bits.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
            best.is_some_and(|(best, _)| best == *book)
        });
        right.count() as f64 / stretches.len().max(1) as f64
    });
    shares.collect()
}

/// The curve of a network, and what it says of each stretch.
pub(super) type Taught = (Vec<[f64; 2]>, Vec<usize>);

/// Teaches a network, of groups of five letters whose weights are learned and whose mean decides, to tell stretches
/// of `length` letters apart; `watch` is told the curve. `None` when it was stopped.
pub(super) fn learn(
    matter: &Matter,
    length: usize,
    lesson: &Lesson,
    go_on: &dyn Fn() -> bool,
    watch: &dyn Fn(&[[f64; 2]]),
) -> Result<Option<Taught>, TrainError> {
    let text = format!(
        "embedding {} channels=24; conv 96 1x5; relu; global-average-pool; dense {}",
        matter.letters.len(),
        matter.books.len()
    );
    let fill = |random: &mut Stream, batch: &mut Batch| {
        let (input, classes) = batch.labelled();
        input.reshape(BATCH, Shape::new(1, 1, length));
        for at in 0..BATCH {
            let class = random.below(matter.books.len());
            let text = &matter.books[class].learned;
            let start = random.below(text.len() - length + 1);
            let letters = text[start..start + length].iter();
            for (place, letter) in input.example_mut(at).iter_mut().zip(letters) {
                *place = f32::from(*letter);
            }
            classes.push(class);
        }
    };
    let stretches = matter.stretches(length);
    let (mut curve, mut says) = (Vec::new(), Vec::new());
    let mut look = |step: u64, network: &mut Network| {
        says = answers(network, &stretches);
        let pairs = stretches.iter().zip(&says);
        let right = pairs.filter(|((book, _), said)| book == *said).count();
        curve.push([step as f64, right as f64 / stretches.len().max(1) as f64]);
        watch(&curve);
    };
    let network = network(&text, length, lesson.seed)?;
    let taught = lesson.teach(network, &fill, go_on, &mut look);
    Ok(taught.map(|_| (curve, says)))
}

/// What a network says of each stretch.
fn answers(network: &mut Network, stretches: &[(usize, &[u8])]) -> Vec<usize> {
    let mut input = Tensor::zeros(0, Shape::vector(1));
    let mut says = Vec::with_capacity(stretches.len());
    for some in stretches.chunks(AT_A_TIME) {
        let rows: Vec<Vec<f32>> = some
            .iter()
            .map(|(_, stretch)| stretch.iter().map(|one| f32::from(*one)).collect())
            .collect();
        lines(&mut input, rows.iter().map(|row| &row[..]));
        let answer = network.forward(&input, Mode::Evaluate);
        says.extend((0..answer.count).map(|at| class_of(answer.example(at))));
    }
    says
}

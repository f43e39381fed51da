//! To denoise from one noisy picture of each thing: a few pixels of the input are covered, each by a pixel near it, and
//! only there the network is to answer what the picture had. Noise that is independent from pixel to pixel cannot be
//! guessed from the pixels around, the picture can. It is judged on the clean pictures.
//!
//! Source: Krull, Buchholz and Jug 2019, arXiv:1811.10980.

use super::{Answer, Earned, Lot, Misfit, Spoiling, Task, add_noise, needs_pictures};
use crate::data::{Batch, DataSet};
use crate::math::random::{Purpose, Stream};
use crate::nn::loss::NOT_ASKED;
use crate::nn::{Shape, Target, Tensor};
use crate::setting::Kind;
use crate::train::Metric;
use crate::train::fit::metric;

crate::adjustable! {
    /// To take noise away, having seen each thing once and noisy.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Noise2Void: "noise2void", "Noise2Void",
        "Some pixels of a noisy picture are covered and should be answered from those around them; it learns to \
        denoise from single noisy pictures." {
        /// Share of the pixels that are covered, in per cent.
        covered: f32 = 2.0, Kind::log(0.1, 25.0),
            "Covered", "%", "How many pixels of each picture are covered; 1 to 2 is usual.";
        /// How far the pixel that covers another lies, at most.
        reach: usize = 2, Kind::int(1, 8),
            "Reach", "pixels", "How far the pixel that covers another one lies at most, down or across; 2 is usual.";
    }
}

impl Noise2Void {
    /// Covers some pixels of each example of `noisy`, and asks for them only: `target` becomes what they were there and
    /// [`NOT_ASKED`] elsewhere. Example i draws from stream number `first` + i of the world `seed`.
    pub(crate) fn cover(&self, noisy: &mut Tensor, target: &mut Tensor, seed: u64, first: u64) {
        let Shape {
            channels,
            height,
            width,
        } = noisy.shape;
        target.reshape(noisy.count, noisy.shape);
        target.data.fill(NOT_ASKED);
        let (size, pixels) = (noisy.shape.size(), height * width);
        let share = f64::from(self.covered) / 100.0;
        let count = ((pixels as f64 * share).round() as usize).clamp(1, pixels);
        let mut seen = vec![0.0; size];
        for example in 0..noisy.count {
            let mut random = Stream::new(seed, Purpose::Cover, first + example as u64);
            let range = example * size..(example + 1) * size;
            let (noisy, target) = (&mut noisy.data[range.clone()], &mut target.data[range]);
            seen.copy_from_slice(noisy);
            for _ in 0..count {
                let at = random.below(pixels);
                let near = self.near([at / width, at % width], [height, width], &mut random);
                let [to, from] = [at, near[0] * width + near[1]].map(|pixel| pixel * channels);
                target[to..to + channels].copy_from_slice(&seen[to..to + channels]);
                noisy[to..to + channels].copy_from_slice(&seen[from..from + channels]);
            }
        }
    }

    /// Another pixel near this one; itself, where there is no other.
    fn near(&self, at: [usize; 2], sides: [usize; 2], random: &mut Stream) -> [usize; 2] {
        let low = [0, 1].map(|axis| at[axis].saturating_sub(self.reach));
        let high = [0, 1].map(|axis| (at[axis] + self.reach).min(sides[axis] - 1));
        if low == high {
            return at;
        }
        loop {
            let found = [0, 1].map(|axis| low[axis] + random.below(high[axis] - low[axis] + 1));
            if found != at {
                return found;
            }
        }
    }
}

impl Task for Noise2Void {
    fn suits(&self, data: &dyn DataSet) -> Result<(), Misfit> {
        needs_pictures(data)
    }

    fn answer(&self, input: Shape, _: usize) -> Answer {
        Answer::Picture(input)
    }

    fn usual_loss(&self) -> &'static str {
        "mean-squared"
    }

    fn metric(&self) -> Metric {
        Metric::Psnr
    }

    fn adds_noise(&self) -> bool {
        true
    }

    fn fill(&self, batch: &mut Batch, spoiling: &Spoiling<'_>, lot: Lot) {
        let (noisy, target) = batch.ask_for_itself();
        add_noise(noisy, spoiling, lot);
        if let Lot::Learning(first) = lot {
            self.cover(noisy, target, spoiling.seed, first);
        }
    }

    /// Of what was asked for.
    fn score(&self, answer: &Tensor, target: Target<'_>) -> Earned {
        let weight = answer.count as f64;
        let Target::Values(wanted) = target else {
            let sum = metric::sum(answer, target);
            return Earned { sum, weight };
        };
        let one = |at: usize| {
            let pairs = answer.example(at).iter().zip(wanted.example(at));
            let asked = pairs.filter(|(_, wanted)| **wanted != NOT_ASKED);
            let (answers, wanted): (Vec<f32>, Vec<f32>) = asked.unzip();
            let shape = Shape::vector(wanted.len().max(1));
            let [answers, wanted] = [answers, wanted].map(|data| Tensor {
                count: 1,
                shape,
                data,
            });
            metric::sum(&answers, Target::Values(&wanted))
        };
        let sum = (0..answer.count).map(one).sum();
        Earned { sum, weight }
    }
}

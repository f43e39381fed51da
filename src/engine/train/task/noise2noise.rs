//! To denoise without clean pictures: input and target are the example with noise that was drawn twice. The mean
//! squared error to a noisy target is least where that to its mean is, so where the noise's mean is zero the network
//! learns what it would learn from clean targets; each step only knows less of the way. It is judged on the clean
//! pictures.
//!
//! Source: Lehtinen, Munkberg, Hasselgren, Laine, Karras, Aittala, Aila 2018, arXiv:1803.04189.
//!
//! This file is the one to copy for a new task. It says what a task is in one sentence above and where it is from;
//! [`Task::suits`] refuses data sets that lack what it needs; [`Task::answer`] tells the check, the cure and the window
//! what the last row must give; [`Task::fill`] does the work, with all that is random from [`Lot`]'s streams. Then a
//! line in `task/mod.rs`.

use super::{Answer, Lot, Misfit, Spoiling, Task, add_noise, each, layout, needs_pictures};
use crate::data::{Batch, DataSet};
use crate::math::random::{Purpose, Stream};
use crate::nn::Shape;
use crate::train::Metric;

crate::adjustable! {
    /// To take noise away, having seen no clean picture.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Noise2Noise: "noise2noise", "Noise2Noise",
        "The network sees a noisy picture and should answer another noisy picture of the same thing; it learns to \
        denoise all the same." {}
}

impl Task for Noise2Noise {
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
            let layout = layout(target.shape);
            each(target, |index, pixels| {
                let mut random = Stream::new(spoiling.seed, Purpose::Target, first + index as u64);
                spoiling.noise.apply(pixels, layout, &mut random);
            });
        }
    }
}

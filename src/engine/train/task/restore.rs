//! To restore: the input is y = A x + n, the example spoiled by a linear operator (blur, lost pixels, lost detail) and
//! then by noise; the answer should be the example x itself.

use super::{Answer, Lot, Misfit, Spoiling, Task, each, layout, needs_pictures};
use crate::data::{Batch, DataSet};
use crate::nn::Shape;
use crate::train::Metric;

crate::adjustable! {
    /// To undo what an operator and noise have done.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Restore: "restore", "Restore",
        "Pictures are blurred, or lose pixels or detail, and then get noise; the network gives the whole ones back." {}
}

impl Task for Restore {
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

    fn applies_operator(&self) -> bool {
        true
    }

    fn fill(&self, batch: &mut Batch, spoiling: &Spoiling<'_>, lot: Lot) {
        let (spoiled, _) = batch.ask_for_itself();
        let layout = layout(spoiled.shape);
        each(spoiled, |index, pixels| {
            let mut random = lot.stream(spoiling.seed, index);
            spoiling.operator.apply(pixels, layout, &mut random);
            spoiling.noise.apply(pixels, layout, &mut random);
        });
    }
}

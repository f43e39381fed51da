//! To denoise: the input is the example with noise added, the answer should be the example itself.

use super::{Answer, Lot, Misfit, Spoiling, Task, add_noise, needs_pictures};
use crate::data::{Batch, DataSet};
use crate::nn::Shape;
use crate::train::Metric;

crate::adjustable! {
    /// To take noise away.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Denoise: "denoise", "Denoise",
        "Noise is added to clean pictures; the network gives the clean ones back." {}
}

impl Task for Denoise {
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
        let (noisy, _) = batch.ask_for_itself();
        add_noise(noisy, spoiling, lot);
    }
}

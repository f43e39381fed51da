//! To classify: the input is the example as it is, the answer should name its class.

use super::{Answer, Lot, Misfit, Spoiling, Task};
use crate::data::{Batch, DataSet};
use crate::nn::Shape;
use crate::say;
use crate::train::Metric;

crate::adjustable! {
    /// To tell classes apart.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Classify: "classify", "Classify",
        "The network names the class of each example. Two classes may also be told apart by the sign of one number." {}
}

impl Task for Classify {
    fn suits(&self, data: &dyn DataSet) -> Result<(), Misfit> {
        if data.labelled() {
            Ok(())
        } else {
            Err(Misfit {
                what: say!("its examples have no classes"),
                cure: say!(
                    "choose digits, points or a folder of classes, or let the network denoise"
                ),
            })
        }
    }

    fn answer(&self, _: Shape, classes: usize) -> Answer {
        Answer::Class(classes)
    }

    fn usual_loss(&self) -> &'static str {
        "cross-entropy"
    }

    fn metric(&self) -> Metric {
        Metric::Accuracy
    }

    fn fill(&self, _: &mut Batch, _: &Spoiling<'_>, _: Lot) {}
}

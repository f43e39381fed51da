//! What there is to be seen before anything is learned.

use std::sync::Arc;

use super::matter::Matter;
use super::nets::{self, Net};
use super::{DeepNet, INITS, shown};
use crate::data::{self, Examples, Parts};
use crate::labs::Desk;
use crate::nn::Network;
use crate::train::TrainError;

impl DeepNet {
    /// What is seen of one kind of pictures before anything is learned: the two networks, some pictures, and filters
    /// that have not learned.
    pub(super) fn begin(
        &self,
        matter: Matter,
        desk: &Desk<'_>,
    ) -> Result<([Net; 2], Arc<dyn Examples>), TrainError> {
        let (data, _) = matter.data(self.training);
        let (shape, classes) = (data.shape(), data.classes().len());
        let nets = nets::pair(shape, classes, self.width, self.dropout)?;
        desk.show(shown::nets(matter.name(), &nets, None, &Default::default()));
        let examples = data::load(&*data, desk.shelf(), self.seed, &Parts::default())?;
        desk.show(shown::examples(matter.name(), &*examples));
        let untaught = Network::new(&nets[0].architecture, shape, INITS[0], self.seed)?;
        let filters = [shown::Filters::of(0, &untaught)];
        desk.show(shown::filters(matter.name(), &filters));
        Ok((nets, examples))
    }
}

//! No change.

use super::Schedule;

crate::adjustable! {
    /// The learning rate stays as it is.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Constant: "constant", "Constant", "The learning rate stays as it is." {}
}

impl Schedule for Constant {
    fn factor(&self, _: u64, _: u64) -> f32 {
        1.0
    }
}

//! Methods for white Gaussian noise made fit for the noise that pictures have: the kind that a person names ([`under`])
//! or that was found ([`among`]).

mod adapted;
mod among;
mod colours;
mod under;
mod usual;

pub use among::among;
pub use under::under;
pub use usual::usual;

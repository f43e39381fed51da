//! What there is to say, before it is put into words: sentences apart from their numbers, names and rows, so that
//! whoever shows them can say them in the person's language and name the rows as the person sees them.

mod holes;
mod text;
pub mod tongue;

pub use holes::{Part, holes, parts};
pub use text::{Text, row_name};
pub use tongue::{ENGLISH, Language, Tongue};

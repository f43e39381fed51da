//! What there is to say, before it is put into words: sentences apart from their numbers, names and rows, so that
//! whoever shows them can say them in the person's language and name the rows as the person sees them.

mod holes;
mod text;

pub use holes::{Part, holes, parts};
pub use text::tongue::{self, ENGLISH, Language, Tongue};
pub use text::{Text, row_name};

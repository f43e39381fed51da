//! Support vector machines: the border with the widest margin between two classes, and one vote of each pair of classes
//! where there are more.
//!
//! ```text
//! kernel   samples in panels, and the kernel of one with all
//! rows     such rows, as many of the latest as there is room for
//! pair     two classes: sequential minimal optimisation
//! machine  any number of classes: a vote of all pairs
//! ```
//!
//! Of two classes y = ±1 the machine answers f(x) = Σ yᵢ αᵢ K(xᵢ, x) + b; a point with |f| < 1 lies inside the margin.
//! The α minimise ½ Σ yᵢ yⱼ αᵢ αⱼ K(xᵢ, xⱼ) − Σ αᵢ where 0 ≤ α ≤ C and Σ yᵢ αᵢ = 0. Samples with α > 0 are the support
//! vectors: without the others the answer would be the same.
//!
//! # Source
//! Cortes, Vapnik 1995, doi:10.1007/BF00994018 (the machine); Platt 1998, MSR-TR-98-14 (two α at a time); Fan, Chen,
//! Lin 2005, Journal of Machine Learning Research 6 (which two); Chang, Lin 2011, doi:10.1145/1961189.1961199 (votes,
//! and the numbers to which ours are held). Ours does not shrink: at some thousands of samples that gains nothing.

mod kernel;
mod machine;
mod pair;
mod rows;
#[cfg(test)]
mod tests;

pub use kernel::{Kernel, Precision, Room, Samples, gamma_of};
pub use machine::{Fault, Machine, Matter};
pub use pair::{Ended, Pair, Rule, Sofar, solve};

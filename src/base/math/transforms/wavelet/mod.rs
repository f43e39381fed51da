//! Wavelet transforms of a plane (one channel, row after row): orthogonal ([`orthogonal`]) and undecimated
//! ([`undecimated`]), with filters that are derived, not tabulated ([`filters`]), and thresholds for bands
//! ([`threshold`]).

pub mod filters;
pub mod orthogonal;
pub mod threshold;
pub mod undecimated;

pub use filters::Filters;

crate::choices! {
    /// An orthogonal wavelet with compact support; the number is that of its vanishing moments, half its filters'
    /// length.
    pub enum Wavelet {
        /// Haar's steps.
        Haar => "haar", "Haar";
        /// Daubechies' extremal phase, 2 moments.
        Daubechies2 => "db2", "Daubechies 2";
        /// Daubechies' extremal phase, 4 moments.
        Daubechies4 => "db4", "Daubechies 4";
        /// Daubechies' extremal phase, 8 moments.
        Daubechies8 => "db8", "Daubechies 8";
        /// Daubechies' least asymmetric, 4 moments.
        Symlet4 => "sym4", "Symlet 4";
        /// Daubechies' least asymmetric, 8 moments.
        Symlet8 => "sym8", "Symlet 8";
    }
}

impl Wavelet {
    /// Number of vanishing moments.
    pub fn moments(self) -> usize {
        match self {
            Self::Haar => 1,
            Self::Daubechies2 => 2,
            Self::Daubechies4 | Self::Symlet4 => 4,
            Self::Daubechies8 | Self::Symlet8 => 8,
        }
    }

    /// The two filters.
    pub fn filters(self) -> Filters {
        let symmetric = matches!(self, Self::Symlet4 | Self::Symlet8);
        Filters::daubechies(self.moments(), symmetric)
    }
}

/// Rows in one piece of parallel work; fixed, though no row's result depends on it.
const BAND: usize = 16;

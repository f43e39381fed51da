//! The families of ideas on what an image is: a line each on the chart of the history of denoising.

use crate::figure::Role;

/// What a denoiser takes an image to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Smooth, up to statistics: regularisation and estimation theory.
    Regularisation,
    /// Piecewise smooth: a picture flows under a partial differential equation, or lessens an energy of its gradients.
    Diffusion,
    /// Smooth within its neighbourhood: each pixel is an adaptive average around it.
    Filtering,
    /// Sparse at each scale: few wavelet or frame coefficients are large.
    Wavelets,
    /// Self-similar: each patch has its likes elsewhere, or in a model of all patches.
    Patches,
    /// Sparse in a dictionary that is learned, or of low rank.
    Sparsity,
    /// Whatever the examples say: a trained network.
    Network,
}

impl Family {
    /// All of them, in the order of history.
    pub const ALL: [Self; 7] = [
        Self::Regularisation,
        Self::Filtering,
        Self::Diffusion,
        Self::Wavelets,
        Self::Patches,
        Self::Sparsity,
        Self::Network,
    ];

    /// What its methods are in a figure.
    pub fn role(self) -> Role {
        match self {
            Self::Regularisation => Role::Regularisation,
            Self::Diffusion => Role::Diffusion,
            Self::Filtering => Role::Filtering,
            Self::Wavelets => Role::Wavelets,
            Self::Patches => Role::Patches,
            Self::Sparsity => Role::Sparsity,
            Self::Network => Role::Network,
        }
    }

    /// The name in the window.
    pub fn label(self) -> &'static str {
        match self {
            Self::Regularisation => "Regularisation",
            Self::Diffusion => "Diffusion and TV",
            Self::Filtering => "Local filters",
            Self::Wavelets => "Wavelets",
            Self::Patches => "Patches",
            Self::Sparsity => "Sparsity",
            Self::Network => "Networks",
        }
    }

    /// The name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Regularisation => "regularisation",
            Self::Diffusion => "diffusion",
            Self::Filtering => "filtering",
            Self::Wavelets => "wavelets",
            Self::Patches => "patches",
            Self::Sparsity => "sparsity",
            Self::Network => "network",
        }
    }
}

//! Which method is taken where a person names none.

use crate::degrade::noise::estimate::{Found, NoiseKind};

/// The id of the method that is best for the noise that was found in a picture of so many channels: the flexible
/// network where the noise is white or the picture has one dimension, else the network for cameras.
pub fn usual(found: &Found) -> &'static str {
    match found.kind {
        NoiseKind::Nothing
        | NoiseKind::White
        | NoiseKind::Toned(_)
        | NoiseKind::Blotchy { .. }
        | NoiseKind::Specks { .. } => "flexible",
        NoiseKind::Shared(_) | NoiseKind::Coarse { .. } => "camera",
    }
}

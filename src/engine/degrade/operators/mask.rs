//! Lost pixels: A x = m · x, where m is 0 for a pixel (all its channels) with the given probability, else 1.

use super::Operator;
use crate::degrade::noise::PixelLayout;
use crate::math::random::Stream;
use crate::setting::Kind;

crate::adjustable! {
    /// Loses pixels at random.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Mask: "mask", "Lose pixels",
        "Pixels are lost at random and become black, in all channels: the network fills them in." {
        /// Share of pixels lost, in per cent.
        lost: f32 = 50.0, Kind::float(0.0, 99.0), "Lost", "%", "How many of the pixels are lost; 50 to 80 is usual.";
    }
}

impl Operator for Mask {
    fn apply(&self, pixels: &mut [f32], layout: PixelLayout, random: &mut Stream) {
        let area = layout.height * layout.width;
        for at in 0..area {
            if random.uniform() < self.lost / 100.0 {
                let (first, step) = if layout.interleaved {
                    (at * layout.channels, 1)
                } else {
                    (at, area)
                };
                for channel in 0..layout.channels {
                    pixels[first + channel * step] = 0.0;
                }
            }
        }
    }
}

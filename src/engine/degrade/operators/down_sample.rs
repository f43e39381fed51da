//! Lost detail: each block of factor × factor pixels becomes its mean. The picture keeps its size, so that any network
//! that denoises can learn to give the detail back.

use super::Operator;
use crate::degrade::noise::PixelLayout;
use crate::math::random::Stream;
use crate::setting::Kind;

crate::adjustable! {
    /// Makes blocks of pixels one.
    #[derive(Clone, Debug, PartialEq)]
    pub struct DownSample: "down-sample", "Lose detail",
        "Blocks of pixels become one colour, as if the picture had been made smaller and put back on its grid." {
        /// Side of a block.
        factor: usize = 2, Kind::int(1, 16), "Factor", "×", "How many times fewer pixels each way; 2 to 4 is usual.";
    }
}

impl Operator for DownSample {
    fn apply(&self, pixels: &mut [f32], layout: PixelLayout, _: &mut Stream) {
        let mut planes = layout.planes(pixels);
        let (height, width) = (layout.height, layout.width);
        for plane in &mut planes {
            for top in (0..height).step_by(self.factor) {
                let bottom = (top + self.factor).min(height);
                for left in (0..width).step_by(self.factor) {
                    let right = (left + self.factor).min(width);
                    let rows = |y: usize| y * width + left..y * width + right;
                    let sum: f32 = (top..bottom)
                        .map(|y| plane[rows(y)].iter().sum::<f32>())
                        .sum();
                    let mean = sum / ((bottom - top) * (right - left)) as f32;
                    (top..bottom).for_each(|y| plane[rows(y)].fill(mean));
                }
            }
        }
        layout.gather(&planes, pixels);
    }
}

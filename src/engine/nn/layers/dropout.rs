//! Dropout: in training each number is zeroed with probability p and the others grow by 1 / (1 − p), so that the mean
//! stays; in evaluation nothing happens. Shapes: any, unchanged. Source: Srivastava et al. 2014 (JMLR 15).

use super::{Backward, Forward, Layer};
use crate::math::layers::band::each_image;
use crate::math::layers::pointwise;
use crate::math::random::{Purpose, Stream};
use crate::nn::{Mode, RowProblem, Shape};
use crate::setting::Kind;

crate::adjustable! {
    /// Drops units at random in training.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Dropout: "dropout", "Dropout", "Zeroes units at random in training, so that none relies on another." {
        /// Share of units dropped.
        share: f32 = 0.5, Kind::float(0.0, 0.95),
            "Share", "", "Share of units that are zeroed in each step; 0.1 to 0.5 is usual.";
    }
}

impl Layer for Dropout {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(input)
    }

    fn forward(&self, pass: Forward<'_>) {
        let (x, y) = (pass.input, pass.output);
        let Mode::Train { seed } = pass.mode else {
            y.data.copy_from_slice(x.data);
            return;
        };
        let (share, layout) = (self.share, x.layout);
        let kept = 1.0 / (1.0 - share);
        let mask = &mut pass.memory.kept;
        mask.resize(y.data.len(), 0.0);
        // One stream per row and image, so that images can be drawn side by side.
        each_image(mask, &layout, 8 * layout.numbers(), |image, mask| {
            let index = u64::from(pass.row) << 32 | image as u64;
            let mut random = Stream::new(seed, Purpose::Dropout, index);
            // The border is left out: it would make the draw depend on what other rows need.
            for row in mask.chunks_exact_mut(layout.row()).take(layout.height) {
                for value in &mut row[..layout.inside()] {
                    *value = if random.uniform() < share { 0.0 } else { kept };
                }
            }
        });
        pointwise::zip(mask, x.data, y.data, |mask, x| mask * x);
    }

    fn backward(&self, pass: Backward<'_>) {
        // y is x times the mask, so dx is dy times the mask.
        let Some(dx) = pass.input_gradient else {
            return;
        };
        let dy = pass.output_gradient.data;
        match pass.mode {
            Mode::Train { .. } => {
                pointwise::zip(&pass.memory.kept, dy, dx.data, |mask, dy| mask * dy);
            }
            Mode::Evaluate => dx.data.copy_from_slice(dy),
        }
    }
}

//! Embedding: each token, a whole number, becomes the vector that is learned for it.
//!
//! `y[:, i, j] = w[⌊x[0, i, j] + ½⌋]`; numbers outside `0..tokens` are held to the nearest. Shapes: `[1, h, w] →
//! [channels, h, w]`. Derivative: each vector collects dy over the places that it stood at; the input has none. Source:
//! Bengio, Ducharme, Vincent, Jauvin 2003, A neural probabilistic language model, JMLR 3.

use super::{Backward, Forward, Layer, Spec, Start};
use crate::nn::{RowProblem, Shape};
use crate::say;
use crate::setting::Kind;

crate::adjustable! {
    /// A learned vector for each token.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Embedding: "embedding", "Embedding",
        "Gives each token (a letter's number, say) the vector that is learned for it." {
        /// Different tokens.
        tokens: usize = 64, Kind::int(2, 65_536), "Tokens", "", "How many different tokens there are.";
        /// Length of a vector.
        channels: usize = 32, Kind::int(1, 4096),
            "Channels", "", "How long the vector of a token is; 16 to 256 is usual.";
    }
}

impl Embedding {
    fn token(&self, x: f32) -> usize {
        ((x + 0.5).max(0.0) as usize).min(self.tokens - 1)
    }
}

impl Layer for Embedding {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        if input.channels == 1 {
            return Ok(Shape::new(self.channels, input.height, input.width));
        }
        Err(RowProblem::new(
            say!("takes one number for each token, but gets {}", input),
            say!("put it first, on text, or remove it"),
        ))
    }

    fn parameters(&self, _: Shape) -> Vec<Spec> {
        vec![Spec {
            name: "vectors",
            shape: vec![self.tokens, self.channels],
            // Of unit variance, whatever the number of tokens.
            start: Start::Random {
                fan_in: 2,
                fan_out: 2,
            },
        }]
    }

    fn forward(&self, pass: Forward<'_>) {
        let (x, y, vectors) = (pass.input, pass.output, pass.parameters.array(0));
        let layout = y.layout;
        for (at, tokens) in x.layout.rows(x.data).enumerate() {
            let row = layout.row_mut(y.data, at / layout.height, at % layout.height);
            for (y, token) in row.chunks_exact_mut(self.channels).zip(tokens) {
                let start = self.token(*token) * self.channels;
                y.copy_from_slice(&vectors[start..start + self.channels]);
            }
        }
    }

    fn backward(&self, mut pass: Backward<'_>) {
        let (x, dy) = (pass.input, pass.output_gradient);
        let gradients = pass.gradients.array(0);
        for (tokens, dy) in x.layout.rows(x.data).zip(dy.layout.rows(dy.data)) {
            for (token, dy) in tokens.iter().zip(dy.chunks_exact(self.channels)) {
                let start = self.token(*token) * self.channels;
                for (gradient, dy) in gradients[start..].iter_mut().zip(dy) {
                    *gradient += dy;
                }
            }
        }
        if let Some(dx) = pass.input_gradient {
            dx.data.fill(0.0);
        }
    }
}

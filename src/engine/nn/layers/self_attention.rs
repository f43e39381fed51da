//! Self-attention: each pixel (token) becomes a mixture of all, weighted by how well its query meets their keys.
//!
//! See [`crate::math::layers::attention`] for formula, derivatives and source. Shapes: `[c, h, w] → [c, h, w]`; the h·w
//! pixels are the tokens, row by row.

use super::{Backward, Forward, Layer, Reach, Spec, Start};
use crate::math::layers::Layout;
use crate::math::layers::attention::{Attention, Maps};
use crate::math::layers::band::{WORTH_SHARING, each_part};
use crate::math::scratch;
use crate::nn::{RowProblem, Shape, in_words};
use crate::say;
use crate::setting::Kind;

/// Most tokens: weights of each for each are held.
const MOST_TOKENS: usize = 4096;

crate::adjustable! {
    /// Mixes tokens by what they have to say to each other.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SelfAttention: "self-attention", "Self-attention",
        "Each token becomes a mixture of all tokens, weighted by how well they suit it: sees the whole picture or text \
        at once." {
        /// Heads that attend side by side.
        heads: usize = 4, Kind::int(1, 64),
            "Heads", "", "How many mixtures are made side by side, each of a share of the channels; 1 to 8 is usual.";
        /// Whether a token sees only those before it.
        causal: bool = false, Kind::Flag,
            "Causal", "", "Each token sees only itself and those before it: for text that is continued.";
    }
}

impl SelfAttention {
    fn geometry(&self, layout: Layout) -> Attention {
        Attention {
            tokens: layout.height * layout.width,
            channels: layout.channels,
            heads: self.heads,
            causal: self.causal,
        }
    }
}

impl Layer for SelfAttention {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        if !input.channels.is_multiple_of(self.heads) {
            let channels = input.channels.div_ceil(self.heads) * self.heads;
            return Err(RowProblem::new(
                say!(
                    "shares {} among {} heads",
                    in_words(input.channels),
                    self.heads
                ),
                say!(
                    "give the row above {}, or set heads to 1",
                    in_words(channels)
                ),
            ));
        }
        if input.height * input.width > MOST_TOKENS {
            return Err(RowProblem::new(
                say!(
                    "compares each of {} pixels with each: that is too much",
                    input.height * input.width
                ),
                say!(
                    "make the picture smaller first: {} pixels at most",
                    MOST_TOKENS
                ),
            ));
        }
        Ok(input)
    }

    fn parameters(&self, input: Shape) -> Vec<Spec> {
        let channels = input.channels;
        let square = |name, rows: usize| Spec {
            name,
            shape: vec![rows, channels],
            start: Start::Random {
                fan_in: channels,
                fan_out: channels,
            },
        };
        vec![
            square("query_key_value", 3 * channels),
            Spec::constant("query_key_value_bias", 3 * channels, 0.0),
            square("answer", channels),
            Spec::constant("answer_bias", channels, 0.0),
        ]
    }

    fn multiply_adds(&self, input: Shape) -> u64 {
        let (tokens, channels) = ((input.height * input.width) as u64, input.channels as u64);
        let maps = tokens.saturating_mul(4 * channels * channels);
        maps.saturating_add(tokens.saturating_mul(2 * tokens * channels))
    }

    fn keeps(&self, input: Shape) -> usize {
        let tokens = input.height * input.width;
        6 * input.size() + self.heads * tokens * tokens
    }

    fn reach(&self) -> Reach {
        Reach::Everything
    }

    fn forward(&self, pass: Forward<'_>) {
        let (x, y, parameters) = (pass.input, pass.output, pass.parameters);
        let layout = x.layout;
        let attention = self.geometry(layout);
        let size = attention.tokens * attention.channels;
        let maps = Maps {
            into: parameters.array(0),
            into_bias: parameters.array(1),
            out: parameters.array(2),
            out_bias: parameters.array(3),
        };
        // Of each image: its tokens without a border, what attention keeps, and its answer.
        let each = 2 * size + attention.kept();
        let kept = &mut pass.memory.kept;
        kept.resize(layout.count * each, 0.0);
        let one = Layout {
            count: 1,
            ..layout.dense()
        };
        each_part(kept, each, self.cost(layout), |image, part| {
            let (tokens, rest) = part.split_at_mut(size);
            let (kept, answer) = rest.split_at_mut(attention.kept());
            for (row, own) in tokens.chunks_exact_mut(one.inside()).enumerate() {
                let start = layout.at(image, row, 0);
                own.copy_from_slice(&x.data[start..start + one.inside()]);
            }
            attention.forward(tokens, &maps, kept, answer);
        });
        for (image, part) in kept.chunks_exact(each).enumerate() {
            for (row, answer) in part[each - size..].chunks_exact(one.inside()).enumerate() {
                y.layout.row_mut(y.data, image, row).copy_from_slice(answer);
            }
        }
    }

    fn backward(&self, mut pass: Backward<'_>) {
        let (x, dy, parameters) = (pass.input, pass.output_gradient, pass.parameters);
        let layout = x.layout;
        let attention = self.geometry(layout);
        let size = attention.tokens * attention.channels;
        let maps = Maps {
            into: parameters.array(0),
            into_bias: parameters.array(1),
            out: parameters.array(2),
            out_bias: parameters.array(3),
        };
        let each = 2 * size + attention.kept();
        let lengths = [maps.into, maps.into_bias, maps.out, maps.out_bias].map(<[f32]>::len);
        let weights: usize = lengths.iter().sum();
        // Of each image: its gradients of the weights, dy without a border, and dx.
        let own = weights + 2 * size;
        let inside = layout.inside();
        let memory = &*pass.memory.kept;
        scratch::with_scratch(layout.count * own, |parts| {
            each_part(parts, own, 2 * self.cost(layout), |image, part| {
                part.fill(0.0);
                let (gradients, rest) = part.split_at_mut(weights);
                let (slopes, dx) = rest.split_at_mut(size);
                for (row, own) in slopes.chunks_exact_mut(inside).enumerate() {
                    let start = dy.layout.at(image, row, 0);
                    own.copy_from_slice(&dy.data[start..start + inside]);
                }
                let (into, gradients) = gradients.split_at_mut(lengths[0]);
                let (into_bias, gradients) = gradients.split_at_mut(lengths[1]);
                let (out, out_bias) = gradients.split_at_mut(lengths[2]);
                let mut gradients = Maps {
                    into,
                    into_bias,
                    out,
                    out_bias,
                };
                let tokens = &memory[image * each..image * each + size];
                let mut kept = memory[image * each + size..][..attention.kept()].to_vec();
                attention.backward([tokens, slopes], &maps, &mut kept, &mut gradients, dx);
            });
            for part in parts.chunks_exact(own) {
                let mut start = 0;
                for (at, length) in lengths.into_iter().enumerate() {
                    let found = &part[start..start + length];
                    for (sum, found) in pass.gradients.array(at).iter_mut().zip(found) {
                        *sum += found;
                    }
                    start += length;
                }
            }
            let Some(dx) = pass.input_gradient.as_mut() else {
                return;
            };
            for (image, part) in parts.chunks_exact(own).enumerate() {
                for (row, found) in part[own - size..].chunks_exact(inside).enumerate() {
                    dx.layout
                        .row_mut(dx.data, image, row)
                        .copy_from_slice(found);
                }
            }
        });
    }
}

impl SelfAttention {
    fn cost(&self, layout: Layout) -> usize {
        let shape = Shape::new(layout.channels, layout.height, layout.width);
        let one = usize::try_from(self.multiply_adds(shape)).unwrap_or(WORTH_SHARING);
        one.saturating_mul(layout.count)
    }
}

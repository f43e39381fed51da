//! Ready-made architectures to start from.

mod all;
mod written;

pub use all::ALL;

use super::layers::{
    BatchNorm, Conv, Curve, Dense, Dropout, Flatten, Identity, LeakyRelu, MaxPool, PixelShuffle,
    PixelUnshuffle, Relu, Tanh, Upsample,
};
use super::{Architecture, Join, Layer, RowId, Shape, Source, Tie, check};
use crate::say;
use crate::setting::Sides;
use crate::words::Text;

/// What a preset is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresetKind {
    /// Give the clean picture back.
    Denoise,
    /// Name the class of a picture.
    ClassifyPictures,
    /// Name the class of a point of the plane, or of any vector.
    ClassifyPoints,
}

/// A ready-made architecture.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// The name in files and on the command line.
    pub id: &'static str,
    /// The name in the window.
    pub label: &'static str,
    /// One sentence on what it is.
    pub help: &'static str,
    /// What it is for.
    pub kind: PresetKind,
    /// Makes it for so many channels (denoising) or classes (numbers in the answer).
    pub make: fn(usize) -> Architecture,
    /// Makes it for examples of a shape, where it depends on that, too.
    pub shaped: Option<fn(Shape, usize) -> Architecture>,
}

impl Preset {
    /// The network for examples of shape `input` and so many channels (denoising) or classes.
    pub fn fitted(&self, input: Shape, answers: usize) -> Architecture {
        match self.shaped {
            Some(shaped) => shaped(input, answers),
            None => (self.make)(answers),
        }
    }

    /// Why it cannot be taken for examples of shape `input` and so many channels or classes; `None` when it can.
    pub fn misfit(&self, input: Shape, answers: usize) -> Option<Text> {
        let architecture = self.fitted(input, answers);
        let report = check(&architecture, input);
        if let Some(error) = report.error(&architecture) {
            return Some(error.text());
        }
        let wanted = match self.kind {
            PresetKind::Denoise => Shape {
                channels: answers,
                ..input
            },
            PresetKind::ClassifyPictures | PresetKind::ClassifyPoints => Shape::vector(answers),
        };
        let found = report.output.filter(|output| *output != wanted);
        found.map(|found| say!("it answers {} to {}: choose another network", found, input))
    }
}

/// Finds a preset by id.
pub fn find(id: &str) -> Option<&'static Preset> {
    ALL.iter().find(|preset| preset.id == id)
}

/// The best linear filter.
fn linear_filter(channels: usize) -> Architecture {
    Architecture::of([boxed(Conv {
        channels,
        kernel: Sides::square(7),
        ..Conv::default()
    })])
}

fn boxed(layer: impl Layer + 'static) -> Box<dyn Layer> {
    Box::new(layer)
}

fn relu() -> Box<dyn Layer> {
    boxed(Relu {})
}

fn tanh() -> Box<dyn Layer> {
    boxed(Tanh {})
}

fn conv(channels: usize, bias: bool) -> Box<dyn Layer> {
    boxed(Conv {
        channels,
        bias,
        ..Conv::default()
    })
}

/// Convolution and rectifier, then (convolution, batch norm, rectifier) again and again, then one convolution; the
/// answer is input − network.
fn learns_noise(depth: usize, width: usize, norm: bool, channels: usize) -> Architecture {
    let mut network = Architecture::default();
    network.push(conv(width, true));
    network.push(relu());
    for _ in 2..depth {
        // Batch norm has a shift of its own, so the convolution before it needs no bias.
        network.push(conv(width, !norm));
        if norm {
            network.push(boxed(BatchNorm::default()));
        }
        network.push(relu());
    }
    network.push(conv(channels, true));
    network.push_input_minus();
    network
}

fn residual_blocks(channels: usize) -> Architecture {
    let mut network = Architecture::default();
    let mut trunk = network.push(conv(24, true));
    for _ in 0..3 {
        network.push(conv(24, false));
        network.push(boxed(BatchNorm::default()));
        network.push(relu());
        network.push(conv(24, true));
        trunk = network.push_joined(boxed(Identity {}), Join::Add(Source::Row(trunk)));
    }
    network.push(conv(channels, true));
    network.push_input_minus();
    network
}

fn u_net(channels: usize) -> Architecture {
    let mut network = Architecture::default();
    let mut skips = Vec::new();
    for width in [16, 32] {
        network.push(conv(width, true));
        network.push(relu());
        network.push(conv(width, true));
        skips.push((width, network.push(relu())));
        network.push(boxed(MaxPool::default()));
    }
    network.push(conv(64, true));
    network.push(relu());
    network.push(conv(64, true));
    network.push(relu());
    for (width, skip) in skips.into_iter().rev() {
        network.push(boxed(Upsample::default()));
        network.push_joined(conv(width, true), Join::Concat(Source::Row(skip)));
        network.push(relu());
        network.push(conv(width, true));
        network.push(relu());
    }
    network.push(conv(channels, true));
    network.push_input_minus();
    network
}

/// `scales` are their widths and how many residual blocks each has on the way down, and again on the way up.
fn residual_u_net(scales: [(usize, usize); 2], channels: usize) -> Architecture {
    let mut network = Architecture::default();
    network.push(boxed(PixelUnshuffle::default()));
    let mut trunk = network.push(conv(scales[0].0, false));
    let mut skips = Vec::new();
    for (scale, (width, blocks)) in scales.into_iter().enumerate() {
        if scale > 0 {
            skips.push(trunk);
            trunk = network.push(boxed(Conv {
                channels: width,
                kernel: Sides::square(2),
                stride: 2,
                bias: false,
                ..Conv::default()
            }));
        }
        trunk = residual(&mut network, trunk, width, blocks);
    }
    for ((width, blocks), skip) in scales.into_iter().zip(skips).rev() {
        network.push(boxed(Conv {
            channels: 4 * width,
            kernel: Sides::square(1),
            bias: false,
            ..Conv::default()
        }));
        network.push(boxed(PixelShuffle::default()));
        let trunk = network.push_joined(boxed(Identity {}), Join::Add(Source::Row(skip)));
        residual(&mut network, trunk, width, blocks);
    }
    network.push(conv(4 * channels, false));
    network.push(boxed(PixelShuffle::default()));
    network.push_input_minus();
    network
}

/// So many residual blocks without biases after the row `trunk`; returns the last row.
fn residual(network: &mut Architecture, trunk: RowId, width: usize, blocks: usize) -> RowId {
    (0..blocks).fold(trunk, |trunk, _| {
        network.push(conv(width, false));
        network.push(relu());
        network.push(conv(width, false));
        network.push_joined(boxed(Identity {}), Join::Add(Source::Row(trunk)))
    })
}

/// Steps of [`trained_diffusion`], and the filters of each: how many, and their side.
const STAGES: usize = 5;
const FILTERS: (usize, usize) = (24, 5);

/// Stage after stage u ← u + Kᵀφ(K u): filters K, their adjoint, curves φ between. The curves begin as a gentle
/// diffusion: each pixel lies in as many windows as a filter has taps.
fn trained_diffusion(channels: usize) -> Architecture {
    let (filters, kernel) = FILTERS;
    let convolution = |channels| Conv {
        channels,
        kernel: Sides::square(kernel),
        bias: false,
        ..Conv::default()
    };
    let mut network = Architecture::default();
    let mut picture = Source::Input;
    for _ in 0..STAGES {
        let row = network.push(boxed(convolution(filters)));
        network.push(boxed(Curve {
            slope: -0.1 / (kernel * kernel) as f32,
            ..Curve::default()
        }));
        network.push(boxed(convolution(channels)));
        if let Some(adjoint) = network.rows.last_mut() {
            adjoint.tie = Some(Tie {
                row,
                transposed: true,
            });
        }
        picture = Source::Row(network.push_joined(boxed(Identity {}), Join::Add(picture)));
    }
    network
}

fn half_scale(channels: usize) -> Architecture {
    let mut network = learns_noise(6, 48, false, 4 * channels);
    network.insert(0, boxed(PixelUnshuffle::default()));
    network.insert(network.end(), boxed(PixelShuffle::default()));
    network
}

fn small_cnn(classes: usize) -> Architecture {
    let mut network = Architecture::default();
    for width in [16, 32] {
        network.push(conv(width, false));
        network.push(boxed(BatchNorm::default()));
        network.push(relu());
        network.push(boxed(MaxPool::default()));
    }
    network.push(boxed(Flatten {}));
    network.push(boxed(Dense::default()));
    network.push(boxed(LeakyRelu::default()));
    network.push(boxed(Dropout { share: 0.3 }));
    network.push(boxed(Dense {
        units: classes,
        ..Dense::default()
    }));
    network
}

fn dense(
    widths: &[usize],
    classes: usize,
    bend: fn() -> Box<dyn Layer>,
    pictures: bool,
) -> Architecture {
    let mut network = Architecture::default();
    if pictures {
        network.push(boxed(Flatten {}));
    }
    for &units in widths {
        network.push(boxed(Dense {
            units,
            ..Dense::default()
        }));
        network.push(bend());
    }
    network.push(boxed(Dense {
        units: classes,
        ..Dense::default()
    }));
    network
}

#[cfg(test)]
mod tests;

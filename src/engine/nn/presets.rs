//! Ready-made architectures to start from.

use super::layers::{
    BatchNorm, Conv, Curve, Dense, Dropout, Flatten, Identity, LeakyRelu, MaxPool, PixelShuffle,
    PixelUnshuffle, Relu, Tanh, Upsample,
};
use super::{Architecture, Join, Layer, RowId, Source, Tie};
use crate::setting::Sides;

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
}

/// All presets, in the order of menus.
pub static ALL: &[Preset] = &[
    Preset {
        id: "residual-7",
        label: "Residual net, 7 × 24",
        help: "Seven convolutions of 24 channels that learn the noise; a good first network.",
        kind: PresetKind::Denoise,
        make: |channels| learns_noise(7, 24, true, channels),
    },
    Preset {
        id: "dncnn-17",
        label: "DnCNN, 17 × 64",
        help: "The network of Zhang et al. 2017 (doi:10.1109/TIP.2017.2662206): slow to train, strong.",
        kind: PresetKind::Denoise,
        make: |channels| learns_noise(17, 64, true, channels),
    },
    Preset {
        id: "dncnn-8",
        label: "DnCNN, 8 × 64",
        help: "A shorter DnCNN: about half the weights, about half the time.",
        kind: PresetKind::Denoise,
        make: |channels| learns_noise(8, 64, true, channels),
    },
    Preset {
        id: "residual-blocks",
        label: "Residual blocks",
        help: "Three blocks that each add a correction to their input (He et al. 2016, doi:10.1109/CVPR.2016.90).",
        kind: PresetKind::Denoise,
        make: residual_blocks,
    },
    Preset {
        id: "u-net",
        label: "Small U-Net",
        help: "Looks at two coarser scales and comes back (Ronneberger et al. 2015, doi:10.1007/978-3-319-24574-4_28); \
            sides must be multiples of 4.",
        kind: PresetKind::Denoise,
        make: u_net,
    },
    Preset {
        id: "half-scale",
        label: "Half scale (FFDNet-like)",
        help: "Works on a grid half as fine with four times the channels, which is fast (Zhang et al. 2018, \
            doi:10.1109/TIP.2018.2839891); sides must be even.",
        kind: PresetKind::Denoise,
        make: half_scale,
    },
    Preset {
        id: "residual-u-net",
        label: "Residual U-Net, no biases",
        help: "Two scales of residual blocks on a grid half as fine, without biases, so that it serves every noise \
            level (Mohan et al. 2020, arXiv:1906.05478); sides must be multiples of 4.",
        kind: PresetKind::Denoise,
        make: |channels| residual_u_net([(64, 3), (96, 4)], channels),
    },
    Preset {
        id: "residual-u-net-small",
        label: "Residual U-Net, no biases, small",
        help: "The same with half the work: fewer channels and blocks.",
        kind: PresetKind::Denoise,
        make: |channels| residual_u_net([(48, 2), (96, 3)], channels),
    },
    Preset {
        id: "trained-diffusion",
        label: "Trained diffusion, 5 stages",
        help: "Five steps of a diffusion whose filters and influence functions are learned (Chen and Pock 2017, \
            doi:10.1109/TPAMI.2016.2596743).",
        kind: PresetKind::Denoise,
        make: trained_diffusion,
    },
    Preset {
        id: "linear-filter",
        label: "Linear filter",
        help: "One 7 × 7 convolution and nothing else: the best linear filter that data can teach.",
        kind: PresetKind::Denoise,
        make: |channels| {
            Architecture::of([boxed(Conv {
                channels,
                kernel: Sides::square(7),
                ..Conv::default()
            })])
        },
    },
    Preset {
        id: "small-cnn",
        label: "Small convolutional net",
        help: "Two convolutions with pooling, then dense layers; for digits and other small pictures.",
        kind: PresetKind::ClassifyPictures,
        make: small_cnn,
    },
    Preset {
        id: "mlp-256-128",
        label: "Dense 256-128",
        help: "Dense layers of 256 and 128 units: it knows nothing of which pixels are neighbours.",
        kind: PresetKind::ClassifyPictures,
        make: |classes| dense(&[256, 128], classes, relu, true),
    },
    Preset {
        id: "softmax-regression",
        label: "Softmax regression",
        help: "One dense layer: a weight per pixel and class.",
        kind: PresetKind::ClassifyPictures,
        make: |classes| dense(&[], classes, relu, true),
    },
    Preset {
        id: "perceptron",
        label: "Perceptron",
        help: "One dense layer: a straight line between two classes (Rosenblatt 1958, doi:10.1037/h0042519).",
        kind: PresetKind::ClassifyPoints,
        make: |classes| dense(&[], classes, relu, false),
    },
    Preset {
        id: "mlp-8-8",
        label: "Dense 8-8",
        help: "Two hidden layers of 8 units: a small net for a circle or XOR.",
        kind: PresetKind::ClassifyPoints,
        make: |classes| dense(&[8, 8], classes, || boxed(Tanh {}), false),
    },
    Preset {
        id: "mlp-32-32",
        label: "Dense 32-32",
        help: "Two hidden layers of 32 units: for spirals.",
        kind: PresetKind::ClassifyPoints,
        make: |classes| dense(&[32, 32], classes, relu, false),
    },
];

/// Finds a preset by id.
pub fn find(id: &str) -> Option<&'static Preset> {
    ALL.iter().find(|preset| preset.id == id)
}

fn boxed(layer: impl Layer + 'static) -> Box<dyn Layer> {
    Box::new(layer)
}

fn relu() -> Box<dyn Layer> {
    boxed(Relu {})
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

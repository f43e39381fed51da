//! The list of presets, in the order of menus.

use super::written::{self, USUAL};
use super::{
    Preset, PresetKind, dense, half_scale, learns_noise, linear_filter, relu, residual_blocks,
    residual_u_net, small_cnn, tanh, trained_diffusion, u_net,
};

/// All presets, in the order of menus.
pub static ALL: &[Preset] = &[
    Preset {
        id: "residual-7",
        label: "Residual net, 7 × 24",
        help: "Seven convolutions of 24 channels that learn the noise; a good first network.",
        kind: PresetKind::Denoise,
        make: |channels| learns_noise(7, 24, true, channels),
        shaped: None,
    },
    Preset {
        id: "dncnn-17",
        label: "DnCNN, 17 × 64",
        help: "The network of Zhang et al. 2017 (doi:10.1109/TIP.2017.2662206): slow to train, strong.",
        kind: PresetKind::Denoise,
        make: |channels| learns_noise(17, 64, true, channels),
        shaped: None,
    },
    Preset {
        id: "dncnn-8",
        label: "DnCNN, 8 × 64",
        help: "A shorter DnCNN: about half the weights, about half the time.",
        kind: PresetKind::Denoise,
        make: |channels| learns_noise(8, 64, true, channels),
        shaped: None,
    },
    Preset {
        id: "residual-blocks",
        label: "Residual blocks",
        help: "Three blocks that each add a correction to their input (He et al. 2016, doi:10.1109/CVPR.2016.90).",
        kind: PresetKind::Denoise,
        make: residual_blocks,
        shaped: None,
    },
    Preset {
        id: "u-net",
        label: "Small U-Net",
        help: "Looks at two coarser scales and comes back (Ronneberger et al. 2015, doi:10.1007/978-3-319-24574-4_28); \
            sides must be multiples of 4.",
        kind: PresetKind::Denoise,
        make: u_net,
        shaped: None,
    },
    Preset {
        id: "half-scale",
        label: "Half scale (FFDNet-like)",
        help: "Works on a grid half as fine with four times the channels, which is fast (Zhang et al. 2018, \
            doi:10.1109/TIP.2018.2839891); sides must be even.",
        kind: PresetKind::Denoise,
        make: half_scale,
        shaped: None,
    },
    Preset {
        id: "residual-u-net",
        label: "Residual U-Net, no biases",
        help: "Two scales of residual blocks on a grid half as fine, without biases, so that it serves every noise \
            level (Mohan et al. 2020, arXiv:1906.05478); sides must be multiples of 4.",
        kind: PresetKind::Denoise,
        make: |channels| residual_u_net([(64, 3), (96, 4)], channels),
        shaped: None,
    },
    Preset {
        id: "residual-u-net-small",
        label: "Residual U-Net, no biases, small",
        help: "The same with half the work: fewer channels and blocks.",
        kind: PresetKind::Denoise,
        make: |channels| residual_u_net([(48, 2), (96, 3)], channels),
        shaped: None,
    },
    Preset {
        id: "trained-diffusion",
        label: "Trained diffusion, 5 stages",
        help: "Five steps of a diffusion whose filters and influence functions are learned (Chen and Pock 2017, \
            doi:10.1109/TPAMI.2016.2596743).",
        kind: PresetKind::Denoise,
        make: trained_diffusion,
        shaped: None,
    },
    Preset {
        id: "dncnn-bias-free",
        label: "Bias-free DnCNN, 17 × 64",
        help: "DnCNN without biases and batch norm, which serves noise levels that it has not seen (Mohan et al. 2020, \
            arXiv:1906.05478); slow to train.",
        kind: PresetKind::Denoise,
        make: written::bias_free,
        shaped: None,
    },
    Preset {
        id: "autoencoder",
        label: "Autoencoder",
        help: "Squeezes the picture through a grid four times as coarse and back (Vincent et al. 2008, \
            doi:10.1145/1390156.1390294); sides must be multiples of 4.",
        kind: PresetKind::Denoise,
        make: written::autoencoder,
        shaped: None,
    },
    Preset {
        id: "linear-filter",
        label: "Linear filter",
        help: "One 7 × 7 convolution and nothing else: the best linear filter that data can teach.",
        kind: PresetKind::Denoise,
        make: linear_filter,
        shaped: None,
    },
    Preset {
        id: "small-cnn",
        label: "Small convolutional net",
        help: "Two convolutions with pooling, then dense layers; for digits and other small pictures.",
        kind: PresetKind::ClassifyPictures,
        make: small_cnn,
        shaped: None,
    },
    Preset {
        id: "mlp-256-128",
        label: "Dense 256-128",
        help: "Dense layers of 256 and 128 units: it knows nothing of which pixels are neighbours.",
        kind: PresetKind::ClassifyPictures,
        make: |classes| dense(&[256, 128], classes, relu, true),
        shaped: None,
    },
    Preset {
        id: "softmax-regression",
        label: "Softmax regression",
        help: "One dense layer: a weight per pixel and class.",
        kind: PresetKind::ClassifyPictures,
        make: |classes| dense(&[], classes, relu, true),
        shaped: None,
    },
    Preset {
        id: "lenet-5",
        label: "LeNet-5",
        help: "The network that read cheques: two convolutions, three dense layers (LeCun et al. 1998, \
            doi:10.1109/5.726791).",
        kind: PresetKind::ClassifyPictures,
        make: |classes| written::lenet(USUAL, classes),
        shaped: Some(written::lenet),
    },
    Preset {
        id: "alexnet",
        label: "AlexNet-shaped",
        help: "Five convolutions and three dense layers, narrow, for small pictures (Krizhevsky et al. 2012, \
            doi:10.1145/3065386).",
        kind: PresetKind::ClassifyPictures,
        make: |classes| written::alexnet(USUAL, classes),
        shaped: Some(written::alexnet),
    },
    Preset {
        id: "vgg",
        label: "VGG-shaped",
        help: "Groups of small convolutions, twice the channels after each halving (Simonyan and Zisserman 2014, \
            arXiv:1409.1556).",
        kind: PresetKind::ClassifyPictures,
        make: |classes| written::vgg(USUAL, classes),
        shaped: Some(written::vgg),
    },
    Preset {
        id: "resnet-8",
        label: "ResNet-8",
        help: "Three residual blocks of two convolutions (He et al. 2016, doi:10.1109/CVPR.2016.90).",
        kind: PresetKind::ClassifyPictures,
        make: |classes| written::resnet(1, classes),
        shaped: None,
    },
    Preset {
        id: "resnet-20",
        label: "ResNet-20",
        help: "Nine residual blocks of two convolutions (He et al. 2016, doi:10.1109/CVPR.2016.90); slow here.",
        kind: PresetKind::ClassifyPictures,
        make: |classes| written::resnet(3, classes),
        shaped: None,
    },
    Preset {
        id: "vision-transformer",
        label: "Small vision transformer",
        help: "Patches of the picture attend to each other (Dosovitskiy et al. 2020, arXiv:2010.11929).",
        kind: PresetKind::ClassifyPictures,
        make: |classes| written::transformer(USUAL, classes),
        shaped: Some(written::transformer),
    },
    Preset {
        id: "perceptron",
        label: "Perceptron",
        help: "One dense layer: a straight line between two classes (Rosenblatt 1958, doi:10.1037/h0042519).",
        kind: PresetKind::ClassifyPoints,
        make: |classes| dense(&[], classes, relu, false),
        shaped: None,
    },
    Preset {
        id: "mlp-8-8",
        label: "Dense 8-8",
        help: "Two hidden layers of 8 units: a small net for a circle or XOR.",
        kind: PresetKind::ClassifyPoints,
        make: |classes| dense(&[8, 8], classes, tanh, false),
        shaped: None,
    },
    Preset {
        id: "mlp-32-32",
        label: "Dense 32-32",
        help: "Two hidden layers of 32 units: for spirals.",
        kind: PresetKind::ClassifyPoints,
        make: |classes| dense(&[32, 32], classes, relu, false),
        shaped: None,
    },
];

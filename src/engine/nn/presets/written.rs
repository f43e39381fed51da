//! Networks of the literature for small pictures, written as text. What depends on the pictures' size is made for it:
//! how often they are halved, how large a patch is.

use super::super::{Architecture, Shape};

/// Pictures of this shape are meant where nobody says which.
pub(super) const USUAL: Shape = Shape::new(1, 28, 28);

/// The network of a text. A wrong text gives a network without rows, which no data set fits: the tests try all.
fn written(text: &str) -> Architecture {
    Architecture::from_text(text).unwrap_or_default()
}

/// How often both sides can be halved, with at least `least` pixels left, at most `most` times.
fn halvings(shape: Shape, least: usize, most: usize) -> usize {
    let side = shape.height.min(shape.width);
    (0..most)
        .take_while(|times| side >> (times + 1) >= least)
        .count()
}

/// LeNet-5: LeCun et al. 1998, doi:10.1109/5.726791; as it is built today, with every map read by every filter and a
/// plain last layer. Pictures of 32 pixels and more are not padded, as in the paper.
pub(super) fn lenet(shape: Shape, classes: usize) -> Architecture {
    let padding = if shape.height.min(shape.width) < 32 {
        "same"
    } else {
        "valid"
    };
    written(&format!(
        "conv 6 5x5 padding={padding}; tanh; average-pool; conv 16 5x5 padding=valid; tanh; average-pool
        flatten; dense 120; tanh; dense 84; tanh; dense {classes}"
    ))
}

/// One of the two halves of AlexNet (Krizhevsky, Sutskever, Hinton 2012, doi:10.1145/3065386), with kernels of 3 pixels
/// and dense layers of 256 units, for small pictures.
pub(super) fn alexnet(shape: Shape, classes: usize) -> Architecture {
    let halvings = halvings(shape, 2, 3);
    let pool = |at| if at < halvings { "max-pool" } else { "" };
    written(&format!(
        "conv 48 5x5; relu; {}; conv 128; relu; {}; conv 192; relu; conv 192; relu; conv 128; relu; {}
        flatten; dropout 0.5; dense 256; relu; dropout 0.5; dense 256; relu; dense {classes}",
        pool(0),
        pool(1),
        pool(2)
    ))
}

/// VGG (Simonyan and Zisserman 2014, arXiv:1409.1556) with a quarter of its channels: groups of small convolutions,
/// twice the channels after each halving.
pub(super) fn vgg(shape: Shape, classes: usize) -> Architecture {
    let halvings = halvings(shape, 2, 4);
    let groups = [(16, 2), (32, 2), (64, 3), (128, 3)];
    let group = |(at, (channels, times)): (usize, (usize, usize))| {
        let pool = if at < halvings { "max-pool" } else { "" };
        format!("repeat {times} {{ conv {channels}; relu }}; {pool}\n")
    };
    let groups: String = groups.into_iter().enumerate().map(group).collect();
    written(&format!(
        "{groups} flatten; dense 256; relu; dropout 0.5; dense {classes}"
    ))
}

/// The residual network of 6n + 2 layers for small pictures: He et al. 2016, doi:10.1109/CVPR.2016.90, section 4.2,
/// with shortcuts of one pixel where the number of channels changes (their option B).
pub(super) fn resnet(blocks: usize, classes: usize) -> Architecture {
    let mut text = String::from("conv 16 bias=false; bn; relu\n");
    for (stage, channels) in [16, 32, 64].into_iter().enumerate() {
        for block in 0..blocks {
            if stage > 0 && block == 0 {
                // Eight rows: five on the way, then the shortcut's two, which begin where the block does.
                text += &format!(
                    "conv {channels} stride=2 bias=false; bn; relu; conv {channels} bias=false; bn
                    conv {channels} 1x1 stride=2 bias=false from -6; bn; identity add -3; relu\n"
                );
            } else {
                text += &format!(
                    "conv {channels} bias=false; bn; relu; conv {channels} bias=false; bn; identity add -6; relu\n"
                );
            }
        }
    }
    written(&format!("{text} global-average-pool; dense {classes}"))
}

/// A small vision transformer (Dosovitskiy et al. 2020, arXiv:2010.11929): patches, where each lies, two blocks of
/// attention and a net for each token, the mean of all tokens in the place of a class token, sines for places.
pub(super) fn transformer(shape: Shape, classes: usize) -> Architecture {
    const ALONG: usize = 8;
    let side = shape.height.min(shape.width);
    let patch = (side.div_ceil(ALONG)..=side.div_ceil(2))
        .find(|patch| shape.height.is_multiple_of(*patch) && shape.width.is_multiple_of(*patch));
    let patch = patch.unwrap_or(side.div_ceil(ALONG)).clamp(1, 16);
    written(&format!(
        "conv 48 {patch}x{patch} stride={patch} padding=valid; positional-code
        repeat 2 {{
            layer-norm; self-attention 4; identity add -3
            layer-norm; conv 96 1x1; gelu; conv 48 1x1; identity add -5
        }}
        layer-norm; global-average-pool; dense {classes}"
    ))
}

/// A denoising autoencoder (Vincent et al. 2008, doi:10.1145/1390156.1390294) of convolutions: through an eighth of the
/// numbers of a grey picture's four-fold smaller grid and back.
pub(super) fn autoencoder(channels: usize) -> Architecture {
    written(&format!(
        "conv 24 stride=2; relu; conv 48 stride=2; relu; conv 8 1x1
        upsample; conv 48; relu; upsample; conv 24; relu; conv {channels}"
    ))
}

/// DnCNN without anything that is added: Mohan et al. 2020, arXiv:1906.05478. What it removes scales with its input, so
/// it serves noise of levels it has not seen.
pub(super) fn bias_free(channels: usize) -> Architecture {
    written(&format!(
        "repeat 16 {{ conv 64 bias=false; relu }}; conv {channels} bias=false; identity from input subtract above"
    ))
}

//! Experiments that come with the program.

use super::Experiment;

/// An experiment that comes with the program.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// The name on the command line.
    pub id: &'static str,
    /// The name in the window.
    pub label: &'static str,
    /// One sentence on what it shows.
    pub help: &'static str,
    /// The experiment as TOML.
    pub toml: &'static str,
}

macro_rules! named {
    ($($id:literal, $label:literal, $help:literal;)*) => {
        /// All experiments that come with the program; the first is the default.
        pub static NAMED: &[Named] = &[$(Named {
            id: $id,
            label: $label,
            help: $help,
            toml: include_str!(concat!("../../../../assets/experiments/", $id, ".toml")),
        },)*];
    };
}

named! {
    "denoise-quick", "Denoise, quick", "A small residual network learns to clean grey photographs in a minute or two.";
    "denoise-colour", "Denoise, colour", "The same for colour photographs.";
    "denoise-dncnn", "Denoise, DnCNN", "Eight layers of 64 channels with batch norm: slower and better.";
    "denoise-dncnn-17", "Denoise, DnCNN-17 (an hour)", "Seventeen layers, as in the paper: the recipe of “DnCNN, \
    trained here”.";
    "denoise-unet", "Denoise, U-Net", "Down two scales and up again, with skips: sees further for the same work.";
    "denoise-flexible", "Denoise, any σ (hours)", "The recipe of the flexible network that comes with the program: \
    grey, every σ; two hours and a half on one core.";
    "denoise-flexible-colour", "Denoise, any σ, colour (hours)", "The same for colour photographs.";
    "denoise-diffusion", "Denoise, trained diffusion", "Five steps of a diffusion learn their filters and curves: the \
    recipe of “TNRD, trained here”; half an hour.";
    "digits-cnn", "Digits, convolutional", "Reads handwritten digits with two convolutions; over 98 % right within a \
    minute.";
    "digits-mlp", "Digits, dense", "Reads handwritten digits without convolutions.";
    "fashion-cnn", "Fashion, convolutional", "Tells ten kinds of clothing apart: harder than digits, for a shirt is \
    nearly a coat.";
    "faces-cnn", "Drawn faces, convolutional", "Sees whether a drawn face is happy or sad: few examples, and a few \
    pixels decide.";
    "photos-cnn", "Photo classes, convolutional", "Five kinds of photographs, learned from 137 of them: by heart in a \
    minute, and wrong on others.";
    "points-xor", "Points, XOR", "The smallest problem that needs a hidden layer.";
    "points-circle", "Points, circle", "Separates a disc from the ring around it.";
    "points-spiral", "Points, spiral", "Separates two spirals: harder than it looks.";
}

impl Experiment {
    /// An experiment that comes with the program, by id.
    pub fn named(id: &str) -> Option<Self> {
        let named = NAMED.iter().find(|named| named.id == id)?;
        Self::from_toml(named.toml).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::presets;

    #[test]
    fn recipes_of_bundled_networks_train_the_bundled_architecture() {
        for (id, preset, channels) in [
            ("denoise-flexible", "residual-u-net", 1),
            ("denoise-flexible-colour", "residual-u-net", 3),
            ("denoise-diffusion", "trained-diffusion", 1),
            ("denoise-dncnn-17", "dncnn-17", 1),
        ] {
            let preset = presets::find(preset).unwrap();
            let recipe = Experiment::named(id).unwrap();
            assert_eq!(recipe.architecture, (preset.make)(channels), "{id}");
        }
    }
}

//! Networks as denoisers: every preset, every size, pieces against the whole.

use super::*;
use crate::job::Progress;
use crate::nn::init::Init;
use crate::nn::presets::{self, PresetKind};
use std::sync::Arc;

/// A preset with random numbers.
fn model(id: &str, channels: usize) -> Model {
    let architecture = (presets::find(id).unwrap().make)(channels);
    let network = Network::new(&architecture, Shape::new(channels, 32, 32), Init::He, 1).unwrap();
    Model {
        architecture: Arc::new(architecture),
        channels,
        weights: Arc::new(network.weights()),
    }
}

fn picture(channels: usize, height: usize, width: usize) -> Image {
    Image::from_fn(channels, height, width, |c, y, x| {
        ((7 * x + 3 * y + 5 * c) % 11) as f32 / 10.0
    })
}

fn run(model: Model, image: &Image) -> Result<Image, DenoiseError> {
    Learned::new(model).denoise(image, 0.1, &Watch::default())
}

#[test]
fn every_denoising_preset_takes_every_size_and_colour() {
    for preset in presets::ALL
        .iter()
        .filter(|preset| preset.kind == PresetKind::Denoise)
    {
        for (of, channels, height, width) in
            [(1, 1, 1, 1), (1, 1, 37, 50), (3, 3, 5, 3), (1, 3, 9, 8)]
        {
            let image = picture(channels, height, width);
            let clean =
                run(model(preset.id, of), &image).unwrap_or_else(|e| panic!("{}: {e}", preset.id));
            assert_eq!(clean.dim(), image.dim(), "{}", preset.id);
            assert_eq!(
                clean,
                run(model(preset.id, of), &image).unwrap(),
                "{}",
                preset.id
            );
        }
    }
}

#[test]
fn a_network_for_colour_refuses_a_grey_picture() {
    let told = run(model("residual-7", 3), &picture(1, 8, 9)).unwrap_err();
    assert!(
        told.to_string().contains("choose a network for grey"),
        "{told}"
    );
}

#[test]
fn grey_networks_clean_channels_one_by_one() {
    let colour = picture(3, 20, 24);
    let clean = run(model("residual-7", 1), &colour).unwrap();
    let green = Image::from_fn(1, 20, 24, |_, y, x| colour.array()[[1, y, x]]);
    assert_eq!(
        run(model("residual-7", 1), &green).unwrap().channel(0),
        clean.channel(1)
    );
}

#[test]
fn pieces_agree_with_the_whole() {
    for id in ["residual-7", "u-net", "half-scale", "residual-u-net"] {
        let model = model(id, 1);
        let image = picture(1, 150, 200);
        let progress = Progress::default();
        let whole = Runner::new(&model, Watch::from(&progress))
            .clean(&image)
            .unwrap();
        let mut runner = Runner::new(&model, Watch::from(&progress));
        (runner.whole, runner.piece) = (100, Some((128, 128)));
        let pieces = runner.clean(&image).unwrap();
        let scale = whole.pixels().iter().fold(1.0_f32, |a, b| a.max(b.abs()));
        for (a, b) in whole.pixels().iter().zip(pieces.pixels()) {
            assert!((a - b).abs() < 1e-5 * scale, "{id}: {a} against {b}");
        }
    }
}

#[test]
fn networks_that_do_not_fit_are_refused_plainly() {
    let error = run(model("small-cnn", 1), &picture(1, 32, 32))
        .unwrap_err()
        .to_string();
    assert!(error.contains("cannot clean a picture of 32×32"), "{error}");
    let error = run(model("residual-7", 1), &picture(1, 4, 4).map(|_| f32::NAN))
        .unwrap_err()
        .to_string();
    assert!(error.contains("not a number"), "{error}");
    let mut broken = model("residual-7", 1);
    Arc::make_mut(&mut broken.weights)[0].values[0] = f32::NAN;
    let error = run(broken, &picture(1, 4, 4)).unwrap_err().to_string();
    assert!(error.contains("damaged"), "{error}");
    let mut foreign = model("residual-7", 1);
    Arc::make_mut(&mut foreign.weights).pop();
    assert!(run(foreign, &picture(1, 4, 4)).is_err());
}

#[test]
fn stop_is_obeyed() {
    let progress = Progress::default();
    progress.stop();
    let learned = Learned::new(model("residual-7", 1));
    assert_eq!(
        learned.denoise(&picture(1, 9, 9), 0.1, &Watch::from(&progress)),
        Err(DenoiseError::Stopped)
    );
}

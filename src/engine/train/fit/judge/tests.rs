use std::cell::Cell;
use std::sync::Arc;

use super::*;
use crate::data::PatchExamples;
use crate::degrade::noise::PixelLayout;
use crate::denoise::{Denoiser, Learned, Watch};
use crate::image::{Photo, metrics::psnr_clipped};
use crate::math::random::{Purpose, Stream};
use crate::nn::init::Init;
use crate::nn::{Model, presets};

fn picture(height: usize, width: usize) -> Image {
    Image::from_fn(1, height, width, |_, y, x| {
        ((7 * x + 3 * y) % 11) as f32 / 10.0
    })
}

/// A U-Net with random numbers, and held-out pictures.
fn scene(sizes: &[(usize, usize)]) -> (Experiment, PatchExamples<Photo>, Network) {
    let mut experiment = Experiment::named("denoise-quick").unwrap();
    experiment.architecture = (presets::find("u-net").unwrap().make)(1);
    let held_out = sizes
        .iter()
        .map(|&(height, width)| (String::new(), Photo::from_image(&picture(height, width))))
        .collect();
    let training = Arc::new(vec![Photo::from_image(&picture(64, 64))]);
    let examples = PatchExamples::new(training, held_out, 1, 64, false);
    let shape = examples.shape();
    let network = Network::new(&experiment.architecture, shape, Init::He, 3).unwrap();
    (experiment, examples, network)
}

fn judged(sizes: &[(usize, usize)]) -> (ValidationRecord, JudgedOn) {
    let (experiment, examples, mut network) = scene(sizes);
    let mut judge = Judge::new(&experiment, &examples);
    judge
        .all(&experiment, &examples, &mut network, 5, &|| false)
        .unwrap()
        .unwrap()
}

#[test]
fn a_u_net_is_judged_on_whole_pictures_of_any_size() {
    let sizes = [(37, 50), (21, 64)];
    let (record, on) = judged(&sizes);
    assert_eq!((record.examples, on), (2, JudgedOn::Pictures));
    let (experiment, examples, network) = scene(&sizes);
    let learned = Learned::new(Model {
        architecture: Arc::new(experiment.architecture.clone()),
        channels: 1,
        weights: Arc::new(network.weights()),
    });
    let scores = examples
        .whole(WHOLE)
        .enumerate()
        .map(|(index, (_, clean))| {
            let mut noisy = clean.clone();
            let mut stream = Stream::new(experiment.seed, Purpose::Evaluation, index as u64);
            let layout = PixelLayout::of(&clean);
            experiment
                .noise
                .apply(noisy.pixels_mut(), layout, &mut stream);
            let answer = learned.denoise(&noisy, 0.1, &Watch::default()).unwrap();
            psnr_clipped(&clean, &answer)
        });
    let mean = scores.sum::<f64>() / 2.0;
    assert!(
        (mean - f64::from(record.metric)).abs() < 1e-4,
        "{mean} {record:?}"
    );
}

#[test]
fn of_a_huge_picture_the_middle_is_judged_and_that_is_said() {
    let (record, on) = judged(&[(40, 3 * WHOLE)]);
    assert_eq!((record.examples, on), (1, JudgedOn::Middles(WHOLE)));
    let (_, examples, _) = scene(&[(40, 3 * WHOLE)]);
    let middle = examples.whole(WHOLE).next().unwrap().1;
    assert!(
        middle == Photo::from_image(&picture(40, 3 * WHOLE).crop(0, WHOLE, 40, WHOLE)).to_image()
    );
    assert!(on.words(1).contains("of large ones the middle 1024×1024"));
}

#[test]
fn judging_stops_between_pictures() {
    let (experiment, examples, mut network) = scene(&[(16, 16), (16, 16), (16, 16)]);
    let mut judge = Judge::new(&experiment, &examples);
    let looks = Cell::new(0);
    let stopped = || {
        looks.set(looks.get() + 1);
        looks.get() > 1
    };
    let all = judge.all(&experiment, &examples, &mut network, 5, &stopped);
    assert_eq!((all.unwrap(), looks.get()), (None, 2));
    looks.set(0);
    let some = judge.some(&experiment, &mut network, 5, &stopped);
    assert_eq!((some.unwrap(), looks.get()), (None, 2));
}

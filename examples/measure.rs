//! Mean PSNR of a trained network on a folder of clean pictures: `measure MODEL FOLDER [SIGMA]`.
//!
//! Protocol: white Gaussian noise of standard deviation SIGMA / 255 (25 if not given), one stream per picture of
//! seed 0, not clipped; grey; answers clipped to 0..1; no border crop.

use std::path::Path;
use std::process::ExitCode;

use lemida::data::Shelf;
use lemida::degrade::noise::{Gaussian, Noise, PixelLayout};
use lemida::math::random::{Purpose, Stream};
use lemida::nn::init::Init;
use lemida::nn::{Mode, Network, Tensor};
use lemida::store::{model::load_model, shelf::DiskShelf};

fn measure(model: &Path, folder: &Path, sigma: f32) -> Result<(), Box<dyn std::error::Error>> {
    let model = load_model(model)?;
    let pictures = DiskShelf.folder(folder)?;
    let mut sum = 0.0;
    for (index, (name, picture)) in pictures.iter().enumerate() {
        let clean = picture.gray();
        let mut noisy = clean.clone();
        let mut random = Stream::new(0, Purpose::Evaluation, index as u64);
        Gaussian::fixed(sigma).apply(noisy.pixels_mut(), PixelLayout::of(&clean), &mut random);
        let input = Tensor::from_image(&noisy);
        let mut network = Network::new(&model.architecture, input.shape, Init::He, 0)?;
        network.set_weights(&model.weights)?;
        let answer = network.forward(&input, Mode::Evaluate).image(0);
        let squares: f64 = answer
            .pixels()
            .iter()
            .zip(clean.pixels())
            .map(|(a, c)| f64::from(a.clamp(0.0, 1.0) - c).powi(2))
            .sum();
        let psnr = -10.0 * (squares / clean.pixels().len() as f64).log10();
        println!("{name}: {psnr:.3} dB");
        sum += psnr;
    }
    println!(
        "mean of {}: {:.3} dB",
        pictures.len(),
        sum / pictures.len() as f64
    );
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(model), Some(folder)) = (arguments.first(), arguments.get(1)) else {
        eprintln!("measure MODEL FOLDER [SIGMA on the 0..255 scale]");
        return ExitCode::from(2);
    };
    let sigma = arguments
        .get(2)
        .and_then(|text| text.parse().ok())
        .unwrap_or(25.0);
    match measure(Path::new(model), Path::new(folder), sigma) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

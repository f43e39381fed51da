//! Measures denoisers on a folder of clean pictures.
//!
//! `cargo run --release --example denoise_scores -- FOLDER [--noise FOLDER] [--color] [--method ID] [--set KEY=VALUE]…
//! [--sigma S]…`
//!
//! Protocol: noise σ · standard normal, unclipped, from the program's stream (seed 0, one per picture) or from
//! `NAME.npy` in the noise folder; PSNR and SSIM of the answer clipped to 0..1, not rounded; seconds are
//! processor time of one thread (on Linux).

use std::path::{Path, PathBuf};

use lemida::data::Channels;
use lemida::denoise::{self, Watch};
use lemida::image::{Image, metrics};
use lemida::job::with_threads;
use lemida::math::random::{Purpose, Stream};
use lemida::store::picture::open;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut folder = None;
    let mut noise = None;
    let mut method = None;
    let mut sets = Vec::new();
    let mut sigmas: Vec<f32> = Vec::new();
    let mut channels = Channels::Gray;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} wants a value"));
        match argument.as_str() {
            "--noise" => noise = Some(PathBuf::from(value()?)),
            "--method" => method = Some(value()?),
            "--set" => sets.push(value()?),
            "--sigma" => sigmas.push(value()?.parse()?),
            "--color" => channels = Channels::Color,
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    if sigmas.is_empty() {
        sigmas = vec![15.0, 25.0, 50.0];
    }
    let mut files: Vec<_> = std::fs::read_dir(folder.ok_or("which folder?")?)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    let pictures: Vec<_> = files
        .iter()
        .map(|file| Ok((file.clone(), channels.of(&open(file)?))))
        .collect::<Result<_, Failure>>()?;
    println!("method sigma dB SSIM seconds");
    for entry in denoise::ALL
        .iter()
        .filter(|entry| method.as_deref().is_none_or(|id| id == entry.id))
    {
        let mut denoiser = (entry.make)();
        for set in &sets {
            let (key, text) = set.split_once('=').ok_or("--set wants key=value")?;
            let row = denoiser
                .settings()
                .iter()
                .find(|row| row.key == key)
                .ok_or("no such setting")?;
            denoiser.set(key, row.parse(text)?)?;
        }
        for &sigma in &sigmas {
            let (mut psnr, mut ssim, mut seconds) = (0.0, 0.0, 0.0);
            for (index, (file, clean)) in pictures.iter().enumerate() {
                let noisy = add_noise(clean, sigma / 255.0, index, file, noise.as_deref())?;
                let (answer, spent) = with_threads(1, || {
                    let start = processor_seconds();
                    let answer = denoiser.denoise(&noisy, sigma / 255.0, &Watch::default());
                    (answer, processor_seconds() - start)
                })?;
                let answer = answer?;
                seconds += spent;
                psnr += metrics::psnr_clipped(clean, &answer);
                ssim += metrics::ssim(clean, &answer);
            }
            let n = pictures.len() as f64;
            println!(
                "{} {sigma} {:.3} {:.4} {:.3}",
                entry.id,
                psnr / n,
                ssim / n,
                seconds / n
            );
        }
    }
    Ok(())
}

fn add_noise(
    clean: &Image,
    sigma: f32,
    index: usize,
    file: &Path,
    folder: Option<&Path>,
) -> Result<Image, Failure> {
    let mut noisy = clean.clone();
    if let Some(folder) = folder {
        let name = file.with_extension("npy");
        let noise = open(&folder.join(name.file_name().ok_or("no name")?))?;
        for (pixel, normal) in noisy.pixels_mut().iter_mut().zip(noise.pixels()) {
            *pixel += sigma * normal;
        }
    } else {
        let mut random = Stream::new(0, Purpose::Evaluation, index as u64);
        for pixel in noisy.pixels_mut() {
            *pixel += sigma * random.normal();
        }
    }
    Ok(noisy)
}

/// Processor time of this thread so far; 0 where the system does not tell.
fn processor_seconds() -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok())
        .map_or(0.0, |nanoseconds| nanoseconds * 1e-9)
}

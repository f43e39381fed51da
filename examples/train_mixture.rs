//! Learns the mixture of patches that the denoiser `epll` takes for its prior, and writes it.
//!
//! `cargo run --release --example train_mixture -- assets/mixture.bin [--steps 500] [--batch 65536] [--components 200]
//! [--seed 0] [--resume STEP]`
//!
//! Examples are patches of 8 × 8 pixels in grey (0..1) without their mean, from anywhere in the photographs of
//! `assets/photos/train` (run it in the repository's root), every photograph as likely as another, flipped and turned;
//! a fresh batch each step. The held-out patches are 200 at random places of each of the 12 test photographs × 8.
//! Prints the mean log-likelihood (nats a patch) of each step's batch before learning from it; every 25 steps that of
//! the held-out patches too, and the mixture is written. `--resume STEP` goes on from the file written after that step.

use std::path::{Path, PathBuf};
use std::time::Instant;

use lemida::data::Shelf;
use lemida::image::{Photo, Turn};
use lemida::math::matrices::gemm::{columns, multiply, rows, rows_mut};
use lemida::math::mixture::{Mixture, Trainer, without_mean};
use lemida::math::random::{Purpose, Stream};
use lemida::store::shelf::DiskShelf;

type Failure = Box<dyn std::error::Error>;

/// Side of a patch.
const SIDE: usize = 8;
/// Least eigenvalue of a covariance: about that of rounding to 8 bits, (1 / 255)² / 12.
const FLOOR: f64 = 1.3e-6;
/// Steps between two files.
const KEEP: usize = 25;
/// Held-out patches of each test photograph.
const HELD_OUT: usize = 1600;

fn main() -> Result<(), Failure> {
    let mut path = None;
    let (mut steps, mut batch, mut components) = (500, 65_536, 200);
    let (mut seed, mut resume) = (0, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} wants a value"));
        match argument.as_str() {
            "--steps" => steps = value()?.parse()?,
            "--batch" => batch = value()?.parse()?,
            "--components" => components = value()?.parse()?,
            "--seed" => seed = value()?.parse()?,
            "--resume" => resume = Some(value()?.parse()?),
            _ => path = Some(PathBuf::from(argument)),
        }
    }
    let path = path.ok_or("which file?")?;
    let basis = without_mean(SIDE);
    let dimension = SIDE * SIDE - 1;
    let training: Vec<Photo> = DiskShelf
        .folder(Path::new("assets/photos/train"))?
        .iter()
        .map(|(_, picture)| Photo::from_image(&picture.gray()))
        .collect();
    let held_out: Vec<Photo> = DiskShelf
        .test_photos()?
        .iter()
        .map(|(_, picture)| Photo::from_image(&picture.gray()))
        .collect();
    let mut random = Stream::new(seed, Purpose::Evaluation, 0);
    let judged: Vec<f32> = held_out
        .chunks(1)
        .flat_map(|photo| patches(photo, HELD_OUT, &basis, &mut random))
        .collect();
    let draw = |index: usize| {
        let mut random = Stream::new(seed, Purpose::Shuffle, index as u64);
        patches(&training, batch, &basis, &mut random)
    };
    let mut trainer = match resume {
        Some(step) => Trainer::resume(Mixture::from_bytes(&std::fs::read(&path)?)?, FLOOR, step),
        None => Trainer::start(&draw(0), dimension, components, FLOOR, seed),
    };
    let start = Instant::now();
    while trainer.steps() < steps {
        let likelihood = trainer.step(&draw(trainer.steps() + 1));
        let step = trainer.steps();
        print!("{step} {likelihood:.3}");
        if step % KEEP == 0 || step == steps {
            std::fs::write(&path, trainer.mixture().to_bytes())?;
            let held_out = trainer.mixture().log_likelihood(&judged);
            print!(" held-out {held_out:.3}");
        }
        println!(" {:.0} s", start.elapsed().as_secs_f32());
    }
    Ok(())
}

/// `count` patches from anywhere in `photos`, in the basis without mean: one a row.
fn patches(photos: &[Photo], count: usize, basis: &[f32], random: &mut Stream) -> Vec<f32> {
    let pixels = SIDE * SIDE;
    let mut cut = vec![0.0; count * pixels];
    for patch in cut.chunks_exact_mut(pixels) {
        let photo = &photos[random.below(photos.len())];
        let y = random.below(photo.height() - SIDE + 1);
        let x = random.below(photo.width() - SIDE + 1);
        let turn = Turn(random.below(Turn::COUNT) as u8);
        photo.cut(y, x, SIDE, turn, patch);
    }
    let dimension = pixels - 1;
    let mut coefficients = vec![0.0; count * dimension];
    multiply(
        [count, dimension, pixels],
        rows_mut(&mut coefficients, dimension),
        rows(&cut, pixels),
        columns(basis, pixels),
        false,
    );
    coefficients
}

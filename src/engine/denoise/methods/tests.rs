//! Properties that every denoiser must have.

use super::ALL;
use crate::denoise::{DenoiseError, Denoiser, Family, Watch};
use crate::image::Image;
use crate::image::metrics::psnr_clipped;
use crate::job::{Progress, with_threads};
use crate::math::random::{Purpose, Stream};

/// A picture with edges, a ramp and a texture.
fn scene(channels: usize, height: usize, width: usize) -> Image {
    Image::from_fn(channels, height, width, |c, y, x| {
        let disc = (y as f32 - 30.0).hypot(x as f32 - 40.0) < 22.0;
        let stripes = 0.15 * ((x + 2 * c) as f32 * 0.7).sin() * f32::from(u8::from(y > 60));
        0.3 + 0.4 * f32::from(u8::from(disc)) + 0.2 * x as f32 / width as f32 + stripes
    })
}

fn noisy(clean: &Image, sigma: f32) -> Image {
    let mut random = Stream::new(0, Purpose::Evaluation, 0);
    let mut noisy = clean.clone();
    for pixel in noisy.pixels_mut() {
        *pixel += sigma * random.normal();
    }
    noisy
}

fn run(method: &dyn Denoiser, image: &Image, sigma: f32) -> Image {
    method
        .denoise(image, sigma, &Watch::default())
        .unwrap_or_else(|e| panic!("{}: {e}", method.id()))
}

fn each(mut test: impl FnMut(&dyn Denoiser)) {
    for entry in ALL {
        test(&*(entry.make)());
    }
}

/// A method has its family's hue, on every page. A new one is a line of that list, too.
#[test]
fn every_method_has_the_hue_of_its_family() {
    use crate::figure::{METHODS, Role};
    assert_eq!(
        METHODS.len(),
        ALL.len(),
        "figure::METHODS has a line for each"
    );
    for (at, entry) in ALL.iter().enumerate() {
        let family = (entry.make)().family().role();
        assert_eq!(METHODS[at], family, "{}", entry.id);
        assert_eq!(Role::Method(at).slot(), family.slot(), "{}", entry.id);
    }
}

/// Whether a method takes so long that a smaller picture must do.
fn slow(method: &dyn Denoiser) -> bool {
    ["ncsr", "wnnm"].contains(&method.id())
}

#[test]
fn any_size_keeps_its_shape_and_stays_finite() {
    each(|method| {
        for (channels, height, width) in [
            (1, 1, 1),
            (3, 1, 1),
            (1, 1, 9),
            (1, 2, 2),
            (3, 7, 5),
            (1, 65, 33),
            (1, 3, 300),
            (1, 0, 0),
        ] {
            let image = noisy(&scene(channels, height, width), 0.1);
            let clean = run(method, &image, 0.1);
            assert_eq!(clean.dim(), image.dim(), "{}", method.id());
            assert!(
                clean.pixels().iter().all(|v| v.is_finite()),
                "{}",
                method.id()
            );
        }
    });
}

#[test]
fn noise_is_removed() {
    each(|method| {
        for (channels, level) in [(1, 15.0), (1, 25.0), (1, 50.0), (3, 25.0)] {
            let side = if slow(method) { 64 } else { 96 };
            let clean = scene(channels, side, side);
            let image = noisy(&clean, level / 255.0);
            let (before, after) = (
                psnr_clipped(&clean, &image),
                psnr_clipped(&clean, &run(method, &image, level / 255.0)),
            );
            assert!(
                after > before + 3.0,
                "{} at {level}: {before:.2} → {after:.2} dB",
                method.id()
            );
        }
    });
}

#[test]
fn constant_pictures_are_kept() {
    each(|method| {
        let flat = Image::from_fn(3, 40, 30, |c, _, _| 0.2 + 0.3 * c as f32);
        let found = run(method, &flat, 0.1);
        let errors = || {
            found
                .pixels()
                .iter()
                .zip(flat.pixels())
                .map(|(a, b)| (a - b).abs())
        };
        let worst = errors().fold(0.0, f32::max);
        let rms =
            (errors().map(|error| error * error).sum::<f32>() / found.pixels().len() as f32).sqrt();
        // A network has learned it and is not exact, least of all in the corners.
        // DnCNN, with constants in every layer, has never met so much colour without noise, and sees 17 pixels beyond
        // the border.
        let (most, mean) = match method.family() {
            Family::Network if method.id() == "dncnn" => (12.0 / 255.0, 2.5 / 255.0),
            Family::Network => (8.0 / 255.0, 1.0 / 255.0),
            _ => (1e-5, 1e-5),
        };
        assert!(
            worst < most && rms < mean,
            "{}: {worst}, rms {rms}",
            method.id()
        );
    });
}

#[test]
fn vanishing_noise_changes_nothing() {
    each(|method| {
        let clean = scene(1, 70, 80);
        assert_eq!(run(method, &clean, 0.0), clean, "{}", method.id());
        let close = run(method, &clean, 1e-4);
        let worst = close
            .pixels()
            .iter()
            .zip(clean.pixels())
            .map(|(a, b)| (a - b).abs());
        let worst = worst.fold(0.0, f32::max);
        // A network bounds the mean change, not the largest.
        let most = match method.family() {
            Family::Network => 3e-3,
            _ => 1e-3,
        };
        assert!(worst < most, "{}: {worst}", method.id());
    });
}

#[test]
fn threads_do_not_change_a_bit() {
    each(|method| {
        let (channels, height, width) = if slow(method) {
            (1, 80, 90)
        } else {
            (3, 150, 300)
        };
        let image = noisy(&scene(channels, height, width), 0.1);
        let with = |threads| with_threads(threads, || run(method, &image, 0.1)).unwrap();
        assert_eq!(with(1), with(2), "{}", method.id());
        assert_eq!(with(1), with(3), "{}", method.id());
    });
}

#[test]
fn bad_input_is_refused_plainly() {
    each(|method| {
        let mut image = scene(1, 20, 20);
        for sigma in [f32::NAN, -0.1, f32::INFINITY] {
            let error = method
                .denoise(&image, sigma, &Watch::default())
                .unwrap_err();
            assert!(
                error.to_string().contains("noise level"),
                "{}: {error}",
                method.id()
            );
        }
        for bad in [f32::NAN, f32::INFINITY] {
            image.array_mut()[[0, 3, 7]] = bad;
            let error = method.denoise(&image, 0.1, &Watch::default()).unwrap_err();
            assert!(
                error.to_string().contains("row 3, column 7"),
                "{}: {error}",
                method.id()
            );
        }
    });
}

#[test]
fn stop_is_obeyed() {
    each(|method| {
        let progress = Progress::default();
        progress.stop();
        let answer = method.denoise(&scene(1, 200, 200), 0.1, &Watch::from(&progress));
        assert_eq!(answer, Err(DenoiseError::Stopped), "{}", method.id());
    });
}

use super::*;
use crate::degrade::noise::{Noise, PixelLayout, Poisson, SaltAndPepper, Speckle};
use crate::denoise::ALL;
use crate::for_tests::parrot;
use crate::image::metrics::psnr_clipped;
use crate::math::random::{Purpose, Stream};
use crate::setting::Value;
use crate::setting::find;

fn photo() -> Image {
    parrot().gray().crop(100, 60, 128, 128)
}

fn made(clean: &Image, noise: &dyn Noise) -> Image {
    let mut noisy = clean.clone();
    let layout = PixelLayout::of(clean);
    noise.apply(
        noisy.pixels_mut(),
        layout,
        &mut Stream::new(2, Purpose::Noise, 0),
    );
    noisy
}

/// PSNR of a method that is told the noise's mean σ, and of the same method prepared for the noise.
fn plain_and_prepared(clean: &Image, noise: &dyn Noise, id: &str) -> [f64; 2] {
    let noisy = made(clean, noise);
    let sigma = noise.sigma(clean.pixels());
    let method = (find(ALL, id).unwrap().make)();
    let prepared = under(method.clone(), noise);
    [method, prepared].map(|method| {
        let answer = method.denoise(&noisy, sigma, &Watch::default()).unwrap();
        psnr_clipped(clean, &answer)
    })
}

#[test]
fn few_photons_are_better_counted_through_the_curve() {
    let clean = photo();
    for (id, peak) in [("nl-means", 4.0), ("bm3d", 4.0), ("bm3d", 20.0)] {
        let noise = Poisson { peak, read: 0.0 };
        let [plain, prepared] = plain_and_prepared(&clean, &noise, id);
        assert!(
            prepared > plain + 0.1,
            "{id} at {peak}: {plain:.2} to {prepared:.2} dB"
        );
    }
}

#[test]
fn impulses_are_taken_away() {
    let clean = photo();
    for density in [0.1, 0.4] {
        let noise = SaltAndPepper { density };
        let noisy = psnr_clipped(&clean, &made(&clean, &noise));
        let filled = impulses::fill(&made(&clean, &noise)).picture;
        let filled = psnr_clipped(&clean, &filled);
        let [plain, prepared] = plain_and_prepared(&clean, &noise, "bm3d");
        assert!(
            prepared > noisy + 12.0 && prepared > plain + 5.0 && prepared > filled,
            "{density}: noisy {noisy:.2}, plain {plain:.2}, filled {filled:.2}, prepared {prepared:.2} dB"
        );
    }
}

#[test]
fn speckle_is_better_seen_through_the_curve() {
    let [plain, prepared] = plain_and_prepared(&photo(), &Speckle { strength: 76.5 }, "bm3d");
    assert!(prepared > plain + 0.1, "{plain:.2} to {prepared:.2} dB");
}

#[test]
fn every_method_gains_under_every_noise() {
    let clean = photo().crop(20, 20, 72, 72);
    let noises: [&dyn Noise; 3] = [
        &Poisson {
            peak: 20.0,
            read: 0.0,
        },
        &SaltAndPepper { density: 0.2 },
        &Speckle { strength: 76.5 },
    ];
    for noise in noises {
        let noisy = made(&clean, noise);
        let before = psnr_clipped(&clean, &noisy);
        for entry in ALL {
            let method = under((entry.make)(), noise);
            let answer = method.denoise(&noisy, 0.1, &Watch::default()).unwrap();
            let after = psnr_clipped(&clean, &answer);
            assert!(
                after > before + 2.0,
                "{} under {}: {before:.2} to {after:.2} dB",
                entry.id,
                noise.id()
            );
        }
    }
}

#[test]
fn any_size_and_channels_keep_their_shape() {
    for noise in crate::degrade::noise::ALL {
        let method = under((find(ALL, "gaussian").unwrap().make)(), &*(noise.make)());
        for dim in [(1, 0, 0), (1, 1, 1), (3, 5, 9)] {
            let noisy = Image::from_fn(dim.0, dim.1, dim.2, |c, y, x| {
                ((c + x + y) % 3) as f32 / 2.0
            });
            let answer = method.denoise(&noisy, 0.1, &Watch::default()).unwrap();
            assert_eq!(answer.dim(), dim);
            assert!(
                answer.pixels().iter().all(|pixel| pixel.is_finite()),
                "{}",
                noise.id
            );
        }
        let broken = Image::from_fn(1, 4, 4, |_, _, _| f32::NAN);
        assert!(method.denoise(&broken, 0.1, &Watch::default()).is_err());
    }
}

/// The energy of what a method takes away must not fall when its strength rises. (Once all detail is gone, a median
/// over a larger window may follow the noise by chance; a fiftieth is allowed.)
#[test]
fn strength_is_monotone() {
    let clean = photo().crop(30, 30, 64, 64);
    let mut random = Stream::new(4, Purpose::Noise, 0);
    let mut noisy = clean.clone();
    for pixel in noisy.pixels_mut() {
        *pixel += 25.0 / 255.0 * random.normal();
    }
    let mut failures = Vec::new();
    for entry in ALL {
        let mut method = (entry.make)();
        if !method
            .settings()
            .iter()
            .any(|setting| setting.key == "strength")
        {
            failures.push(format!("{} has no strength", entry.id));
            continue;
        }
        let energies = [0.5, 0.75, 1.0, 1.25, 1.6, 2.0].map(|strength| {
            method.set("strength", Value::Float(strength)).unwrap();
            let answer = method
                .denoise(&noisy, 25.0 / 255.0, &Watch::default())
                .unwrap();
            crate::denoise::trust::method_noise(&noisy, &answer)
                .pixels()
                .iter()
                .map(|value| f64::from(*value).powi(2))
                .sum::<f64>()
        });
        if energies.windows(2).any(|pair| pair[1] < 0.98 * pair[0]) {
            failures.push(format!("{}: {energies:.2?}", entry.id));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

use super::*;

#[test]
fn offenders_are_caught() {
    let entries = ["gaussian".to_owned(), "poisson".to_owned()];
    let types = types_of(
        "pub use gaussian::Gaussian;\npub use poisson::{Poisson, Rate};",
        &entries,
    );
    assert_eq!(types.len(), 3);
    for (path, text, part) in [
        ("math/fft.rs", "use crate::nn::Tensor;", "higher floor"),
        (
            "image/mod.rs",
            "fn f() { crate::store::picture::open(p) }",
            "higher floor",
        ),
        (
            "degrade/noise/mod.rs",
            "use crate::{image::Image, denoise::Denoiser};",
            "crate::denoise",
        ),
        (
            "train/fit.rs",
            "use crate::{math::{self, simd}, ui};",
            "crate::ui",
        ),
        ("ui/panels/mod.rs", "use crate::app::App;", "higher floor"),
        (
            "desk/undo.rs",
            "use crate::ui::state::View;",
            "higher floor",
        ),
        ("desk/document.rs", "use egui::Pos2;", "draws"),
        ("labs/one.rs", "use egui::Ui;", "draws"),
        ("cli/train.rs", "let x = eframe::run_native();", "draws"),
        ("train/fit.rs", "std::thread::spawn(|| ());", "uses threads"),
        (
            "app/preview.rs",
            "use crossbeam_channel::bounded;",
            "uses threads",
        ),
        (
            "data/photos.rs",
            "let text = std::fs::read(path);",
            "touches files",
        ),
        (
            "cli/denoise.rs",
            "use image::DynamicImage;",
            "touches files",
        ),
        (
            "app/preview.rs",
            "let x = ::image::open(path);",
            "touches files",
        ),
        (
            "degrade/noise/gaussian.rs",
            "use super::poisson::Poisson;",
            "sibling poisson",
        ),
        (
            "degrade/noise/gaussian.rs",
            "use crate::degrade::noise::poisson::Poisson;",
            "sibling poisson",
        ),
        (
            "degrade/noise/gaussian.rs",
            "use super::Poisson;",
            "Poisson of its sibling",
        ),
        (
            "degrade/noise/gaussian.rs",
            "use super::{Noise, Poisson};",
            "Poisson of its sibling",
        ),
        (
            "degrade/noise/gaussian/fast.rs",
            "let x = crate::degrade::noise::Poisson::default();",
            "Poisson of its sibling",
        ),
        ("cli/info.rs", "if path.is_dir() {}", "touches files"),
    ] {
        let found = offences(path, text, &entries, &types).join("\n");
        assert!(found.contains(part), "{path}: {text}: {found:?}");
    }
}

#[test]
fn the_innocent_are_left_alone() {
    let entries = ["gaussian".to_owned(), "poisson".to_owned()];
    let types = types_of(
        "pub use gaussian::Gaussian;\npub use poisson::{Poisson, Rate};",
        &entries,
    );
    assert_eq!(types.len(), 3);
    for (path, text) in [
        ("nn/tensor.rs", "use crate::image::Image;"),
        ("figure.rs", "use crate::image::Image;"),
        ("degrade/noise/gaussian.rs", "use super::{Noise, mean};"),
        (
            "degrade/noise/mod.rs",
            "pub use gaussian::Gaussian; use self::poisson::Poisson;",
        ),
        (
            "image/mod.rs",
            "// std::fs is not for us; crate::store is\nlet x = \"use egui::Ui\";",
        ),
        (
            "denoise/mod.rs",
            "use crate::image::Image; fn f(x: crate::image::Image) {}",
        ),
        (
            "job.rs",
            "use std::thread::JoinHandle; use crossbeam_channel::bounded;",
        ),
        (
            "store/image.rs",
            "use image::DynamicImage; use std::fs::File;",
        ),
        ("main.rs", "use eframe::egui; use lemida::app::App;"),
        (
            "math/simd.rs",
            "mod tests {\n use crate::store::picture;\n}",
        ),
    ] {
        assert_eq!(
            offences(path, text, &entries, &types),
            Vec::<String>::new(),
            "{path}: {text}"
        );
    }
}

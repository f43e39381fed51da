//! The derivative of denoisers that are known.

use super::super::for_tests::{Waves, done};
use super::*;
use crate::data::EmptyShelf;
use crate::denoise::{DenoiseError, Family, Watch};
use crate::figure::Body;
use crate::image::Image;
use crate::job::{Job, Link};
use crate::labs::{Told, Truth};
use crate::train::Options;
use std::sync::Arc;

crate::adjustable! {
    /// Half of each pixel, a quarter of the one to its left, and a constant.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Known: "known", "Known", "For the test." {}
}

impl Denoiser for Known {
    fn year(&self) -> u32 {
        2000
    }

    fn family(&self) -> Family {
        Family::Filtering
    }

    fn denoise(&self, noisy: &Image, _: f32, _: &Watch<'_>) -> Result<Image, DenoiseError> {
        let (_, height, width) = noisy.dim();
        Ok(Image::from_fn(1, height, width, |_, y, x| {
            let left = if x > 0 {
                noisy.array()[[0, y, x - 1]]
            } else {
                0.0
            };
            0.5 * noisy.array()[[0, y, x]] + 0.25 * left + 0.1
        }))
    }
}

fn found(method: impl Denoiser + 'static) -> Jacobian {
    type Outcome = Result<Option<Jacobian>, DenoiseError>;
    let job: Job<Poke, Told, Outcome> =
        Job::start("lab", Arc::new(|| {}), move |link: &Link<Poke, Told>| {
            let options = Options::default();
            let noisy = Image::from_fn(1, 4, 4, |_, y, x| (y * 4 + x) as f32 / 16.0);
            Jacobian::of(
                &method,
                &noisy,
                0.1,
                &Desk::alone(link, &EmptyShelf, &options),
            )
        })
        .unwrap();
    loop {
        if let Some(outcome) = job.output() {
            return outcome.unwrap().unwrap().unwrap();
        }
        job.wait_event(std::time::Duration::from_millis(5));
    }
}

#[test]
fn what_is_read_is_what_was_built() {
    let jacobian = found(Known {});
    assert!(!jacobian.exact);
    // Pixel 5 is in the second row: half of itself, a quarter of number 4.
    let row = jacobian.row(5);
    for (at, value) in row.iter().enumerate() {
        let wanted = match at {
            5 => 0.5,
            4 => 0.25,
            _ => 0.0,
        };
        assert!((value - wanted).abs() < 1e-3, "{at}: {value}");
    }
    assert!(
        (jacobian.off - 0.1).abs() < 1e-3,
        "the constant is not in J: {}",
        jacobian.off
    );
    let read = jacobian.read();
    assert!((read.freedom - 0.5).abs() < 1e-3);
    assert!((read.sums[2] - 0.5).abs() < 1e-3 && (read.sums[3] - 0.75).abs() < 1e-3);
    assert!(read.negative < 1e-3 && read.asymmetry > 0.4);
    // Four blocks of half the identity and a quarter of the shift: the norm lies between a half and three quarters.
    assert!((0.6..0.75).contains(&read.values[0]), "{:?}", read.values);
    assert_eq!(read.values.len(), 16);
}

#[test]
fn the_networks_differ_by_their_constants() {
    let lab = Theory {
        side: 8,
        top: 20,
        left: 20,
        methods: "wiener".into(),
        seeds: 1,
        ..Theory::default()
    };
    let (verdict, figures) = done(lab, Waves);
    let verdict = verdict.unwrap();
    assert_eq!(verdict.truth, Truth::Open, "one draw decides nothing");
    assert!(verdict.words.contains("1 of 1"), "{verdict:?}");
    let table = figures.iter().find_map(|figure| match &figure.body {
        Body::Table(table) => Some(table),
        _ => None,
    });
    assert_eq!(table.unwrap().rows.len(), 3);
}

#[test]
fn a_method_that_is_not_there_is_named() {
    let lab = Theory {
        methods: "bm4d".into(),
        ..Theory::default()
    };
    let error = done(lab, Waves).0.unwrap_err().to_string();
    assert!(error.contains("bm4d") && error.contains("bm3d"), "{error}");
}

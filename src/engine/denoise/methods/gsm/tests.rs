//! What the noise of bands must be.

use super::*;
use crate::math::random::{Purpose, Stream};

#[test]
fn the_model_of_the_noise_is_what_white_noise_shows() {
    let (side, orientations) = (256, 4);
    let mut random = Stream::new(0, Purpose::Evaluation, 0);
    let plane: Vec<f32> = (0..side * side).map(|_| random.normal()).collect();
    let pyramid = Pyramid::new(side, side, 3, orientations);
    let lows = pyramid.analyse(&plane);
    let model = NoiseModel::new(orientations);
    for ring in 0..3 {
        for orientation in 0..orientations {
            let found = neighbours(&pyramid, &lows, ring, orientation).covariance();
            let level = 0.25_f64.powi(ring.saturating_sub(1) as i32);
            let expected = model.covariance(ring, orientation, found.n).scaled(level);
            let variance = expected.values[0];
            // Sums over 65,536 products, of which neighbours are alike; a quarter of them in ring 2.
            let tolerance = if ring == 2 { 0.12 } else { 0.06 };
            for (found, expected) in found.values.iter().zip(&expected.values) {
                assert!(
                    (found - expected).abs() < tolerance * variance,
                    "ring {ring}, direction {orientation}: {found} and {expected} of {variance}"
                );
            }
        }
    }
}

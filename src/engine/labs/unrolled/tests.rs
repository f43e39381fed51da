//! The networks begin as the solvers, and what is taught shows.

use super::super::for_tests::{Waves, done};
use super::kin::Stack;
use super::*;
use crate::labs::Truth;
use crate::nn::{Mode, Tensor};

/// ISTA on one patch, as it is written in papers.
fn ista(sparse: &Sparse, patch: &[f32], factor: f32, iterations: usize) -> Vec<f32> {
    let units = sparse.solver([factor, 0.0], &[64, 126]);
    let atom = |number: usize, pixel: usize| units[pixel * 126 + number];
    let rows = sparse.solver([factor, 0.0], &[126, 64]);
    // Rows hold atoms over L.
    let largest = atom(5, 3) / rows[5 * 64 + 3];
    let limit = factor * (25.0 / 255.0) / largest;
    let mut code = vec![0.0_f32; 63];
    for _ in 0..iterations {
        let mut left = patch.to_vec();
        for (number, value) in code.iter().enumerate() {
            for (pixel, left) in left.iter_mut().enumerate() {
                *left -= value * atom(number, pixel);
            }
        }
        for (number, value) in code.iter_mut().enumerate() {
            let shared = left.iter().enumerate();
            let shared: f32 = shared.map(|(pixel, left)| left * atom(number, pixel)).sum();
            let moved = *value + shared / largest;
            *value = moved.signum() * (moved.abs() - limit).max(0.0);
        }
    }
    let pixel = |pixel: usize| {
        let values = code.iter().enumerate();
        values
            .map(|(number, value)| value * atom(number, pixel))
            .sum()
    };
    (0..64).map(pixel).collect()
}

#[test]
fn lista_begins_as_ista() {
    let sparse = Sparse::new(8, 25.0 / 255.0);
    let mut patch: Vec<f32> = (0..64).map(|at| 0.3 * (0.7 * at as f32).sin()).collect();
    let mean = patch.iter().sum::<f32>() / 64.0;
    patch.iter_mut().for_each(|value| *value -= mean);
    let mut input = Tensor::zeros(1, sparse.shape());
    input.data.copy_from_slice(&patch);
    for stages in [1, 2, 5] {
        let wanted = ista(&sparse, &patch, 0.7, stages);
        for tied in [false, true] {
            let solver = Stack::solver(&sparse, (stages, tied), [0.7, 0.0]).unwrap();
            let mut network = solver.network(sparse.shape()).unwrap();
            let answer = network.forward(&input, Mode::Evaluate);
            let pairs = answer.data.iter().zip(&wanted);
            let worst = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(worst < 1e-4, "{stages} {tied}: {worst}");
        }
    }
}

/// The codes of all patches, iterated as in papers, and the mean of what they say of each pixel.
#[test]
fn deep_k_svd_begins_as_codes_of_patches_that_are_averaged() {
    let wave = |across: f32, down: f32| {
        let atom: [f32; 64] = std::array::from_fn(|at| {
            let (y, x) = ((at / 8) as f32, (at % 8) as f32);
            (across * x + 0.4).cos() * (down * y + 0.2).sin()
        });
        let mean = atom.iter().sum::<f32>() / 64.0;
        let atom = atom.map(|value| value - mean);
        let length = atom.iter().map(|value| value * value).sum::<f32>().sqrt();
        atom.map(|value| value / length)
    };
    let learned = vec![
        wave(0.5, 0.3),
        wave(1.1, 0.7),
        wave(0.2, 1.9),
        wave(0.4, 0.4),
    ];
    let kin = Atoms::new(learned.clone(), 25.0 / 255.0);
    let (side, inner) = (32, 18);
    let picture = |y: usize, x: usize| 0.5 + 0.3 * (0.3 * y as f32 + 0.05 * (x * x) as f32).sin();
    let mut input = Tensor::zeros(1, kin.shape());
    for (at, value) in input.data.iter_mut().enumerate() {
        *value = picture(at / side, at % side);
    }
    let factor = 0.7;
    // With its last row the network of one stage tells L.
    let first = kin.solver([factor, 0.0], &[5, 8, 8, 1]);
    let largest = learned[0][9] / first[64 + 9];
    let limit = factor * (25.0 / 255.0) / largest;
    for stages in [1, 3] {
        let (mut sums, mut counts) = (vec![0.0_f32; side * side], vec![0.0_f32; side * side]);
        for place in 0..25 * 25 {
            let (top, left) = (place / 25, place % 25);
            let patch: [f32; 64] = std::array::from_fn(|at| picture(top + at / 8, left + at % 8));
            let mean = patch.iter().sum::<f32>() / 64.0;
            let mut code = [0.0_f32; 4];
            let said = |code: &[f32; 4], at: usize| -> f32 {
                mean + code
                    .iter()
                    .zip(&learned)
                    .map(|(c, a)| c * a[at])
                    .sum::<f32>()
            };
            for _ in 0..stages {
                let left: [f32; 64] = std::array::from_fn(|at| patch[at] - said(&code, at));
                for (value, atom) in code.iter_mut().zip(&learned) {
                    let shared: f32 = left.iter().zip(atom).map(|(a, b)| a * b).sum();
                    let moved = *value + shared / largest;
                    *value = moved.signum() * (moved.abs() - limit).max(0.0);
                }
            }
            for at in 0..64 {
                let to = (top + at / 8) * side + left + at % 8;
                sums[to] += said(&code, at);
                counts[to] += 1.0;
            }
        }
        for tied in [false, true] {
            let solver = Stack::solver(&kin, (stages, tied), [factor, 0.0]).unwrap();
            let mut network = solver.network(kin.shape()).unwrap();
            let answer = network.forward(&input, Mode::Evaluate);
            assert_eq!(answer.data.len(), inner * inner);
            for (at, value) in answer.data.iter().enumerate() {
                let from = (at / inner + 7) * side + at % inner + 7;
                let wanted = sums[from] / counts[from];
                // Curves are straight between their knots.
                assert!(
                    (value - wanted).abs() < 5e-3,
                    "{stages} {tied} {at}: {value}, {wanted}"
                );
            }
        }
    }
}

#[test]
fn trained_diffusion_begins_as_diffusion() {
    let diffusion = Diffusion::new(4);
    let (speed, edge, side) = (0.2_f32, 0.14_f32, 12_usize);
    let picture = Image::from_fn(1, side, side, |_, y, x| 0.5 + 0.2 * ((y * x) as f32).sin());
    // The same by hand, with the law itself; beyond the border it is black.
    let mut by_hand: Vec<f32> = picture.pixels().to_vec();
    let law = |x: f32| speed * x / (1.0 + (x / edge).powi(2));
    for _ in 0..3 {
        let at = |y: usize, x: usize| match y < side && x < side {
            true => by_hand[y * side + x],
            false => 0.0,
        };
        let mut next = by_hand.clone();
        for y in 0..side {
            for x in 0..side {
                let flows = [(y, x + 1), (y + 1, x)];
                for (to_y, to_x) in flows {
                    let flow = law(at(to_y, to_x) - at(y, x));
                    next[y * side + x] += flow;
                    if to_y < side && to_x < side {
                        next[to_y * side + to_x] -= flow;
                    }
                }
            }
        }
        by_hand = next;
    }
    for tied in [false, true] {
        let solver = Stack::solver(&diffusion, (3, tied), [speed, edge]).unwrap();
        let answer = solver.clean(&diffusion, &picture).unwrap();
        let pairs = answer.pixels().iter().zip(&by_hand);
        let worst = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        // Curves are straight between their knots.
        assert!(worst < 0.02, "{tied}: {worst}");
    }
}

#[test]
fn halfway_is_halfway() {
    let kin = Diffusion::new(2);
    let [a, b] = [0.1, 0.2].map(|speed| Stack::solver(&kin, (1, false), [speed, 0.1]).unwrap());
    let between = a.towards(&b, 0.5);
    let wanted = Stack::solver(&kin, (1, false), [0.15, 0.1]).unwrap();
    for (array, wanted) in between.weights.iter().zip(&wanted.weights) {
        let pairs = array.values.iter().zip(&wanted.values);
        assert!(pairs.fold(0.0, |worst: f32, (a, b)| worst.max((a - b).abs())) < 1e-6);
    }
    assert_eq!(a.numbers(), 2 * 25 + 2 * 61);
}

#[test]
fn what_is_taught_is_better_than_what_it_began_as() {
    let lab = Unrolled {
        steps: 12,
        filters: 2,
        across: 8,
        atoms: 8,
        longest: 4,
        judged: 1,
        seeds: 1,
        ..Unrolled::default()
    };
    let tried = lab.iterations().len();
    assert_eq!(tried, 3);
    let (verdict, figures) = done(lab, Waves);
    let verdict = verdict.unwrap();
    assert_eq!(verdict.truth, Truth::Open);
    assert_eq!(verdict.numbers.len(), 3 * (tried + 2 * STAGES.len() - 1));
    assert!(
        verdict.numbers.iter().all(|(_, psnr)| *psnr > 18.0),
        "{verdict:?}"
    );
    assert!(
        figures
            .iter()
            .any(|figure| figure.title == "On the way from solver to network")
    );
}

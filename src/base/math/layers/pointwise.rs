//! Work on single numbers, cut into fixed chunks that threads share.

use rayon::prelude::*;

use crate::math::simd::wide;

/// Numbers of a chunk.
const CHUNK: usize = 1 << 14;

/// `y ← f(x)` for each number; both slices have one length.
pub fn map(x: &[f32], y: &mut [f32], f: impl Fn(f32) -> f32 + Sync) {
    let work = |(y, x): (&mut [f32], &[f32])| {
        wide(|| {
            for (y, &x) in y.iter_mut().zip(x) {
                *y = f(x);
            }
        });
    };
    if y.len() <= CHUNK {
        work((y, x));
    } else {
        y.par_chunks_mut(CHUNK)
            .zip(x.par_chunks(CHUNK))
            .for_each(work);
    }
}

/// `y ← f(a, b)` for each pair of numbers; all slices have one length.
pub fn zip(a: &[f32], b: &[f32], y: &mut [f32], f: impl Fn(f32, f32) -> f32 + Sync) {
    let work = |((y, a), b): ((&mut [f32], &[f32]), &[f32])| {
        wide(|| {
            for ((y, &a), &b) in y.iter_mut().zip(a).zip(b) {
                *y = f(a, b);
            }
        });
    };
    if y.len() <= CHUNK {
        work(((y, a), b));
    } else {
        y.par_chunks_mut(CHUNK)
            .zip(a.par_chunks(CHUNK))
            .zip(b.par_chunks(CHUNK))
            .for_each(work);
    }
}

/// `y ← y + x` for each number.
pub fn add(x: &[f32], y: &mut [f32]) {
    let work = |(y, x): (&mut [f32], &[f32])| {
        wide(|| {
            for (y, &x) in y.iter_mut().zip(x) {
                *y += x;
            }
        });
    };
    if y.len() <= CHUNK {
        work((y, x));
    } else {
        y.par_chunks_mut(CHUNK)
            .zip(x.par_chunks(CHUNK))
            .for_each(work);
    }
}

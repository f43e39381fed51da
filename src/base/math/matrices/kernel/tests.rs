use pulp::WithSimd;

use super::*;
use crate::math::random::{Purpose, Stream};

struct Compare {
    sizes: [usize; 3],
    turned: bool,
    parts: usize,
    lies: [Lies; 2],
    from: usize,
    rectify: bool,
}

impl WithSimd for Compare {
    type Output = ();

    /// Compares with the product by plain loops.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let [m, vectors, k] = self.sizes;
        let lanes = S::F32_LANES;
        let n = vectors * lanes;
        let mut random = Stream::new(3, Purpose::Data, 0);
        let mut draw = |count| -> Vec<f32> {
            std::iter::repeat_with(|| random.normal())
                .take(count)
                .collect()
        };
        let [c_lies, b_lies] = self.lies.map(|lies| match lies {
            Lies::Rows(more) => Lies::Rows(n + more),
            Lies::Strips => Lies::Strips,
        });
        let at = |lies, rows, row, place: Place, column: usize| match lies {
            Lies::Strips => place.at(rows, row, lanes) + column % lanes,
            Lies::Rows(stride) => row * stride + column,
        };
        let (a, b, start) = (draw(2 * m * k), draw(k * (n + 5)), draw(m * (n + 5) + 1));
        let part = k / self.parts;
        let (row, column) = if self.turned { (1, m) } else { (part, 1) };
        let apart = m * part + 3;
        let bias = draw(n);
        let mut c = start.clone();
        let left = if self.turned {
            Left::columns
        } else {
            Left::rows
        };
        Product {
            sizes: [m, n, k],
            c: &mut c,
            c_lies,
            a: left(&a, row.max(column)).in_parts(self.parts, apart),
            b: &b,
            b_lies,
            start: [Start::Zero, Start::Old, Start::Row(&bias)][self.from],
            rectify: self.rectify,
        }
        .run(simd);
        for (i, (vector, place)) in
            (0..m).flat_map(|i| places(vectors).enumerate().map(move |place| (i, place)))
        {
            for j in vector * lanes..(vector + 1) * lanes {
                let sum: f32 = (0..k)
                    .map(|p| {
                        a[p / part * apart + i * row + p % part * column]
                            * b[at(b_lies, k, p, place, j)]
                    })
                    .sum();
                let at = at(c_lies, m, i, place, j);
                let mut expected = sum + [0.0, start[at], bias[j]][self.from];
                if self.rectify {
                    expected = expected.max(0.0);
                }
                assert!((c[at] - expected).abs() < 1e-4, "{}, not {expected}", c[at]);
            }
        }
        assert_eq!(c.last(), start.last());
    }
}

#[test]
fn tiles_of_every_height_are_the_plain_product() {
    let mut case = 0;
    for rows in (1..30).chain([112]) {
        for vectors in 1..6 {
            for turned in [false, true] {
                for scalar in [false, true] {
                    case += 1;
                    let lies = |bit: usize| {
                        if case >> bit & 1 == 0 {
                            Lies::Strips
                        } else {
                            Lies::Rows(5)
                        }
                    };
                    let work = Compare {
                        sizes: [rows, vectors, 18],
                        turned,
                        parts: 1 + case % 3,
                        lies: [lies(2), lies(3)],
                        from: case % 3,
                        rectify: case % 5 == 0,
                    };
                    if scalar {
                        work.with_simd(pulp::Scalar);
                    } else {
                        pulp::Arch::new().dispatch(work);
                    }
                }
            }
        }
    }
}

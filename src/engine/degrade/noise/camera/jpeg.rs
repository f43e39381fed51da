//! What JPEG does to a picture: baseline transform and quantisation, without the lossless coding that follows.

crate::choices! {
    /// How finely colour is kept.
    pub enum Sampling {
        /// As finely as brightness (4:4:4).
        Full => "4:4:4", "Full colour";
        /// At half the width and height (4:2:0).
        Halved => "4:2:0", "Halved colour";
    }
}

const SIDE: usize = 8;
const AREA: usize = SIDE * SIDE;

/// The example tables of the standard, annex K: steps of quantisation at quality 50, for brightness and for colour.
const BRIGHTNESS: [u8; AREA] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const COLOUR: [u8; AREA] = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/// Turns planes (0..1; one, or red, green and blue) of `size` (height, width) into what is left of them after JPEG.
///
/// They are clipped and rounded to 8 bits, turned into brightness and colour (BT.601), colour is halved where wanted
/// (means of 2 × 2, and back by a triangle), and blocks of 8 × 8 are cosine-transformed and quantised; `quality` is on
/// libjpeg's scale, 1..100. `offset` (down, right) is where in a block the picture begins; before that, it is
/// continued. The answer is whole multiples of 1/255.
///
/// Source: ITU-T T.81 (1992), annexes A and K.
pub fn compress(
    planes: &mut [Vec<f32>],
    [height, width]: [usize; 2],
    quality: f32,
    sampling: Sampling,
    [down, right]: [usize; 2],
) {
    let unit = 2 * SIDE;
    let size = [
        (height + down).next_multiple_of(unit),
        (width + right).next_multiple_of(unit),
    ];
    // The picture on its grid of blocks, its border going on.
    let source = |y: usize, x: usize| {
        let y = y.saturating_sub(down).min(height - 1);
        let x = x.saturating_sub(right).min(width - 1);
        y * width + x
    };
    let level = |value: f32| (value.clamp(0.0, 1.0) * 255.0).round();
    let grown: Vec<Vec<f32>> = planes
        .iter()
        .map(|plane| {
            (0..size[0] * size[1])
                .map(|at| level(plane[source(at / size[1], at % size[1])]))
                .collect()
        })
        .collect();
    let answer = match grown.as_slice() {
        [red, green, blue] => colour(red, green, blue, size, quality, sampling),
        single => single
            .iter()
            .map(|plane| {
                let mut plane = plane.clone();
                quantize(&mut plane, size, &steps(&BRIGHTNESS, quality));
                plane
            })
            .collect(),
    };
    for (plane, answer) in planes.iter_mut().zip(&answer) {
        for (at, pixel) in plane.iter_mut().enumerate() {
            let from = (at / width + down) * size[1] + at % width + right;
            *pixel = answer[from].round().clamp(0.0, 255.0) / 255.0;
        }
    }
}

fn colour(
    red: &[f32],
    green: &[f32],
    blue: &[f32],
    size: [usize; 2],
    quality: f32,
    sampling: Sampling,
) -> Vec<Vec<f32>> {
    let mix = |weights: [f32; 3], shift: f32| -> Vec<f32> {
        let pixels = red.iter().zip(green).zip(blue);
        pixels
            .map(|((r, g), b)| (weights[0] * r + weights[1] * g + weights[2] * b + shift).round())
            .collect()
    };
    let mut bright = mix([0.299, 0.587, 0.114], 0.0);
    let mut chroma = [
        mix([-0.168_736, -0.331_264, 0.5], 128.0),
        mix([0.5, -0.418_688, -0.081_312], 128.0),
    ];
    quantize(&mut bright, size, &steps(&BRIGHTNESS, quality));
    let table = steps(&COLOUR, quality);
    for plane in &mut chroma {
        match sampling {
            Sampling::Full => quantize(plane, size, &table),
            Sampling::Halved => {
                let mut half = halved(plane, size);
                quantize(&mut half, [size[0] / 2, size[1] / 2], &table);
                *plane = doubled(&half, size);
            }
        }
    }
    let [cb, cr] = &chroma;
    let unmix = |b: f32, r: f32| -> Vec<f32> {
        let pixels = bright.iter().zip(cb).zip(cr);
        pixels
            .map(|((y, cb), cr)| y + b * (cb - 128.0) + r * (cr - 128.0))
            .collect()
    };
    vec![
        unmix(0.0, 1.402),
        unmix(-0.344_136, -0.714_136),
        unmix(1.772, 0.0),
    ]
}

/// The steps of a table at a quality, as libjpeg scales them.
fn steps(table: &[u8; AREA], quality: f32) -> [f32; AREA] {
    let quality = quality.round().clamp(1.0, 100.0);
    let scale = if quality < 50.0 {
        (5000.0 / quality).floor()
    } else {
        200.0 - 2.0 * quality
    };
    table.map(|step| {
        ((f32::from(step) * scale + 50.0) / 100.0)
            .floor()
            .clamp(1.0, 255.0)
    })
}

/// Transforms, rounds to whole steps and transforms back, block by block; levels 0..255, rounded and clipped at the
/// end.
fn quantize(plane: &mut [f32], [height, width]: [usize; 2], steps: &[f32; AREA]) {
    let cosines = cosines();
    for y in (0..height).step_by(SIDE) {
        for x in (0..width).step_by(SIDE) {
            let mut block = [0.0; AREA];
            for (v, row) in block.chunks_exact_mut(SIDE).enumerate() {
                row.copy_from_slice(&plane[(y + v) * width + x..][..SIDE]);
                row.iter_mut().for_each(|value| *value -= 128.0);
            }
            let mut spectrum = both(&block, |k, x| cosines[k * SIDE + x]);
            for (value, step) in spectrum.iter_mut().zip(steps) {
                *value = (*value / step).round() * step;
            }
            let block = both(&spectrum, |x, k| cosines[k * SIDE + x]);
            for (v, row) in block.chunks_exact(SIDE).enumerate() {
                for (out, value) in plane[(y + v) * width + x..][..SIDE].iter_mut().zip(row) {
                    *out = (value + 128.0).round().clamp(0.0, 255.0);
                }
            }
        }
    }
}

/// The orthonormal cosine transform, `[k, x]`.
fn cosines() -> [f32; AREA] {
    let mut table = [0.0; AREA];
    for (at, value) in table.iter_mut().enumerate() {
        let (k, x) = ((at / SIDE) as f64, (at % SIDE) as f64);
        let norm: f64 = if at < SIDE { 0.125 } else { 0.25 };
        let angle = std::f64::consts::PI * (2.0 * x + 1.0) * k / 16.0;
        *value = (norm.sqrt() * angle.cos()) as f32;
    }
    table
}

/// `A · block · Aᵀ` for the matrix `a(row, column)`.
fn both(block: &[f32; AREA], a: impl Fn(usize, usize) -> f32) -> [f32; AREA] {
    let mut across = [0.0; AREA];
    let mut out = [0.0; AREA];
    for v in 0..SIDE {
        for k in 0..SIDE {
            for x in 0..SIDE {
                across[v * SIDE + k] += a(k, x) * block[v * SIDE + x];
            }
        }
    }
    for k in 0..SIDE {
        for v in 0..SIDE {
            let factor = a(k, v);
            for x in 0..SIDE {
                out[k * SIDE + x] += factor * across[v * SIDE + x];
            }
        }
    }
    out
}

/// Means of 2 × 2 pixels.
fn halved(plane: &[f32], [height, width]: [usize; 2]) -> Vec<f32> {
    let half = width / 2;
    (0..height / 2 * half)
        .map(|at| {
            let from = at / half * 2 * width + at % half * 2;
            let pair = |at: usize| plane[at] + plane[at + 1];
            (0.25 * (pair(from) + pair(from + width))).round()
        })
        .collect()
}

/// Twice as large: three quarters of the nearest and a quarter of the next, both ways.
fn doubled(half: &[f32], [height, width]: [usize; 2]) -> Vec<f32> {
    let (rows, columns) = (height / 2, width / 2);
    let near = |at: usize, length: usize| {
        let own = at / 2;
        let next = if at.is_multiple_of(2) {
            own.saturating_sub(1)
        } else {
            (own + 1).min(length - 1)
        };
        (own, next)
    };
    (0..height * width)
        .map(|at| {
            let (y, next_y) = near(at / width, rows);
            let (x, next_x) = near(at % width, columns);
            let across =
                |y: usize| 0.75 * half[y * columns + x] + 0.25 * half[y * columns + next_x];
            (0.75 * across(y) + 0.25 * across(next_y)).round()
        })
        .collect()
}

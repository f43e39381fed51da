//! Colour maps for numbers: a perceptual one for amounts, a diverging one centred at zero for weights.
//!
//! Both are straight paths in the OKLab colour space (Ottosson 2020, <https://bottosson.github.io/posts/oklab/>): equal
//! steps of the number are equal steps of lightness, so no edge appears that is not in the data. Lightness alone
//! already orders the colours, for eyes that do not tell the hues apart.

use std::sync::LazyLock;

const STEPS: usize = 256;

/// A map from numbers to colours.
pub struct Colormap {
    table: [[u8; 3]; STEPS],
}

// Violet-blue, teal, yellow: the hue turns by 205° while lightness changes evenly. Nothing has the ground's lightness.
static AMOUNT_DARK: LazyLock<Colormap> = LazyLock::new(|| {
    Colormap::of(|t| lch(0.17 + 0.77 * t, 0.03 + 0.12 * t.sqrt(), 300.0 - 200.0 * t))
});
static AMOUNT_LIGHT: LazyLock<Colormap> = LazyLock::new(|| {
    Colormap::of(|t| lch(0.975 - 0.70 * t, 0.015 + 0.13 * t.sqrt(), 100.0 + 195.0 * t))
});
static DIVERGING_DARK: LazyLock<Colormap> = LazyLock::new(|| diverging(0.25, 0.82));
static DIVERGING_LIGHT: LazyLock<Colormap> = LazyLock::new(|| diverging(0.975, 0.42));

/// Blue for negative, orange for positive; `middle` is the lightness of zero, `end` that of both ends.
fn diverging(middle: f32, end: f32) -> Colormap {
    Colormap::of(|t| {
        let signed = 2.0 * t - 1.0;
        let strength = signed.abs();
        let hue = if signed < 0.0 { 250.0 } else { 55.0 };
        let lightness = middle + (end - middle) * strength;
        lch(lightness, 0.135 * strength.powf(0.8), hue)
    })
}

impl Colormap {
    fn of(color: impl Fn(f32) -> [u8; 3]) -> Self {
        Self {
            table: std::array::from_fn(|step| color(step as f32 / (STEPS - 1) as f32)),
        }
    }

    /// The perceptual map for amounts: 0 is near the ground of the theme, 1 is farthest from it.
    pub fn amount(dark: bool) -> &'static Self {
        if dark { &AMOUNT_DARK } else { &AMOUNT_LIGHT }
    }

    /// The map for signed numbers: 0 = most negative (blue), 0.5 = zero (the ground of the theme), 1 = most positive
    /// (orange).
    pub fn diverging(dark: bool) -> &'static Self {
        if dark {
            &DIVERGING_DARK
        } else {
            &DIVERGING_LIGHT
        }
    }

    /// The colour of `t`, which is clamped to 0..1, as red, green and blue; NaN is grey.
    pub fn color(&self, t: f32) -> [u8; 3] {
        if t.is_nan() {
            return [128; 3];
        }
        self.table[(t.clamp(0.0, 1.0) * (STEPS - 1) as f32).round() as usize]
    }

    /// The colour of a signed `value` on a scale of `-limit..limit`; a limit of 0 shows everything as zero.
    pub fn signed(&self, value: f32, limit: f32) -> [u8; 3] {
        let share = if limit > 0.0 { value / limit } else { 0.0 };
        self.color(0.5 + 0.5 * share)
    }
}

/// An sRGB colour from OKLCh: lightness 0..1, chroma, hue in degrees. Chroma shrinks until the colour exists.
fn lch(lightness: f32, chroma: f32, hue: f32) -> [u8; 3] {
    let (sin, cos) = hue.to_radians().sin_cos();
    let mut chroma = chroma;
    loop {
        let rgb = oklab_to_linear(lightness, chroma * cos, chroma * sin);
        if chroma < 1e-3 || rgb.iter().all(|value| (-1e-3..=1.001).contains(value)) {
            return rgb.map(gamma);
        }
        chroma *= 0.96;
    }
}

fn oklab_to_linear(l: f32, a: f32, b: f32) -> [f32; 3] {
    let long = (l + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
    let medium = (l - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
    let short = (l - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
    [
        4.076_741_7 * long - 3.307_711_6 * medium + 0.230_969_94 * short,
        -1.268_438 * long + 2.609_757_4 * medium - 0.341_319_4 * short,
        -0.004_196_086_3 * long - 0.703_418_6 * medium + 1.707_614_7 * short,
    ]
}

/// Linear light to the 8-bit sRGB code.
fn gamma(linear: f32) -> u8 {
    let linear = linear.clamp(0.0, 1.0);
    let coded = if linear <= 0.003_130_8 {
        12.92 * linear
    } else {
        1.055 * linear.powf(1.0 / 2.4) - 0.055
    };
    (coded * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance of the sRGB standard.
    fn luminance([red, green, blue]: [u8; 3]) -> f32 {
        let linear = |code: u8| {
            let value = f32::from(code) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    #[test]
    fn lightness_orders_amounts() {
        for dark in [true, false] {
            let map = Colormap::amount(dark);
            for step in 1..32 {
                let [less, more] = [step - 1, step].map(|k| luminance(map.color(k as f32 / 31.0)));
                assert!((more > less) == dark, "step {step}: {less} then {more}");
            }
        }
    }

    #[test]
    fn zero_is_neutral_and_signs_differ() {
        for dark in [false, true] {
            let map = Colormap::diverging(dark);
            let zero = map.signed(0.0, 2.0);
            assert!(zero[0].abs_diff(zero[2]) < 6, "{zero:?}");
            assert_eq!(map.signed(5.0, 0.0), zero);
            let (minus, plus) = (map.signed(-2.0, 2.0), map.signed(2.0, 2.0));
            assert!(minus[2] > minus[0] && plus[0] > plus[2]);
            assert!((luminance(minus) - luminance(plus)).abs() < 0.08);
        }
    }
}

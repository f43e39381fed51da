//! Training pictures varied at random, so that few of them teach more: moved, mirrored, turned, made lighter or darker.
//! Held-out ones never are.
//!
//! What a picture's class survives is right, and nothing else: a mirrored photograph of a dog shows a dog, a mirrored 2
//! is no digit any more.

use crate::math::random::Stream;
use crate::nn::Shape;

/// How training pictures are varied.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Variety {
    /// They are moved by up to so many pixels each way; what comes in at the border is 0.
    pub shift: usize,
    /// Every second one is mirrored, left to right.
    pub mirror: bool,
    /// They are turned by up to so many degrees either way, about their middle; what comes in repeats the border.
    pub turn: f32,
    /// They are made lighter or darker by up to this share, 0..1; what leaves 0..1 is cut off.
    pub light: f32,
}

impl Variety {
    /// Writes the picture `from`, of that shape, varied at random. Who asks for no turn and no light draws no numbers
    /// for them: the other ones are the same with and without.
    pub(crate) fn vary(self, shape: Shape, from: &[f32], to: &mut [f32], random: &mut Stream) {
        let most = self.shift;
        let mut offset = || random.below(2 * most + 1) as isize - most as isize;
        let by = [(); 2].map(|()| if most > 0 { offset() } else { 0 });
        let mirrored = self.mirror && random.below(2) == 1;
        let mut around = |most: f32| (most > 0.0).then(|| most * (2.0 * random.uniform() - 1.0));
        let (turn, light) = (around(self.turn), around(self.light));
        match turn {
            Some(degrees) => turned(shape, from, to, (by, mirrored), degrees.to_radians()),
            None => moved(shape, from, to, by, mirrored),
        }
        if let Some(light) = light {
            let factor = 1.0 + light;
            to.iter_mut()
                .for_each(|value| *value = (*value * factor).clamp(0.0, 1.0));
        }
    }
}

/// Where the pixel that comes to (y, x) was; `None`: beyond the border.
fn source(shape: Shape, [y, x]: [usize; 2], by: [isize; 2], mirrored: bool) -> Option<[usize; 2]> {
    let inside = |at: usize, by: isize, size: usize| {
        at.checked_add_signed(-by).filter(|&source| source < size)
    };
    let x = if mirrored { shape.width - 1 - x } else { x };
    Some([
        inside(y, by[0], shape.height)?,
        inside(x, by[1], shape.width)?,
    ])
}

/// Moves a picture down and right and mirrors it; zeros come in at the border.
fn moved(shape: Shape, from: &[f32], to: &mut [f32], by: [isize; 2], mirrored: bool) {
    let Shape {
        channels, width, ..
    } = shape;
    for (at, pixel) in to.chunks_exact_mut(channels).enumerate() {
        match source(shape, [at / width, at % width], by, mirrored) {
            Some([y, x]) => pixel.copy_from_slice(&from[(y * width + x) * channels..][..channels]),
            None => pixel.fill(0.0),
        }
    }
}

/// The same of the picture turned by an angle, in radians, about its middle: bilinear between pixels.
fn turned(
    shape: Shape,
    from: &[f32],
    to: &mut [f32],
    (by, mirrored): ([isize; 2], bool),
    angle: f32,
) {
    let Shape {
        channels,
        height,
        width,
    } = shape;
    let (sine, cosine) = angle.sin_cos();
    let [last_y, last_x] = [height, width].map(|side| side as f32 - 1.0);
    for (at, pixel) in to.chunks_exact_mut(channels).enumerate() {
        let Some([y, x]) = source(shape, [at / width, at % width], by, mirrored) else {
            pixel.fill(0.0);
            continue;
        };
        let (y, x) = (y as f32 - 0.5 * last_y, x as f32 - 0.5 * last_x);
        let y_from = (cosine * y - sine * x + 0.5 * last_y).clamp(0.0, last_y);
        let x_from = (sine * y + cosine * x + 0.5 * last_x).clamp(0.0, last_x);
        let (top, left) = (y_from as usize, x_from as usize);
        let (down, right) = (y_from - top as f32, x_from - left as f32);
        let (below, beside) = ((top + 1).min(height - 1), (left + 1).min(width - 1));
        let value = |y: usize, x: usize, channel: usize| from[(y * width + x) * channels + channel];
        for (channel, value_to) in pixel.iter_mut().enumerate() {
            let line = |y| {
                let (one, other) = (value(y, left, channel), value(y, beside, channel));
                one + right * (other - one)
            };
            let (above, below) = (line(top), line(below));
            *value_to = above + down * (below - above);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::Purpose;

    #[test]
    fn moving_takes_ink_down_and_right_and_mirroring_turns_it_over() {
        let shape = Shape::new(2, 28, 20);
        let at = |y: usize, x: usize| (y * 20 + x) * 2;
        let mut from = vec![0.0; shape.size()];
        from[at(3, 4) + 1] = 1.0;
        let mut to = vec![9.0; shape.size()];
        moved(shape, &from, &mut to, [2, -1], false);
        assert_eq!(to[at(5, 3) + 1], 1.0);
        assert_eq!(to.iter().sum::<f32>(), 1.0);
        moved(shape, &from, &mut to, [0, 0], true);
        assert_eq!(to[at(3, 15) + 1], 1.0);
        assert_eq!(to.iter().sum::<f32>(), 1.0);
        moved(shape, &from, &mut to, [-4, 0], false);
        assert_eq!(to.iter().sum::<f32>(), 0.0);
    }

    #[test]
    fn a_quarter_turn_takes_each_pixel_to_its_place() {
        let shape = Shape::new(2, 5, 5);
        let from: Vec<f32> = (0..50).map(|value| value as f32 / 50.0).collect();
        let mut to = vec![9.0; 50];
        turned(
            shape,
            &from,
            &mut to,
            ([0, 0], false),
            std::f32::consts::FRAC_PI_2,
        );
        for y in 0..5 {
            for x in 0..5 {
                for channel in 0..2 {
                    // Right comes to the top: the picture turns against the clock.
                    let expected = from[((4 - x) * 5 + y) * 2 + channel];
                    let found = to[(y * 5 + x) * 2 + channel];
                    assert!(
                        (found - expected).abs() < 1e-5,
                        "{y} {x}: {found} {expected}"
                    );
                }
            }
        }
        let mut still = vec![9.0; 50];
        turned(shape, &from, &mut still, ([1, 0], true), 0.0);
        moved(shape, &from, &mut to, [1, 0], true);
        assert!(
            still
                .iter()
                .zip(&to)
                .all(|(one, other)| (one - other).abs() < 1e-6)
        );
    }

    #[test]
    fn pictures_vary_by_the_stream_alone_and_stay_pictures() {
        let shape = Shape::new(1, 8, 8);
        let from: Vec<f32> = (0..64).map(|value| value as f32 / 63.0).collect();
        let varied = |variety: Variety, stream: u64| {
            let mut to = vec![0.0; 64];
            let mut random = Stream::new(3, Purpose::Shuffle, stream);
            variety.vary(shape, &from, &mut to, &mut random);
            to
        };
        let all = Variety {
            shift: 2,
            mirror: true,
            turn: 15.0,
            light: 0.5,
        };
        assert_eq!(varied(Variety::default(), 1), from, "nothing is asked for");
        assert_eq!(varied(all, 1), varied(all, 1));
        assert_ne!(varied(all, 1), varied(all, 2));
        for stream in 0..20 {
            assert!(
                varied(all, stream)
                    .iter()
                    .all(|value| (0.0..=1.0).contains(value))
            );
        }
        let light = Variety {
            light: 0.5,
            ..Variety::default()
        };
        let to = varied(light, 4);
        let factor = to[10] / from[10];
        assert!((0.5..=1.5).contains(&factor) && factor != 1.0);
        assert!(
            to.iter()
                .zip(&from)
                .all(|(to, from)| (to - (from * factor).min(1.0)).abs() < 1e-5)
        );
    }
}

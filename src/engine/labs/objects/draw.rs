//! What is put into pictures: small things seen from above, each turned, lit and blurred as the ground is.
//!
//! A thing is a shape of length 1 along its own axis, with a tone: 1 its paint, less where it is darker.

use crate::image::Image;
use crate::math::random::Stream;

/// Subsamples a pixel and direction, over a footprint of two pixels, which blurs a thing as a lens does.
const SUBSAMPLES: usize = 5;
const FOOTPRINT: f32 = 2.0;
/// How much light a shadow takes.
const SHADE: f32 = 0.4;
/// Light leaves a place no brighter than this.
const BRIGHTEST: f32 = 0.98;

/// Something seen from above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Aeroplane,
    Boat,
    Car,
    /// What nobody looks for: a disc, a bar, a plus, a roof.
    Disc,
    Bar,
    Plus,
    Roof,
}

impl Thing {
    /// What may lie about beside targets of another kind.
    pub(super) const ALL: [Self; 7] = [
        Self::Aeroplane,
        Self::Boat,
        Self::Car,
        Self::Disc,
        Self::Bar,
        Self::Plus,
        Self::Roof,
    ];

    /// Its tone at a place, along and across its axis; `None` beside it.
    fn tone(self, along: f32, across: f32) -> Option<f32> {
        let side = across.abs();
        let within = |low: f32, high: f32| (low..=high).contains(&along);
        let (inside, dark) = match self {
            Self::Aeroplane => {
                let nose = ((0.5 - along) / 0.15).clamp(0.0, 1.0).sqrt();
                let body = within(-0.5, 0.5) && side < 0.07 * nose;
                let wing = side < 0.48 && within(-0.1 - 0.35 * side, 0.16 - 0.5 * side);
                let tail = side < 0.2 && within(-0.5 - 0.2 * side, -0.34 - 0.4 * side);
                (body || wing || tail, false)
            }
            Self::Boat => {
                let bow = 1.0 - ((along - 0.05) / 0.45).max(0.0).powi(2);
                let hull = within(-0.5, 0.5) && side < 0.17 * bow;
                (hull, side < 0.1 && within(-0.3, 0.0))
            }
            Self::Car => {
                let body = within(-0.4, 0.4) && side < 0.19;
                let glass = side < 0.16 && (within(0.08, 0.2) || within(-0.3, -0.22));
                (body, glass)
            }
            Self::Disc => (along.hypot(across) < 0.3, false),
            Self::Bar => (within(-0.5, 0.5) && side < 0.08, false),
            Self::Plus => {
                let one = along.abs() < 0.45 && side < 0.09;
                (one || (side < 0.45 && along.abs() < 0.09), false)
            }
            Self::Roof => (within(-0.35, 0.35) && side < 0.28, across > 0.0),
        };
        inside.then_some(if dark { 0.35 } else { 1.0 })
    }
}

/// How a thing lies in a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pose {
    /// Its middle: row and column, in pixels.
    pub(super) at: [f32; 2],
    /// Its direction, in radians.
    pub(super) angle: f32,
    /// Its length, in pixels.
    pub(super) length: f32,
    /// How much brighter than the ground, 0..1.
    pub(super) contrast: f32,
    /// Where its shadow falls, in pixels.
    pub(super) shadow: [f32; 2],
}

/// The share of a pixel that a thing covers, and its mean tone there.
fn covered(thing: Thing, pose: &Pose, y: f32, x: f32) -> (f32, f32) {
    let (sin, cos) = pose.angle.sin_cos();
    let (mut count, mut tone) = (0.0, 0.0);
    for sub in 0..SUBSAMPLES * SUBSAMPLES {
        let step = |at: usize| FOOTPRINT * ((at as f32 + 0.5) / SUBSAMPLES as f32 - 0.5);
        let dy = y + step(sub / SUBSAMPLES) - pose.at[0];
        let dx = x + step(sub % SUBSAMPLES) - pose.at[1];
        let along = (dx * cos + dy * sin) / pose.length;
        let across = (dy * cos - dx * sin) / pose.length;
        if let Some(own) = thing.tone(along, across) {
            count += 1.0;
            tone += own;
        }
    }
    let all = (SUBSAMPLES * SUBSAMPLES) as f32;
    (count / all, tone / f32::max(count, 1.0))
}

/// Puts a thing into a grey picture, its shadow first. What lies beyond the border is cut off.
pub(super) fn put(picture: &mut Image, thing: Thing, pose: &Pose) {
    let (_, height, width) = picture.dim();
    let reach = 0.5 * pose.length + 4.0;
    let range = |middle: f32, size: usize| {
        let from = (middle - reach).floor().max(0.0) as usize;
        let until = ((middle + reach).ceil().max(0.0) as usize).min(size);
        from.min(until)..until
    };
    let places = |middle: [f32; 2]| {
        let rows = range(middle[0], height);
        rows.flat_map(move |y| range(middle[1], width).map(move |x| (y, x)))
    };
    let (mut sum, mut count) = (0.0, 0.0);
    for (y, x) in places(pose.at) {
        sum += picture.array()[[0, y, x]];
        count += 1.0;
    }
    let ground = sum / f32::max(count, 1.0);
    let shadow = Pose {
        at: [pose.at[0] + pose.shadow[0], pose.at[1] + pose.shadow[1]],
        ..*pose
    };
    for (y, x) in places(shadow.at) {
        let (share, _) = covered(thing, &shadow, y as f32, x as f32);
        picture.array_mut()[[0, y, x]] *= 1.0 - SHADE * share;
    }
    for (y, x) in places(pose.at) {
        let (share, tone) = covered(thing, pose, y as f32, x as f32);
        let paint = (ground + pose.contrast * (2.0 * tone - 1.0)).clamp(0.02, BRIGHTEST);
        let pixel = &mut picture.array_mut()[[0, y, x]];
        *pixel += share * (paint - *pixel);
    }
}

/// A pose at a place, all else at random; `contrast` is the usual one.
pub(super) fn posed(at: [f32; 2], contrast: f32, random: &mut Stream) -> Pose {
    let mut between = |low: f32, high: f32| low + (high - low) * random.uniform();
    Pose {
        at,
        angle: between(0.0, std::f32::consts::TAU),
        length: between(16.0, 20.0),
        contrast: contrast * between(0.6, 1.4),
        shadow: [between(1.0, 2.5), between(1.0, 2.5)],
    }
}

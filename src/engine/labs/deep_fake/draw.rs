//! Faces that are drawn: who it is and what the face does are numbers, so that each person can be drawn with the
//! other's expression, which is what a swap should come to.

use crate::image::Image;
use crate::math::random::{Purpose, Stream};

/// Side of a picture.
pub(super) const SIDE: usize = 32;

/// Who it is: sizes as shares of the picture's half side, greys from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Person {
    /// Half width and half height of the face.
    face: [f32; 2],
    skin: f32,
    hair: f32,
    /// How far the hair comes down the forehead, and down the sides.
    fringe: f32,
    sides: f32,
    brow: f32,
    eyes: f32,
    nose: f32,
    mouth: f32,
    glasses: bool,
    /// How dark the beard is; 0: none.
    beard: f32,
}

/// What the face does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Pose {
    /// −1 sad to 1 happy.
    pub(super) smile: f32,
    /// How far the mouth is open, 0..1.
    pub(super) open: f32,
    /// −1 to one side, 1 to the other.
    pub(super) turn: f32,
    /// −1 up to 1 down.
    pub(super) nod: f32,
    /// Brows, −1 down to 1 up.
    pub(super) brows: f32,
    /// How far the eyes are closed, 0..1.
    pub(super) blink: f32,
}

impl Person {
    /// Two persons who do not look alike.
    pub(super) fn two(seed: u64) -> [Self; 2] {
        let mut random = Stream::new(seed, Purpose::Data, 50);
        let mut between = |low: f32, high: f32| low + (high - low) * random.uniform();
        let first = Self {
            face: [between(0.5, 0.58), between(0.68, 0.76)],
            skin: between(0.76, 0.86),
            hair: between(0.08, 0.2),
            fringe: between(0.25, 0.35),
            sides: between(0.2, 0.7),
            brow: between(0.04, 0.06),
            eyes: between(0.2, 0.24),
            nose: between(0.2, 0.28),
            mouth: between(0.22, 0.28),
            glasses: false,
            beard: 0.0,
        };
        let second = Self {
            face: [between(0.58, 0.68), between(0.7, 0.8)],
            skin: between(0.58, 0.7),
            hair: between(0.3, 0.5),
            fringe: between(0.1, 0.2),
            sides: between(0.0, 0.1),
            brow: between(0.07, 0.1),
            eyes: between(0.24, 0.3),
            nose: between(0.28, 0.36),
            mouth: between(0.26, 0.34),
            glasses: between(0.0, 1.0) < 0.5,
            beard: between(0.08, 0.2),
        };
        [first, second]
    }
}

impl Pose {
    /// Any pose.
    pub(super) fn random(random: &mut Stream) -> Self {
        let mut between = |low: f32, high: f32| low + (high - low) * random.uniform();
        Self {
            smile: between(-1.0, 1.0),
            open: between(-0.8, 1.0).max(0.0),
            turn: between(-1.0, 1.0),
            nod: between(-1.0, 1.0),
            brows: between(-1.0, 1.0),
            blink: between(-2.0, 1.0).max(0.0),
        }
    }
}

/// How much of a pixel lies inside, of a signed distance (negative inside), both in half sides.
fn inside(distance: f32) -> f32 {
    (0.5 - distance * SIDE as f32 / 2.0).clamp(0.0, 1.0)
}

/// About the distance to an ellipse.
fn ellipse([x, y]: [f32; 2], [cx, cy]: [f32; 2], [a, b]: [f32; 2]) -> f32 {
    let (u, v) = ((x - cx) / a, (y - cy) / b);
    (u.hypot(v) - 1.0) * a.min(b)
}

/// The picture of a person, `[1, SIDE, SIDE]`, 0..1.
pub(super) fn drawn(person: &Person, pose: &Pose) -> Image {
    let step = 2.0 / SIDE as f32;
    Image::from_fn(1, SIDE, SIDE, |_, row, column| {
        let x = -1.0 + (column as f32 + 0.5) * step;
        let y = -1.0 + (row as f32 + 0.5) * step;
        grey(person, pose, [x, y])
    })
}

/// The grey at a place, x to the right and y down, each from −1 to 1.
fn grey(person: &Person, pose: &Pose, [x, y]: [f32; 2]) -> f32 {
    let mut grey = 0.95;
    let mut paint = |share: f32, with: f32| grey += share.clamp(0.0, 1.0) * (with - grey);
    let [wide, high] = person.face;
    // Where the face's middle is: pictures are aligned, as such programs do first. What stands out moves farther.
    let middle = [0.02 * pose.turn, 0.1 + 0.02 * pose.nod];
    let out = [middle[0] + 0.04 * pose.turn, middle[1] + 0.02 * pose.nod];
    // Hair behind, face, shade on the side that is turned away.
    let hair = [wide + 0.12, high + 0.1];
    let behind = inside(ellipse([x, y], [middle[0], middle[1] - 0.06], hair));
    let below = inside(y - middle[1] - person.sides);
    paint(behind * below, person.hair);
    let face = inside(ellipse([x, y], middle, [wide, high]));
    let shade = 0.12 * (x - middle[0]) / wide * (0.4 + pose.turn);
    paint(face, person.skin - shade);
    let fringe =
        inside(y - (middle[1] - high + person.fringe + 0.1 * (3.0 * (x - out[0])).cos() - 0.1));
    paint(face * fringe, person.hair);
    // Beard: below the nose, not on the mouth.
    let mouth = [out[0], out[1] + 0.36];
    let chin = inside(mouth[1] - 0.16 - y);
    paint(
        face * chin,
        person.skin - person.beard * f32::from(u8::from(person.beard > 0.0)),
    );
    for side in [-1.0, 1.0] {
        let eye = [out[0] + side * 0.24, out[1] - 0.1];
        let open = 0.09 * (1.0 - 0.85 * pose.blink);
        paint(
            inside(ellipse([x, y], eye, [person.eyes / 2.0, open])),
            0.97,
        );
        let pupil = [eye[0] + 0.03 * pose.turn, eye[1] + 0.01];
        let round = inside(ellipse([x, y], pupil, [0.055, open.min(0.055)]));
        paint(round, 0.05);
        // A brow is lower towards the nose when it is drawn down.
        let brow = eye[1] - 0.2 - 0.06 * pose.brows + 0.25 * pose.brows * side * (x - eye[0]);
        let along = inside((x - eye[0]).abs() - 0.14);
        paint(
            along * inside((y - brow).abs() - person.brow / 2.0),
            person.hair.min(0.4),
        );
        if person.glasses {
            let ring = (ellipse([x, y], eye, [0.2, 0.17])).abs() - 0.02;
            paint(inside(ring), 0.15);
        }
    }
    if person.glasses {
        let bridge = inside((x - out[0]).abs() - 0.06) * inside((y - out[1] + 0.1).abs() - 0.02);
        paint(bridge, 0.15);
    }
    let tip = [out[0] + 0.05 * pose.turn, out[1] + person.nose - 0.06];
    let nose = inside(ellipse([x, y], tip, [0.07, 0.05]));
    paint(nose, person.skin - 0.22);
    // A mouth is a parabola, as thick as it is open.
    let across = (x - mouth[0]) / person.mouth;
    let bend = mouth[1] + 0.14 * pose.smile * (0.5 - across * across);
    let thick = 0.03 + 0.11 * pose.open * (1.0 - across * across).max(0.0);
    let ends = inside((x - mouth[0]).abs() - person.mouth);
    paint(ends * inside((y - bend).abs() - thick), 0.12);
    grey.clamp(0.0, 1.0)
}

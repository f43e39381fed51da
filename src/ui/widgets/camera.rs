//! Where on the screen a picture's pixels are: zoom and pan, shared by everything shown side by side.

use egui::{Pos2, Rect, Vec2, pos2, vec2};

/// Zoom steps, in screen pixels per picture pixel: from 1 on whole numbers, so that pixels stay squares of one size.
const STEPS: [f32; 18] = [
    0.0625,
    0.083_333_336,
    0.125,
    0.166_666_67,
    0.25,
    0.333_333_34,
    0.5,
    0.75,
    1.0,
    2.0,
    3.0,
    4.0,
    6.0,
    8.0,
    12.0,
    16.0,
    24.0,
    32.0,
];
/// How far a wheel or a pinch must go for one step, as a logarithm of the factor.
const STEP_LOG: f32 = 0.2;

/// What is seen of a picture. It knows nothing of the picture's size, so several pictures of one size can share it.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoomAndPan {
    /// Screen pixels per picture pixel; `None` fits the picture into the area.
    times: Option<f32>,
    /// The point of the picture in the middle of the area, 0..1.
    centre: Vec2,
    /// Wheel movement not yet worth a step, as a logarithm of the factor.
    pending: f32,
}

impl Default for ZoomAndPan {
    fn default() -> Self {
        Self {
            times: None,
            centre: Vec2::splat(0.5),
            pending: 0.0,
        }
    }
}

/// A place for a picture: the area in points, the picture's size in its pixels, and the screen's pixels per point.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// The area in points.
    pub area: Rect,
    /// Width and height of the picture in its own pixels.
    pub size: Vec2,
    /// Screen pixels per point.
    pub pixels_per_point: f32,
}

impl Frame {
    /// The zoom at which the picture just fits; from 2 on a whole number.
    fn fit(&self) -> f32 {
        let fit = (self.area.size() * self.pixels_per_point / self.size).min_elem();
        if fit >= 2.0 {
            fit.floor()
        } else {
            fit.max(1e-4)
        }
    }
}

impl ZoomAndPan {
    /// Shows the whole picture.
    pub fn fit(&mut self) {
        *self = Self::default();
    }

    /// Whether the whole picture is shown, whatever the area's size.
    pub fn fits(&self) -> bool {
        self.times.is_none()
    }

    /// Screen pixels per picture pixel.
    pub fn times(&self, frame: &Frame) -> f32 {
        self.times.unwrap_or_else(|| frame.fit())
    }

    /// Whether every picture pixel covers a whole number of screen pixels: then it is drawn as a square, else smoothly.
    pub fn sharp(&self, frame: &Frame) -> bool {
        let times = self.times(frame);
        times >= 0.999 && (times - times.round()).abs() < 1e-3
    }

    /// Where the whole picture lies, in points; its corner is on a screen pixel.
    pub fn rect(&self, frame: &Frame) -> Rect {
        let scale = self.times(frame) / frame.pixels_per_point;
        let size = frame.size * scale;
        let corner = frame.area.center() - self.centre_within(frame) * size;
        let on_pixel = |at: f32| (at * frame.pixels_per_point).round() / frame.pixels_per_point;
        Rect::from_min_size(pos2(on_pixel(corner.x), on_pixel(corner.y)), size)
    }

    /// The centre, held so that no border opens on a side while the picture hangs over on the other.
    fn centre_within(&self, frame: &Frame) -> Vec2 {
        let size = frame.size * (self.times(frame) / frame.pixels_per_point);
        let held = |centre: f32, area: f32, size: f32| {
            if size <= area {
                0.5
            } else {
                let half = 0.5 * area / size;
                centre.clamp(half, 1.0 - half)
            }
        };
        vec2(
            held(self.centre.x, frame.area.width(), size.x),
            held(self.centre.y, frame.area.height(), size.y),
        )
    }

    /// Whether the picture hangs over its area, so that dragging moves it.
    pub fn overflows(&self, frame: &Frame) -> bool {
        let size = self.rect(frame).size();
        size.x > frame.area.width() + 0.5 || size.y > frame.area.height() + 0.5
    }

    /// Moves the picture by `delta` points.
    pub fn pan(&mut self, delta: Vec2, frame: &Frame) {
        self.centre = self.centre_within(frame) - delta / self.rect(frame).size();
        self.centre = self.centre_within(frame);
    }

    /// Sets the zoom so that the picture's point under `anchor` stays there.
    pub fn zoom_to(&mut self, times: f32, anchor: Pos2, frame: &Frame) {
        let before = self.rect(frame);
        let point = (anchor - before.min) / before.size();
        self.times = (times > frame.fit().min(1.0) * 0.999 || times >= 1.0).then_some(times);
        let size = frame.size * (self.times(frame) / frame.pixels_per_point);
        self.centre = point - (anchor - frame.area.center()) / size;
        self.centre = self.centre_within(frame);
        self.pending = 0.0;
    }

    /// One step in or out about `anchor`. Going out ends at the whole picture.
    pub fn step(&mut self, inwards: bool, anchor: Pos2, frame: &Frame) {
        let now = self.times(frame);
        let fit = frame.fit();
        if inwards {
            if let Some(next) = STEPS.iter().copied().find(|step| *step > now * 1.01) {
                self.zoom_to(next, anchor, frame);
            }
        } else {
            match STEPS.iter().rev().copied().find(|step| *step < now * 0.99) {
                Some(next) if next > fit * 1.01 => self.zoom_to(next, anchor, frame),
                _ => self.fit(),
            }
        }
    }

    /// Zooms by a wheel's or a pinch's factor, in whole steps; the rest is remembered.
    pub fn zoom_by(&mut self, factor: f32, anchor: Pos2, frame: &Frame) {
        let pending = self.pending + factor.max(1e-3).ln();
        if pending.abs() < STEP_LOG {
            self.pending = pending;
            return;
        }
        self.step(pending > 0.0, anchor, frame);
        self.pending = pending - STEP_LOG.copysign(pending);
        self.pending = self.pending.clamp(-STEP_LOG, STEP_LOG);
    }

    /// The picture's pixel under `at`, if there is one.
    pub fn pixel(&self, at: Pos2, frame: &Frame) -> Option<[usize; 2]> {
        let rect = self.rect(frame);
        let point = (at - rect.min) / rect.size() * frame.size;
        let inside = point.x >= 0.0
            && point.y >= 0.0
            && point.x < frame.size.x
            && point.y < frame.size.y
            && frame.area.contains(at);
        inside.then_some([point.x as usize, point.y as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame {
            area: Rect::from_min_size(pos2(10.0, 20.0), vec2(450.0, 400.0)),
            size: vec2(384.0, 384.0),
            pixels_per_point: 1.0,
        }
    }

    #[test]
    fn fitting_fills_one_side_and_hangs_over_nowhere() {
        let (camera, frame) = (ZoomAndPan::default(), frame());
        let rect = camera.rect(&frame);
        assert!((rect.height() - 400.0).abs() < 1e-3 && rect.width() <= 450.0);
        assert!(!camera.overflows(&frame) && !camera.sharp(&frame));
    }

    #[test]
    fn zooming_keeps_the_pixel_under_the_pointer() {
        let (mut camera, frame) = (ZoomAndPan::default(), frame());
        let anchor = pos2(200.0, 170.0);
        let before = camera.pixel(anchor, &frame).unwrap();
        for _ in 0..5 {
            camera.step(true, anchor, &frame);
            assert!(camera.sharp(&frame));
            let now = camera.pixel(anchor, &frame).unwrap();
            for k in 0..2 {
                assert!(now[k].abs_diff(before[k]) <= 1, "{before:?} {now:?}");
            }
        }
        for _ in 0..5 {
            camera.step(false, anchor, &frame);
        }
        assert!(camera.fits());
    }

    #[test]
    fn panning_stops_at_the_edge() {
        let (mut camera, frame) = (ZoomAndPan::default(), frame());
        camera.zoom_to(4.0, frame.area.center(), &frame);
        camera.pan(vec2(1e5, 1e5), &frame);
        let rect = camera.rect(&frame);
        assert!((rect.min - frame.area.min).length() < 1.0, "{rect:?}");
    }

    #[test]
    fn small_wheel_movements_add_up() {
        let (mut camera, frame) = (ZoomAndPan::default(), frame());
        for _ in 0..3 {
            camera.zoom_by(1.05, frame.area.center(), &frame);
        }
        assert!(camera.fits());
        for _ in 0..3 {
            camera.zoom_by(1.05, frame.area.center(), &frame);
        }
        assert_eq!(camera.times(&frame), 2.0);
    }
}

//! Pictures on a page: side by side, as many as fit, with their captions below.

use super::super::Picture;
use super::super::drawing::{Anchor, Ink, Shape, width_of};
use super::{EDGE, LINE, Page, TEXT};

/// Width of a picture.
const WIDTH: f64 = 192.0;

impl Page {
    pub(super) fn pictures(&mut self, pictures: &[Picture]) {
        for row in pictures.chunks(3) {
            let top = self.bottom();
            let mut tallest: f64 = 0.0;
            let mut x = EDGE;
            for Picture { image, .. } in row {
                let (_, height, width) = image.dim();
                if width > 0 && height > 0 {
                    let high = WIDTH * height as f64 / width as f64;
                    self.drawing.shapes.push(Shape::Picture {
                        at: [x, top],
                        size: [WIDTH, high],
                        image: image.clone(),
                    });
                    tallest = tallest.max(high);
                }
                x += WIDTH + EDGE;
            }
            let mut lines = 1;
            for (at, Picture { caption, .. }) in row.iter().enumerate() {
                let left = EDGE + at as f64 * (WIDTH + EDGE);
                let broken = broken(caption);
                lines = lines.max(broken.len());
                for (line, text) in broken.into_iter().enumerate() {
                    let at = [left, top + tallest + 15.0 + 15.0 * line as f64];
                    self.drawing.text(at, Anchor::Start, Ink::TEXT, text);
                }
            }
            self.space(tallest + 15.0 * lines as f64 + LINE);
        }
    }
}

/// A caption in lines no wider than a picture.
fn broken(caption: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in caption.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        if !line.is_empty() && width_of(line, TEXT) + width_of(word, TEXT) > WIDTH - 6.0 {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            *line += word;
        }
    }
    lines
}

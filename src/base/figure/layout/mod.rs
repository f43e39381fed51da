//! From figures to drawings: where everything stands on the page of a file.

mod graph;
mod grid;
mod pictures;
mod plot;
mod table;

use super::drawing::{Anchor, Drawing, Ink, TEXT, width_of};
use super::{Body, Figure};

/// Width of a page.
const WIDTH: f64 = 640.0;
/// Room at the edges.
const EDGE: f64 = 16.0;
/// From one line of words to the next.
const LINE: f64 = 18.0;

impl Figure {
    /// The figure as shapes on a page as large as suits it: title, body, note. Of several frames, the last.
    pub fn drawing(&self) -> Drawing {
        let mut page = Page {
            drawing: Drawing::new(WIDTH, EDGE),
        };
        if !self.title.is_empty() {
            page.words(&self.title, Ink::TEXT, 14.0);
            page.space(6.0);
        }
        page.body(&self.body);
        if !self.note.is_empty() {
            page.space(8.0);
            page.words(&self.note, Ink::WEAK, TEXT);
        }
        page.space(EDGE);
        page.drawing
    }
}

/// A page that grows downwards.
struct Page {
    drawing: Drawing,
}

impl Page {
    /// Where the next thing begins.
    fn bottom(&self) -> f64 {
        self.drawing.height
    }

    fn space(&mut self, points: f64) {
        self.drawing.height += points;
    }

    /// Widens the page, if need be.
    fn widen(&mut self, width: f64) {
        self.drawing.width = self.drawing.width.max(width.ceil());
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::Plot(plot) => self.plot(plot),
            Body::Grid(grid) => self.grid(grid),
            Body::Pictures(pictures) => self.pictures(pictures),
            Body::Graph(graph) => self.graph(graph),
            Body::Table(table) => self.table(table),
            Body::Words(words) => {
                for text in words {
                    self.words(text, Ink::TEXT, TEXT);
                    self.space(6.0);
                }
            }
            Body::Frames(frames) => {
                if let Some(last) = frames.last() {
                    self.words(&last.name, Ink::WEAK, TEXT);
                    self.body(&last.body);
                }
            }
        }
    }

    /// A paragraph, broken between words.
    fn words(&mut self, text: &str, ink: Ink, size: f64) {
        let room = self.drawing.width - 2.0 * EDGE;
        let mut line = String::new();
        let mut lines = Vec::new();
        for word in text.split_whitespace() {
            if !line.is_empty() && width_of(&line, size) + width_of(word, size) > room {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line += word;
        }
        lines.push(line);
        for line in lines {
            let at = [EDGE, self.bottom() + size];
            self.drawing.sized_text(at, Anchor::Start, ink, size, line);
            self.space(LINE * size / TEXT);
        }
    }
}

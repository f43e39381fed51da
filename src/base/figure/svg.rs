//! Drawings as SVG: one text, no script, no outside file.

use std::fmt::Write as _;

use super::drawing::{Anchor, Drawing, Ink, Shape};
use super::{Dash, Figure, inline};

impl Figure {
    /// The figure as an SVG, as large as suits it. Of several frames, the last.
    pub fn svg(&self) -> String {
        self.drawing().svg()
    }
}

impl Drawing {
    /// The drawing as an SVG.
    pub fn svg(&self) -> String {
        let Self { width, height, .. } = self;
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} \
            {height}\" \
             font-family=\"Inter, Helvetica, Arial, sans-serif\">\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n",
            hex(Ink::GROUND)
        );
        for shape in &self.shapes {
            write_shape(&mut text, shape);
        }
        text + "</svg>\n"
    }
}

/// Writing into a text cannot fail.
fn write_shape(out: &mut String, shape: &Shape) {
    let _ = match shape {
        Shape::Rect {
            at: [x, y],
            size: [width, height],
            fill,
        } => writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{}\"{}/>",
            hex(*fill),
            covering("fill", *fill)
        ),
        Shape::Area { points, fill } => writeln!(
            out,
            "<path d=\"{}Z\" fill=\"{}\"{}/>",
            path(points),
            hex(*fill),
            covering("fill", *fill)
        ),
        Shape::Line {
            points,
            width,
            ink,
            dash,
        } => writeln!(
            out,
            "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"{}{}/>",
            path(points),
            hex(*ink),
            match dash {
                Dash::Solid | Dash::Stepped => "",
                Dash::Dashed => " stroke-dasharray=\"6 4\"",
                Dash::Dotted => " stroke-dasharray=\"1.5 3.5\"",
            },
            covering("stroke", *ink)
        ),
        Shape::Circle {
            at: [x, y],
            radius,
            fill,
            ring,
        } => writeln!(
            out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{}\" stroke=\"{}\"{}{}/>",
            hex(*fill),
            hex(*ring),
            covering("fill", *fill),
            covering("stroke", *ring)
        ),
        Shape::Text {
            at: [x, y],
            text,
            size,
            anchor,
            ink,
            turn,
        } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let turn = match turn {
                0.0 => String::new(),
                turn => format!(" transform=\"rotate({turn} {x:.1} {y:.1})\""),
            };
            writeln!(
                out,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\" \
                fill=\"{}\"{turn}>{}</text>",
                hex(*ink),
                escaped(text)
            )
        }
        Shape::Picture {
            at: [x, y],
            size: [width, height],
            image,
        } => writeln!(
            out,
            "<image x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" preserveAspectRatio=\"none\" \
             style=\"image-rendering:pixelated\" href=\"{}\"/>",
            inline::address(image)
        ),
    };
}

fn path(points: &[[f64; 2]]) -> String {
    let mut text = String::new();
    for (at, [x, y]) in points.iter().enumerate() {
        let letter = if at == 0 { 'M' } else { 'L' };
        let _ = write!(text, "{letter}{x:.1} {y:.1}");
    }
    text
}

fn hex(ink: Ink) -> String {
    let [red, green, blue] = ink.rgb;
    format!("#{red:02X}{green:02X}{blue:02X}")
}

fn covering(what: &str, ink: Ink) -> String {
    match ink.cover {
        1.0 => String::new(),
        cover => format!(" {what}-opacity=\"{cover:.2}\""),
    }
}

/// A text between tags; signs that no XML may hold are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

//! Figures as SVG: thin axes, few ticks, names at the ends of lines. One text, no script, no outside file.

#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use super::scale::Scale;
use super::{Figure, Series, inline};

/// Okabe and Ito's colours for eyes of every kind (2008), without black and yellow, which serve badly as thin lines.
const SERIES: [&str; 6] = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9",
];
const TEXT: &str = "#1F1E1B";
const WEAK: &str = "#625F58";
const LINE: &str = "#DFDCD6";
const GROUND: &str = "#F7F6F3";

impl Figure {
    /// The figure as an SVG of `width` × `height` points.
    pub fn svg(&self, width: f64, height: f64) -> String {
        let mut page = Page::new(width, height);
        match self {
            Self::Curves {
                x_label,
                y_label,
                log_y,
                series,
            } => page.plot(x_label, y_label, *log_y, series, true),
            Self::Scatter {
                x_label,
                y_label,
                series,
            } => page.plot(x_label, y_label, false, series, false),
            Self::HeatMap {
                columns,
                values,
                points,
            } => page.heat_map(*columns, values, points),
            Self::Images(pictures) => page.pictures(pictures),
            Self::Bars { y_label, bars } => page.bars(y_label, bars),
            Self::Table { columns, rows } => page.table(columns, rows),
            Self::Note(text) => page.note(text),
        }
        page.end()
    }
}

struct Page {
    text: String,
    width: f64,
    height: f64,
}

impl Page {
    fn new(width: f64, height: f64) -> Self {
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"Inter, Helvetica, Arial, sans-serif\" font-size=\"12\">\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"{GROUND}\"/>\n"
        );
        Self {
            text,
            width,
            height,
        }
    }

    fn end(self) -> String {
        self.text + "</svg>\n"
    }

    fn label(&mut self, x: f64, y: f64, anchor: &str, color: &str, text: &str) {
        let text = escaped(text);
        let _ = writeln!(
            self.text,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"{color}\">{text}</text>"
        );
    }

    fn rule(&mut self, from: [f64; 2], to: [f64; 2]) {
        let _ = writeln!(
            self.text,
            "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"{LINE}\"/>",
            from[0], from[1], to[0], to[1]
        );
    }

    /// Lines or points over two axes.
    fn plot(&mut self, x_label: &str, y_label: &str, log_y: bool, series: &[Series], joined: bool) {
        let all = || series.iter().flat_map(|series| &series.points);
        let x = Scale::over(all().map(|point| point[0]), false);
        let y = Scale::over(all().map(|point| point[1]), log_y);
        let names = series
            .iter()
            .map(|series| series.name.chars().count())
            .max();
        let right = self.width - 16.0 - 7.0 * names.unwrap_or(0) as f64;
        let (left, top, bottom) = (64.0, 34.0, self.height - 46.0);
        let across = |place: f64| left + place * (right - left);
        let up = |place: f64| bottom - place * (bottom - top);
        for (value, label) in y.ticks(5) {
            let at = up(y.place(value).unwrap_or_default());
            self.rule([left, at], [right, at]);
            self.label(left - 8.0, at + 4.0, "end", WEAK, &label);
        }
        for (value, label) in x.ticks(6) {
            let at = across(x.place(value).unwrap_or_default());
            self.label(at, bottom + 18.0, "middle", WEAK, &label);
        }
        self.label(left, 20.0, "start", TEXT, y_label);
        self.label(
            (left + right) / 2.0,
            self.height - 10.0,
            "middle",
            TEXT,
            x_label,
        );
        let mut taken: Vec<f64> = Vec::new();
        let mut named: Vec<[f64; 4]> = Vec::new();
        for (index, series) in series.iter().enumerate() {
            let color = SERIES[index % SERIES.len()];
            let places = series
                .points
                .iter()
                .filter_map(|point| Some([across(x.place(point[0])?), up(y.place(point[1])?)]));
            let places: Vec<_> = places.collect();
            if joined {
                let path: Vec<_> = places
                    .iter()
                    .map(|[x, y]| format!("{x:.1} {y:.1}"))
                    .collect();
                let _ = writeln!(
                    self.text,
                    "<path d=\"M{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.5\" stroke-linejoin=\"round\"/>",
                    if path.is_empty() {
                        "0 0".into()
                    } else {
                        path.join("L")
                    }
                );
            } else {
                let radius = if series.labels.is_empty() { 2.5 } else { 4.0 };
                for [x, y] in &places {
                    let _ = writeln!(
                        self.text,
                        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"{color}\"/>"
                    );
                }
                for (name, [x, y]) in series.labels.iter().zip(&places) {
                    self.point_name(name, [*x, *y], &mut named);
                }
            }
            // Names stand at the ends of their lines, moved apart where two ends meet.
            let mut at = places
                .last()
                .map_or(top + 14.0 * index as f64, |place| place[1]);
            while taken.iter().any(|other| (other - at).abs() < 14.0) {
                at += 14.0;
            }
            taken.push(at);
            self.label(right + 8.0, at + 4.0, "start", color, &series.name);
        }
    }

    /// The name of a point: right of it, above, below or left, wherever it covers no other name.
    fn point_name(&mut self, name: &str, [x, y]: [f64; 2], taken: &mut Vec<[f64; 4]>) {
        let wide = 6.2 * name.chars().count() as f64;
        let places = [
            (x + 7.0, y + 4.0, "start", x + 7.0),
            (x, y - 8.0, "middle", x - wide / 2.0),
            (x, y + 17.0, "middle", x - wide / 2.0),
            (x - 7.0, y + 4.0, "end", x - 7.0 - wide),
        ];
        let covers = |left: f64, base: f64, [a, b, c, d]: &[f64; 4]| {
            left < *c && left + wide > *a && base - 11.0 < *d && base > *b
        };
        let free = places
            .iter()
            .find(|(_, base, _, left)| !taken.iter().any(|other| covers(*left, *base, other)));
        let (at, base, anchor, left) = *free.unwrap_or(&places[0]);
        taken.push([left, base - 11.0, left + wide, base]);
        self.label(at, base, anchor, TEXT, name);
    }

    fn heat_map(&mut self, columns: usize, values: &[f32], points: &[Series]) {
        let columns = columns.max(1);
        let rows = values.len().div_ceil(columns).max(1);
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let (low, high) = (
            finite().fold(f32::MAX, f32::min),
            finite().fold(f32::MIN, f32::max),
        );
        let (left, top) = (16.0, 34.0);
        let side = ((self.width - 32.0) / columns as f64).min((self.height - 50.0) / rows as f64);
        self.label(
            left,
            20.0,
            "start",
            WEAK,
            &format!("dark {low} … light {high}"),
        );
        for (at, value) in values.iter().enumerate() {
            let share = if high > low {
                (value - low) / (high - low)
            } else {
                0.5
            };
            let (x, y) = (at % columns, at / columns);
            let _ = writeln!(
                self.text,
                "<rect x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\" fill=\"{}\"/>",
                left + x as f64 * side,
                top + y as f64 * side,
                side + 0.1,
                side + 0.1,
                heat(share)
            );
        }
        let last = points.len().saturating_sub(1).max(1) as f32;
        for (group, series) in points.iter().enumerate() {
            let color = heat(group as f32 / last);
            for [x, y] in &series.points {
                let _ = writeln!(
                    self.text,
                    "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"2.5\" fill=\"{color}\" stroke=\"{GROUND}\"/>",
                    left + x * side * columns as f64,
                    top + y * side * rows as f64,
                );
            }
        }
    }

    fn pictures(&mut self, pictures: &[(String, crate::image::Image)]) {
        let count = pictures.len().max(1) as f64;
        let room = (self.width - 16.0 - 16.0 * count) / count;
        for (index, (caption, image)) in pictures.iter().enumerate() {
            let (_, height, width) = image.dim();
            let scale =
                (room / width.max(1) as f64).min((self.height - 52.0) / height.max(1) as f64);
            let x = 16.0 + index as f64 * (room + 16.0);
            let (wide, high) = (width as f64 * scale, height as f64 * scale);
            let _ = writeln!(
                self.text,
                "<image x=\"{x:.1}\" y=\"16\" width=\"{wide:.1}\" height=\"{high:.1}\" style=\"image-rendering:pixelated\" href=\"{}\"/>",
                inline::address(image)
            );
            self.label(x, 16.0 + high + 18.0, "start", TEXT, caption);
        }
    }

    fn bars(&mut self, y_label: &str, bars: &[(String, f64)]) {
        let names = bars
            .iter()
            .map(|(name, _)| name.chars().count())
            .max()
            .unwrap_or(0);
        let (left, right, top) = (24.0 + 7.0 * names as f64, self.width - 72.0, 34.0);
        let x = Scale::over(bars.iter().map(|(_, amount)| *amount), false).with_zero();
        let step = ((self.height - top - 12.0) / bars.len().max(1) as f64).min(28.0);
        let across = |value: f64| left + x.place(value).unwrap_or_default() * (right - left);
        self.label(left, 20.0, "start", TEXT, y_label);
        for (index, (name, amount)) in bars.iter().enumerate() {
            let y = top + index as f64 * step;
            let (from, to) = (
                across(0.0).min(across(*amount)),
                across(0.0).max(across(*amount)),
            );
            let _ = writeln!(
                self.text,
                "<rect x=\"{from:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{}\"/>",
                y + 0.2 * step,
                to - from,
                0.6 * step,
                SERIES[0]
            );
            let middle = y + 0.5 * step + 4.0;
            self.label(left - 8.0, middle, "end", TEXT, name);
            let number = format!("{amount:.4}");
            let number = number.trim_end_matches('0').trim_end_matches('.');
            self.label(to + 6.0, middle, "start", WEAK, number);
        }
    }

    fn table(&mut self, columns: &[String], rows: &[Vec<String>]) {
        let widest = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            let heads = columns.get(column).into_iter();
            cells
                .chain(heads)
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0) as f64
        };
        let mut x = 16.0;
        for (column, head) in columns.iter().enumerate() {
            self.label(x, 24.0, "start", WEAK, head);
            for (index, row) in rows.iter().enumerate() {
                let cell = row.get(column).map_or("", String::as_str);
                self.label(x, 46.0 + 18.0 * index as f64, "start", TEXT, cell);
            }
            x += 7.5 * widest(column) + 20.0;
        }
        self.rule([16.0, 31.0], [self.width - 16.0, 31.0]);
    }

    fn note(&mut self, text: &str) {
        let letters = ((self.width - 32.0) / 6.5).max(8.0) as usize;
        let mut line = String::new();
        let mut y = 28.0;
        for word in text.split_whitespace() {
            if !line.is_empty() && line.chars().count() + word.chars().count() >= letters {
                self.label(16.0, y, "start", TEXT, &line);
                line.clear();
                y += 18.0;
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line += word;
        }
        self.label(16.0, y, "start", TEXT, &line);
    }
}

/// A grey-free ramp from dark blue over teal to a light yellow.
fn heat(share: f32) -> String {
    const STOPS: [[f32; 3]; 4] = [
        [38.0, 26.0, 82.0],
        [28.0, 104.0, 140.0],
        [74.0, 176.0, 130.0],
        [246.0, 232.0, 130.0],
    ];
    let at = if share.is_nan() {
        0.0
    } else {
        share.clamp(0.0, 1.0) * 3.0
    };
    let from = (at as usize).min(2);
    let part = at - from as f32;
    let [red, green, blue] = std::array::from_fn(|c| {
        (STOPS[from][c] + part * (STOPS[from + 1][c] - STOPS[from][c])) as u8
    });
    format!("#{red:02X}{green:02X}{blue:02X}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

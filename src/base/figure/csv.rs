//! Figures as CSV (RFC 4180, decimal point, line feeds): one header line, then one line a number or row.

use super::{Figure, Series};

impl Figure {
    /// The figure's numbers as CSV.
    ///
    /// Curves and points: `series,x,y`; bars: `name,<what>`; a heat map: one line a row, no header; pictures:
    /// `picture,channel,row,column,value`; a table as it is; a note: one line.
    pub fn csv(&self) -> String {
        match self {
            Self::Curves {
                x_label,
                y_label,
                series,
                ..
            }
            | Self::Scatter {
                x_label,
                y_label,
                series,
            } => points(x_label, y_label, series),
            Self::HeatMap {
                columns, values, ..
            } => values
                .chunks((*columns).max(1))
                .map(|row| line(row.iter().map(f32::to_string)))
                .collect(),
            Self::Images(pictures) => {
                let mut text = line(["picture", "channel", "row", "column", "value"]);
                for (caption, image) in pictures {
                    for ((c, y, x), value) in image.array().indexed_iter() {
                        let place = [c, y, x].map(|at| at.to_string());
                        let value = value.to_string();
                        text += &line(std::iter::once(caption).chain(&place).chain([&value]));
                    }
                }
                text
            }
            Self::Bars { y_label, bars } => {
                let rows = bars
                    .iter()
                    .map(|(name, amount)| line([name, &amount.to_string()]));
                line(["name", y_label]) + &rows.collect::<String>()
            }
            Self::Table { columns, rows } => {
                line(columns) + &rows.iter().map(line).collect::<String>()
            }
            Self::Note(text) => line([text]),
        }
    }
}

fn points(x_label: &str, y_label: &str, series: &[Series]) -> String {
    let mut text = line(["series", x_label, y_label]);
    for series in series {
        for [x, y] in &series.points {
            text += &line([&series.name, &x.to_string(), &y.to_string()]);
        }
    }
    text
}

fn line<T: AsRef<str>>(fields: impl IntoIterator<Item = T>) -> String {
    let fields: Vec<_> = fields.into_iter().map(|f| field(f.as_ref())).collect();
    fields.join(",") + "\n"
}

/// A field, in quotes where it would otherwise be misread.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Image;

    #[test]
    fn numbers_come_back_exactly_and_texts_are_quoted() {
        let figure = Figure::Curves {
            x_label: "step".into(),
            y_label: "PSNR, dB".into(),
            log_y: false,
            series: vec![Series {
                name: "the \"best\"".into(),
                points: vec![[1.0, 27.123_456_789_012], [2.0, 0.1]],
                ..Series::default()
            }],
        };
        assert_eq!(
            figure.csv(),
            "series,step,\"PSNR, dB\"\n\"the \"\"best\"\"\",1,27.123456789012\n\"the \"\"best\"\"\",2,0.1\n"
        );
    }

    #[test]
    fn grids_and_pictures_keep_their_order() {
        let map = Figure::HeatMap {
            columns: 2,
            values: vec![1.0, 2.5, -3.0, 4.0],
            points: Vec::new(),
        };
        assert_eq!(map.csv(), "1,2.5\n-3,4\n");
        let image = Image::from_fn(1, 1, 2, |_, _, x| x as f32 / 2.0);
        let pictures = Figure::Images(vec![("a".into(), image)]);
        assert_eq!(
            pictures.csv(),
            "picture,channel,row,column,value\na,0,0,0,0\na,0,0,1,0.5\n"
        );
    }
}

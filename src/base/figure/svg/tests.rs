//! Tests of figures as SVG.

use super::*;
use crate::image::Image;

fn figures() -> Vec<Figure> {
    let series = vec![
        Series {
            name: "a < b & c".into(),
            points: vec![[0.0, 1.0], [10.0, 0.1], [20.0, f64::NAN]],
            ..Series::default()
        },
        Series {
            name: "empty".into(),
            points: Vec::new(),
            ..Series::default()
        },
    ];
    vec![
        Figure::Curves {
            x_label: "step".into(),
            y_label: "loss".into(),
            log_y: true,
            series: series.clone(),
        },
        Figure::Scatter {
            x_label: "x".into(),
            y_label: "y".into(),
            series: series.clone(),
        },
        Figure::HeatMap {
            columns: 2,
            values: vec![0.0, 1.0, f32::NAN],
            points: series,
        },
        Figure::Images(vec![
            ("grey".into(), Image::zeros(1, 3, 4)),
            ("none".into(), Image::zeros(3, 0, 0)),
        ]),
        Figure::Bars {
            y_label: "dB".into(),
            bars: vec![("up".into(), 2.0), ("down".into(), -1.0)],
        },
        Figure::Table {
            columns: vec!["a".into(), "b".into()],
            rows: vec![vec!["1".into()]],
        },
        Figure::Note("some words ".repeat(40)),
    ]
}

/// Tags open and close in pairs, and no text breaks out of its element.
#[test]
fn every_figure_is_well_formed() {
    for figure in figures() {
        let text = figure.svg(640.0, 400.0);
        assert!(
            !text.contains("NaN") || matches!(figure, Figure::HeatMap { .. }),
            "{text}"
        );
        let mut open = Vec::new();
        for tag in text.split('<').skip(1) {
            let (tag, _) = tag.split_once('>').unwrap();
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name));
            } else if !tag.ends_with('/') {
                open.push(tag.split(' ').next().unwrap());
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }
}

#[test]
fn a_logarithmic_axis_puts_a_tenth_half_way() {
    let points = vec![[0.0, 1.0], [1.0, 0.1], [2.0, 0.01]];
    let figure = Figure::Curves {
        x_label: String::new(),
        y_label: String::new(),
        log_y: true,
        series: vec![Series {
            name: String::new(),
            points,
            ..Series::default()
        }],
    };
    let text = figure.svg(600.0, 400.0);
    let path = text
        .lines()
        .find(|line| line.contains("stroke-width"))
        .unwrap();
    let numbers = path.split('"').nth(1).unwrap().replace(['M', 'L'], " ");
    let numbers: Vec<f64> = numbers
        .split_whitespace()
        .map(|n| n.parse().unwrap())
        .collect();
    let heights = [numbers[1], numbers[3], numbers[5]];
    assert!(
        (heights[0] + heights[2] - 2.0 * heights[1]).abs() < 0.3,
        "{heights:?}"
    );
    assert!(heights[0] < heights[2]);
}

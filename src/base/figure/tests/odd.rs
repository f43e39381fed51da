//! Figures of every kind with odd numbers in them: none, infinite, negative on a logarithmic axis, one, all the same.

use super::super::*;

const ODD: [f64; 4] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0];

fn axis() -> Axis {
    Axis::new("a < b & c").unit("dB")
}

/// Every kind of body, with odd numbers in it.
pub(super) fn figures() -> Vec<Figure> {
    let odd: Vec<_> = ODD
        .iter()
        .enumerate()
        .map(|(x, y)| [x as f64, *y])
        .collect();
    let mut with_some = odd.clone();
    with_some.extend([[4.0, 0.5], [5.0, 1e300], [6.0, 1e-300]]);
    let marks = |points: &[[f64; 2]]| {
        let named = Point {
            label: "a point".into(),
            at: points.first().copied().unwrap_or_default(),
            ..Point::default()
        };
        let bands = points.iter().map(|[x, y]| [*x, y - 1.0, *y]);
        vec![
            Mark::band("band", Role::Reference, bands.collect()),
            Mark::line("line", Role::Training, points.to_vec()),
            Mark::line("gaps", Role::Validation, points.to_vec()).dash(Dash::Dashed),
            Mark::line("dots", Role::Network, points.to_vec()).dash(Dash::Dotted),
            Mark::line("steps", Role::Reference, points.to_vec())
                .dash(Dash::Stepped)
                .faint(),
            Mark::points("points", Role::Series(7), points.to_vec()),
            Mark::new("named", Role::Patches, Marking::Points(vec![named])),
            Mark::new("bars", Role::Series(0), Marking::Bars(points.to_vec())),
            Mark::level(
                "level",
                Role::Noisy,
                points.first().map_or(f64::NAN, |point| point[1]),
            ),
            Mark::new("", Role::Chosen, Marking::Moment { x: 1.0, held: true }),
        ]
    };
    let mut all = Vec::new();
    for points in [
        &odd[..],
        &with_some,
        &[],
        &[[1.0, 2.0]],
        &[[0.0, 3.0], [1.0, 3.0]],
    ] {
        for log in [false, true] {
            let marks = marks(points);
            all.push(Figure::plot("odd", axis().log(log), axis().log(log), marks));
        }
    }
    let grid = |columns, values: &[f32]| Grid {
        columns,
        values: values.to_vec(),
        ..Grid::default()
    };
    for shade in [
        Shade::Fitting,
        Shade::Amount(1.0, 1.0),
        Shade::Signed(0.0),
        Shade::RowShares,
    ] {
        let values = [0.0, -1.0, f32::NAN, f32::INFINITY];
        all.push(Figure::grid(
            "odd",
            Grid {
                shade,
                ..grid(2, &values)
            },
        ));
    }
    all.push(Figure::grid("none", grid(0, &[])));
    let named = Grid {
        across: Places::Names {
            what: "taken for".into(),
            names: vec!["a".into()],
        },
        down: Places::Range {
            what: "weight".into(),
            ends: [1.0, -1.0],
        },
        groups: vec![Group {
            name: "g".into(),
            points: vec![[0.5, 0.5]],
        }],
        ..grid(2, &[1.0; 4])
    };
    all.push(Figure::grid("named", named));
    all.push(Figure::pictures(
        "pictures",
        [
            ("grey".into(), Image::zeros(1, 3, 4)),
            ("none".into(), Image::zeros(3, 0, 0)),
        ],
    ));
    let mut graph = Graph::layers(&[vec!["x".into(), "y".into()], vec!["z".into()]]);
    graph.nodes[0].value = Some(f64::NAN);
    graph.edges = vec![
        Edge {
            from: 0,
            to: 2,
            weight: -1.0,
        },
        Edge {
            from: 1,
            to: 9,
            weight: f64::NAN,
        },
        Edge {
            from: 1,
            to: 2,
            weight: f64::INFINITY,
        },
    ];
    all.push(Figure::graph("graph", graph));
    let rows = [vec![Cell::from("1"), Cell::from(f64::NAN)], vec![]];
    all.push(Figure::table(
        "table",
        [
            Column::new("a"),
            Column::of("b", "dB", Numbers::Decimals(2)),
        ],
        rows,
    ));
    all.push(Figure::bars(
        "bars",
        axis(),
        [("up".into(), 2.0), ("a long name of a bar".into(), -1.0)],
    ));
    all.push(
        Figure::words("words", "some words ".repeat(40))
            .note("a note \u{0} with a sign that no file may hold"),
    );
    let frames = all.iter().take(2).map(|figure| Frame {
        name: "step 1".into(),
        body: figure.body.clone(),
    });
    all.push(Figure::new("frames", Body::Frames(frames.collect())));
    all
}

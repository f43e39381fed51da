//! Tests of figures: what odd numbers become in every kind of file.

mod odd;

use super::*;
use odd::figures;

#[test]
fn odd_numbers_have_no_place_on_the_page() {
    for figure in figures() {
        let drawing = figure.drawing();
        assert!(
            drawing.width.is_finite() && drawing.height < 2000.0,
            "{figure:?}"
        );
        let inside = |[x, y]: [f64; 2]| {
            let inside = (-1.0..=drawing.width + 1.0).contains(&x)
                && (-1.0..=drawing.height + 1.0).contains(&y);
            assert!(
                inside,
                "{x} {y} of {} {}: {figure:?}",
                drawing.width, drawing.height
            );
        };
        for shape in &drawing.shapes {
            match shape {
                Shape::Rect { at, size, .. } | Shape::Picture { at, size, .. } => {
                    inside(*at);
                    inside([at[0] + size[0], at[1] + size[1]]);
                }
                Shape::Area { points, .. } | Shape::Line { points, .. } => {
                    points.iter().copied().for_each(inside);
                }
                Shape::Circle { at, .. } | Shape::Text { at, .. } => inside(*at),
            }
        }
    }
}

/// Tags open and close in pairs, and no text breaks out of its element.
#[test]
fn every_drawing_is_a_well_formed_svg() {
    for figure in figures() {
        let text = figure.svg();
        assert!(!text.contains('\u{0}'));
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

/// The places of the lines of a drawing that are drawn like curves.
fn curves(figure: &Figure) -> Vec<Vec<[f64; 2]>> {
    let shapes = figure.drawing().shapes.into_iter();
    let curve = |shape| match shape {
        Shape::Line {
            points,
            width: 1.75,
            ..
        } => Some(points),
        _ => None,
    };
    shapes.filter_map(curve).collect()
}

#[test]
fn a_logarithmic_axis_puts_a_tenth_half_way_and_leaves_out_what_has_no_logarithm() {
    let points = vec![
        [1.0, 1.0],
        [10.0, 0.1],
        [100.0, 0.01],
        [1000.0, -3.0],
        [0.0, 1.0],
    ];
    let line = Mark::line("", Role::Network, points);
    let figure = Figure::plot(
        "",
        Axis::default().log(true),
        Axis::default().log(true),
        [line],
    );
    let curves = curves(&figure);
    let [places] = &curves[..] else {
        panic!("{curves:?}")
    };
    assert_eq!(places.len(), 3);
    for at in [0, 1] {
        let middle = 0.5 * (places[0][at] + places[2][at]);
        assert!((places[1][at] - middle).abs() < 1e-6, "{places:?}");
    }
    assert!(places[0][1] < places[2][1], "larger values stand higher");
}

#[test]
fn a_gap_in_a_line_stays_a_gap() {
    let y = [1.0, 2.0, f64::NAN, 2.0, 1.0];
    let points = y.iter().enumerate().map(|(x, y)| [x as f64, *y]);
    let line = Mark::line("", Role::Network, points.collect());
    let figure = Figure::plot("", Axis::default(), Axis::default(), [line]);
    assert_eq!(
        curves(&figure).iter().map(Vec::len).collect::<Vec<_>>(),
        [2, 2]
    );
}

#[test]
fn numbers_come_back_exactly_and_texts_are_quoted() {
    let line = Mark::line(
        "the \"best\"",
        Role::Network,
        vec![[1.0, 27.123_456_789_012], [2.0, 0.1]],
    );
    let figure = Figure::plot("", Axis::new("step"), Axis::new("PSNR").unit("dB"), [line]);
    assert_eq!(
        figure.csv(),
        "series,step,\"PSNR, dB\"\n\"the \"\"best\"\"\",1,27.123456789012\n\"the \"\"best\"\"\",2,0.1\n"
    );
}

#[test]
fn labels_bands_and_levels_have_columns_of_their_own() {
    let point = Point {
        at: [2007.0, 30.5],
        label: "BM3D".into(),
        ..Point::default()
    };
    let marks = [
        Mark::new("patches", Role::Patches, Marking::Points(vec![point])),
        Mark::band("runs", Role::Network, vec![[1.0, 2.0, 3.0]]),
        Mark::level("best", Role::Reference, 31.0),
    ];
    let figure = Figure::plot("", Axis::new("year"), Axis::new("dB"), marks);
    assert_eq!(
        figure.csv(),
        "series,year,dB,label,low,high\npatches,2007,30.5,BM3D,,\nruns,1,,,2,3\nbest,,31,,,\n"
    );
}

#[test]
fn grids_and_pictures_keep_their_order() {
    let plain = Grid {
        columns: 2,
        values: vec![1.0, 2.5, -3.0, 4.0],
        ..Grid::default()
    };
    assert_eq!(Figure::grid("", plain.clone()).csv(), "1,2.5\n-3,4\n");
    let names = |what: &str| Places::Names {
        what: what.into(),
        names: vec!["cat".into(), "dog".into()],
    };
    let grid = Grid {
        down: names("is"),
        across: names("taken for"),
        ..plain
    };
    assert_eq!(grid.value(1, 0), Some(-3.0));
    assert_eq!((grid.value(0, 2), grid.value(2, 0)), (None, None));
    assert_eq!(
        Figure::grid("", grid).csv(),
        "is \\ taken for,cat,dog\ncat,1,2.5\ndog,-3,4\n"
    );
    let image = Image::from_fn(1, 1, 2, |_, _, x| x as f32 / 2.0);
    assert_eq!(
        Figure::pictures("", [("a".into(), image)]).csv(),
        "picture,channel,row,column,value\na,0,0,0,0\na,0,0,1,0.5\n"
    );
}

#[test]
fn of_a_grid_of_levels_every_number_is_written_in_its_cell() {
    let levels = |what: &str, names: [&str; 2]| Places::Levels {
        what: what.into(),
        names: names.map(str::to_owned).to_vec(),
    };
    let grid = Grid {
        columns: 2,
        values: vec![31.5, f32::NAN, 48.25, 12.0],
        down: levels("pictures", ["1000", "100"]),
        across: levels("steps", ["30", "810"]),
        ..Grid::default()
    };
    let figure = Figure::grid("Wrong", grid);
    assert_eq!(
        figure.csv(),
        "pictures \\ steps,30,810\n1000,31.5,NaN\n100,48.25,12\n"
    );
    let drawing = figure.drawing();
    let texts = drawing.shapes.iter().filter_map(|shape| match shape {
        Shape::Text { text, .. } => Some(&**text),
        _ => None,
    });
    let texts: Vec<_> = texts.collect();
    for text in ["31.5", "48.25", "12", "1000", "100", "30", "810"] {
        assert!(texts.contains(&text), "{text}: {texts:?}");
    }
}

#[test]
fn frames_are_numbered_and_each_line_names_its_frame() {
    let words = |name: &str, text: &str| Frame {
        name: name.into(),
        body: Body::Words(vec![text.into()]),
    };
    let figure = Figure::new(
        "Learning",
        Body::Frames(vec![words("step 1", "a\nb"), words("step 9", "c")]),
    );
    assert_eq!(figure.csv(), "step 1,\"a\nb\"\nstep 9,c\n");
    let frames = figure.frames();
    assert_eq!(
        frames.iter().map(Figure::file_name).collect::<Vec<_>>(),
        ["learning-1", "learning-2"]
    );
    assert_eq!(frames[1].title, "Learning: step 9");
    let single = Figure::words("Once", "only");
    assert_eq!(single.frames(), std::slice::from_ref(&single));
}

#[test]
fn a_later_figure_takes_the_place_of_the_one_with_its_id() {
    let mut all = Vec::new();
    for (id, title) in [
        ("race", "The race: 1 min"),
        ("table", "In the end"),
        ("race", "The race: 2 min"),
    ] {
        put(&mut all, Figure::words(title, "").id(id));
    }
    assert_eq!(
        all.iter().map(|one| &*one.title).collect::<Vec<_>>(),
        ["The race: 2 min", "In the end"]
    );
    assert_eq!(all[0].file_name(), "race");
    assert_eq!(
        Figure::words("The race: 1 minute", "").file_name(),
        "the-race-1-minute"
    );
}

#[test]
fn signed_grids_show_zero_as_the_ground_between_two_hues() {
    let colors = |values: &[f32], shade| {
        Grid {
            columns: values.len(),
            values: values.to_vec(),
            shade,
            ..Grid::default()
        }
        .colors(true)
    };
    let [minus, zero, plus] = colors(&[-1.0, 0.0, 1.0], Shade::Fitting)[..] else {
        panic!("three")
    };
    assert_eq!(zero, Colormap::diverging(true).color(0.5));
    assert!(minus[2] > minus[0] && plus[0] > plus[2]);
    assert_eq!(
        colors(&[0.0, 5.0], Shade::Fitting)[1],
        Colormap::amount(true).color(1.0)
    );
    assert_eq!(
        colors(&[1.0, 3.0], Shade::Amount(1.0, 5.0))[1],
        Colormap::amount(true).color(0.5)
    );
    assert_eq!(
        colors(&[1.0, 3.0], Shade::RowShares)[0],
        Colormap::amount(true).color(0.5)
    );
    assert_eq!(colors(&[], Shade::Fitting), Vec::<[u8; 3]>::new());
}

#[test]
fn numbers_are_read_with_their_units() {
    let psnr = Axis::new("PSNR").unit("dB").numbers(Numbers::Decimals(2));
    assert_eq!(
        (psnr.read(27.5), psnr.tick(27.5)),
        ("27.50\u{2009}dB".into(), "27.5".into())
    );
    let steps = Axis::default().unit("steps").numbers(Numbers::Counted);
    assert_eq!(
        (steps.read(12_000.0), steps.tick(0.5)),
        ("step 12\u{2009}000".into(), String::new())
    );
    let named = Axis {
        names: vec!["a".into(), "b".into()],
        ..Axis::default()
    };
    assert_eq!(
        (named.tick(1.0), named.tick(0.5), named.tick(-1.0)),
        ("b".into(), String::new(), String::new())
    );
    assert_eq!(
        Axis::default().numbers(Numbers::Percent).read(0.934),
        "93.4\u{2009}%"
    );
}

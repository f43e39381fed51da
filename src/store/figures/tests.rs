//! Tests of figures on the disk and as pixels.

use super::*;
use crate::figure::{Anchor, Axis, Body, Drawing, Frame, Ink, Mark, Role, Shape};
use crate::image::Image;

fn page(shapes: Vec<Shape>) -> Drawing {
    Drawing {
        width: 40.0,
        height: 20.0,
        shapes,
    }
}

fn at(pixels: &Pixels, [x, y]: [usize; 2]) -> [u8; 3] {
    let at = 4 * (y * pixels.size[0] + x);
    [pixels.rgba[at], pixels.rgba[at + 1], pixels.rgba[at + 2]]
}

#[test]
fn shapes_stand_where_the_drawing_says() {
    let image = Image::from_fn(3, 1, 2, |c, _, x| f32::from(u8::from(c == x)));
    let drawing = page(vec![
        Shape::Rect {
            at: [10.0, 5.0],
            size: [10.0, 10.0],
            fill: Role::Wrong.into(),
        },
        Shape::Picture {
            at: [20.0, 5.0],
            size: [20.0, 10.0],
            image: image.into(),
        },
        Shape::Line {
            points: vec![[0.0, 2.0], [40.0, 2.0]],
            width: 2.0,
            ink: Ink::TEXT,
            dash: crate::figure::Dash::Solid,
        },
    ]);
    let pixels = pixels(&drawing, 2.0);
    assert_eq!(pixels.size, [80, 40]);
    assert_eq!(at(&pixels, [2, 38]), Ink::GROUND.rgb);
    assert_eq!(at(&pixels, [21, 11]), Ink::from(Role::Wrong).rgb);
    assert_eq!(at(&pixels, [40, 4]), Ink::TEXT.rgb);
    // The picture's two pixels are squares.
    assert_eq!(at(&pixels, [58, 20]), [255, 0, 0]);
    assert_eq!(at(&pixels, [62, 20]), [0, 255, 0]);
}

#[test]
fn letters_are_drawn_from_their_anchor() {
    let text = |anchor| {
        page(vec![Shape::Text {
            at: [20.0, 15.0],
            text: "dB אב".into(),
            size: 12.0,
            anchor,
            ink: Ink::TEXT,
            turn: 0.0,
        }])
    };
    let inked = |drawing: &Drawing| {
        let pixels = pixels(drawing, 1.0);
        let dark = |x: &usize| (0..20).any(|y| at(&pixels, [*x, y])[0] < 120);
        let columns: Vec<usize> = (0..40).filter(dark).collect();
        (columns.first().copied(), columns.last().copied())
    };
    let (Some(first), _) = inked(&text(Anchor::Start)) else {
        panic!("nothing is drawn")
    };
    assert!((19..23).contains(&first), "{first}");
    let (_, Some(last)) = inked(&text(Anchor::End)) else {
        panic!("nothing is drawn")
    };
    assert!((17..21).contains(&last), "{last}");
}

#[test]
fn a_figure_is_written_three_times_and_frames_are_numbered() {
    let folder = tempfile::tempdir().unwrap();
    let line = Mark::line("a", Role::Network, vec![[0.0, 1.0], [1.0, 2.0]]);
    let figure = Figure::plot("Loss", Axis::default(), Axis::default(), [line]);
    write_figure(folder.path(), "loss", &figure).unwrap();
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert_eq!(read("loss.csv"), figure.csv().as_bytes());
    assert_eq!(read("loss.svg"), figure.svg().as_bytes());
    let png = image::load_from_memory(&read("loss.png"))
        .unwrap()
        .to_rgba8();
    let drawing = figure.drawing();
    let expected = pixels(&drawing, SCALE);
    assert_eq!(png.width() as usize, expected.size[0]);
    assert_eq!(png.into_raw(), expected.rgba);

    let frames = ["first", "second"].map(|name| Frame {
        name: name.into(),
        body: figure.body.clone(),
    });
    let figure = Figure::new("Frames", Body::Frames(frames.into()));
    write_figure(folder.path(), "frames", &figure).unwrap();
    let names = ["frames-1.svg", "frames-2.svg", "frames-2.png", "frames.csv"];
    for name in names {
        assert!(!read(name).is_empty());
    }
}

#[test]
fn an_ending_that_is_none_of_a_figure_is_told_with_the_cure() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("figure.pdf");
    let error = save_figure(&path, &Figure::words("", "")).unwrap_err();
    assert!(error.to_string().contains(".svg, .png or .csv"), "{error}");
    assert!(!path.exists());
}

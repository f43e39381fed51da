use super::*;

fn noise() -> Image {
    with_noise(&Image::zeros(1, 192, 192), 0.1, 1, 0)
}

/// Overlapping discs of every size from near to far (dead leaves): a world with edges, and the same at each scale.
fn leaves() -> Image {
    let mut random =
        crate::math::random::Stream::new(3, crate::math::random::Purpose::Evaluation, 0);
    let mut picture = Image::zeros(1, 192, 192);
    for _ in 0..4000 {
        let radius = 2.0 / (random.uniform() + 0.02);
        let [y, x] = [0; 2].map(|_: i32| random.uniform() * 192.0);
        let shade = random.uniform();
        for (at, pixel) in picture.pixels_mut().iter_mut().enumerate() {
            let (down, across) = ((at / 192) as f32 - y, (at % 192) as f32 - x);
            if down * down + across * across < radius * radius {
                *pixel = shade;
            }
        }
    }
    picture
}

#[test]
fn noise_has_none_of_the_five_structures() {
    let [shape, near, slope, sparse, dimension] = FIVE.each_ref().map(|one| (one.of)(&noise()).0);
    assert!((shape - 2.0).abs() < 0.1, "{shape}");
    assert!(near > 0.8, "{near}");
    assert!((slope + 1.0).abs() < 0.1, "{slope}");
    // The largest 5 % of normal numbers hold 28 % of the energy.
    assert!((sparse - 0.28).abs() < 0.02, "{sparse}");
    assert!(dimension > 55.0, "{dimension}");
}

#[test]
fn a_world_of_edges_has_all_five() {
    let [shape, near, slope, sparse, dimension] = FIVE.each_ref().map(|one| (one.of)(&leaves()).0);
    assert!(shape < 1.0, "{shape}");
    assert!(near < 0.6, "{near}");
    assert!(slope > -0.4, "{slope}");
    assert!(sparse > 0.6, "{sparse}");
    assert!(dimension < 20.0, "{dimension}");
}

#[test]
fn the_likes_of_a_patch_begin_with_itself() {
    let map = similarity::map(&leaves(), 90, 70);
    assert!((map.array()[[0, 90, 70]] - 1.0).abs() < 1e-6);
    assert!(map.pixels().iter().all(|value| (0.0..=1.0).contains(value)));
    for (height, width) in [(1, 1), (3, 200), (40, 9)] {
        let small = Image::zeros(1, height, width);
        assert_eq!(similarity::map(&small, 0, 500).dim(), (1, height, width));
        for structure in &FIVE {
            assert!((structure.of)(&small).0.is_finite(), "{}", structure.name);
        }
    }
}

#[test]
fn learned_atoms_hold_more_than_cosines_of_a_world_of_edges_and_no_more_of_noise() {
    let share = |picture: &Image| {
        let curves = sparsity::dictionaries("", picture, &Watch::default()).unwrap();
        curves.map(|(_, points)| {
            assert!(points[0][1].abs() < 1e-6);
            assert!(points.windows(2).all(|two| two[0][1] <= two[1][1] + 1e-6));
            points[4][1]
        })
    };
    let [cosines, learned] = share(&leaves());
    assert!(
        learned > cosines + 0.05 && cosines > 0.6,
        "{cosines} {learned}"
    );
    let [cosines, learned] = share(&noise());
    assert!(cosines < 0.4 && learned < 0.5, "{cosines} {learned}");
}

#[test]
fn a_method_has_the_colour_of_the_bench_and_two_of_one_hue_are_told_apart() {
    let [first, second] = ["wavelet-threshold", "nl-means"].map(rank);
    let all = [("a", first), ("b", second), ("c", first)]
        .map(|(name, rank)| specimen(name, Role::Method(rank), Image::zeros(1, 1, 1)));
    let lines = all.iter().map(|one| (one, vec![[0.0, 1.0]])).collect();
    let figure = curves("".into(), Axis::default(), Axis::default(), lines);
    let crate::figure::Body::Plot(plot) = figure.body else {
        panic!("no plot");
    };
    let mut looks: Vec<_> = plot
        .marks
        .iter()
        .map(|mark| {
            let crate::figure::Marking::Line { dash, .. } = &mark.marking else {
                panic!("no line");
            };
            (mark.role.slot(), *dash)
        })
        .collect();
    assert_eq!(plot.marks[0].role, Role::Method(first));
    looks.dedup();
    assert_eq!(looks.len(), 3);
    assert!(looks[0] != looks[2]);
}

#[test]
fn the_words_follow_what_is_measured() {
    let all = [CLEAN, "noisy", NOISE, "A", "B"]
        .map(|name| specimen(name, Role::Reference, Image::zeros(1, 1, 1)));
    // Two structures so far: A brings both nearer, B only the second.
    let values = [[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [0.5, 0.5], [1.5, 0.1]].map(Vec::from);
    let found = verdict(&all, &nearness(&values));
    assert_eq!(found.truth, crate::labs::Truth::Open);
    let expected = "3 of 4 numbers come nearer to the photograph's: A 2 of 2, B 1 of 2. 3 more to be measured.";
    assert_eq!(found.words, expected);
}

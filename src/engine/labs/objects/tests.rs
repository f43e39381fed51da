//! A picture in one pass, peaks, curves by hand, the filter on its own targets, and the experiment small.

use super::super::for_tests::{Waves, done};
use super::draw::{Pose, Thing, put};
use super::find::{Find, NETWORK, cut};
use super::scene::{PATCH, distance};
use super::score::hits;
use super::teach::Patches;
use super::*;
use crate::data::{EmptyShelf, Shelf};
use crate::figure::Body;
use crate::image::Image;
use crate::labs::Truth;
use crate::nn::init::Init;
use crate::nn::{Architecture, Mode, Model, Network, Shape, Tensor};

fn lab() -> Objects {
    Objects {
        scenes: 4,
        judged: 1,
        steps: 60,
        contrast: 40.0,
        seeds: 2,
        ..Objects::default()
    }
}

fn find(y: f32, x: f32, score: f32) -> Find {
    Find { at: [y, x], score }
}

#[test]
fn a_picture_in_one_pass_is_answered_as_its_patches_are() {
    let architecture = Architecture::from_text(NETWORK).unwrap();
    let small = Network::new(&architecture, Shape::new(1, PATCH, PATCH), Init::He, 5).unwrap();
    let model = Model {
        architecture: Arc::new(architecture),
        channels: 1,
        weights: Arc::new(small.weights()),
    };
    let mut random = stream(1, 1, 1);
    let mut picture = Image::zeros(1, 61, 74);
    let pixels = picture.pixels_mut().iter_mut();
    pixels.for_each(|pixel| *pixel = random.uniform());
    let map = heat(&model, &Tensor::from_image(&picture)).unwrap();
    assert_eq!((map.columns, map.values.len()), (13, 9 * 13));
    let mut network = Network::from_model(&model, PATCH, PATCH).unwrap();
    for (at, value) in map.values.iter().enumerate() {
        let patch = picture.crop(4 * (at / 13), 4 * (at % 13), PATCH, PATCH);
        let answer = network.forward(&Tensor::from_image(&patch), Mode::Evaluate);
        let [none, target] = answer.data[..] else {
            panic!("two scores")
        };
        let sure = 1.0 / (1.0 + (none - target).exp());
        assert!((sure - value).abs() < 1e-5, "{at}: {sure} {value}");
    }
}

#[test]
fn a_peak_suppresses_what_is_near_it() {
    let mut values = vec![0.0; 100];
    values[45] = 0.9;
    values[46] = 0.8;
    values[49] = 0.7;
    let map = Map {
        columns: 10,
        values,
        first: 13.0,
        step: 4.0,
    };
    let peaks = map.peaks();
    assert_eq!(peaks[..2], [find(29.0, 33.0, 0.9), find(29.0, 49.0, 0.7)]);
    assert!(peaks[2].score == 0.0);
}

#[test]
fn a_target_is_hit_once_and_average_precision_is_the_area() {
    let targets = [[10.0, 10.0], [50.0, 50.0]];
    let finds = [
        find(12.0, 10.0, 0.9),
        find(9.0, 10.0, 0.8),
        find(50.0, 55.0, 0.7),
        find(80.0, 80.0, 0.6),
    ];
    assert_eq!(hits(&finds, &targets), [Some(0), None, Some(1), None]);
    let mut curve = Curve::default();
    curve.add(&finds, &targets);
    let points: Vec<[f64; 2]> = curve.points().iter().map(|[r, p, _]| [*r, *p]).collect();
    let expected = [[0.5, 1.0], [0.5, 0.5], [1.0, 2.0 / 3.0], [1.0, 0.5]];
    assert_eq!(points, expected);
    assert!((curve.average_precision() - (0.5 + 0.5 * 2.0 / 3.0)).abs() < 1e-12);
    assert_eq!(curve.at(0.75), [0.5, 0.5]);
    assert_eq!(curve.at(0.95), [0.0, 1.0]);
}

#[test]
fn a_thing_is_brighter_than_the_ground_and_its_shadow_darker() {
    for thing in Thing::ALL {
        let mut ground = Image::from_fn(1, 40, 40, |_, _, _| 0.5);
        let pose = Pose {
            at: [20.0, 20.0],
            angle: 0.7,
            length: 18.0,
            contrast: 0.3,
            shadow: [3.0, 3.0],
        };
        put(&mut ground, thing, &pose);
        let pixels = ground.pixels();
        let high = pixels.iter().copied().fold(0.0, f32::max);
        let low = pixels.iter().copied().fold(1.0, f32::min);
        assert!(
            high > 0.7 && high <= 0.81 && low < 0.45,
            "{thing:?} {low} {high}"
        );
        assert_eq!(ground.array()[[0, 0, 0]], 0.5);
    }
}

#[test]
fn things_lie_apart_and_scenes_repeat() {
    let scenes = lab().to_learn(3, &Waves).unwrap();
    let again = lab().to_learn(3, &Waves).unwrap();
    assert_eq!(scenes.len(), 4);
    for (scene, again) in scenes.iter().zip(&again) {
        assert_eq!(scene.image, again.image);
        assert!(!scene.targets.is_empty());
        for (at, one) in scene.targets.iter().enumerate() {
            let others = &scene.targets[..at];
            assert!(others.iter().all(|other| distance(*one, *other) >= 28.0));
        }
    }
    let other = lab().to_learn(4, &Waves).unwrap();
    assert_ne!(scenes[0].targets, other[0].targets);
}

#[test]
fn the_filter_fits_its_own_target_best_where_it_lies() {
    let filter = lab().filter(1, &Waves).unwrap();
    let mut ground = Image::from_fn(1, 80, 90, |_, y, x| 0.4 + 0.001 * (x + y) as f32);
    let pose = Pose {
        at: [41.0, 53.0],
        angle: std::f32::consts::TAU * 5.0 / 24.0,
        length: 18.0,
        contrast: 0.3,
        shadow: [1.75, 1.75],
    };
    put(&mut ground, Thing::Aeroplane, &pose);
    let map = filter.map(&ground).unwrap();
    let best = map.peaks()[0];
    assert!(distance(best.at, pose.at) <= 2.5, "{best:?}");
    assert!(best.score > 0.8 && best.score <= 1.0 + 1e-4, "{best:?}");
    // The same by hand, without convolution and running sums.
    let mut window = cut(&ground, best.at, 22).pixels().to_vec();
    let mean = window.iter().sum::<f32>() / 484.0;
    window.iter_mut().for_each(|value| *value -= mean);
    let length = window.iter().map(|value| value * value).sum::<f32>().sqrt();
    let fit = |template: &Vec<f32>| {
        let pairs = template.iter().zip(&window);
        pairs.map(|(a, b)| a * b).sum::<f32>() / length
    };
    let by_hand = filter.templates.iter().map(fit).fold(-1.0, f32::max);
    assert!((by_hand - best.score).abs() < 1e-4, "{by_hand} {best:?}");
}

#[test]
fn half_of_the_ground_gives_way_to_false_alarms() {
    let scenes = lab().to_learn(3, &Waves).unwrap();
    let mut patches = Patches::draw(&scenes, &mut stream(1, 4, 0));
    let [with, without] = patches.counts();
    assert_eq!(without, 4 * with);
    let white = Image::from_fn(1, PATCH, PATCH, |_, _, _| 1.0);
    patches.harder(vec![white.clone(); 5]);
    assert_eq!(patches.counts(), [with, without]);
    assert_eq!(patches.alike(&white), 5);
    patches.harder(vec![white.clone(); 2 * without]);
    assert_eq!(patches.alike(&white), without.div_ceil(2));
}

#[test]
fn without_photographs_it_says_so() {
    let told = done(lab(), EmptyShelf).0.unwrap_err().to_string();
    assert!(told.contains("shelf"), "{told}");
}

#[test]
fn targets_are_found_in_new_scenes_and_in_a_picture_of_a_persons_own() {
    let (verdict, figures) = done(lab(), Waves);
    let verdict = verdict.unwrap();
    assert_ne!(verdict.truth, Truth::Fails, "{}", verdict.words);
    for method in Method::ALL {
        for seed in [7, 8] {
            let name = format!("{}, seed {seed}: average precision, %", method.label());
            let own = verdict.numbers.iter().find(|(own, _)| *own == name);
            // Few things on smooth ground: chance would find a tenth.
            assert!(own.unwrap().1 > 25.0, "{own:?}");
        }
    }
    let scene = figures.iter().find(|figure| figure.id.starts_with("Finds"));
    let Body::Pictures(pictures) = &scene.unwrap().body else {
        panic!("a scene is a picture")
    };
    assert_eq!(pictures.len(), 2);
    let shown = Shown::default();
    let small = Given {
        name: "small.png".into(),
        picture: Arc::new(Image::zeros(1, 30, 200)),
    };
    let told = lab().answer(&small, &shown).unwrap();
    assert!(matches!(&told.body, Body::Words(words) if words[0].contains("80 pixels")));
    let photo = Waves.test_photos().unwrap()[0].1.clone();
    let large = Given {
        name: "large.png".into(),
        picture: Arc::new(photo),
    };
    let filter = Objects {
        by: Method::Filter,
        threshold: 50.0,
        ..lab()
    };
    let shown = Shown {
        filter: Some(filter.filter(7, &Waves).unwrap()),
        ..Shown::default()
    };
    let told = filter.answer(&large, &shown).unwrap();
    let Body::Pictures(pictures) = &told.body else {
        panic!("it is answered by pictures")
    };
    assert!(
        pictures[0].caption.starts_with("large.png: "),
        "{}",
        pictures[0].caption
    );
}

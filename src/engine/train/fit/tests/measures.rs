//! What a run is judged by: numbers in their own unit, and one measure a curve.

use super::*;
use crate::math::random::{Purpose, Stream};
use crate::train::JudgedOn;

/// A table with y = 3 a − 2 b + noise of standard deviation 0.5, and photographs larger than what is judged on the way.
struct Law;

const NOISE: f64 = 0.5;

impl Shelf for Law {
    fn training_photos(&self) -> Result<Arc<Vec<Photo>>, DataError> {
        Stripes.training_photos()
    }
    fn test_photos(&self) -> Result<Arc<Vec<(String, Image)>>, DataError> {
        // Smooth in the middle, rough at the ends.
        let picture = Image::from_fn(3, 200, 220, |_, y, x| {
            let rough = !(36..164).contains(&y) || !(46..174).contains(&x);
            if rough {
                ((x * 7 + y * 3) % 5) as f32 / 5.0
            } else {
                0.5
            }
        });
        Ok(Arc::new(vec![("large".into(), picture)]))
    }
    fn collection(&self, which: Collection) -> Result<Arc<[Labelled; 2]>, DataError> {
        EmptyShelf.collection(which)
    }
    fn folder(&self, path: &Path) -> Result<Vec<(String, Image)>, DataError> {
        EmptyShelf.folder(path)
    }
    fn layout(&self, path: &Path) -> Result<FolderLayout, DataError> {
        EmptyShelf.layout(path)
    }
    fn table(&self, _: &Path) -> Result<String, DataError> {
        let mut random = Stream::new(3, Purpose::Data, 0);
        let line = |_| {
            let [a, b] = [(); 2].map(|()| 10.0 * f64::from(random.uniform()) - 5.0);
            let y = 3.0 * a - 2.0 * b + NOISE * f64::from(random.normal()) + 40.0;
            format!("{a},{b},{y}\n")
        };
        Ok(format!("a,b,y\n{}", (0..500).map(line).collect::<String>()))
    }
}

fn trained(experiment: &Experiment) -> (KeepsAll, Summary) {
    let memory = KeepsAll::default();
    let options = Options {
        snapshot_seconds: f64::INFINITY,
        ..Options::default()
    };
    let link = Link::detached(Progress::default());
    let trained = fit(experiment, None, &Law, &options, &mut memory.clone(), &link);
    (memory, trained.unwrap().summary)
}

#[test]
fn a_known_law_is_found_up_to_its_noise_and_told_in_the_columns_unit() {
    let experiment = experiment(
        r#"
        name = "law"
        seed = 1
        [data]
        kind = "table"
        path = "law.csv"
        answer = "number"
        inputs = 2
        [task]
        kind = "regress"
        [network]
        rows = [{ layer = "dense", units = 1 }]
        [loss]
        kind = "mean-squared"
        [optimizer]
        kind = "adam"
        [schedule]
        kind = "cosine"
        [training]
        steps = 800
        batch = 32
        learning_rate = 0.02
        validate_every = 100
        validate_on = 1000
        "#,
    );
    let (memory, summary) = trained(&experiment);
    assert_eq!(summary.metric, Metric::R2);
    let (judged, measure) = (summary.validation.unwrap(), summary.measure.unwrap());
    assert_eq!((judged.examples, measure.held_out), (100, 100));
    assert_eq!(measure.name, "y");
    assert!((measure.mean - 40.0).abs() < 1.5, "{measure:?}");
    // The squares around the mean are (9 + 4) · 100 / 12 and those of the noise.
    let spread = (13.0 * 100.0 / 12.0 + NOISE * NOISE).sqrt();
    assert!((measure.naive / spread - 1.0).abs() < 0.15, "{measure:?}");
    let r2 = f64::from(judged.metric);
    let bound = 1.0 - NOISE * NOISE / (measure.naive * measure.naive);
    assert!((bound - 0.002..1.0).contains(&r2), "{r2} of {bound}");
    let error = measure.error(r2);
    assert!((0.8..1.25).contains(&(error / NOISE)), "{error}");
    // The loss is the mean square of the standardised error: both say the same.
    let by_loss = measure.deviation * f64::from(judged.loss).sqrt();
    assert!((by_loss / error - 1.0).abs() < 1e-3, "{by_loss} {error}");
    let last = memory.validations().last().copied().unwrap();
    assert_eq!(last, judged, "all rows were judged on the way");
}

#[test]
fn all_points_of_a_curve_are_of_one_measure_and_the_whole_stands_beside() {
    let mut experiment = experiment(PHOTOS);
    experiment.training.steps = 14;
    let (memory, summary) = trained(&experiment);
    let curve = memory.validations();
    let steps: Vec<u64> = curve.iter().map(|record| record.step).collect();
    assert_eq!(steps, [10, 14], "the last step is a point, too");
    let whole = summary.validation.unwrap();
    assert_eq!(summary.judged_on, JudgedOn::Pictures);
    // Middles are smooth here, whole pictures rough: a point of another measure would be a kink.
    assert!((curve[1].metric - curve[0].metric).abs() < 3.0, "{curve:?}");
    assert!(
        (whole.metric - curve[1].metric).abs() > 0.2,
        "{whole:?} {curve:?}"
    );
    let events = memory.events.lock().unwrap();
    let told = events.iter().find_map(|event| match event {
        Event::Judged(record, on) => Some((*record, *on)),
        _ => None,
    });
    assert_eq!(told, Some((whole, JudgedOn::Pictures)));
}

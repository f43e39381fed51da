//! What is told of a run: found in its folder, and one photograph cleaned anew.

use std::path::Path;
use std::sync::Arc;

use super::Report;
use crate::data::Shelf as _;
use crate::denoise::{Denoiser as _, Learned, Watch};
use crate::figure::{Axis, Body, Cell, Column, Dash, Figure, Mark, Numbers, Role, Table, grouped};
use crate::image::Image;
use crate::image::metrics::psnr_clipped;
use crate::model::{FoundModel, Meaning, bytes_of};
use crate::nn::tensor_bytes::Precision;
use crate::nn::{self, Architecture};
use crate::place;
use crate::run::RunFolder;
use crate::shelf::DiskShelf;
use crate::train::{Experiment, History, Metric};
use crate::{StoreError, when};
use lemida_engine::contest::Scene;

/// The loss's axis reaches down to so small a share of its largest.
const DEPTH: f64 = 1e-6;
/// Points of a curve.
const POINTS: usize = 120;

/// What is told of the run in the folder `run`.
///
/// # Errors
/// [`StoreError`], when it has no network yet, or a part of it is damaged.
pub fn of_run(run: &Path) -> Result<Report, StoreError> {
    let trained = RunFolder::network(run)?;
    let history = RunFolder::open(run)?.history;
    // It may be given away: where the data lie is nobody else's business.
    let experiment = place::without(&trained.experiment);
    let meaning = Meaning {
        classes: trained.classes.clone(),
        measure: trained.measure.clone(),
    };
    let weights = bytes_of(
        &experiment,
        &trained.model.weights,
        trained.steps,
        &meaning,
        Precision::Single,
    );
    let weights = weights.map_err(|error| StoreError::writing(run, &error))?;
    let (pictures, pictured) = pictures(&experiment, &trained)?;
    Ok(Report {
        title: experiment.name.clone(),
        about: about(&experiment, &trained, &history),
        pictures,
        pictured,
        figures: curves(&history),
        network: network(&experiment),
        settings: experiment.in_words(),
        experiment: experiment.to_toml(),
        weights,
    })
}

/// A score in words.
fn score(metric: Metric, value: f32) -> String {
    let value = f64::from(value);
    match metric {
        Metric::Psnr => format!("PSNR {value:.2} dB"),
        Metric::Accuracy => format!("{:.1} % right", 100.0 * value),
        Metric::R2 => format!("R² {value:.3}"),
    }
}

fn about(experiment: &Experiment, trained: &FoundModel, history: &History) -> Vec<String> {
    let numbers = trained
        .model
        .weights
        .iter()
        .map(|tensor| tensor.values.len());
    let numbers: usize = numbers.sum();
    let mut about = vec![format!(
        "{}, {} trainable numbers; {} steps on {}, to {}.",
        experiment.architecture.in_short(),
        grouped(numbers as u64),
        grouped(trained.steps),
        experiment.data.label().to_lowercase(),
        experiment.task.label().to_lowercase(),
    )];
    let metric = experiment.task.metric();
    let judged = match (&history.whole, history.validations.last()) {
        (Some((record, _)), _) => Some((record, "At its end")),
        (None, Some(record)) => Some((record, "When it was judged last")),
        _ => None,
    };
    if let Some((record, when)) = judged {
        about.push(format!(
            "{when}, after step {}: {} on {} held-out examples.",
            grouped(record.step),
            score(metric, record.metric),
            grouped(record.examples as u64)
        ));
    }
    if metric == Metric::Psnr {
        about.push(
            "PSNR is that of answers clipped to the range of pictures, no border cropped; a mean over pictures is the \
             mean of their dB."
                .into(),
        );
    }
    about.push(format!(
        "Seed {}. Written by Lemida {} on {}.",
        experiment.seed,
        env!("CARGO_PKG_VERSION"),
        when::now()
    ));
    about
}

/// Means of so many points each.
fn thin(points: impl Iterator<Item = [f64; 2]>, each: usize) -> Vec<[f64; 2]> {
    let all: Vec<[f64; 2]> = points.collect();
    let mean = |some: &[[f64; 2]]| {
        let count = some.len() as f64;
        [0, 1].map(|at| some.iter().map(|point| point[at]).sum::<f64>() / count)
    };
    all.chunks(each).map(mean).collect()
}

/// The curves of a run, none where it has done no step.
pub fn curves(history: &History) -> Vec<Figure> {
    let Some(metric) = history.metric.filter(|_| !history.steps.is_empty()) else {
        return Vec::new();
    };
    let x = || Axis::new("step").numbers(Numbers::Counted);
    let (trained, judged) = (&history.steps, &history.validations);
    let marks = |own: Vec<[f64; 2]>, other: Vec<[f64; 2]>| {
        let mut marks = vec![Mark::line("training", Role::Training, own)];
        if !other.is_empty() {
            marks.push(Mark::line("validation", Role::Validation, other).dash(Dash::Dashed));
        }
        marks
    };
    let each = trained.len().div_ceil(POINTS).max(1);
    // A step without any loss has its place at the axis' foot.
    let all = trained.iter().map(|step| f64::from(step.loss));
    let floor = DEPTH * all.filter(|loss| loss.is_finite()).fold(1e-12, f64::max);
    let at_least = |loss: f32| match f64::from(loss) {
        loss if loss < floor => floor,
        loss => loss,
    };
    let loss = marks(
        thin(
            trained
                .iter()
                .map(|step| [step.step as f64, at_least(step.loss)]),
            each,
        ),
        judged
            .iter()
            .map(|one| [one.step as f64, at_least(one.loss)])
            .collect(),
    );
    let scores = marks(
        thin(
            trained
                .iter()
                .map(|step| [step.step as f64, f64::from(step.metric)]),
            each,
        ),
        judged
            .iter()
            .map(|one| [one.step as f64, f64::from(one.metric)])
            .collect(),
    );
    let y = match metric {
        Metric::Psnr => Axis::new("PSNR").unit("dB").numbers(Numbers::Decimals(1)),
        Metric::Accuracy => Axis::new("right answers").numbers(Numbers::Percent),
        Metric::R2 => Axis::new("R²").numbers(Numbers::Decimals(2)),
    };
    // Of a long run not every step is kept.
    let apart = match trained[..] {
        [first, second, ..] => second.step - first.step,
        _ => 1,
    };
    let note = match (each, apart) {
        (1, 1) => String::new(),
        (each, 1) => format!("Training: means of {each} steps."),
        (each, apart) => format!("Training: means of {each} steps, every {apart} steps one."),
    };
    vec![
        Figure::plot("Loss", x(), Axis::new("loss").log(true), loss).note(note.clone()),
        Figure::plot("Score", x(), y, scores).note(note),
    ]
}

/// The network, row by row.
fn network(experiment: &Experiment) -> Table {
    let architecture: &Architecture = &experiment.architecture;
    let report = nn::check(architecture, experiment.data.shape());
    let text = architecture.to_text();
    let rows = text
        .lines()
        .zip(&report.rows)
        .enumerate()
        .map(|(at, (line, row))| {
            let mut cells = vec![Cell::from((at + 1) as f64), Cell::from(line)];
            match row {
                Ok(row) => {
                    let [rows, columns] = row.receptive_field;
                    cells.push(Cell::from(row.output.to_string()));
                    cells.push(Cell::from(row.parameters as f64));
                    cells.push(Cell::from(row.multiply_adds as f64));
                    cells.push(Cell::from(format!("{rows} × {columns}")));
                }
                Err(_) => cells.extend([const { Cell::Empty }; 4]),
            }
            cells
        });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let columns = [
        Column::of("row", "", Numbers::Counted),
        Column::new("what it is"),
        Column::new("answers with"),
        Column::of("weights", "", Numbers::Counted),
        Column::of("multiply-adds", "", Numbers::Counted),
        Column::new("sees"),
    ];
    match Figure::table("", columns, rows).body {
        Body::Table(table) => table,
        _ => Table::default(),
    }
}

type Named = Vec<(String, Image)>;

/// The first of the held-out photographs: noisy, cleaned, clean; nothing for a network that answers no pictures.
fn pictures(experiment: &Experiment, trained: &FoundModel) -> Result<(Named, String), StoreError> {
    if !experiment.answer().is_picture() {
        return Ok(Default::default());
    }
    let Ok(photos) = DiskShelf.test_photos() else {
        return Ok(Default::default());
    };
    let Some((name, photo)) = photos.first() else {
        return Ok(Default::default());
    };
    let clean = match experiment.data.shape().channels {
        1 => photo.gray(),
        _ => photo.clone(),
    };
    let scene = Scene::as_judged(experiment, Arc::new(clean), 0);
    let learned = Learned::new(trained.model.clone());
    let Ok(cleaned) = learned.denoise(&scene.noisy, 0.0, &Watch::default()) else {
        // One that answers pictures of another size, say.
        return Ok(Default::default());
    };
    let mut all = Vec::new();
    let caption = |what: &str, image: &Image| match &scene.clean {
        Some(clean) if clean.dim() == image.dim() => {
            format!("{what}, {:.2} dB", psnr_clipped(clean, image))
        }
        _ => what.into(),
    };
    all.push((caption("Before", &scene.noisy), (*scene.noisy).clone()));
    all.push((caption("Network", &cleaned), cleaned));
    all.extend(
        scene
            .clean
            .iter()
            .map(|clean| ("Clean".into(), (**clean).clone())),
    );
    let words = format!(
        "{name}, one of the photographs that are never learned from; spoiled as those that the network is judged on."
    );
    Ok((all, words))
}

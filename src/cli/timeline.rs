//! `lemida timeline`: the history of denoising on one photograph: a chart, a table, and every method's picture.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::Failure;
use super::method::{Sigma, methods, noise};
use super::out::{complain, line};
use crate::contest::{Answer, Scene};
use crate::data::Channels;
use crate::denoise::{DenoiseError, Denoiser, Family, Watch};
use crate::figure::{self, Axis, Figure, Mark, Marking, Numbers};
use crate::image::{Image, metrics::percent_clipped};
use crate::job::{interruptible, with_threads};
use crate::store::figures::{make_folder, save_figure};
use crate::store::picture::{open, save};
use crate::store::{StoreError, is_empty, write_text};

/// What to show the history on.
///
/// Writes `timeline.svg` and `timeline.png` (the chart), `timeline.csv` (its points), `results.csv`, and one PNG a
/// method. Answers are clipped to 0..1 and not rounded for their scores, no border is left out; seconds are on the
/// clock.
#[derive(Debug, Args)]
pub(super) struct TimelineArgs {
    /// The photograph, clean: noise is added to it.
    image: PathBuf,
    /// The photograph is noisy already: no noise is added, and PSNR is Stein's estimate.
    #[arg(long)]
    noisy: bool,
    /// Standard deviation of the noise on the 0..255 scale; 25 unless the photograph is noisy already, then auto:
    /// estimated.
    #[arg(long, value_name = "S|auto", allow_negative_numbers = true)]
    sigma: Option<Sigma>,
    /// Other noise than Gaussian to add, as `lemida list noises` has it, as in poisson:peak=30; methods are prepared
    /// for it.
    #[arg(long, value_name = "ID[:KEY=VALUE,…]", conflicts_with_all = ["noisy", "sigma"])]
    noise: Option<String>,
    /// The folder for the chart, the table and the pictures.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The methods, as `lemida list methods` names them, with commas between; or all.
    #[arg(long, value_name = "ALL|A,B", default_value = "all")]
    methods: String,
    /// Decides the noise.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Work in colour; otherwise the picture is made grey.
    #[arg(long, visible_alias = "colour")]
    color: bool,
    /// Threads; 0 = one per core. Does not change a bit of the answers.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = super::threads())]
    threads: usize,
}

/// A method's result.
struct Point {
    method: Box<dyn Denoiser>,
    answer: Answer,
}

/// The table.
const TABLE: &str = "results.csv";
/// How it begins.
const HEAD: &str = "method,year,family,sigma,psnr,ssim,estimated_psnr,seconds,threads,seed\n";

pub(super) fn run(args: &TimelineArgs) -> Result<(), Failure> {
    let methods = methods(&args.methods)?;
    let other = args.noise.as_deref().map(noise).transpose()?;
    if args.sigma == Some(Sigma::Auto) && !args.noisy {
        return Err(Failure::Use(
            "--sigma auto is for a photograph with --noisy; noise that is added needs a number, as in --sigma 25"
                .into(),
        ));
    }
    let channels = if args.color {
        Channels::Color
    } else {
        Channels::Gray
    };
    let picture = channels.of(&open(&args.image).map_err(Failure::task)?);
    make_folder(&args.out).map_err(Failure::task)?;
    if !is_empty(&args.out).map_err(Failure::task)? {
        return Err(Failure::Use(format!(
            "{} holds files, some of which might be replaced; give --out a new or empty folder",
            args.out.display()
        )));
    }
    let given = match args.sigma {
        Some(Sigma::Given(sigma)) => Some(sigma / 255.0),
        _ => None,
    };
    let picture = Arc::new(picture);
    let scene = match &other {
        _ if args.noisy => Scene::own(picture, given),
        None => Scene::white(picture, given.unwrap_or(25.0 / 255.0), args.seed, 0),
        Some(noise) => Scene::added(picture, &**noise, args.seed, 0),
    };
    // Two decimals of an estimate, all of what was given.
    let sigma = (scene.sigma * 25_500.0).round() / 100.0;
    if args.noisy && given.is_none() {
        complain(&format!("σ = {sigma} / 255 (estimated)"));
    }
    if let Some(found) = scene.found().filter(|found| !found.white()) {
        complain(&format!(
            "noise: {}; methods work on axes where it is white, and estimated scores cannot rank them",
            found.words()
        ));
    }
    let clipped = percent_clipped(&scene.noisy);
    if args.noisy && clipped >= 0.1 {
        complain(&format!(
            "{clipped:.1} % of the pixels are clipped: estimated scores are some dB too high"
        ));
    }
    let progress = interruptible();
    let watch = Watch::from(&progress);
    let mut failed = 0;
    let mut pictures = Pictures::default();
    let mut points = Vec::new();
    let mut chart = write(args, sigma, &points)?;
    pictures.write(&args.out, "noisy", &scene.noisy);
    for method in methods {
        let method = scene.prepared(method);
        let point = match measure(args, method, &scene, &mut pictures, &watch) {
            Ok(point) => point,
            // The others can be measured all the same.
            Err(Failure::Task(text)) => {
                failed += 1;
                complain(&text);
                continue;
            }
            Err(other) => return Err(other),
        };
        complain(&format!(
            "{} ({}): {}, {:.2} s",
            point.method.label(),
            point.method.year(),
            match (point.answer.scores, point.answer.estimate) {
                (Some(scores), _) => format!("{:.2} dB", scores.psnr),
                (None, Some(estimate)) => format!("about {estimate:.1} dB (estimated)"),
                (None, None) => "no score".into(),
            },
            point.answer.seconds
        ));
        points.push(point);
        // Written anew after each method: nothing is lost when the rest is interrupted.
        chart = write(args, sigma, &points)?;
    }
    let png = save_figure(&args.out.join("timeline.png"), &chart);
    pictures.note(png);
    line(format!("written to {}", args.out.display()))?;
    match (failed, pictures.lost) {
        (0, 0) => Ok(()),
        (0, lost) => Err(Failure::Task(format!(
            "{lost} of the pictures could not be written; the scores are complete"
        ))),
        _ => Err(Failure::Task(format!("{failed} of the methods failed"))),
    }
}

fn measure(
    args: &TimelineArgs,
    method: Box<dyn Denoiser>,
    scene: &Scene,
    pictures: &mut Pictures,
    watch: &Watch<'_>,
) -> Result<Point, Failure> {
    let answer = with_threads(args.threads, || scene.answer(&*method, watch))
        .map_err(Failure::Task)?
        .map_err(|error| match error {
            DenoiseError::Stopped => Failure::Stopped,
            error => Failure::Task(format!("{}: {error}", method.id())),
        })?;
    let name = format!("{}-{}", method.year(), method.id());
    pictures.write(&args.out, &name, &answer.image);
    Ok(Point { method, answer })
}

/// The pictures' files. One that cannot be written costs no score.
#[derive(Default)]
struct Pictures {
    lost: usize,
}

impl Pictures {
    fn write(&mut self, folder: &Path, name: &str, picture: &Image) {
        let shown = picture.map(|value| value.clamp(0.0, 1.0));
        self.note(save(&folder.join(format!("{name}.png")), &shown));
    }

    /// Tells of a picture that was not written.
    fn note(&mut self, written: Result<(), StoreError>) {
        if let Err(error) = written {
            self.lost += 1;
            complain(&error.to_string());
        }
    }
}

/// Writes chart and table, and returns the chart.
fn write(args: &TimelineArgs, sigma: f32, points: &[Point]) -> Result<Figure, Failure> {
    let marks = Family::ALL.iter().filter_map(|family| {
        let mut of: Vec<&Point> = points
            .iter()
            .filter(|point| point.method.family() == *family && point.answer.psnr().is_some())
            .collect();
        of.sort_by_key(|point| point.method.year());
        let place = |point: &&Point| figure::Point {
            at: [
                f64::from(point.method.year()),
                point.answer.psnr().unwrap_or(0.0),
            ],
            label: point.method.label().into(),
            ..figure::Point::default()
        };
        let points = Marking::Points(of.iter().map(place).collect());
        (!of.is_empty()).then(|| Mark::new(family.label(), family.role(), points))
    });
    let kind = if args.noisy { "estimated PSNR" } else { "PSNR" };
    let noise = args
        .noise
        .as_ref()
        .map_or(String::new(), |noise| format!("{noise}, "));
    let y = Axis::new(format!("{kind}, dB ({noise}σ = {sigma} / 255)"));
    let x = Axis::new("year").numbers(Numbers::Year);
    let chart = Figure::plot("", x, y, marks.collect::<Vec<_>>()).id("timeline");
    for ending in ["svg", "csv"] {
        let path = args.out.join(format!("timeline.{ending}"));
        save_figure(&path, &chart).map_err(Failure::task)?;
    }
    let mut text = HEAD.to_owned();
    let number = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.4}"));
    for point in points {
        text += &format!(
            "{},{},{},{sigma},{},{},{},{:.4},{},{}\n",
            point.method.id(),
            point.method.year(),
            point.method.family().id(),
            number(point.answer.scores.map(|scores| scores.psnr)),
            number(point.answer.scores.map(|scores| scores.ssim)),
            number(point.answer.estimate),
            point.answer.seconds,
            args.threads,
            args.seed
        );
    }
    write_text(&args.out.join(TABLE), &text).map_err(Failure::task)?;
    Ok(chart)
}

//! Tests of the preview with methods made for them.

mod methods;
mod photos;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::*;
use crate::degrade::noise::Gaussian;
use crate::denoise::trial::Scores;
use crate::denoise::{DenoiseError, Family, Watch};
use crate::nn::{Architecture, Model};
use crate::setting::{Kind, Value};

crate::adjustable! {
    /// A method that halves every pixel's distance from grey.
    #[derive(Clone, Debug)]
    pub struct Quick: "quick", "Quick", "For tests." {}
}

crate::adjustable! {
    /// A method that never ends by itself.
    #[derive(Clone, Debug)]
    pub struct Endless: "endless", "Endless", "For tests." {}
}

static STOPPED: AtomicUsize = AtomicUsize::new(0);

impl Denoiser for Quick {
    fn year(&self) -> u32 {
        2000
    }
    fn family(&self) -> Family {
        Family::Filtering
    }
    fn denoise(&self, noisy: &Image, _: f32, _: &Watch<'_>) -> Result<Image, DenoiseError> {
        Ok(noisy.map(|value| 0.5 + 0.5 * (value - 0.5)))
    }
}

impl Denoiser for Endless {
    fn year(&self) -> u32 {
        2001
    }
    fn family(&self) -> Family {
        Family::Patches
    }
    fn denoise(&self, noisy: &Image, _: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        if noisy.height() <= 48 {
            std::thread::sleep(Duration::from_millis(20));
            return Ok(noisy.clone());
        }
        while !watch.stopped() {
            std::thread::sleep(Duration::from_millis(1));
        }
        STOPPED.fetch_add(1, Ordering::SeqCst);
        Err(DenoiseError::Stopped)
    }
}

crate::adjustable! {
    /// A method with a fault.
    #[derive(Clone, Debug)]
    pub struct Faulty: "faulty", "Faulty", "For tests." {}
}

impl Denoiser for Faulty {
    fn year(&self) -> u32 {
        2003
    }
    fn family(&self) -> Family {
        Family::Patches
    }
    fn denoise(&self, _: &Image, _: f32, _: &Watch<'_>) -> Result<Image, DenoiseError> {
        panic!("a fault");
    }
}

static QUICK: Catalogue<dyn Denoiser> = &[crate::entry!(Quick)];

crate::adjustable! {
    /// A method whose answer is the same everywhere.
    #[derive(Clone, Debug)]
    pub struct Everywhere: "everywhere", "Everywhere", "For tests." {
        value: f32 = 0.0, Kind::float(0.0, 1e9), "Value", "", "The answer.";
    }
}

impl Denoiser for Everywhere {
    fn year(&self) -> u32 {
        2002
    }
    fn family(&self) -> Family {
        Family::Network
    }
    fn denoise(&self, noisy: &Image, _: f32, _: &Watch<'_>) -> Result<Image, DenoiseError> {
        std::thread::sleep(Duration::from_millis(30));
        Ok(noisy.map(|_| self.value))
    }
}

/// A cleaner whose answer is its step everywhere.
fn step_cleaner(snapshot: &Snapshot) -> Box<dyn Denoiser> {
    let mut method: Box<dyn Denoiser> = (crate::entry!(Everywhere).make)();
    method
        .set("value", Value::Float(snapshot.step as f64))
        .unwrap();
    method
}

fn snapshot(step: u64) -> Arc<Snapshot> {
    let model = Model {
        architecture: Arc::new(Architecture::default()),
        channels: 1,
        weights: Arc::new(Vec::new()),
    };
    Arc::new(Snapshot {
        step,
        model,
        vitals: Vec::new(),
    })
}

/// A preview and what it looks at.
struct Table {
    preview: Preview,
    contest: Contest,
    noise: Box<dyn Noise>,
    channels: usize,
    seed: u64,
    held: bool,
}

impl Table {
    fn of(noise: Box<dyn Noise>, methods: Catalogue<dyn Denoiser>) -> Self {
        let contest = Contest::default();
        let asked = Asked {
            contest: &contest,
            operator: &Nothing {},
            noise: &*noise,
            channels: 1,
            seed: 0,
            held: false,
        };
        let preview = Preview::with(asked, &(Arc::new(|| {}) as Wake), methods, step_cleaner);
        Self {
            preview,
            contest,
            noise,
            channels: 1,
            seed: 0,
            held: false,
        }
    }

    /// One frame: the newest is looked at and what was made is read.
    fn frame(&mut self) -> Vec<Word> {
        let words = self.preview.poll();
        self.preview.look(Asked {
            contest: &self.contest,
            operator: &Nothing {},
            noise: &*self.noise,
            channels: self.channels,
            seed: self.seed,
            held: self.held,
        });
        words
    }

    fn open(&mut self, path: &Path, noisy: bool) {
        let path = path.to_owned();
        self.contest.show(Photo::File { path, noisy });
        self.frame();
    }

    fn tune(&mut self, id: &str, value: f64) {
        let methods = self.preview.queue.methods;
        self.contest
            .tune_among(methods, id, "value", Value::Float(value));
        self.frame();
    }

    fn until(&mut self, what: &str, done: impl Fn(&Preview) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !done(&self.preview) {
            assert!(self.frame().is_empty());
            assert!(Instant::now() < deadline, "waiting for {what}");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

fn table(methods: Catalogue<dyn Denoiser>) -> Table {
    Table::of(Box::new(Gaussian::fixed(25.0)), methods)
}

fn entry<'a>(table: &'a Table, id: &str) -> &'a Entry {
    let entries = table.preview.entries();
    entries.iter().find(|entry| entry.id == id).unwrap()
}

fn first_pixel(table: &Table, id: &str) -> Option<f32> {
    let image = entry(table, id).image.as_ref();
    image.map(|image| image.pixels()[0])
}

fn has(id: &'static str) -> impl Fn(&Preview) -> bool {
    move |preview| {
        preview
            .entries()
            .iter()
            .any(|entry| entry.id == id && entry.tally.scores.is_some())
    }
}

fn save(folder: &Path, name: &str, image: &Image) -> PathBuf {
    let path = folder.join(name);
    crate::store::picture::save(&path, image).unwrap();
    path
}

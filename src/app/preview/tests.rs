//! Tests of the preview with methods made for them.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::*;
use crate::denoise::trial::Scores;
use crate::denoise::{DenoiseError, Family, Watch};
use crate::nn::{Architecture, Model};
use crate::noise::Gaussian;
use crate::setting::{Kind, Value};
use crate::ui::action::Tuning;

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

static FAULTY: Catalogue<dyn Denoiser> = &[crate::entry!(Faulty), crate::entry!(Quick)];
static QUICK: Catalogue<dyn Denoiser> = &[crate::entry!(Quick)];
static SLOW_FIRST: Catalogue<dyn Denoiser> = &[crate::entry!(Endless), crate::entry!(Quick)];

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

fn preview(methods: Catalogue<dyn Denoiser>) -> Preview {
    let noise = Gaussian::fixed(25.0);
    Preview::with(&noise, 1, 0, Arc::new(|| {}), methods, step_cleaner)
}

fn until(preview: &mut Preview, what: &str, done: impl Fn(&Preview) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !done(preview) {
        preview.go_on();
        assert!(preview.poll().is_empty());
        assert!(Instant::now() < deadline, "waiting for {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn entry<'a>(preview: &'a Preview, id: &str) -> &'a Entry {
    preview
        .entries()
        .iter()
        .find(|entry| entry.id == id)
        .unwrap()
}

fn has(id: &'static str) -> impl Fn(&Preview) -> bool {
    move |preview| {
        preview
            .entries()
            .iter()
            .any(|entry| entry.id == id && entry.scores.is_some())
    }
}

fn save(folder: &Path, name: &str, image: &Image) -> PathBuf {
    let path = folder.join(name);
    crate::store::picture::save(&path, image).unwrap();
    path
}

#[test]
fn results_arrive_with_scores_and_protocol() {
    let mut preview = preview(QUICK);
    until(&mut preview, "the method", has("quick"));
    let ids: Vec<_> = preview
        .entries()
        .iter()
        .map(|entry| entry.id.as_str())
        .collect();
    assert_eq!(ids, [CLEAN, NOISY, NETWORK, "quick"]);
    assert_eq!(
        preview.protocol(),
        "σ = 25 / 255 · seed 0 · unclipped · grey · no border crop"
    );
    let Scores { psnr, ssim } = entry(&preview, NOISY).scores.unwrap();
    assert!(
        (19.9..21.5).contains(&psnr) && (0.0..0.9).contains(&ssim),
        "{psnr} {ssim}"
    );
    assert!(entry(&preview, CLEAN).scores.is_none() && entry(&preview, NETWORK).image.is_none());
    assert!(
        preview.facts().photo.ends_with("1 of 12"),
        "{}",
        preview.facts().photo
    );
}

#[test]
fn cheap_methods_come_first_and_a_change_stops_the_slow_one() {
    let mut preview = preview(SLOW_FIRST);
    until(&mut preview, "the cheap method", has("quick"));
    assert!(entry(&preview, "endless").image.is_none());
    let before = STOPPED.load(Ordering::SeqCst);
    let clean = entry(&preview, CLEAN).image.clone().unwrap();
    preview.set_noise(&Gaussian::fixed(50.0), 1, 0);
    until(&mut preview, "the new noise", |preview| {
        preview.protocol().starts_with("σ = 50 /")
    });
    until(&mut preview, "the old job's end", |_| {
        STOPPED.load(Ordering::SeqCst) > before
    });
    until(&mut preview, "the cheap method again", has("quick"));
    assert_eq!(entry(&preview, CLEAN).image.as_deref(), Some(&*clean));
    assert!(entry(&preview, NOISY).scores.unwrap().psnr < 16.0);
    let failed = preview
        .entries()
        .iter()
        .filter(|entry| entry.failure.is_some());
    assert_eq!(failed.count(), 0, "a stopped job's word reached someone");
}

#[test]
fn a_method_that_breaks_off_fails_once_and_the_others_answer() {
    let mut preview = preview(FAULTY);
    let mut told = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(20);
    while !has("quick")(&preview) || told.is_empty() {
        told.extend(preview.poll());
        preview.want_all();
        assert!(Instant::now() < deadline, "{told:?}");
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(matches!(&told[..], [Word::Wrong(text)] if text.contains("a fault")));
    let failure = entry(&preview, "faulty").failure.as_deref();
    assert!(failure.is_some_and(|text| text.contains("a fault")));
}

#[test]
fn a_quick_method_answers_while_its_setting_is_turned() {
    static EVERYWHERE: Catalogue<dyn Denoiser> = &[crate::entry!(Everywhere)];
    let mut preview = preview(EVERYWHERE);
    until(&mut preview, "the first answer", has("everywhere"));
    let mut seen = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(20);
    // Nobody lets go: each frame has another value, and answers come all the same.
    for turn in 1.. {
        preview.tune(
            "everywhere",
            Tuning::Set("value", Value::Float(f64::from(turn))),
        );
        preview.want(&["everywhere".to_owned()]);
        assert!(preview.poll().is_empty());
        let now = entry(&preview, "everywhere")
            .image
            .as_ref()
            .unwrap()
            .pixels()[0];
        if seen.last() != Some(&now) {
            seen.push(now);
        }
        if seen.len() > 4 {
            break;
        }
        assert!(Instant::now() < deadline, "{seen:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
    preview.tune("everywhere", Tuning::Set("value", Value::Float(0.25)));
    let done = |preview: &Preview| entry(preview, "everywhere").seconds.is_some();
    while !done(&preview) {
        preview.go_on();
        preview.want(&["everywhere".to_owned()]);
        preview.poll();
        assert!(Instant::now() < deadline);
        std::thread::sleep(Duration::from_millis(2));
    }
    assert_eq!(
        entry(&preview, "everywhere")
            .image
            .as_ref()
            .unwrap()
            .pixels()[0],
        0.25
    );
}

#[test]
fn nothing_begins_while_a_setting_is_held() {
    let mut preview = preview(SLOW_FIRST);
    until(&mut preview, "the method", has("quick"));
    let edition = preview.edition();
    preview.tune("endless", Tuning::Reset);
    assert_ne!(preview.edition(), edition);
    preview.want_all();
    preview.want(&["endless".to_owned()]);
    assert!(!preview.busy());
    preview.go_on();
    preview.want_all();
    assert!(preview.busy());
}

#[test]
fn the_newest_snapshot_wins() {
    let mut preview = preview(QUICK);
    until(&mut preview, "the picture", has(NOISY));
    for step in 1..=50 {
        preview.show_snapshot(&snapshot(step));
        preview.poll();
    }
    let at = |preview: &Preview| {
        entry(preview, NETWORK)
            .image
            .as_ref()
            .map(|image| image.pixels()[0])
    };
    let mut seen = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(20);
    while seen.last() != Some(&50.0) {
        preview.poll();
        if let Some(step) = at(&preview).filter(|step| seen.last() != Some(step)) {
            seen.push(step);
        }
        assert!(Instant::now() < deadline, "{seen:?}");
    }
    assert!(seen.len() <= 3, "every snapshot was run: {seen:?}");
    assert_eq!(entry(&preview, NETWORK).note, "step 50");
    preview.clear_network();
    assert!(entry(&preview, NETWORK).image.is_none());
    // A snapshot at work is forgotten too.
    preview.show_snapshot(&snapshot(51));
    preview.poll();
    preview.clear_network();
    until(&mut preview, "the rest", |preview| !preview.busy());
    assert!(entry(&preview, NETWORK).image.is_none());
}

#[test]
fn the_network_answers_a_new_photo_too() {
    let mut preview = preview(QUICK);
    preview.show_snapshot(&snapshot(7));
    until(&mut preview, "the network", has(NETWORK));
    preview.next_photo(1);
    assert!(
        preview.entries().is_empty(),
        "the old photograph is gone at once"
    );
    until(&mut preview, "the network again", has(NETWORK));
    assert!(
        preview.facts().photo.ends_with("2 of 12"),
        "{}",
        preview.facts().photo
    );
}

#[test]
fn a_noisy_photo_gets_no_scores() {
    let folder = tempfile::tempdir().unwrap();
    let path = save(
        folder.path(),
        "mine.png",
        &Image::from_fn(3, 60, 70, |c, y, x| ((x * y + c) % 7) as f32 / 7.0),
    );
    let mut preview = preview(QUICK);
    preview.open(path.clone(), true);
    let ready = |preview: &Preview| {
        preview
            .entries()
            .last()
            .is_some_and(|entry| entry.id == "quick" && entry.image.is_some())
    };
    until(&mut preview, "the method", ready);
    assert!(
        preview
            .entries()
            .iter()
            .all(|entry| entry.scores.is_none() && entry.id != CLEAN)
    );
    let protocol = preview.protocol();
    assert!(
        protocol.starts_with("its own noise, estimated σ = ")
            && protocol.contains(" / 255 · grey · no clean picture: PSNR is estimated (≈)"),
        "{protocol}"
    );
    assert_eq!(
        (preview.facts().path, preview.facts().noisy),
        (Some(path.as_path()), true)
    );
    preview.open(path, false);
    assert_eq!(preview.photo_name(), "mine.png");
    until(&mut preview, "scores", has("quick"));
    assert_eq!(preview.entries()[0].id, CLEAN);
}

#[test]
fn colour_follows_the_experiment() {
    let mut preview = preview(QUICK);
    preview.set_noise(&Gaussian::fixed(25.0), 3, 4);
    until(&mut preview, "the method", |preview| {
        preview.protocol().contains("seed 4 · unclipped · colour")
    });
    assert_eq!(entry(&preview, NOISY).image.as_ref().unwrap().channels(), 3);
}

#[test]
fn a_broken_file_says_so_and_the_way_back_works() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.png");
    std::fs::write(&path, b"\x89PNG\r\n\x1a\n and then nothing").unwrap();
    let mut preview = preview(QUICK);
    preview.open(path, false);
    until(&mut preview, "the failure", |preview| {
        preview.facts().failure.is_some()
    });
    let words = preview.facts().failure.unwrap().to_owned();
    assert!(words.contains("broken.png"), "{words}");
    preview.next_photo(0);
    until(&mut preview, "the test photograph", has("quick"));
    assert!(preview.facts().failure.is_none());
}

#[test]
fn own_noise_is_estimated_until_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = crate::math::random::Stream::new(0, crate::math::random::Purpose::Noise, 0);
    let mut noisy = Image::from_fn(1, 120, 120, |_, _, x| 0.3 + 0.003 * x as f32);
    for pixel in noisy.pixels_mut() {
        *pixel += 20.0 / 255.0 * random.normal();
    }
    let path = save(folder.path(), "noisy.npy", &noisy);
    let mut preview = preview(QUICK);
    preview.open(path.clone(), true);
    until(&mut preview, "the estimate", |preview| {
        preview.facts().own.is_some_and(|own| own.sigma.is_some())
    });
    let own = preview.facts().own.unwrap();
    let found = own.sigma.unwrap() * 255.0;
    assert!(!own.given && (found / 20.0 - 1.0).abs() < 0.05, "{found}");
    assert_eq!(preview.given().unwrap().1, own.sigma.unwrap());

    preview.set_own_sigma(Some(0.2));
    assert_eq!(
        preview.facts().own,
        Some(OwnNoise {
            sigma: Some(0.2),
            given: true
        })
    );
    until(&mut preview, "the given level", |preview| {
        preview.given().is_some_and(|(_, sigma)| sigma == 0.2)
    });
    assert!(
        preview
            .protocol()
            .starts_with("its own noise, given σ = 51 / 255")
    );

    preview.set_own_sigma(None);
    until(&mut preview, "the estimate again", |preview| {
        preview.given().is_some_and(|(_, sigma)| sigma != 0.2)
    });
    preview.open(path, false);
    assert_eq!(preview.facts().own, None);
}

#[test]
fn methods_are_prepared_for_the_noise() {
    let mut preview = Preview::with(
        &crate::noise::SaltAndPepper { density: 0.3 },
        1,
        0,
        Arc::new(|| {}),
        denoise::ALL,
        step_cleaner,
    );
    until(&mut preview, "the method", has("gaussian"));
    assert!(preview.protocol().contains("methods prepared for it"));
    let psnr = |id| entry(&preview, id).scores.unwrap().psnr;
    assert!(psnr("gaussian") > psnr(NOISY) + 10.0);
}

#[test]
fn a_changed_setting_makes_the_answer_anew_and_the_name_says_so() {
    static EVERYWHERE: Catalogue<dyn Denoiser> = &[crate::entry!(Everywhere)];
    let mut preview = preview(EVERYWHERE);
    until(&mut preview, "the first answer", has("everywhere"));
    let change = Tuning::Set("value", Value::Float(0.5));
    preview.tune("everywhere", change);
    let open = entry(&preview, "everywhere");
    assert_eq!(open.label, "Everywhere, own settings");
    assert!(open.seconds.is_none() && open.image.is_some() && open.note == "updating …");
    preview.go_on();
    preview.want(&["everywhere".into()]);
    until(&mut preview, "the answer anew", |preview| {
        entry(preview, "everywhere").seconds.is_some()
    });
    let answer = entry(&preview, "everywhere").image.clone().unwrap();
    assert_eq!(answer.pixels()[0], 0.5);
    let [set, usual] = preview.settings("everywhere").unwrap();
    assert!(!setting::same(&*set, &*usual));
    // Out of range: nothing changes. Another photograph: the settings stay.
    preview.tune("everywhere", Tuning::Set("value", Value::Float(-1.0)));
    preview.next_photo(1);
    until(&mut preview, "the next photograph", |preview| {
        !preview.making.busy() && has("everywhere")(preview)
    });
    let entry_now = entry(&preview, "everywhere");
    assert_eq!(entry_now.image.as_ref().unwrap().pixels()[0], 0.5);
    assert_eq!(entry_now.label, "Everywhere, own settings");
    preview.tune("everywhere", Tuning::Reset);
    assert_eq!(entry(&preview, "everywhere").label, "Everywhere");
    assert!(preview.settings("network").is_none());
}

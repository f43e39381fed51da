//! Who is asked, when, and what becomes of an answer.

use super::*;
use crate::desk::Tuned;
use crate::setting;

static FAULTY: Catalogue<dyn Denoiser> = &[crate::entry!(Faulty), crate::entry!(Quick)];
static SLOW_FIRST: Catalogue<dyn Denoiser> = &[crate::entry!(Endless), crate::entry!(Quick)];
static EVERYWHERE: Catalogue<dyn Denoiser> = &[crate::entry!(Everywhere)];
static SLOW: Catalogue<dyn Denoiser> = &[crate::entry!(Slow)];

crate::adjustable! {
    /// A method that takes its time.
    #[derive(Clone, Debug)]
    pub struct Slow: "slow", "Slow", "For tests." {
        value: f32 = 0.0, Kind::float(0.0, 1.0), "Value", "", "The answer.";
    }
}

impl Denoiser for Slow {
    fn year(&self) -> u32 {
        2004
    }
    fn family(&self) -> Family {
        Family::Patches
    }
    fn denoise(&self, noisy: &Image, _: f32, _: &Watch<'_>) -> Result<Image, DenoiseError> {
        if noisy.height() > 48 {
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(noisy.map(|_| self.value))
    }
}

#[test]
fn cheap_methods_come_first_and_a_change_stops_the_slow_one() {
    let mut table = table(SLOW_FIRST);
    table.until("the cheap method", has("quick"));
    assert!(entry(&table, "endless").image.is_none());
    table.until("the slow one's turn", |preview| {
        preview.working().is_some_and(|(id, _)| id == "endless")
    });
    let before = STOPPED.load(Ordering::SeqCst);
    let clean = entry(&table, CLEAN).image.clone().unwrap();
    table.noise = Box::new(Gaussian::fixed(50.0));
    table.until("the new noise", |preview| {
        preview.protocol().starts_with("σ = 50 /")
    });
    table.until("the old work's end", |_| {
        STOPPED.load(Ordering::SeqCst) > before
    });
    table.until("the cheap method again", has("quick"));
    assert_eq!(entry(&table, CLEAN).image.as_deref(), Some(&*clean));
    assert!(entry(&table, NOISY).tally.scores.unwrap().psnr < 16.0);
    let entries = table.preview.entries().iter();
    let failed = entries.filter(|entry| entry.failure.is_some()).count();
    assert_eq!(failed, 0, "a stopped job's word reached someone");
}

#[test]
fn what_is_looked_at_comes_before_what_is_at_work() {
    let mut table = table(SLOW_FIRST);
    table.until("the slow one at work", |preview| {
        has("quick")(preview) && preview.working().is_some_and(|(id, _)| id == "endless")
    });
    // Another noise, and somebody looks at the quick one while the slow one is at work again.
    table.noise = Box::new(Gaussian::fixed(30.0));
    table.preview.want(&["endless".to_owned()]);
    table.until("the slow one, which is looked at", |preview| {
        preview.protocol().starts_with("σ = 30 /")
            && preview.working().is_some_and(|(id, _)| id == "endless")
    });
    assert!(!has("quick")(&table.preview), "the cheap one had its turn");
    table.preview.want(&["quick".to_owned()]);
    table.until("the one that is looked at", has("quick"));
    table.until("the slow one again", |preview| {
        preview.working().is_some_and(|(id, _)| id == "endless")
    });
}

#[test]
fn a_method_that_breaks_off_fails_once_and_the_others_answer() {
    let mut table = table(FAULTY);
    let mut told = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(20);
    while !has("quick")(&table.preview) || told.is_empty() {
        told.extend(table.frame());
        table.preview.want_all();
        assert!(Instant::now() < deadline, "{told:?}");
        std::thread::sleep(Duration::from_millis(1));
    }
    for _ in 0..50 {
        told.extend(table.frame());
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(matches!(&told[..], [Word::Wrong(text)] if text.contains("a fault")));
    let failure = entry(&table, "faulty").failure.as_deref();
    assert!(failure.is_some_and(|text| text.contains("a fault")));
}

#[test]
fn a_quick_method_answers_while_its_setting_is_turned() {
    let mut table = table(EVERYWHERE);
    table.until("the first answer", has("everywhere"));
    let mut seen = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(20);
    // Nobody lets go: each frame has another value, and answers come all the same.
    table.held = true;
    for turn in 1.. {
        table.tune("everywhere", f64::from(turn));
        table.preview.want(&["everywhere".to_owned()]);
        let now = first_pixel(&table, "everywhere").unwrap();
        assert!(entry(&table, "everywhere").tally.scores.is_some());
        if seen.last() != Some(&now) {
            seen.push(now);
        }
        if seen.len() > 4 {
            break;
        }
        assert!(Instant::now() < deadline, "{seen:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
    table.tune("everywhere", 0.25);
    table.held = false;
    table.until("the last answer", |preview| {
        let entries = preview.entries().iter();
        let mut found = entries.filter(|entry| entry.id == "everywhere");
        found.any(|entry| entry.tally.seconds.is_some())
    });
    assert_eq!(first_pixel(&table, "everywhere"), Some(0.25));
}

#[test]
fn a_slow_method_waits_until_its_setting_is_let_go_of() {
    let mut table = table(SLOW);
    table.until("the method", has("slow"));
    table.until("quiet", |preview| !preview.busy());
    let edition = table.preview.edition();
    table.held = true;
    table.tune("slow", 0.5);
    assert_ne!(table.preview.edition(), edition);
    table.preview.want_all();
    table.preview.want(&["slow".to_owned()]);
    assert!(!table.preview.busy());
    assert!(
        entry(&table, "slow").tally.scores.is_some(),
        "the old score stays"
    );
    table.held = false;
    table.frame();
    table.preview.want_all();
    assert!(table.preview.busy());
    assert!(entry(&table, "slow").tally.scores.is_none());
    table.until("the new answer", has("slow"));
    assert_eq!(first_pixel(&table, "slow"), Some(0.5));
}

#[test]
fn the_newest_snapshot_wins() {
    let mut table = table(QUICK);
    table.until("the picture", has(NOISY));
    for step in 1..=50 {
        table.preview.show_snapshot(&snapshot(step), false);
        table.frame();
    }
    let mut seen = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(20);
    while seen.last() != Some(&50.0) {
        table.frame();
        let now = first_pixel(&table, NETWORK);
        if let Some(step) = now.filter(|step| seen.last() != Some(step)) {
            seen.push(step);
        }
        assert!(Instant::now() < deadline, "{seen:?}");
    }
    assert!(seen.len() <= 3, "every snapshot was run: {seen:?}");
    assert_eq!(entry(&table, NETWORK).note, "step 50");
    table.preview.clear_network();
    assert!(entry(&table, NETWORK).image.is_none());
    std::thread::sleep(Duration::from_millis(60));
    table.frame();
    assert!(entry(&table, NETWORK).image.is_none());
}

#[test]
fn methods_are_prepared_for_the_noise() {
    let salt = crate::degrade::noise::SaltAndPepper { density: 0.3 };
    let mut table = Table::of(Box::new(salt), denoise::ALL);
    table.until("the method", has("gaussian"));
    let protocol = table.preview.protocol();
    assert!(protocol.contains("methods prepared for it"), "{protocol}");
    let psnr = |id| entry(&table, id).tally.scores.unwrap().psnr;
    assert!(psnr("gaussian") > psnr(NOISY) + 10.0);
}

#[test]
fn a_changed_setting_makes_the_answer_anew_and_the_name_says_so() {
    let mut table = table(EVERYWHERE);
    table.until("the first answer", has("everywhere"));
    table.held = true;
    table.tune("everywhere", 0.5);
    let open = entry(&table, "everywhere");
    assert_eq!(open.label, "Everywhere, own settings");
    assert!(open.tally.seconds.is_none() && open.image.is_some() && open.note == "updating …");
    table.held = false;
    let answered = |preview: &Preview| {
        let found = preview.entries().iter();
        found
            .filter(|one| one.id == "everywhere")
            .any(|one| one.tally.seconds.is_some())
    };
    table.until("the answer anew", answered);
    assert_eq!(first_pixel(&table, "everywhere"), Some(0.5));
    let [set, usual] = table.preview.settings("everywhere").unwrap();
    assert!(!setting::same(&*set, &*usual));
    // Out of range: nothing changes. Another photograph: the settings stay.
    table.tune("everywhere", -1.0);
    table.contest.next_photo(1);
    table.frame();
    table.until("the next photograph", |preview| {
        !preview.studio.busy() && has("everywhere")(preview)
    });
    assert_eq!(first_pixel(&table, "everywhere"), Some(0.5));
    let own = "Everywhere, own settings";
    assert_eq!(entry(&table, "everywhere").label, own);
    table.contest.tuned = Tuned::default();
    table.frame();
    assert_eq!(entry(&table, "everywhere").label, "Everywhere");
    assert!(table.preview.settings("network").is_none());
}

//! The page's work without a window: open, clean, finish, save; a folder.

use std::time::{Duration, Instant};

use super::*;
use crate::denoise::trial::with_noise;
use crate::setting;
use crate::store::picture::{open, save};
use crate::ui::widgets::picture::display;

/// A page and what it looks at.
struct Page {
    cleaner: Cleaner,
    cleaning: Cleaning,
}

impl Page {
    fn new(method: &str) -> Self {
        let mut cleaning = Cleaning::default();
        cleaning.choose(method);
        Self {
            cleaner: Cleaner::new(Arc::new(|| {})),
            cleaning,
        }
    }

    fn open(&mut self, path: PathBuf) {
        self.cleaning.show(Photo::File { path, noisy: true });
        self.cleaner.visit();
    }

    /// Until nothing is at work; the last message.
    fn settle(&mut self) -> Option<String> {
        let mut last = None;
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            self.cleaner.look(&self.cleaning, false);
            last = self.cleaner.poll().or(last);
            if !self.cleaner.busy() {
                return last;
            }
            assert!(Instant::now() < deadline, "the jobs never end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn finished(&self) -> Option<(Arc<Image>, Arc<Original>)> {
        self.cleaner.finished()
    }

    fn facts(&self) -> CleanFacts<'_> {
        self.cleaner.facts()
    }
}

fn noisy(channels: usize) -> Image {
    let flat = Image::from_fn(channels, 60, 70, |c, y, x| {
        0.3 + 0.1 * c as f32 + 0.2 * f32::from(u8::from(x > 30 && y > 20))
    });
    with_noise(&flat, 0.1, 3, 0)
}

#[test]
fn what_is_seen_is_what_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photo.png");
    save(&path, &noisy(3)).unwrap();
    let mut page = Page::new("gaussian");
    page.open(path.clone());
    page.settle();
    page.cleaning.finish = Finish {
        strength: 80.0,
        grain: 4.0,
        ..Finish::default()
    };
    page.settle();
    let name = page.cleaner.free_name();
    assert_eq!(name, folder.path().join("photo-clean.png"));
    let (image, original) = page.finished().unwrap();
    original.save_changed(&name, &image).unwrap();
    let shown = page.facts().entries[1].pixels().unwrap();
    assert_eq!(display(&open(&name).unwrap()).pixels, shown.pixels);
    // Without any strength the picture is the one that was opened.
    page.cleaning.finish = Finish {
        strength: 0.0,
        ..Finish::default()
    };
    page.settle();
    let shown = page.facts().entries[1].pixels().unwrap();
    assert_eq!(display(&open(&path).unwrap()).pixels, shown.pixels);
}

#[test]
fn sigma_is_estimated_until_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photo.tif");
    save(&path, &noisy(1)).unwrap();
    let mut page = Page::new("gaussian");
    page.open(path);
    page.settle();
    let facts = page.facts();
    assert!((facts.noise.sigma.unwrap() - 0.1).abs() < 0.02);
    let first = page.finished().unwrap().0;
    page.cleaning.sigma = Some(0.3);
    page.settle();
    assert_ne!(*page.finished().unwrap().0, *first);
    page.cleaning.sigma = None;
    page.settle();
    assert_eq!(*page.finished().unwrap().0, *first);
}

#[test]
fn a_picture_that_cannot_be_opened_says_why_and_an_example_works_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photo.png");
    std::fs::write(&path, b"nothing").unwrap();
    let mut page = Page::new("gaussian");
    page.open(path);
    page.settle();
    assert!(page.facts().work.failure.unwrap().contains("no picture"));
    assert!(page.finished().is_none());
    page.cleaning.next_example();
    page.settle();
    assert_eq!(page.facts().work.failure, None);
    assert!(page.finished().is_some());
}

#[test]
fn a_folder_is_cleaned_into_a_sub_folder_and_failures_are_told() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.png", "b.png"] {
        save(&folder.path().join(name), &noisy(1)).unwrap();
    }
    std::fs::write(folder.path().join("c.png"), b"nothing").unwrap();
    let mut page = Page::new("gaussian");
    page.cleaner.offer(folder.path().to_path_buf(), 3);
    page.cleaner.look(&page.cleaning, false);
    page.cleaner.start_batch();
    let told = page.settle().unwrap();
    assert!(told.starts_with("2 of 3 pictures cleaned"), "{told}");
    let facts = page.facts();
    assert_eq!(facts.folder.batch.unwrap().failures.len(), 1);
    for name in ["a-clean.png", "b-clean.png"] {
        assert!(folder.path().join("cleaned").join(name).is_file());
    }
}

#[test]
fn settings_of_the_method_count_and_what_is_stopped_leaves_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photo.png");
    save(&path, &noisy(1)).unwrap();
    let mut page = Page::new("flexible");
    page.open(path);
    page.settle();
    let one = page.finished().unwrap().0;
    let views = |page: &mut Page, views| {
        let method = page.cleaning.method.as_mut().unwrap();
        method.set("views", setting::Value::Int(views)).unwrap();
        page.cleaner.look(&page.cleaning, true);
    };
    views(&mut page, 8);
    assert!(page.finished().is_none());
    page.settle();
    let eight = page.finished().unwrap().0;
    assert_ne!(one, eight);
    views(&mut page, 2);
    page.cleaning.sigma = Some(0.3);
    page.cleaner.look(&page.cleaning, true);
    page.cleaner.cancel(&mut page.cleaning);
    page.settle();
    assert_eq!(page.cleaning.sigma, None);
    let facts = page.facts();
    assert_eq!(
        facts.noise.method.get("views"),
        Some(setting::Value::Int(8))
    );
    assert_eq!(facts.entries[1].image.as_ref(), Some(&eight));
    assert_eq!(page.finished().unwrap().0, eight);
}

#[test]
fn of_a_large_photograph_a_reduced_answer_is_seen_before_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photo.png");
    let large = Image::from_fn(1, 800, 1000, |_, y, x| ((x / 90 + y / 70) % 3) as f32 / 3.0);
    save(&path, &with_noise(&large, 0.1, 3, 0)).unwrap();
    let mut page = Page::new("gaussian");
    page.open(path);
    let after = |page: &Page| {
        let entry = &page.facts().entries[1];
        let size = entry.image.as_ref().map(|image| image.width());
        (size, entry.note.clone())
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut seen = Vec::new();
    while page.finished().is_none() {
        page.cleaner.look(&page.cleaning, false);
        page.cleaner.poll();
        let (size, note) = after(&page);
        if let Some(size) = size.filter(|size| seen.last().map(|(last, _)| last) != Some(size)) {
            assert!(
                size == 1000 || page.finished().is_none(),
                "not yet to be saved"
            );
            seen.push((size, note));
        }
        assert!(Instant::now() < deadline, "the answer never comes");
        std::thread::sleep(Duration::from_millis(1));
    }
    page.settle();
    let (size, note) = after(&page);
    assert_eq!(
        (size, note.contains("reduced")),
        (Some(1000), false),
        "{seen:?}"
    );
    let (first, note) = &seen[0];
    assert!(
        *first <= 1000 && note.contains("the whole follows"),
        "{seen:?}"
    );
    assert_eq!(
        page.facts().entries[0].image.as_ref().unwrap().width(),
        1000
    );
}

#[test]
fn what_is_not_seen_rests_and_goes_on_when_it_is_seen_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photo.png");
    let large = Image::from_fn(3, 900, 900, |c, y, x| {
        ((x * 7 + y * 3 + c) % 29) as f32 / 29.0
    });
    save(&path, &large).unwrap();
    let mut page = Page::new("bm3d");
    page.open(path);
    let deadline = Instant::now() + Duration::from_secs(60);
    while !page.cleaner.glimpse.busy() && !page.cleaner.answer.busy() {
        page.cleaner.look(&page.cleaning, false);
        page.cleaner.poll();
        assert!(Instant::now() < deadline, "nothing begins");
        std::thread::sleep(Duration::from_millis(1));
    }
    page.cleaner.rest();
    assert!(!page.cleaner.glimpse.busy() && !page.cleaner.answer.busy());
    // The photograph itself is opened to its end, and nothing is begun after it.
    while page.cleaner.busy() {
        page.cleaner.rest();
        assert!(Instant::now() < deadline, "it does not rest");
        std::thread::sleep(Duration::from_millis(1));
    }
    page.cleaning.choose("gaussian");
    page.settle();
    assert!(page.finished().is_some());
}

#[test]
fn what_was_set_by_hand_for_one_photograph_is_set_back_for_the_next_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["a.png", "b.png", "c.png"].map(|name| folder.path().join(name));
    for path in &paths {
        save(path, &noisy(1)).unwrap();
    }
    let mut page = Page::new("gaussian");
    let [a, b, c] = paths;
    page.open(a);
    page.settle();
    assert_eq!(page.facts().noise.set_back, None);
    page.cleaning.sigma = Some(0.2);
    page.cleaning.finish.strength = 60.0;
    page.settle();
    page.open(b);
    page.settle();
    assert!(
        (page.facts().noise.sigma.unwrap() - 0.1).abs() < 0.02,
        "its own"
    );
    let set_back = page.facts().noise.set_back.unwrap();
    assert_eq!(set_back.words().to_string().matches("60").count(), 1);
    set_back.take(&mut page.cleaning);
    page.settle();
    assert_eq!(page.facts().noise.set_back, None, "it is taken");
    assert_eq!(page.facts().noise.sigma, Some(0.2));
    page.cleaning.sigma = None;
    page.cleaning.finish.strength = 100.0;
    page.settle();
    page.open(c);
    page.settle();
    assert_eq!(page.facts().noise.set_back, None, "nothing was set by hand");
}

#[test]
fn a_first_look_that_waits_for_its_turn_is_given_up_when_the_whole_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.png");
    let large = Image::from_fn(1, 800, 1000, |_, y, x| ((x / 90 + y / 70) % 3) as f32 / 3.0);
    save(&path, &with_noise(&large, 0.1, 3, 0)).unwrap();
    let mut page = Page::new("gaussian");
    page.open(path);
    page.settle();
    // Two more settings, as from a slider that moves, before anybody hears that the whole has come.
    for strength in [60.0, 50.0] {
        page.cleaning.finish.strength = strength;
        page.cleaner.look(&page.cleaning, false);
        let (wish, guess) = (page.cleaner.wish(), page.cleaner.subject.guess().unwrap());
        let opened = page.cleaner.subject.in_sight().unwrap();
        let small = Arc::clone(opened.small.as_ref().unwrap());
        page.cleaner.glimpse.want(&wish, &small, 1000, &guess);
    }
    assert!(page.cleaner.glimpse.busy());
    page.settle();
    assert!(page.facts().work.working.is_none());
    assert!(page.finished().is_some());
}

#[test]
fn what_is_looked_at_of_a_large_photograph_is_cleaned_before_the_rest_and_as_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photo.png");
    let large = Image::from_fn(1, 900, 1200, |_, y, x| ((x / 90 + y / 70) % 3) as f32 / 3.0);
    save(&path, &with_noise(&large, 0.1, 3, 0)).unwrap();
    let mut page = Page::new("gaussian");
    page.cleaning.sigma = Some(0.1);
    page.open(path);
    page.cleaner.look_at(Some(InSight {
        shares: [0.5, 0.25, 0.75, 0.5],
        wide: 300.0,
    }));
    let deadline = Instant::now() + Duration::from_secs(60);
    let parts = loop {
        page.cleaner.look(&page.cleaning, false);
        page.cleaner.poll();
        assert!(page.finished().is_none(), "the parts come first");
        let parts = page.cleaner.parts();
        if !parts.is_empty() && !page.cleaner.near.busy() {
            break parts;
        }
        assert!(Instant::now() < deadline, "the parts never come");
        std::thread::sleep(Duration::from_millis(1));
    };
    // Tiles of 256 pixels around 600 to 900 and 225 to 450.
    assert_eq!(parts.len(), 4);
    let covers = |x: f32, y: f32| {
        let inside = |part: &&Part| {
            let [left, top, right, bottom] = part.shares;
            (left..right).contains(&x) && (top..bottom).contains(&y)
        };
        parts.iter().filter(inside).count()
    };
    for (x, y) in [(0.5, 0.25), (0.74, 0.26), (0.51, 0.49), (0.74, 0.49)] {
        assert_eq!(covers(x, y), 1, "{x} {y}");
    }
    page.settle();
    assert!(page.cleaner.parts().is_empty(), "the whole is there");
    let whole = page.finished().unwrap().0;
    let mut apart = 0.0_f32;
    for part in &parts {
        let (_, height, width) = part.image.dim();
        let x = (part.shares[0] * 1200.0).round() as usize;
        let y = (part.shares[1] * 900.0).round() as usize;
        let same = whole.crop(y, x, height, width);
        let pairs = same.pixels().iter().zip(part.image.pixels());
        apart = pairs.map(|(a, b)| (a - b).abs()).fold(apart, f32::max);
    }
    // The whole is also told what was found of its noise.
    assert!(apart < 0.02, "{apart}");
}

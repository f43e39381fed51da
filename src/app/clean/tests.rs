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

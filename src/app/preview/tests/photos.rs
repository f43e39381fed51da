//! Which photograph is shown, with which noise.

use super::*;

#[test]
fn results_arrive_with_scores_and_protocol() {
    let mut table = table(QUICK);
    table.until("the method", has("quick"));
    let entries = table.preview.entries().iter();
    let ids: Vec<_> = entries.map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, [CLEAN, NOISY, NETWORK, "quick"]);
    assert_eq!(
        table.preview.protocol(),
        "σ = 25 / 255 · seed 0 · unclipped · grey · no border crop"
    );
    let Scores { psnr, ssim } = entry(&table, NOISY).tally.scores.unwrap();
    assert!(
        (19.9..21.5).contains(&psnr) && (0.0..0.9).contains(&ssim),
        "{psnr} {ssim}"
    );
    assert!(entry(&table, CLEAN).tally.scores.is_none() && entry(&table, NETWORK).image.is_none());
    let title = table.preview.facts().photo.to_owned();
    assert!(title.ends_with("1 of 12"), "{title}");
}

#[test]
fn the_network_answers_a_new_photo_too() {
    let mut table = table(QUICK);
    table.preview.show_snapshot(&snapshot(7), false);
    table.until("the network", has(NETWORK));
    table.contest.next_photo(1);
    table.frame();
    assert!(
        table.preview.entries().is_empty(),
        "the old photograph is gone at once"
    );
    table.until("the network again", has(NETWORK));
    let title = table.preview.facts().photo.to_owned();
    assert!(title.ends_with("2 of 12"), "{title}");
}

#[test]
fn a_noisy_photo_gets_no_scores() {
    let folder = tempfile::tempdir().unwrap();
    let image = Image::from_fn(3, 60, 70, |c, y, x| ((x * y + c) % 7) as f32 / 7.0);
    let path = save(folder.path(), "mine.png", &image);
    let mut table = table(QUICK);
    table.open(&path, true);
    table.until("the method", |preview| {
        let last = preview.entries().last();
        last.is_some_and(|entry| entry.id == "quick" && entry.image.is_some())
    });
    let mut entries = table.preview.entries().iter();
    assert!(entries.all(|entry| entry.tally.scores.is_none() && entry.id != CLEAN));
    let protocol = table.preview.protocol();
    assert!(
        protocol.starts_with("its own noise, estimated σ = ")
            && protocol.contains(" / 255 · grey · no clean picture: PSNR is estimated (≈)"),
        "{protocol}"
    );
    let facts = table.preview.facts();
    assert_eq!((facts.path, facts.noisy), (Some(path.as_path()), true));
    table.open(&path, false);
    assert_eq!(table.preview.photo_name(), "mine.png");
    table.until("scores", has("quick"));
    assert_eq!(table.preview.entries()[0].id, CLEAN);
}

#[test]
fn colour_follows_the_experiment() {
    let mut table = table(QUICK);
    (table.channels, table.seed) = (3, 4);
    table.until("the method", |preview| {
        preview.protocol().contains("seed 4 · unclipped · colour")
    });
    assert_eq!(entry(&table, NOISY).image.as_ref().unwrap().channels(), 3);
}

#[test]
fn a_broken_file_says_so_and_the_way_back_works() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.png");
    std::fs::write(&path, b"\x89PNG\r\n\x1a\n and then nothing").unwrap();
    let mut table = table(QUICK);
    table.until("the test photograph", has("quick"));
    table.open(&path, false);
    table.until("the failure", |preview| preview.facts().failure.is_some());
    let words = table.preview.facts().failure.unwrap().to_owned();
    assert!(words.contains("broken.png"), "{words}");
    assert!(table.preview.entries().is_empty());
    table.contest.next_photo(0);
    table.frame();
    table.until("the test photograph", has("quick"));
    assert!(table.preview.facts().failure.is_none());
}

#[test]
fn a_photograph_that_is_gone_is_told_and_the_one_before_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<_> = ["one.png", "two.png"]
        .iter()
        .map(|name| save(folder.path(), name, &Image::zeros(1, 64, 64)))
        .collect();
    let mut table = table(QUICK);
    for path in &paths {
        table.open(path, false);
        table.until("the photograph", has("quick"));
    }
    let two = table.contest.clone();
    std::fs::remove_file(&paths[0]).unwrap();
    table.open(&paths[0], false);
    table.until("the failure", |preview| preview.facts().failure.is_some());
    let words = table.preview.facts().failure.unwrap().to_owned();
    assert!(words.contains("there is no such file"), "{words}");
    table.contest = two;
    table.frame();
    table.until("the one before", has("quick"));
    assert_eq!(table.preview.photo_name(), "two.png");
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
    let mut table = table(QUICK);
    table.open(&path, true);
    table.until("the estimate", |preview| {
        preview.facts().own.is_some_and(|own| own.sigma.is_some())
    });
    let own = table.preview.facts().own.unwrap();
    let found = own.sigma.unwrap() * 255.0;
    assert!(!own.given && (found / 20.0 - 1.0).abs() < 0.05, "{found}");
    assert_eq!(table.preview.given().unwrap().1, own.sigma.unwrap());

    // While it is held, the number is seen and nothing is made.
    table.contest.sigma = Some(0.2);
    table.held = true;
    table.frame();
    let given = OwnNoise {
        sigma: Some(0.2),
        given: true,
    };
    assert_eq!(table.preview.facts().own, Some(given));
    assert!(table.preview.given().is_some_and(|(_, sigma)| sigma != 0.2));
    table.held = false;
    table.until("the given level", |preview| {
        preview.given().is_some_and(|(_, sigma)| sigma == 0.2)
    });
    let protocol = table.preview.protocol();
    assert!(protocol.starts_with("its own noise, given σ = 51 / 255"));

    table.contest.sigma = None;
    table.until("the estimate again", |preview| {
        preview.given().is_some_and(|(_, sigma)| sigma != 0.2)
    });
    table.open(&path, false);
    assert_eq!(table.preview.facts().own, None);
}

//! Every lab, with small settings, as a command does it: its files are written, its claim comes true or is left open,
//! and it can be stopped.

use std::sync::Arc;
use std::time::{Duration, Instant};

use lemida::job::Job;
use lemida::labs::{self, Desk, Poke, Told, Verdict};
use lemida::store::shelf::DiskShelf;
use lemida::train::{Options, TrainError};

#[test]
fn every_lab_writes_its_figures_and_its_verdict() {
    for entry in labs::ALL {
        let folder = tempfile::tempdir().unwrap();
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_lemida"))
            .args(["lab", entry.id, "--small", "--out", "figures"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "{}: {errors}", entry.id);
        let figures = folder.path().join("figures");
        let verdict = figures.join(format!("{}-verdict.json", entry.id));
        let text = std::fs::read_to_string(&verdict).unwrap();
        assert!(
            text.contains("\"verdict\": \"holds\"") || text.contains("\"verdict\": \"open\""),
            "{text}"
        );
        let lab = (entry.make)();
        for words in [lab.question(), lab.claim()] {
            let quoted = serde_json::to_string(words).unwrap();
            assert!(text.contains(&quoted), "{words}: {text}");
        }
        let names = std::fs::read_dir(&figures).unwrap();
        let names: Vec<_> = names
            .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        let count = |ending: &str| names.iter().filter(|name| name.ends_with(ending)).count();
        assert!(count(".svg") > 1, "{names:?}");
        // A figure of several steps is a picture for each.
        assert!(count(".svg") >= count(".csv"), "{names:?}");
        assert_eq!(count(".svg"), count(".png"), "{names:?}");
        let told = String::from_utf8_lossy(&out.stdout);
        assert!(told.contains("Claim: "), "{told}");
    }
}

#[test]
fn every_lab_stops_when_it_is_told_to() {
    for entry in labs::ALL {
        let lab = (entry.make)();
        let job: Job<Poke, Told, Result<Verdict, TrainError>> =
            Job::start(entry.id, Arc::new(|| {}), move |link| {
                let options = Options::default();
                lab.run(&Desk::attended(link, &DiskShelf, &options))
            })
            .unwrap();
        std::thread::sleep(Duration::from_millis(300));
        job.progress().stop();
        let deadline = Instant::now() + Duration::from_secs(30);
        let outcome = loop {
            if let Some(outcome) = job.output() {
                break outcome;
            }
            job.wait_event(Duration::from_millis(20));
            assert!(Instant::now() < deadline, "{} does not stop", entry.id);
        };
        assert!(outcome.is_ok(), "{}: {outcome:?}", entry.id);
    }
}

/// Stopped on the way: what was found stays with a verdict that leaves it open, and the same command begins anew.
#[cfg(unix)]
#[test]
fn a_lab_that_is_stopped_says_so_and_can_be_done_again_in_the_same_folder() {
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().unwrap();
    let lab = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lemida"));
        command
            .args(["lab", "xor", "--out", "figures"])
            .args(arguments)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    };
    let child = lab(&["--seeds", "100"]).spawn().unwrap();
    let figures = folder.path().join("figures");
    let table = figures.join("xor-in-the-end.csv");
    let deadline = Instant::now() + Duration::from_secs(60);
    while !table.exists() {
        assert!(Instant::now() < deadline, "no figure is written");
        std::thread::sleep(Duration::from_millis(5));
    }
    let asked = Command::new("sh")
        .args(["-c", &format!("kill -INT {}", child.id())])
        .status()
        .unwrap();
    assert!(asked.success());
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{told}");
    assert!(told.contains("begins anew there"), "{told}");
    let verdict = || std::fs::read_to_string(figures.join("xor-verdict.json")).unwrap();
    for words in ["\"open\"", "\"stopped\": true", "until then: "] {
        assert!(verdict().contains(words), "{}", verdict());
    }
    let again = lab(&["--small"]).output().unwrap();
    let told = String::from_utf8_lossy(&again.stderr);
    assert!(again.status.success(), "{told}");
    assert!(verdict().contains("\"stopped\": false"), "{}", verdict());
    // What has come to its end is not replaced unasked.
    let refused = lab(&["--small"]).output().unwrap();
    let told = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1));
    assert!(told.contains("add --replace"), "{told}");
    assert!(
        lab(&["--small", "--replace"])
            .output()
            .unwrap()
            .status
            .success()
    );
}

#[test]
fn own_faces_are_learned_from_two_folders_and_refused_from_others() {
    let folder = tempfile::tempdir().unwrap();
    let faces = |kinds: u8| {
        let place = folder.path().join(format!("{kinds} kinds"));
        for kind in 0..kinds {
            let own = place.join(format!("kind {kind}"));
            std::fs::create_dir_all(&own).unwrap();
            for number in 0..8_u8 {
                let shade = |_, y| match (y < 36) == (kind == 0) {
                    true => image::Luma([200 + number]),
                    false => image::Luma([20 + number]),
                };
                let picture = image::GrayImage::from_fn(48, 48, shade);
                picture.save(own.join(format!("{number}.png"))).unwrap();
            }
        }
        place.display().to_string()
    };
    let run = |out: &str, settings: &[String]| {
        let settings = settings.iter().flat_map(|one| ["--set", one]);
        std::process::Command::new(env!("CARGO_BIN_EXE_lemida"))
            .args(["lab", "faces", "--small", "--out", out, "--set", "steps=60"])
            .args(settings)
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    for (kinds, word) in [(1, "class"), (3, "there must be two classes")] {
        let out = run(
            &format!("of {kinds}"),
            &[format!("folder={}", faces(kinds))],
        );
        let errors = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(!out.status.success() && errors.contains(word), "{errors}");
    }
    let (two, asked) = (faces(2), folder.path().join("2 kinds/kind 1"));
    let out = run(
        "of two",
        &[format!("folder={two}"), format!("path={}", asked.display())],
    );
    let errors = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{errors}");
    let answers = folder.path().join("of two/faces-your-pictures.csv");
    let answers = std::fs::read_to_string(answers).unwrap();
    assert!(
        answers.contains("kind 1") && !answers.contains("kind 0"),
        "{answers}"
    );
}

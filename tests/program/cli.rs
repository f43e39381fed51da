//! The program as a person or a script uses it: output, exit codes, what it writes.

use std::fs;

use lemida::image::Image;

use crate::command::{TINY, code, json_lines, lemida, text};

#[test]
fn wrong_use_ends_with_two_and_help_with_zero() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| lemida(folder.path(), arguments);
    for wrong in [
        &["fly"][..],
        &["train"],
        &["train", "points-xor", "--steps", "0"],
        &["train", "points-xor", "--resume"],
        &["train", "point-xor"],
        &["list", "dragons"],
        &["check"],
    ] {
        let output = run(wrong);
        assert_eq!(code(&output), 2, "{wrong:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
    assert!(text(&run(&["train", "point-xor"]).stderr).contains("did you mean \"points-xor\"?"));
    // What is no command is a file to open in the window, if there is one.
    let near = text(&run(&["trian"]).stderr);
    assert!(
        near.contains("no command \"trian\"; did you mean `lemida train`?"),
        "{near}"
    );
    assert!(text(&run(&["photo.jpg"]).stderr).contains("there is no file"));
    assert_eq!(code(&run(&["--help"])), 0);
    assert_eq!(code(&run(&["--version"])), 0);
}

#[test]
fn failures_end_with_one_and_a_plain_sentence() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("bad.toml"),
        "[data]\nkind = \"digit\"\n[network]\nrows = []",
    )
    .unwrap();
    fs::write(
        folder.path().join("open.toml"),
        TINY.replace("units = 2", "units = 7"),
    )
    .unwrap();
    fs::write(folder.path().join("junk.safetensors"), "junk").unwrap();
    for (arguments, words) in [
        (&["check", "bad.toml"][..], "line 2, column 8"),
        (&["train", "bad.toml"], "did you mean \"digits\"?"),
        (&["check", "open.toml"], "there are 2 classes"),
        (&["train", "open.toml"], "there are 2 classes"),
        (&["train", "missing.toml"], "no such file"),
        (&["info", "missing.png"], "no such file"),
        (&["info", "junk.safetensors"], "no complete file of weights"),
        (&["train", "missing-folder/", "--resume"], "no such file"),
    ] {
        let output = lemida(folder.path(), arguments);
        let told = text(&output.stderr);
        assert_eq!(code(&output), 1, "{arguments:?}: {told}");
        assert!(told.contains(words), "{arguments:?}: {told}");
        assert!(!told.contains("panicked"));
    }
}

#[test]
fn nothing_of_a_persons_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let picture = Image::from_fn(1, 12, 16, |_, y, x| ((y * 16 + x) % 7) as f32 / 7.0);
    fs::create_dir(path.join("photos")).unwrap();
    lemida::store::picture::save(&path.join("photos/noisy.png"), &picture).unwrap();
    let before = fs::read(path.join("photos/noisy.png")).unwrap();
    for (wrong, said) in [
        (
            &[
                "denoise",
                "photos/noisy.png",
                "-o",
                "photos/../photos/noisy.png",
                "--method",
                "median",
            ][..],
            "give it another name",
        ),
        (
            &[
                "bench-denoise",
                "--images",
                "photos",
                "--csv",
                "photos/noisy.png",
            ],
            "ends in .csv",
        ),
        (
            &[
                "bench-sigma",
                "--images",
                "photos",
                "--csv",
                "photos/noisy.png",
            ],
            "ends in .csv",
        ),
        (
            &[
                "timeline",
                "photos/noisy.png",
                "--noisy",
                "--out",
                "photos",
                "--methods",
                "median",
            ],
            "give --out a new or empty folder",
        ),
        (
            &[
                "denoise",
                "photos/noisy.png",
                "-o",
                "a.png",
                "--method",
                "median",
                "--threads",
                "1000",
            ],
            "0..=256",
        ),
    ] {
        let output = lemida(path, wrong);
        assert_eq!(code(&output), 2, "{wrong:?}: {}", text(&output.stderr));
        assert!(
            text(&output.stderr).contains(said),
            "{}",
            text(&output.stderr)
        );
    }
    assert_eq!(fs::read(path.join("photos/noisy.png")).unwrap(), before);
    fs::create_dir(path.join("none")).unwrap();
    let output = lemida(path, &["bench-sigma", "--images", "none", "--csv", "a.csv"]);
    assert_eq!(code(&output), 1);
}

#[test]
fn a_run_that_never_began_can_be_begun_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("photos.toml");
    let with = |pictures: &str| {
        format!(
            "name = \"own\"\n[data]\nkind = \"folder-photos\"\npath = \"{pictures}\"\npatch = 16\n[network]\nrows = \
             [{{ layer = \"conv\", channels = 1, kernel = 5 }}]\n[training]\nsteps = 2\nbatch = 2\n"
        )
    };
    fs::write(&file, with("nowhere")).unwrap();
    let train = ["train", "photos.toml", "--out", "run"];
    assert_eq!(code(&lemida(folder.path(), &train)), 1);
    fs::create_dir(folder.path().join("photos")).unwrap();
    let picture = Image::from_fn(3, 40, 40, |c, y, x| ((c + y + x) % 9) as f32 / 9.0);
    for name in ["a", "b", "c"] {
        let path = folder.path().join(format!("photos/{name}.png"));
        lemida::store::picture::save(&path, &picture).unwrap();
    }
    fs::write(&file, with("photos")).unwrap();
    let output = lemida(folder.path(), &train);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    assert_eq!(
        code(&lemida(folder.path(), &train)),
        1,
        "now it holds a run"
    );
}

#[test]
fn lists_and_checks_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    for what in [
        "experiments",
        "layers",
        "methods",
        "noises",
        "data",
        "losses",
        "optimizers",
        "schedules",
    ] {
        let plain = lemida(folder.path(), &["list", what]);
        assert_eq!(code(&plain), 0);
        let lines = json_lines(&lemida(folder.path(), &["list", what, "--json"]));
        assert_eq!(lines.len(), text(&plain.stdout).lines().count(), "{what}");
        assert!(
            lines
                .iter()
                .all(|item| item["id"].is_string() && item["help"].is_string())
        );
    }
    let table = text(&lemida(folder.path(), &["check", "denoise-quick"]).stdout);
    assert!(
        table.contains("24×64×64") && table.contains("receptive field 15"),
        "{table}"
    );
}

#[test]
fn training_tells_its_steps_as_json_and_writes_a_run() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tiny.toml"), TINY).unwrap();
    let output = lemida(
        folder.path(),
        &[
            "train",
            "tiny.toml",
            "--out",
            "run",
            "--json",
            "--seed",
            "9",
        ],
    );
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let lines = json_lines(&output);
    let of = |kind: &str| lines.iter().filter(|line| line["event"] == kind).count();
    assert_eq!(
        (of("step"), of("validation"), of("finished"), of("failed")),
        (50, 3, 1, 0)
    );
    assert!(of("snapshot") >= 1);
    assert!(
        lines
            .iter()
            .filter(|line| line["event"] == "step")
            .all(|line| line["loss"].is_number() && line["metric"].is_number())
    );
    assert_eq!(lines.last().unwrap()["event"], "finished");
    let run = folder.path().join("run");
    for name in [
        "experiment.toml",
        "weights.safetensors",
        "optimizer.safetensors",
        "curves.csv",
        "log.txt",
    ] {
        assert!(run.join(name).exists(), "{name}");
    }
    assert!(
        fs::read_to_string(run.join("experiment.toml"))
            .unwrap()
            .contains("seed = 9")
    );
    for file in ["run", "run/experiment.toml", "run/weights.safetensors"] {
        let output = lemida(folder.path(), &["info", file]);
        assert!(
            text(&output.stdout).contains("experiment \"tiny\""),
            "{file}"
        );
    }
    let again = lemida(folder.path(), &["train", "tiny.toml", "--out", "run"]);
    assert_eq!(code(&again), 1);
    assert!(text(&again.stderr).contains("--resume"));
    let other = lemida(
        folder.path(),
        &["train", "points-xor", "--out", "run", "--resume"],
    );
    assert_eq!(code(&other), 1);
    assert!(text(&other.stderr).contains("another experiment"));
}

#[test]
fn a_run_can_begin_with_the_weights_of_another() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tiny.toml"), TINY).unwrap();
    let first_loss = |arguments: &[&str]| {
        let output = lemida(folder.path(), arguments);
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        let lines = json_lines(&output);
        let first = lines.iter().find(|line| line["event"] == "step").unwrap();
        assert_eq!(first["step"], 1);
        first["loss"].as_f64().unwrap()
    };
    let fresh = first_loss(&[
        "train",
        "tiny.toml",
        "--steps",
        "300",
        "--out",
        "a",
        "--json",
    ]);
    for (from, out) in [("a", "b"), ("a/weights.safetensors", "c")] {
        let begun = ["train", "tiny.toml", "--from", from, "--out", out, "--json"];
        let loss = first_loss(&begun);
        assert!(loss < 0.5 * fresh, "{loss} after {fresh}");
    }
    let other = TINY.replace("units = 8", "units = 9");
    fs::write(folder.path().join("other.toml"), other).unwrap();
    let output = lemida(folder.path(), &["train", "other.toml", "--from", "a"]);
    assert_eq!(code(&output), 1);
    assert!(
        text(&output.stderr).contains("the same architecture"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn divergence_is_told_as_json_too() {
    let folder = tempfile::tempdir().unwrap();
    let wild = TINY
        .replace(
            "learning_rate = 0.01",
            "learning_rate = 1e9\n[optimizer]\nkind = \"sgd\"",
        )
        .replace("    { layer = \"batch-norm\" },\n", "");
    fs::write(
        folder.path().join("wild.toml"),
        wild.replace("steps = 50", "steps = 5000"),
    )
    .unwrap();
    let output = lemida(
        folder.path(),
        &["train", "wild.toml", "--out", "run", "--json"],
    );
    assert_eq!(code(&output), 1);
    let last = json_lines(&output).pop().unwrap();
    assert_eq!(last["event"], "failed");
    let told = last["message"].as_str().unwrap();
    assert!(
        told.contains("in row") && told.contains("smaller learning rate"),
        "{told}"
    );
    assert_eq!(
        code(&lemida(folder.path(), &["info", "run/weights.safetensors"])),
        0
    );
}

#[test]
fn any_number_of_threads_writes_the_same_weights() {
    let folder = tempfile::tempdir().unwrap();
    for threads in ["1", "2"] {
        let out = format!("run{threads}");
        let output = lemida(
            folder.path(),
            &[
                "train",
                "denoise-quick",
                "--steps",
                "3",
                "--out",
                &out,
                "--threads",
                threads,
            ],
        );
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    }
    let weights =
        |run: &str| fs::read(folder.path().join(run).join("weights.safetensors")).unwrap();
    assert!(weights("run1") == weights("run2"));
}

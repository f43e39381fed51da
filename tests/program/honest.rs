//! Training that tells the truth: resume obeys the file, paths mean one place, networks name what they see and keep a
//! person's secrets.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use lemida::image::Image;

fn lemida(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lemida"))
        .args(arguments)
        .current_dir(folder)
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("HOME", folder)
        .output()
        .unwrap()
}

/// What a command printed and complained of, when it did what it was asked.
fn done(folder: &Path, arguments: &[&str]) -> (String, String) {
    let output = lemida(folder, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let told = text(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {told}");
    (text(&output.stdout), told)
}

/// A picture that is bright on the left, or on the right, and somewhat different from others of its kind.
fn picture(path: &Path, right: bool, kind: usize) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let image = Image::from_fn(1, 20, 24, |_, y, x| {
        let bright = (x >= 12) == right;
        let own = ((x * 7 + y * 13 + kind * 31) % 17) as f32 / 170.0;
        if bright { 0.8 + own } else { 0.1 + own }
    });
    lemida::store::picture::save(path, &image).unwrap();
}

/// A folder of two classes that a network learns at once, and its experiment.
fn sides(folder: &Path) {
    for kind in 0..10 {
        picture(&folder.join(format!("sides/left/{kind}.png")), false, kind);
        picture(&folder.join(format!("sides/right/{kind}.png")), true, kind);
    }
    let experiment = "name = \"sides\"\nseed = 3\n[data]\nkind = \"folder-classes\"\npath = \"sides\"\nside = \
        8\nchannels = \"grey\"\nflips = false\n\
                      [network]\nrows = [ { layer = \"flatten\" }, { layer = \"dense\", units = 2 } ]\n\
                      [training]\nsteps = 60\nlearning_rate = 0.05\nvalidate_every = 20\n";
    fs::write(folder.join("sides.toml"), experiment).unwrap();
}

#[test]
fn a_network_names_what_it_sees_and_an_export_keeps_secrets() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    sides(folder);
    done(folder, &["train", "sides.toml", "--out", "run"]);
    done(folder, &["export", "run", "-o", "given.safetensors"]);
    let given = fs::read(folder.join("given.safetensors")).unwrap();
    let given = String::from_utf8_lossy(&given);
    let secret = folder.file_name().unwrap().to_str().unwrap();
    assert!(!given.contains(secret) && !given.contains("sides/") && !given.contains("/sides"));
    assert!(given.contains("left") && given.contains("right"));
    // Its card counts each class, and keeps the same secrets.
    let card = fs::read_to_string(folder.join("given.card.md")).unwrap();
    assert!(!card.contains(secret) && !card.contains("sides"), "{card}");
    assert!(
        card.contains("| left | ") && card.contains("| right | "),
        "{card}"
    );
    assert!(card.contains("What it must not be asked"), "{card}");
    done(
        folder,
        &["export", "run", "-o", "bare.safetensors", "--no-card"],
    );
    assert!(!folder.join("bare.card.md").exists());
    picture(&folder.join("new/a.png"), false, 12);
    picture(&folder.join("new/b.png"), true, 13);
    picture(&folder.join("new/._b.png"), true, 13);
    for model in ["run", "given.safetensors"] {
        let (said, told) = done(folder, &["classify", model, "new", "--csv", "t.csv"]);
        let lines: Vec<_> = said.lines().collect();
        assert!(told.is_empty() && lines.len() == 2, "{said}{told}");
        assert!(
            lines[0].contains("a.png: left ") && lines[0].contains(", right "),
            "{said}"
        );
        assert!(lines[1].contains("b.png: right "), "{said}");
        let table = fs::read_to_string(folder.join("t.csv")).unwrap();
        assert!(
            table.starts_with("picture,class,left,right\nnew/a.png,left,"),
            "{table}"
        );
        let (said, _) = done(
            folder,
            &["classify", model, "new/a.png", "--top", "1", "--json"],
        );
        let json: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(json["class"], "left");
        assert!(
            json["probability"].as_f64().unwrap() > 0.5
                && json["top"].as_array().unwrap().len() == 1
        );
    }
    // One that cannot be read keeps the others from nothing; and a network that cleans names nothing.
    fs::write(folder.join("new/c.png"), b"no picture").unwrap();
    let output = lemida(folder, &["classify", "run", "new"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 2);
}

#[test]
fn what_was_held_out_stays_held_out() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    sides(folder);
    done(folder, &["train", "sides.toml", "--out", "run"]);
    let list = |run: &str| {
        let text = fs::read_to_string(folder.join(run).join("pictures.csv")).unwrap();
        let held = text.lines().filter(|line| line.starts_with("held-out"));
        held.map(str::to_owned).collect::<Vec<_>>()
    };
    let before = list("run");
    assert_eq!(before.len(), 4);
    // Another seed alone would hold others out.
    done(
        folder,
        &["train", "sides.toml", "--out", "other", "--seed", "9"],
    );
    assert_ne!(list("other"), before);
    done(
        folder,
        &[
            "train",
            "sides.toml",
            "--out",
            "child",
            "--seed",
            "9",
            "--from",
            "run",
        ],
    );
    assert_eq!(list("child"), before);
    // An exported network does not say, and that is told.
    done(folder, &["export", "run", "-o", "given.safetensors"]);
    let (_, told) = done(
        folder,
        &[
            "train",
            "sides.toml",
            "--out",
            "blind",
            "--from",
            "given.safetensors",
        ],
    );
    assert!(told.contains("it is not known which pictures"), "{told}");
    let log = fs::read_to_string(folder.join("blind/log.txt")).unwrap();
    assert!(log.contains("it is not known which pictures"), "{log}");
    // One more picture, before all others.
    picture(&folder.join("sides/left/00.png"), false, 11);
    let (_, told) = done(folder, &["train", "run", "--resume", "--steps", "61"]);
    assert!(told.contains("1 new"), "{told}");
    let after = list("run");
    assert!(before.iter().all(|line| after.contains(line)), "{after:?}");
    // A class by another name is another class.
    fs::rename(folder.join("sides/left"), folder.join("sides/x")).unwrap();
    let output = lemida(folder, &["train", "run", "--resume", "--steps", "62"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(1) && told.contains("left, right (in this order)"),
        "{told}"
    );
}

#[test]
fn a_rate_that_the_file_names_anew_is_used() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    done(
        folder,
        &["train", "points-xor", "--steps", "20", "--out", "run"],
    );
    let file = folder.join("run/experiment.toml");
    let text = fs::read_to_string(&file).unwrap();
    let old = text
        .lines()
        .find(|line| line.starts_with("learning_rate"))
        .unwrap();
    fs::write(&file, text.replace(old, "learning_rate = 0.125")).unwrap();
    let (_, told) = done(folder, &["train", "run", "--resume", "--steps", "30"]);
    assert!(told.contains("goes on as it says now"), "{told}");
    let (said, _) = done(
        folder,
        &["train", "run", "--resume", "--steps", "40", "--json"],
    );
    assert!(
        !said.contains("was changed"),
        "the file is as it was at the last checkpoint"
    );
    let curves = fs::read_to_string(folder.join("run/curves.csv")).unwrap();
    let rates = |step: usize| {
        let begins = format!("{step},");
        curves
            .lines()
            .find(|line| line.starts_with(&begins))
            .unwrap()
            .to_owned()
    };
    for step in [21, 30, 31, 40] {
        assert!(rates(step).contains("0.125"), "{}", rates(step));
    }
    assert!(!rates(20).contains("0.125"));
}

#[test]
fn a_relative_path_means_one_place() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    for place in ["here", "there", "beside"] {
        for kind in 0..3 {
            let path = folder.join(place).join(format!("pics/{kind}.png"));
            picture(&path, place == "here", kind + place.len());
        }
    }
    let experiment = "name = \"p\"\n[data]\nkind = \"folder-photos\"\npath = \"pics\"\npatch = 8\n\
                      [network]\nrows = [ { layer = \"conv\", channels = 1 } ]\n\
                      [training]\nsteps = 5\n";
    fs::write(folder.join("plan.toml"), experiment).unwrap();
    fs::write(folder.join("beside/plan.toml"), experiment).unwrap();
    let (here, there) = (folder.join("here"), folder.join("there"));
    let path_of = |run: &str| {
        let text = fs::read_to_string(folder.join(run).join("experiment.toml")).unwrap();
        text.lines()
            .find(|line| line.starts_with("path"))
            .unwrap()
            .to_owned()
    };
    // Nothing of that name lies beside the file: the present folder is taken, and that is said.
    let (_, told) = done(&here, &["train", "../plan.toml", "--out", "../run"]);
    assert!(told.contains("are taken from"), "{told}");
    assert!(
        path_of("run").ends_with("/here/pics\""),
        "{}",
        path_of("run")
    );
    let (_, told) = done(&there, &["train", "../run", "--resume", "--steps", "8"]);
    assert!(
        !told.contains("new") && !told.contains("taken from"),
        "{told}"
    );
    assert!(
        path_of("run").ends_with("/here/pics\""),
        "{}",
        path_of("run")
    );
    for (at, run) in [(&here, "one"), (&there, "two")] {
        let out = format!("../{run}");
        let (_, told) = done(at, &["train", "../beside/plan.toml", "--out", &out]);
        assert!(!told.contains("taken from"), "{told}");
        assert!(path_of(run).ends_with("/beside/pics\""), "{}", path_of(run));
    }
}

#[test]
fn normalising_one_number_is_refused_by_check_and_train() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    let experiment = |batch: usize| {
        format!(
            "[data]\nkind = \"digits\"\n[network]\nrows = [ {{ layer = \"flatten\" }}, {{ layer = \"dense\", units = 8 \
             }}, \
             {{ layer = \"batch-norm\" }}, {{ layer = \"dense\", units = 10 }} ]\n[training]\nsteps = 2\nbatch = \
                 {batch}\n"
        )
    };
    let file = folder.join("bn.toml");
    fs::write(&file, experiment(1)).unwrap();
    for command in [
        &["check", "bn.toml"][..],
        &["train", "bn.toml", "--out", "run"],
    ] {
        let output = lemida(folder, command);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1));
        assert!(
            told.contains("row 3 (Batch norm)") && told.contains("set the batch to 2"),
            "{told}"
        );
    }
    fs::write(&file, experiment(2)).unwrap();
    done(folder, &["check", "bn.toml"]);
}

#[test]
fn a_picture_against_itself_is_infinitely_good() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    let image = Image::from_fn(3, 24, 24, |c, y, x| {
        ((c + 2 * y + 3 * x) % 40) as f32 / 27.0
    });
    lemida::store::picture::save(&folder.join("hdr.npy"), &image).unwrap();
    let judge = [
        "denoise",
        "hdr.npy",
        "-o",
        "out.npy",
        "--sigma",
        "0",
        "--reference",
        "hdr.npy",
    ];
    let (said, told) = done(folder, &judge);
    assert!(
        said.contains("PSNR infinite") && said.contains("SSIM 1.0000"),
        "{said}"
    );
    assert!(told.contains("lie beyond 0..1"), "{told}");
    let (said, _) = done(folder, &[&judge[..], &["--json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(
        json["psnr"].is_null() && json["psnr_infinite"] == true,
        "{json}"
    );
}

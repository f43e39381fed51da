//! Cleaning files from the command line: several at once, folders, depth, never over an original; a network as one
//! file.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use lemida::denoise::trial::with_noise;
use lemida::image::Image;
use lemida::image::metrics::psnr_clipped;
use lemida::store::picture::Original;
use lemida::store::picture::{Depth, open, save, save_as};

fn lemida(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lemida"))
        .args(arguments)
        .current_dir(folder)
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("HOME", folder)
        .output()
        .unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn scene(channels: usize) -> Image {
    Image::from_fn(channels, 70, 90, |c, y, x| {
        let disc = (y as f32 - 30.0).hypot(x as f32 - 40.0) < 22.0;
        0.2 + 0.1 * c as f32 + 0.4 * f32::from(u8::from(disc))
    })
}

fn noisy(channels: usize) -> Image {
    with_noise(&scene(channels), 25.0 / 255.0, 3, 0)
}

#[test]
fn several_pictures_and_folders_go_into_a_folder_and_keep_their_kind() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("more")).unwrap();
    save_as(&at("a.png"), &noisy(3), Depth::Sixteen).unwrap();
    save(&at("more/b.jpg"), &noisy(1)).unwrap();
    fs::write(at("more/c.png"), b"no picture").unwrap();
    let before = fs::read(at("a.png")).unwrap();
    let arguments = [
        "denoise", "a.png", "more", "-o", "out", "--method", "flexible",
    ];
    let output = lemida(folder.path(), &arguments);
    // One of three is no picture: the others are written and the end says so.
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(
        told(&output).contains("1 of 3 pictures"),
        "{}",
        told(&output)
    );
    let clean = Original::open(&at("out/a-clean.png")).unwrap();
    assert_eq!(clean.depth(), Depth::Sixteen);
    let gain = psnr_clipped(&scene(3), &clean.image) - psnr_clipped(&scene(3), &noisy(3));
    assert!(gain > 5.0, "{gain} dB");
    assert_eq!(open(&at("out/b-clean.jpg")).unwrap().dim(), (1, 70, 90));
    assert_eq!(fs::read(at("a.png")).unwrap(), before);
    // Once more: nothing is replaced.
    let first = fs::read(at("out/a-clean.png")).unwrap();
    let output = lemida(
        folder.path(),
        &[
            "denoise", "a.png", "-o", "out", "--method", "gaussian", "--sigma", "25",
        ],
    );
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(fs::read(at("out/a-clean.png")).unwrap(), first);
    assert!(at("out/a-clean-2.png").is_file());
}

#[test]
fn answers_of_before_are_not_cleaned_again() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["a.png", "spotless-clean.png"] {
        save(&at(name), &noisy(1)).unwrap();
    }
    let arguments = ["denoise", ".", "-o", ".", "--method", "gaussian"];
    for _ in 0..2 {
        let output = lemida(folder.path(), &arguments);
        assert!(output.status.success(), "{}", told(&output));
    }
    assert!(at("a-clean.png").exists() && at("a-clean-2.png").exists());
    assert!(at("spotless-clean-clean.png").exists());
    assert!(!at("a-clean-clean.png").exists());
    let output = lemida(folder.path(), &["classify", "a.png", "a.png"]);
    assert!(
        told(&output).contains("it is a picture"),
        "{}",
        told(&output)
    );
    let output = lemida(
        folder.path(),
        &["denoise", "a.png", "-o", "b.png", "--sigma", "-3"],
    );
    assert!(
        told(&output).contains("σ") || told(&output).contains("sigma"),
        "{}",
        told(&output)
    );
    assert!(!told(&output).contains("unexpected"), "{}", told(&output));
}

#[test]
fn finish_puts_noise_back() {
    let folder = tempfile::tempdir().unwrap();
    save(&folder.path().join("a.npy"), &noisy(1)).unwrap();
    save(&folder.path().join("clean.npy"), &scene(1)).unwrap();
    let psnr = |strength: &str| {
        let output = lemida(
            folder.path(),
            &[
                "denoise",
                "a.npy",
                "-o",
                "o.npy",
                "--method",
                "bm3d",
                "--sigma",
                "25",
                "--strength",
                strength,
                "--reference",
                "clean.npy",
                "--json",
            ],
        );
        assert!(output.status.success(), "{}", told(&output));
        let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        line["psnr"].as_f64().unwrap()
    };
    let [none, half, all] = [psnr("0"), psnr("50"), psnr("100")];
    assert!(none + 3.0 < half && half + 3.0 < all, "{none} {half} {all}");
    assert!((none - psnr_clipped(&scene(1), &noisy(1))).abs() < 1e-3);
    let output = lemida(
        folder.path(),
        &[
            "denoise",
            "a.npy",
            "-o",
            "o.npy",
            "--method",
            "bm3d",
            "--strength",
            "101",
        ],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("from 0 to 100"), "{}", told(&output));
}

#[test]
fn a_run_becomes_one_file_that_cleans() {
    let folder = tempfile::tempdir().unwrap();
    let train = ["train", "denoise-quick", "--steps", "2", "--out", "run"];
    let output = lemida(folder.path(), &train);
    assert!(output.status.success(), "{}", told(&output));
    save(&folder.path().join("a.png"), &noisy(1)).unwrap();
    for (name, half) in [("whole.safetensors", false), ("half.safetensors", true)] {
        let mut arguments = vec!["export", "run", "-o", name];
        arguments.extend(half.then_some("--half"));
        let output = lemida(folder.path(), &arguments);
        assert!(output.status.success(), "{}", told(&output));
        let output = lemida(
            folder.path(),
            &["denoise", "a.png", "-o", "o.npy", "--model", name],
        );
        assert!(output.status.success(), "{}", told(&output));
    }
    // The whole run in one file, and the weights under names of PyTorch, also when they are given to the experiment.
    for name in ["run.lemida", "net.onnx"] {
        let output = lemida(folder.path(), &["export", "run", "-o", name]);
        assert!(output.status.success(), "{}", told(&output));
    }
    let there = [
        "export",
        "run",
        "-o",
        "there.safetensors",
        "--names",
        "pytorch",
    ];
    let output = lemida(folder.path(), &there);
    assert!(output.status.success(), "{}", told(&output));
    let output = lemida(
        folder.path(),
        &[
            "import",
            "there.safetensors",
            "--into",
            "run",
            "-o",
            "back.safetensors",
        ],
    );
    assert!(output.status.success(), "{}", told(&output));
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        table.contains("conv1.weight") && table.contains("by name"),
        "{table}"
    );
    // A page that tells of the run cleans as well, and the same.
    let output = lemida(folder.path(), &["report", "run", "-o", "run.html"]);
    assert!(output.status.success(), "{}", told(&output));
    let output = lemida(folder.path(), &["info", "run.html"]);
    assert!(output.status.success(), "{}", told(&output));
    let mut answers = Vec::new();
    for (model, name) in [
        ("whole.safetensors", "w.npy"),
        ("run.html", "r.npy"),
        ("run.lemida", "p.npy"),
        ("there.safetensors", "t.npy"),
        ("back.safetensors", "b.npy"),
        ("net.onnx", "x.npy"),
    ] {
        let clean = ["denoise", "a.png", "-o", name, "--model", model];
        let output = lemida(folder.path(), &clean);
        assert!(output.status.success(), "{}", told(&output));
        answers.push(fs::read(folder.path().join(name)).unwrap());
    }
    for answer in &answers {
        assert!(*answer == answers[0], "every form cleans the same");
    }
    let page = fs::read_to_string(folder.path().join("run.html")).unwrap();
    for part in ["denoise-quick", "Loss", "conv 24", "learning rate", "dB"] {
        assert!(page.contains(part), "{part}");
    }
    let output = lemida(folder.path(), &["report", "run", "-o", "run.pdf"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    let size = |name: &str| fs::metadata(folder.path().join(name)).unwrap().len();
    fs::create_dir(folder.path().join("photos")).unwrap();
    save(&folder.path().join("photos/a.png"), &noisy(1)).unwrap();
    let output = lemida(
        folder.path(),
        &[
            "bench-denoise",
            "--images",
            "photos",
            "--model",
            "run",
            "--model",
            "half.safetensors",
            "--sigma",
            "25",
            "--csv",
            "t.csv",
        ],
    );
    assert!(output.status.success(), "{}", told(&output));
    let table = fs::read_to_string(folder.path().join("t.csv")).unwrap();
    let names: Vec<_> = table.lines().map(|row| row.split(',').next()).collect();
    assert_eq!(
        names,
        ["method", "run", "run", "half", "half"].map(Some),
        "{table}"
    );
    assert!(size("half.safetensors") < size("whole.safetensors") * 6 / 10);
    let output = lemida(folder.path(), &["export", "run", "-o", "run.png"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    // The weights themselves are not replaced by a copy.
    let output = lemida(
        folder.path(),
        &["export", "run", "-o", "run/weights.safetensors", "--half"],
    );
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
}

#[test]
fn a_run_becomes_a_program_for_pytorch() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["denoise-unet", "digits-cnn"] {
        let run = format!("{name}-run");
        let output = lemida(
            folder.path(),
            &["train", name, "--steps", "1", "--out", &run],
        );
        assert!(output.status.success(), "{}", told(&output));
        let script = format!("{name}.py");
        let output = lemida(folder.path(), &["export", &run, "-o", &script, "--no-card"]);
        assert!(output.status.success(), "{}", told(&output));
        let text = fs::read_to_string(folder.path().join(&script)).unwrap();
        for part in [
            "class Net(nn.Module)",
            "DistributedDataParallel",
            "set_epoch",
            "torch.optim.Adam(",
            "STEPS = 1\n",
        ] {
            assert!(text.contains(part), "{name}: {part}\n{text}");
        }
        assert!(text.lines().all(|line| line.len() <= 120), "{name}");
        let weights = format!("{name}.weights.safetensors");
        let output = lemida(folder.path(), &["info", &weights]);
        assert!(output.status.success(), "{}", told(&output));
        assert!(
            folder
                .path()
                .join(format!("{name}.data.safetensors"))
                .exists()
        );
    }
    // What has no form there is told by its name.
    let camera = [
        "sweep",
        "denoise-quick",
        "--set",
        "noise=camera",
        "--seeds",
        "1",
        "--steps",
        "1",
        "--out",
        "cameras",
    ];
    let output = lemida(folder.path(), &camera);
    assert!(output.status.success(), "{}", told(&output));
    let run = fs::read_dir(folder.path().join("cameras"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let output = lemida(
        folder.path(),
        &["export", run.to_str().unwrap(), "-o", "camera.py"],
    );
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(
        told(&output).contains("noise camera has no form in PyTorch"),
        "{}",
        told(&output)
    );
}

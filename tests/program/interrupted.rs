//! Runs that are interrupted or killed, readers that leave, disks that are full: nothing that was learned is lost.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::command::{TINY, code, lemida, text};

#[cfg(unix)]
#[test]
fn an_interrupt_puts_the_work_in_safety() {
    let folder = tempfile::tempdir().unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_lemida"))
        .args(["train", "points-xor", "--steps", "50000000", "--out", "run"])
        .args(["--checkpoint-every", "1000"])
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let curves = folder.path().join("run/curves.csv");
    let learned = || {
        let text = fs::read_to_string(&curves).unwrap_or_default();
        text.lines()
            .any(|line| line.starts_with(|letter: char| letter.is_ascii_digit()))
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    while !learned() {
        assert!(Instant::now() < deadline, "no step is written");
        std::thread::sleep(Duration::from_millis(5));
    }
    // The shell's own word: a bare system has no program of that name.
    let asked = Command::new("sh")
        .args(["-c", &format!("kill -INT {}", child.id())])
        .status()
        .unwrap();
    assert!(asked.success());
    let output = child.wait_with_output().unwrap();
    let told = text(&output.stderr);
    assert_eq!(code(&output), 130, "{told}");
    assert!(
        told.contains("of 50000000; lemida train run --resume goes on"),
        "{told}"
    );
    assert!(folder.path().join("run/weights.safetensors").exists());
}

/// Killed without any warning, twice, and resumed: byte for byte what an unbroken run writes.
#[test]
fn killed_and_resumed_is_the_same_as_unbroken() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("tiny.toml"),
        TINY.replace("steps = 50", "steps = 60000"),
    )
    .unwrap();
    let whole = lemida(
        folder.path(),
        &["train", "tiny.toml", "--out", "whole", "--threads", "1"],
    );
    assert_eq!(code(&whole), 0, "{}", text(&whole.stderr));
    let mut killed = 0;
    for _ in 0..2 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_lemida"))
            .args([
                "train",
                "tiny.toml",
                "--out",
                "broken",
                "--resume",
                "--checkpoint-every",
                "0.02",
            ])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let weights = folder.path().join("broken/weights.safetensors");
        let before = fs::metadata(&weights).and_then(|data| data.modified()).ok();
        let deadline = Instant::now() + Duration::from_secs(30);
        while fs::metadata(&weights).and_then(|data| data.modified()).ok() == before
            && Instant::now() < deadline
        {
            std::thread::sleep(Duration::from_millis(1));
        }
        if child.try_wait().unwrap().is_none() {
            killed += 1;
        }
        // On Unix this is SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(killed > 0, "the run ended before it could be killed");
    let rest = lemida(folder.path(), &["train", "broken", "--resume"]);
    assert_eq!(code(&rest), 0, "{}", text(&rest.stderr));
    for name in [
        "weights.safetensors",
        "optimizer.safetensors",
        "curves.csv",
        "experiment.toml",
    ] {
        let read = |run: &str| fs::read(folder.path().join(run).join(name)).unwrap();
        assert!(read("whole") == read("broken"), "{name}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_who_leaves_early_causes_no_fuss() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_lemida"))
        .args(["list", "layers", "--json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(!text(&output.stderr).contains("panicked"));
}

/// Needs Linux's `/dev/full`, which refuses every byte as a full disk does.
#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tiny.toml"), TINY).unwrap();
    for arguments in [
        &["list", "layers"][..],
        &["--help"],
        &["train", "tiny.toml", "--out", "run", "--json"],
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_lemida"))
            .args(arguments)
            .current_dir(folder.path())
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(code(&output), 1, "{arguments:?}");
        let told = text(&output.stderr);
        assert!(told.contains("the disk is full; free some space"), "{told}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_whose_reader_leaves_writes_its_last_checkpoint() {
    use std::io::{BufRead as _, BufReader};
    let folder = tempfile::tempdir().unwrap();
    let endless = TINY.replace("steps = 50", "steps = 90000000");
    fs::write(folder.path().join("tiny.toml"), endless).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_lemida"))
        .args(["train", "tiny.toml", "--out", "run", "--json"])
        .args(["--checkpoint-every", "100000"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut line).unwrap();
    drop(reader);
    let deadline = Instant::now() + Duration::from_secs(60);
    while child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < deadline, "it goes on alone");
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 141, "{}", text(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    assert!(folder.path().join("run/weights.safetensors").exists());
    let log = fs::read_to_string(folder.path().join("run/log.txt")).unwrap();
    assert!(log.contains("checkpoint of step"), "{log}");
}

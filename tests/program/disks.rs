//! Disks that are full or read-only, real ones: small file systems that only the test sees.
//!
//! They are mounted in a namespace of the test's own (`unshare`, of util-linux). Where the system forbids that, as some
//! containers do, the tests fail; with `LEMIDA_TESTS_WITHOUT_DISKS` set they are left out.

#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const EXPERIMENT: &str = r#"
name = "tiny"
seed = 4
[data]
kind = "points"
pattern = "xor"
[network]
rows = [{ layer = "dense", units = 64 }, { layer = "relu" }, { layer = "dense", units = 2 }]
[training]
steps = 40
validate_every = 20
learning_rate = 0.01
"#;

/// Runs shell commands in `folder`, where `disk` is a file system of 256 KiB of their own; `lemida` is the program.
/// `None` where these tests are left out.
fn with_small_disk(folder: &Path, commands: &str) -> Option<Output> {
    let inside = |commands: &str| {
        Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-ec"])
            .arg(format!(
                "mount -t tmpfs -o size=256k none disk\nlemida() {{ \"$LEMIDA\" \"$@\"; }}\n{commands}"
            ))
            .current_dir(folder)
            .env("LEMIDA", env!("CARGO_BIN_EXE_lemida"))
            .env("HOME", folder)
            .env("XDG_DATA_HOME", folder.join("data"))
            .output()
    };
    fs::create_dir_all(folder.join("disk")).unwrap();
    match inside("true") {
        Ok(probe) if probe.status.success() => Some(inside(commands).unwrap()),
        _ if std::env::var_os("LEMIDA_TESTS_WITHOUT_DISKS").is_some() => None,
        other => panic!(
            "this system lets nobody mount a disk of their own ({other:?}), so that nothing can be checked; \
             set LEMIDA_TESTS_WITHOUT_DISKS=1 to leave these tests out"
        ),
    }
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tiny.toml"), EXPERIMENT).unwrap();
    folder
}

fn told(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!told.contains("panicked"), "{told}");
    told
}

#[test]
fn a_disk_that_fills_up_costs_nothing_that_was_there() {
    let folder = folder();
    let Some(output) = with_small_disk(
        folder.path(),
        r#"
        lemida train tiny.toml --out disk/run --steps 20
        find disk/run -maxdepth 1 -type f | xargs sha256sum >before
        # Until not a byte is left.
        dd if=/dev/zero of=disk/filler bs=1k 2>dd || true
        cat /dev/zero >>disk/filler 2>dd || true
        code=0
        lemida train disk/run --resume --steps 40 2>trouble || code=$?
        echo "$code" >code
        grep -v -e log.txt -e curves.csv -e experiment.toml before >kept
        sha256sum -c kept >still 2>&1
        lemida info disk/run/weights.safetensors >info
        # With room again it goes on, to the same bits as without the trouble.
        rm disk/filler
        lemida train disk/run --resume --steps 40
        cp -r disk/run broken
        lemida train tiny.toml --out whole
        "#,
    ) else {
        return;
    };
    let complaint = told(&output);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_default();
    assert!(output.status.success(), "{complaint}\n{}", read("still"));
    assert_eq!(read("code").trim(), "1");
    assert!(
        read("trouble").contains("the disk is full; free some space"),
        "{}",
        read("trouble")
    );
    let bytes = |run: &str| fs::read(folder.path().join(run).join("weights.safetensors")).unwrap();
    assert!(bytes("broken") == bytes("whole"));
}

#[test]
fn a_disk_that_may_not_be_written_is_told() {
    let folder = folder();
    let Some(output) = with_small_disk(
        folder.path(),
        r#"
        lemida train tiny.toml --out disk/run --steps 20
        cp "$PICTURE" noisy.webp
        mount -o remount,ro disk
        for attempt in "train tiny.toml --out disk/other" "train disk/run --resume --steps 40" \
            "denoise noisy.webp -o disk/clean.png --method gaussian"; do
            code=0
            lemida $attempt 2>trouble >/dev/null || code=$?
            echo "$code $(cat trouble)" >>answers
        done
        lemida info disk/run >/dev/null
        "#
        .replace(
            "$PICTURE",
            concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/assets/photos/test/gc_cheetah.webp"
            ),
        )
        .as_str(),
    ) else {
        return;
    };
    assert!(output.status.success(), "{}", told(&output));
    let answers = fs::read_to_string(folder.path().join("answers")).unwrap();
    assert_eq!(answers.lines().count(), 3, "{answers}");
    for answer in answers.lines() {
        assert!(
            answer.starts_with("1 ") && answer.contains("writing there is not permitted"),
            "{answer}"
        );
        assert!(!answer.contains("panicked"), "{answer}");
    }
}

#[test]
fn a_full_disk_is_told_of_pictures_too_and_costs_no_score() {
    let folder = folder();
    let Some(output) = with_small_disk(
        folder.path(),
        r#"
        cp "$PICTURE" photo.webp
        dd if=/dev/zero of=disk/filler bs=1k count=210 2>dd
        for ending in png tif webp; do
            code=0
            lemida denoise photo.webp -o "disk/clean.$ending" --method gaussian 2>trouble >/dev/null || code=$?
            echo "$code $(tail -n 1 trouble)" >>answers
        done
        code=0
        lemida timeline photo.webp --out disk/all --methods gaussian,median --color 2>trouble >/dev/null || code=$?
        echo "$code $(tail -n 1 trouble)" >last
        cat trouble >timeline
        cp disk/all/results.csv .
        ls disk >there
        "#
        .replace(
            "$PICTURE",
            concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/assets/photos/test/gc_cheetah.webp"
            ),
        )
        .as_str(),
    ) else {
        return;
    };
    assert!(output.status.success(), "{}", told(&output));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let answers = read("answers");
    assert_eq!(answers.lines().count(), 3);
    for answer in answers.lines() {
        assert!(
            answer.starts_with("1 ") && answer.contains("the disk is full; free some space"),
            "{answers}"
        );
    }
    assert_eq!(
        read("results.csv").lines().count(),
        3,
        "{}",
        read("results.csv")
    );
    assert!(read("timeline").contains("the disk is full; free some space"));
    assert!(
        read("last").contains("the scores are complete"),
        "{}",
        read("last")
    );
    // Nothing half written is left.
    assert_eq!(read("there"), "all\nfiller\n");
}

//! The file of the curves.

use super::*;

#[test]
fn curves_that_were_not_written_here_are_kept_aside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(CURVES);
    let ours = "step,loss,psnr,learning_rate,validation_loss,validation_psnr,validation_examples\n1,0.5,20,0.001,,,\n";
    let old = |number: &str| fs::read_to_string(folder.path().join(format!("{CURVES}{number}")));
    let open = |text: &str| {
        fs::write(&path, text).unwrap();
        curves::Curves::open(&path, 5, 10).unwrap();
        fs::read_to_string(&path).unwrap()
    };
    // Cut off, or beyond the checkpoint: nothing to keep.
    for text in [
        "",
        "step,lo",
        ours,
        &format!("{ours}9,0.5,20,0.001,,,\n2,0.4"),
    ] {
        open(text);
        assert!(old(".old").is_err(), "{text:?}");
    }
    let noted = format!("{ours}# a person's note\n");
    assert_eq!(open(&noted), ours);
    assert_eq!(old(".old").unwrap(), noted);
    assert_eq!(open("time,temperature\n1,20\n"), "");
    assert_eq!(old(".old-2").unwrap(), "time,temperature\n1,20\n");
    assert_eq!(old(".old").unwrap(), noted);
}

#[test]
fn curves_forget_what_lies_beyond_and_thin_out_very_long_runs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(CURVES);
    let record = |step| StepRecord {
        step,
        loss: 1.0 / step as f32,
        metric: f32::NAN,
        learning_rate: 1e-3,
    };
    let mut curves = curves::Curves::open(&path, 0, 1_000_000).unwrap();
    curves.start(crate::train::Metric::Accuracy);
    curves.steps(&(1..=100).map(record).collect::<Vec<_>>());
    curves.flush().unwrap();
    let steps: Vec<_> = curves::load(&path, 55)
        .unwrap()
        .steps
        .iter()
        .map(|r| r.step)
        .collect();
    assert_eq!(steps, [10, 20, 30, 40, 50]);
    assert_eq!(curves::load(&path, 55).unwrap().steps[1].loss, 0.05);
}

/// Needs Linux's `/dev/full`, which refuses every byte as a full disk does.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_curves_wait_for_room() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let run = RunFolder::create(&path, &experiment()).unwrap();
    std::os::unix::fs::symlink("/dev/full", path.join(LOG)).unwrap();
    let mut keeper_on_full = run.keeper(&experiment(), 0).unwrap();
    let trouble = keeper_on_full.note(&Event::Saved(3)).unwrap_err();
    assert!(
        trouble.contains("the disk is full; free some space"),
        "{trouble}"
    );
    drop(keeper_on_full);
    fs::remove_file(path.join(LOG)).unwrap();
    let mut keeper = run.keeper(&experiment(), 0).unwrap();
    keeper.note(&Event::Saved(3)).unwrap();
}

#[test]
fn curves_of_a_long_run_keep_their_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(CURVES);
    let mut text =
        "step,loss,psnr,learning_rate,validation_loss,validation_psnr,validation_examples\n"
            .to_owned();
    for line in [
        "10,1,2,3,,,",
        "15,,,,4,5,6",
        "20,1,2,3,,,",
        "20,,,,4,5,6",
        "30,1,2,3,,,",
    ] {
        text += line;
        text += "\n";
    }
    fs::write(&path, &text).unwrap();
    curves::Curves::open(&path, 35, 1_000_000).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

use std::fs;

use super::*;
use crate::data::EmptyShelf;
use crate::job::{Link, Progress};
use crate::model::{load_model, load_trained};
use crate::train::{Event, Keeper, Options, StepRecord, Summary, TrainError, fit};

fn experiment() -> Experiment {
    let mut experiment = Experiment::from_toml(
        "name = \"a b/c\"\nseed = 2\n[data]\nkind = \"points\"\n[network]\nrows = [ { layer = \"dense\", units = 4 }, { layer = \"batch-norm\" }, { layer = \"relu\" }, { layer = \"dense\", units = 2 } ]",
    )
    .unwrap();
    experiment.training.steps = 40;
    experiment.training.validate_every = 15;
    experiment
}

fn train(found: &FoundRun, steps: u64, threads: usize) -> Result<Summary, TrainError> {
    let mut experiment = found.experiment.clone();
    experiment.training.steps = steps;
    let step = found
        .checkpoint
        .as_ref()
        .map_or(0, |checkpoint| checkpoint.step);
    let mut keeper = found.folder.keeper(&experiment, step).unwrap();
    let options = Options {
        threads,
        ..Options::default()
    };
    let link = Link::detached(Progress::default());
    let trained = fit(
        &experiment,
        found.checkpoint.clone(),
        &EmptyShelf,
        &options,
        &mut keeper,
        &link,
    );
    trained.map(|trained| trained.summary)
}

fn new_run(parent: &Path, name: &str) -> PathBuf {
    let path = parent.join(name);
    RunFolder::create(&path, &experiment()).unwrap();
    path
}

fn bytes(path: &Path, name: &str) -> Vec<u8> {
    fs::read(path.join(name)).unwrap()
}

#[test]
fn interrupted_and_resumed_gives_the_same_files() {
    let parent = tempfile::tempdir().unwrap();
    let whole = new_run(parent.path(), "whole");
    train(&RunFolder::open(&whole).unwrap(), 40, 1).unwrap();
    let broken = new_run(parent.path(), "broken");
    let found = RunFolder::open(&broken).unwrap();
    assert!(found.checkpoint.is_none());
    // Interrupted after a checkpoint of step 17 and some steps more, one line half written.
    {
        struct Cut(RunKeeper);
        impl Keeper for Cut {
            fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), String> {
                if checkpoint.step == 17 {
                    self.0.keep(checkpoint)
                } else {
                    Ok(())
                }
            }
            fn note(&mut self, event: &Event) -> Result<(), String> {
                self.0.note(event)
            }
        }
        let mut keeper = Cut(found.folder.keeper(&found.experiment, 0).unwrap());
        let options = Options {
            checkpoint_seconds: 0.0,
            ..Options::default()
        };
        let link = Link::detached(Progress::default());
        fit(
            &found.experiment,
            None,
            &EmptyShelf,
            &options,
            &mut keeper,
            &link,
        )
        .unwrap();
        let mut curves = bytes(&broken, CURVES);
        curves.truncate(curves.len() - 9);
        fs::write(broken.join(CURVES), curves).unwrap();
        fs::write(broken.join(".lemida-half"), "x").unwrap();
    }
    let found = RunFolder::open(&broken).unwrap();
    assert_eq!(found.checkpoint.as_ref().unwrap().step, 17);
    assert_eq!(found.history.step(), 17);
    assert_eq!(found.history.validations.len(), 1);
    train(&found, 40, 2).unwrap();
    for name in [EXPERIMENT, WEIGHTS, OPTIMIZER, CURVES] {
        assert!(bytes(&whole, name) == bytes(&broken, name), "{name}");
    }
    assert!(!broken.join(".lemida-half").exists());
    // Once more after the end: nothing to do, nothing changes.
    train(&RunFolder::open(&broken).unwrap(), 40, 1).unwrap();
    assert!(bytes(&whole, CURVES) == bytes(&broken, CURVES));
    assert!(
        String::from_utf8(bytes(&broken, LOG))
            .unwrap()
            .contains("validation")
    );
}

#[test]
fn killed_between_the_two_renames_nothing_is_lost() {
    let parent = tempfile::tempdir().unwrap();
    let path = new_run(parent.path(), "run");
    train(&RunFolder::open(&path).unwrap(), 20, 1).unwrap();
    let old = bytes(&path, OPTIMIZER);
    train(&RunFolder::open(&path).unwrap(), 30, 1).unwrap();
    let new = bytes(&path, OPTIMIZER);
    fs::write(path.join(OPTIMIZER), &old).unwrap();
    assert!(
        RunFolder::open(&path)
            .unwrap_err()
            .to_string()
            .contains("does not belong to the weights of step 30")
    );
    fs::write(path.join("optimizer.next.safetensors"), &new).unwrap();
    let found = RunFolder::open(&path).unwrap();
    assert_eq!(found.checkpoint.as_ref().unwrap().step, 30);
    let _ = found.folder.keeper(&found.experiment, 30).unwrap();
    assert!(bytes(&path, OPTIMIZER) == new);
}

#[test]
fn missing_foreign_and_damaged_parts_are_told_plainly() {
    let parent = tempfile::tempdir().unwrap();
    let path = new_run(parent.path(), "run");
    train(&RunFolder::open(&path).unwrap(), 20, 1).unwrap();
    let weights = bytes(&path, WEIGHTS);
    let told = || RunFolder::open(&path).unwrap_err().to_string();
    for (damaged, words) in [
        (
            weights[..weights.len() - 1].to_vec(),
            "no complete file of weights",
        ),
        (b"hello".to_vec(), "no complete file of weights"),
        (Vec::new(), "no complete file of weights"),
        (bytes(&path, OPTIMIZER), "which experiment"),
    ] {
        fs::write(path.join(WEIGHTS), damaged).unwrap();
        assert!(told().contains(words), "{}", told());
    }
    fs::remove_file(path.join(WEIGHTS)).unwrap();
    assert!(
        told().contains("weights.safetensors: it is missing; put it back"),
        "{}",
        told()
    );
    // Weights of another network.
    let other = parent.path().join("other");
    let mut wide = experiment();
    wide.architecture.rows[0]
        .layer
        .set("units", crate::setting::Value::Int(5))
        .unwrap();
    RunFolder::create(&other, &wide).unwrap();
    train(&RunFolder::open(&other).unwrap(), 20, 1).unwrap();
    fs::copy(other.join(WEIGHTS), path.join(WEIGHTS)).unwrap();
    assert!(told().contains("another network"), "{}", told());
    // Weights whose experiment claims other shapes.
    let mut text = String::from_utf8_lossy(&weights[8..]).into_owned();
    assert!(text.contains("units = 4"));
    text.clear();
    let at = weights
        .windows(9)
        .position(|window| window == b"units = 4")
        .unwrap();
    for digit in [b'3', b'9'] {
        let mut lying = weights.clone();
        lying[at + 8] = digit;
        fs::write(path.join(WEIGHTS), lying).unwrap();
        assert!(load_model(&path).is_err());
    }
    fs::write(path.join(WEIGHTS), &weights).unwrap();
    assert_eq!(load_trained(&path).unwrap().steps, 20);
    fs::remove_file(path.join(OPTIMIZER)).unwrap();
    assert!(told().contains("cannot go on exactly"), "{}", told());
    fs::write(path.join(EXPERIMENT), "name = 4").unwrap();
    assert!(told().contains("line 1, column 8"), "{}", told());
    fs::write(path.join(EXPERIMENT), [0xff, 0xfe, 0]).unwrap();
    assert!(told().contains("no text"), "{}", told());
    assert!(
        RunFolder::open(&path.join("nowhere"))
            .unwrap_err()
            .to_string()
            .contains("no such")
    );
    assert!(
        RunFolder::open(parent.path())
            .unwrap_err()
            .to_string()
            .contains("holds no run")
    );
}

#[test]
fn a_run_that_is_written_can_be_looked_at_but_not_written_by_another() {
    let parent = tempfile::tempdir().unwrap();
    let path = new_run(parent.path(), "run");
    train(&RunFolder::open(&path).unwrap(), 20, 1).unwrap();
    let found = RunFolder::open(&path).unwrap();
    let half = path.join(".lemida-half");
    let keeper = found.folder.keeper(&found.experiment, 20).unwrap();
    fs::write(&half, "being written").unwrap();
    let other = RunFolder::open(&path).unwrap();
    let told = other.folder.keeper(&other.experiment, 20).err().unwrap();
    assert!(
        told.to_string().contains("is being trained already"),
        "{told}"
    );
    assert!(half.exists(), "what the first writes must be left alone");
    drop(keeper);
    train(&other, 30, 1).unwrap();
    // Opened before the other went on: its checkpoints would be older.
    let told = found.folder.keeper(&found.experiment, 20).err().unwrap();
    assert!(
        told.to_string().contains("has gone on to step 30"),
        "{told}"
    );
    let place = copy(&path, tempfile::tempdir_in(&parent).unwrap().path()).unwrap();
    assert!(path.join(LOCK).exists() && !place.join(LOCK).exists());
}

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
fn runs_are_never_overwritten() {
    let parent = tempfile::tempdir().unwrap();
    let path = new_run(parent.path(), "run");
    assert!(
        RunFolder::create(&path, &experiment())
            .unwrap_err()
            .to_string()
            .contains("--resume")
    );
    let names: Vec<_> = (0..3)
        .map(|_| {
            RunFolder::create_under(&parent.path().join("runs"), &experiment())
                .unwrap()
                .path()
                .to_owned()
        })
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["a-b-c-1", "a-b-c-2", "a-b-c-3"]);
    let file = parent.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(RunFolder::create(&file, &experiment()).is_err());
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
fn a_file_where_a_folder_should_be_is_told() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("file");
    fs::write(&file, "mine").unwrap();
    for path in [file.clone(), file.join("run")] {
        let told = RunFolder::create(&path, &experiment())
            .unwrap_err()
            .to_string();
        assert!(told.contains("file"), "{told}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

/// Copies the run's folder before and after everything it is given: what a kill at that moment would leave.
struct Snapshots {
    keeper: RunKeeper,
    path: PathBuf,
    to: PathBuf,
    count: usize,
}

impl Snapshots {
    fn take(&mut self) {
        let to = self.to.join(self.count.to_string());
        fs::create_dir_all(&to).unwrap();
        for file in fs::read_dir(&self.path).unwrap() {
            let file = file.unwrap();
            if file.file_name() != LOCK {
                fs::copy(file.path(), to.join(file.file_name())).unwrap();
            }
        }
        self.count += 1;
    }
}

impl Keeper for Snapshots {
    fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), String> {
        self.take();
        let kept = self.keeper.keep(checkpoint);
        self.take();
        kept
    }
    fn note(&mut self, event: &Event) -> Result<(), String> {
        let noted = self.keeper.note(event);
        self.take();
        noted
    }
}

/// A run of 24 steps with a checkpoint after each, stopped after `stop` of them or not; every moment of it on the disk.
fn every_moment(parent: &Path, stop: Option<u64>) -> usize {
    let mut experiment = experiment();
    experiment.training.steps = 24;
    experiment.training.validate_every = 8;
    let path = parent.join(format!("run-{stop:?}"));
    let folder = RunFolder::create(&path, &experiment).unwrap();
    let mut keeper = Snapshots {
        keeper: folder.keeper(&experiment, 0).unwrap(),
        path,
        to: parent.join(format!("moments-{stop:?}")),
        count: 0,
    };
    let options = Options {
        checkpoint_seconds: 0.0,
        ..Options::default()
    };
    let mut run = experiment.clone();
    if let Some(step) = stop {
        // As a run that a person stops: judged as at its end.
        run.training.steps = step;
    }
    let link = Link::detached(Progress::default());
    fit(&run, None, &EmptyShelf, &options, &mut keeper, &link).unwrap();
    keeper.count
}

#[test]
fn a_kill_at_any_moment_leaves_a_run_that_ends_with_each_row_once() {
    let parent = tempfile::tempdir().unwrap();
    for stop in [None, Some(11), Some(16)] {
        let count = every_moment(parent.path(), stop);
        let whole = parent.path().join("run-None");
        assert!(count > 40, "{count}");
        for moment in 0..count {
            let path = parent.path().join(format!("moments-{stop:?}/{moment}"));
            train(&RunFolder::open(&path).unwrap(), 24, 1).unwrap();
            for name in [EXPERIMENT, WEIGHTS, OPTIMIZER, CURVES] {
                let (ours, wanted) = (bytes(&path, name), bytes(&whole, name));
                assert!(
                    ours == wanted,
                    "{name} after moment {moment}, {stop:?}:\n{}",
                    String::from_utf8_lossy(&ours)
                );
            }
        }
    }
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

#[test]
fn a_run_whose_folder_is_lost_goes_on_beside_it_with_all_it_had() {
    type Harm = fn(&Path);
    let harms: [(&str, Harm); 3] = [
        ("gone", |path| fs::remove_dir_all(path).unwrap()),
        ("gone", |path| {
            fs::rename(path, path.with_extension("moved")).unwrap();
        }),
        ("emptied", |path| {
            for file in fs::read_dir(path).unwrap() {
                fs::remove_file(file.unwrap().path()).unwrap();
            }
        }),
    ];
    struct Harmed(RunKeeper, PathBuf, Option<Harm>);
    impl Keeper for Harmed {
        fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), String> {
            if checkpoint.step == 17 {
                self.2.take().unwrap()(&self.1);
            }
            self.0.keep(checkpoint)
        }
        fn note(&mut self, event: &Event) -> Result<(), String> {
            self.0.note(event)
        }
        fn told(&mut self) -> Option<crate::train::Told> {
            self.0.told()
        }
    }
    let parent = tempfile::tempdir().unwrap();
    let whole = new_run(parent.path(), "whole");
    train(&RunFolder::open(&whole).unwrap(), 40, 1).unwrap();
    for (at, (word, harm)) in harms.into_iter().enumerate() {
        let path = new_run(parent.path(), &format!("run{at}"));
        let found = RunFolder::open(&path).unwrap();
        let place = Place::default();
        let keeper = found.folder.keeper(&found.experiment, 0).unwrap();
        let mut keeper = Harmed(keeper.telling(place.clone()), path.clone(), Some(harm));
        let options = Options {
            checkpoint_seconds: 0.0,
            ..Options::default()
        };
        let link = Link::detached(Progress::default());
        fit(
            &found.experiment,
            None,
            &EmptyShelf,
            &options,
            &mut keeper,
            &link,
        )
        .unwrap();
        drop(keeper);
        let beside = parent.path().join(format!("run{at}-2"));
        assert_eq!(place.get(), Some(beside.clone()));
        for name in [EXPERIMENT, WEIGHTS, OPTIMIZER, CURVES] {
            assert!(
                bytes(&whole, name) == bytes(&beside, name),
                "{word}: {name}"
            );
        }
        let log = String::from_utf8(bytes(&beside, LOG)).unwrap();
        assert!(log.contains(word) && log.contains("from now on"), "{log}");
        assert!(log.contains("accuracy") && !log.contains("PSNR"), "{log}");
        assert!(!path.join(WEIGHTS).exists());
    }
}

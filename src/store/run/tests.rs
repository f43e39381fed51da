use std::fs;

use super::*;
use crate::data::EmptyShelf;
use crate::job::{Link, Progress};
use crate::model::{load_model, load_trained};
use crate::train::{Event, Keeper, Options, StepRecord, Summary, TrainError, fit};

mod file_of_curves;
mod moments;

fn experiment() -> Experiment {
    let mut experiment = Experiment::from_toml(
        "name = \"a b/c\"\nseed = 2\n[data]\nkind = \"points\"\n[network]\nrows = [ { layer = \"dense\", units = 4 }, \
         { layer = \"batch-norm\" }, { layer = \"relu\" }, { layer = \"dense\", units = 2 } ]",
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

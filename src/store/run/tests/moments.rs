//! A run killed at any moment.

use super::*;

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

//! The tape of a run: a folder of files, `120.safetensors` for the weights after 120 steps. They are there to be looked
//! at, none is needed to go on; whoever wants room may remove them.

use std::path::{Path, PathBuf};

use crate::nn::Weights;
use crate::nn::tensor_bytes::{Part, Precision};
use crate::train::{Checkpoint, Tape};
use crate::{StoreError, tensors};

/// Most bytes of a run's tape.
const BUDGET: usize = 64 << 20;
/// Networks of which fewer than so many fit are not kept.
const FEWEST: usize = 8;

/// A tape on the disk.
#[derive(Debug)]
pub(super) struct TapeFolder {
    path: PathBuf,
    tape: Tape<()>,
}

impl TapeFolder {
    /// The tape in this folder, if there is one; marks of later steps than `step` go.
    pub(super) fn open(path: &Path, step: u64) -> Self {
        let mut tape = Tape::within(BUDGET);
        let mut found = marks(path);
        found.sort_unstable();
        let mut gone = Vec::new();
        for (at, bytes) in found {
            if at > step {
                gone.push(at);
            } else {
                gone.extend(tape.push(at, bytes, ()).iter().map(|mark| mark.step));
            }
        }
        let folder = Self {
            path: path.to_owned(),
            tape,
        };
        folder.remove(gone);
        folder
    }

    /// Writes a mark, if it is one that stays.
    pub(super) fn mark(&mut self, step: u64, weights: &Weights) -> Result<(), StoreError> {
        let numbers: usize = weights.iter().map(|one| one.values.len()).sum();
        let bytes = numbers * size_of::<f32>();
        if bytes * FEWEST > BUDGET || self.tape.last().is_some_and(|last| last.step >= step) {
            return Ok(());
        }
        if !self.tape.next_stays() {
            self.tape.skip();
            return Ok(());
        }
        std::fs::create_dir_all(&self.path)
            .map_err(|error| StoreError::writing(&self.path, &error))?;
        let parts = weights.iter().map(|one| Part {
            name: &one.name,
            shape: &one.shape,
            values: &one.values,
        });
        let parts: Vec<_> = parts.collect();
        tensors::write(&file(&self.path, step), &[], &parts, Precision::Single)?;
        let gone = self.tape.push(step, bytes, ());
        self.remove(gone.iter().map(|mark| mark.step));
        Ok(())
    }

    fn remove(&self, steps: impl IntoIterator<Item = u64>) {
        for step in steps {
            // Only room is lost if it fails.
            let _ = std::fs::remove_file(file(&self.path, step));
        }
    }
}

/// The networks of a tape that fit the checkpoint; a file that cannot be read is passed over: nothing depends on it.
pub(super) fn load(path: &Path, checkpoint: &Checkpoint) -> Vec<(u64, Weights)> {
    let mut steps: Vec<_> = marks(path).into_iter().map(|(step, _)| step).collect();
    steps.sort_unstable();
    steps.retain(|step| *step < checkpoint.step);
    let read = |step: u64| {
        let mut found = tensors::read(&file(path, step)).ok()?;
        let weights = checkpoint.weights.iter().map(|like| {
            let at = found.tensors.iter().position(|one| one.name == like.name)?;
            let one = found.tensors.swap_remove(at);
            (one.shape == like.shape).then_some(one)
        });
        Some((step, weights.collect::<Option<Weights>>()?))
    };
    steps.into_iter().filter_map(read).collect()
}

fn file(path: &Path, step: u64) -> PathBuf {
    path.join(format!("{step}.safetensors"))
}

/// Step and bytes of the files of a tape.
fn marks(path: &Path) -> Vec<(u64, usize)> {
    let Ok(entries) = std::fs::read_dir(path) else {
        return Vec::new();
    };
    let mark = |entry: std::fs::DirEntry| {
        let name = entry.file_name();
        let step = name.to_str()?.strip_suffix(".safetensors")?.parse().ok()?;
        let bytes = entry.metadata().ok()?.len();
        Some((step, usize::try_from(bytes).ok()?))
    };
    entries.flatten().filter_map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::NamedTensor;

    fn weights(value: f32, count: usize) -> Weights {
        vec![NamedTensor {
            name: "1.weight".into(),
            shape: vec![count],
            values: vec![value; count],
        }]
    }

    fn steps(path: &Path, step: u64, count: usize) -> Vec<u64> {
        let checkpoint = Checkpoint {
            step,
            weights: weights(0.0, count),
            ..Checkpoint::default()
        };
        let found = load(path, &checkpoint);
        for (step, weights) in &found {
            assert_eq!(weights[0].values[0], *step as f32);
        }
        found.into_iter().map(|(step, _)| step).collect()
    }

    #[test]
    fn what_was_kept_is_read_again_and_a_run_that_goes_back_forgets_what_came_after() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("tape");
        let mut tape = TapeFolder::open(&path, 0);
        for step in [0, 10, 20, 30] {
            tape.mark(step, &weights(step as f32, 5)).unwrap();
        }
        assert_eq!(steps(&path, 30, 5), [0, 10, 20]);
        // Another network's are passed over, as is what is no mark.
        assert!(steps(&path, 30, 6).is_empty());
        std::fs::write(path.join("15.safetensors"), "no weights").unwrap();
        std::fs::write(path.join("notes.txt"), "mine").unwrap();
        assert_eq!(steps(&path, 30, 5), [0, 10, 20]);
        let mut tape = TapeFolder::open(&path, 15);
        assert_eq!(steps(&path, 30, 5), [0, 10]);
        tape.mark(16, &weights(16.0, 5)).unwrap();
        assert_eq!(steps(&path, 30, 5), [0, 10, 16]);
        assert!(path.join("notes.txt").exists());
    }

    #[test]
    fn a_tape_stays_within_its_budget() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("tape");
        let mut tape = TapeFolder::open(&path, 0);
        let count = BUDGET / size_of::<f32>() / 10;
        for step in 0..40 {
            tape.mark(step, &weights(step as f32, count)).unwrap();
            let bytes: usize = marks(&path).iter().map(|(_, bytes)| bytes).sum();
            assert!(bytes <= BUDGET + 4 * count, "{bytes}");
        }
        let steps = steps(&path, 40, count);
        assert!(steps.len() >= 5 && steps[0] == 0, "{steps:?}");
        // A network of which only few would fit is not kept.
        let path = home.path().join("large");
        let mut tape = TapeFolder::open(&path, 0);
        tape.mark(0, &weights(0.0, 2 * count)).unwrap();
        assert!(!path.exists());
    }
}

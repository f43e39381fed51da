//! What all held-out examples came to at the end of a run: a line of its own beside the curves, whose points are all of
//! one measure.

use std::path::Path;

use super::JUDGED;
use crate::read::read_file;
use crate::train::{JudgedOn, ValidationRecord};
use crate::{StoreError, write_text};

const HEADER: &str = "step,loss,metric,examples,on";
/// It is one line.
const MOST_BYTES: u64 = 1 << 12;

/// Writes it.
pub(super) fn save(
    folder: &Path,
    record: &ValidationRecord,
    on: JudgedOn,
) -> Result<(), StoreError> {
    let ValidationRecord {
        step,
        loss,
        metric,
        examples,
    } = record;
    let line = format!("{HEADER}\n{step},{loss},{metric},{examples},{}\n", on.id());
    write_text(&folder.join(JUDGED), &line)
}

/// Reads it; `None` where there is none, or none of step `step`.
pub(super) fn load(folder: &Path, step: u64) -> Option<(ValidationRecord, JudgedOn)> {
    let path = folder.join(JUDGED);
    let bytes = read_file(&path, MOST_BYTES, "it is too large", "remove it").ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return None;
    }
    let cells: Vec<&str> = lines.next()?.split(',').collect();
    let [at, loss, metric, examples, on] = cells[..] else {
        return None;
    };
    let record = ValidationRecord {
        step: at.parse().ok()?,
        loss: loss.parse().ok()?,
        metric: metric.parse().ok()?,
        examples: examples.parse().ok()?,
    };
    (record.step == step).then_some((record, JudgedOn::of(on)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_for_its_step_alone_and_a_foreign_file_is_none() {
        let home = tempfile::tempdir().unwrap();
        let record = ValidationRecord {
            step: 40,
            loss: 0.5,
            metric: 28.25,
            examples: 4,
        };
        assert_eq!(load(home.path(), 40), None);
        for on in [
            JudgedOn::Examples,
            JudgedOn::Displaced,
            JudgedOn::Patches,
            JudgedOn::Pictures,
            JudgedOn::Middles(1024),
        ] {
            save(home.path(), &record, on).unwrap();
            assert_eq!(load(home.path(), 40), Some((record, on)));
        }
        assert_eq!(load(home.path(), 41), None, "it has gone on");
        std::fs::write(home.path().join(JUDGED), "a,b\n1,2\n").unwrap();
        assert_eq!(load(home.path(), 40), None);
    }
}

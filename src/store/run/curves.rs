//! Curves as CSV: one line a step, one line a validation.
//!
//! `step,loss,METRIC,learning_rate,validation_loss,validation_METRIC,validation_examples`, where METRIC is psnr (dB),
//! accuracy (0..1) or r2; a step's line leaves the validation's columns empty and the other way round. Of runs with
//! more than 100,000 steps every n-th is written.

mod glance;

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;

use crate::read::read_file;
use crate::train::{History, Metric, StepRecord, ValidationRecord};
use crate::{StoreError, replace_file};

pub use glance::{Glance, glance};

const MOST_LINES: u64 = 100_000;
/// Larger files are refused: no run writes as much.
const MOST_BYTES: u64 = 256 << 20;
/// What waits for a full disk to have room again.
const MOST_PENDING: usize = 16 << 20;

pub(super) struct Curves {
    file: File,
    pending: Vec<u8>,
    line: String,
    every: u64,
    last_validation: Option<u64>,
    empty: bool,
}

impl Curves {
    /// Goes on with the curves at `path`, whatever lies beyond `step` forgotten. So is, unless it was the last of the
    /// `steps`, what was judged at that step: a run that is stopped is judged as at its end, which an unbroken one is
    /// not; who goes on judges again. A file with anything in it that was not written here is kept beside it:
    /// `curves.csv.old`, `curves.csv.old-2`, ….
    pub(super) fn open(path: &Path, step: u64, steps: u64) -> Result<Self, StoreError> {
        let (mut history, foreign) = read(path, step)?;
        if step < steps {
            history.validations.retain(|judged| judged.step < step);
        }
        if foreign {
            set_aside(path)?;
        }
        let mut text = String::new();
        if let Some(metric) = history.metric {
            header(&mut text, metric);
            let mut validations = history.validations.iter().peekable();
            for record in &history.steps {
                while let Some(validation) = validations.next_if(|v| v.step < record.step) {
                    validation_line(&mut text, validation);
                }
                step_line(&mut text, record);
            }
            for validation in validations {
                validation_line(&mut text, validation);
            }
        }
        replace_file(path, |out| out.write_all(text.as_bytes()))?;
        Ok(Self {
            file: handle(path)?,
            pending: Vec::new(),
            line: String::new(),
            every: steps.div_ceil(MOST_LINES).max(1),
            last_validation: history.validations.last().map(|validation| validation.step),
            empty: text.is_empty(),
        })
    }

    /// Goes on at another path, where all that was written stands too: a file that was deleted can be read as long as
    /// it is held.
    pub(super) fn move_to(&mut self, path: &Path) -> Result<(), StoreError> {
        let wrong = |error: io::Error| StoreError::writing(path, &error);
        let mut written = Vec::new();
        let mut old = &self.file;
        old.rewind()
            .and_then(|()| old.read_to_end(&mut written))
            .map_err(wrong)?;
        replace_file(path, |out| out.write_all(&written))?;
        self.file = handle(path)?;
        Ok(())
    }

    pub(super) fn start(&mut self, metric: Metric) {
        if self.empty {
            self.line.clear();
            header(&mut self.line, metric);
            self.pending.extend_from_slice(self.line.as_bytes());
            self.empty = false;
        }
    }

    pub(super) fn steps(&mut self, records: &[StepRecord]) {
        self.line.clear();
        for record in records
            .iter()
            .filter(|record| record.step.is_multiple_of(self.every))
        {
            step_line(&mut self.line, record);
        }
        self.pending.extend_from_slice(self.line.as_bytes());
    }

    pub(super) fn validation(&mut self, record: &ValidationRecord) {
        if self.last_validation != Some(record.step) {
            self.last_validation = Some(record.step);
            self.line.clear();
            validation_line(&mut self.line, record);
            self.pending.extend_from_slice(self.line.as_bytes());
        }
    }

    /// Hands everything to the system. What a full disk refuses waits here.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        let mut written = 0;
        let result = loop {
            if written == self.pending.len() {
                break Ok(());
            }
            match self.file.write(&self.pending[written..]) {
                Ok(0) => break Err(io::ErrorKind::StorageFull.into()),
                Ok(count) => written += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Err(error),
            }
        };
        self.pending.drain(..written);
        self.pending.truncate(MOST_PENDING);
        result
    }
}

/// A file to be continued, and read if need be.
fn handle(path: &Path) -> Result<File, StoreError> {
    let file = File::options().append(true).read(true).open(path);
    file.map_err(|error| StoreError::writing(path, &error))
}

fn header(text: &mut String, metric: Metric) {
    let metric = metric.id();
    let _ = writeln!(
        text,
        "step,loss,{metric},learning_rate,validation_loss,validation_{metric},validation_examples"
    );
}

fn step_line(text: &mut String, record: &StepRecord) {
    let StepRecord {
        step,
        loss,
        metric,
        learning_rate,
    } = record;
    let _ = writeln!(text, "{step},{loss},{metric},{learning_rate},,,");
}

fn validation_line(text: &mut String, record: &ValidationRecord) {
    let ValidationRecord {
        step,
        loss,
        metric,
        examples,
    } = record;
    let _ = writeln!(text, "{step},,,,{loss},{metric},{examples}");
}

/// Gives the file at `path` the first name with `.old` that is free.
fn set_aside(path: &Path) -> Result<(), StoreError> {
    let name = |number: u64| match number {
        1 => path.with_added_extension("old"),
        _ => path.with_added_extension(format!("old-{number}")),
    };
    let free = (1..).map(name).find(|place| !place.exists());
    free.map_or(Ok(()), |place| std::fs::rename(path, place))
        .map_err(|error| StoreError::writing(path, &error))
}

/// The curves at `path` up to `step`. No file means no curves yet; lines that are cut off or foreign are left out.
pub(super) fn load(path: &Path, step: u64) -> Result<History, StoreError> {
    read(path, step).map(|(history, _)| history)
}

/// The same, and whether there is anything that was not written here; a last line that is cut off is none such.
fn read(path: &Path, step: u64) -> Result<(History, bool), StoreError> {
    let mut history = History::default();
    if matches!(path.try_exists(), Ok(false)) {
        return Ok((history, false));
    }
    let cure = "move it elsewhere; the run goes on without its older curves";
    let bytes = read_file(path, MOST_BYTES, "it is larger than 256 MiB", cure)?;
    let text = String::from_utf8_lossy(&bytes);
    // A line without its end was being written when the run ended.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let mut lines = whole.lines();
    let first = lines.next();
    let begins = |metric: &Metric, beginning: &str| {
        let mut wanted = String::new();
        header(&mut wanted, *metric);
        wanted.starts_with(beginning)
    };
    let mut metrics = Metric::ALL.into_iter();
    history.metric = metrics.find(|metric| begins(metric, &format!("{}\n", first.unwrap_or("-"))));
    if history.metric.is_none() {
        let cut_off = Metric::ALL.iter().any(|metric| begins(metric, &text));
        return Ok((history, !cut_off));
    }
    let mut foreign = false;
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let [
            at,
            loss,
            metric,
            rate,
            validation_loss,
            validation_metric,
            examples,
        ] = cells[..]
        else {
            foreign = true;
            continue;
        };
        let at = match at.parse() {
            Ok(at) if at > step => continue,
            Ok(at) if at > 0 => at,
            _ => {
                foreign = true;
                continue;
            }
        };
        if let (Ok(loss), Ok(metric), Ok(learning_rate)) =
            (loss.parse(), metric.parse(), rate.parse())
        {
            history.push(StepRecord {
                step: at,
                loss,
                metric,
                learning_rate,
            });
        } else if let (Ok(loss), Ok(metric), Ok(examples)) = (
            validation_loss.parse(),
            validation_metric.parse(),
            examples.parse(),
        ) {
            history.validations.push(ValidationRecord {
                step: at,
                loss,
                metric,
                examples,
            });
        } else {
            foreign = true;
        }
    }
    Ok((history, foreign))
}

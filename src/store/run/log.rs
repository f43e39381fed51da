//! The log: what happened, in words, with the time since the program began to write it.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Instant;

use crate::StoreError;
use crate::read::read_file;
use crate::train::{Event, Metric};

/// With what an attempt begins.
const BEGINS: &str = "begins after step ";
/// What is said after the step at which a run diverges.
const DIVERGES: &str = ": the numbers are not finite any more";
/// A log is a few lines a minute.
const MOST_BYTES: u64 = 64 << 20;

pub(super) struct Log {
    file: File,
    started: Instant,
    metric: Metric,
}

impl Log {
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self {
            file: handle(path)?,
            started: Instant::now(),
            metric: Metric::Psnr,
        })
    }

    /// Goes on in another file.
    pub(super) fn move_to(&mut self, path: &Path) -> Result<(), StoreError> {
        self.file = handle(path)?;
        Ok(())
    }

    pub(super) fn note(&mut self, event: &Event) -> io::Result<()> {
        let text = match event {
            Event::Started {
                metric,
                step,
                parameters,
                ..
            } => {
                self.metric = *metric;
                format!("{BEGINS}{step}; {parameters} trainable numbers")
            }
            Event::Validation(record) => {
                let metric = self.metric.worded(record.metric);
                format!(
                    "step {}: validation loss {:.6}, {metric} ({} examples)",
                    record.step, record.loss, record.examples
                )
            }
            Event::Judged(record, on) => format!(
                "at the end: {}, mean over {}",
                self.metric.worded(record.metric),
                on.words(record.examples)
            ),
            Event::Paused(true) => "paused".into(),
            Event::Paused(false) => "goes on".into(),
            Event::Saved(step) => format!("checkpoint of step {step} written"),
            Event::Warning(trouble) => format!("warning: {trouble}"),
            Event::Diverged(step) => format!("step {step}{DIVERGES}"),
            Event::Steps(_) | Event::Moments(_) | Event::TimeLeft { .. } | Event::Snapshot(_) => {
                return Ok(());
            }
        };
        let seconds = self.started.elapsed().as_secs_f64();
        let line = format!("{seconds:9.1} s  {text}\n");
        self.file.write_all(line.as_bytes())
    }
}

/// The step at which the last attempt that the log at `path` tells of diverged, where it did.
pub(super) fn diverged(path: &Path) -> Option<u64> {
    let bytes = read_file(path, MOST_BYTES, "it is too large", "move it elsewhere").ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let last = text.rfind(BEGINS).map_or(&*text, |at| &text[at..]);
    let line = last.lines().find_map(|line| line.strip_suffix(DIVERGES))?;
    line.rsplit(' ').next()?.parse().ok()
}

fn handle(path: &Path) -> Result<File, StoreError> {
    let file = File::options().append(true).create(true).open(path);
    file.map_err(|error| StoreError::writing(path, &error))
}

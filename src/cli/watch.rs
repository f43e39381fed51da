//! Watching a run from a terminal: a progress bar, lines now and then, or one JSON object a line.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::Failure;
use super::out::{complain, line};
use crate::job;
use crate::train::{
    Command, Early, Event, Metric, StepRecord, Summary, TrainError, TrainJob, Trained,
    ValidationRecord,
};

const PATIENCE: Duration = Duration::from_millis(50);
/// How long a run that nobody reads any more may take to put its work in safety: a step of a large network is long.
const PARTING: Duration = Duration::from_secs(600);
/// Time between lines where there is no terminal for a bar.
const LINES: Duration = Duration::from_secs(5);

/// What a run returned, or the text of its panic.
type Output = Result<Result<Trained, TrainError>, String>;

/// How a run is watched.
pub(super) struct Watch {
    json: bool,
    bar: Option<ProgressBar>,
    metric: Metric,
    last_step: u64,
    judged: String,
    last_line: Instant,
}

impl Watch {
    pub(super) fn new(json: bool, steps: u64) -> Self {
        let bar = (!json && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new(steps);
            if let Ok(style) =
                ProgressStyle::with_template("{bar:30} {pos}/{len}  {per_sec}  {eta} left  {msg}")
            {
                bar.set_style(style);
            }
            bar
        });
        Self {
            json,
            bar,
            metric: Metric::Psnr,
            last_step: 0,
            judged: String::new(),
            last_line: Instant::now(),
        }
    }

    /// Reads the run's events to its end. When they cannot be printed, the run is stopped; it writes its last
    /// checkpoint.
    pub(super) fn follow(mut self, job: &TrainJob) -> Result<Summary, Failure> {
        let output = self.read(job).inspect_err(|_| job.settle(PARTING))?;
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let outcome = match output {
            Ok(Ok(trained)) => Ok(trained.summary),
            Ok(Err(error)) => {
                if let TrainError::Diverged { step, .. } = &error {
                    self.last_step = *step;
                }
                Err(error.to_string())
            }
            Err(panic) => Err(format!(
                "training broke off by a fault of the program: {panic}"
            )),
        };
        if self.json {
            line(match &outcome {
                Ok(summary) => finished(summary),
                Err(text) => json!({ "event": "failed", "step": self.last_step, "message": text }),
            })?;
        }
        outcome.map_err(Failure::Task)
    }

    /// Reads events to the end, and what the run returned.
    fn read(&mut self, job: &TrainJob) -> Result<Output, Failure> {
        let mut asked = false;
        loop {
            if !asked && job::interrupted() {
                asked = job.command(Command::Stop);
                self.aside(
                    "stopping: the last checkpoint is being written; once more to end at once",
                );
            }
            if let Some(event) = job.wait_event(PATIENCE) {
                self.event(&event)?;
            } else if let Some(output) = job.output() {
                while let Some(event) = job.event() {
                    self.event(&event)?;
                }
                return Ok(output);
            }
        }
    }

    fn event(&mut self, event: &Event) -> Result<(), Failure> {
        match event {
            Event::Started {
                metric,
                step,
                parameters,
                ..
            } => {
                self.metric = *metric;
                if self.json {
                    line(json!({
                        "event": "started", "step": step, "parameters": parameters, "metric_name": metric.id(),
                    }))?;
                }
            }
            Event::Steps(steps) => self.steps(steps)?,
            Event::Validation(record) => self.validation(record)?,
            Event::Snapshot(snapshot) => {
                if self.json {
                    line(json!({ "event": "snapshot", "step": snapshot.step }))?;
                }
            }
            Event::Saved(step) => {
                if self.json {
                    line(json!({ "event": "saved", "step": step }))?;
                }
            }
            Event::Warning(text) => {
                if self.json {
                    line(json!({ "event": "warning", "step": self.last_step, "message": text }))?;
                } else {
                    self.aside(&format!("warning: {text}"));
                }
            }
            Event::TimeLeft { .. }
            // So does it say what all held-out examples come to.
            | Event::Judged(..)
            | Event::Paused(_)
            | Event::Moments(_)
            // The run's end says it with its cure.
            | Event::Diverged(_) => {}
        }
        Ok(())
    }

    fn steps(&mut self, steps: &[StepRecord]) -> Result<(), Failure> {
        let Some(last) = steps.last() else {
            return Ok(());
        };
        self.last_step = last.step;
        if self.json {
            for StepRecord {
                step,
                loss,
                metric,
                learning_rate,
            } in steps
            {
                line(json!({
                    "event": "step", "step": step, "loss": loss, "metric": metric, "learning_rate": learning_rate,
                }))?;
            }
            return Ok(());
        }
        let text = format!("loss {:.5}{}", last.loss, self.judged);
        if let Some(bar) = &self.bar {
            bar.set_position(last.step);
            bar.set_message(text);
        } else if self.last_line.elapsed() >= LINES {
            self.last_line = Instant::now();
            complain(&format!("step {}: {text}", last.step));
        }
        Ok(())
    }

    fn validation(&mut self, record: &ValidationRecord) -> Result<(), Failure> {
        let ValidationRecord {
            step,
            loss,
            metric,
            examples,
        } = record;
        if self.json {
            return line(json!({
                "event": "validation", "step": step, "loss": loss, "metric": metric, "examples": examples,
            }));
        }
        self.judged = format!(", validation {}", self.metric.worded(*metric));
        Ok(())
    }

    fn aside(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| complain(text)),
            None => complain(text),
        }
    }
}

fn finished(summary: &Summary) -> serde_json::Value {
    let judged = summary.validation;
    let r2 = judged.map(|record| f64::from(record.metric));
    let in_unit = summary.measure.as_ref().zip(r2);
    json!({
        "event": "finished",
        "step": summary.steps,
        "loss": judged.map(|record| record.loss),
        "metric": judged.map(|record| record.metric),
        "metric_name": summary.metric.id(),
        "examples": judged.map(|record| record.examples),
        "column": summary.measure.as_ref().map(|measure| &measure.name),
        "rmse": in_unit.map(|(measure, r2)| measure.error(r2)),
        "rmse_of_mean": summary.measure.as_ref().map(|measure| measure.naive),
        "judged_on": judged.map(|record| summary.judged_on.words(record.examples)),
        "seconds": summary.seconds,
        "early": summary.early.map(Early::id),
    })
}

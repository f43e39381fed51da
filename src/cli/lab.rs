//! `lemida lab`: an experiment of the lecture, its figures and the verdict on its claim written into a folder. The exit
//! code says whether it could be done, not what came of it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::Failure;
use super::bar::Bar;
use super::out::{complain, line, table};
use crate::figure::{Body, Column, Figure, put};
use crate::job::{Job, interrupted, stop_on_interrupt};
use crate::labs::{self, Desk, Lab, Poke, Told, Verdict};
use crate::setting::{SettingError, Value, find, nearest};
use crate::store::findings::Findings;
use crate::store::shelf::DiskShelf;
use crate::train::{Options, TrainError};

/// Which experiment, and where its figures go.
#[derive(Debug, Args)]
pub(super) struct LabArgs {
    /// Its name.
    lab: String,
    /// The folder for the figures (SVG, PNG and CSV); made if need be.
    #[arg(long)]
    out: PathBuf,
    /// Small settings, done within moments, to see whether it works; other settings come on top.
    #[arg(long, visible_alias = "quick")]
    small: bool,
    /// How many seeds the verdict rests on, where the lab has seeds.
    #[arg(long, value_name = "N")]
    seeds: Option<u32>,
    /// Write the new figures in the place of those that an earlier run of it has left in the folder. One that was
    /// stopped is replaced in any case.
    #[arg(long)]
    replace: bool,
    /// A setting, as key=value; may be given several times.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,
}

pub(super) fn run(args: &LabArgs) -> Result<(), Failure> {
    let lab = prepare(args)?;
    let before = Verdict::open("it has not come to its end.").json(&*lab);
    let findings = Findings::begin(&args.out, lab.id(), &before, args.replace);
    let mut findings = findings.map_err(Failure::task)?;
    line(lab.question())?;
    line(format!("Claim: {}", lab.claim()))?;
    let (id, asked) = (lab.id(), lab.clone());
    let job: Job<Poke, Told, Result<Verdict, TrainError>> =
        Job::start(id, Arc::new(|| {}), move |link| {
            let options = Options::default();
            lab.run(&Desk::alone(link, &DiskShelf, &options))
        })
        .map_err(Failure::task)?;
    stop_on_interrupt(job.progress());
    let bar = Bar::follow(job.progress());
    let mut said = None;
    let mut found: Vec<Figure> = Vec::new();
    let outcome = loop {
        // The end is looked for first: what was sent before it is then still read.
        let outcome = job.output();
        let patience = if outcome.is_some() { 0 } else { 100 };
        while let Some(told) = job.wait_event(Duration::from_millis(patience)) {
            let figure = match told {
                Told::Figure(figure) => figure,
                // It is told once more at the end, if that is reached.
                Told::Verdict(verdict) => {
                    let verdict = until_then(verdict);
                    findings.say(verdict.json(&*asked));
                    said = Some(verdict);
                    continue;
                }
                Told::Waits(_) => continue,
            };
            if let Some(path) = findings.write(&figure).map_err(Failure::task)? {
                bar.aside(|| line(path.display().to_string()))?;
            }
            put(&mut found, *figure);
        }
        if let Some(outcome) = outcome {
            break outcome;
        }
    };
    drop(bar);
    for figure in &found {
        if let Body::Table(found) = &figure.body {
            let head = found.columns.iter().map(Column::title).collect();
            let rows = found.rows.iter().map(|row| found.texts(row));
            let all: Vec<_> = std::iter::once(head).chain(rows).collect();
            line(format!("\n{}", figure.title))?;
            table(&all, &[])?;
        }
    }
    match outcome {
        Ok(Ok(verdict)) => {
            let stopped = interrupted();
            let verdict = match said.filter(|_| stopped) {
                Some(said) => said,
                None => verdict,
            };
            let path = findings.end(verdict.json(&*asked), stopped);
            let path = path.map_err(Failure::task)?;
            line(path.display().to_string())?;
            line(format!("\n{}", verdict.sentence()))?;
            if !stopped {
                return Ok(());
            }
            complain(&format!(
                "lemida: stopped; what was found until then is in {}, and the same command begins anew there",
                args.out.display()
            ));
            Err(Failure::Stopped)
        }
        Ok(Err(error)) => Err(Failure::task(error)),
        Err(panic) => Err(Failure::task(panic)),
    }
}

/// What was said of the claim before the experiment came to its end.
fn until_then(verdict: Verdict) -> Verdict {
    Verdict {
        numbers: verdict.numbers,
        ..Verdict::open(format!(
            "it was stopped before its end; until then: {}",
            verdict.words
        ))
    }
}

fn prepare(args: &LabArgs) -> Result<Box<dyn Lab>, Failure> {
    let Some(entry) = find(labs::ALL, &args.lab) else {
        let ids: Vec<_> = labs::ALL.iter().map(|entry| entry.id).collect();
        return Err(Failure::Use(format!(
            "there is no lab \"{}\"; there are {}",
            args.lab,
            ids.join(", ")
        )));
    };
    let mut lab = (entry.make)();
    if args.small {
        lab = lab.small();
    }
    if let Some(seeds) = args.seeds {
        lab.set("seeds", Value::Int(i64::from(seeds)))
            .map_err(|error| Failure::Use(error.to_string()))?;
    }
    for text in &args.settings {
        let (key, value) = text
            .split_once('=')
            .ok_or_else(|| Failure::Use(format!("\"{text}\" is no setting; write key=value")))?;
        let parsed = match lab.settings().iter().find(|setting| setting.key == key) {
            Some(setting) => setting.parse(value),
            None => Err(SettingError::Key {
                key: key.into(),
                nearest: nearest(key, lab.settings().iter().map(|setting| setting.key)),
            }),
        };
        parsed
            .and_then(|value| lab.set(key, value))
            .map_err(|error| Failure::Use(error.to_string()))?;
    }
    Ok(lab)
}

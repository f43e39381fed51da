//! `lemida lab`: an experiment of the lecture, its figures and the verdict on its claim written into a folder. The exit
//! code says whether it could be done, not what came of it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::Failure;
use super::bar::Bar;
use super::out::{line, table};
use crate::figure::{Body, Column, Figure, put};
use crate::job::Job;
use crate::labs::{self, Desk, Lab, Poke, Told, Verdict};
use crate::setting::{SettingError, Value, find, nearest};
use crate::store::figures::{holds_figures, make_folder, write_figure};
use crate::store::shelf::DiskShelf;
use crate::store::{try_writing, write_text};
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
    /// A setting, as key=value; may be given several times.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,
}

pub(super) fn run(args: &LabArgs) -> Result<(), Failure> {
    let lab = prepare(args)?;
    make_folder(&args.out).map_err(Failure::task)?;
    if holds_figures(&args.out, lab.id()) {
        return Err(Failure::Task(format!(
            "{} already holds figures of this lab; name another folder",
            args.out.display()
        )));
    }
    // Before hours of work, not after.
    try_writing(&args.out).map_err(Failure::task)?;
    line(lab.question())?;
    line(format!("Claim: {}", lab.claim()))?;
    let (id, asked) = (lab.id(), lab.clone());
    let job: Job<Poke, Told, Result<Verdict, TrainError>> =
        Job::start(id, Arc::new(|| {}), move |link| {
            let options = Options::default();
            lab.run(&Desk::alone(link, &DiskShelf, &options))
        })
        .map_err(Failure::task)?;
    let bar = Bar::follow(job.progress());
    let mut found: Vec<Figure> = Vec::new();
    let outcome = loop {
        // The end is looked for first: what was sent before it is then still read.
        let outcome = job.output();
        let patience = if outcome.is_some() { 0 } else { 100 };
        while let Some(told) = job.wait_event(Duration::from_millis(patience)) {
            // The verdict is told once more at the end.
            let Told::Figure(figure) = told else {
                continue;
            };
            let name = format!("{id}-{}", figure.file_name());
            write_figure(&args.out, &name, &figure).map_err(Failure::task)?;
            if !found.iter().any(|old| old.id == figure.id) {
                let path = args.out.join(format!("{name}.svg"));
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
            let path = args.out.join(format!("{id}-verdict.json"));
            write_text(&path, &verdict.json(&*asked)).map_err(Failure::task)?;
            line(path.display().to_string())?;
            line(format!("\n{}", verdict.sentence()))
        }
        Ok(Err(error)) => Err(Failure::task(error)),
        Err(panic) => Err(Failure::task(panic)),
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

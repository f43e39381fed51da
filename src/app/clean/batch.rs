//! A folder of photographs, cleaned one after the other in a job.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::denoise::Watch;
use crate::job::{Job, Wake, no_thread};
use crate::store::cleaning::Cleaning;
use crate::store::figures::make_folder;
use crate::store::shelf::{left_out, other_files, picture_files};
use crate::ui::panels::clean::{BatchFacts, FolderFacts};

/// The sub-folder that the cleaned pictures go into.
const INTO: &str = "cleaned";

/// What the job says.
enum Told {
    /// There are so many pictures; and what is said of other files.
    Count(usize, Option<String>),
    /// One begins.
    Begin(String),
    /// One has ended, with what went wrong.
    End(Option<String>),
}

/// A folder at work.
struct Batch {
    job: Option<Job<(), Told, Option<String>>>,
    facts: BatchFacts,
    others: Option<String>,
    began: Instant,
}

impl Batch {
    /// Begins.
    ///
    /// # Errors
    /// When the system grants no thread.
    pub fn start(folder: PathBuf, cleaning: Cleaning, wake: Wake) -> std::io::Result<Self> {
        let into = folder.join(INTO);
        let facts = BatchFacts {
            folder: into.display().to_string(),
            ..BatchFacts::default()
        };
        let job = Job::start("clean a folder", wake, move |link| {
            let files = picture_files(&folder).and_then(|files| {
                let others = other_files(&folder)?;
                make_folder(&into)?;
                Ok((files, left_out(&others)))
            });
            let (files, others) = match files {
                Ok(files) => files,
                Err(error) => return Some(error.to_string()),
            };
            link.send(Told::Count(files.len(), others));
            for file in files {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                link.progress().set(0.0);
                if link.stopped() || !link.send(Told::Begin(name.into_owned())) {
                    return None;
                }
                let watch = Watch::from(link.progress());
                let problem = match cleaning.file(&file, &into, &watch) {
                    Ok(_) => None,
                    Err(error) if error.stopped() => return None,
                    Err(error) => Some(error.to_string()),
                };
                link.send(Told::End(problem));
            }
            None
        })?;
        Ok(Self {
            job: Some(job),
            facts,
            others: None,
            began: Instant::now(),
        })
    }

    /// Stops after what is written.
    pub fn cancel(&mut self) {
        self.job = None;
        self.facts.ended = true;
    }

    /// Stops after what is written, and waits for that.
    pub fn settle(&self, patience: Duration) {
        if let Some(job) = &self.job {
            job.settle(patience);
        }
    }

    /// Whether it is at work.
    #[cfg(test)]
    pub fn busy(&self) -> bool {
        self.job.is_some()
    }

    /// How far it is.
    pub fn facts(&self) -> &BatchFacts {
        &self.facts
    }

    /// Reads what the job has done; returns what is worth a message: its end.
    pub fn poll(&mut self) -> Option<String> {
        let job = self.job.as_ref()?;
        // What it said before its end is still to be heard.
        let output = job.output();
        while let Some(told) = job.event() {
            match told {
                Told::Count(count, others) => {
                    self.facts.count = count;
                    self.others = others;
                }
                Told::Begin(name) => self.facts.name = name,
                Told::End(problem) => {
                    self.facts.done += 1;
                    self.facts.failures.extend(problem);
                    let each = self.began.elapsed() / self.facts.done as u32;
                    let rest = self.facts.count - self.facts.done.min(self.facts.count);
                    self.facts.left = Some((each * rest as u32).as_secs_f64());
                }
            }
        }
        let problem = output?.unwrap_or_else(Some);
        self.job = None;
        self.facts.ended = true;
        self.facts.failures.extend(problem);
        let facts = &self.facts;
        let others = self.others.iter().map(|text| format!("; {text}"));
        Some(format!(
            "{} of {} pictures cleaned, in {}{}",
            facts.cleaned(),
            facts.count,
            facts.folder,
            others.collect::<String>()
        ))
    }
}

/// The folders that a person gives: the one that waits for an answer, and the one at work.
pub(super) struct Folders {
    wake: Wake,
    offer: Option<(PathBuf, usize)>,
    batch: Option<Batch>,
}

impl Folders {
    pub(super) fn new(wake: Wake) -> Self {
        Self {
            wake,
            offer: None,
            batch: None,
        }
    }

    /// A folder of `count` pictures was given.
    pub(super) fn offer(&mut self, folder: PathBuf, count: usize) {
        self.offer = Some((folder, count));
        // The end of the one before has been read.
        self.batch = self.batch.take().filter(|batch| !batch.facts().ended);
    }

    /// Forgets the folder that was given.
    pub(super) fn decline(&mut self) {
        self.offer = None;
    }

    /// Cleans the folder that was given.
    ///
    /// # Errors
    /// When the system grants no thread, in plain words.
    pub(super) fn start(&mut self, how: Cleaning) -> Result<(), String> {
        let Some((folder, _)) = self.offer.take() else {
            return Ok(());
        };
        let batch = Batch::start(folder, how, self.wake.clone());
        self.batch = Some(batch.map_err(|error| no_thread(&error))?);
        Ok(())
    }

    /// Stops cleaning the folder.
    pub(super) fn cancel(&mut self) {
        if let Some(batch) = &mut self.batch {
            batch.cancel();
        }
    }

    /// Ends the work with what is being written, for a program that ends.
    pub(super) fn settle(&self, patience: Duration) {
        if let Some(batch) = &self.batch {
            batch.settle(patience);
        }
    }

    /// Reads what the work has done; returns what is worth a message: its end.
    pub(super) fn poll(&mut self) -> Option<String> {
        self.batch.as_mut().and_then(Batch::poll)
    }

    /// Whether one is at work.
    #[cfg(test)]
    pub(super) fn busy(&self) -> bool {
        self.batch.as_ref().is_some_and(Batch::busy)
    }

    pub(super) fn facts(&self) -> FolderFacts<'_> {
        let offer = self.offer.as_ref();
        FolderFacts {
            offer: offer.map(|(folder, count)| (folder.as_path(), *count)),
            batch: self.batch.as_ref().map(Batch::facts),
        }
    }
}

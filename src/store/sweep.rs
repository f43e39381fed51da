//! A sweep that is trained elsewhere, as a folder: `sweep.json`, which says what its runs are; `runs/000`, `runs/001`,
//! …, each the folder of a run that has not begun; and the programs that train them.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::figures::make_folder;
use crate::read::read_file;
use crate::run::{About, RunFolder};
use crate::train::Experiment;
use crate::{StoreError, is_empty, place, write_text};

const PLAN: &str = "sweep.json";
const RUNS: &str = "runs";
/// Where the programs write their logs.
const LOGS: &str = "logs";
/// Where a person puts data that no program brings along.
const DATA: &str = "data";
/// A plan has a line a run.
const MOST_BYTES: u64 = 64 << 20;

/// What a sweep is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepPlan {
    /// What its runs are kept as.
    pub group: String,
    /// What trains it: `slurm` or `ray`.
    pub engine: String,
    /// The names of the settings that its runs differ in.
    pub settings: Vec<String>,
    /// Its runs, those of one combination of values one after the other.
    pub runs: Vec<PlannedRun>,
}

/// A run of a sweep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedRun {
    /// The name of its folder: its number.
    pub run: String,
    /// Its values of the settings, in their order.
    pub values: Vec<String>,
    /// Its seed.
    pub seed: u64,
    /// What it is called.
    pub name: String,
}

/// A file or folder of data that a person has to put into the folder of a sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Where it lies.
    pub from: PathBuf,
    /// Where the runs look for it.
    pub to: PathBuf,
}

/// Refuses a folder in which something lies already.
///
/// # Errors
/// [`StoreError`], when it is no empty folder and none that can be made.
pub fn refuse_full(folder: &Path) -> Result<(), StoreError> {
    make_folder(folder)?;
    if is_empty(folder)? {
        return Ok(());
    }
    Err(StoreError::new(
        folder,
        "this folder is not empty",
        "name a new one for the sweep",
    ))
}

/// Writes a sweep into an empty folder: its runs, those of `plan` with these experiments, its programs (name and text),
/// and the plan last. Data in folders are looked for in the sweep's own folder; returns what is to be put there.
///
/// # Errors
/// [`StoreError`], when the folder is not empty or cannot be written.
pub fn write(
    folder: &Path,
    plan: &SweepPlan,
    experiments: &[Experiment],
    programs: &[(&str, String)],
) -> Result<Vec<Missing>, StoreError> {
    refuse_full(folder)?;
    let mut missing: Vec<Missing> = Vec::new();
    for (run, experiment) in plan.runs.iter().zip(experiments) {
        let run_folder = folder.join(RUNS).join(&run.run);
        let created = match place::place_of(experiment) {
            Some(data) => {
                let name = brought(folder, data, &mut missing);
                let moved = place::moved(experiment, format!("../../{DATA}/{name}"));
                RunFolder::create(&run_folder, &moved)?
            }
            None => RunFolder::create(&run_folder, experiment)?,
        };
        let about = About {
            name: run.name.clone(),
            group: plan.group.clone(),
            ..About::default()
        };
        about.save(created.path())?;
    }
    make_folder(&folder.join(LOGS))?;
    for (name, text) in programs {
        write_text(&folder.join(name), text)?;
    }
    let path = folder.join(PLAN);
    let text = serde_json::to_string_pretty(plan)
        .map_err(|error| StoreError::writing(&path, &error.into()))?;
    write_text(&path, &format!("{text}\n"))?;
    Ok(missing)
}

/// Under which name in the sweep's data the data at `from` are looked for.
fn brought(folder: &Path, from: PathBuf, missing: &mut Vec<Missing>) -> String {
    let inside = folder.join(DATA);
    let name = |to: &Path| {
        let below = to.strip_prefix(&inside).unwrap_or(to);
        below.to_string_lossy().replace('\\', "/")
    };
    if let Some(known) = missing.iter().find(|known| known.from == from) {
        return name(&known.to);
    }
    let last = from.file_name().unwrap_or("data".as_ref());
    let to = match inside.join(last) {
        taken if missing.iter().any(|known| known.to == taken) => {
            inside.join((missing.len() + 1).to_string()).join(last)
        }
        free => free,
    };
    let name = name(&to);
    missing.push(Missing { from, to });
    name
}

/// Reads the plan of the sweep in a folder.
///
/// # Errors
/// [`StoreError`], when there is none or it makes no sense.
pub fn read(folder: &Path) -> Result<SweepPlan, StoreError> {
    let path = folder.join(PLAN);
    if !path.exists() {
        return Err(StoreError::new(
            folder,
            format!("this folder holds no sweep: there is no {PLAN} in it"),
            "name the folder that lemida sweep --engine has written",
        ));
    }
    let bytes = read_file(
        &path,
        MOST_BYTES,
        "it is too large",
        "put the right file back",
    )?;
    let broken = |why: String| {
        StoreError::new(
            &path,
            format!("it is no plan of a sweep ({why})"),
            "put the right file back, or write the sweep anew",
        )
    };
    let plan: SweepPlan =
        serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
    for run in &plan.runs {
        if run.values.len() != plan.settings.len() {
            return Err(broken(format!("run {} lacks a value", run.run)));
        }
        // A name of a folder, not the way to another.
        if run.run.is_empty() || !run.run.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(broken(format!("\"{}\" is no run's number", run.run)));
        }
    }
    Ok(plan)
}

/// The folder of a sweep's run.
pub fn run_folder(folder: &Path, run: &PlannedRun) -> PathBuf {
    folder.join(RUNS).join(&run.run)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::FolderPhotos;
    use crate::experiment::load_experiment;

    fn planned(runs: usize) -> SweepPlan {
        SweepPlan {
            group: "sweep".into(),
            engine: "slurm".into(),
            settings: vec!["batch".into()],
            runs: (0..runs)
                .map(|number| PlannedRun {
                    run: format!("{number:03}"),
                    values: vec![number.to_string()],
                    seed: 1,
                    name: format!("batch {number}"),
                })
                .collect(),
        }
    }

    fn photos(path: &Path) -> Experiment {
        let mut experiment = Experiment::named("denoise-quick").unwrap();
        experiment.data = Box::new(FolderPhotos {
            path: path.to_str().unwrap().into(),
            ..Default::default()
        });
        experiment
    }

    #[test]
    fn a_sweep_comes_back_and_its_runs_are_runs() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("new/sweep");
        let plan = planned(2);
        let experiment = Experiment::named("points-xor").unwrap();
        let all = [experiment.clone(), experiment.clone()];
        let missing = write(&folder, &plan, &all, &[("go", "text\n".into())]).unwrap();
        assert_eq!(missing, []);
        assert_eq!(read(&folder).unwrap(), plan);
        assert!(folder.join("go").exists() && folder.join(LOGS).is_dir());
        let run = run_folder(&folder, &plan.runs[1]);
        assert_eq!(RunFolder::open(&run).unwrap().experiment, experiment);
        let about = About::load(&run).unwrap();
        assert_eq!((&*about.name, &*about.group), ("batch 1", "sweep"));
        let again = write(&folder, &plan, &all, &[]).unwrap_err().to_string();
        assert!(again.contains("not empty; name a new one"), "{again}");
    }

    #[test]
    fn data_are_looked_for_in_the_sweeps_own_folder_wherever_it_lies() {
        let home = tempfile::tempdir().unwrap();
        let [one, other] = ["a/pics", "b/pics"].map(|name| home.path().join(name));
        let folder = home.path().join("sweep");
        let all = [photos(&one), photos(&other), photos(&one)];
        let missing = write(&folder, &planned(3), &all, &[]).unwrap();
        let data = |name: &str| folder.join(DATA).join(name);
        let told: Vec<_> = missing.iter().map(|one| (&one.from, &one.to)).collect();
        assert_eq!(told, [(&one, &data("pics")), (&other, &data("2/pics"))]);
        let moved = home.path().join("elsewhere");
        std::fs::rename(&folder, &moved).unwrap();
        std::fs::create_dir_all(moved.join("data/pics")).unwrap();
        for run in ["000", "002"] {
            let text = moved.join(RUNS).join(run).join("experiment.toml");
            let found = place::place_of(&load_experiment(&text).unwrap()).unwrap();
            let wanted = moved.join("data/pics").canonicalize().unwrap();
            assert_eq!(found.canonicalize().unwrap(), wanted);
        }
    }

    #[test]
    fn what_is_no_sweep_is_told_with_the_cure() {
        let home = tempfile::tempdir().unwrap();
        let told = || read(home.path()).unwrap_err().to_string();
        assert!(told().contains("holds no sweep") && told().contains("--engine"));
        let path = home.path().join(PLAN);
        std::fs::write(&path, "{}").unwrap();
        assert!(told().contains("no plan of a sweep"), "{}", told());
        let mut plan = planned(1);
        plan.runs[0].run = "../..".into();
        std::fs::write(&path, serde_json::to_string(&plan).unwrap()).unwrap();
        assert!(told().contains("no run's number"), "{}", told());
        plan = planned(1);
        plan.settings.clear();
        std::fs::write(&path, serde_json::to_string(&plan).unwrap()).unwrap();
        assert!(told().contains("lacks a value"), "{}", told());
        let file = home.path().join("file");
        std::fs::write(&file, "x").unwrap();
        assert!(
            refuse_full(&file)
                .unwrap_err()
                .to_string()
                .contains("name another folder")
        );
    }
}

//! A sweep as an array of tasks on a cluster.

mod slurm;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::command::{lemida, text};

/// The words and the weights of each run in a folder of runs.
fn learned(runs: &Path) -> BTreeMap<String, Vec<u8>> {
    let runs = fs::read_dir(runs).unwrap().map(|run| run.unwrap().path());
    let told = runs.map(|run| {
        let name = fs::read_to_string(run.join("name.txt")).unwrap();
        (name, fs::read(run.join("weights.safetensors")).unwrap())
    });
    told.collect()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let inside = fs::read_dir(folder).unwrap().map(|one| one.unwrap().path());
    let found = inside.flat_map(|path| match path.is_dir() {
        true => files(&path),
        false => vec![path],
    });
    found.collect()
}

const FOUR: [&str; 8] = [
    "sweep",
    "points-xor",
    "--set",
    "batch=2,16",
    "--seeds",
    "2",
    "--steps",
    "120",
];

#[test]
fn an_array_of_tasks_gives_the_scores_of_a_sweep_here() {
    let home = tempfile::tempdir().unwrap();
    let run = |more: &[&str]| lemida(home.path(), &[&FOUR[..], more].concat());
    let here = run(&["--out", "here", "--csv", "here.csv"]);
    assert!(here.status.success(), "{}", text(&here.stderr));
    let written = run(&["--engine", "slurm", "-o", "sweep", "--threads", "2"]);
    assert!(written.status.success(), "{}", text(&written.stderr));
    assert!(text(&written.stdout).contains("in sweep: sbatch sweep.sbatch"));
    // Taken to the cluster: nothing in it knows where it was made.
    let made = home.path().to_str().unwrap();
    for file in files(&home.path().join("sweep")) {
        let told = fs::read_to_string(&file).unwrap();
        assert!(!told.contains(made), "{}", file.display());
    }
    let cluster = home.path().join("cluster");
    fs::rename(home.path().join("sweep"), &cluster).unwrap();
    assert_eq!(
        slurm::option(&cluster, "sweep.sbatch", "cpus-per-task"),
        "2"
    );
    let collect = |more: &[&str]| {
        let collect = ["sweep", "--collect", "cluster"];
        lemida(home.path(), &[&collect[..], more].concat())
    };
    assert_eq!(slurm::sbatch(&cluster, Some("1,3")), [0, 0]);
    let half = collect(&[]);
    let told = text(&half.stderr);
    assert_eq!(half.status.code(), Some(1), "{told}");
    assert!(told.contains("run 0 (batch 2, seed "), "{told}");
    assert!(told.contains("): it has not begun\n"), "{told}");
    let cure = "not done: 2 of 4 runs. To train them, in cluster: sbatch --array=0,2 sweep.sbatch";
    assert!(told.contains(cure), "{told}");
    let log = fs::read_to_string(cluster.join("runs/001/log.txt")).unwrap();
    // All once more: what has ended does nothing.
    assert_eq!(slurm::sbatch(&cluster, None), [0; 4]);
    assert_eq!(
        fs::read_to_string(cluster.join("runs/001/log.txt")).unwrap(),
        log
    );
    let said =
        |task: usize| fs::read_to_string(cluster.join(format!("logs/77_{task}.log"))).unwrap();
    assert!(
        said(1).contains("the run in runs/001 has ended already"),
        "{}",
        said(1)
    );
    assert!(said(2).contains("120 steps in "), "{}", said(2));
    let whole = collect(&["--csv", "there.csv", "--keep"]);
    assert!(whole.status.success(), "{}", text(&whole.stderr));
    let csv = |name: &str| fs::read_to_string(home.path().join(name)).unwrap();
    assert_eq!(csv("there.csv"), csv("here.csv"));
    let table = |output: &Output| {
        let told = text(&output.stdout);
        told.lines().take(6).collect::<Vec<_>>().join("\n")
    };
    assert!(table(&whole).contains("Welch"));
    assert_eq!(table(&whole), table(&here).replace("here.csv", "there.csv"));
    assert!(learned(&cluster.join("runs")) == learned(&home.path().join("here")));
    assert!(
        text(&whole.stdout).contains(
            "copied: 4 runs, which the window lists as \"sweep of points-xor over batch, "
        )
    );
    assert!(text(&collect(&["--keep"]).stdout).contains("copied: 0 runs"));
    // The job that waits for the others.
    let code = slurm::task(&cluster, "collect.sbatch", 0)
        .wait()
        .unwrap()
        .code();
    assert_eq!(code, Some(0));
    assert_eq!(csv("cluster/table.csv"), csv("here.csv"));
    assert!(csv("cluster/collected.txt").contains("Welch"));
}

#[test]
fn a_task_that_is_ended_goes_on_where_it_was() {
    let home = tempfile::tempdir().unwrap();
    let long = ["sweep", "points-xor", "--seeds", "1", "--steps", "40000"];
    let run = |more: &[&str]| lemida(home.path(), &[&long[..], more].concat());
    let here = run(&["--out", "here", "--csv", "here.csv"]);
    assert!(here.status.success(), "{}", text(&here.stderr));
    let written = run(&["--engine", "slurm", "--out", "sweep"]);
    assert!(written.status.success(), "{}", text(&written.stderr));
    let folder = home.path().join("sweep");
    let mut task = slurm::task(&folder, "sweep.sbatch", 0);
    let curves = folder.join("runs/000/curves.csv");
    let deadline = Instant::now() + Duration::from_secs(60);
    while fs::read_to_string(&curves)
        .unwrap_or_default()
        .lines()
        .count()
        < 3
    {
        assert!(Instant::now() < deadline, "no step is written");
        std::thread::sleep(Duration::from_millis(2));
    }
    // As Slurm does before it takes a machine away. The script has become the program.
    let kill = format!("kill -TERM {}", task.id());
    assert!(
        Command::new("sh")
            .args(["-c", &kill])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(task.wait().unwrap().code(), Some(130));
    let collect = ["sweep", "--collect", "sweep", "--csv", "there.csv"];
    let told = text(&lemida(home.path(), &collect).stderr);
    assert!(told.contains("run 0 (seed "), "{told}");
    assert!(
        told.contains(" of 40000, its checkpoint at step "),
        "{told}"
    );
    assert_eq!(slurm::sbatch(&folder, None), [0]);
    let log = fs::read_to_string(folder.join("runs/000/log.txt")).unwrap();
    let begun = log
        .lines()
        .filter(|line| line.contains("begins after step "));
    let steps: Vec<&str> = begun
        .map(|line| line.rsplit("after step ").next().unwrap())
        .collect();
    assert_eq!(steps.len(), 2, "{log}");
    assert!(!steps[1].starts_with("0;"), "{log}");
    assert!(lemida(home.path(), &collect).status.success());
    let csv = |name: &str| fs::read_to_string(home.path().join(name)).unwrap();
    assert_eq!(csv("there.csv"), csv("here.csv"));
    assert!(learned(&folder.join("runs")) == learned(&home.path().join("here")));
}

#[test]
fn a_run_that_fails_is_named_and_the_others_are_compared() {
    let home = tempfile::tempdir().unwrap();
    let arguments = [
        "sweep",
        "points-xor",
        "--set",
        "optimizer=sgd",
        "--set",
        "loss=mean-squared",
        "--set",
        "training.clip=0",
        "--set",
        "learning_rate=0.01,1000000000",
        "--seeds",
        "1",
        "--steps",
        "200",
        "--engine",
        "slurm",
        "-o",
        "sweep",
    ];
    let written = lemida(home.path(), &arguments);
    assert!(written.status.success(), "{}", text(&written.stderr));
    assert_eq!(slurm::sbatch(&home.path().join("sweep"), None), [0, 1]);
    let collected = lemida(home.path(), &["sweep", "--collect", "sweep"]);
    let (said, told) = (text(&collected.stdout), text(&collected.stderr));
    assert!(collected.status.success(), "{told}");
    assert!(
        said.contains("sgd        mean-squared  0              0.01 "),
        "{said}"
    );
    assert!(
        told.contains("run 1 (optimizer sgd, loss mean-squared, training.clip 0, learning_rate 1000000000, seed "),
        "{told}"
    );
    assert!(
        told.contains("its numbers were not finite any more at step "),
        "{told}"
    );
    assert!(told.contains("failed: 1 of 2 runs") && told.contains("sbatch --array=1 sweep.sbatch"));
    fs::remove_dir_all(home.path().join("sweep/runs/000")).unwrap();
    let gone = lemida(home.path(), &["sweep", "--collect", "sweep"]);
    let told = text(&gone.stderr);
    assert_eq!(gone.status.code(), Some(1), "{told}");
    assert!(
        told.contains("run 0 (") && told.contains("is missing"),
        "{told}"
    );
}

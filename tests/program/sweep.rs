//! `lemida sweep`: combinations times seeds, a table, and runs that are kept as one group; here, and as an array of
//! tasks on a cluster.

#[cfg(unix)]
mod cluster;

use std::fs;

use crate::command::{lemida, text};

#[test]
fn a_sweep_trains_every_combination_and_says_what_is_chance() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "sweep",
        "points-xor",
        "--set",
        "batch=2,16",
        "--set",
        "learning_rate=0.00000001,0.02",
        "--seeds",
        "2",
        "--steps",
        "200",
        "--csv",
        "table.csv",
        "--out",
        "runs",
    ];
    let output = lemida(folder.path(), &arguments);
    let told = text(&output.stdout);
    assert!(output.status.success(), "{told}{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("run 8 of 8: batch 16"));
    assert!(told.contains("Welch"), "{told}");
    let table = fs::read_to_string(folder.path().join("table.csv")).unwrap();
    let rows: Vec<&str> = table.lines().collect();
    assert_eq!(
        rows[0],
        "batch,learning_rate,seeds,mean_best_accuracy,deviation,p,verdict"
    );
    assert_eq!(rows.len(), 5, "{table}");
    assert_eq!(table.matches(",best").count(), 1, "{table}");
    // A rate that moves nothing learns nothing.
    let mean = |row: &str| row.split(',').nth(3).unwrap().parse::<f64>().unwrap();
    assert!(mean(rows[4]) > mean(rows[3]), "{table}");
    let mut groups: Vec<String> = fs::read_dir(folder.path().join("runs"))
        .unwrap()
        .map(|run| fs::read_to_string(run.unwrap().path().join("group.txt")).unwrap())
        .collect();
    assert_eq!(groups.len(), 8);
    groups.dedup();
    assert_eq!(groups.len(), 1);
}

#[test]
fn what_cannot_be_trained_is_told_before_anything_is() {
    let folder = tempfile::tempdir().unwrap();
    for (set, cure) in [
        ("batsh=2", "did you mean \"batch\"?"),
        ("row1.unitz=3", "units"),
        ("loss=hinge,nonsense", "nonsense"),
        ("data=photos", "with data photos"),
    ] {
        let output = lemida(
            folder.path(),
            &["sweep", "points-xor", "--set", set, "--out", "runs"],
        );
        let told = text(&output.stderr);
        assert!(
            !output.status.success() && told.contains(cure),
            "{set}: {told}"
        );
        assert!(!folder.path().join("runs").exists(), "{set}");
    }
}

#[test]
fn the_same_is_drawn_for_every_engine() {
    let home = tempfile::tempdir().unwrap();
    let drawn = [
        "sweep",
        "points-xor",
        "--set",
        "learning_rate=1e-4..1e-1",
        "--set",
        "batch=2..64",
        "--random",
        "3",
        "--random-seed",
        "5",
        "--seeds",
        "2",
        "--steps",
        "30",
    ];
    let run = |more: &[&str]| {
        let output = lemida(home.path(), &[&drawn[..], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let said = run(&["--out", "here", "--csv", "here.csv"]);
    assert!(said.contains("(3 drawn, seed 5)"), "{said}");
    run(&["--engine", "slurm", "--out", "slurm"]);
    let said = run(&["--engine", "ray", "--out", "ray", "--threads", "2"]);
    assert!(said.contains("python ray/sweep_ray.py"), "{said}");
    let read = |name: &str| fs::read_to_string(home.path().join(name)).unwrap();
    let table = read("here.csv");
    let rows: Vec<Vec<&str>> = table
        .lines()
        .skip(1)
        .map(|row| row.split(',').collect())
        .collect();
    assert_eq!(rows.len(), 3);
    let program = read("ray/sweep_ray.py");
    let plan: serde_json::Value = serde_json::from_str(&read("slurm/sweep.json")).unwrap();
    for (at, row) in rows.iter().enumerate() {
        let wanted = format!(
            "{{\"batch\":\"{}\",\"learning_rate\":\"{}\",\"run\":\"{:03}\"",
            row[1],
            row[0],
            2 * at
        );
        assert!(program.contains(&wanted), "{wanted}\n{program}");
        assert_eq!(
            plan["runs"][2 * at]["values"],
            serde_json::json!([row[0], row[1]])
        );
    }
    assert_eq!(program.matches("\"run\":\"").count(), 6);
    let told = text(&lemida(home.path(), &["sweep", "--collect", "ray"]).stderr);
    assert!(
        told.contains("not done: 6 of 6 runs. To train them, python ray/sweep_ray.py"),
        "{told}"
    );
}

#[test]
fn what_cannot_be_is_told_with_the_cure() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("full")).unwrap();
    fs::write(home.path().join("full/note.txt"), "x").unwrap();
    let points = ["sweep", "points-xor"];
    let range = "learning_rate=1e-4..1e-2";
    for (arguments, code, cure) in [
        (&["--engine", "slurm"][..], 2, "name a new one: --out DIR"),
        (
            &["--engine", "ray", "-o", "full"],
            1,
            "not empty; name a new one",
        ),
        (
            &["--engine", "slurm", "-o", "full/note.txt"],
            1,
            "name another folder",
        ),
        (
            &["--engine", "slurm", "-o", "new", "--csv", "t.csv"],
            2,
            "give it to lemida sweep --collect new",
        ),
        (
            &["--engine", "cloud", "-o", "new"],
            2,
            "[possible values: local, slurm, ray]",
        ),
        (&["--set", range], 2, "add --random N"),
        (
            &["--set", "batch=8..2", "--random", "2"],
            2,
            "upside down; write batch=2..8",
        ),
        (&["--random", "2"], 2, "add --set KEY=FROM..TO"),
        (&["--random-seed", "2"], 2, "--random <N>"),
        (
            &["--set", "optimizer=1..2", "--random", "2"],
            2,
            "list the values",
        ),
        (&["--keep"], 2, "name its folder: --collect DIR"),
        (&["--collect", "full"], 2, "cannot be used with"),
    ] {
        let output = lemida(home.path(), &[&points[..], arguments].concat());
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}");
        assert!(told.contains(cure), "{arguments:?}: {told}");
    }
    assert!(!home.path().join("new").exists());
    for folder in ["full", "nowhere"] {
        let output = lemida(home.path(), &["sweep", "--collect", folder]);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("this folder holds no sweep"), "{told}");
    }
    let help = text(&lemida(home.path(), &["sweep", "--help"]).stdout);
    for word in [
        "--engine",
        "sbatch sweep.sbatch",
        "--collect",
        "--random",
        "1e-4..1e-2",
    ] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

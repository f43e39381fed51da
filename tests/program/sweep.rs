//! `lemida sweep`: combinations times seeds, a table, and runs that are kept as one group.

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

//! A column of numbers, predicted: trained, told in its own unit, and told again of the run that is kept.

use std::fmt::Write as _;
use std::fs;

use crate::command::{code, json_lines, lemida, text};

const EXPERIMENT: &str = r#"
name = "law"
seed = 1
[data]
kind = "table"
path = "law.csv"
answer = "number"
inputs = 2
[task]
kind = "regress"
[network]
rows = [{ layer = "dense", units = 1 }]
[training]
steps = 300
batch = 32
learning_rate = 0.05
validate_every = 100
"#;

/// y = 3 a − 2 b, on a grid.
fn law() -> String {
    let mut table = "a,b,y\n".to_owned();
    for at in 0..200i32 {
        let (a, b) = (at % 20 - 10, (at * 7) % 11);
        writeln!(table, "{a},{b},{}.25", 3 * a - 2 * b).unwrap();
    }
    table
}

#[test]
fn a_number_is_predicted_and_its_error_told_beside_that_of_the_mean() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("law.csv"), law()).unwrap();
    fs::write(path.join("law.toml"), EXPERIMENT).unwrap();
    let told = text(&lemida(path, &["info", "law.csv"]).stdout);
    assert!(told.contains("these are predicted") && told.contains("who always answers that mean"));
    let trained = lemida(path, &["train", "law.toml", "--out", "run", "--json"]);
    assert_eq!(code(&trained), 0, "{}", text(&trained.stderr));
    let lines = json_lines(&trained);
    let end = lines.last().unwrap();
    assert_eq!(end["metric_name"], "r2");
    assert!(end["metric"].as_f64().unwrap() > 0.999, "{end}");
    assert_eq!(end["column"], "y");
    let [rmse, naive] = ["rmse", "rmse_of_mean"].map(|key| end[key].as_f64().unwrap());
    assert!(rmse < 0.05 * naive && naive > 5.0, "{end}");
    let told = text(&lemida(path, &["info", "run"]).stdout);
    assert!(
        told.contains("R² 0.99") || told.contains("R² 1.0"),
        "{told}"
    );
    assert!(
        told.contains("RMSE") && told.contains("in y; who always answers the mean"),
        "{told}"
    );
    let bands = EXPERIMENT.replace("\"number\"", "\"bands\"");
    fs::write(path.join("bands.toml"), bands).unwrap();
    let again = lemida(path, &["train", "bands.toml", "--out", "again"]);
    let refused = text(&again.stderr);
    assert_ne!(
        code(&again),
        0,
        "bands are classes, the task asks for numbers"
    );
    assert!(refused.contains("no number to predict"), "{refused}");
}

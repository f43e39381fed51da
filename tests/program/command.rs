//! The program as a command, for the tests of it.

use std::path::Path;
use std::process::{Command, Output};

pub(crate) fn lemida(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lemida"))
        .args(arguments)
        .current_dir(folder)
        // Runs without --out must not land in the person's own data.
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("HOME", folder)
        .output()
        .unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub(crate) fn json_lines(output: &Output) -> Vec<serde_json::Value> {
    text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect()
}

pub(crate) const TINY: &str = r#"
name = "tiny"
seed = 4
[data]
kind = "points"
pattern = "xor"
[network]
rows = [
    { layer = "dense", units = 8 },
    { layer = "batch-norm" },
    { layer = "relu" },
    { layer = "dropout", share = 0.1 },
    { layer = "dense", units = 2 },
]
[training]
steps = 50
validate_every = 20
learning_rate = 0.01
"#;

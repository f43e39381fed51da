//! A stand-in for Slurm's `sbatch`: tasks run one after the other, told what Slurm tells them.

use std::path::Path;
use std::process::{Child, Command, Stdio};

/// What stands after `#SBATCH --KEY=` in the head of a script; Slurm reads no further than its first command.
pub(crate) fn option(folder: &Path, script: &str, key: &str) -> String {
    let text = std::fs::read_to_string(folder.join(script)).unwrap();
    let head = text
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with('#'));
    let begins = format!("#SBATCH --{key}=");
    let found: Vec<&str> = head.filter_map(|line| line.strip_prefix(&begins)).collect();
    assert_eq!(found.len(), 1, "{key}: {text}");
    found[0].to_owned()
}

/// The numbers of an array: `0-3%2`, `1,5-7`.
pub(crate) fn numbers(array: &str) -> Vec<usize> {
    let list = array.split('%').next().unwrap();
    let parts = list.split(',').flat_map(|part| {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        from.parse::<usize>().unwrap()..=to.parse().unwrap()
    });
    parts.collect()
}

/// Begins a task; its log is where the head says.
pub(crate) fn task(folder: &Path, script: &str, number: usize) -> Child {
    let name = option(folder, script, "output");
    let name = name.replace("%A", "77").replace("%a", &number.to_string());
    let mut log = std::fs::File::options();
    let log = log.append(true).create(true);
    let log = log.open(folder.join(name)).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_lemida")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    Command::new("bash")
        .arg(folder.join(script))
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", program.display()))
        .env("SLURM_ARRAY_TASK_ID", number.to_string())
        .env(
            "SLURM_CPUS_PER_TASK",
            option(folder, script, "cpus-per-task"),
        )
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap()
}

/// Runs the tasks of an array, that of the head unless told; their exit codes.
pub(crate) fn sbatch(folder: &Path, array: Option<&str>) -> Vec<i32> {
    let script = "sweep.sbatch";
    let array = array.map_or_else(|| option(folder, script, "array"), str::to_owned);
    let tasks = numbers(&array).into_iter();
    let codes = tasks.map(|number| task(folder, script, number).wait().unwrap().code());
    codes.map(Option::unwrap).collect()
}

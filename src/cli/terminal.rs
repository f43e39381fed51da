//! No subcommand: the window, or without a display the default experiment in the terminal.

use std::path::{Path, PathBuf};

use clap::CommandFactory;

use super::out::{complain, line};
use super::{Failure, figures, train};
use crate::store::identify::exists;
use crate::train::{Experiment, NAMED};

/// Opens the window; where that is not possible, says so and trains here.
pub(super) fn window_or_terminal() -> Result<(), Failure> {
    let why = if display_missing() {
        "there is no display".to_owned()
    } else {
        match open_window() {
            Ok(None) => return Ok(()),
            // There was a window: training here instead is not what the person asked for.
            Ok(Some(why)) => return Err(Failure::Task(why)),
            Err(why) => format!("no window could be opened ({why})"),
        }
    };
    let Some(experiment) = NAMED.first().and_then(|named| Experiment::named(named.id)) else {
        return Err(Failure::Task(format!(
            "{why}, and there is no default experiment"
        )));
    };
    complain(&format!(
        "{why}, so the experiment \"{}\" is trained here in the terminal instead.",
        experiment.name
    ));
    let (folder, summary) = train::train_somewhere(experiment.clone())?;
    line(train::verdict(&experiment, &summary))?;
    line(format!("curves: {}", folder.curves().display()))?;
    line(format!("network: {}", folder.weights().display()))?;
    for picture in figures::before_and_after(&folder, &experiment)? {
        line(format!("picture: {}", picture.display()))?;
    }
    Ok(())
}

/// Opens the window with these files and folders.
pub(super) fn window_with(paths: &[PathBuf]) -> Result<(), Failure> {
    // The others are opened; of one that is gone the window says so, too.
    let mut gone = paths.iter().filter(|path| !exists(path)).peekable();
    if let Some(first) = gone
        .peek()
        .filter(|_| !paths.iter().any(|path| exists(path)))
    {
        return Err(Failure::Use(missing(first)));
    }
    gone.for_each(|path| complain(&missing(path)));
    if display_missing() {
        let why = "there is no display to open a window on; `lemida help` lists what can be done without one";
        return Err(Failure::Task(why.into()));
    }
    // The window may stand in another folder by the time it opens them.
    let whole = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    let opened = crate::app::run_window(paths.iter().map(whole).collect());
    match opened {
        Ok(None) => Ok(()),
        Ok(Some(why)) => Err(Failure::Task(why)),
        Err(why) => Err(Failure::Task(format!("no window could be opened ({why})"))),
    }
}

/// What is neither a file nor a command.
fn missing(path: &Path) -> String {
    let name = path.display().to_string();
    let commands = super::Cli::command();
    let near = commands
        .get_subcommands()
        .map(clap::Command::get_name)
        .map(|command| (strsim::damerau_levenshtein(command, &name), command))
        .min()
        .filter(|(far, _)| *far <= 2)
        .map_or(String::new(), |(_, command)| {
            format!("; did you mean `lemida {command}`?")
        });
    format!("there is no file and no command \"{name}\"{near} (`lemida help` lists the commands)")
}

fn open_window() -> Result<Option<String>, String> {
    crate::app::run_window(Vec::new())
}

/// On Linux a window needs an X11 or Wayland display; elsewhere only trying tells.
fn display_missing() -> bool {
    let unset = |name| std::env::var_os(name).is_none_or(|value| value.is_empty());
    cfg!(target_os = "linux") && unset("DISPLAY") && unset("WAYLAND_DISPLAY")
}

//! No subcommand: the window, or without a display the default experiment in the terminal.

use super::out::{complain, line};
use super::{Failure, figures, train};
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

fn open_window() -> Result<Option<String>, String> {
    crate::app::run_window()
}

/// On Linux a window needs an X11 or Wayland display; elsewhere only trying tells.
fn display_missing() -> bool {
    let unset = |name| std::env::var_os(name).is_none_or(|value| value.is_empty());
    cfg!(target_os = "linux") && unset("DISPLAY") && unset("WAYLAND_DISPLAY")
}

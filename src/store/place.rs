//! Where an experiment's data lie. A relative path in a file means the folder of that file, from wherever a command is
//! given; only where nothing of that name lies there, the present folder is taken, and that is said.

use std::path::{Path, PathBuf, absolute};

use crate::setting::Value;
use crate::train::Experiment;

/// The setting of a data set that names a folder.
const KEY: &str = "path";

/// Makes the path to the experiment's data absolute. `beside` is the file that names it; without one, the path is
/// relative to the present folder. Returns what is to be said of it.
pub fn settle(experiment: &mut Experiment, beside: Option<&Path>) -> Option<String> {
    let named = place_of(experiment).filter(|named| named.is_relative())?;
    let here = absolute(&named).ok()?;
    let there = beside.and_then(|file| absolute(file).ok());
    let there = there.and_then(|file| absolute(plain(file.parent()?).join(&named)).ok());
    let (place, words) = match there {
        Some(there) if there.exists() => (there, None),
        Some(there) if !here.exists() => {
            let words = format!(
                "the data \"{}\" are neither beside {} nor in the present folder: give the command where they lie, or \
                 name their whole path",
                named.display(),
                beside.unwrap_or(Path::new("")).display()
            );
            (there, Some(words))
        }
        Some(there) => {
            let words = format!(
                "{} is no folder, so the data \"{}\" are taken from {}",
                there.display(),
                named.display(),
                here.display()
            );
            (here, Some(words))
        }
        None => (here, None),
    };
    // A name that is no text cannot be kept: then it stays as it is.
    let text = place.to_str()?.to_owned();
    experiment.data.set(KEY, Value::Text(text)).ok()?;
    words
}

/// A folder without the steps up and down that led to it, where the system tells such a name as a person would.
fn plain(folder: &Path) -> PathBuf {
    let plain = folder.canonicalize().ok().filter(|_| cfg!(unix));
    plain.unwrap_or_else(|| folder.to_owned())
}

/// The experiment as it is written into `file`: data that lie below the file's folder are named from there, so that
/// both can be moved.
pub(super) fn named_from(experiment: &Experiment, file: &Path) -> Experiment {
    let mut experiment = experiment.clone();
    let below = place_of(&experiment).and_then(|place| {
        let file = absolute(file).ok()?;
        let below = place.strip_prefix(file.parent()?).ok()?;
        let below = if below.as_os_str().is_empty() {
            Path::new(".")
        } else {
            below
        };
        Some(below.to_str()?.to_owned())
    });
    if let Some(below) = below {
        // A text is what it takes.
        let _ = experiment.data.set(KEY, Value::Text(below));
    }
    experiment
}

/// The experiment without the path to its data, which is nobody else's business.
pub fn without(experiment: &Experiment) -> Experiment {
    let mut experiment = experiment.clone();
    if place_of(&experiment).is_some() {
        let _ = experiment.data.set(KEY, Value::Text(String::new()));
    }
    experiment
}

/// The experiment with its data at another place, as its file will name it.
pub(super) fn moved(experiment: &Experiment, place: String) -> Experiment {
    let mut experiment = experiment.clone();
    // A text is what it takes.
    let _ = experiment.data.set(KEY, Value::Text(place));
    experiment
}

/// Whether the data are a person's own, in a folder.
pub fn data_in_folder(experiment: &Experiment) -> bool {
    experiment.data.get(KEY).is_some()
}

/// Where the data lie; none where the data set is in no folder.
pub fn place_of(experiment: &Experiment) -> Option<PathBuf> {
    match experiment.data.get(KEY) {
        Some(Value::Text(text)) if !text.trim().is_empty() => Some(text.into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::FolderPhotos;

    fn of(path: &str) -> Experiment {
        let mut experiment = Experiment::named("denoise-quick").unwrap();
        experiment.data = Box::new(FolderPhotos {
            path: path.into(),
            ..Default::default()
        });
        experiment
    }

    fn settled(path: &str, beside: Option<&Path>) -> (PathBuf, Option<String>) {
        let mut experiment = of(path);
        let words = settle(&mut experiment, beside);
        (place_of(&experiment).unwrap(), words)
    }

    #[test]
    fn a_relative_path_is_one_from_the_file_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plan.toml");
        std::fs::create_dir(folder.path().join("pics")).unwrap();
        let pics = folder.path().join("pics");
        assert_eq!(settled("pics", Some(&file)), (pics.clone(), None));
        assert_eq!(settled("./pics", Some(&file)), (pics.clone(), None));
        // The tests run where the sources are.
        let here = absolute("picture").unwrap();
        let (place, words) = settled("picture", Some(&file));
        assert_eq!(place, here);
        assert!(words.unwrap().contains("are taken from"));
        assert_eq!(settled("picture", None), (here, None));
        let nowhere = folder.path().join("nowhere");
        let (place, words) = settled("nowhere", Some(&file));
        assert_eq!(place, nowhere);
        assert!(words.unwrap().contains("name their whole path"));
        let there = pics.to_str().unwrap();
        assert_eq!(settled(there, Some(&file)), (pics.clone(), None));
    }

    #[test]
    fn files_name_what_lies_below_them_and_come_back_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let (plan, pics) = (
            folder.path().join("plan.toml"),
            folder.path().join("a/pics"),
        );
        std::fs::create_dir_all(&pics).unwrap();
        let experiment = of(pics.to_str().unwrap());
        let written = named_from(&experiment, &plan);
        assert_eq!(place_of(&written), Some(PathBuf::from("a/pics")));
        let mut again = written;
        assert_eq!(settle(&mut again, Some(&plan)), None);
        assert_eq!(again, experiment);
        let beside = of(folder.path().to_str().unwrap());
        let mut again = named_from(&beside, &plan);
        settle(&mut again, Some(&plan));
        assert_eq!(place_of(&again), Some(folder.path().into()));
        let elsewhere = of("/somewhere/else");
        assert_eq!(named_from(&elsewhere, &plan), elsewhere);
        assert_eq!(place_of(&without(&elsewhere)), None);
        let photos = Experiment::named("denoise-quick").unwrap();
        assert_eq!(without(&photos), photos);
    }
}

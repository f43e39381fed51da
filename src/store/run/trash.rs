//! Runs that were deleted: moved aside into a folder `.trash` beside them, from where they come back; after a while
//! they go for good.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{About, RunFolder};
use crate::StoreError;

const TRASH: &str = ".trash";

/// Moves the run in `folder` aside; returns where it is.
///
/// # Errors
/// [`StoreError`], when there is no run, it is being trained, or it cannot be moved.
pub fn discard(folder: &Path) -> Result<PathBuf, StoreError> {
    if !folder.is_dir() {
        return Err(StoreError::reading(
            folder,
            &std::io::ErrorKind::NotFound.into(),
        ));
    }
    if RunFolder::at_work(folder) {
        return Err(StoreError::new(
            folder,
            "this run is being trained",
            "stop it first",
        ));
    }
    let wrong = |error: std::io::Error| StoreError::writing(folder, &error);
    let trash = folder.parent().unwrap_or(Path::new(".")).join(TRASH);
    std::fs::create_dir_all(&trash).map_err(wrong)?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let mut place = trash.join(format!("{}-{name}", seconds(SystemTime::now())));
    while place.exists() {
        place.as_mut_os_string().push("-");
    }
    std::fs::rename(folder, &place).map_err(wrong)?;
    Ok(place)
}

/// Brings a run back from where [`discard`] has moved it; returns its folder, which has another name where there is a
/// run of its name by now.
///
/// # Errors
/// [`StoreError`], when it is gone or cannot be moved.
pub fn bring_back(place: &Path) -> Result<PathBuf, StoreError> {
    if !place.is_dir() {
        return Err(StoreError::new(
            place,
            "this run was deleted for good",
            "train it again",
        ));
    }
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let name = name.split_once('-').map_or(&*name, |(_, name)| name);
    let runs = place.parent().and_then(Path::parent);
    let runs = runs.unwrap_or(Path::new("."));
    let free = (1u64..).map(|number| match number {
        1 => runs.join(name),
        _ => runs.join(format!("{name}-{number}")),
    });
    let free = free.into_iter().find(|path| !path.exists());
    let folder = free.unwrap_or_else(|| runs.join(name));
    std::fs::rename(place, &folder).map_err(|error| StoreError::writing(&folder, &error))?;
    Ok(folder)
}

/// A run that was moved aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discarded {
    /// Where it is.
    pub place: PathBuf,
    /// Its name.
    pub name: String,
    /// When it was moved.
    pub when: SystemTime,
}

/// The runs of the folder `runs` that were moved aside and can be brought back, the last one first.
pub fn discarded(runs: &Path) -> Vec<Discarded> {
    let listing = std::fs::read_dir(runs.join(TRASH)).into_iter().flatten();
    let found = listing.flatten().filter_map(|entry| {
        let (place, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let (moved, name) = name.split_once('-')?;
        let when = UNIX_EPOCH + Duration::from_secs(moved.parse().ok()?);
        let own = About::load(&place).map(|about| about.name);
        place.is_dir().then(|| Discarded {
            name: match own {
                Ok(own) if !own.is_empty() => own,
                _ => name.trim_end_matches('-').to_owned(),
            },
            place,
            when,
        })
    });
    let mut found: Vec<Discarded> = found.collect();
    found.sort_by(|one, other| {
        other
            .when
            .cmp(&one.when)
            .then_with(|| one.place.cmp(&other.place))
    });
    found
}

/// Removes for good what was moved aside in the folder `runs` longer than `age` ago; what cannot be removed stays.
pub fn purge(runs: &Path, age: Duration) {
    let Ok(listing) = std::fs::read_dir(runs.join(TRASH)) else {
        return;
    };
    let now = seconds(SystemTime::now());
    for entry in listing.flatten() {
        let name = entry.file_name();
        let moved = name.to_string_lossy();
        let moved = moved.split('-').next().and_then(|time| time.parse().ok());
        if moved.is_some_and(|moved: u64| moved.saturating_add(age.as_secs()) <= now) {
            // It is tried again at the next start.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn seconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Experiment;

    #[test]
    fn a_deleted_run_comes_back_and_goes_for_good_after_a_while() {
        let home = tempfile::tempdir().unwrap();
        let experiment = Experiment::named("points-xor").unwrap();
        let run = || RunFolder::create_under(home.path(), &experiment).unwrap();
        let path = run().path().to_owned();
        let place = discard(&path).unwrap();
        assert!(!path.exists() && place.is_dir());
        assert!(discard(&path).is_err(), "it is gone already");
        purge(home.path(), Duration::from_secs(60));
        // A new run took its name.
        assert_eq!(run().path(), path);
        let back = bring_back(&place).unwrap();
        assert_ne!(back, path);
        assert_eq!(RunFolder::open(&back).unwrap().experiment, experiment);
        let place = discard(&back).unwrap();
        purge(home.path(), Duration::ZERO);
        assert!(!place.exists() && path.exists());
        let told = bring_back(&place).unwrap_err().to_string();
        assert!(told.contains("for good"), "{told}");
    }

    #[test]
    fn all_that_was_deleted_is_listed_by_its_name_the_last_first() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(discarded(home.path()), []);
        let experiment = Experiment::named("points-xor").unwrap();
        let mut places = Vec::new();
        for (at, name) in ["", "my wide one"].into_iter().enumerate() {
            let run = RunFolder::create_under(home.path(), &experiment).unwrap();
            let name = name.to_owned();
            let about = About {
                name,
                ..About::default()
            };
            about.save(run.path()).unwrap();
            let place = discard(run.path()).unwrap();
            // Times are whole seconds.
            let earlier = home
                .path()
                .join(TRASH)
                .join(format!("{}-points-xor-1", 100 + at));
            std::fs::rename(&place, &earlier).unwrap();
            places.push(earlier);
        }
        std::fs::create_dir(home.path().join(TRASH).join("no run")).unwrap();
        let found = discarded(home.path());
        let names: Vec<&str> = found.iter().map(|one| &*one.name).collect();
        assert_eq!(names, ["my wide one", "points-xor-1"]);
        assert_eq!(found[1].place, places[0]);
        bring_back(&found[1].place).unwrap();
        assert_eq!(discarded(home.path()).len(), 1);
    }

    #[test]
    fn a_run_at_work_is_not_deleted() {
        let home = tempfile::tempdir().unwrap();
        let experiment = Experiment::named("points-xor").unwrap();
        let folder = RunFolder::create_under(home.path(), &experiment).unwrap();
        let keeper = folder.keeper(&experiment, 0).unwrap();
        let told = discard(folder.path()).unwrap_err().to_string();
        assert!(told.contains("stop it first"), "{told}");
        drop(keeper);
        discard(folder.path()).unwrap();
    }
}

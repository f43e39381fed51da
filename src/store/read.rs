//! Reading a whole file: an ordinary one, and no more of it than its kind may hold.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::StoreError;

/// Reads a whole file, if it is an ordinary one of at most `most` bytes. What is said of a larger one: `found` and
/// `cure`. Devices and pipes are refused before they are opened, for opening may wait; and a file that grows is not
/// followed.
pub(super) fn read_file(
    path: &Path,
    most: u64,
    found: &str,
    cure: &str,
) -> Result<Vec<u8>, StoreError> {
    let wrong = |error: io::Error| StoreError::reading(path, &error);
    let kind = std::fs::metadata(path).map_err(wrong)?;
    if kind.is_dir() {
        return Err(wrong(io::ErrorKind::IsADirectory.into()));
    }
    if !kind.is_file() {
        return Err(StoreError::new(
            path,
            "it is no ordinary file but a device or a pipe",
            "choose an ordinary file",
        ));
    }
    let too_large = || StoreError::new(path, found, cure);
    if kind.len() > most {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(kind.len()).unwrap_or(0));
    File::open(path)
        .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
        .map_err(wrong)?;
    if bytes.len() as u64 > most {
        return Err(too_large());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "12345").unwrap();
        let read = |most| read_file(&path, most, "it is too large", "shorten it");
        assert_eq!(read(5).unwrap(), b"12345");
        assert_eq!(
            read(4).unwrap_err().to_string(),
            format!("{}: it is too large; shorten it", path.display())
        );
    }

    /// A file of the system that says it is empty and is not.
    #[cfg(target_os = "linux")]
    #[test]
    fn the_limit_holds_whatever_length_is_claimed() {
        let told = read_file(Path::new("/proc/self/maps"), 10, "it is too large", "");
        assert!(told.unwrap_err().to_string().contains("too large"));
    }

    /// The kinds of file that a person may name: none waits for a pipe or drinks from a device.
    #[cfg(target_os = "linux")]
    #[test]
    fn devices_and_pipes_are_refused_without_waiting() {
        use crate::experiment::{load_experiment, save_experiment};
        use crate::preferences::Preferences;
        use crate::{model::load_model, picture, run::RunFolder};
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        for path in [&pipe, Path::new("/dev/zero")] {
            let run = folder.path().join("run");
            let _ = std::fs::remove_dir_all(&run);
            std::fs::create_dir(&run).unwrap();
            let experiment = crate::train::Experiment::named("points-xor").unwrap();
            save_experiment(&run.join("experiment.toml"), &experiment).unwrap();
            std::os::unix::fs::symlink(path, run.join("curves.csv")).unwrap();
            let told = [
                load_experiment(path).unwrap_err().to_string(),
                load_model(path).unwrap_err().to_string(),
                picture::open(path).unwrap_err().to_string(),
                RunFolder::open(&run).unwrap_err().to_string(),
                Preferences::load_from(path).1.unwrap(),
            ];
            for text in told {
                assert!(text.contains("a device or a pipe"), "{text}");
            }
        }
    }
}

//! Many pictures, each into a folder under a name of its own.

use std::path::Path;

use super::{DenoiseArgs, stopped};
use crate::cli::Failure;
use crate::cli::out::{complain, line};
use crate::degrade::noise::estimate::Found;
use crate::denoise::Watch;
use crate::job::{interruptible, with_threads};
use crate::store::cleaning::Cleaning;
use crate::store::figures::make_folder;
use crate::store::identify::{exists, is_folder};
use crate::store::same_file;
use crate::store::shelf::{is_picture_name, left_out, other_files, picture_files};

/// Cleans many pictures into a folder; one that fails does not keep the others from it.
pub(super) fn many(args: &DenoiseArgs, cleaning: &Cleaning, prepared: bool) -> Result<(), Failure> {
    if args.reference.is_some() || args.raw_mosaic {
        let option = if args.raw_mosaic {
            "--raw-mosaic"
        } else {
            "--reference"
        };
        return Err(Failure::Use(format!(
            "{option} belongs to one picture: give one, and a file's name with -o"
        )));
    }
    let (mut files, mut others) = (Vec::new(), Vec::new());
    for input in &args.input {
        if is_folder(input) {
            let mut found = picture_files(input).map_err(Failure::task)?;
            if same_file(input, &args.output) {
                let before = found.len();
                found.retain(|file| !is_answer(file));
                if found.len() < before {
                    complain(&format!(
                        "{} of the pictures in {} are cleaned ones already (NAME-clean) and left out",
                        before - found.len(),
                        input.display()
                    ));
                }
            }
            files.extend(found);
            others.extend(other_files(input).map_err(Failure::task)?);
        } else {
            files.push(input.clone());
        }
    }
    if files.is_empty() {
        return Err(Failure::Task(
            "there is no picture in the folder; name another one".into(),
        ));
    }
    if !is_folder(&args.output) && is_picture_name(&args.output) {
        return Err(Failure::Use(format!(
            "{} is a picture's name, but there are {} pictures to clean: give -o a folder",
            args.output.display(),
            files.len()
        )));
    }
    make_folder(&args.output).map_err(Failure::task)?;
    let mut failed = 0;
    let progress = interruptible();
    for (done, file) in files.iter().enumerate() {
        let watch = Watch::from(&progress);
        let outcome = with_threads(args.threads, || cleaning.file(file, &args.output, &watch));
        match outcome.map_err(Failure::Task)? {
            Ok(done) if args.json => line(serde_json::json!({
                "input": file.display().to_string(),
                "output": done.path.display().to_string(),
                "method": done.method,
                "sigma": (!prepared).then_some(done.sigma * 255.0),
                "noise": args.noise,
                "noise_found": done.found.as_ref().map(Found::words),
                "seconds": done.seconds,
                "notes": done.notes,
            }))?,
            Ok(done) => {
                for note in &done.notes {
                    complain(&format!("{}: note: {note}", file.display()));
                }
                let level = match &args.noise {
                    Some(noise) if prepared => format!("prepared for {noise}"),
                    _ => format!("σ = {:.2} / 255", done.sigma * 255.0),
                };
                let found = match &done.found {
                    Some(found) if !found.white() => format!(", noise {}", found.words()),
                    _ => String::new(),
                };
                line(format!(
                    "{}: {}, {level}{found}, {:.2} s, written to {}",
                    file.display(),
                    done.method,
                    done.seconds,
                    done.path.display()
                ))?;
            }
            Err(error) if error.stopped() => {
                return Err(stopped(&format!(
                    "{done} of {} pictures were done",
                    files.len()
                )));
            }
            Err(error) => {
                failed += 1;
                complain(&error.to_string());
            }
        }
    }
    if let Some(text) = left_out(&others) {
        complain(&text);
    }
    match failed {
        0 => Ok(()),
        _ if failed == files.len() => Err(Failure::Task("no picture could be cleaned".into())),
        _ => Err(Failure::Task(format!(
            "{failed} of {} pictures could not be cleaned; the others are written",
            files.len()
        ))),
    }
}

/// Whether a picture is the cleaned version of one beside it, by its name.
fn is_answer(file: &Path) -> bool {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let (name, number) = stem.rsplit_once("-clean").unwrap_or_default();
    let numbered =
        number.is_empty() || number.starts_with('-') && number[1..].parse::<u32>().is_ok();
    let original = file
        .with_file_name(name)
        .with_extension(file.extension().unwrap_or_default());
    !name.is_empty() && numbered && exists(&original)
}

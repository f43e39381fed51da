//! What a path that a person dropped or typed is.

use std::io::Read;
use std::path::Path;

use super::StoreError;
use super::enclosed;
use super::foreign;
use super::magic::{ENOUGH, FORMATS, Format};
use super::picture::no_picture;
use super::shelf::layout_of;
use super::tensors;
use crate::data::{Divided, FolderLayout};

/// What a path is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identified {
    /// A picture.
    Image,
    /// A folder of photographs, how many, and what else is to be known of it.
    Photos(usize, Option<String>),
    /// A folder of classes: each of them and how many pictures it holds, and what else is to be known of it.
    Classes(Vec<(String, usize)>, Option<String>),
    /// An experiment file.
    Experiment,
    /// A table.
    Table,
    /// A text.
    Text,
    /// A folder that keeps a run.
    Run,
    /// A run in one file.
    Packed,
    /// A file of weights.
    Model,
    /// Weights of another program, without the network that they belong to.
    State,
    /// A page that tells of a run and holds its network.
    Report,
    /// Nothing that can be opened; why, and the cure.
    Unusable(StoreError),
}

/// Says what `path` is. Looks at names and first bytes only; opening it may still fail.
pub fn identify(path: &Path) -> Identified {
    look(path).unwrap_or_else(Identified::Unusable)
}

/// Whether `path` is a folder.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether there is something at `path`.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

fn look(path: &Path) -> Result<Identified, StoreError> {
    let kind = std::fs::metadata(path).map_err(|error| StoreError::reading(path, &error))?;
    if kind.is_dir() {
        return look_inside(path);
    }
    if !kind.is_file() {
        return Err(unusable(path, "it is neither a file nor a folder"));
    }
    if kind.len() == 0 {
        return Err(unusable(path, "it is empty"));
    }
    let mut start = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(ENOUGH).read_to_end(&mut start))
        .map_err(|error| StoreError::reading(path, &error))?;
    if Format::of(&start).is_some() {
        return Ok(Identified::Image);
    }
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        _ if enclosed::is_report(&start) => Ok(Identified::Report),
        Some("toml") => Ok(Identified::Experiment),
        Some("csv" | "tsv") => Ok(Identified::Table),
        Some("txt") if foreign::kind(&start).is_none() => Ok(Identified::Text),
        Some("safetensors") => Ok(weights_of(path)),
        Some("onnx") => Ok(Identified::Model),
        Some("lemida") if start.starts_with(b"PK") => Ok(Identified::Packed),
        Some("pth" | "pt" | "ckpt" | "bin")
            if start.starts_with(b"PK") || start.starts_with(b"\x80") =>
        {
            Ok(Identified::State)
        }
        // A kind that is known gets its own name and cure.
        _ if foreign::kind(&start).is_some() => Err(no_picture(path, &start)),
        _ => Err(unusable(path, "it is no file that can be opened")),
    }
}

/// Weights with their experiment, or weights alone.
fn weights_of(path: &Path) -> Identified {
    let glance = tensors::glance(path);
    match glance.wrong.is_none() && !glance.texts.contains_key("experiment") {
        true => Identified::State,
        false => Identified::Model,
    }
}

fn look_inside(path: &Path) -> Result<Identified, StoreError> {
    if path.join("experiment.toml").is_file() {
        return Ok(Identified::Run);
    }
    let layout = layout_of(path)?;
    if let Some(parts) = layout.class_parts() {
        let words = in_words(&layout, &parts);
        return Ok(Identified::Classes(parts.training.classes.clone(), words));
    }
    if let Some(parts) = layout.photo_parts() {
        let count = parts.training.pictures + parts.held_out.pictures;
        return Ok(Identified::Photos(count, in_words(&layout, &parts)));
    }
    let classes = layout.classes();
    let photos = layout.pictures.len();
    if layout.is_of_classes() {
        return Ok(Identified::Classes(classes, layout.astray()));
    }
    match (photos, &classes[..]) {
        (0, []) => match &layout.folders[..] {
            [] => Err(unusable(path, "the folder holds no picture and no run")),
            [only] => Err(StoreError::new(
                path,
                format!(
                    "its pictures are all further down, in the sub-folder \"{}\"",
                    only.name
                ),
                format!("drop \"{}\" itself", only.name),
            )),
            [first, ..] => Err(StoreError::new(
                path,
                "its pictures are all further down, in sub-folders of its sub-folders",
                format!("drop one of the sub-folders, \"{}\" say", first.name),
            )),
        },
        (0, [(name, count), ..]) => Err(StoreError::new(
            path,
            format!("its pictures ({count}) are all in the sub-folder \"{name}\""),
            format!(
                "drop \"{name}\" itself to learn from its photographs, or add a second class beside it"
            ),
        )),
        (count, []) => Ok(Identified::Photos(count, None)),
        (count, _) => {
            let words = format!(
                "its sub-folders are not read ({} of them hold pictures)",
                classes.len()
            );
            Ok(Identified::Photos(count, Some(words)))
        }
    }
}

/// What is said of a data set in parts.
fn in_words(layout: &FolderLayout, parts: &Divided<'_>) -> Option<String> {
    let told = format!(
        "{} is learned from and {} judged on",
        parts.training.name, parts.held_out.name
    );
    let more = [parts.unread(), layout.astray()].into_iter().flatten();
    Some(
        std::iter::once(told)
            .chain(more)
            .collect::<Vec<_>>()
            .join("; "),
    )
}

fn unusable(path: &Path, found: &str) -> StoreError {
    let expected = format!(
        "a picture ({FORMATS}), a folder of pictures, an experiment (.toml), a table (.csv), a text (.txt), a run \
        folder or weights (.safetensors)"
    );
    StoreError::new(path, found, "choose one of these").expecting(expected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Image;
    use std::fs;

    #[test]
    fn each_kind_is_told_from_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let picture = Image::zeros(1, 2, 2);
        for name in [
            "album/1.png",
            "album/2.tif",
            "classes/cat/1.npy",
            "classes/dog/1.png",
            "one/only/1.png",
        ] {
            fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            crate::picture::save(&at(name), &picture).unwrap();
        }
        fs::create_dir_all(at("classes/empty")).unwrap();
        fs::create_dir_all(at("nothing")).unwrap();
        fs::create_dir_all(at("run")).unwrap();
        fs::write(at("run/experiment.toml"), "x").unwrap();
        fs::write(at("plan.toml"), "x").unwrap();
        fs::write(at("weights.safetensors"), "x").unwrap();
        fs::write(at("rows.csv"), "x").unwrap();
        fs::write(at("picture.png"), "no picture").unwrap();
        fs::write(at("empty.png"), "").unwrap();
        fs::copy(at("album/1.png"), at("disguised.txt")).unwrap();

        assert_eq!(identify(&at("album")), Identified::Photos(2, None));
        let classes = vec![("cat".to_owned(), 1), ("dog".to_owned(), 1)];
        assert_eq!(identify(&at("classes")), Identified::Classes(classes, None));
        assert_eq!(identify(&at("run")), Identified::Run);
        assert_eq!(identify(&at("plan.toml")), Identified::Experiment);
        assert_eq!(identify(&at("weights.safetensors")), Identified::Model);
        fs::write(at("net.onnx"), "x").unwrap();
        assert_eq!(identify(&at("net.onnx")), Identified::Model);
        fs::write(at("verse.txt"), "x").unwrap();
        assert_eq!(identify(&at("verse.txt")), Identified::Text);
        assert_eq!(identify(&at("rows.csv")), Identified::Table);
        assert_eq!(identify(&at("disguised.txt")), Identified::Image);
        for (name, part) in [
            ("nothing", "holds no picture"),
            ("one", "drop \"only\" itself"),
            ("picture.png", "no file that can be opened"),
            ("empty.png", "it is empty"),
            ("missing", "no such file"),
        ] {
            let Identified::Unusable(error) = identify(&at(name)) else {
                panic!("{name} is usable")
            };
            assert!(error.to_string().contains(part), "{error}");
        }
    }
}

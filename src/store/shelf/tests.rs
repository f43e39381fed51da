//! Properties that every data set must have, with the real shelf, and folders on a real disk.

use super::*;
use crate::data::{self, Batch, Examples, Part};
use crate::math::random::{Purpose, Stream};
use crate::setting::Value;
use std::time::Instant;

fn empty() -> Batch {
    Batch::default()
}

/// A folder with `count` small pictures in each of the classes `a` and `b`, and in itself.
fn album(count: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for class in ["", "a", "b"] {
        let inside = folder.path().join(class);
        std::fs::create_dir_all(&inside).unwrap();
        for index in 0..count {
            let picture = Image::from_fn(3, 50 + index, 70, |c, y, x| {
                ((x + y * c + index + 3 * class.len()) % 9) as f32
                    / if class == "b" { 8.5 } else { 8.0 }
            });
            picture::save(&inside.join(format!("{index}.png")), &picture).unwrap();
        }
    }
    folder
}

/// A table in a folder: one number a row, and its class.
fn table(folder: &Path) -> PathBuf {
    let file = folder.join("rows.csv");
    let rows: String = (0..400).map(|at| format!("{at},{}\n", at % 2)).collect();
    std::fs::write(&file, format!("number,class\n{rows}")).unwrap();
    file
}

fn load(id: &str, folder: &Path) -> (Box<dyn data::DataSet>, Box<dyn Examples>) {
    let mut set = (crate::setting::find(data::ALL, id).unwrap().make)();
    if set.get("path").is_some() {
        let place = match set.in_file() {
            true => table(folder),
            false => folder.to_owned(),
        };
        set.set("path", Value::Text(place.display().to_string()))
            .unwrap();
        if set.get("inputs").is_some() {
            // As many numbers as the table's rows have.
            set.set("inputs", Value::Int(1)).unwrap();
        }
    }
    let examples = set
        .load(&DiskShelf, 7)
        .unwrap_or_else(|error| panic!("{id}: {error}"));
    (set, examples)
}

#[test]
fn every_data_set_keeps_its_promises() {
    let folder = album(6);
    for entry in data::ALL {
        let (set, examples) = load(entry.id, folder.path());
        assert_eq!(examples.shape(), set.shape(), "{}", entry.id);
        assert!(
            set.classes().is_empty() || set.classes() == examples.classes(),
            "{}",
            entry.id
        );
        assert_eq!(
            examples.classes().is_empty(),
            !set.labelled(),
            "{}",
            entry.id
        );
        assert_eq!(
            examples.whole(64).next().is_none(),
            set.labelled(),
            "{}",
            entry.id
        );
        let mut batch = empty();
        for part in [Part::Training, Part::Validation] {
            let count = examples.count(part);
            assert!(count > 0, "{}", entry.id);
            examples.read(part, count - 1, 5, &mut batch);
            assert_eq!(
                (batch.input.count, batch.input.shape),
                (1, set.shape()),
                "{}",
                entry.id
            );
            examples.read(part, count + 3, 5, &mut batch);
            assert_eq!(
                (batch.input.count, batch.input.data.len()),
                (0, 0),
                "{}",
                entry.id
            );
            examples.read(part, 0, 4, &mut batch);
            let mut again = empty();
            examples.read(part, 0, 4, &mut again);
            assert_eq!(batch, again, "{}", entry.id);
        }
        examples.draw(32, &mut Stream::new(1, Purpose::Shuffle, 0), &mut batch);
        assert_eq!(batch.input.data.len(), 32 * set.shape().size());
        let classes = if set.labelled() { 32 } else { 0 };
        assert_eq!(batch.classes().len(), classes, "{}", entry.id);
        assert!(
            batch
                .classes()
                .iter()
                .all(|&class| class < examples.classes().len())
        );
        if !set.on_plane() && !set.in_file() {
            assert!(
                batch
                    .input
                    .data
                    .iter()
                    .all(|value| (0.0..=1.0).contains(value)),
                "{}",
                entry.id
            );
        }
    }
}

#[test]
fn embedded_files_decode_to_what_they_should() {
    let photos = DiskShelf.training_photos().unwrap();
    assert_eq!(photos.len(), 109);
    assert!(
        photos
            .iter()
            .all(|photo| photo.channels() == 3 && photo.height().min(photo.width()) >= 180)
    );
    let tests = DiskShelf.test_photos().unwrap();
    assert_eq!(tests.len(), 12);
    assert!(
        tests
            .iter()
            .all(|(_, image)| image.channels() == 3 && (341..=384).contains(&image.width()))
    );
    assert_eq!(test_photo("kde_Parrot").unwrap(), tests[8].1);
    assert!(test_photo("nobody").is_err());
}

#[test]
fn cutting_patches_takes_well_under_a_millisecond() {
    let (_, examples) = load("photos", Path::new(""));
    let mut batch = empty();
    let mut best = f64::INFINITY;
    for index in 0..50 {
        let start = Instant::now();
        examples.draw(16, &mut Stream::new(1, Purpose::Shuffle, index), &mut batch);
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("16 patches of 40×40: {:.0} µs", best * 1e6);
    assert!(best < 1e-3, "{best} s");
}

#[test]
fn one_photograph_is_split_and_a_tiny_one_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("only.png");
    picture::save(
        &file,
        &Image::from_fn(1, 60, 200, |_, _, x| x as f32 / 200.0),
    )
    .unwrap();
    let (_, examples) = load("folder-photos", folder.path());
    assert_eq!(examples.whole(64).next().unwrap().1.dim(), (1, 60, 40));
    picture::save(&file, &Image::zeros(1, 60, 50)).unwrap();
    let set = data::FolderPhotos {
        path: folder.path().display().to_string(),
        ..Default::default()
    };
    let error = data::DataSet::load(&set, &DiskShelf, 0)
        .err()
        .unwrap()
        .to_string();
    assert!(
        error.contains("too narrow") && error.contains("smaller patches"),
        "{error}"
    );
}

#[test]
fn seeds_decide_splits() {
    let folder = album(12);
    let names = |seed| {
        let set = data::FolderPhotos {
            path: folder.path().display().to_string(),
            ..Default::default()
        };
        let examples = data::DataSet::load(&set, &DiskShelf, seed).unwrap();
        examples.whole(64).map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(names(1).len(), 2);
    assert_eq!(names(1), names(1));
    assert!((2..9).any(|seed| names(seed) != names(1)));
}

#[test]
fn folders_that_do_not_serve_are_told_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let broken = folder.path().join("broken");
    std::fs::create_dir(&broken).unwrap();
    std::fs::write(broken.join("x.png"), b"not a picture").unwrap();
    let file = broken.join("x.png");
    for (path, expected) in [
        (folder.path(), "holds no picture"),
        (&missing, "there is no such file or folder"),
        (&broken, "no picture but a text"),
        (&file, "choose a folder"),
    ] {
        let error = DiskShelf.folder(path).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    for set in ["folder-photos", "folder-classes"] {
        let set = (crate::setting::find(data::ALL, set).unwrap().make)();
        let error = set.load(&DiskShelf, 0).err().unwrap().to_string();
        assert!(error.contains("no folder"), "{error}");
    }
    let set = data::FolderClasses {
        path: broken.display().to_string(),
        ..Default::default()
    };
    let error = data::DataSet::load(&set, &DiskShelf, 0)
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("0 sub-folders"), "{error}");
}

#[test]
fn a_sub_folder_without_pictures_is_no_class() {
    let folder = album(3);
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    std::fs::create_dir(folder.path().join("texts")).unwrap();
    std::fs::write(folder.path().join("texts/x.txt"), b"x").unwrap();
    let (_, examples) = load("folder-classes", folder.path());
    assert_eq!(examples.classes(), ["a", "b"]);
}

#[test]
fn damaged_pictures_are_left_out_and_named() {
    let folder = album(6);
    for class in ["", "a"] {
        std::fs::write(folder.path().join(class).join("2.png"), b"not a picture").unwrap();
    }
    // Beside the classes lie pictures that are left out, too.
    for (id, count) in [("folder-photos", 1), ("folder-classes", 2)] {
        let (_, examples) = load(id, folder.path());
        assert_eq!(examples.left_out().len(), count, "{id}");
        let told = examples.left_out().iter();
        assert_eq!(
            told.filter(|text| text.contains("2.png")).count(),
            1,
            "{id}"
        );
    }
}

#[test]
fn every_photograph_to_choose_from_is_there() {
    let all = DiskShelf.test_photos().unwrap();
    assert_eq!(data::TestPhoto::ALL.len(), all.len());
    for photo in data::TestPhoto::ALL {
        let picture = photo.of(&DiskShelf).unwrap();
        assert!(
            picture.channels() == 3 && picture.height() >= 128,
            "{}",
            photo.id()
        );
    }
}

#[test]
fn files_that_are_no_pictures_are_counted_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let names = [
        "a.JFIF",
        "b.heic",
        "c.fits.gz",
        "d.pgm",
        "e.cr3",
        "f.txt",
        ".hidden",
        "g.tar.gz",
    ];
    for name in names {
        std::fs::write(folder.path().join(name), "x").unwrap();
    }
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    let of = |files: Vec<PathBuf>| {
        files
            .iter()
            .map(|file| display_name(file))
            .collect::<Vec<_>>()
    };
    let pictures = of(picture_files(folder.path()).unwrap());
    assert_eq!(pictures, ["a.JFIF", "b.heic", "c.fits.gz", "d.pgm"]);
    let others = other_files(folder.path()).unwrap();
    assert_eq!(of(others.clone()), ["e.cr3", "f.txt", "g.tar.gz"]);
    let told = left_out(&others).unwrap();
    assert_eq!(told, "3 other files were left out: e.cr3, f.txt, g.tar.gz");
    assert_eq!(
        left_out(&others[..1]).unwrap(),
        "1 other file was left out: e.cr3"
    );
    assert_eq!(left_out(&[]), None);
    let many: Vec<PathBuf> = (0..9).map(|n| PathBuf::from(format!("{n}.x"))).collect();
    assert!(left_out(&many).unwrap().ends_with("4.x …"));
}

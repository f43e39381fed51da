//! A person's own folders: parts, classes, what lies beside them, and what precision is kept of their pictures.

use super::*;
use crate::data::{Batch, DataSet, Examples, FolderClasses, FolderPhotos, Part, Parts, Use};
use crate::identify::{Identified, identify};

fn put(folder: &Path, name: &str, kind: usize) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let picture = Image::from_fn(1, 40, 44, |_, y, x| {
        ((x * 3 + y * 5 + 7 * kind) % 256) as f32 / 255.0
    });
    picture::save(&path, &picture).unwrap();
}

fn photos(folder: &Path) -> FolderPhotos {
    FolderPhotos {
        path: folder.display().to_string(),
        patch: 16,
        ..Default::default()
    }
}

fn classes(folder: &Path) -> FolderClasses {
    FolderClasses {
        path: folder.display().to_string(),
        side: 8,
        ..Default::default()
    }
}

fn used(parts: &Parts, wanted: Use) -> Vec<String> {
    let entries = parts.entries.iter().filter(|entry| entry.used == wanted);
    entries.map(|entry| entry.name.clone()).collect()
}

fn batch() -> Batch {
    Batch::default()
}

fn told(examples: &dyn Examples, words: &str) -> bool {
    examples.left_out().iter().any(|text| text.contains(words))
}

#[test]
fn folders_called_train_and_val_are_the_parts() {
    for (train, val) in [("train", "val"), ("Training", "VALID"), ("TRAIN", "test")] {
        let folder = tempfile::tempdir().unwrap();
        for index in 0..5 {
            put(folder.path(), &format!("{train}/{index}.png"), index);
        }
        put(folder.path(), &format!("{val}/x.png"), 90);
        put(folder.path(), "cover.png", 91);
        let Identified::Photos(6, Some(words)) = identify(folder.path()) else {
            panic!("{:?}", identify(folder.path()))
        };
        assert!(
            words.contains("judged on") && words.contains("cover.png"),
            "{words}"
        );
        for seed in 0..4 {
            let examples = photos(folder.path()).load(&DiskShelf, seed).unwrap();
            assert_eq!(examples.count(Part::Training), 5);
            let names: Vec<_> = examples.whole(16).map(|(name, _)| name).collect();
            assert_eq!(names, [format!("{val}/x.png")]);
            assert!(told(&*examples, "cover.png"));
        }
    }
}

#[test]
fn classes_may_lie_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    for class in ["cat", "dog"] {
        for index in 0..3 {
            put(
                folder.path(),
                &format!("train/{class}/{index}.png"),
                index + 100 * usize::from(class == "dog"),
            );
        }
        put(
            folder.path(),
            &format!("val/{class}/9.png"),
            9 + 100 * usize::from(class == "dog"),
        );
    }
    put(folder.path(), "val/cow/9.png", 9);
    put(folder.path(), "train/__MACOSX/._9.png", 9);
    let found = identify(folder.path());
    let names = vec![("cat".to_owned(), 3), ("dog".to_owned(), 3)];
    assert!(
        matches!(&found, Identified::Classes(classes, Some(_)) if *classes == names),
        "{found:?}"
    );
    let examples = classes(folder.path()).load(&DiskShelf, 0).unwrap();
    assert_eq!(examples.classes(), ["cat", "dog"]);
    assert_eq!(
        (
            examples.count(Part::Training),
            examples.count(Part::Validation)
        ),
        (6, 2)
    );
    assert!(told(&*examples, "cow of val is left out"));
    let parts = examples.parts();
    assert_eq!(
        used(&parts, Use::HeldOut),
        ["val/cat/9.png", "val/dog/9.png"]
    );
    // Parts without classes are photographs, and the set of classes says so.
    let flat = tempfile::tempdir().unwrap();
    for name in ["train/1.png", "train/2.png", "val/3.png"] {
        put(flat.path(), name, 1);
    }
    let error = classes(flat.path())
        .load(&DiskShelf, 0)
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("no sub-folders of classes"), "{error}");
}

#[test]
fn what_systems_leave_behind_is_no_picture_and_no_class() {
    let folder = tempfile::tempdir().unwrap();
    for class in ["green", "red"] {
        for index in 0..5 {
            put(
                folder.path(),
                &format!("{class}/{index}.png"),
                index + 100 * usize::from(class == "red"),
            );
        }
        std::fs::write(folder.path().join(class).join("._0.png"), b"junk").unwrap();
        std::fs::write(folder.path().join(class).join(".DS_Store"), b"junk").unwrap();
        std::fs::write(folder.path().join(class).join("Thumbs.db"), b"junk").unwrap();
    }
    for junk in [
        "__MACOSX/._0.png",
        ".thumbnails/0.png",
        "@eaDir/0.png",
        "__MACOSX/green/._0.png",
    ] {
        let path = folder.path().join(junk);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, b"junk").unwrap();
    }
    let names = vec![("green".to_owned(), 5), ("red".to_owned(), 5)];
    assert_eq!(identify(folder.path()), Identified::Classes(names, None));
    let examples = classes(folder.path()).load(&DiskShelf, 0).unwrap();
    assert_eq!(examples.classes(), ["green", "red"]);
    assert_eq!(examples.left_out(), [""; 0]);
    assert_eq!(picture_files(&folder.path().join("red")).unwrap().len(), 5);
}

#[test]
fn a_picture_astray_hides_no_classes_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for class in ["green", "red"] {
        for index in 0..5 {
            put(
                folder.path(),
                &format!("{class}/{index}.png"),
                index + 100 * usize::from(class == "red"),
            );
        }
    }
    put(folder.path(), "preview.png", 50);
    let Identified::Classes(names, Some(words)) = identify(folder.path()) else {
        panic!("{:?}", identify(folder.path()))
    };
    assert!(names.len() == 2 && words.contains("preview.png"), "{words}");
    let examples = classes(folder.path()).load(&DiskShelf, 0).unwrap();
    assert_eq!(
        examples.count(Part::Training) + examples.count(Part::Validation),
        10
    );
    assert!(told(&*examples, "preview.png"));
}

#[test]
fn a_folder_that_grew_moves_no_picture() {
    let folder = tempfile::tempdir().unwrap();
    for class in ["a", "b"] {
        for index in 0..25 {
            put(
                folder.path(),
                &format!("{class}/{index:02}.png"),
                index + usize::from(class == "b") * 100,
            );
        }
    }
    let set = classes(folder.path());
    let before = set.load(&DiskShelf, 3).unwrap().parts();
    let again = set.load_keeping(&DiskShelf, 4, &before).unwrap();
    assert_eq!(again.parts(), before);
    assert_eq!(again.left_out(), [""; 0]);
    // Gone and come back, through a run in between.
    std::fs::rename(folder.path().join("a"), folder.path().join("c")).unwrap();
    std::fs::create_dir(folder.path().join("a")).unwrap();
    for index in 0..3 {
        put(folder.path(), &format!("a/{index:02}.png"), index);
    }
    let less = set.load_keeping(&DiskShelf, 3, &before).unwrap().parts();
    std::fs::remove_dir_all(folder.path().join("a")).unwrap();
    std::fs::rename(folder.path().join("c"), folder.path().join("a")).unwrap();
    let back = set.load_keeping(&DiskShelf, 3, &less).unwrap().parts();
    for wanted in [Use::Learned, Use::HeldOut] {
        let sorted = |parts| {
            let mut names = used(parts, wanted);
            names.sort();
            names
        };
        assert_eq!(sorted(&back), sorted(&before));
    }
    put(folder.path(), "a/00a.png", 77);
    let grown = set.load_keeping(&DiskShelf, 3, &before).unwrap();
    assert!(told(&*grown, "1 new"), "{:?}", grown.left_out());
    let parts = grown.parts();
    for wanted in [Use::Learned, Use::HeldOut] {
        let kept = used(&parts, wanted);
        assert!(used(&before, wanted).iter().all(|name| kept.contains(name)));
    }
    // By its place in the list alone it would have moved others.
    let anew = used(&set.load(&DiskShelf, 3).unwrap().parts(), Use::HeldOut);
    assert_ne!(anew, used(&before, Use::HeldOut));
}

#[test]
fn an_only_photograph_stays_split_when_others_come() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "only.png", 1);
    let set = photos(folder.path());
    let before = set.load(&DiskShelf, 3).unwrap();
    assert_eq!(used(&before.parts(), Use::Split), ["only.png"]);
    for index in 0..12 {
        put(folder.path(), &format!("{index}.png"), 100 + index);
    }
    let grown = set.load_keeping(&DiskShelf, 3, &before.parts()).unwrap();
    assert_eq!(used(&grown.parts(), Use::Split), ["only.png"]);
    let first = |examples: &dyn Examples| examples.whole(64).next().unwrap();
    assert_eq!(first(&*grown), first(&*before));
    assert!(grown.count(Part::Training) > 9);
    // Alone again, and gone.
    for index in 0..12 {
        std::fs::remove_file(folder.path().join(format!("{index}.png"))).unwrap();
    }
    let alone = set.load_keeping(&DiskShelf, 3, &grown.parts()).unwrap();
    assert_eq!(alone.count(Part::Training), 1);
    let kept = Parts {
        entries: vec![crate::data::PictureUse {
            used: Use::Learned,
            ..before.parts().entries[0].clone()
        }],
    };
    let error = set
        .load_keeping(&DiskShelf, 3, &kept)
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("put them back"), "{error}");
}

#[test]
fn training_pictures_keep_their_precision() {
    let folder = tempfile::tempdir().unwrap();
    let dark = Image::from_fn(1, 40, 40, |_, y, x| ((y * 40 + x) % 600) as f32 / 65_535.0);
    for index in 0..4 {
        let path = folder.path().join(format!("{index}.png"));
        picture::save_as(&path, &dark, picture::Depth::Sixteen).unwrap();
    }
    let set = FolderPhotos {
        flips: false,
        ..photos(folder.path())
    };
    let examples = set.load(&DiskShelf, 0).unwrap();
    let mut batch = batch();
    examples.read(Part::Training, 0, 1, &mut batch);
    let mut levels = batch.input.data.clone();
    levels.sort_by(f32::total_cmp);
    levels.dedup();
    assert!(levels.len() > 200, "{} levels are left", levels.len());
    assert!(examples.whole(40).all(|(_, picture)| picture == dark));
}

#[test]
fn copies_in_both_parts_are_told() {
    let folder = tempfile::tempdir().unwrap();
    for index in 0..10 {
        put(folder.path(), &format!("{index}.png"), index);
        put(folder.path(), &format!("{index} copy.png"), index);
    }
    let examples = photos(folder.path()).load(&DiskShelf, 0).unwrap();
    assert!(
        told(&*examples, "are copies of some"),
        "{:?}",
        examples.left_out()
    );
}

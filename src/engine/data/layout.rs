//! How a folder of pictures is laid out: what its sub-folders mean, told by names and counts alone.
//!
//! Sub-folders called `train` and `val` are the parts of a data set; others that hold pictures are classes. What
//! systems leave beside pictures (`._x.png`, `__MACOSX`, whatever is hidden) is nothing.

/// Names of the sub-folder to learn from, in lower case.
const TRAINING: [&str; 2] = ["train", "training"];
/// Names of the sub-folder to be judged on, the likeliest first: where there are two, the later one is kept for a last
/// judgement.
const HELD_OUT: [&str; 5] = ["val", "valid", "validation", "test", "testing"];
/// Folders that systems make for themselves and do not hide everywhere, in lower case.
const LEFTOVERS: [&str; 5] = [
    "__macosx",
    "@eadir",
    "$recycle.bin",
    "system volume information",
    "lost+found",
];

/// Whether the name of a file or folder is one that a system or a program left behind: hidden, or a shadow of the real
/// ones.
pub fn is_leftover(name: &str) -> bool {
    name.starts_with('.') || LEFTOVERS.contains(&name.to_lowercase().as_str())
}

/// A sub-folder that holds pictures, itself or in its own sub-folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inner {
    /// Its name.
    pub name: String,
    /// How many pictures it holds itself.
    pub pictures: usize,
    /// Its own sub-folders with pictures, and how many each holds.
    pub classes: Vec<(String, usize)>,
}

impl Inner {
    fn all(&self) -> usize {
        self.pictures + self.classes.iter().map(|(_, count)| count).sum::<usize>()
    }
}

/// What a folder holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FolderLayout {
    /// The names of its own pictures, sorted.
    pub pictures: Vec<String>,
    /// Its sub-folders that hold pictures, sorted by name.
    pub folders: Vec<Inner>,
}

/// The sub-folders that are the parts of a data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divided<'a> {
    /// What to learn from.
    pub training: &'a Inner,
    /// What to be judged on.
    pub held_out: &'a Inner,
    /// Further parts, which nobody looks at.
    pub aside: Vec<&'a str>,
}

impl FolderLayout {
    /// The sub-folders that hold pictures themselves, and how many: the classes, where the folder is one of classes.
    pub fn classes(&self) -> Vec<(String, usize)> {
        let with_pictures = self.folders.iter().filter(|inner| inner.pictures > 0);
        with_pictures
            .map(|inner| (inner.name.clone(), inner.pictures))
            .collect()
    }

    /// The parts, where the folder is a data set of photographs in parts.
    pub fn photo_parts(&self) -> Option<Divided<'_>> {
        self.parts()
            .filter(|parts| parts.training.pictures > 0 && parts.held_out.pictures > 0)
    }

    /// The parts, where the folder is a data set of classes in parts.
    pub fn class_parts(&self) -> Option<Divided<'_>> {
        self.parts()
            .filter(|parts| parts.training.classes.len() > 1 && !parts.held_out.classes.is_empty())
    }

    /// Whether the folder is one of classes beside which some pictures went astray: fewer than the classes hold.
    pub fn is_of_classes(&self) -> bool {
        let classes = self.classes();
        let held: usize = classes.iter().map(|(_, count)| count).sum();
        classes.len() > 1 && held > self.pictures.len() && self.photo_parts().is_none()
    }

    /// What is said of pictures beside the sub-folders that are read; nothing where there are none.
    pub fn astray(&self) -> Option<String> {
        let (first, count) = (self.pictures.first()?, self.pictures.len());
        Some(match count {
            1 => format!("the picture {first} lies beside the sub-folders and is left out"),
            _ => {
                format!("{count} pictures ({first}, …) lie beside the sub-folders and are left out")
            }
        })
    }

    fn parts(&self) -> Option<Divided<'_>> {
        let called = |name: &str| {
            let is_it = |inner: &&Inner| inner.name.to_lowercase() == name;
            self.folders.iter().find(is_it)
        };
        let training = TRAINING.into_iter().find_map(called)?;
        let held_out = HELD_OUT.into_iter().find_map(called)?;
        let known = |inner: &Inner| {
            let name = inner.name.to_lowercase();
            TRAINING.contains(&&*name) || HELD_OUT.contains(&&*name)
        };
        // "val" is no class. "test" may be one: with a folder of another name beside it, like trains and cars.
        let sure = held_out.name.to_lowercase().starts_with("val");
        let all = sure || self.folders.iter().all(known);
        let held: usize = self.folders.iter().map(Inner::all).sum();
        let others = self.folders.iter().map(|inner| &*inner.name);
        (all && held > self.pictures.len()).then(|| Divided {
            training,
            held_out,
            aside: others
                .filter(|name| *name != training.name && *name != held_out.name)
                .collect(),
        })
    }
}

impl Divided<'_> {
    /// What is said of parts that nobody looks at; nothing where there are none.
    pub fn unread(&self) -> Option<String> {
        (!self.aside.is_empty()).then(|| {
            format!(
                "{} is not read: {} is learned from and {} judged on",
                self.aside.join(", "),
                self.training.name,
                self.held_out.name
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(pictures: usize, folders: &[(&str, usize, usize)]) -> FolderLayout {
        let inner = |&(name, pictures, classes): &(&str, usize, usize)| Inner {
            name: name.into(),
            pictures,
            classes: (0..classes).map(|k| (format!("class {k}"), 3)).collect(),
        };
        FolderLayout {
            pictures: (0..pictures).map(|k| format!("{k}.png")).collect(),
            folders: folders.iter().map(inner).collect(),
        }
    }

    #[test]
    fn parts_are_told_from_classes() {
        for (held_out, case) in [
            ("Val", "Train"),
            ("TEST", "training"),
            ("validation", "TRAIN"),
        ] {
            let photos = layout(0, &[(held_out, 3, 0), (case, 9, 0)]);
            let parts = photos.photo_parts().unwrap();
            assert_eq!(
                (&*parts.training.name, &*parts.held_out.name),
                (case, held_out)
            );
            assert!(!photos.is_of_classes() && photos.class_parts().is_none());
            let classes = layout(1, &[(held_out, 0, 2), (case, 0, 2)]);
            assert!(classes.class_parts().is_some() && classes.photo_parts().is_none());
            assert!(classes.astray().unwrap().contains("0.png"));
        }
        let vehicles = layout(0, &[("car", 5, 0), ("test", 5, 0), ("train", 5, 0)]);
        assert!(vehicles.photo_parts().is_none() && vehicles.is_of_classes());
        let more = layout(0, &[("extra", 5, 0), ("train", 5, 0), ("val", 5, 0)]);
        assert!(
            more.photo_parts()
                .unwrap()
                .unread()
                .unwrap()
                .contains("extra")
        );
        let three = layout(0, &[("test", 5, 0), ("train", 5, 0), ("val", 5, 0)]);
        let parts = three.photo_parts().unwrap();
        assert_eq!(parts.held_out.name, "val");
        assert!(parts.unread().unwrap().starts_with("test is not read"));
    }

    #[test]
    fn a_few_pictures_astray_hide_no_classes_and_many_are_an_album() {
        let folders = [("green", 5, 0), ("red", 5, 0)];
        assert!(layout(0, &folders).is_of_classes());
        assert!(layout(1, &folders).is_of_classes());
        assert!(!layout(10, &folders).is_of_classes());
        assert!(!layout(0, &folders[..1]).is_of_classes());
    }

    #[test]
    fn leftovers_are_known_by_their_names() {
        for name in [
            "._0.png",
            ".DS_Store",
            "__MACOSX",
            "__macosx",
            ".git",
            "@eaDir",
        ] {
            assert!(is_leftover(name), "{name}");
        }
        for name in ["0.png", "_x.png", "macosx", "a.b.png", "Thumbnails"] {
            assert!(!is_leftover(name), "{name}");
        }
    }
}

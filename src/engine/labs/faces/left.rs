//! What of a folder of classes was left out: counted and named.

use crate::data::{Examples, FolderLayout, Part};
use crate::figure::counted;

/// Files that are named, at most.
const NAMED: usize = 5;

/// How many of a folder's pictures could not be read, and which; then everything else that is to be known, a sentence
/// each. Nothing where all is well.
pub(super) fn told(layout: &FolderLayout, examples: &dyn Examples, folder: &str) -> Vec<String> {
    let all = listed(layout);
    let read = [Part::Training, Part::Validation].map(|part| examples.count(part));
    let missing = all.saturating_sub(read.iter().sum());
    let mut words = Vec::new();
    if missing > 0 {
        let places = places(layout);
        let left_out = examples.left_out().iter();
        let files = left_out.filter_map(|sentence| file_of(sentence, folder, &places));
        let files: Vec<&str> = files.collect();
        let (named, others) = files.split_at(files.len().min(NAMED));
        let more = match others.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let of = counted(all, "picture", "pictures");
        words.push(match named {
            [] => format!("{missing} of {of} could not be read."),
            _ => format!(
                "{missing} of {of} could not be read: {}{more}.",
                named.join(", ")
            ),
        });
    }
    words.extend(examples.left_out().iter().cloned());
    words
}

/// How many pictures lie in the sub-folders that are read.
fn listed(layout: &FolderLayout) -> usize {
    let Some(parts) = layout.class_parts() else {
        return layout.classes().iter().map(|(_, count)| count).sum();
    };
    let learned = &parts.training.classes;
    let known = |name: &str| learned.iter().any(|(own, _)| own == name);
    let judged = parts
        .held_out
        .classes
        .iter()
        .filter(|(name, _)| known(name));
    learned.iter().chain(judged).map(|(_, count)| count).sum()
}

/// The sub-folders that hold pictures, as they stand in front of a file's name.
fn places(layout: &FolderLayout) -> Vec<String> {
    match layout.class_parts() {
        None => layout.classes().into_iter().map(|(name, _)| name).collect(),
        Some(parts) => {
            let both = [parts.training, parts.held_out].into_iter();
            let of = both.flat_map(|part| part.classes.iter().map(move |class| (part, class)));
            of.map(|(part, (class, _))| format!("{}/{class}", part.name))
                .collect()
        }
    }
}

/// The file that a sentence is about, below the folder.
fn file_of<'a>(sentence: &'a str, folder: &str, places: &[String]) -> Option<&'a str> {
    let (path, _) = sentence.split_once(": ")?;
    let folder = folder.trim_end_matches('/');
    let below = path
        .strip_prefix(folder)
        .map(|rest| rest.trim_start_matches('/'));
    let file = below.unwrap_or(path);
    let inside = |place: &String| {
        let rest = file.strip_prefix(place.as_str());
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    places.iter().any(inside).then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_names_its_file_below_the_folder() {
        let places = ["happy".to_owned(), "train/sad".to_owned()];
        let of = |sentence| file_of(sentence, "/home/me/faces/", &places);
        assert_eq!(
            of("/home/me/faces/happy/a.png: it is broken; take another"),
            Some("happy/a.png")
        );
        assert_eq!(
            of("train/sad/b.png: it has pixels without a number"),
            Some("train/sad/b.png")
        );
        assert_eq!(of("happy/b.png and sad/b.png are the same"), None);
        assert_eq!(of("3 pictures lie beside the sub-folders"), None);
    }
}

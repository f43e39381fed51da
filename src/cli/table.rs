//! Tables of numbers: what their cells and rows are called.

use std::path::PathBuf;

/// The mean's name among those of pictures.
pub(super) const MEAN: &str = "mean";

/// A text as a cell: in quotes where a comma or a quote would break the row, on one line.
pub(super) fn cell(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    if line.contains([',', '"']) {
        format!("\"{}\"", line.replace('"', "\"\""))
    } else {
        line
    }
}

/// The cells that name pictures: their files' names, with the endings where two would be one or one would be the mean.
pub(super) fn names(files: &[PathBuf]) -> Vec<String> {
    let text =
        |name: Option<&std::ffi::OsStr>| name.unwrap_or_default().to_string_lossy().into_owned();
    let stems: Vec<_> = files.iter().map(|file| text(file.file_stem())).collect();
    let alone = |stem: &String| stems.iter().filter(|other| *other == stem).count() == 1;
    files
        .iter()
        .zip(&stems)
        .map(|(file, stem)| {
            if stem != MEAN && alone(stem) {
                cell(stem)
            } else {
                cell(&text(file.file_name()))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_breaks_a_row_and_no_two_are_one() {
        let files = [
            "a,b.png", "a_b.png", "mean.png", "n\nl.png", "p.jpg", "p.png", "q\"r.png",
        ];
        let files = files.map(PathBuf::from);
        assert_eq!(
            names(&files),
            [
                "\"a,b\"",
                "a_b",
                "mean.png",
                "n l",
                "p.jpg",
                "p.png",
                "\"q\"\"r\""
            ]
        );
    }
}

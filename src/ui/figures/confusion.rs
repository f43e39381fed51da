//! Which classes are taken for which: a table of counts where there are few classes, and the most frequent mistakes in
//! words.

use crate::probe::Sample;
use crate::ui::text::readable;

/// Most classes that are shown as a table.
const CLASSES: usize = 12;
/// Mistakes that are told in words.
pub const TOLD: usize = 6;

/// Whether so many classes have room as a table.
pub fn is_shown(classes: usize) -> bool {
    classes <= CLASSES
}

/// The most frequent mistakes, at most [`TOLD`]: the class and what it is taken for, and the same in words.
pub fn in_words(sample: &Sample, table: &[Vec<usize>]) -> Vec<([usize; 2], String)> {
    let told = mistakes(table).into_iter().take(TOLD);
    let words = told.map(|(count, class, named)| {
        let cell = [class, named];
        let [class, named] = cell.map(|class| readable(sample.class(class)));
        (cell, format!("{class} taken for {named}: {count}\u{2009}×"))
    });
    words.collect()
}

/// Count, class and what it was taken for, the most frequent first.
fn mistakes(table: &[Vec<usize>]) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    for (class, row) in table.iter().enumerate() {
        for (named, count) in row.iter().enumerate() {
            if *count > 0 && named != class {
                found.push((*count, class, named));
            }
        }
    }
    found.sort_by_key(|(count, class, named)| (std::cmp::Reverse(*count), *class, *named));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_mistakes_come_first() {
        let table = [vec![9, 1, 0], vec![3, 8, 0], vec![0, 3, 7]];
        assert_eq!(mistakes(&table), [(3, 1, 0), (3, 2, 1), (1, 0, 1)]);
    }
}

//! The text that is read and written: parts of four books of one translation, letter by letter.

/// Four books of the King James Version of 1611, the beginning of each; a line that begins with # names a book.
static BOOKS: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../assets/texts/kjv.txt"
));

/// The last one in so many letters of each book is held out.
const ONE_IN: usize = 6;

/// A book, as numbers of its letters.
pub(super) struct Book {
    pub(super) name: String,
    /// What is learned from.
    pub(super) learned: Vec<u8>,
    /// What is judged on.
    pub(super) held_out: Vec<u8>,
}

/// All books, and the letters that occur in them.
pub(super) struct Matter {
    pub(super) books: Vec<Book>,
    pub(super) letters: Vec<char>,
}

impl Matter {
    /// The first `length` letters of each book, without capitals.
    pub(super) fn new(length: usize) -> Self {
        let mut letters: Vec<char> = Vec::new();
        let mut books: Vec<(String, String)> = Vec::new();
        for line in BOOKS.lines() {
            match (line.strip_prefix("# "), books.last_mut()) {
                (Some(name), _) => books.push((name.to_owned(), String::new())),
                (None, Some((_, text))) => {
                    text.push_str(&line.to_lowercase());
                    text.push('\n');
                }
                (None, None) => {}
            }
        }
        for (_, text) in &books {
            letters.extend(text.chars());
            letters.sort_unstable();
            letters.dedup();
        }
        let books = books.into_iter().map(|(name, text)| {
            let all = text.chars().take(length);
            let numbers: Vec<u8> = all.filter_map(|one| number(&letters, one)).collect();
            let border = numbers.len() - numbers.len() / ONE_IN;
            Book {
                name,
                held_out: numbers[border..].to_vec(),
                learned: numbers[..border].to_vec(),
            }
        });
        Self {
            books: books.collect(),
            letters,
        }
    }

    /// The numbers of a person's text, without capitals; letters that no book has are left out.
    pub(super) fn numbers(&self, text: &str) -> Vec<u8> {
        let text = text.to_lowercase();
        text.chars()
            .filter_map(|one| number(&self.letters, one))
            .collect()
    }

    /// Numbers as they are read.
    pub(super) fn words(&self, numbers: &[u8]) -> String {
        let letters = numbers.iter().map(|at| self.letters[usize::from(*at)]);
        letters.collect()
    }

    /// Stretches of so many held-out letters, each with the number of its book, evenly over each book.
    pub(super) fn stretches(&self, length: usize) -> Vec<(usize, &[u8])> {
        let books = self.books.iter().enumerate();
        let each = books.flat_map(|(at, book)| {
            let stretches = book.held_out.chunks_exact(length);
            stretches.map(move |one| (at, one))
        });
        each.collect()
    }
}

fn number(letters: &[char], letter: char) -> Option<u8> {
    letters.binary_search(&letter).ok().map(|at| at as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn books_are_parted_and_letters_come_back() {
        let matter = Matter::new(6000);
        assert_eq!(matter.books.len(), 4);
        assert_eq!(matter.books[0].name, "Genesis");
        for book in &matter.books {
            assert_eq!(book.learned.len() + book.held_out.len(), 6000);
            assert_eq!(book.held_out.len(), 1000);
        }
        let begin = matter.words(&matter.books[0].learned[..16]);
        assert_eq!(begin, "in the beginning");
        assert_eq!(matter.words(&matter.numbers("And Ω Z")), "and  z");
        let stretches = matter.stretches(100);
        assert_eq!(stretches.len(), 40);
        assert_eq!(stretches[39].0, 3);
    }
}

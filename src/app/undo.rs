//! Undo and redo of a document: whole copies, for a document is small.

/// Edits of one name that follow within this many seconds are one.
const TOGETHER: f64 = 1.0;
/// Most copies that are kept.
const MOST: usize = 200;

/// The past and future of a document.
pub struct Undo<T> {
    past: Vec<T>,
    future: Vec<T>,
    present: T,
    name: String,
    time: f64,
}

impl<T: Clone> Undo<T> {
    /// A document without a past.
    pub fn new(present: T) -> Self {
        Self {
            past: Vec::new(),
            future: Vec::new(),
            present,
            name: String::new(),
            time: 0.0,
        }
    }

    /// Takes note that the document was edited to `document` at `time` seconds.
    pub fn edited(&mut self, name: &str, time: f64, document: &T) {
        let together = name == self.name && time - self.time < TOGETHER && !self.past.is_empty();
        let before = std::mem::replace(&mut self.present, document.clone());
        if !together {
            self.past.push(before);
            if self.past.len() > MOST {
                self.past.remove(0);
            }
        }
        self.future.clear();
        name.clone_into(&mut self.name);
        self.time = time;
    }

    /// The document before the last edit.
    pub fn undo(&mut self) -> Option<T> {
        let before = self.past.pop()?;
        self.name.clear();
        self.future
            .push(std::mem::replace(&mut self.present, before));
        Some(self.present.clone())
    }

    /// The document after the edit taken back last.
    pub fn redo(&mut self) -> Option<T> {
        let after = self.future.pop()?;
        self.name.clear();
        self.past.push(std::mem::replace(&mut self.present, after));
        Some(self.present.clone())
    }

    /// Whether there is something to undo, and to redo.
    pub fn can(&self) -> (bool, bool) {
        (!self.past.is_empty(), !self.future.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_of_one_name_in_a_row_are_undone_together() {
        let mut undo = Undo::new(0);
        undo.edited("drag", 0.0, &1);
        undo.edited("drag", 0.5, &2);
        undo.edited("drag", 9.0, &3);
        undo.edited("other", 9.1, &4);
        assert_eq!(undo.undo(), Some(3));
        assert_eq!(undo.undo(), Some(2));
        assert_eq!(undo.undo(), Some(0));
        assert_eq!(undo.undo(), None);
        assert_eq!(undo.redo(), Some(2));
        undo.edited("new", 20.0, &9);
        assert_eq!(undo.redo(), None);
        assert_eq!(undo.can(), (true, false));
    }
}

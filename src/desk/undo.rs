//! Undo and redo of everything that is edited: whole documents, for a document is small. Nothing has to be announced:
//! the document is compared with the one of the frame before, and what differs gives the edit its name.

use super::{Document, Name, edit};

/// Edits of one thing that follow each other within this many seconds are one.
const TOGETHER: f64 = 1.0;
/// Most edits that are kept.
const MOST: usize = 1000;

/// A document as it was at the other side of an edit.
struct Step {
    document: Document,
    name: Name,
}

/// The past and the future of a document.
pub struct Undo {
    past: Vec<Step>,
    future: Vec<Step>,
    present: Document,
    /// When the last edit was noted, in seconds; none where the next one stands for itself.
    time: Option<f64>,
}

impl Undo {
    /// A document without a past.
    pub fn new(present: Document) -> Self {
        Self {
            past: Vec::new(),
            future: Vec::new(),
            present,
            time: None,
        }
    }

    /// Compares the document at `time` seconds with the one that was last seen; the name of the edit, if it is another
    /// one. Call it as often as you like.
    pub fn note(&mut self, document: &Document, time: f64) -> Option<Name> {
        if *document == self.present {
            return None;
        }
        let name = edit::name_of(&self.present, document);
        let soon = self.time.is_some_and(|last| time - last < TOGETHER);
        let last = self.past.last();
        let together = soon && last.is_some_and(|last| last.name.of == name.of);
        let document = document.clone();
        self.future.clear();
        self.time = Some(time);
        if !together {
            let before = std::mem::replace(&mut self.present, document);
            self.past.push(Step {
                document: before,
                name: name.clone(),
            });
            if self.past.len() > MOST {
                self.past.remove(0);
            }
            return Some(name);
        }
        self.present = document;
        // Dragged there and back again: nothing was edited.
        if self
            .past
            .pop_if(|last| last.document == self.present)
            .is_some()
        {
            self.time = None;
        }
        Some(name)
    }

    /// The document as it was before the last edit, and that edit's name.
    pub fn undo(&mut self) -> Option<(&Document, Name)> {
        let Step { document, name } = self.past.pop()?;
        self.time = None;
        let after = std::mem::replace(&mut self.present, document);
        self.future.push(Step {
            document: after,
            name: name.clone(),
        });
        Some((&self.present, name))
    }

    /// The document as it was after the edit that was taken back last, and that edit's name.
    pub fn redo(&mut self) -> Option<(&Document, Name)> {
        let Step { document, name } = self.future.pop()?;
        self.time = None;
        let before = std::mem::replace(&mut self.present, document);
        self.past.push(Step {
            document: before,
            name: name.clone(),
        });
        Some((&self.present, name))
    }

    /// The names of the last `most` edits that can be taken back, and of those that can be made again: the next one
    /// first.
    pub fn lists(&self, most: usize) -> [Vec<Name>; 2] {
        [&self.past, &self.future].map(|steps| {
            let last = steps.iter().rev().take(most);
            last.map(|step| step.name.clone()).collect()
        })
    }

    /// The names of the edits that can be taken back and made again.
    pub fn names(&self) -> [Option<&Name>; 2] {
        [&self.past, &self.future].map(|steps| steps.last().map(|step| &step.name))
    }
}

#[cfg(test)]
mod tests;

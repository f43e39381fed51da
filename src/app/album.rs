//! Pictures that were dropped together: one is seen, the others are paged to.

use super::pages::Aim;
use super::{LemidaApp, open};
use crate::desk::Photo;

impl LemidaApp {
    /// Opens the picture that lies so many further on among those that were dropped together. Where none were, the next
    /// of those that ship with the program is taken.
    pub(super) fn leaf(&mut self, by: i32) {
        let aim = self.aim();
        let document = &mut self.bench.document;
        let shown = match aim {
            Aim::Clean => document.cleaning.photo.as_ref().and_then(Photo::path),
            Aim::Compare | Aim::Classify | Aim::Ask | Aim::Work => document.contest.photo.path(),
        };
        let menus = &self.bench.menus;
        let Some((at, _)) = menus.paged(shown) else {
            match aim {
                Aim::Clean if by > 0 => document.cleaning.next_example(),
                Aim::Clean | Aim::Ask | Aim::Work => {}
                Aim::Compare | Aim::Classify => document.contest.next_photo(by),
            }
            return;
        };
        // Those that cannot be opened are passed over.
        let album = &menus.album;
        let further: Vec<_> = match by < 0 {
            true => album[..at].iter().rev().cloned().collect(),
            false => album[at + 1..].to_vec(),
        };
        let first = (by.unsigned_abs() as usize).saturating_sub(1);
        let first = first.min(further.len().saturating_sub(1));
        let further: Vec<_> = further.into_iter().skip(first).collect();
        if !further.is_empty() {
            self.task("open", move || open::open_first(further, aim));
        }
    }
}

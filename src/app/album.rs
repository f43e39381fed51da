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
            Aim::Compare | Aim::Classify | Aim::Ask => document.contest.photo.path(),
        };
        let menus = &self.bench.menus;
        let Some((at, count)) = menus.paged(shown) else {
            match aim {
                Aim::Clean if by > 0 => document.cleaning.next_example(),
                Aim::Clean | Aim::Ask => {}
                Aim::Compare | Aim::Classify => document.contest.next_photo(by),
            }
            return;
        };
        let next = at.saturating_add_signed(by as isize).min(count - 1);
        if let Some(path) = menus.album.get(next).filter(|_| next != at).cloned() {
            let noisy = open::called_noisy(&path);
            self.task("open", move || open::open(path, noisy, aim));
        }
    }
}

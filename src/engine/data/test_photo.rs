//! The held-out photographs that ship with the program, to choose from.

use super::{DataError, Shelf};
use crate::image::Image;
use crate::say;

crate::choices! {
    /// A held-out photograph.
    pub enum TestPhoto {
        /// Two jaguars on rocks.
        Jaguar => "gc_animals_jaguar", "Jaguar";
        /// A cheetah.
        Cheetah => "gc_cheetah", "Cheetah";
        /// A castle over a river.
        Chenonceau => "gc_france_chateaudeChenonceau", "Chenonceau";
        /// A palace of many windows.
        HawaMahal => "gc_india_hawaMahal", "Hawa Mahal";
        /// Four faces in a mountain.
        MountRushmore => "gc_usa_mountRushmore", "Mount Rushmore";
        /// A city in rock.
        Petra => "gc_wonders_petra", "Petra";
        /// Brushes of a painter.
        Brushes => "kde_Brushes", "Brushes";
        /// A dog.
        Dog => "kde_Dog", "Dog";
        /// A parrot.
        Parrot => "kde_Parrot", "Parrot";
        /// A plant.
        Life => "lomiri_life", "Life";
        /// A cup of coffee.
        Coffee => "sk_coffee", "Coffee";
        /// A temple in China.
        China => "sl_china", "China";
    }
}

impl TestPhoto {
    /// The photograph, in colour, `[3, h, w]`.
    ///
    /// # Errors
    /// [`DataError`], when the program lacks it.
    pub fn of(self, shelf: &dyn Shelf) -> Result<Image, DataError> {
        let photos = shelf.test_photos()?;
        let found = photos.iter().find(|(name, _)| name == self.id());
        let missing = || {
            DataError(say!(
                "a held-out photograph is missing; build the program again"
            ))
        };
        found.map(|(_, photo)| photo.clone()).ok_or_else(missing)
    }
}

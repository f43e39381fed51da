//! Data sets in memory, loaded once: a run and the panels beside it look at the same examples.
//!
//! The one that was asked for last stays; others stay as long as somebody holds them.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::{DataError, DataSet, Examples, Parts, Shelf};
use crate::setting::{Kind, Value};

/// What has been loaded. A shelf that gives it away lets its data sets be shared.
#[derive(Default)]
pub struct Shared {
    slots: Mutex<Vec<Arc<Slot>>>,
}

/// Settings and seed of a data set, and the state of the folder that it reads.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    settings: String,
    seed: u64,
    state: String,
}

struct Slot {
    key: Key,
    held: Mutex<Option<Held>>,
}

/// A loaded data set, and the parts that it was told to keep.
struct Held {
    kept: Parts,
    weak: Weak<dyn Examples>,
    /// Of the newest.
    strong: Option<Arc<dyn Examples>>,
}

impl Held {
    fn examples(&self, kept: &Parts) -> Option<Arc<dyn Examples>> {
        let examples = self.weak.upgrade()?;
        // Told to keep the parts that it has, it would divide its pictures as it has done.
        (self.kept == *kept || examples.parts() == *kept).then_some(examples)
    }
}

/// The examples of a data set, whose pictures that `kept` names keep their part: those in memory where they are there
/// and nothing has changed since, else loaded now. Who asks for what is being loaded waits for it.
///
/// # Errors
/// [`DataError`] says what is missing and the cure.
pub fn load(
    data: &dyn DataSet,
    shelf: &dyn Shelf,
    seed: u64,
    kept: &Parts,
) -> Result<Arc<dyn Examples>, DataError> {
    let anew = || Ok(Arc::from(data.load_keeping(shelf, seed, kept)?));
    let (Some(shared), Some(key)) = (shelf.shared(), key(data, shelf, seed)) else {
        return anew();
    };
    let slot = shared.slot(&key);
    // A thread that panicked while it loaded leaves nothing half done.
    let mut held = slot.held.lock().unwrap_or_else(PoisonError::into_inner);
    let found = held.as_ref().and_then(|held| held.examples(kept));
    let examples = match found {
        Some(examples) => examples,
        None => anew()?,
    };
    *held = Some(Held {
        kept: kept.clone(),
        weak: Arc::downgrade(&examples),
        strong: Some(Arc::clone(&examples)),
    });
    drop(held);
    shared.let_go_but(&key);
    Ok(examples)
}

/// `None` where nobody can say whether the folder has changed.
fn key(data: &dyn DataSet, shelf: &dyn Shelf, seed: u64) -> Option<Key> {
    let mut settings = data.id().to_owned();
    let mut state = String::new();
    for setting in data.settings() {
        let value = data.get(setting.key)?;
        settings += &format!("\n{} {value}", setting.key);
        if let ("path", Kind::Text, Value::Text(folder)) = (setting.key, setting.kind, &value) {
            state += &shelf.state(std::path::Path::new(folder))?;
        }
    }
    Some(Key {
        settings,
        seed,
        state,
    })
}

impl Shared {
    /// Nothing loaded.
    pub const fn new() -> Self {
        Self {
            slots: Mutex::new(Vec::new()),
        }
    }

    fn slot(&self, key: &Key) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.iter().find(|slot| slot.key == *key) {
            return Arc::clone(slot);
        }
        let slot = Arc::new(Slot {
            key: key.clone(),
            held: Mutex::new(None),
        });
        slots.push(Arc::clone(&slot));
        slot
    }

    /// Holds nothing but what belongs to `key`.
    fn let_go_but(&self, key: &Key) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|slot| {
            // One that is being loaded is wanted.
            let Ok(mut held) = slot.held.try_lock() else {
                return true;
            };
            let Some(found) = held.as_mut().filter(|_| slot.key != *key) else {
                return slot.key == *key;
            };
            found.strong = None;
            found.weak.strong_count() > 0
        });
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::data::{Collection, EmptyShelf, FolderLayout, Labelled, Points};
    use crate::image::{Image, Photo};

    struct Sharing {
        shared: Shared,
        asked: AtomicUsize,
    }

    impl Shelf for Sharing {
        fn training_photos(&self) -> Result<Arc<Vec<Photo>>, DataError> {
            EmptyShelf.training_photos()
        }
        fn test_photos(&self) -> Result<Arc<Vec<(String, Image)>>, DataError> {
            EmptyShelf.test_photos()
        }
        fn collection(&self, _: Collection) -> Result<Arc<[Labelled; 2]>, DataError> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            let one = || Labelled {
                pictures: crate::nn::Tensor::zeros(1, crate::nn::Shape::new(1, 28, 28)),
                classes: vec![3],
            };
            Ok(Arc::new([one(), one()]))
        }
        fn folder(&self, path: &Path) -> Result<Vec<(String, Image)>, DataError> {
            EmptyShelf.folder(path)
        }
        fn layout(&self, path: &Path) -> Result<FolderLayout, DataError> {
            EmptyShelf.layout(path)
        }
        fn shared(&self) -> Option<&Shared> {
            Some(&self.shared)
        }
    }

    #[test]
    fn the_same_is_loaded_once_and_the_last_one_stays() {
        let shelf = Sharing {
            shared: Shared::new(),
            asked: AtomicUsize::new(0),
        };
        let digits = crate::data::Digits::default();
        let few = crate::data::Digits {
            training: 11,
            ..digits.clone()
        };
        let get = |data: &dyn DataSet| load(data, &shelf, 1, &Parts::default()).unwrap();
        let asked = || shelf.asked.load(Ordering::Relaxed);
        let first = get(&digits);
        assert!(Arc::ptr_eq(&first, &get(&digits)) && asked() == 1);
        drop(first);
        get(&digits);
        assert_eq!(asked(), 1, "the last one stays although nobody holds it");
        let other = get(&few);
        assert_eq!(asked(), 2);
        get(&digits);
        assert_eq!(asked(), 3, "the one before went with its last holder");
        assert!(Arc::ptr_eq(&other, &get(&few)) && asked() == 3);
        let points = Points::default();
        let [a, b] = [1, 2].map(|seed| load(&points, &shelf, seed, &Parts::default()).unwrap());
        assert!(!Arc::ptr_eq(&a, &b));
        let alone = load(&points, &EmptyShelf, 1, &Parts::default()).unwrap();
        assert!(!Arc::ptr_eq(&a, &alone));
    }
}

//! Which pictures of a folder a run learns from, and which it is judged on: kept with the run, so that a folder that
//! has grown or shrunk moves no picture from one part to the other.
//!
//! Without such a list the seed takes some out of the sorted names. With one, a picture keeps the part that it had,
//! known by its pixels and its name, by its pixels alone (it was renamed), or by its name alone (it was edited). Which
//! part a new one belongs to follows from its pixels and the seed.

use std::collections::{HashMap, HashSet};

use crate::image::Image;
use crate::math::random::{Stream, mix};

/// What a picture is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It is learned from.
    Learned,
    /// It is judged on.
    HeldOut,
    /// Its left part is learned from, its right part judged on: it was the only one.
    Split,
}

/// A picture in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureUse {
    /// Its file's name, with the sub-folders below the data set's folder.
    pub name: String,
    /// What its pixels make, see [`print_of`].
    pub print: u64,
    /// What it is for.
    pub used: Use,
}

/// The list: all pictures of a data set, in the order of its examples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The pictures.
    pub entries: Vec<PictureUse>,
}

/// A picture that was found in the folder, with whatever is kept of it.
#[derive(Clone, Debug)]
pub(super) struct FoundPicture<T> {
    pub(super) name: String,
    pub(super) print: u64,
    pub(super) picture: T,
}

impl<T> FoundPicture<T> {
    fn entry(&self, used: Use) -> PictureUse {
        PictureUse {
            name: self.name.clone(),
            print: self.print,
            used,
        }
    }
}

/// The parts of some pictures.
#[derive(Debug)]
pub(super) struct Divided<T> {
    pub(super) training: Vec<FoundPicture<T>>,
    pub(super) held_out: Vec<FoundPicture<T>>,
    /// The one that was split, and is again.
    pub(super) split: Option<FoundPicture<T>>,
    /// Pictures that the list did not know, and how many of them are held out.
    pub(super) new: [usize; 2],
}

/// A number that two pictures share only when their pixels are the same. Cost: proportional to the pixels.
pub fn print_of(image: &Image) -> u64 {
    let (channels, height, width) = image.dim();
    let sizes = [channels as u64, height as u64, width as u64];
    let start = sizes.into_iter().fold(0, |print, size| mix(print ^ size));
    // A multiplication and a shift a number: the product carries upwards, the shift brings it down again.
    let print = image.pixels().iter().fold(start, |print, value| {
        let mixed = (print ^ u64::from(value.to_bits())).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^ (mixed >> 29)
    });
    mix(print)
}

impl Parts {
    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds the pictures of a part.
    pub(super) fn add<T>(&mut self, found: &[FoundPicture<T>], used: Use) {
        self.entries
            .extend(found.iter().map(|found| found.entry(used)));
    }

    /// Divides pictures, given in the order of their names: one in `one_in` is held out. Where the list knows none of
    /// them, as for every new run, `random` takes them out.
    pub(super) fn divide<T>(
        &self,
        found: Vec<FoundPicture<T>>,
        seed: u64,
        random: &mut Stream,
        one_in: usize,
    ) -> Divided<T> {
        let index = Index::of(self);
        let places = index.places(&found);
        let mut divided = Divided {
            training: Vec::new(),
            held_out: Vec::new(),
            split: None,
            new: [0; 2],
        };
        if places.iter().all(Option::is_none) {
            divided.training = found;
            divided.held_out = taken_out(&mut divided.training, random, one_in);
            return divided;
        }
        let chance = |print: u64| mix(mix(seed) ^ print);
        let mut held_out = places
            .iter()
            .flatten()
            .any(|&(_, used)| used != Use::Learned);
        let mut judged = Vec::new();
        let mut new = Vec::new();
        for (found, place) in found.into_iter().zip(places) {
            match place {
                Some((_, Use::Learned)) => divided.training.push(found),
                Some((at, Use::HeldOut)) => judged.push((at, found)),
                Some((_, Use::Split)) if divided.split.is_none() => divided.split = Some(found),
                Some((_, Use::Split)) => divided.training.push(found),
                None => new.push(found),
            }
        }
        divided.new[0] = new.len();
        // Somebody must be judged on: where all that were are gone, the new one whose turn comes first.
        let first = new.iter().map(|found| chance(found.print)).min();
        for found in new {
            let turn = chance(found.print);
            let taken = turn.is_multiple_of(one_in as u64) || (!held_out && Some(turn) == first);
            if taken && (!divided.training.is_empty() || divided.split.is_some()) {
                held_out = true;
                divided.new[1] += 1;
                judged.push((usize::MAX, found));
            } else {
                divided.training.push(found);
            }
        }
        divided.training.sort_by(|a, b| a.name.cmp(&b.name));
        // In the order in which they were judged before; the sort keeps that of names among new ones.
        judged.sort_by_key(|&(at, _)| at);
        divided.held_out = judged.into_iter().map(|(_, found)| found).collect();
        divided
    }

    /// What is said of a folder that differs from the list; nothing where it is as it was. `now` is the list as it is
    /// now.
    pub(super) fn changes(&self, now: &Self, new: [usize; 2]) -> Option<String> {
        let known = Index::of(now);
        let gone = self.entries.iter();
        let gone = gone.filter(|entry| known.find(&entry.name, entry.print).is_none());
        let gone = gone.count();
        let [new, held_out] = new;
        (new + gone > 0).then(|| {
            format!(
                "the pictures have changed since it began to learn: {new} new ({held_out} of them held out), {gone} \
                 gone; \
                 all others keep their part"
            )
        })
    }

    /// This list with the pictures of an older one that are gone: should they come back, they are known.
    pub(super) fn remembering(mut self, before: &Self) -> Self {
        let index = Index::of(&self);
        let gone = before.entries.iter();
        let gone = gone.filter(|entry| index.find(&entry.name, entry.print).is_none());
        let gone: Vec<_> = gone.cloned().collect();
        self.entries.extend(gone);
        self
    }

    /// What is said when copies of pictures that are learned from are held out; nothing where there are none.
    pub(super) fn twins(&self) -> Option<String> {
        let (first, count) = self.seen(self)?;
        Some(format!(
            "{count} of the held-out pictures ({first}) are copies of some that are learned from: judgements on them \
             say too much"
        ))
    }

    /// What is said when pictures that are held out now were learned from before; nothing where none was.
    pub(super) fn leak(&self, now: &Self) -> Option<String> {
        let (first, count) = self.seen(now)?;
        Some(format!(
            "{count} of the held-out pictures ({first}) were learned from before: judgements on them say too much"
        ))
    }

    /// The held-out pictures of `now` that this list learns from: the name of the first, and how many.
    fn seen(&self, now: &Self) -> Option<(String, usize)> {
        let index = Index::of(self);
        let mut learned = now.entries.iter().filter(|entry| {
            let before = index.prints.get(&entry.print);
            entry.used == Use::HeldOut && before.is_some_and(|(_, used)| *used == Use::Learned)
        });
        let first = learned.next()?;
        let more = learned.count();
        let dots = if more > 0 { ", …" } else { "" };
        Some((format!("{}{dots}", first.name), 1 + more))
    }
}

/// One in `one_in` of the pictures, at least one, at random.
fn taken_out<T>(pictures: &mut Vec<T>, random: &mut Stream, one_in: usize) -> Vec<T> {
    (0..pictures.len().div_ceil(one_in))
        .map(|_| pictures.remove(random.below(pictures.len())))
        .collect()
}

/// A list's entries by what they are known by: their places in the list and what they are for.
struct Index<'a> {
    whole: HashMap<(&'a str, u64), (usize, Use)>,
    prints: HashMap<u64, (usize, Use)>,
    names: HashMap<&'a str, (usize, Use)>,
}

impl<'a> Index<'a> {
    fn of(parts: &'a Parts) -> Self {
        let mut index = Self {
            whole: HashMap::new(),
            prints: HashMap::new(),
            names: HashMap::new(),
        };
        for (at, entry) in parts.entries.iter().enumerate() {
            let known = (at, entry.used);
            index.whole.insert((&entry.name, entry.print), known);
            index.names.insert(&entry.name, known);
            // Of equal pictures in both parts, what was learned from cannot be judged on.
            let first = index.prints.entry(entry.print).or_insert(known);
            if entry.used == Use::Learned {
                *first = known;
            }
        }
        index
    }

    fn find(&self, name: &str, print: u64) -> Option<(usize, Use)> {
        let whole = self.whole.get(&(name, print));
        whole
            .or_else(|| self.prints.get(&print))
            .or_else(|| self.names.get(name))
            .copied()
    }

    /// The same for several pictures at once: a name whose own picture is found under another one tells nothing.
    fn places<T>(&self, found: &[FoundPicture<T>]) -> Vec<Option<(usize, Use)>> {
        let by_pixels = |found: &FoundPicture<T>| {
            let whole = self.whole.get(&(&*found.name, found.print));
            whole.or_else(|| self.prints.get(&found.print)).copied()
        };
        let mut places: Vec<_> = found.iter().map(by_pixels).collect();
        let taken: HashSet<usize> = places.iter().flatten().map(|(at, _)| *at).collect();
        for (place, found) in places.iter_mut().zip(found) {
            let named = self.names.get(&*found.name).copied();
            *place = place.or(named.filter(|(at, _)| !taken.contains(at)));
        }
        places
    }
}

#[cfg(test)]
mod tests;

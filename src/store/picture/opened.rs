//! A file's pictures with every pixel filled, and what is known of how they were stored.

use super::decoded::{Decoded, Facts, Stored, Tags};
use super::holes::Holes;
use crate::image::Image;
use crate::magic::Format;

/// What opening a file gives.
pub(super) struct Opened {
    /// One picture or the pages of a stack; never none.
    pub(super) pages: Vec<Image>,
    /// What is missing on each page.
    pub(super) holes: Vec<Holes>,
    pub(super) format: Format,
    pub(super) stored: Stored,
    pub(super) tags: Tags,
    pub(super) facts: Facts,
    /// What is worth knowing, a plain sentence each.
    pub(super) words: Vec<String>,
    /// Share of the numbers that are beyond 0..1.
    pub(super) beyond: f64,
}

impl Opened {
    /// What a codec found in a file of that format; `None` when none of its pixels has a value.
    pub(super) fn new(decoded: Decoded, format: Format) -> Option<Self> {
        let mut pages = vec![decoded.image];
        pages.extend(decoded.pages);
        let holes: Option<Vec<Holes>> = pages.iter_mut().map(Holes::filled).collect();
        let holes = holes?;
        let mut words = decoded.words;
        let missing: usize = holes.iter().map(Holes::count).sum();
        if missing > 0 {
            words.push(format!(
                "numbers that are missing, infinite or far beyond all others ({missing}) are kept as they are, and \
                 filled from their surroundings while the picture is cleaned"
            ));
        }
        let all = pages
            .iter()
            .map(|image| image.pixels().len())
            .sum::<usize>()
            .max(1);
        let outside = |image: &Image| {
            image
                .pixels()
                .iter()
                .filter(|value| !(0.0..=1.0).contains(*value))
                .count()
        };
        let beyond = pages.iter().map(outside).sum::<usize>() as f64 / all as f64;
        if beyond >= 0.05 {
            words.push(format!(
                "{:.1} % of its numbers are beyond black and white: they are kept, and shown as black and white",
                100.0 * beyond
            ));
        }
        Some(Self {
            pages,
            holes,
            format,
            stored: decoded.stored,
            tags: decoded.tags,
            facts: decoded.facts,
            words,
            beyond,
        })
    }
}

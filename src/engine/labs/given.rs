//! What a lab is asked about by a person: a picture that was dropped, opened or drawn.

use std::sync::Arc;

use crate::image::Image;

/// A picture of a person's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// Its file's name; empty where it was drawn.
    pub name: String,
    /// The picture, as it is: any size, any number of channels.
    pub picture: Arc<Image>,
}

impl Given {
    /// What it is called in a sentence.
    pub fn called(&self) -> &str {
        match &*self.name {
            "" => "Your drawing",
            name => name,
        }
    }
}

/// How a lab answers a person's pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asks {
    /// The id of the figure that answers.
    pub answer: &'static str,
    /// The id of the figure whose first picture is drawn on; empty: white.
    pub ground: &'static str,
    /// The part of a drawing that is looked at: left, top, right and bottom as shares of its sides.
    pub seen: [f32; 4],
    /// What is to be drawn there, a sentence.
    pub words: &'static str,
    /// The settings that take a folder: one of two classes to learn from, one of pictures to be answered; empty where
    /// there is none.
    pub folders: [&'static str; 2],
}

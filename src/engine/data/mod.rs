//! Data sets behind one trait: where training examples come from. To add one, copy `points.rs`: its head says what to
//! do.
//!
//! A data set never touches the disk: what it needs it asks of a [`Shelf`].

use std::path::Path;
use std::sync::Arc;

use dyn_clone::DynClone;

use crate::image::{Image, Photo};
use crate::math::random::Stream;
use crate::nn::{Shape, Tensor};
use crate::say;
use crate::setting::{Adjust, Catalogue, Mark};
use crate::words::Text;

mod batch;
mod digit_pair;
mod digits;
mod empty_shelf;
mod faces;
mod fashion;
mod folder_classes;
mod folder_photos;
mod form;
mod ink;
mod labelled;
mod layout;
mod measure;
mod parts;
mod patches;
mod photo_classes;
mod photos;
mod points;
mod shared;
mod small_digits;
mod stock;
mod table;
mod test_photo;
mod text;
mod vary;

pub use batch::{Batch, Targets};
pub use digit_pair::DigitPair;
pub use digits::Digits;
pub use empty_shelf::EmptyShelf;
pub use faces::{FacePart, Faces};
pub use fashion::Fashion;
pub use folder_classes::FolderClasses;
pub use folder_photos::FolderPhotos;
pub use form::{Field, Form, Way};
pub use labelled::LabelledExamples;
pub use layout::{Divided, FolderLayout, Inner, is_leftover};
pub use measure::{Measure, rounded};
pub use parts::{Parts, PictureUse, Use, print_of};
pub use patches::PatchExamples;
pub use photo_classes::PhotoClasses;
pub use photos::Photos;
pub use points::{Inputs, Pattern, Points};
pub use shared::{Shared, load};
pub use small_digits::SmallDigits;
pub use stock::Stock;
pub use table::{Predicted, Table};
pub use test_photo::TestPhoto;
pub use text::Text as TextData;
pub use vary::Variety;

crate::choices! {
    /// How many channels pictures have.
    pub enum Channels {
        /// One channel.
        Gray => "grey", "Grey";
        /// Red, green, blue.
        Color => "colour", "Colour";
    }
}

impl Channels {
    /// Their number.
    pub fn count(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::Color => 3,
        }
    }

    /// The picture with that many channels.
    pub fn of(self, image: &Image) -> Image {
        match (self, image.channels()) {
            (Self::Gray, _) => image.gray(),
            (Self::Color, 1) => {
                let (_, height, width) = image.dim();
                Image::from_fn(3, height, width, |_, y, x| image.array()[[0, y, x]])
            }
            (Self::Color, _) => image.clone(),
        }
    }
}

/// A part of a data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What the network learns from.
    Training,
    /// What it never learns from and is judged on.
    Validation,
}

/// A data set as a person chooses it: settings only.
pub trait DataSet: Adjust + DynClone + Send + Sync {
    /// Whether each example comes with its class.
    fn labelled(&self) -> bool {
        false
    }

    /// Whether each example comes with a number that is to be answered.
    fn measured(&self) -> bool {
        false
    }

    /// Shape of one example.
    fn shape(&self) -> Shape;

    /// Settings that mean nothing as the others are now.
    fn idle(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether what it is made from is a file, and no folder.
    fn in_file(&self) -> bool {
        false
    }

    /// Whether what is held out is other than what is learned from; else it is the same, displaced at random, and says
    /// how a network does near what it has learned.
    fn apart(&self) -> bool {
        true
    }

    /// Whether its examples are points of the plane, where it can be watched how they are learned.
    fn on_plane(&self) -> bool {
        false
    }

    /// Names of the classes, when they are known before loading; empty where examples have none.
    fn classes(&self) -> Vec<String>;

    /// What keeps a run from learning from these examples, and the cure, as far as is known before they are loaded.
    fn fault(&self) -> Option<[Text; 2]> {
        None
    }

    /// Gets the examples ready. `seed` decides splits and made data.
    ///
    /// # Errors
    /// [`DataError`] says what is missing and the cure.
    fn load(&self, shelf: &dyn Shelf, seed: u64) -> Result<Box<dyn Examples>, DataError>;

    /// The same for a run that has learned before: pictures that `kept` names keep their part.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    fn load_keeping(
        &self,
        shelf: &dyn Shelf,
        seed: u64,
        _kept: &Parts,
    ) -> Result<Box<dyn Examples>, DataError> {
        self.load(shelf, seed)
    }

    /// A picture as an example of this set that a network is to name the class of; none where the examples are no
    /// pictures, or are not for telling classes apart.
    fn prepare(&self, _picture: &Image) -> Option<Image> {
        None
    }

    /// A drawing, white on black, as such an example: placed and sized as the set's own pictures are.
    fn drawn(&self, drawing: &Image) -> Option<Image> {
        self.prepare(drawing)
    }
}

dyn_clone::clone_trait_object!(DataSet);

/// Examples in memory.
pub trait Examples: Send + Sync {
    /// Shape of one example.
    fn shape(&self) -> Shape;

    /// Names of the classes; empty where examples have none.
    fn classes(&self) -> &[String];

    /// Number of examples that [`read`](Self::read) knows. For patches: one per training photograph, and all
    /// patches of a grid over the held-out photographs.
    fn count(&self, part: Part) -> usize;

    /// The unit of the number that is to be answered; `None` where none is.
    fn measure(&self) -> Option<&Measure> {
        None
    }

    /// Where the examples are rows of a table: how they enter the network.
    fn form(&self) -> Option<&Form> {
        None
    }

    /// Where the examples are points of the plane: what of a point enters the network, and the points of a part.
    fn plane(&self, _part: Part) -> Option<(Inputs, &[Mark])> {
        None
    }

    /// Where the examples are stretches of a text: the letters that its numbers stand for; empty elsewhere.
    fn letters(&self) -> &[char] {
        &[]
    }

    /// Fills `batch` with `count` random training examples, flipped and turned where the data set does that: its input,
    /// and its target where the data set knows one. What else is to be answered the task fills in.
    fn draw(&self, count: usize, random: &mut Stream, batch: &mut Batch);

    /// The examples `from..from + count` of a part, unchanged and always the same; fewer at the end.
    fn read(&self, part: Part, from: usize, count: usize, batch: &mut Batch);

    /// What [`draw`](Self::draw) draws from, to be taken elsewhere.
    fn stock(&self) -> Stock<'_> {
        Stock::Examples(Variety::default())
    }

    /// What could not be read and was left out, and what else is to be known, a sentence each.
    fn left_out(&self) -> &[String] {
        &[]
    }

    /// Which pictures are learned from and which are judged on, where they come from a folder that may change.
    fn parts(&self) -> Parts {
        Parts::default()
    }

    /// The held-out photographs, in the data set's channels, by name, made one after the other: on these a denoiser's
    /// final score is measured. Of one that is higher or wider than `side` pixels, the middle. None where there are no
    /// photographs.
    fn whole(&self, _side: usize) -> Box<dyn Iterator<Item = (String, Image)> + '_> {
        Box::new(std::iter::empty())
    }
}

/// Where data sets get their raw material; the disk and the embedded files stand behind it.
pub trait Shelf: Send + Sync {
    /// The embedded training photographs, in colour, 8 bits a channel.
    ///
    /// # Errors
    /// [`DataError`] when one cannot be decoded.
    fn training_photos(&self) -> Result<Arc<Vec<Photo>>, DataError>;

    /// The embedded held-out photographs, in colour, with their names.
    ///
    /// # Errors
    /// [`DataError`] when one cannot be decoded.
    fn test_photos(&self) -> Result<Arc<Vec<(String, Image)>>, DataError>;

    /// The pictures of an embedded collection, each with its class: those to learn from, then others.
    ///
    /// # Errors
    /// [`DataError`] when they cannot be decoded.
    fn collection(&self, which: Collection) -> Result<Arc<[Labelled; 2]>, DataError>;

    /// All readable pictures of a folder (not its sub-folders), by name.
    ///
    /// # Errors
    /// [`DataError`] when the folder is missing, unreadable or holds no readable picture.
    fn folder(&self, path: &Path) -> Result<Vec<(String, Image)>, DataError>;

    /// The picture in a file; `None` where the path is no file, an error where it holds no readable picture.
    fn picture(&self, _path: &Path) -> Result<Option<Image>, DataError> {
        Ok(None)
    }

    /// Hands all readable pictures of a folder to `take`, one after the other, by name, so that only what is needed of
    /// each is kept; `take` returns the bytes it keeps. Returns what is wrong with each picture that was left out.
    ///
    /// # Errors
    /// As [`folder`](Self::folder); also when too much is kept.
    fn each_picture(
        &self,
        path: &Path,
        take: &mut dyn FnMut(String, Image) -> usize,
    ) -> Result<Vec<String>, DataError> {
        for (name, picture) in self.folder(path)? {
            take(name, picture);
        }
        Ok(Vec::new())
    }

    /// The text of a table, or another file of text.
    ///
    /// # Errors
    /// [`DataError`] when the file is missing, unreadable or too large.
    fn table(&self, _path: &Path) -> Result<String, DataError> {
        Err(DataError(say!(
            "there is no table on this shelf; use the program's own"
        )))
    }

    /// The state of a file, or of a folder and its sub-folders, as a text that is another one when a file has come,
    /// gone or changed; `None` where nobody can say.
    fn state(&self, _path: &Path) -> Option<String> {
        None
    }

    /// Where what is loaded from this shelf is kept for others; `None` where each loads its own.
    fn shared(&self) -> Option<&Shared> {
        None
    }

    /// What a folder and its sub-folders hold.
    ///
    /// # Errors
    /// [`DataError`] when the folder is missing or unreadable.
    fn layout(&self, path: &Path) -> Result<FolderLayout, DataError>;
}

/// Collections of pictures with classes that the program carries inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collection {
    /// Handwritten digits, `[1, 28, 28]`.
    Digits,
    /// Clothing, `[1, 28, 28]`.
    Fashion,
    /// Drawn faces, `[1, 48, 48]`.
    Faces,
    /// Photographs in the kinds of [`PHOTO_KINDS`], `[3, 96, 96]`.
    Photos,
    /// Small handwritten digits in the order in which they were written, `[1, 8, 8]`.
    SmallDigits,
}

/// The kinds of the collection of photographs.
pub const PHOTO_KINDS: [&str; 5] = ["animal", "building", "energy", "fish", "tool"];

/// Pictures of one shape with their classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// The pictures.
    pub pictures: Tensor,
    /// The class of each.
    pub classes: Vec<usize>,
}

/// Why a data set could not be made ready: a plain sentence with the cure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DataError(pub Text);

/// What is said of a picture that lacks numbers.
fn unlearnable(name: &str) -> Text {
    say!(
        "{}: it has pixels without a number, so nothing can be learned from it and it is left out",
        name
    )
}

/// All data sets, in the order of menus.
pub static ALL: Catalogue<dyn DataSet> = &[
    crate::entry!(Photos),
    crate::entry!(Digits),
    crate::entry!(DigitPair),
    crate::entry!(SmallDigits),
    crate::entry!(Fashion),
    crate::entry!(Faces),
    crate::entry!(PhotoClasses),
    crate::entry!(Points),
    crate::entry!(FolderPhotos),
    crate::entry!(FolderClasses),
    crate::entry!(Table),
    crate::entry!(TextData),
];

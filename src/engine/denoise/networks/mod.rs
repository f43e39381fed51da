//! What the methods that are networks share: the network at work on a picture, the files that come with the program,
//! noise where there is none, the mean over flipped views.

pub(super) mod bundled;
pub(super) mod everywhere;
pub(super) mod learned;
pub(super) mod views;

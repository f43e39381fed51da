//! What a data set's examples are drawn from, to be taken elsewhere.

use super::Variety;
use crate::image::Image;

/// What examples are drawn from.
pub enum Stock<'a> {
    /// From those that [`Examples::read`](super::Examples::read) gives, varied so.
    Examples(Variety),
    /// From anywhere in these photographs, one after the other, as squares of so many pixels, in eight flipped and
    /// turned forms where the flag says so.
    Photographs(Box<dyn Iterator<Item = Image> + 'a>, usize, bool),
    /// As stretches of so many letters of a text, and the letter that follows: the letters' numbers, and the place from
    /// which on they are held out.
    Letters(&'a [u16], usize, usize),
}

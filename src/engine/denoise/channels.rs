//! Methods for one channel on pictures of several.

use ndarray::Axis;

use super::{DenoiseError, Watch};
use crate::image::{Image, color};

/// Runs a method for one channel on each channel: a grey picture as it is, a colour picture in the opponent space of
/// [`color`], where each channel has its own noise level. Other numbers of channels go one by one.
///
/// `method` gets a picture of one channel and its σ, and reports its own progress from 0 to 1.
pub(super) fn per_channel(
    noisy: &Image,
    sigma: f32,
    watch: &Watch<'_>,
    method: impl Fn(&Image, f32, &Watch<'_>) -> Result<Image, DenoiseError>,
) -> Result<Image, DenoiseError> {
    let channels = noisy.channels();
    if channels == 1 {
        return method(noisy, sigma, watch);
    }
    let mut work = color::to_opponent(noisy);
    let area = noisy.height() * noisy.width();
    for channel in 0..channels {
        let part = watch.part(channel, channels);
        let level = if channels == 3 {
            sigma * color::NOISE[channel]
        } else {
            sigma
        };
        let plane = Image::new(work.channel(channel).insert_axis(Axis(0)).to_owned());
        let clean = method(&plane, level, &part)?;
        part.set(1.0);
        work.pixels_mut()[channel * area..(channel + 1) * area].copy_from_slice(clean.pixels());
        watch.show(|| color::from_opponent(&work));
    }
    Ok(color::from_opponent(&work))
}

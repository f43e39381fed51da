//! Where a filter fires on a picture: what leaves one channel of one row.

use super::inside::built;
use crate::image::Image;
use crate::nn::{Mode, Model, RowId, Tensor};

/// Most numbers that a pass may keep.
const MOST: usize = 200_000_000;

/// What leaves channel `channel` (from 0) of a row for `picture`, as a picture of the same size: 0 where it is not
/// positive, 1 where it is largest; and that largest number. A coarser answer is shown with its pixels larger.
/// Cost: one pass that is not merged.
///
/// # Errors
/// A plain sentence when the network does not take such a picture, or the picture is too large.
pub fn fires(
    model: &Model,
    picture: &Image,
    row: RowId,
    channel: usize,
) -> Result<(Image, f32), String> {
    let gray = (model.channels == 1 && picture.channels() != 1).then(|| picture.gray());
    let picture = gray.as_ref().unwrap_or(picture);
    let widest = model.architecture.rows.len() * 64;
    if picture.height() * picture.width() * widest > MOST {
        return Err(
            "the photograph is too large for all that leaves the rows to be kept; choose a smaller one".into(),
        );
    }
    let input = Tensor::from_image(picture);
    let mut network = built(model, input.shape)?;
    network.keep_activations(true);
    network.forward(&input, Mode::Evaluate);
    let leaves = network
        .activation(row)
        .filter(|leaves| channel < leaves.shape.channels)
        .ok_or("the network has no such filter any more; choose another")?;
    let answer = leaves.image(0);
    let (height, width) = (leaves.shape.height, leaves.shape.width);
    let largest = (0..height * width)
        .map(|at| answer.array()[[channel, at / width, at % width]])
        .fold(0.0f32, f32::max);
    let scale = if largest > 0.0 { 1.0 / largest } else { 0.0 };
    let (high, wide) = (picture.height(), picture.width());
    let shown = Image::from_fn(1, high, wide, |_, y, x| {
        let value = answer.array()[[channel, y * height / high, x * width / wide]];
        (value * scale).max(0.0)
    });
    Ok((shown, largest))
}

#[cfg(test)]
mod tests {
    use super::super::inside::Inside;
    use super::super::inside::tests::small;
    use super::*;

    #[test]
    fn it_is_what_leaves_the_row() {
        let (model, input) = small();
        let picture = input.image(0);
        let inside = Inside::of(&model, &input).unwrap();
        let row = &inside.rows[0];
        for channel in [0, 3] {
            let (shown, largest) = fires(&model, &picture, row.row, channel).unwrap();
            let area = row.shape.area();
            let own = &row.values[channel * area..(channel + 1) * area];
            assert_eq!((shown.height(), shown.width()), (28, 28));
            for (at, value) in own.iter().enumerate() {
                let pixel = shown.array()[[0, at / 28, at % 28]] * largest;
                assert!((pixel - value.max(0.0)).abs() < 1e-4, "{channel} {at}");
            }
        }
        assert!(fires(&model, &picture, row.row, 1000).is_err());
        assert!(fires(&model, &picture, 12345, 0).is_err());
    }
}

//! A row's weights as tiles, side by side.

use crate::figure::{Figure, Grid, Shade};
use crate::image::Image;
use crate::ui::widgets::filters::Tiles;

/// The tiles with gaps between them, on one scale around zero; those of colours as pictures around grey.
pub fn filters(tiles: &Tiles) -> Figure {
    let [width, height] = tiles.size;
    let area = width * height * tiles.channels;
    if tiles.channels == 3 {
        let limit = tiles.limit.max(f32::MIN_POSITIVE);
        let pictures = tiles
            .values
            .chunks(area.max(1))
            .enumerate()
            .map(|(at, tile)| {
                let value = |c, y, x| 0.5 + 0.5 * tile[(y * width + x) * 3 + c] / limit;
                (
                    (at + 1).to_string(),
                    Image::from_fn(3, height, width, value),
                )
            });
        return Figure::pictures(&*tiles.caption, pictures);
    }
    let across = (tiles.count as f64).sqrt().ceil().max(1.0) as usize;
    let down = tiles.count.div_ceil(across);
    let columns = (across * (width + 1)).saturating_sub(1);
    // What is no number is a gap.
    let mut values = vec![f32::NAN; columns * (down * (height + 1)).saturating_sub(1)];
    for (at, tile) in tiles.values.chunks(area.max(1)).enumerate() {
        let corner = (at / across * (height + 1)) * columns + at % across * (width + 1);
        for (y, row) in tile.chunks(width.max(1)).enumerate() {
            values[corner + y * columns..][..row.len()].copy_from_slice(row);
        }
    }
    let grid = Grid {
        columns,
        values,
        shade: Shade::Signed(tiles.limit),
        ..Grid::default()
    };
    Figure::grid(&*tiles.caption, grid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_stand_side_by_side_with_gaps() {
        let tiles = Tiles {
            size: [2, 1],
            count: 3,
            of: 3,
            channels: 1,
            values: vec![1.0, 2.0, 3.0, 4.0, 5.0, -6.0],
            limit: 6.0,
            caption: "filters".into(),
        };
        let text = filters(&tiles).csv();
        assert_eq!(text, "1,2,NaN,3,4\nNaN,NaN,NaN,NaN,NaN\n5,-6,NaN,NaN,NaN\n");
        let colours = Tiles {
            size: [1, 1],
            count: 2,
            channels: 3,
            ..tiles
        };
        let text = filters(&colours).csv();
        assert!(text.contains("\n2,2,0,0,0\n"), "{text}");
    }
}

//! Pictures of tiles: each tile is coded alone, and all together are cut to the size that is told.

use super::super::boxes::{Fields, Item};
use super::super::limits::check_size;
use super::super::planes::Planes;
use super::Reader;
use crate::StoreError;

/// A picture of tiles of one size, row after row, cut to the size that is told.
pub(super) fn grid(reader: &Reader<'_>, number: u32, item: &Item) -> Result<Planes, StoreError> {
    let bytes = reader.items.bytes(item).ok_or_else(|| reader.damaged())?;
    let mut fields = Fields(&bytes);
    let mut next = |length| fields.number(length).ok_or_else(|| reader.damaged());
    let wide = next(2)? & 1 == 1;
    let (rows, columns) = (next(1)? as usize + 1, next(1)? as usize + 1);
    let length = if wide { 4 } else { 2 };
    let (width, height) = (next(length)?, next(length)?);
    check_size(reader.path, width, height)?;
    let tiles = reader.items.named_by(b"dimg", number);
    if tiles.len() != rows * columns {
        return Err(reader.damaged());
    }
    let mut whole: Option<(Planes, usize, usize)> = None;
    for (index, tile) in tiles.iter().enumerate() {
        let item = reader.items.item(*tile).ok_or_else(|| reader.damaged())?;
        let tile = reader.coded(item)?;
        let (planes, tile_width, tile_height) = match &mut whole {
            Some(whole) => whole,
            None => {
                let size = (tile.width, tile.height);
                // Each tile is to be seen, and none is smaller than the format allows: else a small file could ask for
                // endless work.
                let fills = |tile: usize, count: usize, size: u64| {
                    let needed = (size as usize).div_ceil(tile);
                    needed == count && (tile >= 64 || count == 1)
                };
                let covers = fills(size.0, columns, width) && fills(size.1, rows, height);
                let even =
                    (!tile.halved.0 || size.0 % 2 == 0) && (!tile.halved.1 || size.1 % 2 == 0);
                if !covers || !even {
                    return Err(reader.damaged());
                }
                whole.insert((
                    empty_like(&tile, width as usize, height as usize),
                    size.0,
                    size.1,
                ))
            }
        };
        let same = (tile.width, tile.height) == (*tile_width, *tile_height)
            && (tile.bits, tile.halved, tile.planes.len())
                == (planes.bits, planes.halved, planes.planes.len());
        if !same {
            return Err(reader.damaged());
        }
        paste(
            planes,
            &tile,
            index % columns * *tile_width,
            index / columns * *tile_height,
        );
    }
    whole
        .map(|(planes, ..)| planes)
        .ok_or_else(|| reader.damaged())
}

fn empty_like(tile: &Planes, width: usize, height: usize) -> Planes {
    let mut whole = Planes {
        width,
        height,
        planes: Vec::new(),
        ..tile.clone()
    };
    let (columns, rows) = whole.coarse_size();
    for plane in 0..tile.planes.len() {
        let size = if plane == 0 {
            width * height
        } else {
            columns * rows
        };
        whole.planes.push(vec![0; size]);
    }
    whole
}

/// Lays a tile on the whole, its upper left corner at `(x, y)`; what sticks out is cut off.
fn paste(whole: &mut Planes, tile: &Planes, x: usize, y: usize) {
    let (whole_size, tile_size) = (whole.coarse_size(), tile.coarse_size());
    for (index, part) in tile.planes.iter().enumerate() {
        let coarse = |at: usize, halved: bool| if index > 0 && halved { at / 2 } else { at };
        let (x, y) = (coarse(x, tile.halved.0), coarse(y, tile.halved.1));
        let (width, height) = if index == 0 {
            (whole.width, whole.height)
        } else {
            whole_size
        };
        let across = if index == 0 { tile.width } else { tile_size.0 };
        let length = across.min(width.saturating_sub(x));
        for (row, line) in part.chunks_exact(across).enumerate() {
            if y + row < height {
                whole.planes[index][(y + row) * width + x..][..length]
                    .copy_from_slice(&line[..length]);
            }
        }
    }
}

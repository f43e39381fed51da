//! What the axes of an array mean: rows, columns, channels, pages.

/// Where the parts of a picture lie in an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::picture) struct Shape {
    /// The array's axes.
    pub(super) axes: Vec<u64>,
    /// The axis of pages, if there is one.
    pub(super) pages: Option<usize>,
    /// The axis of channels, if there is one.
    pub(super) channels: Option<usize>,
    /// The axis of rows; that of columns follows it.
    pub(super) rows: usize,
}

impl Shape {
    /// The size of an axis; 1 where there is none.
    pub(super) fn size(&self, axis: Option<usize>) -> u64 {
        axis.and_then(|axis| self.axes.get(axis).copied())
            .unwrap_or(1)
    }

    /// Whether the first axis could have been channels as well.
    pub(super) fn ambiguous(&self) -> bool {
        matches!(self.axes[..], [3, _, 3 | 4])
    }

    /// Rows and columns.
    pub(super) fn area(&self) -> (u64, u64) {
        (self.size(Some(self.rows)), self.size(Some(self.rows + 1)))
    }
}

/// What can be wrong with a shape: what to do about it, in NumPy's words.
pub(super) type Cure = String;

/// The meaning of an array's axes.
///
/// Channels come last (`[h, w, 1..4]`, as in NumPy) or first (`[1 | 3 | 4, h, w]`, as in PyTorch); where both could be,
/// last. A stack of pages has its pages first, and more than four of them where channels could be meant.
///
/// # Errors
/// A cure, when it is not clear what is meant.
pub(super) fn shape_of(axes: &[u64]) -> Result<Shape, Cure> {
    let shape = |pages, channels, rows| {
        Ok(Shape {
            axes: axes.to_vec(),
            pages,
            channels,
            rows,
        })
    };
    let last = |n: u64| (1..=4).contains(&n);
    let first = |n: u64| matches!(n, 1 | 3 | 4);
    match *axes {
        [_, _] => shape(None, None, 0),
        [_, _, channels] if last(channels) => shape(None, Some(2), 0),
        [channels, _, _] if first(channels) => shape(None, Some(0), 1),
        [pages, height, width] if pages > 4 && (pages < height.min(width) || height == width) => {
            shape(Some(0), None, 1)
        }
        [many, height, width] if many > 4 && width < many.min(height) => Err(format!(
            "save three of its {width} channels with a[..., :3], or one with a[..., 0]"
        )),
        [_, _, _] => {
            Err("save one picture of it with a[0], or a stack of pages with a[:, None]".into())
        }
        [_, _, _, 1 | 3 | 4] => shape(Some(0), Some(3), 1),
        [_, channels, _, _] if first(channels) => shape(Some(0), Some(1), 2),
        [_, _, _, _] => Err("save one picture of it with a[0], its channels last".into()),
        _ => Err("save one picture of it, with its channels last".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_get_their_meaning() {
        let meaning = |axes: &[u64]| {
            let shape = shape_of(axes).unwrap();
            (shape.pages, shape.channels, shape.rows)
        };
        for (axes, expected) in [
            (&[43, 61][..], (None, None, 0)),
            (&[43, 61, 1], (None, Some(2), 0)),
            (&[43, 61, 2], (None, Some(2), 0)),
            (&[43, 61, 4], (None, Some(2), 0)),
            (&[3, 43, 61], (None, Some(0), 1)),
            (&[1, 43, 61], (None, Some(0), 1)),
            (&[3, 43, 3], (None, Some(2), 0)),
            (&[20, 43, 61], (Some(0), None, 1)),
            (&[900, 64, 64], (Some(0), None, 1)),
            (&[5, 43, 61, 3], (Some(0), Some(3), 1)),
            (&[1, 3, 43, 61], (Some(0), Some(1), 2)),
        ] {
            assert_eq!(meaning(axes), expected, "{axes:?}");
        }
    }

    #[test]
    fn what_is_not_clear_is_refused_with_a_cure_that_works() {
        for (axes, cure, cured) in [
            (&[512, 500, 31][..], "a[..., :3]", &[512, 500, 3][..]),
            (&[512, 500, 31], "a[..., 0]", &[512, 500]),
            (&[2, 43, 61], "a[0]", &[43, 61]),
            (&[60, 43, 61], "a[0]", &[43, 61]),
            (&[2, 43, 61], "a[:, None]", &[2, 1, 43, 61]),
            (&[6, 2, 43, 61], "channels last", &[43, 61, 2]),
        ] {
            let told = shape_of(axes).unwrap_err();
            assert!(told.contains(cure), "{axes:?}: {told}");
            assert!(shape_of(cured).is_ok(), "{cured:?}");
        }
        assert!(shape_of(&[]).is_err());
        assert!(shape_of(&[7]).is_err());
        assert!(shape_of(&[2; 6]).is_err());
    }
}

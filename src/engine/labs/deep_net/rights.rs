//! What came of two networks.

/// A deep network that gets this share better in the second half of its learning has not learned enough to fail.
const STILL: f64 = 0.005;

/// What the two networks have right in the end, and the deep one halfway, of one kind of pictures; shares.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rights {
    pub(super) ends: [f64; 2],
    pub(super) halfway: f64,
}

impl Rights {
    /// By how many per cent more the deep network has right.
    pub(super) fn gain(&self) -> f64 {
        100.0 * (self.ends[0] - self.ends[1])
    }

    /// Whether more learning may change what was found.
    pub(super) fn rising(&self) -> bool {
        self.ends[0] > self.halfway + STILL
    }
}

//! The numbers of an array: their types, and reading them whatever their order of bytes.

use half::f16;

use crate::picture::decoded::{Number, NumberKind};

/// The type of an array's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::picture) struct Type {
    /// The numbers; `bool` is unsigned of one bit, in a byte.
    pub(in crate::picture) number: Number,
    /// Whether the most significant byte comes first.
    pub(in crate::picture) big: bool,
}

impl Type {
    /// The type that NumPy describes so: `<f4`, `|u1`, `>i2`.
    pub(super) fn of(description: &str) -> Option<Self> {
        let mut letters = description.chars();
        let order = letters.next()?;
        let kind = letters.next()?;
        let bytes: u8 = letters.as_str().parse().ok()?;
        let number = match (kind, bytes) {
            ('b', 1) => Number::unsigned(1),
            ('u', 1 | 2 | 4 | 8) => Number::unsigned(8 * bytes),
            ('i', 1 | 2 | 4 | 8) => Number::signed(8 * bytes),
            ('f', 2 | 4 | 8) => Number::float(8 * bytes),
            _ => return None,
        };
        Some(Self {
            number,
            big: order == '>',
        })
    }

    /// How NumPy describes it.
    pub(super) fn description(self) -> String {
        let bytes = self.bytes();
        let order = match (bytes, self.big) {
            (1, _) => '|',
            (_, true) => '>',
            (_, false) => '<',
        };
        let kind = match self.number.kind {
            NumberKind::Unsigned if self.number.bits == 1 => 'b',
            NumberKind::Unsigned => 'u',
            NumberKind::Signed => 'i',
            NumberKind::Float => 'f',
        };
        format!("{order}{kind}{bytes}")
    }

    /// Bytes of a number.
    pub(super) fn bytes(self) -> usize {
        usize::from(self.number.bits.div_ceil(8))
    }

    /// Gives every number of `bytes`, in their order. (Whole numbers beyond 2⁵³ are rounded.)
    pub(super) fn each(self, bytes: &[u8], take: impl FnMut(f64)) {
        let bits = self.number.bits;
        match (self.number.kind, bits) {
            (NumberKind::Unsigned, 1) => {
                read(bytes, |[n]: [u8; 1]| f64::from(u8::from(n != 0)), take);
            }
            (NumberKind::Unsigned, 8) => read(bytes, |[n]: [u8; 1]| f64::from(n), take),
            (NumberKind::Unsigned, 16) => {
                read(bytes, self.ordered(|n| u16::from_be_bytes(n).into()), take);
            }
            (NumberKind::Unsigned, 32) => {
                read(bytes, self.ordered(|n| u32::from_be_bytes(n).into()), take);
            }
            (NumberKind::Unsigned, _) => {
                read(bytes, self.ordered(|n| u64::from_be_bytes(n) as f64), take);
            }
            (NumberKind::Signed, 8) => {
                read(bytes, |n: [u8; 1]| f64::from(i8::from_be_bytes(n)), take);
            }
            (NumberKind::Signed, 16) => {
                read(bytes, self.ordered(|n| i16::from_be_bytes(n).into()), take);
            }
            (NumberKind::Signed, 32) => {
                read(bytes, self.ordered(|n| i32::from_be_bytes(n).into()), take);
            }
            (NumberKind::Signed, _) => {
                read(bytes, self.ordered(|n| i64::from_be_bytes(n) as f64), take);
            }
            (NumberKind::Float, 16) => read(
                bytes,
                self.ordered(|n| f16::from_be_bytes(n).to_f64()),
                take,
            ),
            (NumberKind::Float, 32) => {
                read(bytes, self.ordered(|n| f32::from_be_bytes(n).into()), take);
            }
            (NumberKind::Float, _) => read(bytes, self.ordered(f64::from_be_bytes), take),
        }
    }

    /// A reader of numbers whose most significant byte comes first, for numbers of this order.
    fn ordered<const N: usize>(self, read: impl Fn([u8; N]) -> f64) -> impl Fn([u8; N]) -> f64 {
        move |mut number| {
            if !self.big {
                number.reverse();
            }
            read(number)
        }
    }

    /// A number's bytes: whole numbers rounded, and kept within what the type can hold.
    pub(super) fn write(self, value: f64, out: &mut Vec<u8>) {
        let bits = self.number.bits;
        let (low, high) = self.number.range();
        // A whole number has no sign for a missing one but 0.
        let whole = if value.is_nan() {
            0.0
        } else {
            value.round().clamp(low, high)
        };
        let at = out.len();
        match (self.number.kind, bits) {
            (NumberKind::Unsigned, _) => {
                let eight = (whole as u64).to_be_bytes();
                out.extend_from_slice(&eight[8 - self.bytes()..]);
            }
            (NumberKind::Signed, _) => {
                let eight = (whole as i64).to_be_bytes();
                out.extend_from_slice(&eight[8 - self.bytes()..]);
            }
            (NumberKind::Float, 16) => out.extend(f16::from_f64(value).to_be_bytes()),
            (NumberKind::Float, 32) => out.extend((value as f32).to_be_bytes()),
            (NumberKind::Float, _) => out.extend(value.to_be_bytes()),
        }
        if !self.big {
            out[at..].reverse();
        }
    }
}

fn read<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f64, mut take: impl FnMut(f64)) {
    for chunk in bytes.chunks_exact(N) {
        let mut one = [0; N];
        one.copy_from_slice(chunk);
        take(number(one));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_comes_back_in_both_orders() {
        for kind in [
            "b1", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8",
        ] {
            for order in ['<', '>'] {
                let kind = Type::of(&format!("{order}{kind}")).unwrap();
                let (low, high) = kind.number.range();
                let mut bytes = Vec::new();
                for value in [low, high, 1.0] {
                    kind.write(value, &mut bytes);
                }
                assert_eq!(bytes.len(), 3 * kind.bytes());
                let mut again = Vec::new();
                kind.each(&bytes, |value| again.push(value));
                assert_eq!(again, [low, high, 1.0], "{kind:?}");
                let described = kind.description();
                let one = kind.bytes() == 1;
                assert_eq!(described.starts_with('|'), one, "{described}");
            }
        }
        for other in ["<c8", "|O", "<U3", "<f16", "", "<", "<M8[s]"] {
            assert_eq!(Type::of(other), None, "{other}");
        }
    }

    #[test]
    fn order_of_bytes_is_that_of_numpy() {
        // numpy.array([258], ">u2").tobytes(), and "<u2".
        let mut found = Vec::new();
        Type::of(">u2").unwrap().each(&[1, 2], |v| found.push(v));
        Type::of("<u2").unwrap().each(&[2, 1], |v| found.push(v));
        assert_eq!(found, [258.0, 258.0]);
        let mut bytes = Vec::new();
        Type::of("<i2").unwrap().write(-2.4, &mut bytes);
        assert_eq!(bytes, [0xfe, 0xff]);
    }
}

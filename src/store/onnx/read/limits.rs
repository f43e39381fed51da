//! What is looked at before a file is decoded: that its parts end where they say, and that they are not too many.
//!
//! A message of two bytes becomes two hundred in memory, so messages are counted first.

/// Most messages, texts and single numbers of a file.
const MOST_PARTS: usize = 400_000;
/// Most bytes of whole numbers that are written in as few bytes as they need.
const MOST_SHORT: usize = 4 << 20;
/// Deepest message that is read.
const DEEPEST: usize = 8;

/// Kinds of messages that are decoded.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Model,
    Graph,
    Node,
    Attribute,
    Tensor,
    Value,
    Type,
    TensorType,
    Sides,
    Plain,
}

impl Kind {
    /// The kind of the message in a field; `None` where the field holds no message that is decoded.
    fn inner(self, field: u64) -> Option<Self> {
        Some(match (self, field) {
            (Self::Model, 7) => Self::Graph,
            (Self::Model, 8 | 14) | (Self::Tensor, 13) | (Self::Sides, 1) => Self::Plain,
            (Self::Graph, 1) => Self::Node,
            (Self::Graph | Self::Attribute, 5) => Self::Tensor,
            (Self::Graph, 11 | 12) => Self::Value,
            (Self::Node, 5) => Self::Attribute,
            (Self::Value, 2) => Self::Type,
            (Self::Type, 1) => Self::TensorType,
            (Self::TensorType, 2) => Self::Sides,
            _ => return None,
        })
    }

    /// Whether a field holds numbers that grow when they are decoded.
    fn grows(self, field: u64) -> bool {
        matches!(
            (self, field),
            (Self::Tensor, 1 | 5 | 7) | (Self::Attribute, 8)
        )
    }
}

/// Reads on through bytes.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for at in 0..10 {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            value |= u64::from(byte & 127).checked_shl(7 * at)?;
            if byte < 128 {
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, count: u64) -> Option<&'a [u8]> {
        let count = usize::try_from(count).ok()?;
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }
}

/// Looks through a file.
///
/// # Errors
/// What is wrong with it.
pub fn look_through(bytes: &[u8]) -> Result<(), String> {
    let mut counts = [0; 2];
    if !message(bytes, Kind::Model, 0, &mut counts) {
        return Err("it is damaged, or no ONNX file: its parts do not end where they say".into());
    }
    if counts[0] > MOST_PARTS || counts[1] > MOST_SHORT {
        return Err("it has more parts than any network that can be edited here".into());
    }
    Ok(())
}

fn message(bytes: &[u8], kind: Kind, depth: usize, counts: &mut [usize; 2]) -> bool {
    let mut reader = Reader { rest: bytes };
    while !reader.rest.is_empty() {
        // Too many are told by whoever asked.
        if counts[0] > MOST_PARTS || counts[1] > MOST_SHORT {
            return true;
        }
        counts[0] += 1;
        let Some(tag) = reader.number() else {
            return false;
        };
        let field = tag >> 3;
        let fine = match tag & 7 {
            0 => reader.number().is_some(),
            1 => reader.take(8).is_some(),
            5 => reader.take(4).is_some(),
            2 => {
                let inside = reader.number().and_then(|length| reader.take(length));
                match (inside, kind.inner(field)) {
                    (None, _) => false,
                    (Some(_), Some(_)) if depth >= DEEPEST => false,
                    (Some(inside), Some(kind)) => message(inside, kind, depth + 1, counts),
                    (Some(inside), None) => {
                        if kind.grows(field) {
                            counts[1] += inside.len();
                        }
                        true
                    }
                }
            }
            _ => false,
        };
        if !fine {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_are_too_long_or_too_many_are_refused() {
        // A graph of 3 bytes of which 2 are there.
        assert!(
            look_through(&[0x3a, 3, 0, 0])
                .unwrap_err()
                .contains("damaged")
        );
        // A graph with half a million empty nodes.
        let nodes: Vec<u8> = [0x0a, 0].repeat(500_000);
        let mut file = vec![0x3a];
        let mut length = nodes.len();
        while length > 127 {
            file.push((length & 127) as u8 | 128);
            length >>= 7;
        }
        file.push(length as u8);
        file.extend(nodes);
        assert!(look_through(&file).unwrap_err().contains("more parts"));
        assert!(look_through(&[]).is_ok());
        assert!(look_through(b"no such file at all").is_err());
    }
}

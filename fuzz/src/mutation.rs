//! Changing a file at random, so that its first bytes mostly still tell its format.

/// A generator of random numbers (SplitMix64, Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195): small, seeded,
/// always the same.
pub struct Random(pub u64);

impl Random {
    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

/// Numbers at which readers stumble.
const EDGES: &[u32] = &[
    0,
    1,
    2,
    7,
    8,
    127,
    128,
    255,
    256,
    4_096,
    32_767,
    32_768,
    65_535,
    65_536,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fffe,
    0xffff_ffff,
];

/// A file changed in one to eight places; `other` gives what is put in.
pub fn mutated(seed: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..1 + random.below(8) {
        if bytes.is_empty() {
            break;
        }
        // Half of the changes fall into the head, where sizes and kinds are told.
        let reach = if random.below(2) == 0 {
            bytes.len().min(200)
        } else {
            bytes.len()
        };
        let at = random.below(reach);
        match random.below(10) {
            0 | 1 => bytes[at] ^= 1 << random.below(8),
            2 | 3 => bytes[at] = random.next() as u8,
            4 | 5 => edge(&mut bytes, at, random),
            6 => bytes.truncate(at + 1),
            7 => {
                let end = (at + 1 + random.below(64)).min(bytes.len());
                bytes.drain(at..end);
            }
            8 => {
                // A part again, somewhere else.
                let end = (at + 1 + random.below(256)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                let place = random.below(bytes.len() + 1);
                bytes.splice(place..place, part);
            }
            _ => {
                let from = random.below(other.len().max(1)).min(other.len());
                let end = (from + 1 + random.below(64)).min(other.len());
                let until = (at + end - from).min(bytes.len());
                bytes.splice(at..until, other[from..end].iter().copied());
            }
        }
    }
    bytes
}

/// Writes a number at which readers stumble, in either order of bytes.
fn edge(bytes: &mut [u8], at: usize, random: &mut Random) {
    let number = EDGES[random.below(EDGES.len())];
    let size = [1, 2, 4][random.below(3)];
    let mut digits = number.to_be_bytes()[4 - size..].to_vec();
    if random.below(2) == 0 {
        digits.reverse();
    }
    for (place, digit) in bytes[at..].iter_mut().zip(digits) {
        *place = digit;
    }
}

//! What an HEVC picture says of its colours: the end of its sequence parameter set (ITU-T H.265, 7.3.2.2 and E.2.1),
//! before which all else has to be read.

use super::plain;
use crate::picture::planes::Coding;

/// What is taken where nothing is said: the whole range and BT.601, as libheif does.
const UNSAID: Coding = Coding {
    full: true,
    matrix: 2,
    primaries: 2,
    transfer: 2,
};

/// The colours by a sequence parameter set, with its two bytes of head.
pub(super) fn of(unit: &[u8]) -> Coding {
    let unit = plain(unit.get(2..).unwrap_or_default());
    read(&mut Bits {
        bytes: &unit,
        at: 0,
    })
    .unwrap_or(UNSAID)
}

/// None where it says nothing of them.
fn read(bits: &mut Bits<'_>) -> Option<Coding> {
    bits.number(4)?;
    let layers = bits.number(3)?;
    bits.number(1)?;
    profile(bits, layers)?;
    bits.counted()?;
    let chroma = bits.counted()?;
    if chroma == 3 {
        bits.number(1)?;
    }
    bits.skip_counted(2)?;
    if bits.flag()? {
        bits.skip_counted(4)?;
    }
    bits.skip_counted(2)?;
    let order_bits = bits.counted()? + 4;
    let all_layers = bits.flag()?;
    bits.skip_counted(3 * if all_layers { layers + 1 } else { 1 })?;
    bits.skip_counted(6)?;
    if bits.flag()? && bits.flag()? {
        scaling_lists(bits)?;
    }
    bits.number(2)?;
    if bits.flag()? {
        bits.number(8)?;
        bits.skip_counted(2)?;
        bits.number(1)?;
    }
    reference_sets(bits)?;
    if bits.flag()? {
        for _ in 0..bits.counted()?.min(32) {
            bits.number(order_bits.min(32))?;
            bits.number(1)?;
        }
    }
    bits.number(2)?;
    if !bits.flag()? {
        return None;
    }
    usability(bits)
}

/// Video usability information, up to the colours.
fn usability(bits: &mut Bits<'_>) -> Option<Coding> {
    if bits.flag()? && bits.number(8)? == 255 {
        bits.number(32)?;
    }
    if bits.flag()? {
        bits.number(1)?;
    }
    if !bits.flag()? {
        return None;
    }
    bits.number(3)?;
    let full = bits.flag()?;
    let mut coding = Coding { full, ..UNSAID };
    if bits.flag()? {
        coding.primaries = bits.number(8)? as u8;
        coding.transfer = bits.number(8)? as u8;
        coding.matrix = bits.number(8)? as u8;
    }
    Some(coding)
}

fn profile(bits: &mut Bits<'_>, layers: u32) -> Option<()> {
    bits.skip(96)?;
    let mut parts = Vec::new();
    for _ in 0..layers {
        parts.push((bits.flag()?, bits.flag()?));
    }
    if layers > 0 {
        bits.skip(2 * (8 - layers as usize))?;
    }
    for (profile, level) in parts {
        bits.skip(if profile { 88 } else { 0 } + if level { 8 } else { 0 })?;
    }
    Some(())
}

fn scaling_lists(bits: &mut Bits<'_>) -> Option<()> {
    for size in 0..4_u32 {
        for _ in 0..if size == 3 { 2 } else { 6 } {
            if bits.flag()? {
                let count = (1 << (4 + 2 * size)).min(64);
                bits.skip_counted(count + u32::from(size > 1))?;
            } else {
                bits.counted()?;
            }
        }
    }
    Some(())
}

/// Sets of reference pictures, which one picture alone does not use.
fn reference_sets(bits: &mut Bits<'_>) -> Option<()> {
    let mut before = 0;
    for set in 0..bits.counted()?.min(64) {
        if set > 0 && bits.flag()? {
            bits.number(1)?;
            bits.counted()?;
            let mut count = 0;
            for _ in 0..=before {
                let used = bits.flag()?;
                count += u32::from(used || bits.flag()?);
            }
            before = count;
        } else {
            let (negative, positive) = (bits.counted()?.min(16), bits.counted()?.min(16));
            for _ in 0..negative + positive {
                bits.counted()?;
                bits.number(1)?;
            }
            before = negative + positive;
        }
    }
    Some(())
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    /// A number of up to 32 bits.
    fn number(&mut self, count: u32) -> Option<u32> {
        let mut number = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            number = number << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(number)
    }

    fn flag(&mut self) -> Option<bool> {
        self.number(1).map(|bit| bit == 1)
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        self.at += count;
        (self.at <= 8 * self.bytes.len()).then_some(())
    }

    /// A number whose length its zeros in front count (Exp-Golomb).
    fn counted(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        Some((1 << zeros) - 1 + self.number(zeros)?)
    }

    fn skip_counted(&mut self, count: u32) -> Option<()> {
        for _ in 0..count {
            self.counted()?;
        }
        Some(())
    }
}

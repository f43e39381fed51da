//! Unpacking the bytes of a strip or tile. No packing gives more bytes than were asked for, whatever the file claims.

use std::io::Read;

use fax::{Color, decoder};
use flate2::read::ZlibDecoder;
use ruzstd::decoding::StreamingDecoder;
use weezl::BitOrder;

use super::trouble::Trouble;

/// The name of a way of packing.
pub(super) fn name(compression: u64) -> String {
    match compression {
        1 => "not packed".into(),
        2 | 32_771 => "fax, simple".into(),
        3 => "fax, group 3".into(),
        4 => "fax, group 4".into(),
        5 => "LZW".into(),
        6 => "JPEG of an old form".into(),
        7 => "JPEG".into(),
        8 | 32_946 => "Deflate".into(),
        32_773 => "PackBits".into(),
        32_766 => "NeXT".into(),
        32_809 => "ThunderScan".into(),
        34_661 => "JBIG".into(),
        34_676 | 34_677 => "LogLuv".into(),
        34_712 | 33_003 | 33_004 | 33_005 => "JPEG 2000".into(),
        34_887 => "LERC".into(),
        34_892 => "JPEG with loss in a raw file".into(),
        34_925 => "LZMA".into(),
        34_927 | 50_001 => "WebP".into(),
        34_933 => "PNG".into(),
        34_934 | 22_610 => "JPEG XR".into(),
        50_000 | 34_926 => "Zstandard".into(),
        50_002 | 52_546 => "JPEG XL".into(),
        65_000 => "Eer".into(),
        other => format!("number {other}"),
    }
}

/// What is said of a packing that is not read.
pub(super) fn unread(compression: u64) -> Trouble {
    let what = format!("its pixels are packed by {}", name(compression));
    Trouble::kind(
        what,
        "save it as a TIFF packed by LZW or Deflate, or not packed at all",
    )
}

/// The `most` bytes that are packed in `bytes`; fewer if they end early.
pub(super) fn unpack(compression: u64, bytes: &[u8], most: usize) -> Result<Vec<u8>, Trouble> {
    let limit = most as u64;
    let mut out = Vec::new();
    // What came before a fault counts: a strip may be followed by anything.
    let fault = match compression {
        1 => {
            out.extend_from_slice(&bytes[..bytes.len().min(most)]);
            false
        }
        5 => return lzw(bytes, most),
        8 | 32_946 => ZlibDecoder::new(bytes)
            .take(limit)
            .read_to_end(&mut out)
            .is_err(),
        32_773 => {
            packed_bits(bytes, most, &mut out);
            false
        }
        50_000 | 34_926 => match StreamingDecoder::new(bytes) {
            Ok(decoder) => decoder.take(limit).read_to_end(&mut out).is_err(),
            Err(_) => true,
        },
        other => return Err(unread(other)),
    };
    if fault && out.len() < most {
        return Err(Trouble::damaged(format!(
            "its {} data cannot be unpacked",
            name(compression)
        )));
    }
    Ok(out)
}

fn lzw(bytes: &[u8], most: usize) -> Result<Vec<u8>, Trouble> {
    // An early form has its bits the other way round.
    if let [0, second, ..] = bytes
        && second & 1 == 1
    {
        return Err(Trouble::kind(
            "its pixels are packed by LZW of an early form",
            "save it again with another program as a TIFF packed by LZW or Deflate",
        ));
    }
    let mut decoder = weezl::decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8);
    let mut out = vec![0; most];
    let (mut read, mut written) = (0, 0);
    while written < most {
        let step = decoder.decode_bytes(&bytes[read..], &mut out[written..]);
        read += step.consumed_in;
        written += step.consumed_out;
        match step.status {
            Ok(weezl::LzwStatus::Ok) if step.consumed_in + step.consumed_out > 0 => {}
            Ok(_) => break,
            Err(_) => return Err(Trouble::damaged("its LZW data cannot be unpacked")),
        }
    }
    out.truncate(written);
    Ok(out)
}

/// A byte n of 0..127: the next n + 1 bytes follow; of 129..255: the next byte stands 257 − n times; 128: nothing.
fn packed_bits(bytes: &[u8], most: usize, out: &mut Vec<u8>) {
    let mut rest = bytes;
    while let [head, tail @ ..] = rest
        && out.len() < most
    {
        rest = tail;
        let head = usize::from(*head);
        if head < 128 {
            let count = (head + 1).min(rest.len());
            out.extend_from_slice(&rest[..count]);
            rest = &rest[count..];
        } else if head > 128
            && let [byte, tail @ ..] = rest
        {
            out.extend(std::iter::repeat_n(*byte, 257 - head));
            rest = tail;
        }
    }
    out.truncate(most);
}

/// Rows of black and white from a fax of group 4, a bit a pixel, black as 1, each row in whole bytes.
pub(super) fn fax(bytes: &[u8], width: usize, height: usize) -> Result<Vec<u8>, Trouble> {
    let stride = width.div_ceil(8);
    let mut out = vec![0_u8; stride * height];
    let (Ok(columns), Ok(rows)) = (u16::try_from(width), u16::try_from(height)) else {
        return Err(Trouble::kind(
            "its fax is larger than a page",
            "save it as a TIFF packed by LZW or Deflate",
        ));
    };
    let mut y = 0;
    let done = decoder::decode_g4(bytes.iter().copied(), columns, Some(rows), |changes| {
        if let Some(row) = out.get_mut(y * stride..(y + 1) * stride) {
            let colours = decoder::pels(changes, columns);
            for (x, _) in colours
                .enumerate()
                .filter(|(_, colour)| *colour == Color::Black)
            {
                row[x / 8] |= 0x80 >> (x % 8);
            }
        }
        y += 1;
    });
    match done {
        Some(()) => Ok(out),
        None => Err(Trouble::damaged("its fax data cannot be unpacked")),
    }
}

//! Numbers in words: one spelling for each unit, everywhere.

pub use crate::figure::{grouped, percent, short};

/// The thin space that stands between groups of digits and before units.
const THIN: char = '\u{2009}';

/// A whole number with its sign and thin spaces between thousands.
pub fn grouped_signed(number: i64) -> String {
    let sign = if number < 0 { "−" } else { "" };
    sign.to_owned() + &grouped(number.unsigned_abs())
}

/// Reads a number as people type it: thin or plain spaces between thousands, a typographic minus, a comma for the
/// point.
pub fn parse(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| match letter {
            '−' => '-',
            ',' => '.',
            letter => letter,
        })
        .collect();
    plain.parse().ok()
}

/// A count in at most four signs: 640, 5.3 k, 41.8 M, 1.2 G.
pub fn compact(number: u64) -> String {
    let value = number as f64;
    let (value, unit) = match number {
        0..1_000 => return number.to_string(),
        1_000..1_000_000 => (value / 1e3, "k"),
        1_000_000..1_000_000_000 => (value / 1e6, "M"),
        _ => (value / 1e9, "G"),
    };
    let digits = if value < 99.95 { 1 } else { 0 };
    format!("{value:.digits$}{THIN}{unit}")
}

/// Bytes: 5.3 MB, 312 MB, 1.2 GB.
pub fn bytes(number: u64) -> String {
    compact(number) + "B"
}

/// Decibels.
pub fn decibel(value: f64) -> String {
    format!("{value:.2}{THIN}dB")
}

/// Seconds as a clock: 0:42, 12:05, 3:07:00; below ten seconds as 4.2 s.
pub fn clock(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return "–".into();
    }
    let whole = seconds.round() as u64;
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{rest:02}")
    } else {
        format!("{minutes}:{rest:02}")
    }
}

/// A duration with a unit that suits it: 8 ms, 1.24 s, 2:03.
pub fn duration(seconds: f64) -> String {
    if seconds < 0.001 {
        format!("<\u{2009}1{THIN}ms")
    } else if seconds < 1.0 {
        format!("{:.0}{THIN}ms", seconds * 1e3)
    } else if seconds < 100.0 {
        format!("{seconds:.1}{THIN}s")
    } else {
        clock(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(1240), "1240");
        assert_eq!(grouped(1_234_567), "1\u{2009}234\u{2009}567");
        assert_eq!(parse("−1 234,5"), Some(-1234.5));
        assert_eq!(parse("1.2e−7"), Some(1.2e-7));
        assert_eq!(grouped_signed(-12_345), "−12\u{2009}345");
        assert_eq!(compact(5_304), "5.3\u{2009}k");
        assert_eq!(compact(41_800_000), "41.8\u{2009}M");
        assert_eq!(compact(640), "640");
        assert_eq!(bytes(312_400_000), "312\u{2009}MB");
        assert_eq!(short(0.001), "0.001");
        assert_eq!(short(1234.5678), "1235");
        assert_eq!(short(3.5), "3.5");
        assert_eq!(short(1.2e-7), "1.2e−7");
        assert_eq!(short(1e9), "1e9");
        assert_eq!(clock(42.4), "0:42");
        assert_eq!(clock(3_607.0), "1:00:07");
        assert_eq!(duration(0.0081), "8\u{2009}ms");
    }
}

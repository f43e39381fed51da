//! Numbers in words: one spelling for each kind, in the window and in files.

/// The thin space that stands between groups of digits and before units.
const THIN: char = '\u{2009}';

/// How numbers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// About four significant figures: 0.001, 3.5, 1.2e−7.
    #[default]
    Short,
    /// Whole numbers that count something, and are named by it: "step 1240".
    Counted,
    /// Years: whole, without groups.
    Year,
    /// Shares as per cent.
    Percent,
    /// So many digits behind the point.
    Decimals(u8),
}

impl Numbers {
    /// A value in words, without its unit.
    pub fn write(self, value: f64) -> String {
        match self {
            _ if !value.is_finite() => short(value),
            Self::Short => minus(&short(value)),
            Self::Counted if value < 0.0 => minus(&format!("{value:.0}")),
            Self::Counted => grouped(value.round() as u64),
            Self::Year => format!("{value:.0}"),
            Self::Percent => percent(value),
            Self::Decimals(digits) => minus(&format!("{value:.*}", usize::from(digits))),
        }
    }

    /// A value beside an axis: nothing where it would not be a whole one.
    pub fn tick(self, value: f64) -> String {
        match self {
            Self::Counted | Self::Year if value < 0.0 || value.fract() != 0.0 => String::new(),
            Self::Decimals(_) => minus(&short((value * 100.0).round() / 100.0)),
            _ => self.write(value),
        }
    }

    /// Whether the unit stands before the number: "step 12".
    pub fn names_unit(self) -> bool {
        self == Self::Counted
    }
}

fn minus(text: &str) -> String {
    unsigned(text).replace('-', "−")
}

/// Without its sign where nothing but zeros is left of a number.
fn unsigned(text: &str) -> &str {
    let nothing = text.contains('0') && !text.contains(|letter| ('1'..='9').contains(&letter));
    if nothing {
        text.trim_start_matches(['-', '+'])
    } else {
        text
    }
}

/// A number with its sign and so many digits behind the point: +0.83, −0.25; nothing has no sign: 0.00.
pub fn signed(value: f64, digits: usize) -> String {
    minus(&format!("{value:+.digits$}"))
}

/// How many there are of something, with its name for one or for more: 1 picture, 12 pictures.
pub fn counted(count: usize, one: &str, more: &str) -> String {
    let name = if count == 1 { one } else { more };
    format!("{} {name}", grouped(count as u64))
}

/// A whole number with thin spaces between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            text.push(THIN);
        }
        text.push(digit);
    }
    text
}

/// A share as percent.
pub fn percent(share: f64) -> String {
    if share >= 0.9995 {
        return format!("{:.0}{THIN}%", share * 100.0);
    }
    let number = format!("{:.1}", share * 100.0);
    format!("{}{THIN}%", unsigned(&number))
}

/// A number with about four significant figures: 0.001, 3.5, 1.2e−7.
pub fn short(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".into()
    } else if !value.is_finite() {
        value.to_string()
    } else if (1e-4..1e6).contains(&size) {
        let digits = (3.0 - size.log10().floor()).clamp(0.0, 8.0) as usize;
        let text = format!("{value:.digits$}");
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').into()
        } else {
            text
        }
    } else {
        let text = format!("{value:.1e}").replace("e-", "e−");
        text.replace(".0e", "e")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_no_sign() {
        assert_eq!(Numbers::Decimals(1).write(-0.04), "0.0");
        assert_eq!(Numbers::Decimals(1).write(-0.06), "−0.1");
        assert_eq!(Numbers::Counted.write(-0.2), "0");
        assert_eq!(percent(-0.0001), "0.0\u{2009}%");
        assert_eq!(percent(-0.012), "-1.2\u{2009}%");
        let all = [0.834, -0.25, -0.001, 0.001].map(|value| signed(value, 2));
        assert_eq!(all, ["+0.83", "−0.25", "0.00", "0.00"]);
        assert_eq!(signed(-10.0, 0), "−10");
    }

    #[test]
    fn one_is_not_many() {
        let told = |count| counted(count, "mistake", "mistakes");
        assert_eq!(
            [0, 1, 2].map(told),
            ["0 mistakes", "1 mistake", "2 mistakes"]
        );
    }
}

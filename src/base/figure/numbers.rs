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
    text.replace('-', "−")
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
    format!("{:.1}{THIN}%", share * 100.0)
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

//! Dates as people write them, and as they are sorted: "sun, 4 mar 1984" is 1984-03-04.

use crate::math::random::{Purpose, Stream, mix};

/// Letters that occur in dates; the first stands for no letter.
pub(super) const LETTERS: &str = "_ abcdefghijklmnopqrstuvwxyz0123456789,.-=";
/// Longest date that is read, in letters.
pub(super) const LONGEST: usize = 22;
/// Letters that are written.
pub(super) const WRITTEN: usize = 10;
/// The sign between what is read and what is written.
const BETWEEN: char = '=';

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: [&str; 7] = ["sat", "sun", "mon", "tue", "wed", "thu", "fri"];

/// A date and one of the ways of writing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) read: String,
    pub(super) written: String,
}

/// The number of a letter.
pub(super) fn number(letter: char) -> Option<usize> {
    LETTERS.find(letter)
}

/// The numbers of what is read, the last letter and the sign at the end, with nothing before.
pub(super) fn numbers(read: &str) -> Vec<f32> {
    let mut numbers = vec![0.0; LONGEST];
    let letters: Vec<char> = read.chars().take(LONGEST).collect();
    let first = LONGEST - letters.len();
    for (place, letter) in numbers[first..].iter_mut().zip(letters) {
        *place = number(letter).unwrap_or(0) as f32;
    }
    numbers.push(number(BETWEEN).unwrap_or(0) as f32);
    numbers
}

/// The letter of a number.
pub(super) fn letter(number: usize) -> char {
    LETTERS.chars().nth(number).unwrap_or('?')
}

/// A person's date as it can be read: without capitals; `None` where it is too long or has other letters.
pub(super) fn readable(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let fits = (1..=LONGEST).contains(&text.chars().count());
    (fits && text.chars().all(|one| number(one).is_some_and(|at| at > 0))).then_some(text)
}

/// The number of the month that a word names, in full or by its first three letters; 1 is January.
fn month(word: &str) -> Option<usize> {
    let mut names = MONTHS.iter();
    let at = names.position(|name| *name == word || &name[..3] == word);
    at.map(|at| at + 1)
}

/// Whether a word names a month, in full or by its first three letters.
pub(super) fn is_month(word: &str) -> bool {
    month(word).is_some()
}

/// How a date is written that a person has typed, in whatever order; `None` unless it has one month by its name, one
/// day (1 to 31) and one year (of three or four digits).
pub(super) fn meant(read: &str) -> Option<String> {
    let [mut years, mut months, mut days] = [const { Vec::new() }; 3];
    for word in read
        .split([' ', ',', '.', '-'])
        .filter(|word| !word.is_empty())
    {
        let digits = word.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
        let rest = &word[digits.len()..];
        match (digits.parse::<usize>(), digits.len()) {
            (Ok(day @ 1..=31), 1 | 2) if matches!(rest, "" | "st" | "nd" | "rd" | "th") => {
                days.push(day);
            }
            (Ok(year), 3 | 4) if rest.is_empty() => years.push(year),
            (Ok(_), _) => return None,
            (Err(_), _) => months.extend(month(word)),
        }
    }
    match (&years[..], &months[..], &days[..]) {
        ([year], [month], [day]) => Some(format!("{year:04}-{month:02}-{day:02}")),
        _ => None,
    }
}

/// The day of the week, 0 = Saturday (Zeller 1882).
fn weekday(year: usize, month: usize, day: usize) -> usize {
    let (year, month) = match month {
        1 | 2 => (year - 1, month + 12),
        _ => (year, month),
    };
    (day + 13 * (month + 1) / 5 + year + year / 4 - year / 100 + year / 400) % 7
}

fn ending(day: usize) -> &'static str {
    match (day % 10, day) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

/// A date in one of six ways.
fn read([year, month, day]: [usize; 3], way: usize) -> String {
    let name = MONTHS[month - 1];
    match way {
        0 => format!("{day} {name} {year}"),
        1 => format!("{name} {day}, {year}"),
        2 => format!("{day}{} of {name} {year}", ending(day)),
        3 => format!("{} {}. {year}", day, &name[..3]),
        4 => format!(
            "{}, {day} {} {year}",
            DAYS[weekday(year, month, day)],
            &name[..3]
        ),
        _ => format!("{year}, {name} {day}"),
    }
}

/// Whether a date is among those that are never learned from: one in four.
fn held_out(date: [usize; 3]) -> bool {
    let [year, month, day] = date.map(|one| one as u64);
    mix(year * 10_000 + month * 100 + day).is_multiple_of(4)
}

/// So many pairs of a seed, learned from or held out: no date is in both.
pub(super) fn pairs(count: usize, seed: u64, of_held_out: bool) -> Vec<Pair> {
    let mut random = Stream::new(seed, Purpose::Data, u64::from(of_held_out));
    let mut pairs = Vec::with_capacity(count);
    while pairs.len() < count {
        let date = [
            1500 + random.below(600),
            1 + random.below(12),
            1 + random.below(28),
        ];
        let way = random.below(6);
        if held_out(date) == of_held_out {
            let [year, month, day] = date;
            pairs.push(Pair {
                read: read(date, way),
                written: format!("{year}-{month:02}-{day:02}"),
            });
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_in_six_ways_and_fit() {
        let date = [2026, 11, 30];
        let ways: Vec<String> = (0..6).map(|way| read(date, way)).collect();
        let expected = [
            "30 november 2026",
            "november 30, 2026",
            "30th of november 2026",
            "30 nov. 2026",
            "mon, 30 nov 2026",
            "2026, november 30",
        ];
        assert_eq!(ways, expected);
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 13, 21].map(ending),
            ["st", "nd", "rd", "th", "th", "th", "th", "st"]
        );
        for pair in pairs(2000, 3, true) {
            assert!(
                readable(&pair.read).as_ref() == Some(&pair.read),
                "{pair:?}"
            );
            assert_eq!(pair.written.len(), WRITTEN);
        }
    }

    #[test]
    fn what_a_person_means_is_known_where_it_is_a_date() {
        for pair in pairs(500, 9, false) {
            assert_eq!(meant(&pair.read).as_ref(), Some(&pair.written), "{pair:?}");
        }
        assert_eq!(meant("4th march 812").as_deref(), Some("0812-03-04"));
        for none in [
            "march 1984",
            "4 1984",
            "4 march 5 1984",
            "4 march may 1984",
            "44 march 1984",
            "tomorrow",
        ] {
            assert_eq!(meant(none), None, "{none}");
        }
    }

    #[test]
    fn no_date_is_both_learned_and_held_out() {
        let written = |of_held_out| {
            let pairs = pairs(3000, 5, of_held_out).into_iter();
            pairs
                .map(|pair| pair.written)
                .collect::<std::collections::BTreeSet<_>>()
        };
        assert!(written(false).is_disjoint(&written(true)));
    }

    #[test]
    fn what_is_read_ends_at_the_sign() {
        let numbers = numbers("1 may 1600");
        assert_eq!(numbers.len(), LONGEST + 1);
        let letters: String = numbers.iter().map(|at| letter(*at as usize)).collect();
        assert_eq!(letters, "____________1 may 1600=");
        assert_eq!(readable(" 4 March 1984 "), Some("4 march 1984".into()));
        assert_eq!(readable("4/3/1984"), None);
        assert_eq!(readable(""), None);
        assert_eq!(readable("the twenty-third of september"), None);
    }
}

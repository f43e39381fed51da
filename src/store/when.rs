//! Times as a person reads them, in the time zone of the system.

use std::time::SystemTime;

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

/// A time in few words: "today 14:03", "yesterday 9:30", "3 Mar 14:03", "3 Mar 2025".
pub fn in_words(time: SystemTime) -> String {
    let zoned = |time: SystemTime| {
        let time = Timestamp::try_from(time).unwrap_or_default();
        time.to_zoned(jiff::tz::TimeZone::system())
    };
    words(&zoned(time), zoned(SystemTime::now()).date())
}

/// The present time for a name: "3 Mar 2025 14:03".
pub fn now() -> String {
    let now = Zoned::now();
    let (day, year) = (now.day(), now.year());
    let month = MONTHS[usize::try_from(now.month() - 1).unwrap_or(0) % 12];
    format!("{day} {month} {year} {}:{:02}", now.hour(), now.minute())
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

fn words(time: &Zoned, today: Date) -> String {
    let date = time.date();
    let clock = format!("{}:{:02}", time.hour(), time.minute());
    let month = MONTHS[usize::try_from(time.month() - 1).unwrap_or(0) % 12];
    if date == today {
        format!("today {clock}")
    } else if today.yesterday().is_ok_and(|yesterday| date == yesterday) {
        format!("yesterday {clock}")
    } else if time.year() == today.year() {
        format!("{} {month} {clock}", time.day())
    } else {
        format!("{} {month} {}", time.day(), time.year())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_near_today_are_told_from_today() {
        let today = jiff::civil::date(2026, 3, 1);
        let told = |year, month, day, hour, minute| {
            let time = jiff::civil::date(year, month, day).at(hour, minute, 0, 0);
            let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(2));
            words(&time.to_zoned(zone).unwrap(), today)
        };
        assert_eq!(told(2026, 3, 1, 14, 3), "today 14:03");
        assert_eq!(told(2026, 2, 28, 9, 30), "yesterday 9:30");
        assert_eq!(told(2026, 1, 5, 0, 0), "5 Jan 0:00");
        assert_eq!(told(2025, 12, 31, 23, 59), "31 Dec 2025");
        assert!(in_words(SystemTime::now()).starts_with("today"));
    }
}

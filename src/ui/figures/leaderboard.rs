//! The leaderboard: every method on this photograph, best first.

use crate::figure::{Cell, Column, Figure, Numbers, Pickable, Role, Row};
use crate::ui::format;
use crate::ui::widgets::compare::{CLEAN, Entry, NETWORK};

/// The table; what was not known in the year `until` stands last and faint. `overtaken` says at which step the network
/// was better.
pub fn leaderboard(
    entries: &[Entry],
    until: f32,
    shown: Option<&str>,
    overtaken: &dyn Fn(&str) -> Option<u64>,
    protocol: &str,
) -> Figure {
    let mut ranked: Vec<&Entry> = entries.iter().filter(|entry| entry.id != CLEAN).collect();
    let known = |entry: &Entry| entry.origin.is_none_or(|(year, _)| year as f32 <= until);
    ranked.sort_by(|a, b| {
        let key = |entry: &Entry| entry.tally.psnr().unwrap_or(f64::NEG_INFINITY);
        let later = known(b).cmp(&known(a));
        later.then(key(b).total_cmp(&key(a)))
    });
    let rows = ranked.into_iter().enumerate().map(|(at, entry)| {
        let rank = known(entry).then_some(at + 1);
        Row {
            chosen: shown == Some(entry.id.as_str()),
            ..row(entry, rank, overtaken(&entry.id))
        }
    });
    Figure::table("Leaderboard", columns(), rows)
        .id("leaderboard")
        .note(protocol)
        .pick(
            Pickable::Row,
            "Click to see it on the right, with Shift on the left.",
        )
}

fn columns() -> [Column; 8] {
    [
        Column::of("", "", Numbers::Counted),
        Column::new("method"),
        Column::of("year", "", Numbers::Year).help("When the method was published."),
        Column::of("PSNR", "dB", Numbers::Decimals(2)).help(
            "Peak signal-to-noise ratio against the clean picture, answer clipped; ≈ is Stein's estimate, where no \
            clean picture is known.",
        ),
        Column::of("SSIM", "", Numbers::Decimals(3)).help("Structural similarity with the clean picture, 1 = the \
            same."),
        Column::of("time", "", Numbers::Short).help("Seconds on the clock, on all cores that were free."),
        Column::of("MP/s", "", Numbers::Short).help("Megapixels cleaned in a second."),
        Column::of("overtaken", "", Numbers::Counted).help(
            "The step at which the network in training was better on this photo; from the start: by what it had \
            learned before.",
        ),
    ]
}

fn row(entry: &Entry, rank: Option<usize>, overtaken: Option<u64>) -> Row {
    let number = rank.filter(|_| entry.tally.psnr().is_some());
    let psnr = match (entry.tally.scores, entry.tally.estimate) {
        _ if entry.failure.is_some() => "failed".into(),
        (Some(scores), _) => Cell::Number(scores.psnr),
        (None, Some(estimate)) => Cell::About(estimate),
        (None, None) => Cell::Empty,
    };
    let pixels = entry
        .image
        .as_deref()
        .map(|image| (image.height() * image.width()) as f64);
    let speed = match (pixels, entry.tally.seconds) {
        (Some(pixels), Some(seconds)) if seconds > 0.0 => {
            let value = pixels * 1e-6 / seconds;
            Cell::Said(value, speed(value))
        }
        _ => Cell::Empty,
    };
    let overtaken = overtaken.map_or(Cell::Empty, |step| {
        let words = match step {
            0 => "from the start".to_owned(),
            step => format!("step {}", format::grouped(step)),
        };
        Cell::Said(step as f64, words)
    });
    let cells = vec![
        number.map_or("–".into(), |rank| Cell::Number(rank as f64)),
        entry.label.as_str().into(),
        entry
            .origin
            .map_or(Cell::Empty, |(year, _)| f64::from(year).into()),
        psnr,
        entry
            .tally
            .scores
            .map_or(Cell::Empty, |scores| scores.ssim.into()),
        entry.tally.seconds.map_or(Cell::Empty, |seconds| {
            Cell::Said(seconds, format::duration(seconds))
        }),
        speed,
        overtaken,
    ];
    Row {
        key: entry.id.clone(),
        spoken: match rank {
            Some(rank) => format!("{rank}. {}", entry.label),
            None => format!("not known yet: {}", entry.label),
        },
        cells,
        role: Some(match entry.origin {
            Some((_, family)) => family.role(),
            // Not one of the trained methods, whose family has a colour too.
            None if entry.id == NETWORK => Role::Training,
            None => Role::Reference,
        }),
        note: entry.failure.clone().unwrap_or_default(),
        chosen: false,
        faint: rank.is_none(),
    }
}

/// Megapixels per second, with as many digits as a person compares.
fn speed(value: f64) -> String {
    match value {
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        0.1.. => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denoise::Family;
    use crate::denoise::trial::Scores;
    use crate::ui::widgets::compare::Tally;

    #[test]
    fn the_best_stands_first_and_what_was_not_known_last() {
        let method = |id: &str, year, psnr: Option<f64>| Entry {
            origin: Some((year, Family::Patches)),
            tally: Tally {
                scores: psnr.map(|psnr| Scores { psnr, ssim: 0.5 }),
                ..Tally::default()
            },
            ..Entry::empty(id, id)
        };
        let entries = [
            Entry::empty(CLEAN, "Clean"),
            method("worse", 1990, Some(25.0)),
            method("later", 2013, Some(31.0)),
            method("best", 1995, Some(30.0)),
            method("waiting", 1970, None),
        ];
        let overtaken = |id: &str| (id == "worse").then_some(1200);
        let figure = leaderboard(&entries, 2000.0, Some("best"), &overtaken, "seed 0");
        assert_eq!(
            figure.csv(),
            ",method,year,\"PSNR, dB\",SSIM,time,MP/s,overtaken\n\
             1,best,1995,30,0.5,,,\n2,worse,1990,25,0.5,,,1200\n–,waiting,1970,,,,,\n–,later,2013,31,0.5,,,\n"
        );
        let crate::figure::Body::Table(table) = figure.body else {
            panic!("a table")
        };
        let looks: Vec<_> = table
            .rows
            .iter()
            .map(|row| (&*row.spoken, row.chosen, row.faint))
            .collect();
        assert_eq!(
            looks,
            [
                ("1. best", true, false),
                ("2. worse", false, false),
                ("3. waiting", false, false),
                ("not known yet: later", false, true)
            ]
        );
        assert_eq!(table.texts(&table.rows[1])[7], "step 1200");
    }
}

//! How the race against the decades stands: as a chart, as a table, and as a verdict.

use std::collections::BTreeMap;

use super::Verdict;
use crate::figure::{Axis, Cell, Column, Figure, Mark, Numbers, Role, counted};
use crate::image::Image;
use crate::labs::Truth;

/// A method's score on the photograph.
pub(super) struct Rival {
    pub(super) label: &'static str,
    /// Its place in the list of all methods, which decides its colour.
    pub(super) rank: usize,
    pub(super) year: u32,
    pub(super) psnr: f64,
    pub(super) answer: Image,
}

/// Each decade's best method until its end: (decade, method, year, PSNR).
fn decades(rivals: &[Rival]) -> Vec<(u32, &Rival)> {
    let mut best: BTreeMap<u32, &Rival> = BTreeMap::new();
    for rival in rivals {
        let decade = rival.year / 10 * 10;
        let place = best.entry(decade).or_insert(rival);
        if rival.psnr > place.psnr {
            *place = rival;
        }
    }
    // What was known before stays known.
    let mut known: Option<&Rival> = None;
    best.into_iter()
        .map(|(decade, rival)| {
            let best = known.filter(|old| old.psnr >= rival.psnr).unwrap_or(rival);
            known = Some(best);
            (decade, best)
        })
        .collect()
}

fn overtaken(points: &[[f64; 2]], psnr: f64) -> Option<f64> {
    points
        .iter()
        .find(|point| point[1] > psnr)
        .map(|point| point[0])
}

/// All decades overtaken: it holds. Not all, and in the second half of the time, if that is long enough to tell, the
/// network has not got better: it fails. Else more time may change it.
pub(super) fn verdict(rivals: &[Rival], points: &[[f64; 2]]) -> Verdict {
    /// A gain below so many dB is none.
    const GAIN: f64 = 0.05;
    /// Judgements from which on a standstill can be seen.
    const ENOUGH: usize = 10;
    /// Seconds that a standstill lasts at least: a network on a busy machine stands still for a few, too.
    const LONG: f64 = 10.0;
    let decades = decades(rivals);
    let passed = |rival: &Rival| overtaken(points, rival.psnr);
    let count = decades.iter().filter(|(_, rival)| passed(rival).is_some());
    let (count, all) = (count.count(), decades.len());
    let best = |points: &[[f64; 2]]| points.iter().map(|point| point[1]).fold(f64::MIN, f64::max);
    let (early, late) = points.split_at(points.len() / 2);
    let lasts = match late {
        [first, .., last] => last[0] - first[0],
        _ => 0.0,
    };
    let stands_still = points.len() >= ENOUGH && lasts >= LONG && best(late) < best(early) + GAIN;
    let (truth, why) = match count {
        count if count == all && all > 0 => (Truth::Holds, ""),
        _ if stands_still => (Truth::Fails, " The network has stopped getting better."),
        _ => (Truth::Open, " More time may change that."),
    };
    let mut numbers = vec![("network, best PSNR, dB".to_owned(), best(points))];
    for (decade, rival) in &decades {
        numbers.push((format!("until the {decade}s, best PSNR, dB"), rival.psnr));
        let seconds = passed(rival).unwrap_or(f64::NAN);
        numbers.push((format!("until the {decade}s, overtaken after, s"), seconds));
    }
    let now = match points.last() {
        Some(last) => format!("after {:.0} s it stands at {:.2} dB", last[0], last[1]),
        None => "it has not been judged yet".into(),
    };
    let next = decades.iter().find(|(_, rival)| passed(rival).is_none());
    let next = next.map_or(String::new(), |(decade, rival)| {
        format!(
            ", next is the {decade}s: {} with {:.2} dB",
            rival.label, rival.psnr
        )
    });
    Verdict {
        truth,
        words: format!(
            "the network has overtaken {count} of {}; {now}{next}.{why}",
            counted(all, "decade", "decades")
        ),
        numbers,
    }
}

/// What is said while the classical methods clean the photograph, `all` of them.
pub(super) fn waiting(rivals: &[Rival], all: usize) -> String {
    let best = rivals.iter().max_by(|a, b| a.psnr.total_cmp(&b.psnr));
    let best = best.map_or(String::new(), |best| {
        format!(": the best so far is {}, {:.2} dB", best.label, best.psnr)
    });
    format!(
        "{} of {all} classical methods have cleaned the photograph{best}. Then the network's clock runs.",
        rivals.len()
    )
}

/// The decades as levels and the network's way, over so many seconds.
pub(super) fn chart(rivals: &[Rival], points: &[[f64; 2]], budget: f64) -> Figure {
    let x = Axis {
        holds: vec![0.0, budget],
        ..Axis::new("training, with judging").unit("s")
    };
    let y = Axis::new("PSNR on the photograph")
        .unit("dB")
        .numbers(Numbers::Decimals(2));
    let network = Mark::line("network", Role::Network, points.to_vec());
    let levels = decades(rivals).into_iter().map(|(decade, rival)| {
        let name = format!("{decade}s: {}", rival.label);
        Mark::level(name, Role::Method(rival.rank), rival.psnr)
    });
    Figure::plot("The race", x, y, levels.chain([network]))
}

pub(super) fn table(rivals: &[Rival], points: &[[f64; 2]]) -> Figure {
    let row = |(decade, rival): (u32, &Rival)| {
        let overtaken = match overtaken(points, rival.psnr) {
            // Before the network begins there is nothing to be said.
            None if points.is_empty() => Cell::Empty,
            None => "not overtaken".into(),
            Some(seconds) => Cell::Said(seconds, format!("overtaken after {seconds:.0} s")),
        };
        vec![
            format!("until the {decade}s").into(),
            format!("{} ({})", rival.label, rival.year).into(),
            rival.psnr.into(),
            overtaken,
        ]
    };
    let columns = [
        Column::new("decade"),
        Column::new("best method"),
        Column::of("PSNR", "dB", Numbers::Decimals(2)),
        Column::of("network", "s", Numbers::Short),
    ];
    Figure::table("Overtaken", columns, decades(rivals).into_iter().map(row))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rival(label: &'static str, year: u32, psnr: f64) -> Rival {
        Rival {
            label,
            rank: 0,
            year,
            psnr,
            answer: Image::zeros(1, 0, 0),
        }
    }

    #[test]
    fn a_decade_knows_what_was_known_before() {
        let rivals = [
            rival("a", 1971, 25.0),
            rival("b", 1998, 27.0),
            rival("c", 1992, 26.0),
            rival("d", 2003, 26.5),
            rival("e", 2007, 29.0),
        ];
        let found: Vec<_> = decades(&rivals)
            .into_iter()
            .map(|(decade, rival)| (decade, rival.label))
            .collect();
        assert_eq!(found, [(1970, "a"), (1990, "b"), (2000, "e")]);
        let only = [rival("a", 1998, 27.0), rival("b", 2001, 26.0)];
        assert_eq!(decades(&only)[1].1.label, "a");
    }

    #[test]
    fn a_network_that_stands_still_has_failed_and_one_that_learns_has_not() {
        let rivals = [rival("a", 1971, 25.0), rival("b", 2003, 29.0)];
        let of = |psnr: fn(f64) -> f64| {
            let points: Vec<_> = (0..20)
                .map(|at| [f64::from(2 * at), psnr(f64::from(at))])
                .collect();
            verdict(&rivals, &points).truth
        };
        assert_eq!(of(|at| 20.0 + at), Truth::Holds);
        assert_eq!(of(|at| 20.0 + at / 4.0), Truth::Open);
        assert_eq!(of(|_| 27.0), Truth::Fails);
        let soon: Vec<_> = (0..20).map(|at| [f64::from(at) / 2.0, 27.0]).collect();
        assert_eq!(verdict(&rivals, &soon).truth, Truth::Open);
        assert_eq!(verdict(&rivals, &[[1.0, 27.0]]).truth, Truth::Open);
        assert_eq!(verdict(&[], &[[1.0, 27.0]]).truth, Truth::Open);
    }

    #[test]
    fn the_words_follow_the_race() {
        let rivals = [rival("a", 1971, 25.0), rival("b", 2003, 29.0)];
        let words = waiting(&rivals, 40);
        assert!(
            words.starts_with("2 of 40 ") && words.contains("b, 29.00 dB"),
            "{words}"
        );
        let words = verdict(&rivals, &[]).words;
        assert!(words.contains("overtaken 0 of 2"), "{words}");
        let words = verdict(&rivals, &[[3.0, 26.0]]).words;
        let expected =
            "overtaken 1 of 2 decades; after 3 s it stands at 26.00 dB, next is the 2000s: b";
        assert!(words.contains(expected), "{words}");
        let told = |points: &[[f64; 2]]| {
            let crate::figure::Body::Table(table) = table(&rivals, points).body else {
                panic!("no table");
            };
            table
                .rows
                .iter()
                .map(|row| table.texts(row)[3].clone())
                .collect::<Vec<_>>()
        };
        assert!(
            told(&[]).iter().all(|text| !text.contains("overtaken")),
            "{:?}",
            told(&[])
        );
        assert_eq!(told(&[[3.0, 26.0]])[1], "not overtaken");
        // Before anything is judged the chart has the decades and the whole of the time.
        let figure = chart(&rivals, &[], 60.0);
        let crate::figure::Body::Plot(plot) = figure.body else {
            panic!("no plot");
        };
        assert_eq!((plot.marks.len(), plot.x.holds), (3, vec![0.0, 60.0]));
    }

    #[test]
    fn the_first_better_judgement_counts() {
        let points = [[1.0, 20.0], [2.0, 27.0], [3.0, 26.0], [4.0, 28.0]];
        assert_eq!(overtaken(&points, 26.5), Some(2.0));
        assert_eq!(overtaken(&points, 27.5), Some(4.0));
        assert_eq!(overtaken(&points, 28.0), None);
    }
}

//! What is shown: the books, curves while the networks learn, what they write, and where they look.

use super::dates::{Pair, meant, pairs};
use super::found::{Found, State, mean};
use super::matter::Matter;
use super::read::Read;
use super::translate::{Answer, Kind, Translator};
use super::{ReadsAndWrites, What};
use crate::figure::{
    Axis, Body, Cell, Column, Figure, Frame, Grid, Mark, Numbers, Places, Role, Shade, percent,
};

/// Letters of a book that are shown.
const SHOWN: usize = 60;

/// Letters as they stand on one line.
fn line(text: &str) -> String {
    text.replace('\n', " ")
}

/// What there is to learn from.
pub(super) fn first(lab: &ReadsAndWrites, matter: &Matter) -> Vec<Figure> {
    let mut figures = Vec::new();
    if lab.does(What::Read) || lab.does(What::Write) {
        let rows = matter.books.iter().map(|book| {
            let begin = &book.learned[..SHOWN.min(book.learned.len())];
            vec![
                Cell::from(&*book.name),
                Cell::from(book.learned.len() as f64),
                Cell::from(book.held_out.len() as f64),
                Cell::from(line(&matter.words(begin)) + "…"),
            ]
        });
        let columns = [
            Column::new("book"),
            Column::of("letters to learn from", "", Numbers::Counted),
            Column::of("held out", "", Numbers::Counted),
            Column::new("it begins"),
        ];
        figures.push(Figure::table(
            "What there is to read",
            columns,
            rows.collect::<Vec<_>>(),
        ));
    }
    if lab.does(What::Translate) {
        let row = |pair: &Pair| vec![Cell::from(&*pair.read), Cell::from(&*pair.written)];
        let rows: Vec<_> = pairs(8, lab.seed, false).iter().map(row).collect();
        let columns = [Column::new("it reads"), Column::new("it is to write")];
        figures.push(Figure::table("Dates to learn from", columns, rows));
    }
    figures
}

fn steps() -> Axis {
    Axis::new("step").numbers(Numbers::Counted)
}

/// Everything that is known while they learn.
pub(super) fn figures(lab: &ReadsAndWrites, matter: &Matter, state: &State) -> Vec<Figure> {
    let mut figures = Vec::new();
    if lab.does(What::Write) && !state.live.write.is_empty() {
        figures.push(bits(state));
        figures.push(as_it_learns(state));
    }
    if lab.does(What::Translate) && state.live.dates.iter().any(|curve| !curve.is_empty()) {
        figures.push(dates(state));
    }
    if lab.does(What::Read) && !state.live.read.is_empty() {
        figures.push(books(state));
        if let Some(read) = state.found.first().and_then(|found| found.read.as_ref()) {
            figures.push(told(lab, matter, read));
        }
    }
    if state
        .found
        .iter()
        .any(|found| found.aims.is_some() || found.write.is_some())
    {
        figures.push(table(&state.found));
    }
    figures
}

/// Bits a letter.
fn bits(state: &State) -> Figure {
    let mut marks = vec![Mark::line(
        "network",
        Role::Network,
        state.live.write.clone(),
    )];
    for (order, bits) in state.counted.iter().enumerate() {
        if matches!(order, 0 | 1 | 2 | 3 | 6) {
            let name = match order {
                0 => "letters counted".to_owned(),
                1 => "after 1 letter".to_owned(),
                _ => format!("after {order}"),
            };
            marks.push(Mark::level(name, Role::Reference, *bits));
        }
    }
    let y = Axis::new("bits a letter").numbers(Numbers::Decimals(1));
    Figure::plot("How surprising is the next letter?", steps(), y, marks).note(
        "Of held-out text, mean (on the way, of a sixth of it): 1 bit as much as a coin that is thrown. Dotted: \
         letters that were counted in the same text, alone or after as many others, with Kneser and Ney's smoothing.",
    )
}

/// What it writes as it learns.
fn as_it_learns(state: &State) -> Figure {
    let frames = state.live.words.iter().map(|(step, words)| Frame {
        name: format!("step {step}"),
        body: Body::Words(vec![words.clone()]),
    });
    Figure::new("It goes on, as it learns", Body::Frames(frames.collect()))
}

/// What is written after the beginning, by the network and by counting.
pub(super) fn continued(network: &str, counted: &[(usize, String)]) -> Figure {
    let mut paragraphs = vec![format!("The network: {}", line(network))];
    for (order, words) in counted {
        let name = match order {
            1 => "Counted, after 1 letter".to_owned(),
            order => format!("Counted, after {order}"),
        };
        paragraphs.push(format!("{name}: {}", line(words)));
    }
    Figure::new("How it goes on", Body::Words(paragraphs))
}

fn dates(state: &State) -> Figure {
    let marks = Kind::ALL
        .into_iter()
        .zip(&state.live.dates)
        .map(|(kind, curve)| {
            let role = match kind {
                Kind::Attention => Role::Network,
                Kind::Placeless => Role::Series(0),
                Kind::Dense => Role::Series(1),
            };
            Mark::line(kind.name(), role, curve.clone())
        });
    let y = Axis {
        holds: vec![0.0, 1.0],
        ..Axis::new("dates right").numbers(Numbers::Percent)
    };
    Figure::plot("Dates it has never seen", steps(), y, marks.collect::<Vec<_>>())
        .note("Right is who has all ten letters right. No date is both learned from and asked about, however written.")
}

fn books(state: &State) -> Figure {
    let mut marks = vec![Mark::line(
        "network",
        Role::Network,
        state.live.read.clone(),
    )];
    for order in [0, 2, 4] {
        if let Some(share) = state.told.get(order) {
            let name = match order {
                0 => "letters counted".to_owned(),
                order => format!("after {order}"),
            };
            marks.push(Mark::level(name, Role::Reference, *share));
        }
    }
    let y = Axis {
        holds: vec![0.25, 1.0],
        ..Axis::new("stretches right").numbers(Numbers::Percent)
    };
    Figure::plot("Which book is it from?", steps(), y, marks).note(
        "Dotted: letters that were counted in each book, alone or after as many others; the book that needs the fewest \
         bits is named. One in four would be right by chance.",
    )
}

/// Some held-out stretches with what is said of them.
fn told(lab: &ReadsAndWrites, matter: &Matter, read: &Read) -> Figure {
    let stretches = matter.stretches(lab.stretch);
    let each = (stretches.len() / 10).max(1);
    let rows = stretches.iter().zip(&read.says).step_by(each).take(10);
    let rows = rows.map(|((book, stretch), said)| {
        let right = if book == said { "right" } else { "wrong" };
        vec![
            Cell::from(line(&matter.words(stretch))),
            Cell::from(&*matter.books[*book].name),
            Cell::from(&*matter.books[*said].name),
            Cell::from(right),
        ]
    });
    let columns = [
        Column::new("a held-out stretch"),
        Column::new("it is from"),
        Column::new("the network says"),
        Column::new("is that right?"),
    ];
    Figure::table("What it says of some", columns, rows.collect::<Vec<_>>())
}

/// What a person's date becomes, where the network looks, and what becomes of others.
pub(super) fn translated(translator: &mut Translator, date: &str, seed: u64) -> [Figure; 2] {
    let own = translator.write(Pair {
        read: date.to_owned(),
        written: String::new(),
    });
    let looks = looks(translator, &own);
    let is = |written: &str, meant: &str| match written == meant {
        true => "right".to_owned(),
        false => format!("wrong: {meant}"),
    };
    let said = match meant(date) {
        Some(meant) => format!("yours, {}", is(&own.written, &meant)),
        None => "yours".into(),
    };
    let mut rows = vec![vec![
        Cell::from(date),
        Cell::from(&*own.written),
        Cell::from(said),
    ]];
    for answer in translator.examples(11, seed) {
        rows.push(vec![
            Cell::from(&*answer.pair.read),
            Cell::from(&*answer.written),
            Cell::from(is(&answer.written, &answer.pair.written)),
        ]);
    }
    let columns = [
        Column::new("it reads"),
        Column::new("it writes"),
        Column::new("is that right?"),
    ];
    [
        looks,
        Figure::table("What it makes of new dates", columns, rows),
    ]
}

/// Where it looks while it writes.
fn looks(translator: &mut Translator, answer: &Answer) -> Figure {
    let names = |text: &str| text.chars().map(String::from).collect();
    let read = answer.pair.read.replace(' ', "·");
    let grid = Grid {
        columns: read.chars().count(),
        values: translator.looks(answer),
        shade: Shade::Fitting,
        across: Places::Names {
            what: "it reads".into(),
            names: names(&read),
        },
        down: Places::Names {
            what: "it writes".into(),
            names: names(&answer.written),
        },
        ..Grid::default()
    };
    Figure::grid("Where it looks while it writes", grid).note(format!(
        "{}: each row is a letter that is written, the darker the more it rests on that letter of what is read; the \
         last block of attention, mean of its heads.",
        answer.pair.read
    ))
}

/// What was found, mean of all seeds.
fn table(all: &[Found]) -> Figure {
    let mut rows = Vec::new();
    let mut add = |name: &str, said: [String; 2]| {
        let [network, other] = said;
        rows.push(vec![
            Cell::from(name),
            Cell::from(network),
            Cell::from(other),
        ]);
    };
    let read = mean(all, |one| one.read.as_ref().map(Read::right));
    if read.is_finite() {
        let best = mean(all, |one| one.read.as_ref().map(Read::best));
        add(
            "stretches told",
            [percent(read), format!("{} by counting", percent(best))],
        );
    }
    let write = mean(all, |one| one.write.map(|bits| bits[0]));
    if write.is_finite() {
        let best = mean(all, |one| one.write.map(|bits| bits[1]));
        add(
            "bits a letter",
            [format!("{write:.2}"), format!("{best:.2} by counting")],
        );
    }
    let [dates, placeless, dense] = Kind::ALL.map(|kind| mean(all, |one| one.date(kind)));
    if dates.is_finite() {
        let others = format!(
            "{} without places, {} dense",
            percent(placeless),
            percent(dense)
        );
        add("dates right", [percent(dates), others]);
    }
    for (part, name) in ["year", "month", "day"].into_iter().enumerate() {
        let [own, chance] =
            [0, 1].map(|which| mean(all, |one| one.aims.map(|aims| aims[part][which])));
        if own.is_finite() {
            let name = format!("looks at the {name} while it writes it");
            add(
                &name,
                [percent(own), format!("{} by chance", percent(chance))],
            );
        }
    }
    let columns = [
        Column::new(""),
        Column::new("network"),
        Column::new("to compare with"),
    ];
    Figure::table("In numbers", columns, rows).note("Means over all seeds that are done.")
}

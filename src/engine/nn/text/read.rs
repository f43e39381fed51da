//! A network from text.

use super::{KERNEL, OFF, SHORT, TextMistake};
use crate::nn::layers::{self, Identity, Layer};
use crate::nn::{Architecture, Join, Row, RowId, Source, Tie};
use crate::say;
use crate::setting::{Kind, find, nearest};
use crate::words::Text;

/// More rows than this are surely not meant.
const MOST_ROWS: usize = 2000;
/// Most blocks inside each other.
const MOST_DEPTH: usize = 16;
/// The largest id.
const MOST_ID: RowId = 1_000_000;
/// How a second input can be joined.
const JOINS: [Join; 4] = [
    Join::Add(Source::Above),
    Join::Subtract(Source::Above),
    Join::Multiply(Source::Above),
    Join::Concat(Source::Above),
];

/// A part of a line, without its comment, and the line's number.
type Line<'a> = (usize, &'a str);

struct Reader {
    rows: Vec<Row>,
    /// Where each row stands.
    lines: Vec<usize>,
    mistakes: Vec<TextMistake>,
}

/// The network, and the line of each row.
pub(super) fn architecture(text: &str) -> Result<(Architecture, Vec<usize>), Vec<TextMistake>> {
    let lines: Vec<Line<'_>> = text
        .lines()
        .enumerate()
        .flat_map(|(at, line)| pieces(line).map(move |piece| (at + 1, piece)))
        .collect();
    let mut reader = Reader {
        rows: Vec::new(),
        lines: Vec::new(),
        mistakes: Vec::new(),
    };
    reader.block(&lines, 0);
    if reader.mistakes.is_empty() {
        Ok((Architecture { rows: reader.rows }, reader.lines))
    } else {
        Err(reader.mistakes)
    }
}

/// The parts of a line: blocks open and close, and rows end, in the middle of one too.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let line = line.split('#').next().unwrap_or("");
    let parts = line
        .split_inclusive(['{', ';'])
        .flat_map(|part| part.split_inclusive('}'));
    let parts = parts.flat_map(|part| match part.strip_suffix('}') {
        Some(before) => [before, "}"],
        None => [part.trim_end_matches(';'), ""],
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// The line that closes the block which opens just before `lines`.
fn closing(lines: &[Line<'_>]) -> Option<usize> {
    let mut depth = 1usize;
    lines.iter().position(|(_, line)| {
        depth += usize::from(line.ends_with('{'));
        depth -= usize::from(*line == "}");
        depth == 0
    })
}

impl Reader {
    fn fault(&mut self, line: usize, what: Text) {
        let mistake = TextMistake { line, what };
        // A line that is repeated is wrong once.
        if !self.mistakes.contains(&mistake) {
            self.mistakes.push(mistake);
        }
    }

    fn block(&mut self, lines: &[Line<'_>], depth: usize) {
        let mut at = 0;
        while let Some(&(number, line)) = lines.get(at) {
            at += 1;
            if line == "}" {
                self.fault(number, say!("this }} closes nothing: remove it"));
            } else if let Some(head) = line.strip_suffix('{') {
                let rest = &lines[at..];
                let Some(end) = closing(rest) else {
                    self.fault(number, say!("this {{ is never closed: add a line with }}"));
                    return;
                };
                self.repeat(number, head, &rest[..end], depth);
                at += end + 1;
            } else if self.rows.len() >= MOST_ROWS {
                self.fault(
                    number,
                    say!("the network has more than {} rows: repeat less", MOST_ROWS),
                );
                return;
            } else {
                self.line(number, line);
            }
        }
    }

    fn repeat(&mut self, number: usize, head: &str, lines: &[Line<'_>], depth: usize) {
        let words: Vec<&str> = head.split_whitespace().collect();
        let times = match words[..] {
            ["repeat", times] => times
                .parse()
                .ok()
                .filter(|times| (1..=MOST_ROWS).contains(times)),
            _ => None,
        };
        let Some(times) = times else {
            return self.fault(
                number,
                say!(
                    "a block begins with repeat and how often, as in: repeat 6 {{ (1 to {} times)",
                    MOST_ROWS
                ),
            );
        };
        if depth >= MOST_DEPTH {
            return self.fault(
                number,
                say!(
                    "there are more than {} blocks inside each other",
                    MOST_DEPTH
                ),
            );
        }
        for _ in 0..times {
            let (rows, mistakes) = (self.rows.len(), self.mistakes.len());
            self.block(lines, depth + 1);
            // Nothing new comes of an empty block, nor of a wrong one.
            if self.rows.len() == rows || self.mistakes.len() > mistakes {
                return;
            }
        }
    }

    fn line(&mut self, number: usize, line: &str) {
        let next = self.rows.last().map_or(1, |row| row.id.saturating_add(1));
        let (id, line) = match line.split_once(':') {
            None => (Some(next), line),
            Some((id, rest)) => (id.trim().parse().ok(), rest),
        };
        let Some(id) = id.filter(|id| (1..=MOST_ID).contains(id)) else {
            return self.fault(
                number,
                say!("before the colon stands the row's id, 1 to {}", MOST_ID),
            );
        };
        if self.rows.iter().any(|row| row.id == id) {
            return self.fault(
                number,
                say!("id {} is used twice: give this row another", id),
            );
        }
        let mut words = line.split_whitespace().peekable();
        let off = words.next_if_eq(&OFF).is_some();
        if off && words.peek().is_none() {
            return self.fault(
                number,
                say!("after off stands the layer that is switched off, as in: off conv 8"),
            );
        }
        // A second input alone, as in `add 3`, is handed on as it is.
        let joins = |word: &&str| JOINS.into_iter().any(|join| join.key() == *word);
        let layer = match words.peek().is_some_and(joins) {
            true => Some(Box::new(Identity::default()) as Box<dyn Layer>),
            false => words.next().and_then(|name| self.layer(number, name)),
        };
        let Some(layer) = layer else {
            return;
        };
        let mut row = Row {
            off,
            ..Row::new(id, layer)
        };
        let mut bare = 0;
        while let Some(word) = words.next() {
            let join = JOINS.into_iter().find(|join| join.key() == word);
            if word == "from" || join.is_some() {
                let Some(source) = self.source(number, word, words.next()) else {
                    continue;
                };
                match join {
                    Some(_) if row.join.is_some() => {
                        self.fault(number, say!("a row has one second input: join one"));
                    }
                    Some(join) => row.join = Some(join.with(source)),
                    None => row.from = source,
                }
            } else if word == "tie" {
                let transposed = |next: &&str| *next == "transposed";
                if let Some(Source::Row(row_id)) = self.source(number, word, words.next()) {
                    let transposed = words.next_if(transposed).is_some();
                    row.tie = Some(Tie {
                        row: row_id,
                        transposed,
                    });
                } else {
                    self.fault(number, say!("weights are shared with a row, as in: tie 3"));
                }
            } else {
                self.setting(number, &mut *row.layer, word, &mut bare);
            }
        }
        self.rows.push(row);
        self.lines.push(number);
    }

    fn layer(&mut self, number: usize, name: &str) -> Option<Box<dyn Layer>> {
        let lower = name.to_lowercase();
        let long = SHORT.iter().find(|(short, _)| *short == lower);
        let id = long.map_or(lower.as_str(), |(_, long)| long);
        let found = find(layers::ALL, id).map(|entry| (entry.make)());
        if found.is_none() {
            let names = layers::ALL.iter().map(|entry| entry.id);
            let hint = nearest(&lower, names.chain(SHORT.iter().map(|(short, _)| *short)));
            let told = match hint {
                Some(near) => say!("there is no layer called {}; did you mean {}?", name, near),
                None => say!("there is no layer called {}", name),
            };
            self.fault(number, told);
        }
        found
    }

    /// `64`, `3x3`, or `key=value`; `bare` counts the numbers without a key.
    fn setting(&mut self, number: usize, layer: &mut dyn Layer, word: &str, bare: &mut usize) {
        let settings = layer.settings();
        let is_number = |kind: &Kind| matches!(kind, Kind::Int { .. } | Kind::Float { .. });
        let (key, text) = if let Some((key, text)) = word.split_once('=') {
            (Some(key), text)
        } else if word.contains('x') {
            (Some(KERNEL), word)
        } else {
            let first = settings
                .first()
                .filter(|first| *bare == 0 && is_number(&first.kind));
            *bare += 1;
            (first.map(|first| first.key), word)
        };
        let found = key.and_then(|key| settings.iter().find(|setting| setting.key == key));
        let Some(setting) = found else {
            let keys: Vec<_> = settings.iter().map(|setting| setting.key).collect();
            let known = if keys.is_empty() {
                say!("it has no settings")
            } else {
                say!("its settings are {}, written as key=value", keys.join(", "))
            };
            return self.fault(
                number,
                say!("{} has no place for {}: {}", layer.id(), word, known),
            );
        };
        let set = setting
            .parse(text)
            .and_then(|value| layer.set(setting.key, value));
        if let Err(refusal) = set {
            self.fault(number, refusal.text());
        }
    }

    fn source(&mut self, number: usize, word: &str, name: Option<&str>) -> Option<Source> {
        let above = name
            .and_then(|name| name.strip_prefix('-'))
            .and_then(|back| back.parse::<usize>().ok());
        let found = match (name, above) {
            (Some("input"), _) => Some(Source::Input),
            (Some("above"), _) => Some(Source::Above),
            (_, Some(back)) => match (back, self.rows.len().checked_sub(back)) {
                (0, _) => None,
                (_, Some(at)) => self.rows.get(at).map(|row| Source::Row(row.id)),
                (_, None) => {
                    self.fault(
                        number,
                        say!("there are only {} rows above this one", self.rows.len()),
                    );
                    return None;
                }
            },
            (Some(name), None) => name
                .parse()
                .ok()
                .filter(|id| (1..=MOST_ID).contains(id))
                .map(Source::Row),
            (None, _) => None,
        };
        if found.is_none() {
            self.fault(
                number,
                say!(
                    "after {} stands a row: its id, -2 for two rows above, above or input",
                    word
                ),
            );
        }
        found
    }
}

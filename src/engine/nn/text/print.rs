//! A network to text.

use super::{KERNEL, OFF};
use crate::nn::layers::{self, Layer};
use crate::nn::{Architecture, Row, RowId, Source};
use crate::setting::{Kind, Value, find};

pub(super) fn text(architecture: &Architecture) -> String {
    let mut text = String::new();
    let mut expected: RowId = 1;
    for (at, row) in architecture.rows.iter().enumerate() {
        if row.id != expected {
            text += &format!("{}: ", row.id);
        }
        text += &line(architecture, at, row);
        text.push('\n');
        expected = row.id.saturating_add(1);
    }
    text
}

/// Earlier rows are named by how far above they stand: lines that are written above both change nothing.
fn line(architecture: &Architecture, at: usize, row: &Row) -> String {
    let mut words: Vec<_> = row.off.then(|| OFF.to_owned()).into_iter().collect();
    words.push(row.layer.id().to_owned());
    words.extend(settings(&*row.layer));
    let row_name = |id| match architecture.position(id) {
        Some(place) if place < at => format!("-{}", at - place),
        _ => id.to_string(),
    };
    let named = |source| match source {
        Source::Input => "input".to_owned(),
        Source::Above => "above".to_owned(),
        Source::Row(id) => row_name(id),
    };
    if row.from != Source::Above {
        words.push(format!("from {}", named(row.from)));
    }
    if let Some(join) = row.join {
        words.push(format!("{} {}", join.key(), named(join.source())));
    }
    if let Some(tie) = row.tie {
        words.push(format!("tie {}", row_name(tie.row)));
        if tie.transposed {
            words.push("transposed".into());
        }
    }
    words.join(" ")
}

/// The first number and the kernel bare, what differs from the usual as key=value.
fn settings(layer: &dyn Layer) -> Vec<String> {
    let usual = find(layers::ALL, layer.id()).map(|entry| (entry.make)());
    let mut words = Vec::new();
    for (at, setting) in layer.settings().iter().enumerate() {
        let Some(value) = layer.get(setting.key) else {
            continue;
        };
        let whole = matches!(setting.kind, Kind::Int { .. });
        if setting.key == KERNEL {
            words.push(match value {
                Value::Sides(_) => value.to_string(),
                side => format!("{side}x{side}"),
            });
        } else if at == 0 && whole {
            words.push(value.to_string());
        } else if usual.as_ref().and_then(|usual| usual.get(setting.key)) != Some(value.clone()) {
            words.push(format!("{}={value}", setting.key));
        }
    }
    words
}

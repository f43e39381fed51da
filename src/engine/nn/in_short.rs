//! A network in a few words.

use std::sync::OnceLock;

use super::Architecture;
use super::presets::{self, Preset};
use crate::setting::Value;

/// Channels or classes for which ready-made networks are known again.
const ANSWERS: [usize; 4] = [1, 2, 3, 10];

impl Architecture {
    /// The network in a few words: the name of the ready-made one that it is, else what it is made of, as in
    /// "convolution 5 × 24, dense 1 × 10": how many rows of the kind there are, and the most that one of them gives.
    pub fn in_short(&self) -> String {
        if let Some((preset, _)) = known().iter().find(|(_, known)| known == self) {
            return preset.label.to_owned();
        }
        let mut kinds: Vec<(&str, usize, i64)> = Vec::new();
        for row in &self.rows {
            let width = ["channels", "units", "filters"]
                .iter()
                .find_map(|key| row.layer.get(key));
            let Some(Value::Int(width)) = width else {
                continue;
            };
            let label = row.layer.label();
            match kinds.iter_mut().find(|(kind, ..)| *kind == label) {
                Some((_, count, most)) => {
                    *count += 1;
                    *most = width.max(*most);
                }
                None => kinds.push((label, 1, width)),
            }
        }
        if kinds.is_empty() {
            return match self.rows.len() {
                1 => "1 row".into(),
                count => format!("{count} rows"),
            };
        }
        let words = kinds.iter().map(|(label, count, most)| {
            let label = label.to_lowercase();
            format!("{label} {count} × {most}")
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

/// Ready-made networks, each for every number of answers.
fn known() -> &'static [(&'static Preset, Architecture)] {
    static KNOWN: OnceLock<Vec<(&'static Preset, Architecture)>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let each =
            |preset: &'static Preset| ANSWERS.map(move |answers| (preset, (preset.make)(answers)));
        presets::ALL.iter().flat_map(each).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::layers;

    #[test]
    fn ready_made_networks_are_known_again_and_others_are_told_by_their_rows() {
        for preset in presets::ALL {
            let told = (preset.make)(3).in_short();
            let same = presets::ALL.iter().find(|other| other.label == told);
            // Two names for one network may be; a foreign one may not.
            let same = same.map(|other| (other.make)(3));
            assert_eq!(same, Some((preset.make)(3)), "{told}");
        }
        let dense = layers::ALL
            .iter()
            .find(|entry| entry.id == "dense")
            .unwrap();
        let rows = [32, 8].map(|units| {
            let mut layer = (dense.make)();
            layer.set("units", Value::Int(units)).unwrap();
            layer
        });
        let told = Architecture::of(rows).in_short();
        assert_eq!(told, "dense 2 × 32");
        assert_eq!(Architecture::default().in_short(), "0 rows");
    }
}

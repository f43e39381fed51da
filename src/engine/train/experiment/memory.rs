//! How much memory training takes.

use std::collections::HashMap;

use super::Experiment;
use crate::job;
use crate::nn::layers::Role;
use crate::nn::{Architecture, Report, Row, Shape};
use crate::say;
use crate::words::Text;

/// So many bytes are worth a word even where there are many more.
const MUCH: u64 = 4_000_000_000;
/// Taken where the system does not say what it has.
const USUAL_BYTES: u64 = 16 << 30;

/// The memory that training takes, in bytes; what the data set holds comes on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryNeed {
    /// For the weights: with gradients, the optimizer's memory and the copies that are kept in case of divergence.
    pub fixed: u64,
    /// For each example of a batch: every row's output and joined input, the gradients at work, the example itself.
    pub per_example: u64,
}

impl MemoryNeed {
    /// Bytes for a batch.
    pub fn bytes(self, batch: usize) -> u64 {
        self.per_example
            .saturating_mul(batch as u64)
            .saturating_add(self.fixed)
    }

    /// The largest batch within so many bytes.
    pub fn batch_within(self, bytes: u64) -> u64 {
        bytes.saturating_sub(self.fixed) / self.per_example.max(1)
    }

    /// How much a batch takes of `spare` bytes, in words.
    pub fn words(self, batch: usize, spare: u64) -> Text {
        say!(
            "training takes about {} GB of memory for a batch of {}, besides the data set; this computer has {} GB to \
            spare",
            format!("{:.2}", self.bytes(batch) as f64 / 1e9),
            batch,
            giga(spare)
        )
    }

    /// A word on a batch that fits but takes much: half of what is to spare, or 4 GB. With what to do.
    pub fn warning(self, batch: usize, spare: u64) -> Option<Text> {
        let much = MUCH.min(spare / 2);
        (self.bytes(batch) > much && self.bytes(batch) <= spare).then(|| {
            let cure = match self.batch_within(much) {
                0 => say!("smaller examples or layers take less"),
                less => say!(
                    "a batch of {} takes {} GB",
                    less,
                    giga(self.bytes(less as usize))
                ),
            };
            say!("{}; {}", self.words(batch, spare), cure)
        })
    }

    /// What is wrong when only `spare` bytes are to be had, and the cure.
    pub(super) fn refusal(self, batch: usize, spare: u64) -> Option<[Text; 2]> {
        let needed = self.bytes(batch);
        if needed <= spare {
            return None;
        }
        let cure = match self.batch_within(spare) {
            0 => say!("make the examples or the layers smaller"),
            fits => say!(
                "a batch of {} fits; or make the examples or the layers smaller",
                fits
            ),
        };
        let what = say!(
            "training would need about {} GB of memory and this computer has {} GB to spare",
            giga(needed),
            giga(spare)
        );
        Some([what, cure])
    }
}

impl Experiment {
    /// The memory that training takes, by the check of its architecture.
    pub fn memory(&self, report: &Report) -> MemoryNeed {
        const BYTES: u64 = size_of::<f32>() as u64;
        let network = self.architecture.at_work();
        let rows = &network.rows;
        let mut held = 0u64;
        // Gradients are lent and given back, shape by shape: two at a time where a row keeps the shape, else one.
        let mut gradients: HashMap<Shape, u64> = HashMap::new();
        for (at, row) in report.rows.iter().enumerate() {
            let Ok(row) = row else {
                continue;
            };
            // The report may be of the moment before an edit.
            let joins = rows
                .get(at)
                .is_some_and(|row| row.join.is_some() && row.layer.role() != Role::Copy);
            let joined = if joins { row.input.size() } else { 0 };
            // A rectifier right behind a linear map or a normalisation works where their numbers lie.
            let own = if in_place(&network, at) {
                0
            } else {
                row.output.size()
            };
            let kept = rows.get(at).map_or(0, |own| own.layer.keeps(row.input));
            held = held.saturating_add((own + joined + kept) as u64);
            let lent = 1 + u64::from(row.input == row.output);
            for shape in [row.input, row.output] {
                let most = gradients.entry(shape).or_default();
                *most = lent.max(*most);
            }
        }
        let lent = gradients.iter().fold(0u64, |sum, (shape, lent)| {
            sum.saturating_add(lent.saturating_mul(shape.size() as u64))
        });
        let input = self.data.shape().size() as u64;
        let slots = self.optimizer.slots().len() as u64;
        // Weights, gradients, a snapshot; twice again weights and slots, as the copies in case of divergence.
        let copies = 3 + slots + 2 * (1 + slots);
        MemoryNeed {
            fixed: BYTES * copies * report.parameters() as u64,
            // A twentieth more for the borders of pictures.
            per_example: held
                .saturating_add(lent)
                .saturating_add(4 * input)
                .saturating_mul(BYTES * 21)
                / 20,
        }
    }
}

/// Whether the row at `at` is a rectifier that is merged into the row before it, which nobody else reads.
fn in_place(network: &Architecture, at: usize) -> bool {
    let rows = &network.rows;
    let before = at.checked_sub(1).and_then(|before| rows.get(before));
    let (Some(before), Some(own)) = (before, rows.get(at)) else {
        return false;
    };
    let transposed = before.tie.is_some_and(|tie| tie.transposed);
    let follows = match before.layer.role() {
        Role::Linear => !transposed,
        Role::Norm => true,
        Role::Rectifier | Role::Copy | Role::Other => false,
    };
    let read = |(behind, row): (usize, &Row)| {
        let mut read = row
            .sources()
            .filter_map(|source| network.value(at + behind, source));
        (behind > 0 || row.join.is_some()) && read.any(|value| value == at)
    };
    follows
        && own.layer.role() == Role::Rectifier
        && own.join.is_none()
        && network.value(at, own.from) == Some(at)
        && !rows[at..].iter().enumerate().any(read)
}

/// Bytes as gigabytes, to a tenth.
fn giga(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e9)
}

/// Bytes that training may take on this computer.
pub fn spare_memory() -> u64 {
    job::memory().unwrap_or(USUAL_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Megabytes an example by which the process grew (VmHWM on Linux, between batches of 32 and 96, three steps, one
    /// thread).
    #[test]
    fn the_estimate_is_what_was_measured() {
        for (id, measured, most) in [
            ("denoise-quick", 3.19, 1.1),
            ("denoise-dncnn", 6.11, 1.1),
            ("denoise-unet", 8.90, 1.1),
            ("digits-cnn", 0.231, 1.3),
            ("denoise-flexible", 8.49, 1.1),
        ] {
            let experiment = Experiment::named(id).unwrap();
            let memory = experiment.memory(&experiment.check());
            let estimate = memory.per_example as f64 / f64::from(1 << 20);
            let ratio = estimate / measured;
            // Small pictures share more of their gradients' buffers than is reckoned with.
            assert!(
                (0.9..most).contains(&ratio),
                "{id}: {estimate} of {measured}"
            );
        }
    }

    #[test]
    fn a_refusal_names_the_batch_that_fits_and_it_does() {
        let memory = MemoryNeed {
            fixed: 1_000_000_000,
            per_example: 300_000_000,
        };
        assert_eq!(memory.refusal(10, 4_000_000_000), None);
        let told = memory.refusal(11, 4_000_000_000).unwrap();
        let told = told.each_ref().map(Text::to_string).join("; ");
        assert!(
            told.contains("about 4.3 GB")
                && told.contains("has 4.0 GB")
                && told.contains("a batch of 10 fits"),
            "{told}"
        );
        let told = memory.refusal(11, 1_200_000_000).unwrap();
        let told = told.each_ref().map(Text::to_string).join("; ");
        assert!(
            told.ends_with("; make the examples or the layers smaller"),
            "{told}"
        );
    }

    #[test]
    fn a_batch_that_takes_much_is_told_with_one_that_takes_less() {
        let memory = MemoryNeed {
            fixed: 0,
            per_example: 3_300_000,
        };
        assert_eq!(memory.warning(64, 20_000_000_000), None);
        let told = memory.warning(4096, 20_000_000_000).unwrap().to_string();
        assert!(
            told.contains("about 13.52 GB")
                && told.contains("has 20.0 GB")
                && told.contains("a batch of 1212"),
            "{told}"
        );
        assert!(memory.bytes(1212) <= MUCH);
        // Little, but half of a small computer.
        assert!(
            memory
                .warning(400, 2_000_000_000)
                .unwrap()
                .to_string()
                .contains("batch of 303")
        );
        // What does not fit is refused instead.
        assert_eq!(memory.warning(4096, 13_000_000_000), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_system_says_what_it_has() {
        let spare = job::memory().unwrap();
        assert!((50_000_000..1 << 44).contains(&spare), "{spare}");
        // It is asked while a person edits.
        let began = std::time::Instant::now();
        let asked = (0..20).filter_map(|_| job::memory()).count();
        let each = began.elapsed().as_secs_f64() / 20.0;
        println!("{:.3} ms", 1e3 * each);
        assert!(asked == 20 && each < 5e-3, "{each} s");
    }
}

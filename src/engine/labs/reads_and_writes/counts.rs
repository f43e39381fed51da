//! What counting can do: n-grams with Kneser and Ney's smoothing, which is what networks had to beat.
//!
//! ```text
//! P(w | h) = (max(c(h w) − D, 0) + D · N(h ·) · P(w | h′)) / c(h ·),   h′: h without its first letter
//! ```
//! c are counts for the longest h, and for shorter ones numbers of different letters before; N(h ·) is the number of
//! different letters after h, D = n₁ / (n₁ + 2 n₂) with the numbers of counts that are 1 and 2. Below the shortest,
//! all letters are alike. Sources: Kneser and Ney 1995, doi:10.1109/ICASSP.1995.479394; Chen and Goodman 1999,
//! doi:10.1006/csla.1999.0128.

use std::collections::HashMap;

/// Bits of a letter's number within a key.
const BITS: u32 = 6;

/// How often each letter follows a context.
#[derive(Clone, Default)]
struct Counts {
    after: HashMap<u64, Vec<u32>>,
    discount: f64,
}

impl Counts {
    fn add(&mut self, context: u64, letter: u8, letters: usize) {
        let counts = self
            .after
            .entry(context)
            .or_insert_with(|| vec![0; letters]);
        counts[usize::from(letter)] += 1;
    }

    fn estimate(&mut self) {
        let all = || self.after.values().flatten();
        let [once, twice] = [1, 2].map(|count| all().filter(|one| **one == count).count() as f64);
        self.discount = if once > 0.0 {
            once / (once + 2.0 * twice)
        } else {
            0.5
        };
    }
}

/// All n-grams of some texts, up to a length of context.
pub(super) struct Grams {
    letters: usize,
    /// By length of the context: counts, and numbers of different letters before.
    seen: Vec<Counts>,
    joined: Vec<Counts>,
}

fn key(context: &[u8]) -> u64 {
    context
        .iter()
        .fold(0, |key, letter| (key << BITS) | u64::from(*letter))
}

impl Grams {
    /// Counts in texts, with contexts of up to `longest` letters (at most 9).
    pub(super) fn new<'a>(
        texts: impl IntoIterator<Item = &'a [u8]>,
        longest: usize,
        letters: usize,
    ) -> Self {
        let mut seen = vec![Counts::default(); longest + 1];
        for text in texts {
            for (order, counts) in seen.iter_mut().enumerate() {
                for window in text.windows(order + 1) {
                    counts.add(key(&window[..order]), window[order], letters);
                }
            }
        }
        let mut joined = vec![Counts::default(); longest];
        for (order, joined) in joined.iter_mut().enumerate() {
            let mask = (1 << (BITS * order as u32)) - 1;
            for (context, counts) in &seen[order + 1].after {
                for (letter, count) in counts.iter().enumerate() {
                    if *count > 0 {
                        joined.add(context & mask, letter as u8, letters);
                    }
                }
            }
        }
        seen.iter_mut()
            .chain(&mut joined)
            .for_each(Counts::estimate);
        Self {
            letters,
            seen,
            joined,
        }
    }

    /// The probability of each letter after `before`, by contexts of at most `order` letters.
    pub(super) fn chances(&self, before: &[u8], order: usize) -> Vec<f64> {
        let order = order.min(self.seen.len() - 1);
        let mut chances = vec![1.0 / self.letters as f64; self.letters];
        for length in 0..=order.min(before.len()) {
            // A context that is cut short by the text's beginning has been counted like any other.
            let counts = match length == order {
                true => &self.seen[length],
                false => &self.joined[length],
            };
            let Some(after) = counts.after.get(&key(&before[before.len() - length..])) else {
                break;
            };
            let total = f64::from(after.iter().sum::<u32>());
            let different = after.iter().filter(|count| **count > 0).count() as f64;
            for (chance, count) in chances.iter_mut().zip(after) {
                let kept = (f64::from(*count) - counts.discount).max(0.0);
                *chance = (kept + counts.discount * different * *chance) / total;
            }
        }
        chances
    }

    /// Bits that the letters of a text need, mean, from number `from` on.
    pub(super) fn bits(&self, text: &[u8], order: usize, from: usize) -> f64 {
        let places = from..text.len();
        let count = places.len().max(1) as f64;
        let each = places.map(|at| {
            let before = &text[at.saturating_sub(order)..at];
            -self.chances(before, order)[usize::from(text[at])].log2()
        });
        each.sum::<f64>() / count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_sum_to_one_and_what_was_seen_is_likelier() {
        let text: Vec<u8> = (0..400_u32).map(|at| (at * at % 7 % 4) as u8).collect();
        let grams = Grams::new([&text[..]], 4, 5);
        for order in 0..=4 {
            for before in [&text[..0], &text[3..8], &[4, 4, 4, 4]] {
                let sum: f64 = grams.chances(before, order).iter().sum();
                assert!((sum - 1.0).abs() < 1e-9, "{order} {before:?}: {sum}");
            }
        }
        // The text goes round: what follows is known, but for the letter that never came.
        assert!(grams.bits(&text, 4, 10) < 0.1);
        assert!(grams.bits(&text, 0, 10) > 1.0);
        assert!(grams.chances(&text[..3], 3)[4] > 0.0);
    }

    /// By hand: "aab" has after a: a once, b once; D = n₁ / (n₁ + 2 n₂) = 1 there. Before a: the beginning and a; the
    /// different pairs are aa and ab, so that below a and b are alike, D = 1 again, and all three letters share it.
    #[test]
    fn by_hand() {
        let grams = Grams::new([&[0, 0, 1][..]], 1, 3);
        let third = 1.0 / 3.0;
        for chance in grams.chances(&[0], 1) {
            assert!((chance - third).abs() < 1e-12);
        }
    }
}

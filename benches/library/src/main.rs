//! Lemida's own numerics beside the crates that have the same, on one thread.
//!
//! Run: `cargo run --release` in this folder, which is no part of the workspace: the crates compile for minutes. Prints
//! a line a case: microseconds of ours, of each crate, and how many times ours the fastest crate takes. Each time is
//! the shortest of many runs, so that what else the machine does counts little. The figures stand at the heads of the
//! files that they speak of; what of ours gave way to a crate is kept in `gone`.

mod cases;
mod gone;

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long a case is repeated.
const TIME: Duration = Duration::from_millis(400);

/// One way to do something, with its name.
type Way<'a> = (&'a str, Box<dyn FnMut() -> f64 + 'a>);

fn main() {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let one = one.expect("no thread to be had");
    faer::set_global_parallelism(faer::Par::Seq);
    println!("| what | size | ours, µs | crates, µs | fastest crate / ours |");
    println!("|---|---|---|---|---|");
    // Nothing is handed from thread to thread.
    one.install(|| cases::all(&mut report));
}

/// Measures the ways, ours first, in turns.
fn report(what: &str, size: &str, mut ways: Vec<Way<'_>>) {
    let mut best = vec![f64::INFINITY; ways.len()];
    let start = Instant::now();
    let mut rounds = 0;
    while rounds < 5 || start.elapsed() < TIME * ways.len() as u32 {
        for ((_, run), best) in ways.iter_mut().zip(&mut best) {
            let start = Instant::now();
            black_box(run());
            *best = best.min(start.elapsed().as_secs_f64());
        }
        rounds += 1;
    }
    let micros: Vec<f64> = best.iter().map(|seconds| 1e6 * seconds).collect();
    let others: Vec<String> = ways
        .iter()
        .zip(&micros)
        .skip(1)
        .map(|((name, _), micros)| format!("{name} {micros:.1}"))
        .collect();
    let fastest = micros[1..].iter().copied().fold(f64::INFINITY, f64::min);
    println!(
        "| {what} | {size} | {:.1} | {} | {:.2} |",
        micros[0],
        others.join(", "),
        fastest / micros[0]
    );
}

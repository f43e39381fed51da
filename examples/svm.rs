//! A support vector machine learns a file, for comparisons with others: `benches/peers/svm.py` runs it.
//!
//! `cargo run --release --example svm -- ROWS CLASSES LEARNED WIDTH linear|radial single|double TOLERANCE OUT`
//!
//! ROWS holds f32 numbers, CLASSES a byte for each row; the first LEARNED rows are learned from. γ is 1 / (numbers ×
//! variance), C is 1. Writes the decision values of the other rows (f64) and then a byte for each answer to OUT, and
//! prints processor seconds, support vectors and steps. One thread.

use std::error::Error;

use lemida::job::with_threads;
use lemida::math::svm::{Kernel, Machine, Matter, Precision, Rule, gamma_of};

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [
        rows,
        classes,
        learned,
        width,
        kernel,
        precision,
        tolerance,
        out,
    ] = &given[..]
    else {
        return Err("eight words are wanted".into());
    };
    let (learned, width): (usize, usize) = (learned.parse()?, width.parse()?);
    let rows: Vec<f32> = std::fs::read(rows)?
        .as_chunks()
        .0
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes))
        .collect();
    let classes: Vec<usize> = std::fs::read(classes)?
        .into_iter()
        .map(usize::from)
        .collect();
    let (own, others) = rows.split_at(learned * width);
    let kernel = match &**kernel {
        "linear" => Kernel::Linear,
        _ => Kernel::Radial {
            gamma: gamma_of(own, width),
        },
    };
    let precision = match &**precision {
        "double" => Precision::Double,
        _ => Precision::Single,
    };
    let rule = Rule {
        tolerance: tolerance.parse()?,
        ..Rule::default()
    };
    let matter = Matter {
        rows: own,
        width,
        classes: &classes[..learned],
    };
    let began = seconds();
    let machine = with_threads(1, || {
        Machine::learn(matter, kernel, precision, &rule, &|_| true)
    })??;
    let fit = seconds() - began;
    let decisions = machine.decisions(others);
    let mut bytes: Vec<u8> = decisions
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    bytes.extend(machine.votes(&decisions).iter().map(|class| *class as u8));
    std::fs::write(out, bytes)?;
    println!("{fit} {} {}", machine.vectors(), machine.steps());
    Ok(())
}

/// Processor time of the whole process; where that cannot be had, of the wall.
fn seconds() -> f64 {
    let ticks = std::fs::read_to_string("/proc/self/stat")
        .ok()
        .and_then(|text| {
            let rest = text.rsplit(')').next()?.split_whitespace();
            let fields: Vec<f64> = rest
                .skip(11)
                .take(2)
                .filter_map(|x| x.parse().ok())
                .collect();
            Some(fields.iter().sum::<f64>() / 100.0)
        });
    ticks.unwrap_or_else(|| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        now.map_or(0.0, |since| since.as_secs_f64())
    })
}

//! Gives files that were changed at random to all readers of pictures and networks and says what happened. See
//! `fuzz/README.md`.

mod mutation;

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use mutation::{Random, mutated};

/// Most seconds of work on one file.
const MAX_SECONDS: f64 = 2.0;
/// Most bytes in memory at a time, for pictures of up to [`SMALL`] pixels.
const MAX_BYTES: u64 = 1 << 30;
/// Pixels up to which the limits hold.
const SMALL: usize = 20_000_000;
/// The same for files of networks.
const NETWORK: (f64, u64) = (1.0, 256 << 20);
/// Endings of those.
const NETWORKS: [&str; 4] = ["onnx", "safetensors", "pth", "lemida"];

/// What happened to the files of one kind.
#[derive(Default)]
struct Tally {
    files: u64,
    opened: u64,
    panics: u64,
    slow: u64,
    large: u64,
    seconds: f64,
    most_seconds: f64,
    most_bytes: u64,
}

static PANICS: AtomicU64 = AtomicU64::new(0);
static BEGAN: AtomicU64 = AtomicU64::new(u64::MAX);

fn main() -> ExitCode {
    let (mut count, mut seed, mut folders) = (20_000_u64, 1_u64, Vec::new());
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || words.next().and_then(|text| text.parse().ok());
        match word.as_str() {
            "--count" => count = number().unwrap_or(count),
            "--seed" => seed = number().unwrap_or(seed),
            folder => folders.push(PathBuf::from(folder)),
        }
    }
    let seeds = seeds(&folders);
    if seeds.is_empty() {
        eprintln!("name folders of pictures or networks, tests/data for one");
        return ExitCode::from(2);
    }
    println!("{} seeds, {count} files, seed {seed}", seeds.len());
    std::panic::set_hook(Box::new(|_| {
        PANICS.fetch_add(1, Ordering::Relaxed);
    }));
    let start = Instant::now();
    watch(start);
    let mut random = Random(seed);
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut broken = 0;
    for number in 0..count {
        let (name, bytes) = &seeds[random.below(seeds.len())];
        let other = &seeds[random.below(seeds.len())].1;
        let file = mutated(bytes, other, &mut random);
        let kind = Path::new(name)
            .extension()
            .map_or_else(String::new, |ending| ending.to_string_lossy().into_owned());
        // What kills the whole process is still there afterwards.
        let last = std::env::temp_dir().join(format!("lemida-fuzz-last.{kind}"));
        let _ = fs::write(&last, &file);
        let network = NETWORKS.contains(&&*kind);
        let tally = tallies.entry(kind).or_default();
        let right = match network {
            true => one(&|| network_of(&last, &file), NETWORK, tally, start),
            false => one(&|| picture_of(&file), (MAX_SECONDS, MAX_BYTES), tally, start),
        };
        if !right {
            broken += 1;
            let _ = fs::create_dir_all("fuzz/found");
            let _ = fs::write(format!("fuzz/found/{seed}-{number}-{name}"), &file);
        }
    }
    report(&tallies, start.elapsed());
    ExitCode::from(u8::from(broken > 0))
}

/// Pixels of a picture; none where it cannot be read.
fn picture_of(file: &[u8]) -> Option<usize> {
    let image = lemida::store::picture::decode(Path::new("fuzz"), file).ok()?;
    Some(image.height() * image.width())
}

/// Numbers of a network, as whoever drops the file has it read; none where it cannot be.
fn network_of(path: &Path, file: &[u8]) -> Option<usize> {
    let whole = lemida::store::model::load_trained(path);
    let numbers = whole.map(|found| found.model.weights.iter().map(|array| array.values.len()).sum());
    // Weights alone go to a network that somebody names.
    let alone = lemida::store::torch::from_bytes(file).map(|state| state.arrays.len());
    numbers.ok().or(alone.ok())
}

/// Reads one file within limits of seconds and bytes, and notes what happened; whether no rule was broken.
fn one(
    read: &dyn Fn() -> Option<usize>,
    (most_seconds, most_bytes): (f64, u64),
    tally: &mut Tally,
    start: Instant,
) -> bool {
    forget_peak();
    let work = work_seconds();
    BEGAN.store(start.elapsed().as_secs(), Ordering::Relaxed);
    let outcome = catch_unwind(AssertUnwindSafe(read));
    BEGAN.store(u64::MAX, Ordering::Relaxed);
    let seconds = work_seconds() - work;
    let bytes = peak();
    let pixels = outcome.as_ref().ok().copied().flatten().unwrap_or(0);
    let small = pixels <= SMALL;
    let panicked = outcome.is_err();
    let slow = small && seconds > most_seconds;
    let large = small && bytes > most_bytes;
    tally.files += 1;
    tally.opened += u64::from(pixels > 0);
    tally.panics += u64::from(panicked);
    tally.slow += u64::from(slow);
    tally.large += u64::from(large);
    tally.seconds += seconds;
    if small {
        tally.most_seconds = tally.most_seconds.max(seconds);
        tally.most_bytes = tally.most_bytes.max(bytes);
    }
    !(panicked || slow || large)
}

fn seeds(folders: &[PathBuf]) -> Vec<(String, Vec<u8>)> {
    let mut seeds = Vec::new();
    for folder in folders {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Ok(bytes) = fs::read(entry.path()) {
                seeds.push((name, bytes));
            }
        }
    }
    seeds.sort();
    seeds
}

/// Ends the process when one file takes a minute: it would never end.
fn watch(start: Instant) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let began = BEGAN.load(Ordering::Relaxed);
            if start.elapsed().as_secs().saturating_sub(began) > 60 {
                eprintln!(
                    "a file takes more than a minute: it is kept as lemida-fuzz-last in the folder for temporary files"
                );
                std::process::exit(3);
            }
        }
    });
}

/// Seconds that all threads of this process have worked. (The clock on the wall also counts what others do; Linux only,
/// elsewhere 0.)
fn work_seconds() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = text.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|n| n.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

/// The most memory held since [`forget_peak`], in bytes.
fn peak() -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok())
        .unwrap_or(0)
        * 1024
}

fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

fn report(tallies: &BTreeMap<String, Tally>, elapsed: Duration) {
    println!("kind   files  opened  panics  slow  large  most s  most MiB");
    let mut all = Tally::default();
    for (kind, tally) in tallies {
        let Tally {
            files,
            opened,
            panics,
            slow,
            large,
            most_seconds,
            most_bytes,
            ..
        } = tally;
        println!(
            "{kind:5} {files:6} {opened:7} {panics:7} {slow:5} {large:6} {most_seconds:7.2} {:9}",
            most_bytes >> 20
        );
        all.files += files;
        all.opened += opened;
        all.panics += panics;
        all.slow += slow;
        all.large += large;
        all.seconds += tally.seconds;
    }
    println!(
        "{} files in {:.0} s on the wall, {:.0} s of work: {} opened, {} panics, {} slow, {} large; {} panics were \
         caught on the way",
        all.files,
        elapsed.as_secs_f64(),
        all.seconds,
        all.opened,
        all.panics,
        all.slow,
        all.large,
        PANICS.load(Ordering::Relaxed)
    );
}

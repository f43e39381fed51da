//! The names of a run's files in its folder.

pub const EXPERIMENT: &str = "experiment.toml";
pub const WEIGHTS: &str = "weights.safetensors";
pub const OPTIMIZER: &str = "optimizer.safetensors";
pub const CURVES: &str = "curves.csv";
pub const LOG: &str = "log.txt";
pub const PICTURES: &str = "pictures.csv";
pub const LOCK: &str = "lock";
pub const TAPE: &str = "tape";
pub const BEST: &str = "best.safetensors";
pub const JUDGED: &str = "judged.csv";
pub const NAME: &str = "name.txt";
pub const NOTE: &str = "note.txt";
pub const GROUP: &str = "group.txt";
pub const FROM: &str = "from.txt";

/// Those that say something of it.
pub const ABOUT: [&str; 4] = [NAME, NOTE, GROUP, FROM];
/// Those that go along when it is packed into one file, beside its tape: all but the log and the lock.
pub const PACKED: [&str; 11] = [
    EXPERIMENT, WEIGHTS, OPTIMIZER, CURVES, PICTURES, BEST, JUDGED, NAME, NOTE, GROUP, FROM,
];

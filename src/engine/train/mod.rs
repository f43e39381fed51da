//! Training: the experiment, the one loop, its events, its history, its checkpoints.

pub mod beside;
pub mod doctor;
pub mod event;
pub mod experiment;
pub mod fit;
pub mod history;
pub mod learner;
pub mod opinion;
pub mod rates;
pub mod schedule;
pub mod start;
pub mod tape;
pub mod task;
pub mod vitals;

pub use beside::Beside;
pub use event::{
    Command, Early, Event, JudgedOn, Metric, Snapshot, StepRecord, Summary, ValidationRecord,
};
pub use experiment::{
    At, Difference, Experiment, ExperimentError, MemoryNeed, Mend, Mistake, NAMED, Named, Problem,
    Training, spare_memory,
};
pub use fit::metric::class_of;
pub use fit::{
    Checkpoint, Forget, Keeper, Options, STREAMS_PER_STEP, Spent, Told, TrainError, Trained, fit,
};
pub use history::History;
pub use learner::Learner;
pub use rates::{RateTrial, try_rates};
pub use schedule::Schedule;
pub use start::{TrainJob, start, start_told};
pub use tape::Tape;
pub use task::Task;
pub use vitals::{Moment, RowVitals, Spread};

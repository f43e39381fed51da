//! The machine and how much of it is ours: cores, memory, threads and their rank, a person's wish to end.

use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use super::{Progress, Wake};
use sysinfo::{MemoryRefreshKind, ProcessRefreshKind, ProcessesToUpdate, RefreshKind, System};

/// What comes so long after a person's wish to end is a second one.
const AGAIN: Duration = Duration::from_millis(300);

/// Whether the person has asked the program to end (Ctrl-C, a signal to terminate). The first call begins to listen:
/// from then on the program ends itself, and only a second request ends it at once.
pub fn interrupted() -> bool {
    static ASKED: OnceLock<Instant> = OnceLock::new();
    static LISTENING: std::sync::Once = std::sync::Once::new();
    LISTENING.call_once(|| {
        let listening = ctrlc::set_handler(|| {
            // One wish may come twice at once: to the program and to the group it is in.
            if ASKED.get_or_init(Instant::now).elapsed() > AGAIN {
                std::process::exit(130);
            }
            if let Ok(work) = WORK.lock() {
                work.iter().for_each(Progress::stop);
            }
            if let Ok(wakes) = WAKES.lock() {
                wakes.iter().for_each(|wake| wake());
            }
        });
        // Where the system does not let us listen, a request ends the program as ever.
        drop(listening);
    });
    ASKED.get().is_some()
}

/// Work to stop when a person asks the program to end.
static WORK: Mutex<Vec<Progress>> = Mutex::new(Vec::new());

/// Called when a person asks the program to end.
static WAKES: Mutex<Vec<Wake>> = Mutex::new(Vec::new());

/// Begins to listen as [`interrupted`] does; `wake` is called when a person asks the program to end, on another thread.
pub fn on_interrupt(wake: Wake) {
    if let Ok(mut wakes) = WAKES.lock() {
        wakes.push(wake);
    }
    interrupted();
}

/// Lets work stop when a person asks the program to end.
pub fn stop_on_interrupt(progress: &Progress) {
    if let Ok(mut work) = WORK.lock() {
        // Work of which nobody else knows any more has ended.
        work.retain(Progress::shared);
        work.push(progress.clone());
    }
    if interrupted() {
        progress.stop();
    }
}

/// The progress of work that stops when a person asks the program to end (see [`interrupted`]); what is being written
/// is written.
pub fn interruptible() -> Progress {
    let progress = Progress::default();
    stop_on_interrupt(&progress);
    progress
}

/// How many cores there are to compute on. The system is asked once: it reads files for an answer.
pub fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get))
}

/// Bytes of memory that this program may take: what the system has to spare, within the limit of its container, and
/// what the program holds already. `None` where the system does not say.
pub fn memory() -> Option<u64> {
    let ram = MemoryRefreshKind::nothing().with_ram();
    let mut system = System::new_with_specifics(RefreshKind::nothing().with_memory(ram)).ok()?;
    let own = sysinfo::get_current_pid().ok()?;
    let kind = ProcessRefreshKind::nothing().with_memory();
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[own]), false, kind);
    let held = system.process(own).map_or(0, sysinfo::Process::memory);
    let container = system.cgroup_limits();
    let spare = container.map_or(u64::MAX, |limits| {
        limits.total_memory.saturating_sub(limits.rss)
    });
    let spare = spare.min(system.available_memory());
    (spare > 0).then(|| spare.saturating_add(held))
}

/// Runs `work` with `threads` threads for its data-parallel loops (0 = one per core).
///
/// # Errors
/// A text, when the operating system grants no threads.
pub fn with_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> Result<R, String> {
    with_threads_at(Rank::Usual, threads, work)
}

/// Who goes first where there are fewer cores than threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rank {
    /// As all programs.
    #[default]
    Usual,
    /// Behind the window and other programs, where the system knows ranks of single threads (Linux). Alone it loses
    /// nothing.
    Behind,
}

/// As [`with_threads`], with threads of that rank.
///
/// # Errors
/// A text, when the operating system grants no threads.
pub fn with_threads_at<R: Send>(
    rank: Rank,
    threads: usize,
    work: impl FnOnce() -> R + Send,
) -> Result<R, String> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|index| format!("worker {index}"))
        .start_handler(move |_| {
            if rank == Rank::Behind {
                step_back();
            }
        })
        .build()
        .map_err(|error| format!("the system refused {threads} threads: {error}"))?;
    Ok(pool.install(work))
}

/// How far behind others such threads stand: 0 is usual, 19 the last.
#[cfg(target_os = "linux")]
const BEHIND: i32 = 5;

/// Lets other threads go first. A refusal costs nothing but that.
fn step_back() {
    // To Linux a process's rank is its first thread's, and `None` is the calling thread.
    // Of a program that was started far behind, a thread stays there.
    #[cfg(target_os = "linux")]
    if rustix::process::getpriority_process(None).is_ok_and(|rank| rank < BEHIND) {
        let _ = rustix::process::setpriority_process(None, BEHIND);
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_rank_is_that_of_the_threads_alone() {
        let rank = || rustix::process::getpriority_process(None).unwrap();
        let before = rank();
        let behind = with_threads_at(Rank::Behind, 2, rank).unwrap();
        assert_eq!(behind, before.max(BEHIND));
        assert_eq!(with_threads(2, rank).unwrap(), before);
        assert_eq!(rank(), before);
    }
}

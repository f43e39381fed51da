//! Several trainings side by side, each with one thread: small networks gain more by that than by sharing a step.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::job::with_threads_at;
use crate::labs::Desk;
use crate::train::TrainError;

/// What has become of the work.
struct State<F> {
    done: F,
    wrong: Option<TrainError>,
}

/// Does `work` for each of `jobs`, in their order, as many at a time as there are threads; `done` is told of each, one
/// after the other, as they end. What is stopped is told of no more. The order in which jobs end changes with the
/// machine, what they find does not.
///
/// # Errors
/// The first of `work`; [`TrainError::System`], when there is no thread.
pub(in crate::labs) fn side_by_side<J: Sync, R: Send>(
    jobs: &[J],
    desk: &Desk<'_>,
    work: impl Fn(&J) -> Result<Option<R>, TrainError> + Sync,
    done: impl FnMut(&J, R) + Send,
) -> Result<(), TrainError> {
    let next = AtomicUsize::new(0);
    let state = Mutex::new(State { done, wrong: None });
    let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
    let one_after_the_other = || {
        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            if desk.stopped() || lock().wrong.is_some() {
                return;
            }
            match work(job) {
                Ok(Some(found)) => (lock().done)(job, found),
                Ok(None) => return,
                Err(error) => {
                    lock().wrong.get_or_insert(error);
                }
            }
        }
    };
    let hands = rayon::current_num_threads().clamp(1, jobs.len().max(1));
    rayon::scope(|scope| {
        for _ in 0..hands {
            scope.spawn(|_| {
                let rank = desk.options().rank;
                if let Err(error) = with_threads_at(rank, 1, one_after_the_other) {
                    lock().wrong.get_or_insert(TrainError::System(error));
                }
            });
        }
    });
    let state = state.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.wrong.map_or(Ok(()), Err)
}

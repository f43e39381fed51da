//! Jobs: the only thread code. A job is named, takes commands, emits events, can be told to stop, and its
//! panics are caught and told.
//!
//! ```text
//!            commands (bounded)                 the caller:  Job<Command, Event, Output>
//!   caller ───────────────────────▶ worker      the worker:  Link<Command, Event>
//!          ◀───────────────────────
//!            events (bounded) · newest (one slot, overwritten)
//! ```
//!
//! Three ways lead back: [`Link::send`] for what must arrive (it waits for room, and gives up only when the
//! caller has gone), [`Link::try_send`] for what can be sent later together with more of its kind, and [`Link::offer`]
//! for what may be lost when the reader is slow (the newest is kept).

mod machine;
mod made;
mod parting;
mod progress;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};

pub use machine::{
    Rank, cores, interrupted, interruptible, memory, on_interrupt, stop_on_interrupt, with_threads,
    with_threads_at,
};
pub use made::{Freshness, Made, Making, Pace, following, no_thread};
pub use parting::Parting;
pub use progress::Progress;

const EVENTS: usize = 256;
const COMMANDS: usize = 64;

/// Called by a job whenever something new is to be read; a window asks for a repaint in it.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The worker's end.
pub struct Link<Command, Event> {
    commands: Receiver<Command>,
    events: Sender<Event>,
    newest: Sender<Event>,
    newest_reader: Receiver<Event>,
    progress: Progress,
    wake: Wake,
}

impl<Command, Event> Link<Command, Event> {
    /// Sends an event that must arrive: waits for room. Returns `false` when nobody listens any more.
    pub fn send(&self, event: Event) -> bool {
        let heard = self.events.send(event).is_ok();
        if heard {
            (self.wake)();
        }
        heard
    }

    /// Sends an event if there is room for it, and gives it back if there is none. What nobody listens to is dropped.
    ///
    /// # Errors
    /// The event.
    pub fn try_send(&self, event: Event) -> Result<(), Event> {
        match self.events.try_send(event) {
            Ok(()) => (self.wake)(),
            Err(TrySendError::Full(back)) => return Err(back),
            Err(TrySendError::Disconnected(_)) => {}
        }
        Ok(())
    }

    /// Offers an event that only its successor makes worthless: an unread older one is dropped for it.
    pub fn offer(&self, event: Event) {
        let mut event = event;
        while let Err(TrySendError::Full(back)) = self.newest.try_send(event) {
            event = back;
            let _ = self.newest_reader.try_recv();
        }
        (self.wake)();
    }

    /// The next command, if one waits.
    pub fn command(&self) -> Option<Command> {
        self.commands.try_recv().ok()
    }

    /// Waits up to `patience` for a command; used while paused.
    pub fn wait_command(&self, patience: Duration) -> Option<Command> {
        match self.commands.recv_timeout(patience) {
            Ok(command) => Some(command),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => {
                self.progress.stop();
                None
            }
        }
    }

    /// Whether the job has been told to stop.
    pub fn stopped(&self) -> bool {
        self.progress.stopped()
    }

    /// The progress that the caller sees.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// A link that nobody listens to, for work run in place.
    pub fn detached(progress: Progress) -> Self {
        let (_, commands) = bounded(1);
        let (events, _) = bounded(1);
        let (newest, newest_reader) = bounded(1);
        Self {
            commands,
            events,
            newest,
            newest_reader,
            progress,
            wake: Arc::new(|| {}),
        }
    }
}

/// The caller's end. Dropping it tells the worker to stop; it never waits for it.
pub struct Job<Command, Event, Output> {
    name: String,
    commands: Sender<Command>,
    events: Receiver<Event>,
    newest: Receiver<Event>,
    output: Receiver<Result<Output, String>>,
    progress: Progress,
    /// Set when the worker and all it held are gone.
    gone: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl<Command, Event, Output> Job<Command, Event, Output>
where
    Command: Send + 'static,
    Event: Send + 'static,
    Output: Send + 'static,
{
    /// Starts `work` on a thread named `name`.
    ///
    /// # Errors
    /// The operating system's, when it grants no thread.
    pub fn start(
        name: &str,
        wake: Wake,
        work: impl FnOnce(&Link<Command, Event>) -> Output + Send + 'static,
    ) -> std::io::Result<Self> {
        Self::start_told(name, wake, None, work)
    }

    /// As [`start`](Self::start), with a command that waits for the worker when it begins.
    ///
    /// # Errors
    /// The operating system's, when it grants no thread.
    pub fn start_told(
        name: &str,
        wake: Wake,
        first: Option<Command>,
        work: impl FnOnce(&Link<Command, Event>) -> Output + Send + 'static,
    ) -> std::io::Result<Self> {
        let (command_sender, command_receiver) = bounded(COMMANDS);
        if let Some(command) = first {
            // The channel is new: there is room.
            let _ = command_sender.try_send(command);
        }
        let (event_sender, event_receiver) = bounded(EVENTS);
        let (newest_sender, newest_receiver) = bounded(1);
        let (output_sender, output_receiver) = bounded(1);
        let progress = Progress::default();
        let gone = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&gone);
        let link = Link {
            commands: command_receiver,
            events: event_sender,
            newest: newest_sender,
            newest_reader: newest_receiver.clone(),
            progress: progress.clone(),
            wake: wake.clone(),
        };
        let thread = std::thread::Builder::new()
            .name(name.into())
            .spawn(move || {
                let outcome = catch_unwind(AssertUnwindSafe(|| work(&link)));
                drop(link);
                let _ = output_sender.send(outcome.map_err(|panic| panic_text(&*panic)));
                told.store(true, Ordering::Release);
                wake();
            })?;
        Ok(Self {
            name: name.into(),
            commands: command_sender,
            events: event_receiver,
            newest: newest_receiver,
            output: output_receiver,
            progress,
            gone,
            thread: Some(thread),
        })
    }

    /// The job's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Gives the worker a command; returns `false` when its queue is full or it has ended.
    pub fn command(&self, command: Command) -> bool {
        self.commands.try_send(command).is_ok()
    }

    /// The same, but waits for room; `false` only when it has ended.
    pub fn tell(&self, command: Command) -> bool {
        self.commands.send(command).is_ok()
    }

    /// The next event that has arrived; the newest offered one comes after those that were sent.
    pub fn event(&self) -> Option<Event> {
        self.events
            .try_recv()
            .or_else(|_| self.newest.try_recv())
            .ok()
    }

    /// What the worker returned, once; an `Err` is the text of its panic. Read the events before it.
    pub fn output(&self) -> Option<Result<Output, String>> {
        self.output.try_recv().ok()
    }

    /// Waits for the next event, up to `patience`: for callers that have no frames to draw.
    pub fn wait_event(&self, patience: Duration) -> Option<Event> {
        self.event()
            .or_else(|| self.events.recv_timeout(patience).ok())
            .or_else(|| self.event())
    }

    /// How far the job is.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Tells the job to stop at the next chance.
    pub fn stop(&self) {
        self.progress.stop();
    }

    /// Tells the job to stop and gives it up to `patience` to put its work in safety: for a program that ends.
    pub fn settle(&self, patience: Duration) {
        self.stop();
        let deadline = Instant::now() + patience;
        while self.output().is_none() && Instant::now() < deadline {
            // Unread events must not hold the worker up.
            let _ = self.wait_event(Duration::from_millis(10));
        }
    }

    /// What waits for the job from another place, where the job itself cannot be had.
    pub fn parting(&self) -> Parting {
        let events = self.events.clone();
        Parting::new(
            self.progress.clone(),
            Arc::clone(&self.gone),
            // Unread events must not hold the worker up.
            Box::new(move || while events.try_recv().is_ok() {}),
        )
    }

    /// Tells the worker that no more commands come and waits until it has done those that have; its work must end with
    /// its commands.
    ///
    /// # Errors
    /// The text of its panic.
    pub fn finish(mut self) -> Result<Output, String> {
        // A channel to nobody takes the place of the one whose end the worker waits for.
        self.commands = bounded(1).0;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let ended = self.output.try_recv();
        ended.unwrap_or_else(|_| Err("it ended without a word".into()))
    }

    /// Whether the thread has ended.
    pub fn ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl<Command, Event, Output> Drop for Job<Command, Event, Output> {
    fn drop(&mut self) {
        self.progress.stop();
    }
}

/// What the work returns, or what it said when it broke off: for work of which the rest must not be lost with a part.
///
/// # Errors
/// What the panic said.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| panic_text(&*panic))
}

/// What a panic said.
pub fn panic_text(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "unknown cause".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet() -> Wake {
        Arc::new(|| {})
    }

    fn wait<C: Send + 'static, E: Send + 'static, O: Send + 'static>(
        job: &Job<C, E, O>,
    ) -> Result<O, String> {
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            if let Some(output) = job.output() {
                return output;
            }
            assert!(Instant::now() < deadline, "the job hangs");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn everything_sent_arrives_and_offers_keep_the_newest() {
        let job: Job<(), usize, ()> = Job::start("count", quiet(), |link| {
            for i in 0..100 {
                assert!(link.send(i));
            }
            for i in 1000..2000 {
                link.offer(i);
            }
        })
        .unwrap();
        wait(&job).unwrap();
        let events: Vec<_> = std::iter::from_fn(|| job.event()).collect();
        assert_eq!(events[..100], (0..100).collect::<Vec<_>>());
        assert_eq!(events[100..], [1999]);
    }

    #[test]
    fn a_panic_is_told() {
        let job: Job<(), (), ()> = Job::start("bad", quiet(), |_| panic!("no luck")).unwrap();
        assert_eq!(wait(&job), Err("no luck".into()));
    }

    #[test]
    fn dropping_the_job_stops_the_worker_even_when_it_waits_to_send() {
        let (done, was_done) = bounded(1);
        let job: Job<(), usize, ()> = Job::start("flood", quiet(), move |link| {
            let mut count = 0;
            while link.send(count) && !link.stopped() {
                count += 1;
            }
            done.send(count).unwrap();
        })
        .unwrap();
        drop(job);
        assert!(was_done.recv_timeout(Duration::from_secs(10)).is_ok());
    }
}

//! Runs on threads of their own: what they say and what they obey.

use super::*;
use crate::train::Early;

pub(super) fn job(experiment: &Experiment, keeper: KeepsAll, checkpoint_seconds: f64) -> TrainJob {
    let options = Options {
        threads: 1,
        snapshot_seconds: 0.0,
        checkpoint_seconds,
        ..Options::default()
    };
    job_with(experiment, keeper, options)
}

fn job_with(experiment: &Experiment, keeper: KeepsAll, options: Options) -> TrainJob {
    start(
        experiment.clone(),
        None,
        Arc::new(Stripes),
        options,
        Box::new(keeper),
        Arc::new(|| {}),
    )
    .unwrap()
}

pub(super) fn to_the_end(job: &TrainJob) -> (Vec<Event>, Result<Summary, TrainError>) {
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut events = Vec::new();
    loop {
        assert!(Instant::now() < deadline, "the run hangs");
        match job.wait_event(Duration::from_millis(10)) {
            Some(event) => events.push(event),
            None => {
                if let Some(output) = job.output() {
                    while let Some(event) = job.event() {
                        events.push(event);
                    }
                    return (events, output.unwrap().map(|trained| trained.summary));
                }
            }
        }
    }
}

/// Reads events until one satisfies `wanted`.
fn until(job: &TrainJob, mut wanted: impl FnMut(&Event) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        if job
            .wait_event(Duration::from_millis(10))
            .is_some_and(|event| wanted(&event))
        {
            return;
        }
    }
    panic!("what was waited for did not come");
}

#[test]
fn pause_step_rate_snapshot_resume_and_stop_are_obeyed() {
    let mut wanted = experiment(POINTS);
    wanted.training.steps = 10_000_000;
    let memory = KeepsAll::default();
    let job = job(&wanted, memory.clone(), f64::INFINITY);
    until(&job, |event| matches!(event, Event::Steps(_)));
    assert!(job.command(Command::Pause));
    until(&job, |event| matches!(event, Event::Paused(true)));
    let mut paused_at = 0;
    until(&job, |event| {
        if let Event::Saved(step) = event {
            paused_at = *step;
        }
        paused_at > 0
    });
    job.command(Command::LearningRate(0.5));
    job.command(Command::LearningRate(f32::NAN));
    job.command(Command::Step);
    let mut last = None;
    until(&job, |event| {
        if let Event::Steps(steps) = event {
            last = steps.last().copied();
        }
        last.is_some()
    });
    let last = last.unwrap();
    assert_eq!(last.step, paused_at + 1);
    assert!((last.learning_rate - 0.5).abs() < 0.01);
    while job.event().is_some() {}
    job.command(Command::Snapshot);
    until(&job, |event| {
        let Event::Snapshot(snapshot) = event else {
            return false;
        };
        snapshot.step == paused_at + 1 && snapshot.vitals.len() == 5
    });
    job.command(Command::Resume);
    until(&job, |event| matches!(event, Event::Paused(false)));
    until(&job, |event| matches!(event, Event::Steps(_)));
    job.command(Command::Stop);
    let (_, summary) = to_the_end(&job);
    let summary = summary.unwrap();
    assert!(summary.stopped && summary.steps > paused_at + 1);
    assert_eq!(memory.last().step, summary.steps);
    assert_eq!(memory.last().learning_rate, 0.5);
}

#[test]
fn a_run_whose_caller_has_gone_saves_and_ends() {
    let mut wanted = experiment(POINTS);
    wanted.training.steps = 10_000_000;
    let memory = KeepsAll::default();
    let running = job(&wanted, memory.clone(), f64::INFINITY);
    until(&running, |event| matches!(event, Event::Steps(_)));
    drop(running);
    let deadline = Instant::now() + Duration::from_secs(20);
    while memory.checkpoints.lock().unwrap().is_empty() {
        assert!(Instant::now() < deadline, "it goes on alone");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_pace_holds_a_run_back_shows_each_step_and_changes_no_bit() {
    let wanted = experiment(POINTS);
    let free = KeepsAll::default();
    let (_, summary) = to_the_end(&job(&wanted, free.clone(), f64::INFINITY));
    summary.unwrap();
    let slow = KeepsAll::default();
    let options = Options {
        threads: 1,
        pace: 25.0,
        ..Options::default()
    };
    let began = Instant::now();
    let job = job_with(&wanted, slow.clone(), options);
    let (mut seen, mut left) = (Vec::new(), 0.0);
    until(&job, |event| {
        match event {
            Event::Snapshot(snapshot) => seen.push(snapshot.step),
            Event::TimeLeft { seconds, .. } => left = *seconds,
            _ => {}
        }
        seen.last() == Some(&30)
    });
    let took = began.elapsed().as_secs_f64();
    assert!(took > 1.0, "30 steps of 25 a second took {took} s");
    assert!(
        seen.is_sorted() && seen.len() > 20,
        "steps are seen: {seen:?}"
    );
    assert!((0.5..10.0).contains(&left), "{left} s are left of 1.2");
    // Let go of it is at its end at once.
    job.command(Command::Pace(f32::INFINITY));
    let began = Instant::now();
    let (_, summary) = to_the_end(&job);
    assert!(began.elapsed().as_secs_f64() < 1.0);
    assert!(
        summary.unwrap().seconds < 0.5 * took,
        "waiting is no training"
    );
    assert_eq!(bits(&slow.last()), bits(&free.last()));
}

#[test]
fn rules_end_a_run_before_its_last_step_and_say_why() {
    let mut wanted = experiment(POINTS);
    wanted.training.steps = 10_000_000;
    wanted.training.target = 95.0;
    let ended = |wanted: &Experiment| {
        let memory = KeepsAll::default();
        let (_, summary) = to_the_end(&job(wanted, memory.clone(), f64::INFINITY));
        let summary = summary.unwrap();
        assert_eq!(memory.last().step, summary.steps);
        let judged = memory.validations();
        (summary.steps, summary.early, summary.stopped, judged)
    };
    let (steps, why, stopped, judged) = ended(&wanted);
    assert_eq!((why, stopped, steps % 20), (Some(Early::Target), false, 0));
    assert!(
        judged
            .iter()
            .all(|record| (record.metric >= 0.95) == (record.step == steps))
    );
    wanted.training.target = 0.0;
    wanted.training.patience = 3;
    let (steps, why, _, judged) = ended(&wanted);
    assert_eq!(why, Some(Early::Patience));
    let best = judged
        .iter()
        .fold(0.0, |best: f32, record| best.max(record.metric));
    let first = judged.iter().find(|record| record.metric == best).unwrap();
    assert_eq!(steps, first.step + 3 * 20);
    let (again, ..) = ended(&wanted);
    assert_eq!(again, steps, "the same run ends at the same step");
    wanted.training.patience = 0;
    wanted.training.time = 0.1;
    let (_, why, ..) = ended(&wanted);
    assert_eq!(why, Some(Early::Time));
}

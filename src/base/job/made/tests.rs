use crossbeam_channel::{Sender, bounded};

use super::*;

fn made() -> Made<u32, u32> {
    Made::new("double", Arc::new(|| {}))
}

/// Waits until nothing is at work.
fn wait(made: &mut Made<u32, u32>) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while made.work.is_some() {
        made.settle();
        assert!(Instant::now() < deadline, "it hangs");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Work that ends when it is told to, with twice its key.
fn gated(
    key: u32,
) -> (
    Sender<()>,
    impl FnOnce(&Making<'_, u32>) -> Result<u32, String> + Send,
) {
    let (open, gate) = bounded::<()>(1);
    let make = move |making: &Making<'_, u32>| {
        while gate.recv_timeout(Duration::from_millis(1)).is_err() {
            if making.stopped() {
                return Err("stopped".into());
            }
        }
        Ok(2 * key)
    };
    (open, make)
}

#[test]
fn a_value_is_made_once_and_then_free() {
    let mut made = made();
    assert_eq!(made.value(), None);
    made.want(&3, Pace::AtOnce, |_| Ok(6));
    wait(&mut made);
    assert_eq!(made.value(), Some((&6, Freshness::Fresh)));
    made.want(&3, Pace::AtOnce, |_| panic!("it is at hand"));
    assert!(!made.busy());
    assert_eq!(made.of(&3), Some(&6));
    assert_eq!(made.of(&4), None);
}

#[test]
fn the_latest_wins_and_the_older_one_stays_in_sight() {
    let mut made = made();
    made.want(&1, Pace::AtOnce, |_| Ok(2));
    wait(&mut made);
    let (_first, slow) = gated(2);
    made.want(&2, Pace::AtOnce, slow);
    assert_eq!(made.value(), Some((&2, Freshness::Older)));
    made.want(&3, Pace::AtOnce, |_| Ok(6));
    wait(&mut made);
    assert_eq!(made.value(), Some((&6, Freshness::Fresh)));
}

#[test]
fn going_back_to_what_is_at_hand_ends_the_work() {
    let mut made = made();
    made.want(&1, Pace::AtOnce, |_| Ok(2));
    wait(&mut made);
    let (_open, slow) = gated(2);
    made.want(&2, Pace::AtOnce, slow);
    assert_eq!(made.at_work(), Some(&2));
    made.want(&1, Pace::AtOnce, |_| panic!("it is at hand"));
    assert_eq!(
        (made.busy(), made.value()),
        (false, Some((&2, Freshness::Fresh)))
    );
}

#[test]
fn in_turn_each_is_ended_and_those_between_are_left_out() {
    let mut made = made();
    let (open, first) = gated(1);
    made.want(&1, Pace::InTurn, first);
    made.want(&2, Pace::InTurn, |_| {
        panic!("a later one came before its turn")
    });
    made.want(&3, Pace::InTurn, |_| Ok(6));
    assert_eq!(made.at_work(), Some(&1));
    open.send(()).unwrap();
    wait(&mut made);
    assert_eq!(made.value(), Some((&2, Freshness::Older)));
    made.want(&3, Pace::InTurn, |_| panic!("it waits already"));
    wait(&mut made);
    assert_eq!(made.value(), Some((&6, Freshness::Fresh)));
}

#[test]
fn a_rest_follows_each_value() {
    let mut made = made();
    let pace = Pace::Resting {
        times: 1_000_000,
        longest: Duration::from_secs(3600),
    };
    made.want(&1, pace, |_| {
        std::thread::sleep(Duration::from_millis(5));
        Ok(2)
    });
    wait(&mut made);
    made.want(&2, pace, |_| Ok(4));
    assert_eq!((made.at_work(), made.busy()), (None, true));
    assert_eq!(made.value(), Some((&2, Freshness::Older)));
}

#[test]
fn what_is_held_begins_when_it_is_let_go_of() {
    let mut made = made();
    made.want(&1, Pace::LetGo { held: true }, |_| Ok(2));
    assert!(!made.busy());
    made.want(&1, Pace::LetGo { held: false }, |_| Ok(2));
    wait(&mut made);
    assert_eq!(made.value(), Some((&2, Freshness::Fresh)));
}

#[test]
fn failures_and_panics_are_told_once() {
    let mut made = made();
    made.want(&1, Pace::AtOnce, |_| Err("no luck; try another".into()));
    wait(&mut made);
    assert_eq!(made.wrong(), Some("no luck; try another"));
    made.want(&1, Pace::AtOnce, |_| panic!("it is not tried again"));
    assert!(!made.busy());
    made.want(&2, Pace::AtOnce, |_| panic!("odd"));
    assert_eq!(made.wrong(), None);
    wait(&mut made);
    assert!(made.wrong().unwrap().contains("double failed (odd)"));
    made.again();
    made.want(&2, Pace::AtOnce, |_| Ok(4));
    wait(&mut made);
    assert_eq!((made.wrong(), made.of(&2)), (None, Some(&4)));
}

#[test]
fn what_was_given_up_is_not_begun_again_by_drawing_it() {
    let mut made = made();
    let (_open, slow) = gated(1);
    made.want(&1, Pace::AtOnce, slow);
    made.cancel();
    made.want(&1, Pace::AtOnce, |_| panic!("it was given up"));
    assert!(!made.busy());
    made.want(&2, Pace::AtOnce, |_| Ok(4));
    wait(&mut made);
    assert_eq!(made.value(), Some((&4, Freshness::Fresh)));
}

#[test]
fn what_there_is_so_far_is_seen_and_goes_with_the_work() {
    let mut made = made();
    let (told, heard) = bounded::<()>(1);
    let (open, gate) = bounded::<()>(1);
    made.want(&1, Pace::AtOnce, move |making| {
        making.show(1);
        told.send(()).unwrap();
        let _ = gate.recv();
        Ok(2)
    });
    heard.recv().unwrap();
    assert!(made.settle());
    assert_eq!(made.value(), Some((&1, Freshness::SoFar)));
    assert_eq!(made.at_hand(), None);
    open.send(()).unwrap();
    wait(&mut made);
    assert_eq!(made.value(), Some((&2, Freshness::Fresh)));
}

use super::*;
use crate::math::random::Purpose;

fn found(names: impl IntoIterator<Item = (usize, u64)>) -> Vec<FoundPicture<()>> {
    let one = |(name, print): (usize, u64)| FoundPicture {
        name: format!("{name:03}.png"),
        print: mix(print),
        picture: (),
    };
    names.into_iter().map(one).collect()
}

fn divide(kept: &Parts, found: Vec<FoundPicture<()>>, seed: u64) -> (Parts, Divided<()>) {
    let mut random = Stream::new(seed, Purpose::Data, 0);
    let divided = kept.divide(found, seed, &mut random, 5);
    let mut now = Parts::default();
    now.add(&divided.training, Use::Learned);
    now.add(&divided.held_out, Use::HeldOut);
    (now, divided)
}

fn used(parts: &Parts, print: u64) -> Use {
    let entries = parts.entries.iter();
    let mut found = entries.filter(|entry| entry.print == mix(print));
    let only = found.next().unwrap();
    assert!(found.next().is_none());
    only.used
}

#[test]
fn the_same_folder_gives_the_same_parts_in_the_same_order_whatever_the_seed() {
    let all = || found((0..43).map(|k| (k, k as u64)));
    let (parts, divided) = divide(&Parts::default(), all(), 7);
    assert_eq!((divided.training.len(), divided.held_out.len()), (34, 9));
    for seed in [7, 8, 9] {
        let (again, divided) = divide(&parts, all(), seed);
        assert_eq!(again, parts);
        assert_eq!(divided.new, [0, 0]);
        assert_eq!(parts.changes(&again, divided.new), None);
        assert_eq!(parts.leak(&again), None);
    }
    assert_ne!(divide(&Parts::default(), all(), 8).0, parts);
}

#[test]
fn grown_shrunk_renamed_and_edited_folders_move_nothing() {
    let all = || found((0..60).map(|k| (k, k as u64)));
    let (parts, _) = divide(&Parts::default(), all(), 7);
    let kept = |now: &Parts, prints: std::ops::Range<u64>| {
        for print in prints {
            assert_eq!(used(now, print), used(&parts, print), "{print}");
        }
    };
    // One more at the front, and every name counted up.
    let grown = found((0..61).map(|k| (k, (k as u64).wrapping_sub(1))));
    let (now, divided) = divide(&parts, grown, 7);
    kept(&now, 0..60);
    let told = parts.changes(&now, divided.new).unwrap();
    assert!(divided.new[0] <= 1 && told.contains("new"), "{told}");
    // Half of them gone.
    let (now, divided) = divide(&parts, found((0..30).map(|k| (k, k as u64))), 3);
    kept(&now, 0..30);
    let told = parts.changes(&now, divided.new).unwrap();
    assert!(
        told.contains("0 new (0 of them held out), 30 gone"),
        "{told}"
    );
    // Edited, every one of them: the names are left.
    let (now, _) = divide(&parts, found((0..60).map(|k| (k, k as u64 + 1000))), 3);
    for (k, entry) in (0..).map(|k| (k, used(&parts, k))).take(60) {
        assert_eq!(used(&now, k + 1000), entry, "{k}");
    }
}

#[test]
fn new_pictures_are_divided_by_what_they_are() {
    let (parts, _) = divide(&Parts::default(), found((0..5).map(|k| (k, k as u64))), 7);
    let many = || found((0..2005).map(|k| (k, k as u64)));
    let (now, divided) = divide(&parts, many(), 7);
    assert_eq!(divided.new[0], 2000);
    assert!((320..480).contains(&divided.new[1]), "{:?}", divided.new);
    // Alone or with the others: the same part.
    for print in (5..2005).step_by(97) {
        let some = found((0..5).chain([print as usize]).map(|k| (k, k as u64)));
        assert_eq!(used(&divide(&parts, some, 7).0, print), used(&now, print));
    }
}

#[test]
fn somebody_is_always_judged_on_where_that_can_be() {
    let (parts, divided) = divide(&Parts::default(), found((0..5).map(|k| (k, k as u64))), 7);
    let held_out = divided.held_out[0].print;
    let rest = |more: usize| {
        let mut all = found((0..5 + more).map(|k| (k, k as u64)));
        all.retain(|found| found.print != held_out);
        all
    };
    for more in [1, 2, 3] {
        let (now, divided) = divide(&parts, rest(more), 7);
        assert!(!divided.held_out.is_empty(), "{more}");
        assert_eq!(now.leak(&now), None);
        assert_eq!(parts.leak(&now), None);
    }
    let (_, divided) = divide(&parts, rest(0), 7);
    assert!(
        divided.held_out.is_empty(),
        "what was learned from is not judged on"
    );
}

#[test]
fn what_was_learned_from_and_is_judged_on_is_told() {
    let (parts, _) = divide(&Parts::default(), found((0..10).map(|k| (k, k as u64))), 7);
    let mut turned = parts.clone();
    for entry in &mut turned.entries {
        entry.name.insert_str(0, "val/");
        entry.used = Use::HeldOut;
    }
    let told = parts.leak(&turned).unwrap();
    assert!(
        told.starts_with("8 of the held-out pictures (val/"),
        "{told}"
    );
}

#[test]
fn a_print_is_of_pixels_and_shape() {
    let image = Image::from_fn(3, 4, 6, |c, y, x| (c + 2 * y + 3 * x) as f32 / 30.0);
    let print = print_of(&image);
    assert_eq!(print, print_of(&image.clone()));
    let mut other = image.clone();
    other.pixels_mut()[17] += 1e-6;
    let turned = Image::from_fn(3, 6, 4, |c, y, x| image.pixels()[(c * 6 + y) * 4 + x]);
    for different in [&other, &turned, &image.gray()] {
        assert_ne!(print, print_of(different));
    }
}

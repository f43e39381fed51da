//! The space, what each search spends and how it goes on, what is best for its size, and the experiment small.

use super::super::for_tests::{Spots, done};
use super::space::{Choices, cost, size};
use super::ways::{KEPT, Purse, Way, search};
use super::*;
use crate::data::EmptyShelf;
use crate::labs::Truth;

fn lab() -> Search {
    Search {
        count: 300,
        choosing: 60,
        steps: 9,
        budget: 6,
        longer: 1,
        seeds: 2,
        ..Search::default()
    }
}

fn purse(budget: u64) -> Purse {
    let mut purse = Purse {
        budget: 0,
        steps: 90,
        batch: 10,
        judged: 100,
    };
    purse.budget = budget * purse.price(purse.steps);
    purse
}

fn random() -> Stream {
    Stream::new(3, Purpose::Data, 2)
}

#[test]
fn every_network_of_the_space_can_be_built() {
    let mut random = random();
    let mut texts = std::collections::HashSet::new();
    for _ in 0..400 {
        let text = Choices::random(&mut random).text();
        let candidate = Candidate::read(&text).unwrap();
        let (weights, work) = cost(&candidate.architecture).unwrap();
        assert!(
            weights > 50 && work > 1000 && work < 3_000_000,
            "{text}: {weights}, {work}"
        );
        texts.insert(text);
    }
    assert!(texts.len() > 350, "{}", texts.len());
    assert_eq!(size(), 3 * 5 * 2 * 3 * 2 * 3 * 45_u64.pow(3));
}

#[test]
fn a_child_differs_in_one_gene_and_is_another_network() {
    let mut random = random();
    for _ in 0..200 {
        let parent = Choices::random(&mut random);
        let child = parent.mutated(&mut random);
        assert_eq!(parent.apart(&child), 1);
        assert_ne!(parent.text(), child.text());
    }
}

/// Searches where the more channels the better; what was asked, and what it cost.
fn asked(way: Way, purse: &Purse) -> (Vec<(Choices, u64, f64)>, u64) {
    let mut all = Vec::new();
    let mut spent = 0;
    let mut ask = |choices: &Choices, steps: u64| {
        let right = choices.text().matches("24").count() as f64;
        all.push((choices.clone(), steps, right));
        spent += purse.price(steps);
        Ok(Some(right))
    };
    assert!(search(way, purse, &mut random(), &mut ask).unwrap());
    (all, spent)
}

#[test]
fn every_search_spends_its_budget_and_no_more() {
    for budget in [3, 20, 47] {
        let purse = purse(budget);
        for way in [Way::Random, Way::Evolution, Way::Halving] {
            let (all, spent) = asked(way, &purse);
            assert!(spent <= purse.budget, "{way:?}");
            // Nothing is left that would pay for one more.
            let rest = purse.budget - spent;
            assert!(rest < 2 * purse.price(purse.steps), "{way:?} {rest}");
            assert!(all.iter().any(|(_, steps, _)| *steps == purse.steps));
        }
        assert_eq!(asked(Way::Random, &purse).0.len() as u64, budget);
    }
}

#[test]
fn random_search_and_evolution_begin_alike_and_evolution_goes_on_from_the_better_ones() {
    let purse = purse(200);
    let [random, evolved] = [Way::Random, Way::Evolution].map(|way| asked(way, &purse).0);
    assert_eq!(random[..KEPT], evolved[..KEPT]);
    for (at, (child, ..)) in evolved.iter().enumerate().skip(KEPT) {
        let kept = &evolved[at - KEPT..at];
        assert!(
            kept.iter().any(|(parent, ..)| parent.apart(child) == 1),
            "{at}"
        );
    }
    let late = |all: &[(Choices, u64, f64)]| all[150..].iter().map(|one| one.2).sum::<f64>();
    assert!(
        late(&evolved) > 1.5 * late(&random),
        "{} {}",
        late(&evolved),
        late(&random)
    );
}

#[test]
fn halving_goes_on_with_the_better_third() {
    let purse = purse(20);
    let (all, _) = asked(Way::Halving, &purse);
    let rung = |steps: u64| all.iter().filter(|one| one.1 == steps).collect::<Vec<_>>();
    let [first, second, third] = [10, 30, 90].map(rung);
    assert_eq!(first.len(), purse.begins_with());
    assert_eq!(second.len(), first.len().div_ceil(3));
    assert_eq!(third.len(), second.len().div_ceil(3));
    let least = second.iter().map(|one| one.2).fold(f64::INFINITY, f64::min);
    let left = first
        .iter()
        .filter(|one| !second.iter().any(|two| two.0 == one.0));
    assert!(left.map(|one| one.2).all(|right| right <= least));
}

#[test]
fn who_stops_gets_no_answer() {
    let purse = purse(20);
    for way in [Way::Random, Way::Evolution, Way::Halving] {
        let mut count = 0;
        let mut ask = |_: &Choices, _| {
            count += 1;
            Ok((count < 5).then_some(0.5))
        };
        assert!(!search(way, &purse, &mut random(), &mut ask).unwrap());
        assert_eq!(count, 5);
    }
}

#[test]
fn a_network_by_hand_that_is_none_is_refused_with_the_cure() {
    for (own, word) in [
        ("conv 8; rleu", "cannot be read"),
        ("flatten; dense 9", "dense 10"),
    ] {
        let wrong = Search {
            own: own.into(),
            ..lab()
        };
        assert!(wrong.bench().is_none() || word == "cannot be read");
        let told = done(wrong, Spots).0.unwrap_err().to_string();
        assert!(told.contains(word), "{told}");
    }
    let many = Search {
        count: 1990,
        ..lab()
    };
    let told = done(many, Spots).0.unwrap_err().to_string();
    assert!(told.contains("take fewer"), "{told}");
    let told = done(lab(), EmptyShelf).0.unwrap_err().to_string();
    assert!(told.contains("shelf"), "{told}");
}

#[test]
fn every_search_finds_a_network_and_its_find_is_judged_on_fresh_pictures() {
    let lab = Search { steps: 40, ..lab() };
    let (verdict, figures) = done(lab.clone(), Spots);
    let verdict = verdict.unwrap();
    assert_ne!(verdict.truth, Truth::Fails, "{}", verdict.words);
    assert_eq!(figures.len(), 9);
    for way in Way::ALL {
        for seed in [7, 8] {
            let name = format!("{}, seed {seed}: taught anew, %", way.name());
            let number = verdict.numbers.iter().find(|(own, _)| *own == name);
            // Ten kinds of spots: chance is a tenth.
            assert!(number.unwrap().1 > 30.0, "{number:?}");
        }
    }
    let again = done(lab, Spots).0.unwrap();
    assert_eq!(again.numbers, verdict.numbers, "threads change nothing");
}

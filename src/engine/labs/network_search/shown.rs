//! What is shown: every network that is tried, the best so far over what was spent, what a good answer costs, and how
//! much of a find's score was luck.

use super::judge::{Candidate, Score};
use super::space::{Choices, size};
use super::tables::{NEAR, costs, end, finds, longest, mean, nondominated, usual};
use super::ways::Way;
use super::{Found, Search, Tried};
use crate::figure::{
    Axis, Column, Dash, Figure, Mark, Marking, Numbers, Point, Role, Standing, grouped,
};
use crate::math::random::{Purpose, Stream};
use crate::train::TrainError;

/// Networks of the space that are shown before anything is learned.
const SOME: usize = 6;
/// Places at which the searches are compared on their way.
const PLACES: usize = 40;

fn role(way: Way) -> Role {
    match way {
        Way::Hand => Role::Reference,
        Way::Random => Role::Series(0),
        Way::Evolution => Role::Series(1),
        Way::Halving => Role::Series(2),
    }
}

fn right(name: &str) -> Axis {
    Axis::new(name).numbers(Numbers::Percent)
}

/// Some networks of the space.
///
/// # Errors
/// [`TrainError`], when one cannot be built.
pub(super) fn space(lab: &Search, own: &Candidate) -> Result<Figure, TrainError> {
    let mut random = Stream::new(lab.seed, Purpose::Data, 2);
    let mut rows = Vec::new();
    for at in 0..=SOME {
        let (name, one) = match at {
            0 => ("by hand", own.clone()),
            _ => {
                let text = Choices::random(&mut random).text();
                ("at random", Candidate::read(&text)?)
            }
        };
        rows.push(vec![
            name.into(),
            (one.weights as f64).into(),
            (one.work as f64).into(),
            one.text.into(),
        ]);
    }
    let [weights, work] = costs();
    let columns = [Column::new("chosen"), weights, work, Column::new("network")];
    Ok(Figure::table("Some networks of the space", columns, rows).note(format!(
        "{} lists of choices: stages, kinds of layers, kernels, channels, activation, pooling, head.",
        grouped(size())
    )))
}

/// All that is known.
pub(super) fn figures(lab: &Search, all: &[Found]) -> Vec<Figure> {
    let first: Vec<&Found> = all.iter().filter(|found| found.seed == lab.seed).collect();
    vec![
        tried(lab, &first),
        way(lab, all),
        front(&first, "multiply-adds for a picture", |tried| {
            tried.candidate.work as f64
        })
        .id("What a good answer costs, in multiply-adds"),
        front(&first, "weights", |tried| tried.candidate.weights as f64)
            .id("What a good answer costs, in weights"),
        curse(all),
        end(lab, all),
        finds(all),
        nondominated(&first),
    ]
}

/// Every network that was tried with the first seed.
fn tried(lab: &Search, first: &[&Found]) -> Figure {
    let mut marks = Vec::new();
    for found in first {
        let longest = lab.steps;
        let points = found.tried.iter().map(|tried| Point {
            at: [tried.spent as f64 / 1000.0, tried.score.chosen_by],
            note: tried.candidate.text.clone(),
            standing: match tried.steps == longest {
                true => Standing::Measured,
                false => Standing::Passed,
            },
            ..Point::default()
        });
        if found.way == Way::Hand {
            let level = found.tried.first().map(|tried| tried.score.chosen_by);
            marks.extend(level.map(|level| Mark::level("by hand", role(Way::Hand), level)));
            continue;
        }
        let mark = Marking::Points(points.collect());
        marks.push(Mark::new("", role(found.way), mark).faint());
        let mut best = f64::NEG_INFINITY;
        let line = found.tried.iter().map(|tried| {
            best = best.max(tried.score.chosen_by);
            [tried.spent as f64 / 1000.0, best]
        });
        let line = Mark::line(found.way.name(), role(found.way), line.collect());
        marks.push(line.dash(Dash::Stepped));
    }
    let budget = lab.purse().budget as f64 / 1000.0;
    let x = Axis {
        holds: vec![0.0, budget],
        ..Axis::new("spent: pictures through networks").unit("thousand")
    };
    Figure::plot("Every network that was tried", x, right("right, to choose by"), marks).note(
        "Lines: the best so far. Small dots: taught for a shorter time. A picture that is learned counts three times, \
         forward and back.",
    )
}

/// The best of what was spent until then, by pictures to choose by.
fn best_until(found: &Found, spent: f64) -> Option<Score> {
    let known = found
        .tried
        .iter()
        .filter(|tried| tried.spent as f64 <= spent);
    let scores = known.map(|tried| tried.score);
    scores.reduce(|best, score| match score.chosen_by > best.chosen_by {
        true => score,
        false => best,
    })
}

/// The best so far on fresh pictures, mean over seeds.
fn way(lab: &Search, all: &[Found]) -> Figure {
    let budget = lab.purse().budget as f64;
    let lines = Way::ALL.into_iter().flat_map(|way| {
        let ended = all
            .iter()
            .filter(|one| one.way == way && one.again.is_some());
        let ended: Vec<&Found> = ended.collect();
        let line = |of: fn(Score) -> f64| -> Vec<[f64; 2]> {
            let at = |place: usize| {
                let spent = budget * (place as f64 + 1.0) / PLACES as f64;
                let scores: Option<Vec<Score>> =
                    ended.iter().map(|found| best_until(found, spent)).collect();
                let mean = mean(scores?.into_iter().map(of))?;
                Some([spent / 1000.0, mean])
            };
            (0..PLACES).filter_map(at).collect()
        };
        let fresh = line(|score| score.fresh);
        match way {
            Way::Hand => {
                let level = fresh.last().map(|[_, right]| *right);
                let level = level.map(|level| Mark::level(way.name(), role(way), level));
                level.into_iter().collect::<Vec<_>>()
            }
            _ => vec![
                Mark::line("", role(way), line(|score| score.chosen_by))
                    .dash(Dash::Dotted)
                    .faint(),
                Mark::line(way.name(), role(way), fresh),
            ],
        }
    });
    let x = Axis {
        holds: vec![0.0, budget / 1000.0],
        ..Axis::new("spent: pictures through networks").unit("thousand")
    };
    Figure::plot("The best so far, on fresh pictures", x, right("right"), lines.collect::<Vec<_>>()).note(
        "Means over seeds. Dotted: what the search itself believes, by the pictures that it chooses by.",
    )
}

/// What a good answer costs: those of the first seed of which none is both better and cheaper.
fn front(first: &[&Found], name: &str, cost: impl Fn(&Tried) -> f64) -> Figure {
    let longest = longest(first);
    let mut marks = Vec::new();
    let mut whole: Vec<&Tried> = Vec::new();
    for found in first {
        let own = found.tried.iter().filter(|tried| tried.steps == longest);
        whole.extend(own.clone());
        let points = own.map(|tried| Point {
            at: [cost(tried), tried.score.chosen_by],
            note: tried.candidate.text.clone(),
            ..Point::default()
        });
        let mark = Marking::Points(points.collect());
        marks.push(Mark::new(found.way.name(), role(found.way), mark));
    }
    whole.sort_by(|a, b| {
        let by_cost = cost(a).total_cmp(&cost(b));
        by_cost.then(b.score.chosen_by.total_cmp(&a.score.chosen_by))
    });
    let mut best = f64::NEG_INFINITY;
    whole.retain(|tried| {
        let better = tried.score.chosen_by > best;
        best = best.max(tried.score.chosen_by);
        better
    });
    let line = |of: fn(Score) -> f64| whole.iter().map(|one| [cost(one), of(one.score)]).collect();
    let chosen = Mark::line("front", Role::Validation, line(|score| score.chosen_by));
    marks.push(chosen.dash(Dash::Stepped));
    let fresh = Mark::line(
        "the same, fresh pictures",
        Role::Validation,
        line(|score| score.fresh),
    );
    marks.push(fresh.dash(Dash::Dashed).faint());
    let x = Axis::new(name).log(true).numbers(Numbers::Counted);
    Figure::plot("What a good answer costs", x, right("right, to choose by"), marks).note(
        "Front: no other is both better and cheaper. On fresh pictures the same networks, with the same weights, are \
         judged anew.",
    )
}

/// How much luck was in each score.
fn curse(all: &[Found]) -> Figure {
    let best = all.iter().filter_map(Found::find);
    let best = best.fold(0.0, |best: f64, find| best.max(find.score.chosen_by));
    let at = |score: Score, usual: f64| [score.chosen_by, score.chosen_by - score.fresh - usual];
    let mut marks = vec![Mark::level("no luck", Role::Validation, 0.0)];
    for way in Way::ALL {
        let (mut others, mut finds) = (Vec::new(), Vec::new());
        for found in all.iter().filter(|found| found.way == way) {
            let longest = longest(&[found]);
            let whole = found.tried.iter().filter(|one| one.steps == longest);
            let near = whole.filter(|one| one.score.chosen_by >= NEAR * best);
            let usual = usual(all, found.seed);
            others.extend(near.map(|one| at(one.score, usual)));
            let find = found.find().filter(|_| found.again.is_some());
            finds.extend(find.map(|find| at(find.score, usual)));
        }
        if way != Way::Hand {
            marks.push(Mark::points("", role(way), others).faint());
        }
        marks.push(Mark::points(way.name(), role(way), finds));
    }
    let luck = right("luck");
    Figure::plot("The winner's curse", right("right, to choose by"), luck, marks).note(
        "Luck: how much less of fresh pictures the same weights have right, beside the mean of all dots of that seed. \
         Full dots are the finds: the best of many scores had luck, too.",
    )
}

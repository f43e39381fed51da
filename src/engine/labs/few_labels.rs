//! Few labels: thousands of pictures, and a label for ten, a hundred or a thousand of them. What are the others good
//! for?
//!
//! Two ways to use them are measured: a network learns its own answers where it is sure of them, or first learns
//! something that needs no label. Sources: Lee 2013, Pseudo-label, ICML workshop on challenges in representation
//! learning; Gidaris, Singh and Komodakis 2018, arXiv:1803.07728 (turns); Pathak and
//! others 2016, doi:10.1109/CVPR.2016.278 (covers).

mod learn;
mod matter;
mod shown;
#[cfg(test)]
mod tests;

use super::lesson::side_by_side;
use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::figure::{Numbers, counted, grouped};
use crate::nn::Weights;
use crate::setting::Kind;
use crate::train::TrainError;
use learn::{Lesson, Own, Taught};
use matter::Matter;

crate::choices! {
    /// What is told apart.
    pub enum Show {
        /// Ten handwritten digits.
        Digits => "digits", "Digits";
        /// Ten kinds of clothing.
        Fashion => "fashion", "Fashion";
    }
}

crate::choices! {
    /// What is learned first, without labels.
    pub enum Pretext {
        /// How far a picture is turned.
        Turns => "turns", "How far it is turned";
        /// What is under a cover.
        Covers => "covers", "What is covered";
    }
}

crate::adjustable! {
    /// Networks that learn from few labels and many pictures.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FewLabels: "few-labels", "Few labels",
        "Ten to a thousand labels among thousands of pictures: labels alone, a network's own labels, and learning \
         something else first." {
        /// What is told apart.
        show: Show = Show::Fashion, Kind::Choice(Show::CHOICES),
            "Pictures of", "", "What is told apart; a shoe has an upright, a nought has none.";
        /// What is learned first.
        pretext: Pretext = Pretext::Turns, Kind::Choice(Pretext::CHOICES),
            "Learned first", "", "What a network is asked before it sees a label.";
        /// The most labels.
        most: usize = 1000, Kind::int(10, 5000),
            "Most labels", "", "The most labels there are; ten, thirty, a hundred … are tried too.";
        /// How sure a network must be of its own label.
        sure: f32 = 95.0, Kind::float(0.0, 99.9),
            "Sure of", "%", "A network learns its own answer where it gives it at least so much; 0: always.";
        /// Pictures without labels.
        pool: usize = 10_000, Kind::int(100, 10_000),
            "Pictures in all", "", "How many pictures there are, with labels or without.";
        /// Steps with labels.
        steps: u64 = 1500, Kind::int(20, 100_000),
            "Steps", "steps", "How long is learned from labels; own labels are used in the second half.";
        /// Steps without.
        first_steps: u64 = 1500, Kind::int(20, 100_000),
            "Steps before", "steps", "How long is learned what needs no label.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other labels and first weights.";
        /// How many seeds.
        seeds: u64 = 3, Kind::int(1, 100), "Seeds", "", "Everything is done once a seed; figures show all of them.";
    }
}

/// How the pictures are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Labels,
    Own,
    Pretrained,
    Both,
}

impl Way {
    const ALL: [Self; 4] = [Self::Labels, Self::Own, Self::Pretrained, Self::Both];

    fn name(self) -> &'static str {
        match self {
            Self::Labels => "labels alone",
            Self::Own => "pseudo-labels",
            Self::Pretrained => "pretrained",
            Self::Both => "both",
        }
    }
}

/// What came of one way with so many labels.
#[derive(Clone, Copy, Debug)]
struct Score {
    way: Way,
    count: usize,
    right: f64,
    own: Own,
}

/// What came of one seed.
#[derive(Default)]
struct Found {
    /// How well the network did what needs no label.
    first: Option<f64>,
    scores: Vec<Score>,
}

impl Found {
    fn score(&self, way: Way, count: usize) -> Option<&Score> {
        let mut scores = self.scores.iter();
        scores.find(|score| score.way == way && score.count == count)
    }

    fn right(&self, way: Way, count: usize) -> Option<f64> {
        self.score(way, count).map(|score| score.right)
    }

    /// How much more a way has right than labels alone.
    fn gain(&self, way: Way, count: usize) -> Option<f64> {
        Some(self.right(way, count)? - self.right(Way::Labels, count)?)
    }

    /// What own labels were worth.
    fn own(&self, count: usize) -> Option<Own> {
        self.score(Way::Own, count).map(|score| score.own)
    }
}

/// One thing to be learned.
#[derive(Clone, Copy)]
enum Task {
    First,
    Teach(Way, usize),
}

/// What came of it.
enum Done {
    First(Weights, f64),
    Taught(Taught),
}

impl Lab for FewLabels {
    fn question(&self) -> &'static str {
        "What are pictures without labels good for?"
    }

    fn claim(&self) -> &'static str {
        "Over ten to a thousand labels, a network that first learned how far clothes are turned has on the average \
        more new ones right than labels alone give; one that learns its own answers has fewer."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Challenges,
            story: "A hospital has plenty of scans, and few that a doctor has looked at. A network can label the rest \
                 itself and learn from that, or first learn something for which nobody is needed, such as how far a \
                 picture is turned. Both are tried here with ten labels up to a thousand.",
            tries: &[
                Try {
                    words: "Digits: pseudo-labels help from a hundred on",
                    settings: &[("show", "digits")],
                },
                Try {
                    words: "Fill in what is covered, instead",
                    settings: &[("pretext", "covers")],
                },
                Try {
                    words: "Believe every pseudo-label, sure or not",
                    settings: &[("sure", "0")],
                },
            ],
            sources: &[
                "Lee 2013, Pseudo-label, ICML workshop on challenges in representation learning",
                "Gidaris, Singh and Komodakis 2018, arXiv:1803.07728 (turns)",
                "Pathak and others 2016, doi:10.1109/CVPR.2016.278 (covers)",
                "Arazo and others 2020, arXiv:1908.02983 (why pseudo-labels can mislead)",
                "Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747 (fashion)",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            most: 100,
            pool: 500,
            steps: 60,
            first_steps: 60,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        self.begin(desk).map(drop)
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let matter = self.begin(desk)?;
        let mut all: Vec<Found> = Vec::new();
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            all.push(Found::default());
            self.once(seed, &matter, &mut all, desk)?;
            if !desk.stopped() {
                desk.judge(&self.verdict(&all));
            }
            Ok(())
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        Ok(self.verdict(&all))
    }
}

impl FewLabels {
    /// The pictures; what can be asked of them without labels is shown.
    fn begin(&self, desk: &Desk<'_>) -> Result<Matter, TrainError> {
        let matter = self.matter(desk.shelf())?;
        desk.show(shown::asked(self, &matter));
        Ok(matter)
    }

    /// The numbers of labels: ten, thirty, a hundred, … up to the most.
    fn counts(&self) -> Vec<usize> {
        let steps = [10, 30, 100, 300, 1000, 3000];
        let below = steps.into_iter().filter(|count| *count < self.most);
        below.chain([self.most]).collect()
    }

    /// Everything with one seed, whose findings are the last of `all`.
    fn once(
        &self,
        seed: u64,
        matter: &Matter,
        all: &mut [Found],
        desk: &Desk<'_>,
    ) -> Result<(), TrainError> {
        let pool = matter.order(self.pool, seed);
        let counts = self.counts();
        let of = |ways: [Way; 2]| {
            let each = |way: Way| counts.iter().map(move |count| Task::Teach(way, *count));
            ways.into_iter().flat_map(each).collect::<Vec<_>>()
        };
        let whole = (1 + 4 * counts.len()) as f32;
        let (mut weights, mut ended) = (None, 0.0);
        for ways in [[Way::Labels, Way::Own], [Way::Pretrained, Way::Both]] {
            let mut tasks = of(ways);
            if weights.is_none() {
                tasks.insert(0, Task::First);
            }
            let from = weights.take();
            let work = |task: &Task| {
                let mut go_on = |_| !desk.stopped();
                let count = match task {
                    Task::First => counts[0],
                    Task::Teach(_, count) => *count,
                };
                let lesson = Lesson {
                    matter,
                    labelled: &matter.labelled(&pool, count),
                    pool: &pool,
                    seed,
                };
                match task {
                    Task::First => {
                        let found = self.pretrain(&lesson, &mut go_on)?;
                        Ok(found.map(|(weights, well)| Done::First(weights, well)))
                    }
                    Task::Teach(way, _) => {
                        let own = matches!(way, Way::Own | Way::Both);
                        let found = self.teach(&lesson, from.as_ref(), own, &mut go_on)?;
                        Ok(found.map(Done::Taught))
                    }
                }
            };
            side_by_side(&tasks, desk, work, |task, done| {
                ended += 1.0;
                desk.done(ended / whole);
                let Some(found) = all.last_mut() else { return };
                match (task, done) {
                    (Task::Teach(way, count), Done::Taught(taught)) => {
                        found.scores.push(Score {
                            way: *way,
                            count: *count,
                            right: taught.right,
                            own: taught.own,
                        });
                    }
                    (_, Done::First(learned, well)) => {
                        found.first = Some(well);
                        weights = Some(learned);
                    }
                    (Task::First, Done::Taught(_)) => {}
                }
                for figure in shown::figures(self, all) {
                    desk.show(figure);
                }
            })?;
            if weights.is_none() && from.is_none() {
                // It was stopped.
                return Ok(());
            }
        }
        Ok(())
    }
}

impl FewLabels {
    /// How much more a way has right than labels alone, mean over all numbers of labels; of each seed that is done.
    fn on_average(&self, all: &[Found], way: Way) -> Vec<f64> {
        let one = |found: &Found| {
            let gains = self
                .counts()
                .into_iter()
                .map(|count| found.gain(way, count));
            let gains: Option<Vec<f64>> = gains.collect();
            gains.map(|gains| gains.iter().sum::<f64>() / gains.len() as f64)
        };
        all.iter().filter_map(one).collect()
    }

    fn verdict(&self, all: &[Found]) -> Verdict {
        let [own, first] = [Way::Own, Way::Pretrained].map(|way| self.on_average(all, way));
        let so = own
            .iter()
            .zip(&first)
            .filter(|(own, first)| **own < 0.0 && **first > 0.0);
        let (so, seeds) = (so.count(), own.len());
        let mean = |gains: &[f64]| 100.0 * gains.iter().sum::<f64>() / gains.len().max(1) as f64;
        let counts = self.counts();
        let points = |way: Way| {
            let each = counts.iter().map(|count| {
                let gains = shown::gains(all, way, *count);
                Numbers::Decimals(1).write(mean(&gains))
            });
            format!("{} {}", way.name(), each.collect::<Vec<_>>().join(", "))
        };
        let points = [Way::Pretrained, Way::Own, Way::Both]
            .map(points)
            .join("; ");
        let labels = counts.iter().map(|count| grouped(*count as u64));
        let mut words = format!(
            "so it was with {so} of {}. More right than with labels alone, in points, with {} labels: {points}.",
            counted(seeds, "seed", "seeds"),
            labels.collect::<Vec<_>>().join(", "),
        );
        let ends = [counts.first(), counts.last()].map(|count| {
            let own = all.iter().filter_map(|found| found.own(*count?));
            let [sure, right] = own.fold([0; 2], |[sure, right], own| {
                [sure + own.sure, right + own.right]
            });
            (sure > 0).then(|| 100.0 * right as f64 / sure as f64)
        });
        if let [Some(few), Some(many)] = ends {
            words += &format!(
                " Of the pseudo-labels {few:.0} % are right with the fewest labels, {many:.0} % with the most: who is \
                 sure and wrong learns its own errors."
            );
        }
        let verdict = Verdict::over_seeds(so, seeds, words, self.numbers(all));
        let usual = Self::default();
        match (self.show, self.pretext) == (usual.show, usual.pretext) {
            true => verdict,
            false => verdict.left_open("The claim is about clothes, and how far they are turned."),
        }
    }

    /// Everything that was measured.
    fn numbers(&self, all: &[Found]) -> Vec<(String, f64)> {
        let mut numbers = Vec::new();
        for (found, seed) in all.iter().zip(self.seed..) {
            for score in &found.scores {
                let name = format!(
                    "{}, {}, seed {seed}, % right",
                    score.way.name(),
                    counted(score.count, "label", "labels")
                );
                numbers.push((name, 100.0 * score.right));
            }
            if let Some(first) = found.first {
                let what = match self.pretext {
                    Pretext::Turns => "turns told rightly, %",
                    Pretext::Covers => "error under covers, % of the mean grey's",
                };
                numbers.push((format!("{what}, seed {seed}"), 100.0 * first));
            }
        }
        numbers
    }
}

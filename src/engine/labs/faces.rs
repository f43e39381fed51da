//! Faces in two classes: the lecture's machine that answers +1 or −1 to a photograph, and whether it generalises.
//!
//! What decides is how much of the decisive pixels is left: a drawn face is happy or sad by its mouth, few pixels.
//! The mouth alone at full resolution is enough for one neuron; the whole face made small has lost it. The faces are
//! DiceBear's (see the data set of that name).

mod given;
mod learn;
mod left;
mod matter;
mod shown;

use std::cell::RefCell;

use super::{Act, Asks, Desk, Given, Lab, Poke, Telling, Try, Verdict};
use crate::figure::counted;
use crate::setting::Kind;
use crate::train::TrainError;
use learn::Learned;
use matter::{Asked, MOUTH, Matter, SIDE, asked};

/// The numbers of pictures: these shares of the most.
const SHARES: [f64; 6] = [0.03125, 0.0625, 0.125, 0.25, 0.5, 1.0];
/// The claim: with so many pictures to learn from,
const FROM: usize = 640;
/// of the mouths so many per cent of the new ones are right,
const AT_LEAST: f64 = 80.0;
/// and of small faces fewer than so many.
const FEWER_THAN: f64 = 75.0;
/// Pictures in a row of the map of answers, whose cells can be clicked.
const ROW: usize = 16;

crate::choices! {
    /// What is looked at of a face.
    pub enum Look {
        /// The part of 16 × 24 pixels round the mouth.
        Mouth => "mouth", "Mouth, 16×24";
        /// All of it.
        Whole => "whole", "Whole face, 48×48";
        /// All of it, made small.
        Small => "small", "Whole face, 12×12";
    }
}

crate::adjustable! {
    /// A network that tells two kinds of faces apart.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Faces: "faces", "Faces: +1 or −1",
        "A network answers +1 or −1 to a face, from few pictures or many, seeing the mouth, the whole, or little." {
        /// What is looked at.
        look: Look = Look::Mouth, Kind::Choice(Look::CHOICES),
            "Looked at", "", "What of a face enters the network; figures show this one, the curve and the verdict all.";
        /// A person's own two classes.
        folder: String = String::new(), Kind::Text,
            "Own classes", "", "A folder with two sub-folders of pictures, +1 and −1, or with these in train and \
            val; empty: drawn faces.";
        /// A person's own pictures to be asked about.
        path: String = String::new(), Kind::Text,
            "Own pictures", "", "A folder of pictures that are answered at the end, each from −1 to +1; may be empty.";
        /// How many pictures are learned from.
        count: usize = 640, Kind::int(2, 100_000),
            "Pictures to learn from", "", "The most, both classes together; fewer are tried too.";
        /// Hidden units.
        hidden: usize = 0, Kind::int(0, 500),
            "Hidden units", "", "0: one neuron, whose weights can be looked at as a picture.";
        /// Steps.
        steps: usize = 1000, Kind::int(1, 100_000),
            "Steps", "steps", "How long it learns, from all pictures at each step.";
        /// Row of the picture that is looked at.
        row: usize = 0, Kind::int(0, 100_000),
            "Row", "", "Which new picture is looked at: its row in the map of answers, which can be clicked.";
        /// Its column.
        column: usize = 0, Kind::int(0, 15),
            "Column", "", "Which new picture is looked at: its column in the map of answers.";
        /// Decides which pictures are held out.
        seed: u64 = 0, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other pictures held out.";
        /// How many seeds, from that one on, the verdict rests on.
        seeds: u64 = 3, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; pictures show the first, curves and verdict rest on all.";
    }
}

/// What came of one network.
struct Sized {
    look: Look,
    size: usize,
    seed: u64,
    /// Shares right: learned ones, new ones.
    right: [f64; 2],
}

/// The network that figures show, with what it was judged on.
struct Shown {
    learned: Learned,
    matter: Matter,
    answers: Vec<f32>,
}

impl Lab for Faces {
    fn question(&self) -> &'static str {
        "Can a network tell two kinds of faces apart, also new ones?"
    }

    fn claim(&self) -> &'static str {
        "With 640 drawn faces to learn from, mouths at full resolution are told apart in at least 80 % of new \
         faces; whole faces made as small as 12×12 in less than 75 %: what was thrown away cannot be learned."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Neurons,
            story: "A photograph is a table of numbers; the network is to answer +1 or −1. Labelled pictures teach it, \
                 and what counts is how many new ones it has right: whether it generalises. With few pictures it \
                 knows all of them by heart and little else.",
            tries: &[
                Try {
                    words: "The whole face, small: nothing to be learned",
                    settings: &[("look", "small")],
                },
                Try {
                    words: "The whole face at full resolution",
                    settings: &[("look", "whole")],
                },
                Try {
                    words: "Thirty pictures: known by heart",
                    settings: &[("look", "mouth"), ("count", "30"), ("hidden", "0")],
                },
            ],
            sources: &[
                "Rosenblatt 1958, doi:10.1037/h0042519 (the neuron)",
                "Kingma and Ba 2015, arXiv:1412.6980 (Adam)",
                "faces drawn with DiceBear in the styles Lorelei and Open Peeps, CC0",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            steps: 700,
            seeds: 1,
            ..self.clone()
        })
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let own = asked(&self.path, desk.shelf())?;
        let (mut found, mut most) = (Vec::new(), 0);
        let (mut contradictions, mut left) = (0, None);
        let shown: RefCell<Option<Shown>> = RefCell::new(None);
        // A person need not wait for all networks: the first one answers while the others learn.
        let mind = |desk: &Desk<'_>| {
            if let Some(shown) = shown.borrow_mut().as_mut()
                && let Some(poke) = desk.poke()
            {
                self.take_up(shown, &poke, desk);
            }
        };
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let matter = self.matter(seed, desk)?;
            if seed == self.seed {
                begin(self.look, &matter, desk);
                left = matter
                    .words
                    .first()
                    .filter(|_| !self.folder.is_empty())
                    .cloned();
            }
            most = matter.training.len();
            contradictions = matter.contradictions;
            let show = |learned, desk: &Desk<'_>| {
                *shown.borrow_mut() = Some(self.show(learned, matter.clone(), &own, desk));
            };
            self.once(seed, &matter, &mut found, desk, &show, &mind)?;
            desk.show(shown::sizes(&found));
            desk.show(shown::table(&found, most));
            Ok(())
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        let mut verdict = self.verdict(&found, most, contradictions);
        if let Some(left) = left {
            verdict.words = format!("{} {left}", verdict.words);
        }
        desk.judge(&verdict);
        if let Some(mut shown) = shown.into_inner() {
            while let Some(poke) = desk.wait() {
                self.take_up(&mut shown, &poke, desk);
            }
        }
        Ok(verdict)
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        begin(self.look, &self.matter(self.seed, desk)?, desk);
        Ok(())
    }

    fn asks(&self) -> Option<Asks> {
        let whole = [0.0, 0.0, 1.0, 1.0];
        let [rows, columns] =
            MOUTH.map(|range| [range.start, range.end].map(|at| at as f32 / SIDE as f32));
        Some(Asks {
            answer: given::ANSWER,
            ground: shown::AVERAGES,
            seen: match self.look {
                Look::Mouth => [columns[0], rows[0], columns[1], rows[1]],
                Look::Whole | Look::Small => whole,
            },
            words: match self.look {
                Look::Mouth => {
                    "Draw a mouth into the frame, on the average of all faces: nothing else is looked at."
                }
                Look::Whole | Look::Small => "Draw on the average of all faces.",
            },
            folders: ["folder", "path"],
        })
    }
}

/// What can be seen before anything is learned.
fn begin(look: Look, matter: &Matter, desk: &Desk<'_>) {
    desk.show(shown::first(look, matter));
    desk.show(shown::averages(matter));
    if let Some(words) = shown::left_out(matter) {
        desk.show(words);
    }
}

impl Faces {
    /// All that is looked at with all numbers of pictures; `show` gets the network of what is chosen with the most
    /// pictures, of the first seed; `mind` is called now and then, to answer a person.
    fn once(
        &self,
        seed: u64,
        matter: &Matter,
        found: &mut Vec<Sized>,
        desk: &Desk<'_>,
        show: &dyn Fn(Learned, &Desk<'_>),
        mind: &dyn Fn(&Desk<'_>),
    ) -> Result<(), TrainError> {
        let all = matter.training.len();
        let mut sizes: Vec<usize> = SHARES
            .map(|share| ((all as f64 * share).round() as usize).max(2))
            .to_vec();
        // The most first: it is what is shown.
        sizes.reverse();
        sizes.dedup();
        let mut first = seed == self.seed;
        let others = Look::ALL.iter().filter(|look| **look != self.look);
        let looks: Vec<Look> = [self.look].into_iter().chain(others.copied()).collect();
        for (at, look) in looks.iter().enumerate() {
            let part = |share: f32| (at as f32 + share) / looks.len() as f32;
            let (mut before, whole) = (0, sizes.iter().sum::<usize>() as f32);
            for size in &sizes {
                let share = |size: usize| part(size as f32 / whole);
                let desk = desk.part(share(before), share(before + size));
                before += size;
                let lots = [&matter.training[..*size], &matter.held_out[..]];
                // The very first is watched while it learns.
                let watch = |curve: &[[f64; 3]]| {
                    if first {
                        desk.show(shown::steps(*look, curve));
                    }
                    mind(&desk);
                };
                let Some(learned) = self.learn(*look, lots, seed, &watch, &desk)? else {
                    return Ok(());
                };
                found.push(Sized {
                    look: *look,
                    size: *size,
                    seed,
                    right: learned.end(),
                });
                if std::mem::take(&mut first) {
                    show(learned, &desk);
                }
            }
            desk.show(shown::sizes(found));
        }
        Ok(())
    }

    /// What the network of the first seed answers.
    fn show(&self, mut learned: Learned, matter: Matter, own: &Asked, desk: &Desk<'_>) -> Shown {
        let answers = learned.answers(matter.held_out.iter().map(|one| &one.picture));
        let mut shown = Shown {
            learned,
            matter,
            answers,
        };
        self.answer(&mut shown, None, desk);
        desk.show(shown::wrong(&shown.answers, &shown.matter));
        self.look_at(&mut shown, self.row * ROW + self.column, desk);
        if !own.pictures.is_empty() {
            desk.show(shown::asked(&mut shown.learned, own, &shown.matter.names));
        }
        shown
    }

    /// Answers what a person did.
    fn take_up(&self, shown: &mut Shown, poke: &Poke, desk: &Desk<'_>) {
        match poke {
            Poke::Place([row, column]) => self.look_at(shown, row * ROW + column, desk),
            Poke::Given(given) => self.answer(shown, given.as_ref(), desk),
            _ => {}
        }
    }

    /// Answers a picture of a person's own; without one the answers to the new ones stand alone.
    fn answer(&self, shown: &mut Shown, given: Option<&Given>, desk: &Desk<'_>) {
        let answered = given.map(|given| {
            let (answer, seen) = given::seen(self.look, &mut shown.learned, given);
            (given, answer, seen)
        });
        let asked = answered
            .as_ref()
            .map(|(given, answer, _)| (*given, *answer));
        desk.show(given::answer(&shown.matter, &shown.answers, asked));
        if let Some((_, _, seen)) = answered {
            desk.show(seen);
        }
    }

    /// Looks at one of the new pictures; there is always one.
    fn look_at(&self, shown: &mut Shown, chosen: usize, desk: &Desk<'_>) {
        let Shown {
            learned,
            matter,
            answers,
        } = shown;
        let chosen = chosen.min(answers.len().saturating_sub(1));
        desk.show(shown::map(answers, matter, chosen));
        for figure in shown::one(self.look, learned, matter, answers, chosen) {
            desk.show(figure);
        }
    }

    fn verdict(&self, found: &[Sized], most: usize, contradictions: usize) -> Verdict {
        let right = |seed: u64, look: Look, size: usize| {
            let same = |one: &&Sized| one.seed == seed && one.look == look && one.size == size;
            let one = found.iter().find(same);
            one.map_or([f64::NAN; 2], |one| one.right.map(|share| 100.0 * share))
        };
        let (mut so, mut numbers) = (0, Vec::new());
        let mut sums = [0.0; 3];
        for seed in self.seed..self.seed + self.seeds {
            let new = Look::ALL.iter().map(|look| right(seed, *look, most)[1]);
            let new: Vec<f64> = new.collect();
            so += usize::from(new[0] >= AT_LEAST && new[2] < FEWER_THAN);
            for ((sum, new), look) in sums.iter_mut().zip(&new).zip(Look::ALL) {
                *sum += new / self.seeds as f64;
                let known = right(seed, *look, most)[0];
                let name = |what: &str| format!("seed {seed}, {}: {what}, %", look.label());
                numbers.push((name("new ones right"), *new));
                numbers.push((name("learned ones right"), known));
            }
        }
        let [mouth, whole, small] = sums;
        let mut words = format!(
            "so it was with {so} of {}; with {} {mouth:.1} % of new mouths are right, {whole:.1} % of whole faces, \
             {small:.1} % of small ones.",
            counted(self.seeds as usize, "seed", "seeds"),
            counted(most, "picture", "pictures")
        );
        match contradictions {
            0 => {}
            1 => words.push_str(
                " One picture lies in both classes: no network can have both right, so take it out of one.",
            ),
            count => words.push_str(&format!(
                " {count} pictures lie in both classes: no network can have them all right, so take them out of one."
            )),
        }
        let mut verdict = Verdict::over_seeds(so, self.seeds as usize, words, numbers);
        if most < FROM {
            verdict = verdict.left_open("The claim is about 640 pictures and more.");
        }
        if !self.folder.trim().is_empty() {
            verdict = verdict
                .left_open("These pictures are your own: the claim is about the drawn faces.");
        }
        verdict
    }
}

#[cfg(test)]
mod tests;

//! How sure may a machine be? A classifier's sureness beside what it is worth, a temperature that mends it, an answer
//! "I don't know", and pictures of something else entirely.
//!
//! Sources: Guo, Pleiss, Sun and Weinberger 2017, arXiv:1706.04599 (temperature); Lakshminarayanan, Pritzel and
//! Blundell 2017, arXiv:1612.01474 (ensembles); Chow 1970, doi:10.1109/TIT.1970.1054406 (refusing to answer);
//! Hendrycks and Gimpel 2017, arXiv:1610.02136 (pictures of something else).

mod claim;
mod learn;
mod matter;
mod shown;
mod sure;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};

use super::lesson::side_by_side;
use super::{Act, Asks, Desk, Lab, Poke, Telling, Try, Verdict};
use crate::setting::Kind;
use crate::train::TrainError;
use learn::{Member, Way};
use matter::Matter;
use sure::{Answer, Judged, Rows};

crate::choices! {
    /// What is told apart.
    pub enum Pictures {
        /// Pieces of clothing.
        Fashion => "fashion", "Clothing";
        /// Digits.
        Digits => "digits", "Digits";
        /// Drawn faces, happy or sad.
        Faces => "faces", "Drawn faces, happy or sad";
    }
}

crate::adjustable! {
    /// A classifier that says how sure it is.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Diagnosis: "diagnosis", "How sure may it be?",
        "A network's sureness beside its right answers, a temperature, refusing to answer, pictures of other things." {
        /// What is told apart.
        pictures: Pictures = Pictures::Fashion, Kind::Choice(Pictures::CHOICES),
            "Pictures", "", "What the networks learn to tell apart; coat, pullover and shirt are often confused.";
        /// A person's own classes.
        folder: String = String::new(), Kind::Text,
            "Own classes", "", "A folder with a sub-folder of pictures for each class; empty: the pictures above.";
        /// How sure is sure enough.
        threshold: f32 = 80.0, Kind::float(0.0, 100.0),
            "Answer from", "%", "Who is less sure says \"I don't know\"; 0 answers everything.";
        /// Who answers.
        ensemble: bool = false, Kind::Flag,
            "Ensemble answers", "", "Pictures show the answers of all networks together, and else of one alone.";
        /// Pictures to learn from.
        count: usize = 2000, Kind::int(10, 8000),
            "Pictures to learn from", "", "At most so many; fewer are learned by heart sooner.";
        /// Networks.
        members: u64 = 5, Kind::int(1, 20),
            "Networks", "", "How many networks the ensemble has; they differ in first weights and order of pictures.";
        /// Steps.
        steps: u64 = 1000, Kind::int(10, 100_000), "Steps", "steps", "How long each learns, 64 pictures a step.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other pictures and first weights.";
        /// How many seeds.
        seeds: u64 = 3, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; pictures and curves show the first, tables are means of all.";
    }
}

/// What came of one seed, one way of answering.
#[derive(Clone)]
struct Came {
    way: Way,
    judged: Judged,
    log_loss: f64,
    /// How sure of each picture of something else, by kind.
    others: Vec<Vec<f64>>,
}

/// What came of one seed.
#[derive(Clone)]
struct Found {
    seed: u64,
    temperature: f64,
    came: Vec<Came>,
}

impl Found {
    fn way(&self, way: Way) -> Option<&Came> {
        self.came.iter().find(|came| came.way == way)
    }
}

/// What is kept for another threshold.
struct Kept {
    asked: Diagnosis,
    all: Vec<Found>,
    matter: Arc<Matter>,
    /// The networks of the first seed.
    members: Vec<Member>,
}

impl Lab for Diagnosis {
    fn question(&self) -> &'static str {
        "How sure is it, and is it right to be?"
    }

    fn claim(&self) -> &'static str {
        "A network that learned 2,000 clothes is surer than right, by 3 points at least; a temperature found on other \
        pictures leaves a calibration error of at most 3.5 %. Of the surest 80 % it has at least 88 % right. Yet it \
        answers 20 % of digits or more, which are no clothes, with 90 % or more; five networks together less than \
        half as many."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Possible,
            story: "A machine that looks at scans must say how sure it is, and \"I don't know\" where it is not. A \
                 network's own numbers are surer than they should be; one number, found on pictures that it has not \
                 learned, puts that right. It does not help against a picture of something else entirely, to which \
                 a network has an answer too.",
            tries: &[
                Try {
                    words: "Answer everything, however unsure",
                    settings: &[("threshold", "0")],
                },
                Try {
                    words: "Learned by heart from three hundred",
                    settings: &[("count", "300")],
                },
                Try {
                    words: "Happy or sad: shown a digit, it has an answer",
                    settings: &[("pictures", "faces")],
                },
            ],
            sources: &[
                "Guo, Pleiss, Sun and Weinberger 2017, arXiv:1706.04599 (temperature)",
                "Lakshminarayanan, Pritzel and Blundell 2017, arXiv:1612.01474 (ensembles)",
                "Chow 1970, doi:10.1109/TIT.1970.1054406 (refusing to answer)",
                "Hendrycks and Gimpel 2017, arXiv:1610.02136 (pictures of something else)",
                "Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747 (fashion)",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            count: 400,
            members: 2,
            steps: 60,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        let matter = Matter::of(self, self.seed, desk)?;
        desk.show(shown::tiles(self, &matter, &[]));
        desk.show(shown::others(&matter, &[]));
        Ok(())
    }

    fn kept(&self, key: &str) -> bool {
        matches!(key, "threshold" | "ensemble")
    }

    fn asks(&self) -> Option<Asks> {
        Some(Asks {
            answer: shown::ANSWER,
            ground: "",
            seen: [0.0, 0.0, 1.0, 1.0],
            words: "Draw what it has learned, or something else: how sure is it of that?",
            folders: ["folder", ""],
        })
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let asked = self.asked();
        let kept = desk
            .recall::<Arc<Kept>>()
            .filter(|kept| kept.asked == asked);
        let kept = match kept {
            Some(kept) => Arc::clone(&*kept),
            None => {
                let Some(kept) = self.work(asked, desk)? else {
                    return Ok(Verdict::stopped());
                };
                let kept = Arc::new(kept);
                desk.keep(Arc::clone(&kept));
                kept
            }
        };
        self.look(&kept, desk);
        let verdict = self.verdict(&kept.matter, &kept.all);
        desk.judge(&verdict);
        while let Some(poke) = desk.wait() {
            if let Poke::Given(Some(given)) = poke {
                desk.show(shown::answer(self, &kept, &given)?);
            }
        }
        Ok(verdict)
    }
}

impl Diagnosis {
    /// The same but for what is only looked at.
    fn asked(&self) -> Self {
        let usual = Self::default();
        Self {
            threshold: usual.threshold,
            ensemble: usual.ensemble,
            ..self.clone()
        }
    }

    /// Whose answers pictures show.
    fn shown_way(&self) -> Way {
        match self.ensemble {
            true => Way::Ensemble,
            false => Way::One,
        }
    }

    /// Shows what is known.
    fn look(&self, kept: &Kept, desk: &Desk<'_>) {
        if let Some(found) = kept.all.first() {
            let rows: Vec<&Rows> = kept.members.iter().map(|member| &member.judged).collect();
            let answers = self.shown_way().answers(&rows, found.temperature);
            desk.show(shown::tiles(self, &kept.matter, &answers));
            desk.show(shown::others(&kept.matter, &self.of_others(kept, found)));
            for figure in shown::curves(self, &kept.matter, found) {
                desk.show(figure);
            }
            desk.show(shown::sure_and_wrong(&kept.matter, &answers));
        }
        for figure in shown::tables(&kept.matter, &kept.all) {
            desk.show(figure);
        }
    }

    /// The answers to pictures of something else, by kind.
    fn of_others(&self, kept: &Kept, found: &Found) -> Vec<Vec<Answer>> {
        let kinds = 0..kept.matter.others.len();
        let each = kinds.map(|kind| {
            let rows: Vec<&Rows> = kept.members.iter().map(|one| &one.others[kind]).collect();
            self.shown_way().answers(&rows, found.temperature)
        });
        each.collect()
    }

    /// Everything; `None` when it is to stop.
    fn work(&self, asked: Self, desk: &Desk<'_>) -> Result<Option<Kept>, TrainError> {
        let seeds: Vec<u64> = (self.seed..self.seed + self.seeds).collect();
        let first = Arc::new(Matter::of(self, self.seed, desk)?);
        desk.show(shown::tiles(self, &first, &[]));
        let mut matters = vec![first];
        for seed in &seeds[1..] {
            matters.push(Arc::new(Matter::of(self, *seed, desk)?));
        }
        let mut kept = Kept {
            asked,
            all: Vec::new(),
            matter: Arc::clone(&matters[0]),
            members: Vec::new(),
        };
        let jobs: Vec<(usize, u64)> = (0..seeds.len())
            .flat_map(|at| (0..self.members).map(move |number| (at, number)))
            .collect();
        let ended = Mutex::new(0.0_f32);
        let work = |(at, number): &(usize, u64)| {
            let mut go_on = |_| !desk.stopped();
            let found = self.member(&matters[*at], seeds[*at], *number, &mut go_on)?;
            let mut ended = ended.lock().unwrap_or_else(PoisonError::into_inner);
            *ended += 1.0;
            desk.done(*ended / jobs.len() as f32);
            Ok(found)
        };
        let mut waiting: Vec<Vec<(u64, Member)>> = vec![Vec::new(); seeds.len()];
        side_by_side(&jobs, desk, work, |(at, number), member| {
            waiting[*at].push((*number, member));
            // In their order, so that sums have the same last digits every time; the first seed as far as it is known.
            waiting[*at].sort_by_key(|(number, _)| *number);
            let whole = waiting[*at].len() as u64 == self.members;
            let begun = *at == 0 && waiting[0][0].0 == 0;
            if !whole && !begun {
                return;
            }
            let members: Vec<Member> = match whole {
                true => std::mem::take(&mut waiting[*at])
                    .into_iter()
                    .map(|(_, one)| one)
                    .collect(),
                false => waiting[*at].iter().map(|(_, one)| one.clone()).collect(),
            };
            let found = found(seeds[*at], &matters[*at], &members);
            kept.all.retain(|other| other.seed != found.seed);
            kept.all.push(found);
            kept.all.sort_by_key(|found| found.seed);
            if *at == 0 {
                kept.members = members;
            }
            if !desk.stopped() && !kept.members.is_empty() {
                self.look(&kept, desk);
                desk.judge(&self.verdict(&kept.matter, &kept.all));
            }
        })?;
        Ok((!desk.stopped()).then_some(kept))
    }
}

/// What came of the networks of a seed.
fn found(seed: u64, matter: &Matter, members: &[Member]) -> Found {
    let temperature = sure::temperature(&members[0].calibrated, &matter.calibrated.classes);
    let came = Way::ALL.map(|way| {
        let rows: Vec<&Rows> = members.iter().map(|member| &member.judged).collect();
        let shares = way.shares(&rows, temperature);
        let pairs = || shares.iter().zip(&matter.judged.classes);
        let judged = pairs().map(|(shares, class)| {
            let answer = sure::answer(shares);
            (answer.sure, answer.class == *class)
        });
        let loss = pairs().map(|(shares, class)| -shares[*class].max(1e-12).ln());
        let others = (0..matter.others.len()).map(|kind| {
            let rows: Vec<&Rows> = members.iter().map(|member| &member.others[kind]).collect();
            let answers = way.answers(&rows, temperature);
            answers.iter().map(|answer| answer.sure).collect()
        });
        Came {
            way,
            judged: judged.collect(),
            log_loss: loss.sum::<f64>() / matter.judged.classes.len().max(1) as f64,
            others: others.collect(),
        }
    });
    Found {
        seed,
        temperature,
        came: came.to_vec(),
    }
}

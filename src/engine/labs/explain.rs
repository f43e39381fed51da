//! Explaining a decision: maps of what a network looks at, and whether they tell anything of the network.
//!
//! A map that looks reasonable proves nothing: it may show the picture's outlines whatever the network is. Two checks:
//! with random weights the map must change, and taking away the pixels that it names must change the answer. Sources:
//! Simonyan, Vedaldi and Zisserman 2013, arXiv:1312.6034 (gradient); Zeiler and Fergus 2014,
//! doi:10.1007/978-3-319-10590-1_53 (occlusion); Selvaraju and others 2017, doi:10.1109/ICCV.2017.74 (Grad-CAM);
//! Sundararajan, Taly and Yan 2017, arXiv:1703.01365 (integrated gradients); Adebayo and others 2018, arXiv:1810.03292
//! (the first check); Petsiuk, Das and Saenko 2018, arXiv:1806.07421 (the second).

mod check;
mod claim;
mod matter;
mod shown;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};

use super::lesson::{Budget, Course, Plan, learn, side_by_side};
use super::{Act, Asks, Desk, Lab, Poke, Telling, Try, Verdict};
use crate::data::Variety;
use crate::nn::init::Init;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Model, Network, Tensor, Weights};
use crate::probe::Way;
use crate::say;
use crate::setting::Kind;
use crate::train::TrainError;
use check::Checked;
use matter::Matter;

/// Pictures a step.
const BATCH: usize = 64;
/// The learning rate at the beginning.
const RATE: f32 = 2e-3;
/// Pictures in a row of those that can be clicked, and rows.
const ROW: usize = 7;
const ROWS: usize = 2;
/// The maps.
const WAYS: [(Way, &str); 4] = [
    (Way::Gradient, "gradient"),
    (Way::GradCam, "Grad-CAM"),
    (Way::Occlusion, "occlusion"),
    (Way::Integrated, "integrated gradients"),
];
crate::choices! {
    /// What the network learns to tell apart.
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
    /// Maps of what a classifier looks at, and what they are worth.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Explain: "explain", "Why this answer?",
        "Four maps of what a network looks at; whether they need the network, and whether they name what counts." {
        /// What is told apart.
        pictures: Pictures = Pictures::Fashion, Kind::Choice(Pictures::CHOICES),
            "Pictures", "", "What the network learns to tell apart; of drawn faces only the mouth counts.";
        /// How many pictures are learned from.
        count: usize = 5000, Kind::int(50, 10_000),
            "Pictures to learn from", "", "At most so many; of drawn faces there are 640.";
        /// Steps.
        steps: u64 = 400, Kind::int(1, 100_000), "Steps", "steps", "How long it learns, 64 pictures a step.";
        /// How many are explained.
        judged: usize = 24, Kind::int(4, 400),
            "Pictures explained", "", "How many new pictures curves and numbers are means of.";
        /// Row of the picture that is looked at.
        row: usize = 0, Kind::int(0, ROWS as i64 - 1),
            "Row", "", "Which new picture is looked at: its row, or a click on it.";
        /// Its column.
        column: usize = 0, Kind::int(0, ROW as i64 - 1),
            "Column", "", "Which new picture is looked at: its column, or a click on it.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other pictures and first weights.";
        /// How many seeds.
        seeds: u64 = 2, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; maps show the first, the rest is means of all.";
    }
}

/// The network as it was taught, and with more and more of its layers random, the last first.
type Cascade = Vec<Model>;

/// What came of one seed.
struct Found {
    /// Share of new pictures that is right.
    right: f64,
    each: Vec<Checked>,
}

impl Lab for Explain {
    fn question(&self) -> &'static str {
        "Why did the network say so, and can the explanation be trusted?"
    }

    fn claim(&self) -> &'static str {
        "Gradient, Grad-CAM and occlusion need the network: with random weights the ranks of their pixels agree by at \
        most 0.3 with before. Integrated gradients add up to 1 %, but agree by at least 0.4: they follow the ink. \
        Where pixels are taken away in a map's order, only occlusion and integrated gradients beat \"ink first\", \
        which asks no network."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Challenges,
            story: "A network that refuses a loan or steers a car should say why. Maps of what it looks at are quickly \
                made, and look reasonable; so would a map of the picture's outlines, which knows nothing of the \
                network. An explanation is worth what it loses when the network is taken away.",
            tries: &[
                Try {
                    words: "Drawn faces, of which only the mouth counts",
                    settings: &[("pictures", "faces")],
                },
                Try {
                    words: "Digits",
                    settings: &[("pictures", "digits")],
                },
                Try {
                    words: "A network that has hardly learned",
                    settings: &[("steps", "10")],
                },
            ],
            sources: &[
                "Simonyan, Vedaldi and Zisserman 2013, arXiv:1312.6034 (gradient)",
                "Zeiler and Fergus 2014, doi:10.1007/978-3-319-10590-1_53 (occlusion)",
                "Selvaraju and others 2017, doi:10.1109/ICCV.2017.74 (Grad-CAM)",
                "Sundararajan, Taly and Yan 2017, arXiv:1703.01365 (integrated gradients)",
                "Adebayo and others 2018, arXiv:1810.03292 (random weights)",
                "Petsiuk, Das and Saenko 2018, arXiv:1806.07421 (taking pixels away)",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            count: 1000,
            steps: 100,
            judged: 4,
            seeds: 1,
            ..self.clone()
        })
    }

    fn asks(&self) -> Option<Asks> {
        Some(Asks {
            answer: shown::ANSWER,
            ground: "",
            seen: [0.0, 0.0, 1.0, 1.0],
            words: match self.pictures {
                Pictures::Fashion => "Draw a piece of clothing, filled.",
                Pictures::Digits => "Draw a digit.",
                Pictures::Faces => "Draw a face, happy or sad.",
            },
            folders: ["", ""],
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        let matter = Matter::of(self, self.seed, desk)?;
        desk.show(shown::tiles(&matter, &[], self.row * ROW + self.column));
        Ok(())
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let mut all: Vec<Found> = Vec::new();
        let mut shown: Option<(Matter, Cascade)> = None;
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let matter = Matter::of(self, seed, desk)?;
            if seed == self.seed {
                desk.show(shown::tiles(&matter, &[], self.row * ROW + self.column));
            }
            let Some((cascade, right)) = self.learned(&matter, seed, &desk.part(0.0, 0.5))? else {
                return Ok(());
            };
            if seed == self.seed {
                self.look(&matter, &cascade, self.row * ROW + self.column, desk)?;
            }
            all.push(Found {
                right,
                each: Vec::new(),
            });
            let number = all.len() - 1;
            let desk = desk.part(0.5, 1.0);
            let done = Mutex::new(0);
            let pictures: Vec<usize> = (0..self.judged.min(matter.judged.classes.len())).collect();
            let work = |at: &usize| {
                let found = check::check(&cascade, &matter, *at, seed, &desk)?;
                let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                *done += 1;
                desk.done(*done as f32 / pictures.len() as f32);
                Ok(found)
            };
            let mut told: Vec<(usize, Checked)> = Vec::new();
            side_by_side(&pictures, &desk, work, |at, found| {
                told.push((*at, found));
                // In the order of pictures, so that sums have the same last digits every time.
                told.sort_by_key(|(at, _)| *at);
                all[number].each = told.iter().map(|(_, found)| found.clone()).collect();
                if told.len().is_multiple_of(4) || told.len() == pictures.len() {
                    shown::curves(&all)
                        .into_iter()
                        .for_each(|figure| desk.show(figure));
                }
            })?;
            if !desk.stopped() {
                desk.judge(&self.verdict(&all));
                shown.get_or_insert((matter, cascade));
            }
            Ok(())
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        let verdict = self.verdict(&all);
        desk.judge(&verdict);
        let Some((matter, cascade)) = shown else {
            return Ok(verdict);
        };
        let mut chosen = self.row * ROW + self.column;
        while let Some(poke) = desk.wait() {
            match poke {
                Poke::Place([row, column]) => {
                    chosen = row * ROW + column;
                    self.look(&matter, &cascade, chosen, desk)?;
                }
                Poke::Given(Some(given)) => {
                    let picture = matter.given(&given);
                    let name = given.called().to_owned();
                    self.answer(&matter, &cascade, &picture, name, desk)?;
                }
                Poke::Given(None) => self.look(&matter, &cascade, chosen, desk)?,
                _ => {}
            }
        }
        Ok(verdict)
    }
}

impl Explain {
    /// The network, learned and with random layers, and the share of new pictures that it has right.
    fn learned(
        &self,
        matter: &Matter,
        seed: u64,
        desk: &Desk<'_>,
    ) -> Result<Option<(Cascade, f64)>, TrainError> {
        let architecture = network(matter.names.len())?;
        let variety = Variety::default();
        let course = Course::plain(matter.training.clone(), matter.judged.clone(), variety);
        let plan = Plan {
            architecture: &architecture,
            init: Init::He,
            optimizer: Box::new(Adam::default()),
            rate: RATE,
            batch: BATCH,
            budget: Budget::Steps(self.steps),
            seed,
            looks: 1,
        };
        let mut weights = Weights::new();
        let mut go_on = |share: f32| {
            desk.done(share);
            !desk.stopped()
        };
        let mut watch = |_, network: &Network| weights = network.weights();
        let Some(look) = learn(&course, &plan, &mut go_on, &mut watch)? else {
            return Ok(None);
        };
        let fresh = Network::new(
            &architecture,
            course.shape(),
            Init::He,
            seed.wrapping_add(1),
        )?;
        let architecture = Arc::new(architecture);
        let cascade = cascade(&weights, &fresh.weights());
        let models = cascade.into_iter().map(|weights| Model {
            architecture: Arc::clone(&architecture),
            channels: course.shape().channels,
            weights: Arc::new(weights),
        });
        Ok(Some((models.collect(), look.right)))
    }

    /// Looks at one of the new pictures.
    fn look(
        &self,
        matter: &Matter,
        cascade: &Cascade,
        chosen: usize,
        desk: &Desk<'_>,
    ) -> Result<(), TrainError> {
        let count = (ROW * ROWS).min(matter.judged.classes.len());
        let chosen = chosen.min(count - 1);
        let says = check::says(&cascade[0], &matter.first(count))?;
        desk.show(shown::tiles(matter, &says, chosen));
        let name = format!(
            "New picture {}, {}",
            chosen + 1,
            matter.names[matter.judged.classes[chosen]]
        );
        self.answer(matter, cascade, &matter.picture(chosen), name, desk)
    }

    /// Shows the maps of a picture.
    fn answer(
        &self,
        matter: &Matter,
        cascade: &Cascade,
        picture: &Tensor,
        name: String,
        desk: &Desk<'_>,
    ) -> Result<(), TrainError> {
        let (class, share) = check::says(&cascade[0], picture)?[0];
        let random = &cascade[cascade.len() - 1];
        let maps = [&cascade[0], random].map(|model| check::maps(model, picture, class, desk));
        let [Some(taught), Some(random)] = [maps[0].clone()?, maps[1].clone()?] else {
            return Ok(());
        };
        let said = (name, matter.names[class].clone(), share);
        for figure in shown::maps(picture, &taught, &random, &said) {
            desk.show(figure);
        }
        Ok(())
    }
}

/// The weights as they were learned, then with those of more and more rows random, the last row first.
fn cascade(learned: &Weights, random: &Weights) -> Vec<Weights> {
    let row = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    let mut rows: Vec<String> = Vec::new();
    for tensor in learned {
        if rows.last() != Some(&row(&tensor.name)) {
            rows.push(row(&tensor.name));
        }
    }
    let mut all = vec![learned.clone()];
    for own in rows.iter().rev() {
        let mut next = all[all.len() - 1].clone();
        for (tensor, random) in next.iter_mut().zip(random) {
            if row(&tensor.name) == *own {
                *tensor = random.clone();
            }
        }
        all.push(next);
    }
    all
}

/// Two convolutions, each with rectifier and pooling, and a dense layer.
fn network(classes: usize) -> Result<Architecture, TrainError> {
    let text = format!(
        "conv 8 5x5\nrelu\nmax-pool\nconv 16 5x5\nrelu\nmax-pool\nflatten\ndense {classes}"
    );
    Architecture::from_text(&text).map_err(|_| {
        TrainError::Mismatch(say!(
            "the network cannot be written; build the program again"
        ))
    })
}

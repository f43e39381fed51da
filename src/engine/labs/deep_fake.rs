//! Deep fakes: one person's expression on another's face, and a detector that knows one generation of fakes.
//!
//! Both persons share an encoder, each has a decoder of its own; what goes in by one and comes out by the other wears
//! the other's face with the first one's expression. The technique was published by nobody, but in programs (2017);
//! surveys: Tolosana and others 2020, doi:10.1016/j.inffus.2020.06.014; Mirsky and Lee 2021, doi:10.1145/3425780.
//! Detectors that fail on the next generator: Cozzolino and others 2018, arXiv:1812.02510; Rössler and others 2019,
//! arXiv:1901.08971. The faces are drawn here, so that what is true is known.

mod claim;
mod detect;
mod draw;
mod shown;
mod swap;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, PoisonError};

use super::lesson::side_by_side;
use super::{Act, Asks, Desk, Lab, Poke, Telling, Try, Verdict};
use crate::image::{Image, resize};
use crate::math::random::{Purpose, Stream};

use crate::setting::Kind;
use crate::train::TrainError;
use detect::{DETECTORS, Matrix};
use draw::{Person, Pose, SIDE, drawn};
use swap::{Generator, Kin, Near};

/// Expressions that can be clicked: columns and rows.
const COLUMNS: usize = 7;
const ROWS: usize = 2;
/// Pictures by which a swap is judged.
const JUDGED: usize = 100;

crate::adjustable! {
    /// Faces that are swapped, and a detector of swapped faces.
    #[derive(Clone, Debug, PartialEq)]
    pub struct DeepFake: "deep-fake", "Deep fakes",
        "A shared encoder and two decoders put one person's expression on another's face; a detector and its limits." {
        /// Pictures of each person.
        count: usize = 400, Kind::int(20, 5000),
            "Pictures of each", "", "How many pictures of each person the networks learn from.";
        /// Steps of a generator.
        steps: usize = 2500, Kind::int(1, 100_000),
            "Steps", "steps", "How long a generator learns, 16 pictures a step.";
        /// Numbers between encoder and decoder.
        code: usize = 12, Kind::int(1, 256),
            "Code", "numbers", "How many numbers pass from the encoder to a decoder: expression and pose, no more.";
        /// Steps of a detector.
        detector: usize = 300, Kind::int(1, 100_000),
            "Steps of the detector", "steps", "How long a detector learns, 32 pictures a step.";
        /// The camera's noise.
        noise: f32 = 6.0, Kind::float(0.0, 40.0),
            "Camera's noise", "/ 255", "Standard deviation of the noise in true pictures.";
        /// Row of the expression that is shown.
        row: usize = 0, Kind::int(0, ROWS as i64 - 1),
            "Row", "", "Which expression is shown: mouth closed or open; or a click on it.";
        /// Its column.
        column: usize = 6, Kind::int(0, COLUMNS as i64 - 1),
            "Column", "", "Which expression is shown: from sad to happy; or a click on it.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other persons and first weights.";
        /// How many seeds.
        seeds: u64 = 2, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; pictures show the first, the rest is means of all.";
    }
}

/// What came of one seed.
struct Found {
    /// How near a swap comes.
    near: Near,
    /// Share right of each detector on each generation.
    matrix: Matrix,
}

/// What is shown of the first seed.
struct Stage {
    persons: [Person; 2],
    generator: Option<Generator>,
    seed: u64,
}

impl Lab for DeepFake {
    fn question(&self) -> &'static str {
        "Can a face be forged, and can the forgery be found out?"
    }

    fn claim(&self) -> &'static str {
        "A swapped face is at least 1 dB nearer to the other person with that expression than that person's \
        average is. A detector has at least 95 % right on new fakes of the generator that it knows, and at most \
        60 % on those of another network: half is guessing."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Challenges,
            story: "One encoder learns the faces of two people, and each gets a decoder. Then the wires are crossed: \
                what one does, the other seems to do. Whoever looks for such fakes learns the traces of those that \
                there are; the next generator leaves others.",
            tries: &[
                Try {
                    words: "Two numbers for everything a face can do",
                    settings: &[("code", "2")],
                },
                Try {
                    words: "So wide a code that the person slips through",
                    settings: &[("code", "128")],
                },
                Try {
                    words: "A camera without noise: what does the detector look at now?",
                    settings: &[("noise", "0")],
                },
            ],
            sources: &[
                "Tolosana and others 2020, doi:10.1016/j.inffus.2020.06.014",
                "Mirsky and Lee 2021, doi:10.1145/3425780",
                "Cozzolino and others 2018, arXiv:1812.02510",
                "Rössler and others 2019, arXiv:1901.08971",
                "faces drawn by this program",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            count: 100,
            steps: 200,
            detector: 40,
            seeds: 1,
            ..self.clone()
        })
    }

    fn asks(&self) -> Option<Asks> {
        Some(Asks {
            answer: shown::ANSWER,
            ground: shown::ANSWER,
            seen: [0.0, 0.0, 1.0, 1.0],
            words: "Draw another mouth on the first person, and see what the other does; or open a face of your own.",
            folders: ["", ""],
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        let stage = Stage {
            persons: Person::two(self.seed),
            generator: None,
            seed: self.seed,
        };
        self.look(&stage, [self.row, self.column], desk);
        Ok(())
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let mut stage = Stage {
            persons: Person::two(self.seed),
            generator: None,
            seed: self.seed,
        };
        let chosen = [self.row, self.column];
        self.look(&stage, chosen, desk);
        let mut all: Vec<Found> = Vec::new();
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let first = seed == self.seed;
            let Some(mut generators) = self.generators(seed, first, &desk.part(0.0, 0.75))? else {
                return Ok(());
            };
            let persons = Person::two(seed);
            let near = swap::near(&mut generators[0], &persons, self.noise / 255.0, seed);
            if first {
                stage.generator = Some(generators[0].clone());
                self.look(&stage, chosen, desk);
            }
            let desk = desk.part(0.75, 1.0);
            let Some(matrix) = self.detectors(&mut generators, &persons, seed, &desk)? else {
                return Ok(());
            };
            all.push(Found { near, matrix });
            for figure in shown::numbers(&all) {
                desk.show(figure);
            }
            desk.judge(&self.verdict(&all));
            Ok(())
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        let verdict = self.verdict(&all);
        desk.judge(&verdict);
        let mut chosen = chosen;
        while let Some(poke) = desk.wait() {
            match poke {
                Poke::Place(place) => {
                    chosen = place;
                    self.look(&stage, chosen, desk);
                }
                Poke::Given(Some(given)) => {
                    let seen = resize::square(&given.picture.gray(), SIDE);
                    if let Some(generator) = &mut stage.generator {
                        desk.show(shown::given(generator, &seen, given.called()));
                    }
                }
                Poke::Given(None) => self.look(&stage, chosen, desk),
                _ => {}
            }
        }
        Ok(verdict)
    }
}

/// The pose of an expression that can be clicked.
fn pose([row, column]: [usize; 2]) -> Pose {
    let smile = -1.0 + 2.0 * column as f32 / (COLUMNS - 1) as f32;
    Pose {
        smile,
        open: if row == 0 { 0.0 } else { 0.8 },
        turn: 0.7 * (column as f32 * 1.3).sin(),
        ..Pose::default()
    }
}

impl DeepFake {
    /// Shows an expression of the first person and, once there is a network, the other one with it.
    fn look(&self, stage: &Stage, place: [usize; 2], desk: &Desk<'_>) {
        let mut generator = stage.generator.clone();
        desk.show(shown::tiles(&stage.persons, place));
        let mut camera = Stream::new(stage.seed, Purpose::Noise, 99);
        let frame = camera_picture(
            &stage.persons[0],
            &pose(place),
            self.noise / 255.0,
            &mut camera,
        );
        desk.show(shown::swapped(
            generator.as_mut(),
            &stage.persons,
            &frame,
            place,
        ));
        if let Some(generator) = &mut generator {
            desk.show(shown::film(generator, &stage.persons));
        }
    }

    /// The generators, taught side by side: convolutional, the same with another seed, dense. `None` when it was
    /// stopped.
    fn generators(
        &self,
        seed: u64,
        first: bool,
        desk: &Desk<'_>,
    ) -> Result<Option<Vec<Generator>>, TrainError> {
        // The slow ones first, so that threads end together.
        let jobs = [
            (0, Kin::Convolutional, seed),
            (1, Kin::Convolutional, seed + 1000),
            (2, Kin::Dense, seed),
        ];
        let shares = Mutex::new([0.0f32; 3]);
        let persons = Person::two(seed);
        let work = |(number, kin, start): &(usize, Kin, u64)| {
            let mut go_on = |share: f32| {
                let mut shares = shares.lock().unwrap_or_else(PoisonError::into_inner);
                shares[*number] = share;
                desk.done(shares.iter().sum::<f32>() / 3.0);
                !desk.stopped()
            };
            let mut watch = |curve: &[[f64; 2]]| {
                if first && *number == 0 {
                    desk.show(shown::curve(curve));
                }
            };
            self.teach(*kin, &persons, [seed, *start], &mut go_on, &mut watch)
        };
        let mut found: [Option<Generator>; 3] = [const { None }; 3];
        side_by_side(&jobs, desk, work, |(number, ..), network| {
            found[*number] = Some(network);
        })?;
        Ok(found.into_iter().collect())
    }

    /// The detectors, and how many they have right; `None` when it was stopped.
    fn detectors(
        &self,
        generators: &mut [Generator],
        persons: &[Person; 2],
        seed: u64,
        desk: &Desk<'_>,
    ) -> Result<Option<Matrix>, TrainError> {
        let mut lots = Vec::new();
        for part in [0, 1] {
            lots.push(detect::pictures(
                generators,
                persons,
                self.noise / 255.0,
                [seed, part],
            ));
        }
        let shares = Mutex::new([0.0f32; DETECTORS.len()]);
        let numbers: Vec<usize> = (0..DETECTORS.len()).collect();
        let work = |number: &usize| {
            let mut go_on = |share: f32| {
                let mut shares = shares.lock().unwrap_or_else(PoisonError::into_inner);
                shares[*number] = share;
                desk.done(shares.iter().sum::<f32>() / DETECTORS.len() as f32);
                !desk.stopped()
            };
            detect::judged(&lots, DETECTORS[*number].1, self.detector, seed, &mut go_on)
        };
        let mut matrix: Vec<Option<[f64; 5]>> = vec![None; DETECTORS.len()];
        side_by_side(&numbers, desk, work, |number, row| {
            matrix[*number] = Some(row);
        })?;
        let rows: Option<Vec<[f64; 5]>> = matrix.into_iter().collect();
        Ok(rows)
    }
}

/// A picture of a person by a camera.
fn camera_picture(person: &Person, pose: &Pose, noise: f32, random: &mut Stream) -> Image {
    let mut picture = drawn(person, pose);
    for pixel in picture.pixels_mut() {
        *pixel = (*pixel + noise * random.normal()).clamp(0.0, 1.0);
    }
    picture
}

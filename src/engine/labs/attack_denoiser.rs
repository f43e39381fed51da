//! An attack on a denoiser: a change that nobody sees makes its answer worse, and what it does to a method that has no
//! weights and no gradient.
//!
//! The change follows the gradient of the squared error (one signed step; Goodfellow, Shlens and Szegedy 2015), which
//! is Jᵀ (f(y) − x), J the answer's derivative: it lies along the error that the denoiser makes anyway. Sources:
//! Szegedy and others 2014, arXiv:1312.6199; Goodfellow, Shlens and Szegedy 2015, arXiv:1412.6572; Yan and others 2022,
//! arXiv:2201.04397 (attacks on denoisers).

mod assault;
mod claim;
mod shown;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::lesson::side_by_side;
use super::methods::{Named, method};
use super::{Act, Asks, Desk, Lab, Poke, Telling, Try, Verdict};
use crate::data::TestPhoto;
use crate::denoise::Denoiser;
use crate::figure::Role;
use crate::image::{Image, resize};
use crate::math::random::{Purpose, Stream};
use crate::say;
use crate::setting::Kind;
use crate::train::TrainError;
use assault::{Hurt, Scene};

/// Sizes of the change, of 255.
const REACHES: [f32; 4] = [1.0, 2.0, 4.0, 8.0];
crate::choices! {
    /// Which network is attacked.
    pub enum Attacked {
        /// The one for σ = 25.
        DnCnn => "dncnn", "DnCNN";
        /// The one for any noise, without added constants.
        Flexible => "flexible", "Flexible";
    }
}

crate::adjustable! {
    /// A denoiser under attack, and methods that were not asked.
    #[derive(Clone, Debug, PartialEq)]
    pub struct AttackDenoiser: "attack-denoiser", "Attack on a denoiser",
        "A change along the gradient makes a network's answer worse; what the same change does to a classical method." {
        /// Which network.
        attacked: Attacked = Attacked::DnCnn, Kind::Choice(Attacked::CHOICES),
            "Attacked", "", "The network whose gradient the attack follows.";
        /// ε.
        reach: f32 = 2.0, Kind::float(0.0, 16.0),
            "Largest change, ε", "/ 255", "How much each pixel of the noisy picture changes at most.";
        /// Steps.
        steps: usize = 1, Kind::int(1, 40),
            "Steps", "", "1: one step along the signs of the gradient; more: small ones from a random start (PGD).";
        /// The noise.
        sigma: f32 = 25.0, Kind::float(1.0, 100.0), "σ", "/ 255", "Standard deviation of the noise.";
        /// The methods beside it.
        methods: String = "bm3d,flexible,nl-means".into(), Kind::Text,
            "Beside it", "", "Methods that get the same attacked picture, by id, with commas.";
        /// The first photograph.
        photo: TestPhoto = TestPhoto::Parrot, Kind::Choice(TestPhoto::CHOICES),
            "Photograph", "", "The held-out photograph that is shown; others follow it.";
        /// A person's own pictures.
        folder: String = String::new(), Kind::Text,
            "Own pictures", "", "A folder of clean pictures to be used instead; their middle squares are made small.";
        /// Side of a picture.
        side: usize = 96, Kind::int(32, 256), "Side", "px", "Side of the square of each picture that is used.";
        /// How many.
        pictures: usize = 4, Kind::int(1, 12), "Pictures", "", "How many pictures numbers are means of.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other noise.";
        /// How many seeds.
        seeds: u64 = 2, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; pictures show the first, the rest is means of all.";
    }
}

/// A denoiser with its name.
struct Subject {
    id: &'static str,
    name: String,
    role: Role,
    method: Box<dyn Denoiser>,
}

/// What the two changes did to each denoiser at each reach: by design, and by chance.
type Found = Vec<Vec<[Hurt; 2]>>;

impl Lab for AttackDenoiser {
    fn question(&self) -> &'static str {
        "Are only networks fragile?"
    }

    fn claim(&self) -> &'static str {
        "Changes of at most 2/255 along a network's gradient cost it at least 0.5 dB; at least 0.6 of that they cost \
        BM3D too, random signs at most a tenth. The answer changes at most 1.1 times as much as the picture: the \
        change is not blown up, it is aligned with the error."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Challenges,
            story: "A classifier's answer can be turned by a change that nobody sees. Does a denoiser fall as easily, \
                and would a classical method, which was never taught, stand? The same attacked picture is given to \
                both. What it contains is a faint smooth pattern along the error that is made anyway.",
            tries: &[
                Try {
                    words: "Four times as much: now it can be seen",
                    settings: &[("reach", "8")],
                },
                Try {
                    words: "Twelve careful steps instead of one: hardly more",
                    settings: &[("steps", "12")],
                },
                Try {
                    words: "Attack the other network",
                    settings: &[("attacked", "flexible"), ("methods", "bm3d,dncnn,nl-means")],
                },
            ],
            sources: &[
                "Szegedy and others 2014, arXiv:1312.6199",
                "Goodfellow, Shlens and Szegedy 2015, arXiv:1412.6572",
                "Yan and others 2022, arXiv:2201.04397",
                "Dabov, Foi, Katkovnik and Egiazarian 2007, doi:10.1109/TIP.2007.901238 (BM3D)",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            side: 64,
            pictures: 1,
            seeds: 1,
            ..self.clone()
        })
    }

    fn asks(&self) -> Option<Asks> {
        Some(Asks {
            answer: shown::ANSWER,
            ground: shown::ANSWER,
            seen: [0.0, 0.0, 1.0, 1.0],
            words: "Draw on the photograph, or open one of your own: noise is added, and the attack made for it.",
            folders: ["folder", "folder"],
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        let (subjects, clean) = (self.subjects()?, self.clean(desk)?);
        // What comes at once: the attack, and what it does to the network.
        self.look(&subjects[..1], &clean[0].0, &clean[0].1, desk)
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let (subjects, clean) = (self.subjects()?, self.clean(desk)?);
        let (name, first) = &clean[0];
        self.look(&subjects, name, first, desk)?;
        desk.show(shown::curves(self, &subjects, &[]));
        let mut all: Vec<Vec<Found>> = Vec::new();
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            all.push(Vec::new());
            let number = all.len() - 1;
            let share = Mutex::new(0);
            let work = |picture: &usize| {
                let found = self.measure(&subjects, &clean[*picture].1, *picture, seed, desk)?;
                let mut done = share.lock().unwrap_or_else(PoisonError::into_inner);
                *done += 1;
                desk.done(*done as f32 / clean.len() as f32);
                Ok(found)
            };
            let pictures: Vec<usize> = (0..clean.len()).collect();
            let mut told: Vec<(usize, Found)> = Vec::new();
            side_by_side(&pictures, desk, work, |picture, found| {
                told.push((*picture, found));
                // In the order of pictures, so that sums have the same last digits every time.
                told.sort_by_key(|(picture, _)| *picture);
                all[number] = told.iter().map(|(_, found)| found.clone()).collect();
                desk.show(shown::curves(self, &subjects, &all));
                desk.show(shown::table(self, &subjects, &all));
            })?;
            if !desk.stopped() {
                desk.judge(&self.verdict(&subjects, &all));
            }
            Ok(())
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        let verdict = self.verdict(&subjects, &all);
        desk.judge(&verdict);
        while let Some(poke) = desk.wait() {
            match poke {
                Poke::Given(Some(given)) => {
                    let own = self.taken(&given.picture);
                    self.look(&subjects, given.called(), &own, desk)?;
                }
                Poke::Given(None) => self.look(&subjects, name, first, desk)?,
                _ => {}
            }
        }
        Ok(verdict)
    }
}

impl AttackDenoiser {
    /// The attacked network, then the methods that get the same picture.
    fn subjects(&self) -> Result<Vec<Subject>, TrainError> {
        let ids = self.methods.split(',').map(str::trim);
        let others = ids.filter(|id| !id.is_empty() && *id != self.attacked.id());
        let one = |id: &str| {
            let Named { entry, rank } = method(id)?;
            Ok(Subject {
                id: entry.id,
                name: entry.label.split(',').next().unwrap_or_default().into(),
                role: match id == self.attacked.id() {
                    true => Role::Network,
                    false => Role::Method(rank),
                },
                method: (entry.make)(),
            })
        };
        std::iter::once(self.attacked.id())
            .chain(others)
            .map(one)
            .collect()
    }

    /// A picture of a person's own as it is used: grey, its middle square made small, so that its own noise is gone.
    fn taken(&self, picture: &Image) -> Image {
        resize::square(&picture.gray(), self.side)
    }

    /// Names and clean pictures, one at least.
    fn clean(&self, desk: &Desk<'_>) -> Result<Vec<(String, Image)>, TrainError> {
        let mut clean = Vec::new();
        if !self.folder.trim().is_empty() {
            let path = Path::new(self.folder.trim());
            desk.shelf().each_picture(path, &mut |name, picture| {
                if clean.len() >= self.pictures {
                    return 0;
                }
                let picture = self.taken(&picture);
                let kept = size_of_val(picture.pixels());
                clean.push((name, picture));
                kept
            })?;
            if clean.is_empty() {
                return Err(TrainError::Mismatch(say!(
                    "there is no picture in {}; choose a folder of photographs, or leave it empty",
                    self.folder.trim()
                )));
            }
            return Ok(clean);
        }
        let photos = desk.shelf().test_photos()?;
        let first = photos.iter().position(|(name, _)| name == self.photo.id());
        let after = photos.iter().cycle().skip(first.unwrap_or_default());
        for (name, photo) in after.take(self.pictures.min(photos.len())) {
            let (_, height, width) = photo.dim();
            let side = self.side.min(height).min(width);
            let (top, left) = ((height - side) / 2, (width - side) / 2);
            let known = TestPhoto::ALL.iter().find(|known| known.id() == name);
            let name = known.map_or(&**name, |known| known.label());
            clean.push((name.to_owned(), photo.gray().crop(top, left, side, side)));
        }
        if clean.is_empty() {
            return Err(TrainError::Mismatch(say!(
                "the held-out photographs are missing; build the program again"
            )));
        }
        Ok(clean)
    }

    /// Shows the attack on one picture, and what it does to the answers of these.
    fn look(
        &self,
        subjects: &[Subject],
        name: &str,
        clean: &Image,
        desk: &Desk<'_>,
    ) -> Result<(), TrainError> {
        let scene = Scene::new(clean, self.sigma / 255.0, self.seed, 0);
        let mut random = Stream::new(self.seed, Purpose::Cover, 0);
        let reach = self.reach / 255.0;
        let attacked =
            scene.attacked(&*subjects[0].method, reach, self.steps, &mut random, desk)?;
        let Some(attacked) = attacked else {
            return Ok(());
        };
        let mut answers = Vec::new();
        for subject in subjects {
            let both =
                [&scene.noisy, &attacked].map(|seen| scene.answer(&*subject.method, seen, desk));
            let [Some(before), Some(after)] = [both[0].clone()?, both[1].clone()?] else {
                return Ok(());
            };
            answers.push([before, after]);
        }
        desk.show(shown::attack(
            self, subjects, name, &scene, &attacked, &answers,
        ));
        Ok(())
    }

    /// The sizes that are tried, with the one that is set.
    fn reaches(&self) -> Vec<f32> {
        let mut reaches = REACHES.to_vec();
        if !reaches.contains(&self.reach) {
            reaches.push(self.reach);
        }
        reaches.sort_by(f32::total_cmp);
        reaches
    }

    /// Everything about one picture; `None` when it was stopped.
    fn measure(
        &self,
        subjects: &[Subject],
        clean: &Image,
        number: usize,
        seed: u64,
        desk: &Desk<'_>,
    ) -> Result<Option<Found>, TrainError> {
        let scene = Scene::new(clean, self.sigma / 255.0, seed, number as u64);
        let mut random = Stream::new(seed, Purpose::Cover, number as u64);
        let mut before = Vec::new();
        for subject in subjects {
            match scene.answer(&*subject.method, &scene.noisy, desk)? {
                Some(answer) => before.push(answer),
                None => return Ok(None),
            }
        }
        let mut found = Found::new();
        for reach in self.reaches() {
            let reach = reach / 255.0;
            let first = &*subjects[0].method;
            let by_design = scene.attacked(first, reach, self.steps, &mut random, desk)?;
            let Some(by_design) = by_design else {
                return Ok(None);
            };
            let by_chance = scene.by_chance(reach, &mut random);
            let mut each = Vec::new();
            for (subject, before) in subjects.iter().zip(&before) {
                let mut both = Vec::new();
                for changed in [&by_design, &by_chance] {
                    match scene.answer(&*subject.method, changed, desk)? {
                        Some(after) => both.push(scene.hurt(changed, [before, &after])),
                        None => return Ok(None),
                    }
                }
                each.push([both[0], both[1]]);
            }
            found.push(each);
        }
        Ok(Some(found))
    }
}

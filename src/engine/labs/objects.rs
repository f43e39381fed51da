//! Finding targets in a picture from above: a classifier of small patches, applied to a whole scene in one pass.
//!
//! Targets and other things are drawn into photographs, lit, blurred and noisy alike; what is judged lies on other
//! photographs. Beside the network stands the classical matched filter. Sources: Sermanet and others 2013,
//! arXiv:1312.6229 (a classifier over a whole picture in one pass); Sung and Poggio 1998, doi:10.1109/34.655648
//! (learning from false alarms); Turin 1960, doi:10.1109/TIT.1960.1057571 (the matched filter); Everingham and others
//! 2010, doi:10.1007/s11263-009-0275-4 (average precision).

mod claim;
mod draw;
mod filter;
mod find;
mod scene;
mod score;
mod shown;
mod teach;
#[cfg(test)]
mod tests;
mod work;

use std::sync::Arc;

use super::{Act, Asks, Desk, Given, Lab, Poke, Telling, Try, Verdict, photograph};
use crate::setting::Kind;
use crate::train::TrainError;
use find::{Map, heat};
use scene::{Scene, stream};
use score::Curve;
use teach::Taught;

/// Side of a person's own picture at most, in pixels.
const OWN: usize = 400;

crate::choices! {
    /// What is looked for.
    pub enum Target {
        /// An aeroplane.
        Aeroplane => "aeroplane", "Aeroplanes";
        /// A boat.
        Boat => "boat", "Boats";
        /// A car.
        Car => "car", "Cars";
    }
}

crate::choices! {
    /// Who finds.
    pub enum Method {
        /// A network that learned from random ground.
        Network => "network", "Network";
        /// One that also learned from the first one's false alarms.
        Harder => "harder", "Network, own false alarms";
        /// The matched filter.
        Filter => "filter", "Matched filter";
    }
}

crate::adjustable! {
    /// A network that finds small targets in large pictures.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Objects: "objects", "Targets from above",
        "A classifier of small patches finds targets in whole scenes, beside the classical matched filter." {
        /// What is looked for.
        target: Target = Target::Aeroplane, Kind::Choice(Target::CHOICES),
            "Looked for", "", "What is to be found; the others lie about too, and are none.";
        /// How much brighter than the ground targets are.
        contrast: f32 = 20.0, Kind::float(2.0, 60.0),
            "Contrast", "%", "How much brighter than the ground things are, on the average; 5 is hard to see.";
        /// Whose finds are shown.
        by: Method = Method::Harder, Kind::Choice(Method::CHOICES),
            "Finds of", "", "Whose finds the pictures show; curves and table show all.";
        /// How sure is sure enough.
        threshold: f32 = 90.0, Kind::float(0.1, 99.9),
            "Threshold", "%", "What scores less is no find: lower finds more, and more that is none.";
        /// Which scene is shown.
        scene: usize = 3, Kind::int(1, 100), "Scene", "", "Which of the new scenes the pictures show.";
        /// Scenes that are learned from.
        scenes: usize = 200, Kind::int(2, 2000),
            "Scenes to learn from", "", "Parts of 109 photographs with things in them, 8 targets each.";
        /// Scenes that are judged.
        judged: usize = 12, Kind::int(1, 12), "New scenes", "", "Other photographs, on which finds are judged.";
        /// Steps.
        steps: u64 = 1500, Kind::int(10, 100_000), "Steps", "steps", "How long a network learns, 64 patches a step.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other places and first weights.";
        /// How many seeds.
        seeds: u64 = 3, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; pictures show the first, curves and verdict rest on all.";
    }
}

/// What is found with one seed, by each method in the order of [`Method::ALL`].
#[derive(Clone, Default)]
struct Found {
    curves: [Option<Curve>; 3],
    /// False alarms of the first network on what it had learned from, with at least an even chance.
    alarms: usize,
}

/// What pictures show: the new scenes of the first seed, and each method's maps over them.
#[derive(Default)]
struct Shown {
    scenes: Vec<Scene>,
    maps: [Vec<Map>; 3],
    networks: Vec<Taught>,
    filter: Option<filter::Filter>,
}

/// What is kept for another threshold.
struct Kept {
    asked: Objects,
    all: Vec<Found>,
    shown: Shown,
}

impl Lab for Objects {
    fn question(&self) -> &'static str {
        "Where in this picture are the aeroplanes?"
    }

    fn claim(&self) -> &'static str {
        "Among aeroplanes and as many other things a network finds aeroplanes in new scenes with an average precision \
        at least 5 points above the matched filter's, if half of the ground that it learns from are its own false \
        alarms; with random ground alone it has less."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Possible,
            story: "Finding a dozen small things in a large picture from above was done with matched filters: lay the \
                 mean target over every place and measure how well it fits. A network learns instead from patches \
                 with a target and without, and then answers the whole picture in one pass. Its worst errors can be \
                 given back to it to learn from.",
            tries: &[
                Try {
                    words: "The matched filter's finds, on the same scene",
                    settings: &[("by", "filter"), ("threshold", "60")],
                },
                Try {
                    words: "Hardly brighter than the ground",
                    settings: &[("contrast", "6")],
                },
                Try {
                    words: "A jaguar's spots: what it takes for aeroplanes",
                    settings: &[("scene", "1")],
                },
            ],
            sources: &[
                "Sermanet and others 2013, arXiv:1312.6229 (a whole picture in one pass)",
                "Sung and Poggio 1998, doi:10.1109/34.655648 (learning from false alarms)",
                "Turin 1960, doi:10.1109/TIT.1960.1057571 (matched filter)",
                "Everingham and others 2010, doi:10.1007/s11263-009-0275-4 (average precision)",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            scenes: 8,
            judged: 2,
            steps: 40,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        for figure in shown::first(self, desk.shelf())? {
            desk.show(figure);
        }
        Ok(())
    }

    fn kept(&self, key: &str) -> bool {
        matches!(key, "threshold" | "scene" | "by")
    }

    fn asks(&self) -> Option<Asks> {
        Some(Asks {
            answer: shown::ANSWER,
            ground: "",
            seen: [0.0, 0.0, 1.0, 1.0],
            words: "Draw ground as seen from above; targets are put into it.",
            folders: ["", ""],
        })
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let asked = self.asked();
        let kept = desk
            .recall::<Arc<Kept>>()
            .filter(|kept| kept.asked == asked);
        let kept = match kept {
            Some(kept) => {
                desk.show(shown::things(self));
                Arc::clone(&*kept)
            }
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
        let verdict = self.verdict(&kept.all);
        desk.judge(&verdict);
        while let Some(poke) = desk.wait() {
            if let Poke::Given(Some(given)) = poke {
                desk.show(self.answer(&given, &kept.shown)?);
            }
        }
        Ok(verdict)
    }
}

impl Objects {
    /// The same but for what is only looked at.
    fn asked(&self) -> Self {
        let usual = Self::default();
        Self {
            threshold: usual.threshold,
            scene: usual.scene,
            by: usual.by,
            ..self.clone()
        }
    }

    /// Shows what is known.
    fn look(&self, kept: &Kept, desk: &Desk<'_>) {
        for figure in shown::scene(self, &kept.shown) {
            desk.show(figure);
        }
        for figure in shown::curves(self, &kept.all) {
            desk.show(figure);
        }
    }

    /// Puts targets into a person's picture and finds them.
    fn answer(&self, given: &Given, shown: &Shown) -> Result<crate::figure::Figure, TrainError> {
        let grey = photograph::middle(&given.picture, OWN, 2);
        if !scene::large(grey.height(), grey.width()) {
            return Ok(shown::too_small(given));
        }
        let scene = self.furnished(given.called(), grey, &mut stream(self.seed, 5, 0));
        let map = match self.by {
            Method::Filter => shown.filter.as_ref().map(|filter| filter.map(&scene.image)),
            Method::Network | Method::Harder => {
                let taught = shown.networks.get(usize::from(self.by == Method::Harder));
                taught.map(|taught| heat(&taught.model, &taught.seen(&scene.even)))
            }
        };
        Ok(shown::answer(
            self,
            &scene,
            &map.transpose()?.unwrap_or_default(),
        ))
    }
}

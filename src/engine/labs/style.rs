//! Style: one picture painted in another's manner, by the slope of a network at its input.
//!
//! What a picture shows stands in the features of a network, place by place; its style in which features come together,
//! wherever they are. A picture is changed until its features come together as in the style, while those of a middle
//! row stay where they are in the content. Source: Gatys, Ecker and Bethge 2016, doi:10.1109/CVPR.2016.265. The network
//! is learned here; the same is done with random weights, which are said to do nearly as well (He, Wang and Hopcroft
//! 2016, arXiv:1606.04801; Ulyanov and others 2016, arXiv:1603.03417), and with the style's colours alone.

mod eye;
mod found;
mod matter;
mod paint;
mod shown;
#[cfg(test)]
mod tests;

use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::TestPhoto;
use crate::figure::counted;
use crate::image::Image;
use crate::setting::Kind;
use crate::train::TrainError;
use eye::{Eye, JUDGE, PAINTER, Wish, apart};
use found::{Found, Score, Way};
use matter::{picture, seen};
use paint::{painted, recoloured, structure};

/// Steps between two pictures that are shown on the way.
const EVERY: u64 = 10;

crate::choices! {
    /// Where the style comes from.
    pub enum Manner {
        /// A drawn pattern.
        Stripes => "stripes", "Drawn stripes";
        /// Another photograph.
        Photo => "photo", "Another photograph";
    }
}

crate::adjustable! {
    /// Paints one picture in another's style.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Style: "style", "In another's style",
        "A photograph is painted in the style of another picture, through a network that is learned here." {
        /// Where the style comes from.
        manner: Manner = Manner::Stripes, Kind::Choice(Manner::CHOICES), "Style of", "", "Whose style is taken.";
        /// The photograph whose style is taken.
        from: TestPhoto = TestPhoto::HawaMahal, Kind::Choice(TestPhoto::CHOICES),
            "Its photograph", "", "The photograph whose style is taken.";
        /// What is painted.
        photo: TestPhoto = TestPhoto::Parrot, Kind::Choice(TestPhoto::CHOICES),
            "Photograph", "", "Which of the held-out photographs is painted.";
        /// A person's own picture.
        folder: String = String::new(), Kind::Text,
            "Own picture", "", "A picture, or a folder whose first is taken; its middle is painted. Drop it here.";
        /// Side of the picture.
        side: usize = 96, Kind::int(32, 256), "Side", "px", "Side of the picture; the work grows with its square.";
        /// What the content counts.
        faith: f32 = 0.3, Kind::log(0.001, 100.0),
            "Content", "", "What an error of the content counts against one of the style.";
        /// Steps of painting.
        steps: u64 = 150, Kind::int(1, 10_000), "Steps", "steps", "How long it is painted.";
        /// Steps of learning.
        learning: u64 = 400, Kind::int(1, 100_000),
            "Steps of learning", "steps", "How long the network learns to tell five kinds of photographs apart.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other weights.";
        /// How many seeds, from that one on, the verdict rests on.
        seeds: u64 = 3, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; pictures show the first, the verdict rests on all.";
    }
}

impl Lab for Style {
    fn question(&self) -> &'static str {
        "Can a photograph be painted in the style of another picture?"
    }

    fn claim(&self) -> &'static str {
        "Painted through a network that was taught here, a photograph comes nearer to drawn stripes than their colours \
        alone bring it, as another network sees it, and keeps half of its structure."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Possible,
            story: "A network that was taught to tell buildings from animals has to see both lines and the stuff that \
                things are made of. Ask it not for an answer but for a picture: keep the lines of one, take the stuff \
                of another, and let the pixels follow the slope. Nobody painted that picture.",
            tries: &[
                Try {
                    words: "In the style of a palace of many windows",
                    settings: &[("manner", "photo")],
                },
                Try {
                    words: "Hardly any of the content is kept",
                    settings: &[("faith", "0.01"), ("seeds", "1")],
                },
                Try {
                    words: "A dog like a city in rock",
                    settings: &[
                        ("photo", "kde_Dog"),
                        ("manner", "photo"),
                        ("from", "gc_wonders_petra"),
                    ],
                },
            ],
            sources: &[
                "Gatys, Ecker and Bethge 2016, doi:10.1109/CVPR.2016.265",
                "He, Wang and Hopcroft 2016, arXiv:1606.04801 (random weights)",
                "Ulyanov, Lebedev, Vedaldi and Lempitsky 2016, arXiv:1603.03417",
            ],
        }
    }

    fn own(&self) -> Option<&'static str> {
        Some("folder")
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            side: 32,
            steps: 12,
            learning: 4,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        let [content, style] = self.pictures(desk.shelf())?;
        let colours = recoloured(&content, &style);
        let made = [(Way::Colours.name().to_owned(), colours)];
        desk.show(shown::pictures(&content, &style, &made));
        Ok(())
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        self.first(desk)?;
        let mut all: Vec<Found> = Vec::new();
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let found = self.once(seed, desk)?;
            if !desk.stopped() {
                all.extend(found);
                shown::scores(&all)
                    .into_iter()
                    .for_each(|figure| desk.show(figure));
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

impl Style {
    /// Everything with one seed; `None` when it is to stop.
    fn once(&self, seed: u64, desk: &Desk<'_>) -> Result<Option<Found>, TrainError> {
        let [content, style] = self.pictures(desk.shelf())?;
        let colours = recoloured(&content, &style);
        let [from, to, begin] = [&content, &style, &colours].map(seen);
        let mut made = vec![(Way::Content, content.clone()), (Way::Colours, colours)];
        let mut lines: Vec<(Way, Vec<[f64; 2]>)> = Vec::new();
        let mut found = Found::default();
        let shown = seed == self.seed;
        for (at, way) in [Way::Random, Way::Learned].into_iter().enumerate() {
            let part = desk.part(0.45 * at as f32, 0.45 * (at + 1) as f32);
            let learning = match way {
                Way::Learned => self.learning,
                _ => 0,
            };
            let Some((weights, right)) = PAINTER.learned(learning, seed, &part)? else {
                return Ok(None);
            };
            found.right = right;
            let mut eye = Eye::new(PAINTER, &weights, &from)?;
            let wish = Wish {
                style: eye.style(&to),
                content: eye.content(&from),
                faith: self.faith,
            };
            lines.push((way, Vec::new()));
            let answer = painted(
                &mut eye,
                &begin,
                &wish,
                self.steps,
                &mut |step, [wrong, _], so_far| {
                    part.done(step as f32 / self.steps as f32);
                    if let Some((_, line)) = lines.last_mut() {
                        line.push([step as f64, f64::from(wrong)]);
                    }
                    if shown && step % EVERY == 0 {
                        let mut all = named(&made[1..]);
                        all.push((way.name().to_owned(), picture(so_far)));
                        part.show(shown::pictures(&content, &style, &all));
                        part.show(shown::curves(&lines));
                    }
                    !part.stopped()
                },
            );
            let Some(answer) = answer else {
                return Ok(None);
            };
            made.push((way, picture(&answer)));
        }
        if shown {
            desk.show(shown::pictures(&content, &style, &named(&made[1..])));
        }
        let part = desk.part(0.9, 1.0);
        // Another network, other weights: it has painted nothing.
        let Some((weights, _)) = JUDGE.learned(self.learning, seed ^ 0x55, &part)? else {
            return Ok(None);
        };
        let mut judge = Eye::new(JUDGE, &weights, &from)?;
        let wanted = judge.style(&to);
        let whole = apart(&judge.style(&from), &wanted).max(1e-12);
        for (way, image) in &made {
            let style = apart(&judge.style(&seen(image)), &wanted) / whole;
            let structure = structure(image, &content);
            found.scores.push((*way, Score { style, structure }));
        }
        Ok(Some(found))
    }

    fn verdict(&self, all: &[Found]) -> Verdict {
        let so = all.iter().filter(|found| found.so()).count();
        let mean = |way: Way, of: fn(&Score) -> f64| {
            let found: Vec<f64> = all
                .iter()
                .filter_map(|found| found.score(way))
                .map(of)
                .collect();
            found.iter().sum::<f64>() / found.len().max(1) as f64
        };
        let style = |way| 100.0 * mean(way, |score| score.style);
        let structure = |way| mean(way, |score| score.structure);
        // Random weights differ from draw to draw far more than learned ones do.
        let random = all.iter().filter_map(|found| found.score(Way::Random));
        let random: Vec<f64> = random.map(|score| 100.0 * score.style).collect();
        let [least, most] =
            [f64::min, f64::max].map(|of| random.iter().copied().reduce(of).unwrap_or(f64::NAN));
        let words = format!(
            "so it was with {so} of {}. Distance to the style under a network that did not paint, of the content's: \
             colours alone {:.0} %, learned weights {:.0} %, random weights {:.0} % (from {least:.0} to {most:.0}); \
             structure kept: {:.2}, {:.2}, {:.2}.",
            counted(all.len(), "seed", "seeds"),
            style(Way::Colours),
            style(Way::Learned),
            style(Way::Random),
            structure(Way::Colours),
            structure(Way::Learned),
            structure(Way::Random),
        );
        let mut numbers = Vec::new();
        for (found, seed) in all.iter().zip(self.seed..) {
            for (way, score) in &found.scores {
                let name = |what: &str| format!("{}, {what}, seed {seed}", way.name());
                numbers.push((
                    name("distance to the style, % of the content's"),
                    100.0 * score.style,
                ));
                numbers.push((name("structure kept"), score.structure));
            }
            numbers.push((
                format!("network right, seed {seed}, %"),
                100.0 * found.right,
            ));
        }
        let verdict = Verdict::over_seeds(so, all.len(), words, numbers);
        match (self.folder.trim(), self.manner) {
            ("", Manner::Stripes) => verdict,
            ("", _) => verdict.left_open("The claim is about drawn stripes."),
            _ => verdict.left_open("The claim is about the program's own photographs."),
        }
    }
}

/// Pictures with the names of how they came about.
fn named(made: &[(Way, Image)]) -> Vec<(String, Image)> {
    made.iter()
        .map(|(way, image)| (way.name().to_owned(), image.clone()))
        .collect()
}

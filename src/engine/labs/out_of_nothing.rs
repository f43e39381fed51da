//! Out of nothing: pictures that nobody drew, from a network that has only learned to take noise away.
//!
//! What a denoiser takes away points to where noisy pictures are likelier. Begin with noise alone, go that way a
//! little, let the noise be a little weaker, and again: what is left in the end is a picture. Sources: Kadkhodaie and
//! Simoncelli 2021, arXiv:2007.13640; Karras, Aittala, Aila and Laine 2022, arXiv:2206.00364. Beside them stand
//! pictures drawn from the mean and the covariances alone. Half a picture is completed in the same way (Lugmayr and
//! others 2022, arXiv:2201.09865), beside ridge regression.

mod denoiser;
mod found;
mod judge;
mod matter;
mod sample;
mod shown;
#[cfg(test)]
mod tests;

use super::lesson::taken;
use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::Labelled;
use crate::figure::counted;
use crate::nn::Tensor;
use crate::setting::Kind;
use crate::train::TrainError;
use denoiser::{Denoiser, Lesson};
use found::{Fill, Found, Origin, SAMPLES, Score, mean_of};
use judge::Judge;
use matter::{Matter, Normal};
use shown::{Moment, SHEET};

/// About how many times what is made is judged while the denoiser learns, evenly.
const LOOKS: u64 = 6;
/// Of how many steps on the way a picture is kept, at most.
const MOMENTS: usize = 6;

crate::choices! {
    /// What is made.
    pub enum Show {
        /// Ten handwritten digits.
        Digits => "digits", "Digits";
        /// Ten kinds of clothing.
        Fashion => "fashion", "Fashion";
    }
}

crate::adjustable! {
    /// Pictures out of noise.
    #[derive(Clone, Debug, PartialEq)]
    pub struct OutOfNothing: "out-of-nothing", "Out of nothing",
        "Digits that nobody wrote, out of noise, by a denoiser that is learned here; and halves of digits completed." {
        /// What is made.
        show: Show = Show::Digits, Kind::Choice(Show::CHOICES), "Pictures of", "", "What is learned and made.";
        /// Steps of learning.
        steps: u64 = 700, Kind::int(10, 1_000_000),
            "Steps", "steps", "How long the denoiser learns, 64 pictures a step.";
        /// Channels of the denoiser.
        width: usize = 32, Kind::int(8, 128),
            "Channels", "", "Channels of the denoiser at half the side, a multiple of 8; twice as many below.";
        /// Steps from noise to pictures.
        down: usize = 16, Kind::int(2, 200),
            "Steps down", "", "In how many steps the noise falls to nothing; 16 to 30 are usual.";
        /// How often each step is done where a half is given.
        again: usize = 4, Kind::int(1, 50),
            "Repeats", "", "How often each step is done where a half is given; once: the halves hardly agree.";
        /// Pictures that are made and judged.
        count: usize = 200, Kind::int(16, 2000), "Made", "pictures", "How many are made out of noise and judged.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other first weights and other noise.";
        /// How many seeds, from that one on, the verdict rests on.
        seeds: u64 = 2, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; pictures show the first, tables and verdict rest on all.";
    }
}

impl Lab for OutOfNothing {
    fn question(&self) -> &'static str {
        "Can one who only takes noise away make a picture out of nothing?"
    }

    fn claim(&self) -> &'static str {
        "Of digits that a small denoiser makes out of noise, a judge is sure of more than of digits drawn from the \
        mean and the covariances of real ones, and of less than half as many as of real ones; fewer than one in \
        twenty lies suspiciously near to one that was learned from; and half a digit completed out of noise is at \
        least 2 dB farther from the truth than by ridge regression."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Possible,
            story: "Ask a denoiser to clean noise in which nothing is. It sees a digit there, a little; go towards \
                that, and ask again. In sixteen steps there stands a digit that nobody wrote. The machines that paint \
                on request do the same, with a larger denoiser that is told what the picture should show.",
            tries: &[
                Try {
                    words: "Clothes instead of digits",
                    settings: &[("show", "fashion")],
                },
                Try {
                    words: "Four steps from noise to digit",
                    settings: &[("down", "4"), ("seeds", "1")],
                },
                Try {
                    words: "Half a digit, each step done once",
                    settings: &[("again", "1"), ("seeds", "1")],
                },
            ],
            sources: &[
                "Kadkhodaie and Simoncelli 2021, arXiv:2007.13640 (a denoiser as a prior to draw from)",
                "Karras, Aittala, Aila and Laine 2022, arXiv:2206.00364 (how to weigh noise, and the steps)",
                "Ho, Jain and Abbeel 2020, arXiv:2006.11239 (denoising diffusion)",
                "Lugmayr and others 2022, arXiv:2201.09865 (completing)",
                "Blau and Michaeli 2018, doi:10.1109/CVPR.2018.00652 (near the truth or like a real one)",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            steps: 30,
            width: 8,
            down: 6,
            again: 1,
            count: 48,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        let matter = Matter::of(self.show, desk)?;
        let normal = Normal::fitted(&matter)?;
        desk.show(shown::known(
            &matter,
            &matter.clipped(normal.drawn(SHEET, self.seed)),
        ));
        Ok(())
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let matter = Matter::of(self.show, desk)?;
        let normal = Normal::fitted(&matter)?;
        desk.show(shown::known(
            &matter,
            &matter.clipped(normal.drawn(SHEET, self.seed)),
        ));
        let mut all: Vec<Found> = Vec::new();
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            all.push(Found::default());
            self.once(seed, (&matter, &normal), &mut all, desk)?;
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

impl OutOfNothing {
    /// Everything with one seed, whose findings are the last of `all`.
    fn once(
        &self,
        seed: u64,
        (matter, normal): (&Matter, &Normal),
        all: &mut [Found],
        desk: &Desk<'_>,
    ) -> Result<(), TrainError> {
        let shown = seed == self.seed;
        let judge_steps = self.steps.min(800);
        let Some(mut judge) = Judge::taught(matter, judge_steps, seed, desk)? else {
            return Ok(());
        };
        desk.done(0.1);
        let (before, last) = all.split_at_mut(all.len().saturating_sub(1));
        let Some(found) = last.first_mut() else {
            return Ok(());
        };
        found.judge = judge.right;
        let order = super::lesson::shuffled(matter.new.classes.len(), seed);
        let real = taken(&matter.new, &order[..self.count.min(order.len())]);
        let drawn = matter.clipped(normal.drawn(self.count, seed));
        for (origin, pictures) in [(Origin::Real, &real.pictures), (Origin::Normal, &drawn)] {
            found
                .opinions
                .push((origin, judge.judged(matter, pictures)));
        }
        let Some(mut denoiser) =
            self.learned(seed, matter, (&mut judge, found), &desk.part(0.1, 0.75))?
        else {
            return Ok(());
        };
        let mut moments = Vec::new();
        let Some(made) = self.made(&mut denoiser, self.count, seed, &mut moments, desk) else {
            return Ok(());
        };
        let made = matter.clipped(made);
        found
            .opinions
            .push((Origin::Made, judge.judged(matter, &made)));
        if shown {
            desk.show(shown::way(matter, &moments, self.steps));
            desk.show(shown::copies(matter, &made));
        }
        desk.done(0.8);
        let whole = taken(
            &real,
            &(0..real.classes.len() / SAMPLES).collect::<Vec<_>>(),
        );
        let answers = self.filled(
            &mut denoiser,
            (matter, normal),
            &whole,
            seed,
            &desk.part(0.8, 1.0),
        );
        let Some(answers) = answers else {
            return Ok(());
        };
        for (fill, answer) in &answers {
            let score = Score::of(matter, &mut judge, &whole, answer);
            found.scores.push((*fill, score));
        }
        if shown {
            desk.show(shown::filled(matter, &whole.pictures, &answers));
        }
        let so_far = [before, last].concat();
        desk.show(shown::table(&so_far));
        shown::scores(&so_far)
            .into_iter()
            .for_each(|figure| desk.show(figure));
        Ok(())
    }

    /// A denoiser that has learned; the first seed's is looked at on its way. `None` when it is to stop.
    fn learned(
        &self,
        seed: u64,
        matter: &Matter,
        (judge, found): (&mut Judge, &Found),
        desk: &Desk<'_>,
    ) -> Result<Option<Denoiser>, TrainError> {
        let lesson = Lesson {
            matter,
            width: self.width.div_ceil(8) * 8,
            steps: self.steps,
            seed,
        };
        let every = (self.steps / LOOKS).max(1);
        let mut points = Vec::new();
        lesson.teach(&mut |step, so_far| {
            desk.done(step as f32 / self.steps as f32);
            // A first look comes soon, so that there is something to see.
            let due = step % every == 0 || step == every / 8;
            if seed == self.seed && due && step > 0 {
                let mut moments = Vec::new();
                let made = self.made(&mut so_far(), 100, seed, &mut moments, desk);
                let Some(made) = made else { return false };
                let opinion = judge.read(&matter.clipped(made));
                points.push([step as f64, opinion.sure()]);
                desk.show(shown::way(matter, &moments, step));
                desk.show(shown::curve(self, found, &points));
            }
            !desk.stopped()
        })
    }

    /// Pictures out of noise, and some moments on their way.
    fn made(
        &self,
        denoiser: &mut Denoiser,
        count: usize,
        seed: u64,
        moments: &mut Vec<Moment>,
        desk: &Desk<'_>,
    ) -> Option<Tensor> {
        let every = self.down.div_ceil(MOMENTS - 1).max(1);
        let mut at = 0;
        sample::made(
            denoiser,
            count,
            self.down,
            seed,
            &mut |sigma, noisy, clean| {
                if at % every == 0 || sigma == 0.0 {
                    moments.push(Moment {
                        sigma,
                        noisy: sample::first(noisy, SHEET),
                        clean: sample::first(clean, SHEET),
                    });
                }
                at += 1;
                !desk.stopped()
            },
        )
    }

    /// Every way of completing the lower halves of the same pictures; `None` when it is to stop.
    fn filled(
        &self,
        denoiser: &mut Denoiser,
        (matter, normal): (&Matter, &Normal),
        whole: &Labelled,
        seed: u64,
        desk: &Desk<'_>,
    ) -> Option<Vec<(Fill, Tensor)>> {
        let given = &whole.pictures;
        let mut rounds = given.clone();
        rounds.reshape(SAMPLES * given.count, given.shape);
        let round = given.data.len().max(1);
        let copies = rounds.data.chunks_exact_mut(round);
        copies.for_each(|copy| copy.copy_from_slice(&given.data));
        let samples = sample::completed(
            denoiser,
            &rounds,
            [self.down, self.again],
            seed,
            &mut |share| {
                desk.done(share);
                !desk.stopped()
            },
        )?;
        let samples = matter.clipped(samples);
        let mean = mean_of(&samples, given.count);
        Some(vec![
            (Fill::Mean, matter.clipped(normal.mean_completed(given))),
            (Fill::Ridge, matter.clipped(normal.completed(given))),
            (Fill::Sample, samples),
            (Fill::Samples, mean),
        ])
    }
}

/// The mean of some numbers.
fn mean(numbers: impl Iterator<Item = f64>) -> f64 {
    let numbers: Vec<f64> = numbers.collect();
    numbers.iter().sum::<f64>() / numbers.len().max(1) as f64
}

impl OutOfNothing {
    fn verdict(&self, all: &[Found]) -> Verdict {
        let whole = || all.iter().filter(|found| found.is_whole());
        let so = whole().filter(|found| found.so()).count();
        let sure = |origin| 100.0 * mean(whole().filter_map(|found| found.sure(origin)));
        let near = |origin| 100.0 * mean(whole().filter_map(|found| found.near(origin)));
        let score = |fill, of: fn(Score) -> f64| {
            mean(whole().filter_map(|found| found.score(fill)).map(of))
        };
        let [psnr, surely]: [fn(Score) -> f64; 2] =
            [|score| score.psnr, |score| 100.0 * score.sure];
        let words = format!(
            "so it was with {so} of {}. The judge is sure of {:.0} % of new real ones, {:.0} % made out of noise, \
             {:.0} % by mean and covariance; suspiciously near to one that was learned from are {:.0} %, of new real \
             ones {:.0} %. Lower halves out of noise: {:.1} dB, sure of {:.0} %; by ridge regression {:.1} dB, \
             {:.0} %; the mean of four out of noise {:.1} dB, {:.0} %.",
            counted(whole().count(), "seed", "seeds"),
            sure(Origin::Real),
            sure(Origin::Made),
            sure(Origin::Normal),
            near(Origin::Made),
            near(Origin::Real),
            score(Fill::Sample, psnr),
            score(Fill::Sample, surely),
            score(Fill::Ridge, psnr),
            score(Fill::Ridge, surely),
            score(Fill::Samples, psnr),
            score(Fill::Samples, surely),
        );
        let verdict = Verdict::over_seeds(so, whole().count(), words, self.numbers(all));
        match self.show {
            Show::Digits => verdict,
            Show::Fashion => verdict.left_open("The claim is about digits."),
        }
    }

    /// Everything that was measured.
    fn numbers(&self, all: &[Found]) -> Vec<(String, f64)> {
        let mut numbers = Vec::new();
        for (found, seed) in all.iter().zip(self.seed..) {
            numbers.push((format!("judge right, seed {seed}, %"), 100.0 * found.judge));
            for origin in Origin::ALL {
                let mut tell = |what: &str, share: Option<f64>| {
                    let name = format!("{}, {what}, seed {seed}, %", origin.name());
                    numbers.extend(share.map(|share| (name, 100.0 * share)));
                };
                tell("sure", found.sure(origin));
                tell("suspiciously near", found.near(origin));
            }
            for (fill, score) in &found.scores {
                let name = |what: &str| format!("{}, {what}, seed {seed}", fill.name());
                numbers.push((name("PSNR, dB"), score.psnr));
                numbers.push((name("sure, %"), 100.0 * score.sure));
                numbers.push((name("read rightly, %"), 100.0 * score.right));
            }
        }
        numbers
    }
}

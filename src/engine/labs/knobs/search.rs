//! Coordinate ascent on the share of right answers: each knob in turn to its best value, which is found exactly.
//!
//! The network: d inputs, h rectifiers, one answer; +1 where that is positive. As a function of one knob an example's
//! answer is monotone, so it changes its sign at most once: sorted, these places cut the knob's range into pieces of
//! equal accuracy, and one walk along them finds the best. What the other knobs contribute is kept from turn to turn.

use crate::math::random::Stream;

/// How far a knob can be turned, both ways.
pub const RANGE: f64 = 3.0;

crate::choices! {
    /// What is done where several values of a knob are equally good.
    pub enum Rule {
        /// The knob stays unless another value is strictly better.
        Stay => "stay", "Stay unless strictly better";
        /// Always to the middle of the nearest best piece.
        Middle => "middle", "Middle of the nearest best piece";
        /// To the middle of the best piece with the smallest logistic loss.
        Loss => "loss", "Best piece of the least loss";
    }
}

/// Pictures as rows of numbers, and the class of each, −1 or +1.
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    /// Numbers of one picture.
    pub width: usize,
    /// All, picture after picture.
    pub numbers: Vec<f64>,
    /// Their classes.
    pub classes: Vec<f64>,
}

impl Pictures {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.classes.len()
    }

    fn of(&self, at: usize) -> &[f64] {
        &self.numbers[at * self.width..(at + 1) * self.width]
    }
}

/// The network, as plain numbers.
#[derive(Clone, Debug)]
pub struct Knobs {
    width: usize,
    hidden: usize,
    /// For each unit its weights and then its bias; then the answer's weights and its bias.
    pub values: Vec<f64>,
}

impl Knobs {
    /// First values after He 2015 (arXiv:1502.01852).
    pub fn new(width: usize, hidden: usize, random: &mut Stream) -> Self {
        let mut values = Vec::with_capacity((width + 2) * hidden + 1);
        let mut draw = |inputs: usize| (2.0 / inputs as f64).sqrt() * f64::from(random.normal());
        for _ in 0..hidden {
            values.extend((0..width).map(|_| draw(width)));
            values.push(0.0);
        }
        values.extend((0..hidden).map(|_| draw(hidden)));
        values.push(0.0);
        Self {
            width,
            hidden,
            values,
        }
    }

    /// How many knobs there are.
    pub fn count(&self) -> usize {
        self.values.len()
    }

    fn sum(&self, unit: usize, picture: &[f64]) -> f64 {
        let own = &self.values[unit * (self.width + 1)..];
        let products = own.iter().zip(picture).map(|(weight, x)| weight * x);
        products.sum::<f64>() + own[self.width]
    }

    /// The place of the answer's first weight.
    fn last(&self) -> usize {
        self.hidden * (self.width + 1)
    }

    /// Share of the pictures that are answered right.
    pub fn accuracy(&self, pictures: &Pictures) -> f64 {
        let right = (0..pictures.count()).filter(|&at| {
            let own = pictures.of(at);
            let units = (0..self.hidden)
                .map(|unit| self.values[self.last() + unit] * self.sum(unit, own).max(0.0));
            let answer = units.sum::<f64>() + self.values[self.last() + self.hidden];
            answer * pictures.classes[at] > 0.0
        });
        right.count() as f64 / pictures.count().max(1) as f64
    }
}

/// What turning one knob would do.
#[derive(Clone, Debug, Default)]
pub struct Turn {
    /// From low to high: where each piece begins, and how many pictures are right on it. The first begins at
    /// −[`RANGE`].
    pub pieces: Vec<(f64, usize)>,
    /// The same with its value now.
    pub now: (f64, usize),
}

impl Turn {
    /// The pieces on which most are right, with both ends.
    fn best(&self) -> (usize, Vec<[f64; 2]>) {
        let most = self
            .pieces
            .iter()
            .map(|(_, right)| *right)
            .max()
            .unwrap_or(0);
        let ends = self
            .pieces
            .iter()
            .skip(1)
            .map(|(from, _)| *from)
            .chain([RANGE]);
        let all = self.pieces.iter().zip(ends);
        let best = all.filter(|((_, right), _)| *right == most);
        (most, best.map(|((from, _), to)| [*from, to]).collect())
    }
}

/// What became of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It got better.
    Better,
    /// It was moved, and is as good as before.
    Moved,
    /// It stayed: elsewhere it is as good at best.
    Flat,
    /// It stayed: everywhere else it is worse.
    Harms,
}

/// A search under way: the knobs, and what every unit answers to every picture.
pub struct Search<'a> {
    pictures: &'a Pictures,
    /// The network.
    pub knobs: Knobs,
    /// Sums of the units, unit after unit; what they answer is the part above zero.
    sums: Vec<f64>,
    answers: Vec<f64>,
    /// Line searches done.
    pub searches: usize,
}

impl<'a> Search<'a> {
    /// Begins with a network.
    pub fn new(knobs: Knobs, pictures: &'a Pictures) -> Self {
        let count = pictures.count();
        let each = |unit| (0..count).map(move |at| (unit, at));
        let sums: Vec<f64> = (0..knobs.hidden)
            .flat_map(each)
            .map(|(unit, at)| knobs.sum(unit, pictures.of(at)))
            .collect();
        let bias = knobs.values[knobs.last() + knobs.hidden];
        let mut answers = vec![bias; count];
        for unit in 0..knobs.hidden {
            let weight = knobs.values[knobs.last() + unit];
            for (answer, sum) in answers.iter_mut().zip(&sums[unit * count..]) {
                *answer += weight * sum.max(0.0);
            }
        }
        Self {
            pictures,
            knobs,
            sums,
            answers,
            searches: 0,
        }
    }

    /// How many pictures there are.
    pub fn over_all(&self) -> usize {
        self.pictures.count()
    }

    /// Pictures that are right now.
    pub fn right(&self) -> usize {
        let pairs = self.answers.iter().zip(&self.pictures.classes);
        pairs
            .filter(|(answer, class)| *answer * *class > 0.0)
            .count()
    }

    /// What a picture is answered with knob `knob` at `value`.
    fn answer(&self, knob: usize, value: f64, at: usize) -> f64 {
        let Knobs { width, .. } = self.knobs;
        let (last, count) = (self.knobs.last(), self.pictures.count());
        let now = self.knobs.values[knob];
        if knob >= last {
            let unit = knob - last;
            let part = match unit < self.knobs.hidden {
                true => self.sums[unit * count + at].max(0.0),
                false => 1.0,
            };
            return self.answers[at] + (value - now) * part;
        }
        let (unit, input) = (knob / (width + 1), knob % (width + 1));
        let weight = self.knobs.values[last + unit];
        let sum = self.sums[unit * count + at];
        let entering = self.entering(input, at);
        let turned = sum + (value - now) * entering;
        self.answers[at] + weight * (turned.max(0.0) - sum.max(0.0))
    }

    /// What a picture sends through the knob of this input: a pixel, or the bias's one.
    fn entering(&self, input: usize, at: usize) -> f64 {
        let width = self.knobs.width;
        if input < width {
            self.pictures.of(at)[input]
        } else {
            1.0
        }
    }

    /// The value of the knob at which a picture's answer changes its sign, where it does within the range.
    fn zero(&self, knob: usize, at: usize) -> Option<f64> {
        let Knobs { width, .. } = self.knobs;
        let (last, count) = (self.knobs.last(), self.pictures.count());
        let now = self.knobs.values[knob];
        let zero = if knob >= last {
            let unit = knob - last;
            let part = match unit < self.knobs.hidden {
                true => self.sums[unit * count + at].max(0.0),
                false => 1.0,
            };
            if part == 0.0 {
                return None;
            }
            now - self.answers[at] / part
        } else {
            let (unit, input) = (knob / (width + 1), knob % (width + 1));
            let weight = self.knobs.values[last + unit];
            let (sum, entering) = (self.sums[unit * count + at], self.entering(input, at));
            if weight == 0.0 || entering == 0.0 {
                return None;
            }
            // The unit must answer so much that the rest is made up for.
            let rest = self.answers[at] - weight * sum.max(0.0);
            let wanted = -rest / weight;
            if wanted < 0.0 {
                return None;
            }
            now + (wanted - sum) / entering
        };
        (zero > -RANGE && zero < RANGE).then_some(zero)
    }

    /// Looks what turning a knob would do.
    pub fn look(&mut self, knob: usize) -> Turn {
        self.searches += 1;
        let classes = &self.pictures.classes;
        let mut right = 0usize;
        let mut places: Vec<(f64, i32)> = Vec::new();
        for (at, class) in classes.iter().enumerate() {
            let low = self.answer(knob, -RANGE, at) * class > 0.0;
            right += usize::from(low);
            let high = self.answer(knob, RANGE, at) * class > 0.0;
            if low != high
                && let Some(zero) = self.zero(knob, at)
            {
                places.push((zero, if high { 1 } else { -1 }));
            }
        }
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut pieces = vec![(-RANGE, right)];
        for (place, change) in places {
            right = right.saturating_add_signed(change as isize);
            match pieces.last_mut() {
                Some((from, of)) if place - *from < 1e-12 => *of = right,
                _ => pieces.push((place, right)),
            }
        }
        Turn {
            pieces,
            now: (self.knobs.values[knob], self.right()),
        }
    }

    /// Turns a knob after the rule.
    pub fn turn(&mut self, knob: usize, rule: Rule) -> Outcome {
        let turn = self.look(knob);
        let (now, before) = turn.now;
        let (most, pieces) = turn.best();
        let middle = |[from, to]: &[f64; 2]| 0.5 * (from + to);
        // A piece thinner than rounding is none.
        let wide = pieces.iter().filter(|[from, to]| to - from > 1e-9);
        let here = |piece: &[f64; 2]| piece[0] <= now && now <= piece[1];
        let away = |piece: &[f64; 2]| (now - now.clamp(piece[0], piece[1])).abs();
        let nearest = wide.clone().min_by(|a, b| away(a).total_cmp(&away(b)));
        let chosen = match rule {
            Rule::Loss => wide
                .clone()
                .map(|piece| (self.loss(knob, middle(piece)), middle(piece)))
                .min_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, value)| value),
            _ => nearest.map(middle),
        };
        let stays = most < before || (rule == Rule::Stay && most == before);
        match chosen.filter(|_| !stays) {
            Some(value) if (value - now).abs() > 1e-9 => {
                self.set(knob, value);
                if most > before {
                    Outcome::Better
                } else {
                    Outcome::Moved
                }
            }
            _ => {
                // Whether anything changes at all: its own piece reaches further, or another is as good.
                let flat = most >= before
                    && (pieces.len() > 1
                        || pieces
                            .iter()
                            .any(|piece| here(piece) && piece[1] - piece[0] > 1e-6));
                if flat { Outcome::Flat } else { Outcome::Harms }
            }
        }
    }

    /// Mean logistic loss with the knob at a value.
    fn loss(&self, knob: usize, value: f64) -> f64 {
        let classes = &self.pictures.classes;
        let each = classes.iter().enumerate().map(|(at, class)| {
            let margin = class * self.answer(knob, value, at);
            // log(1 + e^−m), without overflow.
            (-margin).max(0.0) + (-margin.abs()).exp().ln_1p()
        });
        each.sum::<f64>() / classes.len().max(1) as f64
    }

    /// Accuracy and mean logistic loss over a knob's range, at so many values.
    pub fn over_range(&self, knob: usize, count: usize) -> Vec<[f64; 3]> {
        let classes = &self.pictures.classes;
        let values = (0..=count).map(|at| RANGE * (2.0 * at as f64 / count as f64 - 1.0));
        let each = values.map(|value| {
            let right = classes.iter().enumerate();
            let right = right.filter(|(at, class)| self.answer(knob, value, *at) * **class > 0.0);
            let share = right.count() as f64 / classes.len().max(1) as f64;
            [value, share, self.loss(knob, value)]
        });
        each.collect()
    }

    fn set(&mut self, knob: usize, value: f64) {
        let count = self.pictures.count();
        for at in 0..count {
            self.answers[at] = self.answer(knob, value, at);
        }
        let width = self.knobs.width;
        if knob < self.knobs.last() {
            let (unit, input) = (knob / (width + 1), knob % (width + 1));
            let change = value - self.knobs.values[knob];
            for at in 0..count {
                let entering = self.entering(input, at);
                self.sums[unit * count + at] += change * entering;
            }
        }
        self.knobs.values[knob] = value;
    }
}

#[cfg(test)]
mod tests;

//! What of a point of the plane enters a network.

use crate::setting::{Choice, Field, Value, ids};

const X: Choice = choice("x", "x");
const Y: Choice = choice("y", "y");
const X2: Choice = choice("x2", "x²");
const Y2: Choice = choice("y2", "y²");
const XY: Choice = choice("xy", "xy");
const SIN_X: Choice = choice("sin-x", "sin x");
const SIN_Y: Choice = choice("sin-y", "sin y");

type Function = fn(f32, f32) -> f32;

/// Functions of a point (x, y): their choices in files and menus, and how they are computed.
static ALL: [(Choice, Function); 7] = [
    (X, |x, _| x),
    (Y, |_, y| y),
    (X2, |x, _| x * x),
    (Y2, |_, y| y * y),
    (XY, |x, y| x * y),
    (SIN_X, |x, _| x.sin()),
    (SIN_Y, |_, y| y.sin()),
];

const fn choice(id: &'static str, label: &'static str) -> Choice {
    Choice { id, label }
}

/// Which functions of a point enter the network, in this order: x, y, x², y², xy, sin x, sin y; none of them scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inputs([bool; 7]);

impl Inputs {
    /// All of them, for a settings table.
    pub const CHOICES: &'static [Choice] = &[X, Y, X2, Y2, XY, SIN_X, SIN_Y];

    /// x and y.
    pub const PLAIN: Self = Self([true, true, false, false, false, false, false]);

    fn chosen(self) -> impl Iterator<Item = &'static (Choice, Function)> {
        let all = ALL.iter().zip(self.0);
        all.filter_map(|(one, chosen)| chosen.then_some(one))
    }

    /// How many numbers enter the network.
    pub fn count(self) -> usize {
        self.0.iter().filter(|chosen| **chosen).count()
    }

    /// What they are called.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.chosen().map(|(choice, _)| choice.label)
    }

    /// Writes what enters the network of a point; `into` has room for [`count`](Self::count) numbers.
    pub fn fill(self, [x, y]: [f32; 2], into: &mut [f32]) {
        for (number, (_, function)) in into.iter_mut().zip(self.chosen()) {
            *number = function(x, y);
        }
    }
}

impl Field for Inputs {
    fn to_value(&self) -> Value {
        let ids: Vec<_> = self.chosen().map(|(choice, _)| choice.id).collect();
        Value::Text(ids.join(" "))
    }

    fn from_value(value: &Value) -> Option<Self> {
        let Value::Text(text) = value else {
            return None;
        };
        let chosen = Self::CHOICES
            .iter()
            .map(|choice| ids(text).any(|id| id == choice.id));
        let mut all = [false; 7];
        for (one, chosen) in all.iter_mut().zip(chosen) {
            *one = chosen;
        }
        Some(Self(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Inputs {
        Inputs::from_value(&Value::Text(text.into())).unwrap()
    }

    #[test]
    fn each_function_is_itself() {
        let (x, y): (f32, f32) = (1.5, -2.0);
        let expected = [x, y, 2.25, 4.0, -3.0, x.sin(), y.sin()];
        for (choice, expected) in Inputs::CHOICES.iter().zip(expected) {
            let mut number = [0.0];
            let one = of(choice.id);
            one.fill([x, y], &mut number);
            assert_eq!((one.count(), number), (1, [expected]), "{}", choice.label);
        }
    }

    #[test]
    fn they_stand_in_one_order_however_they_are_written() {
        let some = of("sin-x,y  x");
        assert_eq!(some.to_value(), Value::Text("x y sin-x".into()));
        assert_eq!(some.names().collect::<Vec<_>>(), ["x", "y", "sin x"]);
        let mut numbers = [0.0; 3];
        some.fill([0.5, 2.0], &mut numbers);
        assert_eq!(numbers, [0.5, 2.0, 0.5_f32.sin()]);
        assert_eq!(of("x y"), Inputs::PLAIN);
        assert_eq!(of("").count(), 0);
    }
}

//! What is shown of the network: every number on it, forward and backward, and each derivative beside its twin.

use super::{Backprop, HIDDEN, Pass, WEIGHTS};
use crate::figure::{
    Body, Cell, Column, Edge, Figure, Frame, Graph as Drawn, Numbers, Pickable, short,
};
use crate::nn::plain::{Derivatives, Number};

/// The figure on which weights are turned.
pub(super) const BY_HAND: &str = "The network by hand";

impl Pass {
    /// The network with what `node` says of each node and `edge` of each weight: its edges are the weights, in their
    /// order, those of the biases come from nodes that are always 1.
    pub(super) fn drawn(
        &self,
        node: &dyn Fn(Number) -> f64,
        edge: &dyn Fn(Number) -> f64,
        more: &dyn Fn(Number) -> String,
    ) -> Drawn {
        let one = || "1".to_owned();
        let names = [
            vec!["x₁".to_owned(), "x₂".into(), one()],
            (1..=HIDDEN)
                .map(|unit| format!("h{unit}"))
                .chain([one()])
                .collect(),
            vec!["answer".to_owned()],
        ];
        let mut drawn = Drawn::layers(&names);
        let (hidden, answer) = (self.inputs.len() + 1, self.inputs.len() + HIDDEN + 2);
        let numbers = self.inputs.iter().enumerate();
        let numbers = numbers
            .chain((hidden..).zip(&self.bent))
            .chain([(answer, &self.answer)]);
        for (at, number) in numbers {
            let own = node(*number);
            let label = &mut drawn.nodes[at].label;
            *label = format!("{label} {}{}", short(own), more(*number));
            drawn.nodes[at].value = Some(own);
        }
        let ends = (0..WEIGHTS).map(|at| match at / 3 {
            unit if unit < HIDDEN => (at % 3, hidden + unit),
            _ => (hidden + at - 3 * HIDDEN, answer),
        });
        let edges = ends.zip(self.weights);
        let edges = edges.map(|((from, to), weight)| Edge {
            from,
            to,
            weight: edge(weight),
        });
        drawn.edges.extend(edges);
        drawn
    }
}

/// The network at the first step, with weights that can be turned.
pub(super) fn by_hand(pass: &Pass, derivatives: &Derivatives, target: f64) -> Figure {
    let value = |number: Number| pass.value(number);
    let more =
        |number: Number| format!("\n∂ {}", Numbers::Decimals(3).write(derivatives.by(number)));
    let note = format!(
        "It answers {}, the right answer is {}: the error is {}. On the lines: the weights; below the units: what each \
         answers, and ∂, how the error changes with that.",
        short(value(pass.answer)),
        short(target),
        short(value(pass.error)),
    );
    let hint = "Drag a number to the right or upwards for more, to the left or downwards for less; or click it and use \
        the arrow keys, with Shift for small steps.";
    Figure::graph(BY_HAND, pass.drawn(&value, &value, &more))
        .note(note)
        .pick(Pickable::Edge, hint)
}

impl Backprop {
    /// Forward and backward at one step.
    pub(super) fn frames(&self, step: usize, pass: &Pass, derivatives: &Derivatives) -> [Frame; 2] {
        let value = |number: Number| pass.value(number);
        let by = |number: Number| derivatives.by(number);
        let nothing = |_| String::new();
        let sums: Vec<_> = pass
            .sums
            .iter()
            .map(|sum| short(pass.value(*sum)))
            .collect();
        let mut back = pass.drawn(&by, &by, &nothing);
        for node in back.nodes.iter_mut().filter(|node| node.value.is_some()) {
            node.label = node.label.replacen(' ', " ∂ ", 1);
        }
        [
            Frame {
                name: format!(
                    "step {step}, forward: sums {}; the error is {}",
                    sums.join(", "),
                    short(pass.value(pass.error))
                ),
                body: Body::Graph(pass.drawn(&value, &value, &nothing)),
            },
            Frame {
                name: format!("step {step}, backward"),
                body: Body::Graph(back),
            },
        ]
    }
}

/// A weight and its derivative, twice.
pub(super) fn row(at: usize, weight: f64, by: f64, twin: f64) -> Vec<Cell> {
    let name = match (at / 3, at % 3) {
        (unit, 2) if unit < HIDDEN => format!("bias of h{}", unit + 1),
        (unit, input) if unit < HIDDEN => format!("x{} to h{}", input + 1, unit + 1),
        _ if at == WEIGHTS - 1 => "bias of the answer".into(),
        _ => format!("h{} to the answer", at - 3 * HIDDEN + 1),
    };
    vec![Cell::from(&*name), weight.into(), by.into(), twin.into()]
}

pub(super) fn table(rows: Vec<Vec<Cell>>) -> Figure {
    let columns = [
        Column::new("weight"),
        Column::of("value", "", Numbers::Short),
        Column::of("derivative, backwards", "", Numbers::Short),
        Column::of("derivative, by turning it", "", Numbers::Short),
    ];
    Figure::table("Each derivative beside its twin, at the first step", columns, rows).note(
        "Backwards: all at once, from one walk. By turning: two passes for each weight; a network of fifty thousand \
         weights would need a hundred thousand.",
    )
}

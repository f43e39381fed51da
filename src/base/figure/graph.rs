//! Graphs: nodes and what joins them, such as a network's units.

/// Nodes and edges.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// The nodes.
    pub nodes: Vec<Node>,
    /// What joins them.
    pub edges: Vec<Edge>,
}

/// A node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// Share of the width from the left and of the height from the top, 0..1.
    pub at: [f64; 2],
    /// Its name.
    pub label: String,
    /// Its number, which decides its colour: negative, zero or positive. `None`: it has none.
    pub value: Option<f64>,
}

/// What joins two nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Edge {
    /// The number of the node it begins at.
    pub from: usize,
    /// The number of the node it ends at.
    pub to: usize,
    /// How strong it is: the size decides the width, the sign the colour.
    pub weight: f64,
}

impl Graph {
    /// A graph of layers from left to right: in each the labels of its units, spread evenly.
    pub fn layers(layers: &[Vec<String>]) -> Self {
        let middle = |at: usize, count: usize| (at as f64 + 0.5) / count.max(1) as f64;
        let nodes = layers.iter().enumerate().flat_map(|(layer, labels)| {
            labels.iter().enumerate().map(move |(unit, label)| Node {
                at: [middle(layer, layers.len()), middle(unit, labels.len())],
                label: label.clone(),
                value: None,
            })
        });
        Self {
            nodes: nodes.collect(),
            edges: Vec::new(),
        }
    }

    /// The largest size of a weight, and of a value; 0 where there is none.
    pub fn limits(&self) -> (f64, f64) {
        let most = |most: f64, value: f64| match value.is_finite() {
            true => most.max(value.abs()),
            false => most,
        };
        (
            self.edges.iter().map(|edge| edge.weight).fold(0.0, most),
            self.nodes
                .iter()
                .filter_map(|node| node.value)
                .fold(0.0, most),
        )
    }
}

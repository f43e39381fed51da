//! A graph while it is read: what its names stand for so far.

use std::collections::{HashMap, HashSet};

use super::super::schema::{Attribute, Graph, Node};
use super::constant::Constant;
use super::rows::Rows;
use super::view::View;

/// What a name stands for.
#[derive(Clone, Debug)]
pub enum Known {
    /// Numbers that are known.
    Constant(Constant),
    /// What some rows make of the input.
    Activation(View),
    /// The same with zeros around it: rows above, columns left, rows below, columns right.
    Padded(View, [i64; 4]),
}

/// A graph while it is read.
pub struct Reader<'a> {
    /// The file's graph.
    pub graph: &'a Graph,
    /// The version of its operators.
    pub opset: i64,
    /// Examples in a batch, as the shapes in the file have it or for a try.
    pub batch: usize,
    /// The rows so far.
    pub rows: Rows,
    /// Numbers of layers that were drawn to be compared, and were others.
    pub in_vain: usize,
    known: HashMap<&'a str, Known>,
    /// The nodes that read a name.
    readers: HashMap<&'a str, Vec<usize>>,
    answers: HashSet<&'a str>,
    /// Nodes that were read together with an earlier one.
    done: HashSet<usize>,
}

impl<'a> Reader<'a> {
    /// At the beginning.
    pub fn new(graph: &'a Graph, opset: i64, batch: usize, rows: Rows) -> Self {
        let mut readers: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, node) in graph.node.iter().enumerate() {
            for name in node.input.iter().filter(|name| !name.is_empty()) {
                readers.entry(name).or_default().push(at);
            }
        }
        Self {
            graph,
            opset,
            batch,
            rows,
            in_vain: 0,
            known: HashMap::new(),
            readers,
            answers: graph.output.iter().map(|value| &*value.name).collect(),
            done: HashSet::new(),
        }
    }

    /// Makes a name known.
    pub fn learn(&mut self, name: &'a str, known: Known) -> Result<(), String> {
        if name.is_empty() {
            return Ok(());
        }
        match self.known.insert(name, known) {
            None => Ok(()),
            Some(_) => Err(format!("the name \"{name}\" is given twice")),
        }
    }

    /// What a node's input stands for; `None` when it is left out.
    pub fn given(&self, node: &Node, at: usize) -> Result<Option<&Known>, String> {
        let Some(name) = node.input.get(at).filter(|name| !name.is_empty()) else {
            return Ok(None);
        };
        if let Some(known) = self.known.get(&**name) {
            return Ok(Some(known));
        }
        let later = self
            .graph
            .node
            .iter()
            .any(|node| node.output.contains(name));
        Err(match later {
            true => format!(
                "it reads \"{name}\" before that is made: the graph runs in a circle or out of order"
            ),
            false => {
                format!("it reads \"{name}\", which is neither in the file nor made by anything")
            }
        })
    }

    /// What a node's input stands for, which may not be left out.
    pub fn needed(&self, node: &Node, at: usize) -> Result<Known, String> {
        let found = self.given(node, at)?.cloned();
        found.ok_or_else(|| format!("its input {} is missing", at + 1))
    }

    /// A node's input as numbers that are known; `None` when it is left out.
    pub fn constant(&self, node: &Node, at: usize) -> Result<Option<Constant>, String> {
        match self.given(node, at)? {
            None => Ok(None),
            Some(Known::Constant(constant)) => Ok(Some(constant.clone())),
            Some(_) => Err(format!(
                "its input {} depends on what enters the network; only fixed numbers can stand there",
                at + 1
            )),
        }
    }

    /// A node's input as something that depends on what enters.
    pub fn view(&self, node: &Node, at: usize) -> Result<View, String> {
        match self.needed(node, at)? {
            Known::Activation(view) => Ok(view),
            Known::Constant(_) => Err(format!("its input {} is fixed numbers", at + 1)),
            Known::Padded(..) => {
                Err("it reads a picture with zeros around it; only convolutions do".into())
            }
        }
    }

    /// The view that a name stands for.
    pub fn view_of(&self, name: &str) -> Option<&View> {
        match self.known.get(name) {
            Some(Known::Activation(view)) => Some(view),
            _ => None,
        }
    }

    /// The numbers that a name stands for.
    pub fn constant_of(&self, name: &str) -> Option<&Constant> {
        match self.known.get(name) {
            Some(Known::Constant(constant)) => Some(constant),
            _ => None,
        }
    }

    /// The only node that reads what a node makes, when it is an `operator`.
    pub fn follower(&self, node: &Node, operator: &str) -> Option<(usize, &'a Node)> {
        self.follower_of(node.output.first()?, operator)
    }

    /// The only node that reads a name, when it is an `operator`.
    pub fn follower_of(&self, name: &str, operator: &str) -> Option<(usize, &'a Node)> {
        if self.answers.contains(name) {
            return None;
        }
        let (name, readers) = self.readers.get_key_value(name)?;
        let (&first, rest) = readers.split_first()?;
        let node = &self.graph.node[first];
        let reads = node.input.iter().filter(|input| input == name).count();
        let alone = rest.len() + 1 == reads;
        (alone && node.op_type == operator && !self.done.contains(&first)).then_some((first, node))
    }

    /// All nodes that read a name; empty when it is an answer, too.
    pub fn readers(&self, name: &str) -> &[usize] {
        match self.answers.contains(name) {
            true => &[],
            false => self.readers.get(name).map_or(&[], |readers| readers),
        }
    }

    /// Whether one node alone reads a name, once.
    pub fn read_once(&self, name: &str) -> bool {
        self.readers(name).len() == 1
    }

    /// Counts a node as read.
    pub fn skip(&mut self, at: usize) {
        self.done.insert(at);
    }

    /// Whether a node was read with an earlier one.
    pub fn skipped(&self, at: usize) -> bool {
        self.done.contains(&at)
    }
}

/// An attribute of a node.
pub fn attribute<'n>(node: &'n Node, name: &str) -> Option<&'n Attribute> {
    node.attribute
        .iter()
        .find(|attribute| attribute.name == name)
}

/// A whole attribute.
pub fn int(node: &Node, name: &str, usual: i64) -> i64 {
    attribute(node, name).map_or(usual, |attribute| attribute.i.unwrap_or(0))
}

/// A real attribute.
pub fn float(node: &Node, name: &str, usual: f32) -> f32 {
    attribute(node, name).map_or(usual, |attribute| attribute.f.unwrap_or(0.0))
}

/// An attribute that is a text.
pub fn text(node: &Node, name: &str, usual: &str) -> String {
    let found = attribute(node, name).and_then(|attribute| attribute.s.as_ref());
    found.map_or_else(
        || usual.to_owned(),
        |text| String::from_utf8_lossy(text).into_owned(),
    )
}

/// An attribute of whole numbers; `None` when it is left out.
pub fn ints<'n>(node: &'n Node, name: &str) -> Option<&'n [i64]> {
    attribute(node, name).map(|attribute| &attribute.ints[..])
}

/// A place among `count`, counted from the end when it is negative.
pub fn place(at: i64, count: usize) -> Result<usize, String> {
    let found = if at < 0 {
        at.checked_add(count as i64)
    } else {
        Some(at)
    };
    let found = found
        .and_then(|at| usize::try_from(at).ok())
        .filter(|&at| at < count);
    found.ok_or_else(|| format!("it names side {at} of {count}"))
}

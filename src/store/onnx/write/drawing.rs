//! A graph that is being drawn: nodes and arrays, each with a name that nothing else has.

use std::collections::HashSet;

use prost::bytes::Bytes;

use super::super::schema::{Attribute, Graph, Node, Tensor, attribute, kind};

/// An attribute of a node.
#[derive(Clone, Debug)]
pub enum Setting<'a> {
    /// A whole number.
    Int(i64),
    /// A real number.
    Float(f32),
    /// A text.
    Text(&'a str),
    /// Whole numbers.
    Ints(Vec<i64>),
    /// One number as an array.
    Number(f32),
}

/// A graph in the making.
#[derive(Debug, Default)]
pub struct Drawing {
    /// The version of the operators.
    pub opset: i64,
    /// What is drawn so far.
    pub graph: Graph,
    known: HashSet<String>,
}

impl Drawing {
    /// Nothing yet.
    pub fn new(opset: i64) -> Self {
        Self {
            opset,
            ..Self::default()
        }
    }

    /// Draws an operator and gives the name of what it makes back. Its own name is that of what it makes.
    pub fn node(
        &mut self,
        operator: &str,
        inputs: &[&str],
        output: &str,
        settings: &[(&str, Setting<'_>)],
    ) -> String {
        self.graph.node.push(Node {
            input: inputs.iter().map(|&name| name.into()).collect(),
            output: vec![output.into()],
            name: format!("{output} {operator}"),
            op_type: operator.into(),
            attribute: settings.iter().map(attribute_of).collect(),
            domain: String::new(),
        });
        output.into()
    }

    /// Adds an array of real numbers, once.
    pub fn reals(&mut self, name: &str, dims: &[i64], values: &[f32]) -> String {
        let raw = values.iter().flat_map(|value| value.to_le_bytes());
        self.array(name, kind::FLOAT, dims, raw.collect())
    }

    /// Adds an array of whole numbers, once.
    pub fn wholes(&mut self, name: &str, dims: &[i64], values: &[i64]) -> String {
        let raw = values.iter().flat_map(|value| value.to_le_bytes());
        self.array(name, kind::INT64, dims, raw.collect())
    }

    /// Adds a list of whole numbers, once.
    pub fn list(&mut self, name: &str, values: &[i64]) -> String {
        self.wholes(name, &[values.len() as i64], values)
    }

    /// Whether an array of that name is there.
    pub fn has(&self, name: &str) -> bool {
        self.known.contains(name)
    }

    fn array(&mut self, name: &str, data_type: i32, dims: &[i64], raw: Vec<u8>) -> String {
        if self.known.insert(name.into()) {
            self.graph.initializer.push(Tensor {
                dims: dims.to_vec(),
                data_type,
                name: name.into(),
                raw_data: Bytes::from(raw),
                ..Tensor::default()
            });
        }
        name.into()
    }
}

fn attribute_of((name, setting): &(&str, Setting<'_>)) -> Attribute {
    let mut made = Attribute {
        name: (*name).into(),
        ..Attribute::default()
    };
    match setting {
        Setting::Int(value) => {
            made.i = Some(*value);
            made.r#type = attribute::INT;
        }
        Setting::Float(value) => {
            made.f = Some(*value);
            made.r#type = attribute::FLOAT;
        }
        Setting::Text(text) => {
            made.s = Some(Bytes::copy_from_slice(text.as_bytes()));
            made.r#type = attribute::STRING;
        }
        Setting::Ints(values) => {
            made.ints.clone_from(values);
            made.r#type = attribute::INTS;
        }
        Setting::Number(value) => {
            made.t = Some(Box::new(Tensor {
                dims: vec![1],
                data_type: kind::FLOAT,
                raw_data: Bytes::copy_from_slice(&value.to_le_bytes()),
                ..Tensor::default()
            }));
            made.r#type = attribute::TENSOR;
        }
    }
    made
}

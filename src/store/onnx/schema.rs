//! The messages of ONNX, as far as networks need them: field numbers are those of the published `onnx.proto`.
//!
//! Fields that are left out are passed over when a file is read: graphs within graphs, functions, sparse arrays.

use prost::bytes::Bytes;

/// Kinds of numbers in arrays.
pub mod kind {
    /// 32-bit floats.
    pub const FLOAT: i32 = 1;
    /// 32-bit whole numbers.
    pub const INT32: i32 = 6;
    /// 64-bit whole numbers.
    pub const INT64: i32 = 7;
    /// Yes or no, a byte each.
    pub const BOOL: i32 = 9;
    /// 16-bit floats.
    pub const FLOAT16: i32 = 10;
    /// 64-bit floats.
    pub const DOUBLE: i32 = 11;
    /// 32-bit floats cut to 16 bits.
    pub const BFLOAT16: i32 = 16;
}

/// Kinds of attributes.
pub mod attribute {
    /// One real number.
    pub const FLOAT: i32 = 1;
    /// One whole number.
    pub const INT: i32 = 2;
    /// One text.
    pub const STRING: i32 = 3;
    /// One array.
    pub const TENSOR: i32 = 4;
    /// Whole numbers.
    pub const INTS: i32 = 7;
}

/// A file.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Model {
    /// The version of the file format.
    #[prost(int64, tag = "1")]
    pub ir_version: i64,
    /// The program that wrote it.
    #[prost(string, tag = "2")]
    pub producer_name: String,
    /// That program's version.
    #[prost(string, tag = "3")]
    pub producer_version: String,
    /// The network.
    #[prost(message, optional, tag = "7")]
    pub graph: Option<Graph>,
    /// The sets of operators.
    #[prost(message, repeated, tag = "8")]
    pub opset_import: Vec<OperatorSet>,
    /// Texts that go with it.
    #[prost(message, repeated, tag = "14")]
    pub metadata_props: Vec<Entry>,
}

/// A set of operators, by its version.
#[derive(Clone, PartialEq, prost::Message)]
pub struct OperatorSet {
    /// Empty for the standard ones.
    #[prost(string, tag = "1")]
    pub domain: String,
    /// Its version.
    #[prost(int64, tag = "2")]
    pub version: i64,
}

/// A text with a name.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Entry {
    /// The name.
    #[prost(string, tag = "1")]
    pub key: String,
    /// The text.
    #[prost(string, tag = "2")]
    pub value: String,
}

/// A network.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Graph {
    /// What is computed, in order.
    #[prost(message, repeated, tag = "1")]
    pub node: Vec<Node>,
    /// Its name.
    #[prost(string, tag = "2")]
    pub name: String,
    /// Arrays that are known.
    #[prost(message, repeated, tag = "5")]
    pub initializer: Vec<Tensor>,
    /// What enters.
    #[prost(message, repeated, tag = "11")]
    pub input: Vec<ValueInfo>,
    /// What leaves.
    #[prost(message, repeated, tag = "12")]
    pub output: Vec<ValueInfo>,
}

/// An operator at work.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Node {
    /// The names of what it reads; empty for what is left out.
    #[prost(string, repeated, tag = "1")]
    pub input: Vec<String>,
    /// The names of what it makes.
    #[prost(string, repeated, tag = "2")]
    pub output: Vec<String>,
    /// Its own name.
    #[prost(string, tag = "3")]
    pub name: String,
    /// The operator.
    #[prost(string, tag = "4")]
    pub op_type: String,
    /// Its settings.
    #[prost(message, repeated, tag = "5")]
    pub attribute: Vec<Attribute>,
    /// The set that it comes from; empty for the standard one.
    #[prost(string, tag = "7")]
    pub domain: String,
}

/// A setting of an operator.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Attribute {
    /// Its name.
    #[prost(string, tag = "1")]
    pub name: String,
    /// A real number.
    #[prost(float, optional, tag = "2")]
    pub f: Option<f32>,
    /// A whole number.
    #[prost(int64, optional, tag = "3")]
    pub i: Option<i64>,
    /// A text.
    #[prost(bytes = "bytes", optional, tag = "4")]
    pub s: Option<Bytes>,
    /// An array.
    #[prost(message, optional, boxed, tag = "5")]
    pub t: Option<Box<Tensor>>,
    /// Real numbers.
    #[prost(float, repeated, tag = "7")]
    pub floats: Vec<f32>,
    /// Whole numbers.
    #[prost(int64, repeated, tag = "8")]
    pub ints: Vec<i64>,
    /// Which of them it is.
    #[prost(int32, tag = "20")]
    pub r#type: i32,
}

/// An array of numbers.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Tensor {
    /// Its sides.
    #[prost(int64, repeated, tag = "1")]
    pub dims: Vec<i64>,
    /// The kind of its numbers.
    #[prost(int32, tag = "2")]
    pub data_type: i32,
    /// Its numbers, in one of several ways.
    #[prost(float, repeated, tag = "4")]
    pub float_data: Vec<f32>,
    /// Its numbers, or the bits of those of 16 bits.
    #[prost(int32, repeated, tag = "5")]
    pub int32_data: Vec<i32>,
    /// Its numbers.
    #[prost(int64, repeated, tag = "7")]
    pub int64_data: Vec<i64>,
    /// Its name.
    #[prost(string, tag = "8")]
    pub name: String,
    /// Its numbers, least byte first.
    #[prost(bytes = "bytes", tag = "9")]
    pub raw_data: Bytes,
    /// Its numbers.
    #[prost(double, repeated, tag = "10")]
    pub double_data: Vec<f64>,
    /// Where its numbers lie in another file.
    #[prost(message, repeated, tag = "13")]
    pub external_data: Vec<Entry>,
    /// 1 when they lie in another file.
    #[prost(int32, tag = "14")]
    pub data_location: i32,
}

/// What enters or leaves.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ValueInfo {
    /// Its name.
    #[prost(string, tag = "1")]
    pub name: String,
    /// Its kind and sides.
    #[prost(message, optional, tag = "2")]
    pub r#type: Option<Type>,
}

/// A kind of value.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Type {
    /// That of an array.
    #[prost(message, optional, tag = "1")]
    pub tensor_type: Option<TensorType>,
}

/// The kind and the sides of an array.
#[derive(Clone, PartialEq, prost::Message)]
pub struct TensorType {
    /// The kind of its numbers.
    #[prost(int32, tag = "1")]
    pub elem_type: i32,
    /// Its sides.
    #[prost(message, optional, tag = "2")]
    pub shape: Option<Sides>,
}

/// The sides of an array.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Sides {
    /// One after another.
    #[prost(message, repeated, tag = "1")]
    pub dim: Vec<Side>,
}

/// A side of an array: a number or a name; neither when it is not known.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Side {
    /// Its length.
    #[prost(int64, optional, tag = "1")]
    pub dim_value: Option<i64>,
    /// Its name.
    #[prost(string, optional, tag = "2")]
    pub dim_param: Option<String>,
}

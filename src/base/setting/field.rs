//! Which Rust types a settings table may use for its fields.

use super::Value;

/// A field type that a settings table may use.
pub trait Field: Sized {
    /// The field as a value.
    fn to_value(&self) -> Value;
    /// The field from a value that the setting has accepted.
    fn from_value(value: &Value) -> Option<Self>;
}

/// Height and width of a window, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides {
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
}

impl Sides {
    /// A square.
    pub const fn square(side: usize) -> Self {
        Self {
            height: side,
            width: side,
        }
    }

    /// Height and width.
    pub const fn both(self) -> [usize; 2] {
        [self.height, self.width]
    }

    /// Pixels inside.
    pub const fn area(self) -> usize {
        self.height * self.width
    }
}

impl Field for Sides {
    fn to_value(&self) -> Value {
        if self.height == self.width {
            Value::Int(self.height as i64)
        } else {
            Value::Sides([self.height as i64, self.width as i64])
        }
    }
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Int(side) => Some(Self::square(*side as usize)),
            Value::Sides([height, width]) => Some(Self {
                height: *height as usize,
                width: *width as usize,
            }),
            _ => None,
        }
    }
}

macro_rules! number_field {
    ($($type:ty => $variant:ident),*) => {$(
        impl Field for $type {
            fn to_value(&self) -> Value {
                Value::$variant(*self as _)
            }
            fn from_value(value: &Value) -> Option<Self> {
                if let Value::$variant(number) = value { Some(*number as $type) } else { None }
            }
        }
    )*};
}
number_field!(usize => Int, u32 => Int, u64 => Int, i64 => Int, f64 => Float);

impl Field for f32 {
    fn to_value(&self) -> Value {
        // The shortest decimal that gives this f32 back, so that files say 0.001 and not 0.0010000000474974513.
        Value::Float(self.to_string().parse().unwrap_or(f64::from(*self)))
    }
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Float(number) = value {
            Some(*number as f32)
        } else {
            None
        }
    }
}

impl Field for bool {
    fn to_value(&self) -> Value {
        Value::Flag(*self)
    }
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Flag(flag) = value {
            Some(*flag)
        } else {
            None
        }
    }
}

impl Field for String {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Text(text) = value {
            Some(text.clone())
        } else {
            None
        }
    }
}

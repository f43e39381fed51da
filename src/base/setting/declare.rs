//! The macros that declare what has settings: [`choices!`](crate::choices), [`adjustable!`](crate::adjustable),
//! [`entry!`](crate::entry).

/// Declares an enum that a setting can choose from: `choices! { /// Doc pub enum Mode { Fast => "fast", "Fast"; } }`.
///
/// Each variant has its id in files and its label in the window. `Mode::CHOICES` goes into `Kind::Choice`.
#[macro_export]
macro_rules! choices {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$vmeta:meta])* $variant:ident => $id:literal, $label:literal;)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $name {
            /// Every value with its id and label, in the order of menus.
            pub const CHOICES: &'static [$crate::setting::Choice] =
                &[$($crate::setting::Choice { id: $id, label: $label },)+];
            /// Every value, in the order of menus.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The name in files and on the command line.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ }
            }

            /// The name in the window.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }

        impl $crate::setting::Field for $name {
            fn to_value(&self) -> $crate::setting::Value {
                $crate::setting::Value::Text(self.id().into())
            }
            fn from_value(value: &$crate::setting::Value) -> Option<Self> {
                let $crate::setting::Value::Text(id) = value else { return None };
                Self::ALL.iter().copied().find(|choice| choice.id() == id)
            }
        }
    };
}

/// Declares a type with settings: its fields, defaults, ranges, labels, units and help in one table.
///
/// ```
/// use lemida_base::setting::{Adjust, Kind, Value};
/// lemida_base::adjustable! {
///     /// A tap.
///     #[derive(Clone, Debug, PartialEq)]
///     pub struct Tap: "tap", "Tap", "Lets water through." {
///         /// Flow in litres a minute.
///         flow: f32 = 5.0, Kind::float(0.0, 20.0), "Flow", "l/min", "How much water; 3 to 9 is usual.";
///     }
/// }
/// let mut tap = Tap::default();
/// tap.set("flow", Value::Float(7.5))?;
/// assert_eq!(tap.flow, 7.5);
/// assert!(tap.set("flow", Value::Float(99.0)).is_err());
/// # Ok::<(), lemida_base::setting::SettingError>(())
/// ```
#[macro_export]
macro_rules! adjustable {
    ($(#[$meta:meta])* pub struct $name:ident: $id:literal, $label:literal, $help:literal {
        $($(#[$fmeta:meta])* $field:ident: $type:ty = $default:expr, $kind:expr,
            $flabel:literal, $unit:literal, $fhelp:literal;)*
    }) => {
        $(#[$meta])*
        pub struct $name { $($(#[$fmeta])* pub $field: $type,)* }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl $name {
            /// The table of settings.
            pub const SETTINGS: &'static [$crate::setting::Setting] = &[$($crate::setting::Setting {
                key: stringify!($field),
                label: $flabel,
                unit: $unit,
                help: $fhelp,
                kind: $kind,
            },)*];
            /// The name in files and on the command line.
            pub const ID: &'static str = $id;
            /// The name in the window.
            pub const LABEL: &'static str = $label;
            /// One sentence on what it is.
            pub const HELP: &'static str = $help;
        }

        impl $crate::setting::Adjust for $name {
            fn id(&self) -> &'static str {
                $id
            }
            fn label(&self) -> &'static str {
                $label
            }
            fn help(&self) -> &'static str {
                $help
            }
            fn settings(&self) -> &'static [$crate::setting::Setting] {
                Self::SETTINGS
            }
            fn get(&self, key: &str) -> Option<$crate::setting::Value> {
                match key {
                    $(stringify!($field) => Some($crate::setting::Field::to_value(&self.$field)),)*
                    _ => None,
                }
            }
            #[allow(unused_variables)]
            fn set(&mut self, key: &str, value: $crate::setting::Value) -> Result<(), $crate::setting::SettingError> {
                let Some(setting) = Self::SETTINGS.iter().find(|setting| setting.key == key) else {
                    let keys = Self::SETTINGS.iter().map(|setting| setting.key);
                    return Err($crate::setting::SettingError::Key {
                        key: key.into(),
                        nearest: $crate::setting::nearest(key, keys),
                    });
                };
                let value = setting.accept(value)?;
                match key {
                    $(stringify!($field) => {
                        if let Some(field) = $crate::setting::Field::from_value(&value) {
                            self.$field = field;
                        }
                    })*
                    _ => {}
                }
                Ok(())
            }
            fn as_any(&self) -> Option<&dyn ::std::any::Any> {
                Some(self)
            }
            #[allow(unused_variables)]
            fn equals(&self, other: &dyn ::std::any::Any) -> Option<bool> {
                let other = other.downcast_ref::<Self>()?;
                Some(true $(&& self.$field == other.$field)*)
            }
        }
    };
}

/// A catalogue entry for a type made by [`adjustable!`](crate::adjustable).
#[macro_export]
macro_rules! entry {
    ($type:ty) => {
        $crate::setting::Entry {
            id: <$type>::ID,
            label: <$type>::LABEL,
            help: <$type>::HELP,
            make: || Box::new(<$type>::default()),
        }
    };
}

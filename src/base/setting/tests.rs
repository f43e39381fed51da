use super::*;

choices! {
    /// A colour.
    pub enum Colour { Red => "red", "Red"; Blue => "blue", "Blue"; }
}

adjustable! {
    /// A lamp.
    #[derive(Clone, Debug)]
    pub struct Lamp: "lamp", "Lamp", "Gives light." {
        /// Brightness.
        power: f32 = 0.001, Kind::log(1e-6, 1.0), "Power", "W", "How bright.";
        /// Bulbs.
        bulbs: usize = 2, Kind::int(1, 8), "Bulbs", "", "How many.";
        /// Colour.
        colour: Colour = Colour::Red, Kind::Choice(Colour::CHOICES), "Colour", "", "Which.";
    }
}

#[test]
fn values_pass_through_the_table() {
    let mut lamp = Lamp::default();
    assert_eq!(lamp.get("power"), Some(Value::Float(0.001)));
    lamp.set("colour", Value::Text("blue".into())).unwrap();
    assert_eq!(lamp.colour, Colour::Blue);
    assert_eq!(lamp.colour.label(), "Blue");
    lamp.set("bulbs", Value::Float(3.0)).unwrap();
    assert_eq!(lamp.bulbs, 3);
    assert!(!same(&lamp, &Lamp::default()));
    assert_eq!(
        (Lamp::ID, Lamp::LABEL, Lamp::HELP),
        ("lamp", "Lamp", "Gives light.")
    );
}

#[test]
fn refusals_say_what_is_allowed() {
    let mut lamp = Lamp::default();
    let wrong = lamp.set("bulbs", Value::Int(9)).unwrap_err().to_string();
    assert_eq!(
        wrong,
        "\"bulbs\" cannot be 9; it must be a whole number from 1 to 8"
    );
    let unknown = lamp.set("color", Value::Int(9)).unwrap_err().to_string();
    assert_eq!(
        unknown,
        "there is no setting \"color\"; did you mean \"colour\"?"
    );
    assert!(lamp.set("power", Value::Float(f64::NAN)).is_err());
    assert_eq!(lamp.bulbs, 2);
}

//! Tables: what enters of them, and what is wrong with some.

use super::*;

/// Twenty rows: x decides the class, y and z are beside the matter.
fn text() -> String {
    let row = |at: usize| {
        let z = ["red", "blue", ""][at % 3];
        let y = if at == 4 {
            "NA".to_owned()
        } else {
            (at % 5).to_string()
        };
        format!(
            "{},{y},{z},{}\n",
            at as f32 / 2.0,
            if at < 10 { "low" } else { "high" }
        )
    };
    let rows: String = (0..20).map(row).collect();
    format!("x,y,z,kind\n{rows}")
}

#[test]
fn numbers_are_standardised_by_what_is_learned_from_and_words_are_told_apart() {
    let (table, classes, _) = Table::of(Path::new("a.csv"), &text()).unwrap();
    assert_eq!((table.inputs, table.shape()), (4, Shape::vector(4)));
    assert_eq!(classes, ["high", "low"]);
    let rows = table.rows(&text(), 3).unwrap();
    let [learned, held_out] = [Part::Training, Part::Validation].map(|part| rows.count(part));
    assert_eq!([learned, held_out], [16, 4]);
    let numbers = &rows.parts[0].numbers;
    for column in 0..2 {
        let own = || (0..learned).map(|row| f64::from(numbers.example(row)[column]));
        let mean = own().sum::<f64>() / learned as f64;
        assert!(mean.abs() < 1e-5, "column {column}: {mean}");
        if column == 0 {
            let variance = own().map(|one| one * one).sum::<f64>() / learned as f64;
            assert!((variance - 1.0).abs() < 1e-4, "{variance}");
        }
    }
    for part in &rows.parts {
        for row in 0..part.classes.len() {
            // Blue before red; a missing one is neither.
            let words = &part.numbers.example(row)[2..];
            assert!(
                [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
                    .iter()
                    .any(|one| one == words)
            );
        }
        assert_eq!(
            part.classes.iter().filter(|class| **class == 0).count() * 2,
            part.classes.len()
        );
    }
    assert!(
        rows.told
            .iter()
            .any(|told| told.contains("column y: 1 values are missing")),
        "{:?}",
        rows.told
    );
    assert!(
        rows.told
            .iter()
            .any(|told| told.contains("column z: 6 values")),
        "{:?}",
        rows.told
    );
    let again = table.rows(&text(), 3).unwrap();
    assert_eq!(again.parts[1].numbers, rows.parts[1].numbers);
    let other = table.rows(&text(), 4).unwrap();
    assert_ne!(
        other.parts[1].numbers, rows.parts[1].numbers,
        "another seed holds out others"
    );
}

#[test]
fn another_column_is_predicted_by_its_name() {
    let table = Table {
        predict: "z".into(),
        ..Table::default()
    };
    let rows = table.rows(&text(), 0).unwrap();
    assert_eq!(rows.classes, ["blue", "red"]);
    assert!(
        rows.told
            .iter()
            .any(|told| told.starts_with("6 rows have no value"))
    );
    assert_eq!(
        rows.count(Part::Training) + rows.count(Part::Validation),
        14
    );
    let numbers = "a,b\n1,10\n2,9\n1,9\n3,10\n";
    let rows = Table::default().rows(numbers, 0).unwrap();
    assert_eq!(rows.classes, ["9", "10"], "numbers by their size");
}

#[test]
fn what_is_wrong_with_a_table_is_told_with_its_cure() {
    let named = Table {
        predict: "kinds".into(),
        ..Table::default()
    };
    for (table, text, words) in [
        (&named, text(), "did you mean \"kind\"?"),
        (&Table::default(), "a,b\n1,x\n2,x\n".into(), "holds 1 class"),
        (&Table::default(), "a,b\n1,\n2,NA\n".into(), "holds 0 class"),
        (
            &Table::default(),
            "a,b\n,x\n?,y\n,x\n".into(),
            "all of its values are missing",
        ),
        (
            &Table::default(),
            "a,b\n1,x\n2,y\n".into(),
            "no two rows have the same value in the column \"b\"",
        ),
        (&Table::default(), "a,b\n1,x\n".into(), "holds 1 class"),
    ] {
        let wrong = table.rows(&text, 0).err().unwrap().to_string();
        assert!(wrong.contains(words), "{wrong}");
    }
    let names: String = (0..30)
        .map(|at| format!("name {at},{at},{}\n", at % 2))
        .collect();
    let rows = Table::default()
        .rows(&format!("who,age,kind\n{names}"), 0)
        .unwrap();
    assert_eq!(rows.shape(), Shape::vector(1));
    assert!(rows.told[0].contains("column who is left out: it holds 30 different words"));
    assert!(Table::default().fault().is_some());
}

#[test]
fn many_different_numbers_are_predicted_in_bands_of_equally_many_rows() {
    let table = |bands: usize, number: fn(usize) -> f64| {
        let lines: String = (0..60).map(|at| format!("{at},{}\n", number(at))).collect();
        let table = Table {
            bands,
            ..Table::default()
        };
        let rows = table.rows(&format!("a,price\n{lines}"), 0).unwrap();
        let of = |class| {
            let all = rows.parts.iter().flat_map(|part| &part.classes);
            all.filter(|own| **own == class).count()
        };
        let counts: Vec<_> = (0..rows.classes.len()).map(of).collect();
        (rows.classes.clone(), counts)
    };
    let (classes, counts) = table(3, |at| at as f64 / 2.0);
    assert_eq!(classes, ["below 10", "10 to 20", "from 20"]);
    assert_eq!(counts, [20, 20, 20]);
    assert_eq!(table(5, |at| at as f64).1, [12; 5]);
    // Half of them are one number, then nearly all.
    let (classes, counts) = table(4, |at| at.saturating_sub(30) as f64);
    assert_eq!((classes.len(), counts.iter().sum::<usize>()), (2, 60));
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
    let (classes, counts) = table(2, |at| at.saturating_sub(38) as f64);
    assert_eq!(classes, ["below 1", "from 1"]);
    assert_eq!(counts, [39, 21]);
}

#[test]
fn numbers_are_told_apart_by_their_value_not_by_their_letters() {
    let of = |price: fn(usize) -> String| {
        let lines: String = (0..60).map(|at| format!("{at},{}\n", price(at))).collect();
        let rows = Table::default().rows(&format!("a,price\n{lines}"), 0);
        rows.map(|rows| rows.classes)
            .map_err(|wrong| wrong.to_string())
    };
    // So large that all of them are one 64-bit number.
    let wrong = of(|at| (10_000_000_000_000_000_000 + at as u64).to_string()).unwrap_err();
    assert!(wrong.contains("holds 1 class"), "{wrong}");
    let classes = of(|at| ["1", "1.0", "2", "02"][at % 4].into()).unwrap();
    assert_eq!(classes.len(), 2, "{classes:?}");
}

#[test]
fn a_few_values_that_are_no_numbers_do_not_cost_the_column() {
    let value = |at: usize| match at {
        7 => "oops".into(),
        at => format!("{at}.5"),
    };
    let lines: String = (0..40)
        .map(|at| format!("{},{}\n", value(at), at % 2))
        .collect();
    let rows = Table::default()
        .rows(&format!("age,kind\n{lines}"), 0)
        .unwrap();
    assert_eq!(rows.shape(), Shape::vector(1));
    assert!(
        rows.told[0].contains("1 of its values are no numbers, “oops”"),
        "{:?}",
        rows.told
    );
}

#[test]
fn numbers_as_large_as_numbers_get_enter_as_small_ones() {
    let number = |at: usize| match at % 3 {
        0 => "1e200",
        1 => "-3e199",
        _ => "5",
    };
    let lines: String = (0..30)
        .map(|at| format!("{},{}\n", number(at), at % 2))
        .collect();
    let rows = Table::default()
        .rows(&format!("a,kind\n{lines}"), 0)
        .unwrap();
    let numbers = rows.parts.iter().flat_map(|part| &part.numbers.data);
    assert!(numbers.clone().all(|number| number.abs() < 10.0));
    assert!(numbers.clone().any(|number| number.abs() > 0.1));
}

#[test]
fn an_odd_cell_among_the_predicted_numbers_is_a_missing_one() {
    let number = |at: usize| match at {
        7 => "unknown".to_owned(),
        at => format!("{}.25", 3 * at),
    };
    let lines: String = (0..60).map(|at| format!("{at},{}\n", number(at))).collect();
    let rows = Table::default()
        .rows(&format!("a,price\n{lines}"), 0)
        .unwrap();
    assert_eq!(rows.classes.len(), 3, "{:?}", rows.classes);
    assert_eq!(
        rows.count(Part::Training) + rows.count(Part::Validation),
        59
    );
}

#[test]
fn many_different_numbers_are_answered_themselves_standardised_by_what_is_learned_from() {
    let lines: String = (0..100)
        .map(|at| format!("{at},{}\n", 500.0 + 7.5 * at as f64))
        .collect();
    let text = format!("a,price\n{lines}");
    let (table, classes, _) = Table::of(Path::new("a.csv"), &text).unwrap();
    assert_eq!((table.answer, classes.len()), (Predicted::Number, 0));
    assert!(table.measured() && !table.labelled());
    let rows = table.rows(&text, 3).unwrap();
    let measure = rows.measure().unwrap();
    assert_eq!((&*measure.name, measure.held_out), ("price", 20));
    let mut batch = Batch::default();
    rows.read(Part::Training, 0, 80, &mut batch);
    let crate::data::Targets::Values(answers) = &batch.target else {
        panic!("numbers are asked for")
    };
    let mean = answers.data.iter().sum::<f32>() / 80.0;
    let square = answers.data.iter().map(|one| one * one).sum::<f32>() / 80.0;
    assert!(
        mean.abs() < 1e-5 && (square - 1.0).abs() < 1e-4,
        "{mean} {square}"
    );
    for row in 0..80 {
        // a is standardised by the same rows, and the price is a line over it.
        let (a, price) = (batch.input.example(row)[0], answers.data[row]);
        assert!((a - price).abs() < 1e-4, "{a} {price}");
    }
    let named = table.rows("a,price\n1,x\n2,y\n3,z\n", 0).err().unwrap();
    assert!(named.to_string().contains("holds words"), "{named}");
    let same = table.rows("a,price\n1,5\n2,5\n3,5\n", 0).err().unwrap();
    assert!(
        same.to_string().contains("no two different numbers"),
        "{same}"
    );
}

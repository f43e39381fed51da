//! A table dropped on the window is learned from.

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable};
use lemida::setting::Value;

use crate::lecture_hand::drag;
use crate::open::drop_on;
use crate::{Window, click, said, trained, until, window};

#[test]
fn a_dropped_table_becomes_an_experiment_that_fits_and_learns() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("flowers.csv");
    let rows: String = (0..60)
        .map(|at| {
            let kind = ["iris", "rose", "tulip"][at % 3];
            let long = (at % 3) as f32 + (at % 7) as f32 / 20.0;
            format!("{long},{},{kind}\n", ["red", "white"][at % 2])
        })
        .collect();
    std::fs::write(&file, format!("length,colour,kind\n{rows}")).unwrap();
    let mut window = window();
    drop_on(&mut window, &[&file]);
    until(&mut window, "the table", |app| {
        app.bench().document.experiment.data.id() == "table"
    });
    let experiment = &window.state().bench().document.experiment;
    assert_eq!(experiment.data.get("inputs"), Some(Value::Int(3)));
    assert_eq!(experiment.problems(), [], "it can be trained at once");
    window
        .state_mut()
        .edit(|experiment| experiment.training.steps = 400);
    click(&mut window, "Train");
    until(&mut window, "the answers", |app| {
        let verdict = app.classes().verdict;
        trained(app) && verdict.is_some_and(|verdict| verdict.step == 400 && verdict.right == 12)
    });
    window.get_by_label_contains("12 of 12 held-out rows right");
    // Another column.
    window.state_mut().edit(|experiment| {
        experiment
            .data
            .set("predict", Value::Text("color".into()))
            .unwrap();
    });
    until(&mut window, "the problem", |app| {
        app.classes()
            .failure
            .is_some_and(|wrong| wrong.contains("did you mean \"colour\"?"))
    });
    // A run that cannot begin takes nothing away.
    let weights = window.state().bench().run().networks.newest().cloned();
    click(&mut window, "Train");
    until(&mut window, "what is wrong", |app| {
        let warning = app.bench().run().warning.as_deref();
        warning.is_some_and(|text| {
            text.starts_with("the new run could not begin") && text.contains("\"colour\"?")
        })
    });
    let run = window.state().bench().run();
    assert!(trained(window.state()), "{:?}", run.state);
    assert_eq!((run.step(), run.traces.loss.is_empty()), (400, false));
    let (before, after) = (weights.unwrap(), run.networks.newest().unwrap());
    assert!(std::sync::Arc::ptr_eq(&before, after));
}

#[test]
fn a_column_of_many_numbers_is_predicted_and_judged_in_its_own_unit() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("houses.csv");
    let rows: String = (0..200)
        .map(|at| {
            let (rooms, area) = (at % 6 + 1, 40 + (at * 37) % 90);
            format!("{rooms},{area},{}\n", 1000 * (3 * area + 20 * rooms) + at)
        })
        .collect();
    std::fs::write(&file, format!("rooms,area,price\n{rows}")).unwrap();
    let mut window = window();
    drop_on(&mut window, &[&file]);
    until(&mut window, "the table", |app| {
        app.bench().document.experiment.data.id() == "table"
    });
    let experiment = &window.state().bench().document.experiment;
    assert_eq!(experiment.task.id(), "regress");
    assert_eq!(experiment.problems(), [], "it can be trained at once");
    window
        .state_mut()
        .edit(|experiment| experiment.training.steps = 1500);
    click(&mut window, "Train");
    until(&mut window, "the answers", |app| {
        let verdict = app.classes().verdict;
        trained(app) && verdict.is_some_and(|verdict| verdict.step == 1500)
    });
    window.get_by_label_contains("on 40 held-out rows · step 1500");
    window.get_by_label_contains("in price; the mean alone");
    window.get_by_label("Copy or save: Predicted against true");
    // A row of one's own: five more rooms cost 100,000 more.
    click(&mut window, "Inside");
    let told = |window: &Window| -> Option<(f64, bool)> {
        let label = window.query_by_label_contains("after step 1")?;
        let label = label
            .accesskit_node()
            .label()
            .or(label.accesskit_node().value())?;
        let number = label.strip_prefix("price: ")?.split(" after").next()?;
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        Some((digits.parse().ok()?, label.contains("the table says")))
    };
    let answered = |window: &mut Window, own: bool| {
        for _ in 0..400 {
            window.step();
            if let Some((number, table)) = told(window).filter(|(_, table)| *table != own) {
                window.run_steps(2);
                return told(window).map_or((number, table), |told| told).0;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("no answer")
    };
    answered(&mut window, false);
    let asked = |window: &mut Window, far: f32| {
        let slider = window.get_by_role_and_label(Role::Slider, "rooms").rect();
        let to = slider.center() + egui::vec2(far * slider.width(), 0.0);
        drag(window, slider.center(), to);
        for _ in 0..40 {
            window.step();
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        answered(window, true)
    };
    let (one, six) = (asked(&mut window, -0.7), asked(&mut window, 0.7));
    assert!((six - one - 100_000.0).abs() < 20_000.0, "{one} {six}");
    window.get_by_label("Copy or save: Answer over rooms, the rest as above");
    // Bands instead: the network does not fit any more, and one click mends it.
    window.state_mut().edit(|experiment| {
        let before = experiment.clone();
        experiment
            .data
            .set("answer", Value::Text("bands".into()))
            .unwrap();
        experiment.suit_data(&before);
    });
    window.run_steps(2);
    let experiment = &window.state().bench().document.experiment;
    assert_eq!(experiment.task.id(), "classify");
}

#[test]
fn a_table_that_teaches_nothing_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window();
    for (text, words) in [
        ("1,2\n3,4\n", "has no header"),
        ("a,b\n1,x\n2\n", "line 3 of the table has 1 values"),
        ("a,b\n1,x\n2,x\n", "holds 1 class"),
    ] {
        let file = folder.path().join("wrong.csv");
        std::fs::write(&file, text).unwrap();
        drop_on(&mut window, &[&file]);
        until(&mut window, words, |app| said(app, words));
    }
}

#[test]
fn a_dropped_text_is_read_and_the_network_writes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("verse.txt");
    let verse = "the cat sat on the mat and the dog sat on the log.\n";
    std::fs::write(&file, verse.repeat(40)).unwrap();
    let mut window = window();
    drop_on(&mut window, &[&file]);
    until(&mut window, "the text", |app| {
        app.bench().document.experiment.data.id() == "text"
    });
    let experiment = &window.state().bench().document.experiment;
    assert_eq!(experiment.problems(), [], "it can be trained at once");
    window
        .state_mut()
        .edit(|experiment| experiment.training.steps = 60);
    click(&mut window, "Train");
    until(&mut window, "the answers", |app| {
        trained(app)
            && app
                .classes()
                .verdict
                .is_some_and(|verdict| verdict.step == 60)
    });
    window.get_by_label_contains("held-out letters right");
    click(&mut window, "Inside");
    for _ in 0..400 {
        if window
            .query_by_label_contains("Written after step 60")
            .is_some()
        {
            break;
        }
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    window.get_by_label_contains("Written after step 60");
    window.get_by_label("Temperature");
    click(&mut window, "Write anew");
}

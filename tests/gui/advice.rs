//! What the window advises where something does not fit or goes wrong, and that Undo takes it back.

use egui_kittest::kittest::Queryable;

use crate::{Window, click, load, small, trained, until, window};

#[test]
fn a_network_that_fits_other_data_is_one_click_away() {
    let mut window = window();
    window.state_mut().edit(|experiment| {
        let before = experiment.clone();
        experiment.data = (lemida::setting::find(lemida::data::ALL, "digits")
            .unwrap()
            .make)();
        experiment.suit_data(&before);
    });
    window.run_steps(3);
    assert!(!window.state().bench().ready());
    let rows = window
        .state()
        .bench()
        .document
        .experiment
        .architecture
        .clone();
    let preset = window.state().bench().check.fitting.unwrap();
    click(&mut window, &format!("Take “{}” instead", preset.label));
    assert!(window.state().bench().ready());
    assert!(window.query_by_label_contains(" instead").is_none());
    click(&mut window, "Undo");
    window.run_steps(2);
    assert_eq!(
        window.state().bench().document.experiment.architecture,
        rows
    );
}

#[test]
fn what_the_doctor_advises_is_done_once_and_taken_back_by_undo() {
    let mut window = window();
    let mut experiment = small(300);
    experiment.training.learning_rate = 1e-8;
    load(&mut window, experiment);
    click(&mut window, "Train");
    until(&mut window, "the end", trained);
    window.run_steps(2);
    window.get_by_label_contains("The rate seems too low");
    let rate = |window: &Window| {
        window
            .state()
            .bench()
            .document
            .experiment
            .training
            .learning_rate
    };
    let advice = "Learn at a rate of 0.0000001";
    click(&mut window, advice);
    assert!((rate(&window) / 1e-7 - 1.0).abs() < 1e-5);
    window.run_steps(2);
    assert!(
        window
            .query_by_label_contains("Learn at a rate of")
            .is_none()
    );
    click(&mut window, "Undo");
    assert_eq!(rate(&window), 1e-8);
}

//! The network as text, and many rows at once.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use lemida::nn::{Architecture, Join, Source};
use lemida::train::Experiment;

use crate::{Window, click, load, small, trained, until, window};

fn network(window: &Window) -> &Architecture {
    &window.state().bench().document.experiment.architecture
}

fn write(window: &mut Window, text: &str) {
    let editor = window.get_by_role(Role::MultilineTextInput);
    editor.focus();
    window.run_steps(2);
    window.get_by_role(Role::MultilineTextInput).type_text(text);
    window.run_steps(3);
}

fn shown(window: &Window) -> String {
    let editor = window.get_by_role(Role::MultilineTextInput);
    editor.accesskit_node().value().unwrap_or_default()
}

#[test]
fn what_is_typed_is_the_network_as_soon_as_it_is_right() {
    let mut window = window();
    load(&mut window, small(40));
    let before = network(&window).clone();
    click(&mut window, "Network as: Text");
    assert_eq!(shown(&window), before.to_text());
    write(&mut window, "tanh # mine");
    let after = network(&window).clone();
    assert_eq!(after.rows.len(), before.rows.len() + 1);
    assert_eq!(after.rows[..before.rows.len()], before.rows);
    assert!(shown(&window).ends_with("tanh # mine"));
    click(&mut window, "Undo");
    assert_eq!(network(&window), &before);
    assert_eq!(shown(&window), before.to_text());
    click(&mut window, "Redo");
    assert_eq!(network(&window), &after);
    assert!(shown(&window).ends_with("tanh # mine"));
    let [undo, _] = &window.state().bench().undo;
    assert_eq!(undo.as_ref().unwrap().words, "change the network's text");
    // The spelling is kept while it means the network; an edit of the rows is followed.
    window
        .state_mut()
        .edit(|experiment| drop(experiment.architecture.rows.pop()));
    window.run_steps(3);
    assert_eq!(shown(&window), before.to_text());
}

#[test]
fn a_wrong_text_is_told_by_line_and_never_lost() {
    let mut window = window();
    load(&mut window, small(40));
    let before = network(&window).clone();
    let line = format!("Line {}: ", before.rows.len() + 1);
    click(&mut window, "Network as: Text");
    write(&mut window, "cov 3");
    assert_eq!(network(&window), &before);
    window.get_by_label_contains(&line);
    window.get_by_label_contains("did you mean conv?");
    click(&mut window, "Network as: Rows");
    assert!(window.query_by_label_contains(&line).is_none());
    click(&mut window, "Train");
    until(&mut window, "the end", trained);
    click(&mut window, "Network as: Text");
    window.get_by_label_contains("did you mean conv?");
    assert!(shown(&window).ends_with("cov 3"));
    click(&mut window, "Show the network's own text");
    assert_eq!(shown(&window), before.to_text());
    assert!(window.query_by_label_contains(&line).is_none());
    click(&mut window, "Undo");
    assert!(shown(&window).ends_with("cov 3"));
}

fn rows(window: &Window) -> usize {
    network(window).rows.len()
}

/// Chooses rows by their places: the first by a click, the others with `modifiers`; beside the buttons of a line.
fn choose(window: &mut Window, places: &[usize], modifiers: Modifiers) {
    for (turn, place) in places.iter().enumerate() {
        let label = format!("Row {place}: ");
        let row = window.get_by_label_contains(&label).rect();
        let pos = egui::pos2(row.left() + 60.0, row.center().y);
        window.hover_at(pos);
        window.run_steps(2);
        let modifiers = if turn == 0 {
            Modifiers::NONE
        } else {
            modifiers
        };
        for pressed in [true, false] {
            window.event(Event::PointerButton {
                pos,
                button: egui::PointerButton::Primary,
                pressed,
                modifiers,
            });
        }
        window.run_steps(3);
    }
}

#[test]
fn several_rows_are_repeated_copied_moved_switched_off_and_deleted() {
    let mut window = window();
    load(&mut window, small(40));
    let before = network(&window).clone();
    let count = before.rows.len();
    choose(&mut window, &[1, 2], Modifiers::SHIFT);
    click(&mut window, "Repeat rows");
    click(&mut window, "Repeat 3 times");
    assert_eq!(rows(&window), count + 4);
    let kinds: Vec<_> = network(&window).rows[..6]
        .iter()
        .map(|row| row.layer.id())
        .collect();
    assert_eq!(kinds[..2], kinds[2..4]);
    assert_eq!(kinds[..2], kinds[4..]);
    // What was made is chosen too, so that one key takes it all out.
    window.key_press(Key::Delete);
    window.run_steps(3);
    assert_eq!(rows(&window), count - 2);
    click(&mut window, "Undo");
    click(&mut window, "Undo");
    assert_eq!(network(&window), &before);
    choose(&mut window, &[1, 3], Modifiers::COMMAND);
    click(&mut window, "On/off");
    let off: Vec<_> = network(&window).rows.iter().map(|row| row.off).collect();
    assert_eq!(off.iter().filter(|off| **off).count(), 2);
    assert!(off[0] && off[2]);
    window.get_by_label_contains("Row 1: ");
    assert!(network(&window).to_text().starts_with("off "));
    window.key_press_modifiers(Modifiers::ALT, Key::ArrowDown);
    window.run_steps(3);
    let ids: Vec<_> = network(&window).rows.iter().map(|row| row.id).collect();
    assert_eq!(ids[1], before.rows[0].id);
}

#[test]
fn rows_are_pasted_from_a_text_and_what_is_none_is_told() {
    let mut window = window();
    load(&mut window, small(40));
    let count = rows(&window);
    choose(&mut window, &[1], Modifiers::NONE);
    let paste = |window: &mut Window, text: &str| {
        window.event(Event::Paste(text.into()));
        window.run_steps(3);
    };
    paste(&mut window, "fc 8\ntanh");
    assert_eq!(rows(&window), count + 2);
    assert_eq!(network(&window).rows[1].layer.id(), "dense");
    paste(&mut window, "Dear Ada,");
    assert_eq!(rows(&window), count + 2);
    window.get_by_label_contains("The clipboard holds no rows of a network");
    click(&mut window, "All right");
    assert!(
        window
            .query_by_label_contains("The clipboard holds no rows")
            .is_none()
    );
    window.event(Event::Copy);
    window.run_steps(2);
    window.event(Event::Cut);
    window.run_steps(3);
    assert_eq!(rows(&window), count);
}

#[test]
fn presets_that_do_not_fit_are_grey() {
    let mut window = window();
    load(&mut window, Experiment::named("digits-mlp").unwrap());
    click(&mut window, "Presets");
    let enabled = |label: &str| {
        let entry = window.get_by_label(label);
        !entry.accesskit_node().is_disabled()
    };
    assert!(enabled("LeNet-5"));
    click(&mut window, "LeNet-5");
    assert!(window.state().bench().ready());
    let parameters = window.state().bench().check.report.parameters();
    assert!((40_000..62_000).contains(&parameters), "{parameters}");
    click(&mut window, "Presets");
    let net = window.get_by_label("Small U-Net");
    assert!(net.accesskit_node().is_disabled());
}

#[test]
fn a_row_is_joined_by_dragging_its_handle_and_parted_by_its_arc() {
    let mut window = window();
    let text = "conv 8; relu; conv 8; relu; conv 1";
    window.state_mut().edit(|experiment| {
        experiment.architecture = Architecture::from_text(text).unwrap();
    });
    window.run_steps(3);
    let handle = window.get_by_label("Join row 1 to a later row").rect();
    let row = window.get_by_label_contains("Row 3: ").rect();
    window.hover_at(handle.center());
    window.run_steps(2);
    window.drag_at(handle.center());
    window.run_steps(2);
    for part in 1..=5 {
        let way = part as f32 / 5.0;
        window.hover_at(handle.center().lerp(row.center(), way));
        window.run_steps(2);
    }
    window.drop_at(row.center());
    window.run_steps(4);
    click(&mut window, "Add");
    let join = network(&window).rows[2].join;
    assert_eq!(join, Some(Join::Add(Source::Row(1))));
    assert!(window.state().bench().ready());
    click(&mut window, "Row 3 adds row 1");
    click(&mut window, "Concatenate");
    let join = network(&window).rows[2].join;
    assert_eq!(join, Some(Join::Concat(Source::Row(1))));
    click(&mut window, "Row 3 concatenates row 1");
    click(&mut window, "Remove");
    assert_eq!(network(&window).rows[2].join, None);
}

#[test]
fn a_layer_is_inserted_between_two_rows() {
    let mut window = window();
    load(&mut window, small(40));
    let before = network(&window).clone();
    window.get_by_label("Insert above row 2").click();
    window.run_steps(3);
    click(&mut window, "ReLU");
    let ids: Vec<_> = network(&window).rows.iter().map(|row| row.id).collect();
    assert_eq!(ids.len(), before.rows.len() + 1);
    assert_eq!(network(&window).rows[1].layer.id(), "relu");
    assert_eq!(network(&window).rows[2], before.rows[1]);
}

#[test]
fn the_share_of_time_of_each_row_is_measured_while_it_trains() {
    let mut window = window();
    load(&mut window, small(2000));
    click(&mut window, "Train");
    until(&mut window, "the end", trained);
    let run = window.state().bench().run();
    let vitals = &run.networks.newest().unwrap().vitals;
    let sum: f32 = vitals.iter().map(|row| row.time).sum();
    assert!((sum - 1.0).abs() < 1e-3, "{vitals:?}");
}

#[test]
fn the_buttons_of_a_row_stand_at_its_end_where_nothing_else_is() {
    let mut window = window();
    window.run_steps(3);
    let row = window.get_by_label_contains("Row 2: ").rect();
    let end = row.right() - 44.0;
    window.get_by_label_contains("Row 2: ").hover();
    window.run_steps(3);
    for name in ["Duplicate row 2", "Delete row 2"] {
        let button = window.get_by_label(name).rect();
        assert!(button.left() >= end - 1.0, "{name} {button:?}, row {row:?}");
        assert!(
            button.right() <= row.right() + 1.0,
            "{name} {button:?}, row {row:?}"
        );
    }
    // What is under the pointer in the middle of the row is the row.
    let rows = window
        .state()
        .bench()
        .document
        .experiment
        .architecture
        .rows
        .len();
    click(&mut window, "Row 2: ReLU");
    assert_eq!(
        window
            .state()
            .bench()
            .document
            .experiment
            .architecture
            .rows
            .len(),
        rows
    );
}

#[test]
fn what_is_wrong_with_a_row_out_of_sight_stands_below_and_leads_to_it() {
    let mut window = window();
    let text = format!(
        "conv 16 3x3\npool 2\n{}concat 1\nconv 1 3x3",
        "relu\n".repeat(30)
    );
    window.state_mut().edit(|experiment| {
        experiment.architecture = Architecture::from_text(&text).unwrap();
    });
    window.run_steps(3);
    let told = window.query_all_by_label_contains("concatenates 16×64×64 to 16×32×32");
    told.last().expect("it is told").click();
    window.run_steps(3);
    assert_eq!(window.state().bench().view.open_row, Some(33));
}

//! The network as text, and many rows at once.

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use lemida::nn::Architecture;

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

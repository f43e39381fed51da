//! The experiment: data, noise, learning and training, as groups of which one is open and the others say what they
//! hold.

use egui::{
    Align2, Rect, ScrollArea, Sense, TextStyle, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2,
    vec2,
};

use crate::data;
use crate::degrade::noise;
use crate::degrade::operators;
use crate::nn::init::Init;
use crate::nn::{loss, optimizer};
use crate::say;
use crate::setting;
use crate::train::{Experiment, Training, schedule, task};
use crate::ui::action::Action;
use crate::ui::state::Workbench;
use crate::ui::widgets::button;
use crate::ui::widgets::number::number_ui;
use crate::ui::widgets::schedule::schedule_ui;
use crate::ui::widgets::settings::{Edit, kind_among_ui, kind_ui, row_ui, settings_ui, summary};
use crate::ui::{format, icons, theme};

/// Draws the panel.
pub fn experiment_ui(ui: &mut Ui, bench: &mut Workbench, actions: &mut Vec<Action>) {
    let spoils = bench.document.experiment.task.adds_noise();
    group_ui(
        ui,
        bench,
        "Data",
        2 + usize::from(spoils),
        data_summary,
        |ui, bench| {
            data_ui(ui, bench, actions);
        },
    );
    if spoils {
        group_ui(ui, bench, "Noise", 2, noise_summary, |ui, bench| {
            operator_ui(ui, &mut bench.document.experiment);
            let noise = &mut bench.document.experiment.noise;
            let help =
                &*say!("What is added to the clean examples; the network learns to take it away.")
                    .to_string();
            kind_ui(ui, "Kind", help, noise::ALL, noise);
            let was_fixed = noise.get("from") == noise.get("to");
            let edit = settings_ui(ui, &mut **noise, &[]);
            if let Some(Edit::Changed(key)) = edit {
                keep_order(&mut **noise, key, was_fixed);
            }
            browse(edit, actions);
        });
    }
    group_ui(ui, bench, "Learning", 1, learning_summary, |ui, bench| {
        learning_ui(ui, bench);
    });
    group_ui(ui, bench, "Training", 0, training_summary, |ui, bench| {
        let training = &mut bench.document.experiment.training;
        let edit = settings_ui(ui, training, &[]);
        let rate = training.learning_rate;
        // A run of another document is spoken to by the training bar alone.
        if edit == Some(Edit::Changed("learning_rate"))
            && bench.run().alive()
            && bench.runs_document()
        {
            actions.push(Action::LearningRate(rate));
        }
        browse(edit, actions);
    });
}

/// Keeps a range of strengths in order: of a fixed strength both ends move, and no end passes the other.
fn keep_order(noise: &mut dyn setting::Adjust, key: &str, was_fixed: bool) {
    let (Some(setting::Value::Float(from)), Some(setting::Value::Float(to))) =
        (noise.get("from"), noise.get("to"))
    else {
        return;
    };
    let moved = match key {
        "from" if was_fixed || from > to => ("to", from),
        "to" if from > to => ("from", to),
        _ => return,
    };
    // Both ends have one range, so what one took the other takes.
    let _ = noise.set(moved.0, setting::Value::Float(moved.1));
}

/// Asks for a folder where a setting wants one.
fn browse(edit: Option<Edit>, actions: &mut Vec<Action>) {
    if let Some(Edit::Browse(_)) = edit {
        actions.push(Action::DataFolderDialog);
    }
}

/// The same where it wants a file.
fn browse_file(edit: Option<Edit>, actions: &mut Vec<Action>) {
    if let Some(Edit::Browse(_)) = edit {
        actions.push(Action::OpenDialog);
    }
}

fn data_ui(ui: &mut Ui, bench: &mut Workbench, actions: &mut Vec<Action>) {
    let experiment = &mut bench.document.experiment;
    let help = &*say!("Where the examples come from. Drop a folder to use your own.").to_string();
    let before = experiment.data.clone();
    if kind_ui(
        ui,
        &say!("Data set").to_string(),
        help,
        data::ALL,
        &mut experiment.data,
    ) {
        let before = Experiment {
            data: before,
            ..experiment.clone()
        };
        experiment.suit_data(&before);
    }
    let help = &*say!("What is asked of the network.").to_string();
    let data = &*experiment.data;
    if kind_among_ui(ui, "Task", help, task::ALL, &mut experiment.task, |task| {
        task.suits(data).is_ok()
    }) {
        experiment.suit_task();
    }
    let idle = experiment.data.idle();
    let before = experiment.data.clone();
    let edit = settings_ui(ui, &mut *experiment.data, idle);
    if edit.is_some() && experiment.data.labelled() != before.labelled() {
        // Another answer of the same data: another task.
        let before = Experiment {
            data: before,
            ..experiment.clone()
        };
        experiment.suit_data(&before);
        // How many classes there are is known when the table is read; of many numbers it is so many bands.
        if let (true, Some(setting::Value::Int(bands))) =
            (experiment.data.labelled(), experiment.data.get("bands"))
        {
            let mut rows = experiment.architecture.rows.iter_mut().rev();
            let last = rows.find(|row| row.layer.get("units").is_some());
            last.map(|row| row.layer.set("units", setting::Value::Int(bands)));
        }
    }
    match experiment.data.in_file() {
        true => browse_file(edit, actions),
        false => browse(edit, actions),
    }
}

/// What happens to pictures before noise is added.
fn operator_ui(ui: &mut Ui, experiment: &mut Experiment) {
    if !experiment.task.applies_operator() {
        return;
    }
    let operator = &mut experiment.operator;
    let help = &*say!(
        "What is done to the clean examples before noise is added; the network learns to undo it."
    )
    .to_string();
    kind_ui(ui, "Operator", help, operators::ALL, operator);
    settings_ui(ui, &mut **operator, &[]);
}

fn learning_ui(ui: &mut Ui, bench: &mut Workbench) {
    let experiment = &mut bench.document.experiment;
    kind_ui(
        ui,
        "Loss",
        &say!("What is made small: how far answers are from what they should be.").to_string(),
        loss::ALL,
        &mut experiment.loss,
    );
    settings_ui(ui, &mut *experiment.loss, &[]);
    let usual = experiment.optimizer.usual_rate();
    if kind_ui(
        ui,
        "Optimizer",
        &say!("How weights move against their gradients.").to_string(),
        optimizer::ALL,
        &mut experiment.optimizer,
    ) && experiment.training.learning_rate == usual
    {
        experiment.training.learning_rate = experiment.optimizer.usual_rate();
    }
    settings_ui(ui, &mut *experiment.optimizer, &[]);
    kind_ui(
        ui,
        "Schedule",
        &say!("How the learning rate changes over the run.").to_string(),
        schedule::ALL,
        &mut experiment.schedule,
    );
    settings_ui(ui, &mut *experiment.schedule, &[]);
    schedule_ui(ui, &*experiment.schedule, &experiment.training);
    let help =
        &*say!("How weights get their first values. He suits rectifiers, Glorot tanh and sigmoid.")
            .to_string();
    row_ui(ui, &say!("First weights").to_string(), help, |ui, name| {
        let before = experiment.init;
        button::choice("init", ui.available_width(), before.label())
            .show_ui(ui, |ui| {
                for init in Init::ALL {
                    ui.selectable_value(&mut experiment.init, *init, init.label());
                }
            })
            .response
            .labelled_by(name.id)
            .on_hover_text(help);
    });
}

fn data_summary(bench: &Workbench) -> String {
    let data = &bench.document.experiment.data;
    format!("{}, {}", data.label(), data.shape())
}

fn noise_summary(bench: &Workbench) -> String {
    let experiment = &bench.document.experiment;
    let noise = &experiment.noise;
    let noise = format!("{} {}", noise.label(), summary(&**noise, None, 2));
    if experiment.task.applies_operator() {
        format!("{}, {noise}", experiment.operator.label())
    } else {
        noise
    }
}

fn learning_summary(bench: &Workbench) -> String {
    let experiment = &bench.document.experiment;
    [
        experiment.optimizer.label(),
        experiment.schedule.label(),
        experiment.loss.label(),
    ]
    .join(", ")
}

fn training_summary(bench: &Workbench) -> String {
    let Training {
        steps,
        batch,
        learning_rate,
        ..
    } = bench.document.experiment.training;
    format!(
        "{} steps of {batch}, rate {}",
        format::grouped(steps),
        format::short(f64::from(learning_rate))
    )
}

/// A group: a line with its name and, while it is closed, what it holds; its rows when open. `below` more groups
/// follow.
fn group_ui(
    ui: &mut Ui,
    bench: &mut Workbench,
    name: &'static str,
    below: usize,
    summary: fn(&Workbench) -> String,
    body: impl FnOnce(&mut Ui, &mut Workbench),
) {
    let palette = theme::palette(ui);
    let open = bench.view.open_group == name;
    let size = vec2(ui.available_width(), theme::CONTROL + 2.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, name));
    let ink = if response.hovered() || response.has_focus() {
        palette.text
    } else {
        palette.weak
    };
    let painter = ui.painter();
    let caret = if open {
        icons::CARET_DOWN
    } else {
        icons::CARET_RIGHT
    };
    let middle = rect.center().y;
    painter.text(
        pos2(rect.left(), middle),
        Align2::LEFT_CENTER,
        caret,
        theme::icon_font(12.0),
        ink,
    );
    painter.text(
        pos2(rect.left() + 18.0, middle),
        Align2::LEFT_CENTER,
        name,
        egui::FontId::new(theme::SIZES[1], theme::medium()),
        palette.text,
    );
    if !open {
        let words = summary(bench);
        let left = rect.left() + 84.0;
        let area = Rect::from_min_max(pos2(left, rect.top()), rect.max);
        let mut line = ui.new_child(
            UiBuilder::new()
                .max_rect(area)
                .layout(egui::Layout::left_to_right(egui::Align::Center)),
        );
        let text = egui::RichText::new(words)
            .text_style(TextStyle::Body)
            .color(palette.weak);
        line.add(egui::Label::new(text).truncate().selectable(false));
    }
    if response.clicked() {
        bench.view.open_group = if open { "" } else { name };
    }
    if open {
        // The lines of the groups below stay in sight: only the open group's rows scroll.
        let below = below as f32 * (size.y + ui.spacing().item_spacing.y) + 2.0 * theme::UNIT;
        ScrollArea::vertical()
            .id_salt(name)
            .max_height((ui.available_height() - below).max(2.0 * theme::CONTROL))
            .auto_shrink([false, true])
            .show(ui, |ui| body(ui, bench));
        ui.add_space(theme::UNIT);
    }
    let line = ui.cursor().top() - ui.spacing().item_spacing.y / 2.0;
    ui.painter()
        .hline(rect.x_range(), line, (1.0, palette.hairline));
}

/// The row that chooses the seed, for the training bar.
pub fn seed_ui(ui: &mut Ui, bench: &mut Workbench) {
    const SEED: setting::Setting = setting::Setting {
        key: "seed",
        label: "Seed",
        unit: "",
        help: "Decides everything random: the same seed gives the same run, bit for bit.",
        kind: setting::Kind::int(0, i64::MAX >> 11),
    };
    let label = ui.label(theme::note(ui, "seed")).on_hover_text(SEED.help);
    let seed = bench.document.experiment.seed as f64;
    let range = (0.0, (i64::MAX >> 11) as f64);
    if let Some(seed) = number_ui(ui, &SEED, seed, range, 52.0, &label) {
        bench.document.experiment.seed = seed as u64;
    }
    let help = &*say!("Another seed: other first weights, other noise, other order.").to_string();
    if button::icon_button(
        ui,
        icons::DICE_FIVE,
        &say!("Another seed").to_string(),
        help,
    )
    .clicked()
    {
        bench.document.experiment.seed = bench.document.experiment.seed.wrapping_add(1);
    }
}

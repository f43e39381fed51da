//! "Clean a photo": the picture before and after, a few sliders, save, a whole folder.

use std::path::Path;

use std::time::Duration;

use egui::{Align, Layout, ProgressBar, Rect, Sense, Ui, UiBuilder, vec2};

use super::method::tuning_ui;
use super::preview::{sigma_field, size_in_words, view_row};
use crate::denoise::{self, Denoiser, usual};
use crate::image::finish::Finish;
use crate::noise::estimate::Found;
use crate::setting;
use crate::ui::action::{Action, CleanAction};
use crate::ui::text::readable;
use crate::ui::theme::{self, UNIT};
use crate::ui::widgets::button::{choice, primary_button, text_button};
use crate::ui::widgets::compare::{CompareView, Entry};
use crate::ui::widgets::settings::{row_ui, settings_ui};
use crate::ui::widgets::wipe::wipe_ui;
use crate::ui::{format, icons};

/// How often progress is shown anew.
const PROGRESS: Duration = Duration::from_millis(100);
/// Width of the column of controls.
const COLUMN: f32 = 324.0;

/// What the page shows.
pub struct CleanFacts<'a> {
    /// Before and after.
    pub entries: &'a [Entry],
    /// The picture's name.
    pub photo: &'a str,
    /// Its width, height and channels.
    pub size: Option<(usize, usize, usize)>,
    /// What is worth knowing of how it was opened, a sentence each.
    pub notes: &'a [String],
    /// Its pages: of a stack the first is seen, and all of them are saved.
    pub pages: usize,
    /// The σ (0..1) that the method is told, once it is known.
    pub sigma: Option<f32>,
    /// Whether a person gave it.
    pub given: bool,
    /// What was found of the noise, once it was looked at.
    pub found: Option<&'a Found>,
    /// Whether a person chose the method; else it follows from the noise.
    pub chosen: bool,
    /// The method as it is set,
    pub method: &'a dyn Denoiser,
    /// and as it is at first.
    pub usual: &'a dyn Denoiser,
    /// What is at work, and how far it is.
    pub working: Option<(&'a str, Option<f32>)>,
    /// Seconds until the method has its answer, once that can be said.
    pub left: Option<f64>,
    /// Why there is no answer, with the cure.
    pub failure: Option<&'a str>,
    /// Whether there is an answer to be saved.
    pub ready: bool,
    /// A folder that was given, and how many pictures it holds: cleaned when a person says so.
    pub offer: Option<(&'a Path, usize)>,
    /// How far the folder at work is.
    pub batch: Option<&'a BatchFacts>,
}

/// How far a folder at work is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BatchFacts {
    /// Pictures done.
    pub done: usize,
    /// Pictures in all.
    pub count: usize,
    /// The one at work.
    pub name: String,
    /// Seconds left, once that can be told.
    pub left: Option<f64>,
    /// What is wrong with those that could not be cleaned.
    pub failures: Vec<String>,
    /// Where the answers go.
    pub folder: String,
    /// Whether it has ended.
    pub ended: bool,
}

impl BatchFacts {
    /// Pictures that were cleaned; what is wrong may also be the folder itself.
    pub fn cleaned(&self) -> usize {
        self.done.saturating_sub(self.failures.len())
    }
}

/// Draws the page into all the room there is.
pub fn clean_ui(
    ui: &mut Ui,
    view: &mut CompareView,
    finish: &mut Finish,
    facts: &CleanFacts<'_>,
    actions: &mut Vec<Action>,
) {
    let room = ui.available_rect_before_wrap().shrink(theme::PADDING);
    let (column, picture) = room.split_left_right_at_x(room.left() + COLUMN);
    let picture = picture.with_min_x(picture.left() + 2.0 * theme::PADDING);
    let within = |rect: Rect| {
        UiBuilder::new()
            .max_rect(rect)
            .layout(Layout::top_down(Align::Min))
    };
    ui.scope_builder(within(column), |ui| {
        egui::ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| controls_ui(ui, finish, facts, actions));
    });
    ui.scope_builder(within(picture), |ui| {
        view.photo(facts.photo);
        let size = vec2(
            ui.available_width(),
            (ui.available_height() - theme::CONTROL - 2.0 * UNIT).max(96.0),
        );
        let (area, _) = ui.allocate_exact_size(size, Sense::hover());
        wipe_ui(ui, view, facts.entries, area);
        view_row(ui, view, facts.entries, area);
    });
    ui.advance_cursor_after_rect(room);
}

fn controls_ui(
    ui: &mut Ui,
    finish: &mut Finish,
    facts: &CleanFacts<'_>,
    actions: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing = vec2(UNIT, 2.0 * UNIT);
    let mut push = |action| actions.push(Action::Clean(action));
    // What waits for an answer is seen first, in a small window too.
    offer_ui(ui, facts, &mut push);
    ui.label(theme::eyebrow(ui, "Photograph"));
    ui.add(egui::Label::new(theme::strong(facts.photo)).truncate());
    let size = facts.size.map(|(width, height, channels)| {
        let kind = if channels == 1 { "grey" } else { "colour" };
        format!("{} pixels, {kind}", size_in_words(width, height))
    });
    ui.label(theme::note(ui, size.unwrap_or_default()));
    if facts.pages > 1 {
        let words = format!(
            "The first of {} pages is seen; all are cleaned alike and saved.",
            facts.pages
        );
        ui.add(egui::Label::new(theme::note(ui, words)).wrap());
    }
    for words in facts.notes {
        ui.add(egui::Label::new(theme::note(ui, words.as_str())).wrap());
    }
    ui.horizontal(|ui| {
        if ui
            .button("Open…")
            .on_hover_text("Open a noisy photograph; dropping one on the window does the same.")
            .clicked()
        {
            push(CleanAction::Ask);
        }
        if ui
            .button("Example")
            .on_hover_text("Another photograph that ships with Lemida, with noise of σ = 25 added.")
            .clicked()
        {
            push(CleanAction::Example);
        }
    });
    ui.add_space(2.0 * UNIT);
    ui.label(theme::eyebrow(ui, "Noise"));
    method_ui(ui, facts, &mut push);
    sigma_ui(ui, facts, &mut push);
    advice_ui(ui, facts, &mut push);
    settings_of_method_ui(ui, facts, &mut push);
    ui.add_space(2.0 * UNIT);
    ui.label(theme::eyebrow(ui, "Finish"));
    let grey = facts.size.is_some_and(|(_, _, channels)| channels == 1);
    let hidden: &[&str] = if grey { &["colour"] } else { &[] };
    if settings_ui(ui, finish, hidden).is_some() {
        // It is made in the next frame.
        ui.ctx().request_repaint();
    }
    if *finish != Finish::default() {
        let help = "Sets the finish back; it also counts for the next photographs and for folders.";
        if text_button(ui, icons::ARROW_COUNTER_CLOCKWISE, "Reset the finish", help).clicked() {
            *finish = Finish::default();
            ui.ctx().request_repaint();
        }
    }
    ui.add_space(2.0 * UNIT);
    // As high whatever it says: what stands below does not move.
    ui.scope(|ui| {
        ui.set_min_height(theme::CONTROL + 4.0 * UNIT);
        state_ui(ui, facts, &mut push);
    });
    ui.add_space(UNIT);
    ui.add_enabled_ui(facts.ready, |ui| {
        let help = "Save what is seen, at full size and depth, under a name of your own; the original is never replaced.";
        if primary_button(ui, icons::DOWNLOAD_SIMPLE, "Save as…", facts.ready, help).clicked() {
            push(CleanAction::Save);
        }
    });
    ui.add_space(2.0 * UNIT);
    ui.label(theme::eyebrow(ui, "Many photographs"));
    batch_ui(ui, facts, &mut push);
}

fn method_ui(ui: &mut Ui, facts: &CleanFacts<'_>, push: &mut impl FnMut(CleanAction)) {
    let help = "What removes the noise. The networks are fast and the best of them: the flexible one for white noise, the camera's for what phones and JPEG leave; the classical methods are those of the Timeline.";
    row_ui(ui, "Method", help, |ui, name| {
        let response = choice("Method", ui.available_width(), facts.method.label())
            .show_ui(ui, |ui| {
                // The best comes first, the oldest last.
                let mut methods: Vec<Box<dyn Denoiser>> =
                    denoise::ALL.iter().map(|entry| (entry.make)()).collect();
                methods.sort_by_key(|method| std::cmp::Reverse(method.year()));
                for method in &methods {
                    let words = format!("{}  ({})", method.label(), method.year());
                    let response = ui.selectable_label(method.id() == facts.method.id(), words);
                    if response.on_hover_text(method.help()).clicked() {
                        push(CleanAction::Method(method.id().into()));
                    }
                }
            })
            .response;
        response.labelled_by(name.id).on_hover_text(help);
    });
}

fn sigma_ui(ui: &mut Ui, facts: &CleanFacts<'_>, push: &mut impl FnMut(CleanAction)) {
    let help = "Standard deviation of the noise, of 255; 3 to 50 is usual. Auto estimates it from the picture; type or drag to overrule it. The flexible network judges the noise by itself: to it, a smaller σ means to remove less, a larger one changes nothing.";
    row_ui(ui, "Noise σ", help, |ui, name| {
        let Some(sigma) = facts.sigma else {
            ui.label(theme::note(ui, "estimating …"));
            return;
        };
        let (value, typed) = sigma_field(ui, sigma);
        value.labelled_by(name.id).on_hover_text(help);
        if typed.is_some() {
            push(CleanAction::Sigma(typed));
        }
        ui.label(theme::note(ui, "/ 255"));
        let auto = ui
            .selectable_label(!facts.given, "Auto")
            .on_hover_text("Estimate σ from the picture itself.");
        if auto.clicked() && facts.given {
            push(CleanAction::Sigma(None));
        }
    });
}

/// What was found of the noise, and what a person should know of σ.
fn advice_ui(ui: &mut Ui, facts: &CleanFacts<'_>, push: &mut impl FnMut(CleanAction)) {
    let note = |ui: &mut Ui, text: String| {
        ui.add(egui::Label::new(theme::note(ui, text)).wrap());
    };
    if let Some(found) = facts.found {
        note(ui, format!("Found: {}.", found.words()));
        let better = usual(found);
        if !facts.chosen && !found.white() {
            note(ui, format!("“{}” was chosen for it.", facts.method.label()));
        }
        if facts.chosen && !found.white() && better != facts.method.id() {
            let better = setting::find(denoise::ALL, better).map(|entry| (entry.make)());
            if let Some(better) = better {
                let words = format!("Take {}", better.label());
                if text_button(ui, icons::PLAY, &words, better.help()).clicked() {
                    push(CleanAction::Method(better.id().into()));
                }
            }
            return;
        }
    }
    if facts.method.judges_noise() && facts.given {
        let text = "This method judges the noise by itself: a smaller σ removes less, a larger one changes nothing.";
        ui.add(egui::Label::new(theme::note(ui, text)).wrap());
    }
}

/// The method's own settings, behind a button. How strong it is was set above: by σ.
fn settings_of_method_ui(ui: &mut Ui, facts: &CleanFacts<'_>, push: &mut impl FnMut(CleanAction)) {
    const HIDDEN: [&str; 1] = ["strength"];
    let settings = facts.method.settings().iter();
    if settings.filter(|s| !HIDDEN.contains(&s.key)).count() == 0 {
        return;
    }
    let id = ui.scope_id().with("settings of the method");
    let mut open = ui.data(|data| data.get_temp(id)).unwrap_or(false);
    let sign = if open {
        icons::CARET_DOWN
    } else {
        icons::CARET_RIGHT
    };
    let help = "What else the method lets you turn; the usual settings serve most pictures.";
    if text_button(ui, sign, "Settings of the method", help).clicked() {
        open = !open;
        ui.data_mut(|data| data.insert_temp(id, open));
    }
    if open && let Some(change) = tuning_ui(ui, facts.method, facts.usual, &HIDDEN) {
        push(CleanAction::Tune(change));
    }
}

/// What is at work or went wrong.
fn state_ui(ui: &mut Ui, facts: &CleanFacts<'_>, push: &mut impl FnMut(CleanAction)) {
    if let Some(failure) = facts.failure {
        let color = theme::palette(ui).error;
        ui.add(egui::Label::new(theme::rich(failure).color(color)).wrap());
        if facts.sigma.is_some() {
            let help = "Runs the method again.";
            if text_button(ui, icons::PLAY, "Clean again", help).clicked() {
                push(CleanAction::Again);
            }
        }
        return;
    }
    let Some((what, share)) = facts.working else {
        ui.label(theme::note(ui, "What you see is what is saved."));
        return;
    };
    ui.horizontal(|ui| {
        let left = facts
            .left
            .map(|seconds| format!(" · {} left", format::clock(seconds)));
        ui.label(theme::note(ui, what.to_owned() + &left.unwrap_or_default()));
        if share.is_some()
            && text_button(ui, icons::X, "Cancel", "Gives the cleaning up.").clicked()
        {
            push(CleanAction::Cancel);
        }
    });
    if let Some(share) = share {
        ui.ctx().request_repaint_after(PROGRESS);
        ui.add(ProgressBar::new(share).desired_height(6.0));
    }
}

fn batch_ui(ui: &mut Ui, facts: &CleanFacts<'_>, push: &mut impl FnMut(CleanAction)) {
    if let Some(batch) = facts.batch {
        if batch.ended {
            let text = format!(
                "{} of {} cleaned, in {}",
                batch.cleaned(),
                batch.count,
                batch.folder
            );
            ui.add(egui::Label::new(theme::note(ui, text)).wrap());
        } else {
            let left = batch
                .left
                .map(|seconds| format!(" · {} left", format::clock(seconds)));
            let text = format!(
                "{} of {} · {}{}",
                batch.done + 1,
                batch.count,
                batch.name,
                left.unwrap_or_default()
            );
            ui.add(egui::Label::new(theme::note(ui, text)).truncate());
            let share = batch.done as f32 / batch.count.max(1) as f32;
            ui.add(ProgressBar::new(share).desired_height(6.0));
            if ui
                .button("Cancel the folder")
                .on_hover_text("Stop after what is written; pictures that are done stay.")
                .clicked()
            {
                push(CleanAction::CancelBatch);
            }
        }
        for failure in &batch.failures {
            let color = theme::palette(ui).error;
            ui.add(egui::Label::new(theme::rich(failure).color(color)).wrap());
        }
        if !batch.ended {
            return;
        }
    }
    if facts.offer.is_some() {
        return;
    }
    let help = "Clean every picture of a folder with this method and finish, into a sub-folder; no original is changed.";
    if text_button(ui, icons::FOLDER_OPEN, "Clean a folder…", help).clicked() {
        push(CleanAction::AskFolder);
    }
}

/// The folder that was given, and what may be done with it.
fn offer_ui(ui: &mut Ui, facts: &CleanFacts<'_>, push: &mut impl FnMut(CleanAction)) {
    if let Some((folder, count)) = facts.offer {
        ui.label(theme::eyebrow(ui, "Folder"));
        let text = format!(
            "{count} pictures in {}. Their cleaned versions go into its sub-folder “cleaned”.",
            folder.display()
        );
        ui.add(egui::Label::new(readable(&text)).wrap());
        ui.horizontal(|ui| {
            let help = "Clean all of them with this method and finish; σ is estimated for each unless it is given. No original is changed.";
            let words = format!("Clean {count} pictures");
            if primary_button(ui, icons::PLAY, &words, true, help).clicked() {
                push(CleanAction::Batch);
            }
            if ui.button("Not now").clicked() {
                push(CleanAction::DropOffer);
            }
        });
        ui.separator();
    }
}

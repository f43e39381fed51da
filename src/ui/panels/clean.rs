//! "Clean a photo": the picture before and after, a few sliders, save, a whole folder.

mod batch;
mod noise;

use std::path::Path;
use std::time::Duration;

use egui::{Align, Layout, ProgressBar, Rect, Sense, Ui, UiBuilder, vec2};

use super::preview::{paged_ui, size_in_words};
use super::view_row::view_row;
use crate::degrade::noise::estimate::Found;
use crate::denoise::Denoiser;
use crate::desk::Cleaning;
use crate::image::finish::Finish;
use crate::say;
use crate::ui::action::{Action, CleanAction};
use crate::ui::theme::{self, UNIT};
use crate::ui::widgets::button::{icon_button, primary_button, text_button};
use crate::ui::widgets::compare::{CompareView, Entry};
use crate::ui::widgets::settings::settings_ui;
use crate::ui::widgets::wipe::wipe_ui;
use crate::ui::{format, icons};
use crate::words::Text;
use batch::{batch_ui, offer_ui};
use noise::noise_ui;

/// How often progress is shown anew.
const PROGRESS: Duration = Duration::from_millis(100);
/// Width of the column of controls.
const COLUMN: f32 = 324.0;

/// What the page shows.
pub struct CleanFacts<'a> {
    /// Before and after.
    pub entries: &'a [Entry],
    /// The picture.
    pub photo: PhotoFacts<'a>,
    /// Its noise, and what removes it.
    pub noise: NoiseFacts<'a>,
    /// How far the work on it is.
    pub work: WorkFacts<'a>,
    /// A folder of pictures.
    pub folder: FolderFacts<'a>,
}

/// A picture that is cleaned.
pub struct PhotoFacts<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its width, height and channels.
    pub size: Option<(usize, usize, usize)>,
    /// What is worth knowing of how it was opened, a sentence each.
    pub notes: &'a [String],
    /// Its pages: of a stack the first is seen, and all of them are saved.
    pub pages: usize,
    /// Its place among the pictures that were dropped together, and how many they are.
    pub paged: Option<(usize, usize)>,
}

/// A picture's noise, and what removes it.
pub struct NoiseFacts<'a> {
    /// The σ (0..1) that the method is told, once it is known.
    pub sigma: Option<f32>,
    /// What was found of the noise, once it was looked at.
    pub found: Option<&'a Found>,
    /// The method as it is set,
    pub method: &'a (dyn Denoiser + 'static),
    /// and as it is at first.
    pub usual: &'a (dyn Denoiser + 'static),
    /// What counted for the photograph before and does not count for this one.
    pub set_back: Option<SetBack>,
}

/// What a person had set for the photograph before, each where it was set by hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SetBack {
    /// σ, 0..1.
    pub sigma: Option<f32>,
    /// The finish's strength in percent.
    pub strength: Option<f32>,
}

impl SetBack {
    /// What of `before` does not count for another photograph; none where nothing was set.
    pub fn of(before: &Cleaning) -> Option<Self> {
        let strength = before.finish.strength;
        let set = Self {
            sigma: before.sigma,
            strength: (strength != Finish::default().strength).then_some(strength),
        };
        (set.sigma.is_some() || set.strength.is_some()).then_some(set)
    }

    /// Sets it again.
    pub fn take(&self, cleaning: &mut Cleaning) {
        cleaning.sigma = self.sigma.or(cleaning.sigma);
        cleaning.finish.strength = self.strength.unwrap_or(cleaning.finish.strength);
    }

    /// What is set back, in words.
    pub fn words(&self) -> Text {
        let sigma = |sigma: f32| format!("{:.1}", 255.0 * sigma);
        match (self.sigma, self.strength) {
            (Some(level), Some(strength)) => say!(
                "A new photo: σ ({}) and strength ({} %) of the last one are set back.",
                sigma(level),
                strength.round()
            ),
            (Some(level), None) => {
                say!(
                    "A new photo: σ ({}) of the last one is set back to Auto.",
                    sigma(level)
                )
            }
            (None, strength) => say!(
                "A new photo: strength ({} %) of the last one is set back to 100 %.",
                strength.unwrap_or_default().round()
            ),
        }
    }
}

/// How far the work on a picture is.
pub struct WorkFacts<'a> {
    /// What is at work, and how far it is.
    pub working: Option<(&'a str, Option<f32>)>,
    /// Seconds until the method has its answer, once that can be said.
    pub left: Option<f64>,
    /// Why there is no answer, with the cure.
    pub failure: Option<&'a str>,
    /// Whether there is an answer to be saved.
    pub ready: bool,
}

/// A folder of pictures.
pub struct FolderFacts<'a> {
    /// One that was given, and how many pictures it holds: cleaned when a person says so.
    pub offer: Option<(&'a Path, usize)>,
    /// How far the one at work is.
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
    cleaning: &mut Cleaning,
    facts: &CleanFacts<'_>,
    actions: &mut Vec<CleanAction>,
    deeds: &mut Vec<Action>,
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
            .show(ui, |ui| controls_ui(ui, cleaning, facts, actions, deeds));
    });
    ui.scope_builder(within(picture), |ui| {
        view.photo(facts.photo.name);
        let size = vec2(
            ui.available_width(),
            (ui.available_height() - theme::CONTROL - 2.0 * UNIT).max(96.0),
        );
        let (area, _) = ui.allocate_exact_size(size, Sense::hover());
        wipe_ui(ui, view, facts.entries, area);
        view_row(ui, view, facts.entries, area, "", deeds);
    });
    ui.advance_cursor_after_rect(room);
}

fn controls_ui(
    ui: &mut Ui,
    cleaning: &mut Cleaning,
    facts: &CleanFacts<'_>,
    actions: &mut Vec<CleanAction>,
    deeds: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing = vec2(UNIT, 2.0 * UNIT);
    let mut push = |action| actions.push(action);
    // What waits for an answer is seen first, in a small window too.
    offer_ui(ui, &facts.folder, &mut push);
    ui.label(theme::eyebrow(ui, "Photograph"));
    ui.add(egui::Label::new(theme::strong(facts.photo.name)).truncate());
    let size = facts.photo.size.map(|(width, height, channels)| {
        let kind = if channels == 1 { "grey" } else { "colour" };
        format!("{} pixels, {kind}", size_in_words(width, height))
    });
    ui.label(theme::note(ui, size.unwrap_or_default()));
    if facts.photo.pages > 1 {
        let words = format!(
            "The first of {} pages is seen; all are cleaned alike and saved.",
            facts.photo.pages
        );
        ui.add(egui::Label::new(theme::note(ui, words)).wrap());
    }
    for words in facts.photo.notes {
        ui.add(egui::Label::new(theme::note(ui, words.as_str())).wrap());
    }
    ui.horizontal(|ui| {
        if ui
            .button("Open…")
            .on_hover_text(
                say!("Open a noisy photograph; dropping one on the window does the same.")
                    .to_string(),
            )
            .clicked()
        {
            push(CleanAction::Ask);
        }
        if ui
            .button("Example")
            .on_hover_text(
                say!("Another photograph that ships with Lemida, with noise of σ = 25 added.")
                    .to_string(),
            )
            .clicked()
        {
            cleaning.next_example();
        }
        if facts.photo.paged.is_some() {
            for (glyph, name, by) in [
                (icons::CARET_LEFT, "Previous photo", -1),
                (icons::CARET_RIGHT, "Next photo", 1),
            ] {
                let help =
                    &*say!("Of those that were dropped together. (PageUp, PageDown)").to_string();
                if icon_button(ui, glyph, name, help).clicked() {
                    deeds.push(Action::Leaf(by));
                }
            }
            paged_ui(ui, facts.photo.paged);
        }
    });
    ui.add_space(2.0 * UNIT);
    ui.label(theme::eyebrow(ui, "Noise"));
    noise_ui(ui, cleaning, &facts.noise);
    ui.add_space(2.0 * UNIT);
    ui.label(theme::eyebrow(ui, "Finish"));
    let grey = facts
        .photo
        .size
        .is_some_and(|(_, _, channels)| channels == 1);
    let hidden: &[&str] = if grey { &["colour"] } else { &[] };
    settings_ui(ui, &mut cleaning.finish, hidden);
    if cleaning.finish != Finish::default() {
        let help = &*say!(
            "Sets the finish back; it also counts for the next photographs and for folders."
        )
        .to_string();
        if text_button(
            ui,
            icons::ARROW_COUNTER_CLOCKWISE,
            &say!("Reset the finish").to_string(),
            help,
        )
        .clicked()
        {
            cleaning.finish = Finish::default();
        }
    }
    ui.add_space(2.0 * UNIT);
    // As high whatever it says: what stands below does not move.
    ui.scope(|ui| {
        ui.set_min_height(theme::CONTROL + 4.0 * UNIT);
        state_ui(ui, facts, &mut push);
    });
    ui.add_space(UNIT);
    ui.add_enabled_ui(facts.work.ready, |ui| {
        let help = &*say!("Save what is seen, at full size and depth, under a name of your own; the original is never \
            replaced.").to_string();
        if primary_button(ui, icons::DOWNLOAD_SIMPLE, &say!("Save as…").to_string(), facts.work.ready, help).clicked() {
            push(CleanAction::Save);
        }
    });
    ui.add_space(2.0 * UNIT);
    ui.label(theme::eyebrow(ui, "Many photographs"));
    batch_ui(ui, &facts.folder, &mut push);
}

/// What is at work or went wrong.
fn state_ui(ui: &mut Ui, facts: &CleanFacts<'_>, push: &mut impl FnMut(CleanAction)) {
    if let Some(failure) = facts.work.failure {
        let color = theme::palette(ui).error;
        ui.add(egui::Label::new(theme::rich(failure).color(color)).wrap());
        if facts.noise.sigma.is_some() {
            let help = &*say!("Runs the method again.").to_string();
            if text_button(ui, icons::PLAY, &say!("Clean again").to_string(), help).clicked() {
                push(CleanAction::Again);
            }
        }
        return;
    }
    let Some((what, share)) = facts.work.working else {
        ui.label(theme::note(
            ui,
            say!("What you see is what is saved.").to_string(),
        ));
        return;
    };
    ui.horizontal(|ui| {
        let left = facts
            .work
            .left
            .map(|seconds| format!(" · {} left", format::clock(seconds)));
        ui.label(theme::note(ui, what.to_owned() + &left.unwrap_or_default()));
        if share.is_some()
            && text_button(
                ui,
                icons::X,
                "Cancel",
                &say!("Gives the cleaning up.").to_string(),
            )
            .clicked()
        {
            push(CleanAction::Cancel);
        }
    });
    if let Some(share) = share {
        ui.ctx().request_repaint_after(PROGRESS);
        ui.add(ProgressBar::new(share).desired_height(6.0));
    }
}

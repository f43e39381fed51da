//! A whole folder of photographs to clean: what was given, how far it is, how it ended.

use egui::{ProgressBar, Ui};

use super::FolderFacts;
use crate::say;
use crate::ui::action::CleanAction;
use crate::ui::text::readable;
use crate::ui::theme;
use crate::ui::widgets::button::{primary_button, text_button};
use crate::ui::{format, icons};

/// The folder at work, or a way to name one.
pub(super) fn batch_ui(ui: &mut Ui, facts: &FolderFacts<'_>, push: &mut impl FnMut(CleanAction)) {
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
                .on_hover_text(
                    say!("Stop after what is written; pictures that are done stay.").to_string(),
                )
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
    let help = &*say!("Clean every picture of a folder with this method and finish, into a sub-folder; no original is \
        changed.").to_string();
    if text_button(
        ui,
        icons::FOLDER_OPEN,
        &say!("Clean a folder…").to_string(),
        help,
    )
    .clicked()
    {
        push(CleanAction::AskFolder);
    }
}

/// The folder that was given, and what may be done with it.
pub(super) fn offer_ui(ui: &mut Ui, facts: &FolderFacts<'_>, push: &mut impl FnMut(CleanAction)) {
    if let Some((folder, count)) = facts.offer {
        ui.label(theme::eyebrow(ui, "Folder"));
        let text = format!(
            "{count} pictures in {}. Their cleaned versions go into its sub-folder “cleaned”.",
            folder.display()
        );
        ui.add(egui::Label::new(readable(&text)).wrap());
        ui.horizontal(|ui| {
            let help = &*say!("Clean all of them with this method and finish; σ is estimated for each unless it is \
                given. No original is changed.").to_string();
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

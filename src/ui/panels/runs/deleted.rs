//! The runs that were deleted: each can be brought back, until they are removed for good.

use egui::{ScrollArea, Ui};

use crate::say;
use crate::store::run::Discarded;
use crate::store::when;
use crate::ui::action::{Action, RunsAction};
use crate::ui::icons;
use crate::ui::text::readable;
use crate::ui::theme::UNIT;
use crate::ui::widgets::button::{menu_button, menu_entry};

/// Height that their list takes at most.
const HEIGHT: f32 = 260.0;

/// Draws the menu of them; nothing where there are none.
pub(super) fn deleted_ui(ui: &mut Ui, deleted: &[Discarded], actions: &mut Vec<Action>) {
    if deleted.is_empty() {
        return;
    }
    let words = say!("Deleted ({})", deleted.len()).to_string();
    let help = say!(
        "Runs that were deleted, also before the program was started last: click one to bring it back. After a week \
        they go for good."
    );
    let label = say!("Deleted runs").to_string();
    menu_button(ui, words, &label, &help.to_string(), |ui| {
        ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
        ScrollArea::vertical().max_height(HEIGHT).show(ui, |ui| {
            for one in deleted {
                entry_ui(ui, one, actions);
            }
        });
        ui.separator();
        let all = say!("Bring all back").to_string();
        if deleted.len() > 1
            && menu_entry(ui, format!("{}  {all}", icons::ARROW_U_UP_LEFT), &all, "")
        {
            let places = deleted.iter().map(|one| one.place.clone()).collect();
            actions.push(Action::Runs(RunsAction::BringBack(places)));
        }
        let gone = say!("Remove them for good").to_string();
        let help = say!("Their folders are deleted, and nothing brings them back.").to_string();
        if menu_entry(ui, format!("{}  {gone}", icons::TRASH), &gone, &help) {
            actions.push(Action::Runs(RunsAction::Purge));
        }
    });
}

fn entry_ui(ui: &mut Ui, one: &Discarded, actions: &mut Vec<Action>) {
    let name = readable(&one.name).into_owned();
    let label = say!("Bring back {}", &name).to_string();
    let help = say!(
        "Deleted {}. Click: it is listed again.",
        when::in_words(one.when)
    );
    let glyph = icons::ARROW_U_UP_LEFT;
    let words = format!("{glyph}  {name} · {}", when::in_words(one.when));
    if menu_entry(ui, words, &label, &help.to_string()) {
        let places = vec![one.place.clone()];
        actions.push(Action::Runs(RunsAction::BringBack(places)));
    }
}

//! The command palette: every command by name, found by any of its letters in order; a typed path opens it.

use egui::style::ScrollAnimation;
use egui::{Align2, Area, Id, Key, Modifiers, Order, ScrollArea, TextEdit, Ui, vec2};

use crate::say;
use crate::ui::action::{Action, Deed};
use crate::ui::text::readable;
use crate::ui::{icons, theme};

/// A command as the palette lists it.
#[derive(Clone)]
pub struct Command {
    /// Its name.
    pub name: String,
    /// Its keys, in words; may be empty.
    pub keys: String,
    /// What it does.
    pub deed: Deed,
}

/// Most height of the list of what was found.
const LIST: f32 = 336.0;

/// The palette's state.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// Whether it is shown.
    pub open: bool,
    text: String,
    chosen: usize,
}

impl Palette {
    /// Opens it empty, or closes it.
    pub fn toggle(&mut self) {
        *self = Self {
            open: !self.open,
            ..Self::default()
        };
    }

    /// Opens it empty.
    pub fn open_empty(&mut self) {
        *self = Self {
            open: true,
            ..Self::default()
        };
    }

    /// Draws it and returns what was chosen.
    pub fn show(&mut self, context: &egui::Context, commands: &[Command]) -> Option<Deed> {
        if !self.open {
            return None;
        }
        let down = context.input_mut(|i| i.consume_key(Modifiers::NONE, Key::ArrowDown));
        let up = context.input_mut(|i| i.consume_key(Modifiers::NONE, Key::ArrowUp));
        let enter = context.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
        if context.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            self.open = false;
            return None;
        }
        let found = find(commands, &self.text);
        let last = found.len().saturating_sub(1);
        self.chosen = match (up, down) {
            (true, _) => self.chosen.saturating_sub(1),
            (_, true) => (self.chosen + 1).min(last),
            _ => self.chosen.min(last),
        };
        let mut done = enter.then(|| found.get(self.chosen).cloned()).flatten();
        let area = Area::new(Id::unique("command palette"))
            .order(Order::Foreground)
            .anchor(Align2::CENTER_TOP, vec2(0.0, 92.0))
            .show(context, |ui| {
                egui::Frame::window(ui.style()).show(ui, |ui| {
                    ui.set_width(440.0);
                    done = self.list_ui(ui, &found, up || down).or(done.take());
                });
            });
        if done.is_some() || area.response.clicked_elsewhere() {
            self.open = false;
        }
        done.map(|command| command.deed)
    }

    /// The field and the list; `moved` says whether the marked line was moved by keys: it is brought into sight then.
    fn list_ui(&mut self, ui: &mut Ui, found: &[Command], moved: bool) -> Option<Command> {
        let palette = theme::palette(ui);
        let field = TextEdit::singleline(&mut self.text)
            .desired_width(f32::INFINITY)
            .hint_text("Type a command, or the path of a file or folder");
        let response = ui.add(field);
        response.widget_info(|| {
            let mut info = egui::WidgetInfo::new(egui::accesskit::Role::TextInput);
            info.label = Some("Command".into());
            info.current_text_value = Some(self.text.clone());
            info
        });
        response.request_focus();
        if response.changed() {
            self.chosen = 0;
        }
        ui.add_space(theme::UNIT);
        let mut clicked = None;
        // As high as the list, up to the most: the room of the frame before, when fewer were found, does not count.
        let list = ScrollArea::vertical()
            .max_height(LIST)
            .min_scrolled_height(LIST);
        list.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, command) in found.iter().enumerate() {
                let button = egui::Button::selectable(at == self.chosen, &*readable(&command.name))
                    .min_size(vec2(ui.available_width(), 26.0))
                    .right_text(
                        egui::RichText::new(&command.keys)
                            .text_style(egui::TextStyle::Small)
                            .color(palette.weak),
                    );
                let response = ui.add(button);
                response.widget_info(|| {
                    let marked = at == self.chosen;
                    let role = egui::accesskit::Role::Button;
                    egui::WidgetInfo::selected(role, true, marked, &command.name)
                });
                if moved && at == self.chosen {
                    response.scroll_to_me_animation(None, ScrollAnimation::none());
                }
                if response.clicked() {
                    clicked = Some(command.clone());
                }
            }
            if found.is_empty() {
                ui.horizontal(|ui| {
                    ui.label(theme::icon(icons::MAGNIFYING_GLASS).color(palette.faint));
                    ui.label(theme::weak(ui, say!("No such command.").to_string()));
                });
            }
        });
        clicked
    }
}

/// The commands that fit `text`, best first; a text that looks like a path also offers to open it.
fn find(commands: &[Command], text: &str) -> Vec<Command> {
    let text = text.trim();
    let mut found: Vec<_> = commands
        .iter()
        .filter_map(|command| Some((fit(&command.name, text)?, command)))
        .collect();
    found.sort_by_key(|(gaps, _)| *gaps);
    let mut found: Vec<_> = found
        .into_iter()
        .map(|(_, command)| command.clone())
        .collect();
    if text.contains(['/', '\\']) || text.starts_with('~') {
        let path = match (text.strip_prefix("~/"), std::env::home_dir()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => text.into(),
        };
        let mut offer = |name: String, action| {
            let keys = String::new();
            let deed = Deed::Do(action);
            found.insert(0, Command { name, keys, deed });
        };
        if text.ends_with(".toml") {
            let name = format!("Save the experiment to {text}");
            offer(name, Action::SaveTo(path.clone()));
        }
        offer(format!("Open {text}"), Action::Open { path, noisy: false });
    }
    found
}

/// How badly `letters` fit into `name` in their order; `None` when they do not.
fn fit(name: &str, letters: &str) -> Option<usize> {
    let name = name.to_lowercase();
    let mut at = 0;
    let mut gaps = 0;
    for letter in letters
        .to_lowercase()
        .chars()
        .filter(|l| !l.is_whitespace())
    {
        let next = name[at..].find(letter)?;
        let starts_word = next > 0 && name[..at + next].ends_with(' ');
        gaps += if starts_word { 1 } else { 2 * next };
        at += next + letter.len_utf8();
    }
    Some(gaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(name: &str) -> Command {
        Command {
            name: name.into(),
            keys: String::new(),
            deed: Deed::Do(Action::Train),
        }
    }

    #[test]
    fn letters_in_order_find_a_command_and_the_nearest_comes_first() {
        let commands = ["Reset layout", "Train", "Stop training"].map(command);
        let names =
            |text| -> Vec<String> { find(&commands, text).into_iter().map(|c| c.name).collect() };
        assert_eq!(names("tr"), ["Train", "Stop training"]);
        assert_eq!(names("rl")[0], "Reset layout");
        assert!(names("xyz").is_empty());
        assert_eq!(names("").len(), 3);
    }

    #[test]
    fn a_path_can_be_opened() {
        let found = find(&[], "/photos/cat.png");
        let path = "/photos/cat.png".into();
        let open = Action::Open { path, noisy: false };
        assert!(matches!(&found[0].deed, Deed::Do(action) if *action == open));
    }
}

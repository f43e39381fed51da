//! A person's own picture: drawn, dropped or opened, and beside it what the lab answers.

use std::sync::Arc;

use egui::{
    Color32, ColorImage, Label, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};

use super::{LectureFacts, LectureView};
use crate::figure::Body;
use crate::labs::{Asks, Given};
use crate::say;
use crate::ui::action::{Action, LectureAction};
use crate::ui::icons;
use crate::ui::theme::{self, RADIUS, SIZES, UNIT};
use crate::ui::widgets::button::{text_button, word_button};
use crate::ui::widgets::figure::Looks;
use crate::ui::widgets::pad::Pad;
use crate::ui::widgets::picture::Textures;

/// Side of the pad.
const SIDE: f32 = 184.0;
/// Radius of the brush: lines as thin as those of drawn faces.
const BRUSH: f32 = 2.5;

/// What a person asks about.
pub struct AskView {
    textures: Textures,
    pad: Pad,
    /// A picture that was dropped or opened, and how it is seen; `None`: what is drawn counts.
    given: Option<(Given, Arc<ColorImage>)>,
    /// Changes with what was given.
    number: u64,
}

impl Default for AskView {
    fn default() -> Self {
        Self {
            textures: Textures::default(),
            pad: Pad::with_brush(BRUSH),
            given: None,
            number: 0,
        }
    }
}

impl AskView {
    /// Grows with each change of what is asked about; 0 at first.
    pub fn number(&self) -> u64 {
        self.number + self.pad.version() - 1
    }

    /// What is asked about: the picture that was given, or the drawing, dark on light; `None` while there is neither.
    pub fn given(&self) -> Option<Given> {
        if let Some((given, _)) = &self.given {
            return Some(given.clone());
        }
        self.pad.drawing()?;
        Some(Given {
            name: String::new(),
            picture: Arc::new(self.pad.dark()),
        })
    }

    /// Takes a picture that was dropped or opened, with how it is seen; the drawing stays.
    pub fn take(&mut self, given: Given, seen: Arc<ColorImage>) {
        self.given = Some((given, seen));
        self.number += 1;
    }

    /// Goes back to the drawing.
    fn draw(&mut self) {
        self.given = None;
        self.number += 1;
    }

    /// The picture that was given, or the pad; with a frame round what is looked at.
    fn picture_ui(&mut self, ui: &mut Ui, area: Rect, asks: &Asks) {
        match &self.given {
            None => self.pad.show(ui, &mut self.textures, area, true),
            Some((given, seen)) => {
                let pixels = || Arc::clone(seen);
                let textures = &mut self.textures;
                let texture = textures.texture(ui.ctx(), "given", self.number, false, pixels);
                let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
                ui.painter().image(texture, area, whole, Color32::WHITE);
                let response = ui.interact(area, ui.scope_id().with("given"), Sense::hover());
                let name = &given.name;
                response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
            }
        }
        let [left, top, right, bottom] = asks.seen;
        if asks.seen != [0.0, 0.0, 1.0, 1.0] {
            let corner = |x: f32, y: f32| area.min + area.size() * vec2(x, y);
            let frame = Rect::from_min_max(corner(left, top), corner(right, bottom));
            let stroke = Stroke::new(1.0, theme::palette(ui).accent);
            ui.painter()
                .rect_stroke(frame, RADIUS, stroke, StrokeKind::Outside);
        }
    }

    fn tools_ui(&mut self, ui: &mut Ui, actions: &mut Vec<LectureAction>) {
        ui.horizontal(|ui| {
            if self.given.is_some() {
                if word_button(ui, "Draw", "Back to the pad; the drawing is still there.").clicked()
                {
                    self.draw();
                }
                return;
            }
            let (words, help) = match self.pad.rubs {
                true => ("Draw again", "The brush leaves ink again."),
                false => (
                    "Rub out",
                    "The brush takes ink away; so does the right button of the mouse.",
                ),
            };
            if word_button(ui, words, help).clicked() {
                self.pad.rubs = !self.pad.rubs;
            }
            if self.pad.can_bring_back() {
                let help = "Bring back the drawing that was cleared.";
                if word_button(ui, "Bring back", help).clicked() {
                    self.pad.bring_back();
                }
            } else if word_button(ui, "Clear", "Take the whole drawing away.").clicked() {
                self.pad.clear();
                self.pad.rubs = false;
            }
        });
        let help = "A picture of your own; you can also drop one on the window.";
        if text_button(ui, icons::FOLDER_OPEN, "Open a picture…", help).clicked() {
            actions.push(LectureAction::Open);
        }
    }
}

/// The pad with its tools; beside it the answer, once there is one.
pub(super) fn asked_ui(
    ui: &mut Ui,
    view: &mut LectureView,
    facts: &LectureFacts<'_>,
    asks: &Asks,
    (actions, deeds): (&mut Vec<LectureAction>, &mut Vec<Action>),
) {
    let find = |id: &str| facts.findings.iter().find(|shown| shown.figure.id == id);
    let answer = find(asks.answer);
    // While something is drawn, what it is drawn on stays: the answer may show the drawing.
    if view.asked.pad.drawing().is_none()
        && let Some(ground) = find(asks.ground)
        && let Body::Pictures(pictures) = &ground.figure.body
        && let Some(first) = pictures.first()
    {
        view.asked.pad.on(&first.image, ground.version);
    }
    ui.label(theme::strong("Your picture"));
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0 * UNIT, UNIT);
        ui.vertical(|ui| {
            ui.set_width(SIDE);
            let (area, _) = ui.allocate_exact_size(vec2(SIDE, SIDE), Sense::hover());
            view.asked.picture_ui(ui, area, asks);
            ui.spacing_mut().item_spacing.x = UNIT;
            view.asked.tools_ui(ui, actions);
        });
        ui.vertical(|ui| {
            let Some(shown) = answer else {
                let more = match (facts.working, facts.waits) {
                    (_, true) => say!("The answer appears here."),
                    (Some(_), _) => say!(
                        "The answer appears here as soon as the network has learned: it is learning."
                    ),
                    (None, _) => say!(
                        "The answer appears here as soon as the network has learned: click Run."
                    ),
                };
                let words = format!("{} Or drop a picture on the window. {more}", asks.words);
                ui.add(Label::new(theme::weak(ui, words)).wrap());
                return;
            };
            ui.add(Label::new(theme::strong(&shown.figure.title)).wrap());
            let looks = Looks {
                version: Some(shown.version),
                size: Some(vec2(ui.available_width(), SIDE)),
                ..Looks::default()
            };
            view.figures.show(ui, &shown.figure, looks, deeds);
            let words = match view.asked.number() {
                0 => format!("{} {}", asks.words, shown.figure.note),
                _ => shown.figure.note.clone(),
            };
            ui.add(Label::new(theme::note(ui, words)).wrap());
        });
    });
    ui.add_space(SIZES[2]);
}

//! What happens inside a network that names the class of a picture: the share of each class, where the evidence lies,
//! and what leaves each row.

use std::sync::Arc;

use egui::{
    Align, Color32, ColorImage, Label, Layout, Pos2, Rect, Role, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::inside_row::row_ui;
use crate::figure::Figure;
use crate::nn::Tensor;
use crate::probe::{Answered, Sample, Way};
use crate::say;
use crate::ui::action::Action;
use crate::ui::figures::inside::{Overlay, Seen};
use crate::ui::state::{Looked, Subject};
use crate::ui::text::readable;
use crate::ui::theme::{self, CONTROL, RADIUS, UNIT};
use crate::ui::widgets::button::{row_button, segments, word_button};
use crate::ui::widgets::figure::figure_menu;
use crate::ui::widgets::pad::Pad;
use crate::ui::widgets::picture::Textures;
use crate::ui::widgets::shares::{Shares, shares_ui};
use crate::ui::{format, icons};

/// The picture that is looked into.
pub struct Pictured {
    /// The example, `[1, h, w, c]`.
    pub example: Arc<Tensor>,
    /// The same as it is seen.
    pub seen: Arc<ColorImage>,
    /// Changes with it.
    pub number: u64,
}

/// What the panel shows.
#[derive(Clone, Copy)]
pub struct InsideFacts<'a> {
    /// The data set's examples.
    pub sample: &'a Sample,
    /// The network's answers to them.
    pub verdict: Option<&'a Answered>,
    /// The picture; `None` while there is none.
    pub picture: Option<&'a Pictured>,
    /// What the network makes of it, and a number that changes with it.
    pub seen: (Option<&'a Arc<Seen>>, u64),
    /// Where the evidence lies, and a number that changes with it.
    pub evidence: (Option<&'a Arc<Overlay>>, u64),
    /// Whether there is a network.
    pub network: bool,
    /// Whether the data set's pictures are light with dark lines.
    pub light: bool,
    /// Why there is nothing to see.
    pub wrong: Option<&'a str>,
}

/// How it is looked at.
#[derive(Default)]
pub struct InsideView {
    textures: Textures,
    /// What a person draws.
    pub pad: Pad,
    /// What lies over the picture; `None`: nothing.
    pub way: Option<Way>,
}

/// Draws the panel into all the room there is.
pub fn inside_ui(
    ui: &mut Ui,
    view: &mut InsideView,
    facts: &InsideFacts<'_>,
    looked: &mut Looked,
    actions: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing = vec2(UNIT, 2.0 * UNIT);
    source_ui(ui, facts, looked);
    title_ui(ui, facts, looked);
    let room = ui.available_size();
    let side = (0.4 * room.x).min(0.42 * room.y).clamp(84.0, 196.0).floor();
    let (top, _) = ui.allocate_exact_size(vec2(room.x, side), Sense::hover());
    let picture = Rect::from_min_size(top.min, vec2(side, side));
    picture_ui(ui, view, facts, looked, picture);
    let beside = top.with_min_x(picture.right() + 3.0 * UNIT);
    let mut beside = ui.new_child(UiBuilder::new().max_rect(beside));
    answer_ui(&mut beside, facts, looked, actions);
    tools_ui(ui, view, facts, looked, side, actions);
    let Some(seen) = facts.seen.0.filter(|_| facts.picture.is_some()) else {
        return;
    };
    let version = facts.seen.1;
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(UNIT, UNIT);
            for row in &seen.rows {
                row_ui(ui, &mut view.textures, row, version, actions);
            }
        });
}

/// Whose picture: held out, drawn, or opened; and the one before and after it.
fn source_ui(ui: &mut Ui, facts: &InsideFacts<'_>, looked: &mut Looked) {
    ui.horizontal(|ui| {
        ui.set_height(CONTROL);
        let draws = facts.sample.examples.input.shape.channels == 1;
        let mut subjects = vec![("Held out", None)];
        if draws {
            subjects.push(("Draw", Some(Subject::Drawn)));
        }
        if looked.given.is_some() {
            subjects.push(("Opened", Some(Subject::Given)));
        }
        let own = match looked.subject {
            Subject::HeldOut(_) => None,
            other => Some(other),
        };
        let chosen = subjects.iter().position(|(_, subject)| *subject == own);
        let words: Vec<_> = subjects.iter().map(|(word, _)| *word).collect();
        if words.len() > 1 {
            let size = vec2(68.0 * words.len() as f32, CONTROL);
            let layout = Layout::left_to_right(Align::Center);
            let clicked = ui.allocate_ui_with_layout(size, layout, |ui| {
                segments(ui, "Look into", &words, chosen.unwrap_or(0))
            });
            if let Some(at) = clicked.inner {
                looked.subject = subjects[at].1.unwrap_or_default();
                looked.class = None;
            }
        }
        if let Subject::HeldOut(index) = looked.subject {
            steps_ui(ui, facts, looked, index);
        }
    });
}

/// The held-out picture before and after, among those that are listed.
fn steps_ui(ui: &mut Ui, facts: &InsideFacts<'_>, looked: &mut Looked, index: usize) {
    let count = facts.sample.count();
    let listed = facts.verdict.zip(looked.cell);
    let listed = listed.map(|(verdict, cell)| verdict.surest(facts.sample, cell));
    let listed = listed.filter(|listed| !listed.is_empty());
    let (at, of) = match &listed {
        Some(listed) => (listed.iter().position(|own| *own == index), listed.len()),
        None => (Some(index), count),
    };
    let mut go = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if row_button(
            ui,
            icons::CARET_RIGHT,
            &say!("Next picture").to_string(),
            &say!("The next picture.").to_string(),
        )
        .clicked()
        {
            go = Some(at.map_or(0, |at| (at + 1) % of.max(1)));
        }
        let place = at.map_or("–".to_owned(), |at| format::grouped(at as u64 + 1));
        let place = format!("{place} of {}", format::grouped(of as u64));
        ui.label(theme::note(ui, place));
        let help = &*say!("The picture before.").to_string();
        if row_button(
            ui,
            icons::CARET_LEFT,
            &say!("Picture before").to_string(),
            help,
        )
        .clicked()
        {
            go = Some(at.map_or(0, |at| (at + of.max(1) - 1) % of.max(1)));
        }
    });
    if let Some(go) = go {
        let to = listed.map_or(Some(go), |listed| listed.get(go).copied());
        looked.subject = Subject::HeldOut(to.unwrap_or(0));
        looked.class = None;
    }
}

/// The class of the picture, where one is known.
fn truth(facts: &InsideFacts<'_>, looked: &Looked) -> Option<usize> {
    match looked.subject {
        Subject::HeldOut(index) => facts.sample.examples.classes().get(index).copied(),
        Subject::Drawn | Subject::Given => None,
    }
}

/// What the picture is and what it is taken for.
fn title_ui(ui: &mut Ui, facts: &InsideFacts<'_>, looked: &Looked) {
    let name = |class: usize| readable(facts.sample.class(class)).into_owned();
    let seen = facts.seen.0.filter(|_| facts.picture.is_some());
    let answer = seen.map(|seen| seen.answer());
    let truth = truth(facts, looked);
    let what = match (looked.subject, truth) {
        (Subject::HeldOut(index), Some(truth)) => {
            format!(
                "Picture {} is {}",
                format::grouped(index as u64 + 1),
                name(truth)
            )
        }
        (Subject::HeldOut(_), None) => "No such picture".to_owned(),
        (Subject::Drawn, _) => "A drawing".to_owned(),
        (Subject::Given, _) => {
            let given = looked.given.as_ref();
            given.map_or("A picture".to_owned(), |(name, _)| name.clone())
        }
    };
    let taken = match (answer, truth) {
        (Some(answer), Some(truth)) if answer == truth => ", and is taken for it".to_owned(),
        (Some(answer), _) => format!(", taken for {}", name(answer)),
        (None, _) => String::new(),
    };
    let wrong = answer
        .zip(truth)
        .is_some_and(|(answer, truth)| answer != truth);
    let step = seen.map_or(String::new(), |seen| {
        format!(" · step {}", format::grouped(seen.step))
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let mut words = theme::strong(format!("{what}{taken}"));
        if wrong {
            words = words.color(theme::palette(ui).error);
        }
        ui.add(Label::new(words).truncate());
        ui.add(Label::new(theme::note(ui, step)).truncate());
    });
}

/// The picture, with what lies over it; or the pad.
fn picture_ui(
    ui: &mut Ui,
    view: &mut InsideView,
    facts: &InsideFacts<'_>,
    looked: &Looked,
    area: Rect,
) {
    let palette = theme::palette(ui);
    if looked.subject == Subject::Drawn && view.way.is_none() {
        return view.pad.show(ui, &mut view.textures, area, facts.light);
    }
    ui.painter().rect_filled(area, RADIUS, palette.well);
    let Some(picture) = facts.picture else { return };
    let over = facts.evidence.0.filter(|over| Some(over.way) == view.way);
    let (name, version, pixels) = match over {
        Some(over) => ("evidence", facts.evidence.1, &over.picture),
        None => ("picture", picture.number, &picture.seen),
    };
    let pixels = Arc::clone(pixels);
    let texture = view
        .textures
        .texture(ui.ctx(), name, version, true, || pixels);
    let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
    ui.painter().image(texture, area, whole, Color32::WHITE);
    let stroke = Stroke::new(1.0, palette.hairline);
    ui.painter()
        .rect_stroke(area, RADIUS, stroke, StrokeKind::Outside);
    let id = ui.scope_id().with("picture");
    let response = ui.interact(area, id, Sense::hover());
    let spoken = match over {
        Some(over) => over.figure(facts.sample.class(over.class)).title,
        None => "The picture that is looked into".to_owned(),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
}

/// The share of each class, or why there is none.
fn answer_ui(ui: &mut Ui, facts: &InsideFacts<'_>, looked: &mut Looked, actions: &mut Vec<Action>) {
    let area = ui.max_rect();
    let words = match (facts.wrong, facts.network, facts.picture) {
        (Some(wrong), ..) => Some(super::training::sentence(wrong)),
        (None, false, _) => Some("Click Train: the network's answer appears here.".into()),
        (None, true, None) if looked.subject == Subject::Drawn => Some(
            "Draw with the mouse: the answer changes meanwhile. The right button rubs out.".into(),
        ),
        _ => None,
    };
    if let Some(words) = words {
        let mut text = theme::weak(ui, words);
        if facts.wrong.is_some() {
            text = text.color(theme::palette(ui).error);
        }
        ui.add(Label::new(text).wrap());
        return;
    }
    let Some(seen) = facts.seen.0 else { return };
    let answer = seen.answer();
    let bars = Shares {
        shares: &seen.shares,
        names: &facts.sample.classes,
        truth: truth(facts, looked),
        answer,
        chosen: looked.class.unwrap_or(answer),
        click: Some("Click: its evidence in the picture."),
    };
    let inner = area.with_max_x(area.right() - 6.0 * UNIT);
    if let Some(class) = shares_ui(ui, inner, &bars) {
        looked.class = match looked.class {
            Some(own) if own == class => None,
            _ => Some(class),
        };
    }
    let title = "Share of each class";
    let figure = || seen.bars(title, &|class| facts.sample.class(class).to_owned());
    let corner = pos2(area.right() - 20.0, area.top());
    figure_menu(ui, corner, title, figure, actions);
}

/// What lies over the picture, and what it says; and what a drawing needs.
fn tools_ui(
    ui: &mut Ui,
    view: &mut InsideView,
    facts: &InsideFacts<'_>,
    looked: &Looked,
    side: f32,
    actions: &mut Vec<Action>,
) {
    const WAYS: [Option<Way>; 3] = [None, Some(Way::Occlusion), Some(Way::Gradient)];
    let drawing = looked.subject == Subject::Drawn;
    ui.horizontal(|ui| {
        ui.set_height(CONTROL);
        let chosen = WAYS.iter().position(|way| *way == view.way).unwrap_or(0);
        let first = if drawing { "Pad" } else { "Picture" };
        let size = vec2(side.max(212.0), CONTROL);
        let layout = Layout::left_to_right(Align::Center);
        let clicked = ui.allocate_ui_with_layout(size, layout, |ui| {
            segments(ui, "Over the picture", &[first, "Occlusion", "Gradient"], chosen)
        });
        let help = &*say!("Occlusion: a square is slid over the picture, and the class's share falls where it hides \
            what speaks for the class. Gradient: how much the class's answer changes with each pixel.").to_string();
        clicked.response.on_hover_text(help);
        if let Some(at) = clicked.inner {
            view.way = WAYS[at];
        }
        if drawing && view.way.is_none() {
            let (words, help) = match view.pad.rubs {
                true => ("Draw again", "The brush leaves ink again."),
                false => ("Rub out", "The brush takes ink away; so does the right button of the mouse."),
            };
            if word_button(ui, words, help).clicked() {
                view.pad.rubs = !view.pad.rubs;
            }
            if view.pad.can_bring_back() {
                let help = &*say!("Bring back the drawing that was cleared.").to_string();
                if word_button(ui, &say!("Bring back").to_string(), help).clicked() {
                    view.pad.bring_back();
                }
            } else if word_button(ui, "Clear", &say!("Take the whole drawing away.").to_string()).clicked() {
                view.pad.clear();
                view.pad.rubs = false;
            }
        }
        let corner = pos2(ui.max_rect().right() - 20.0, ui.cursor().top() + 2.0);
        let over = facts.evidence.0.filter(|over| Some(over.way) == view.way);
        match (over, facts.picture) {
            (Some(over), Some(_)) => {
                let class = facts.sample.class(over.class);
                let figure = || over.figure(class);
                figure_menu(ui, corner, "Evidence in the picture", figure, actions);
            }
            (None, Some(picture)) => {
                let figure = || {
                    let image = picture.example.image(0);
                    Figure::pictures("Picture", [("as the network sees it".to_owned(), image)])
                };
                figure_menu(ui, corner, "The picture", figure, actions);
            }
            _ => {}
        }
    });
    if let Some(over) = facts.evidence.0.filter(|over| Some(over.way) == view.way) {
        let class = readable(facts.sample.class(over.class)).into_owned();
        let words = format!("For {class}. {}", over.told());
        ui.add(Label::new(theme::note(ui, words.clone())).truncate())
            .on_hover_text(words);
    }
}

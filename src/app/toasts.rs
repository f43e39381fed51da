//! Messages that need no decision: the newest stands in the empty part of the top bar, older ones at the right, under
//! the bars, over the line of the panels' names; all go by themselves.

use std::time::Duration;

use egui::{Align2, Area, Id, Order, vec2};

use crate::ui::action::Action;
use crate::ui::panels::training::sentence;
use crate::ui::widgets::button::{icon_button, text_button};
use crate::ui::{icons, theme};
use crate::words::Text;

/// Seconds a message stays.
const STAY: f64 = 7.0;
/// Seconds an offer stays.
const OFFERED: f64 = 60.0;
/// What the top bar has at its right end.
const TOOLS: f32 = 196.0;
/// Where the newest message begins, in the top bar.
const IN_BAR: f32 = 5.0;
/// Windows that are narrower have no room in the top bar.
const ROOMY: f32 = 1180.0;
/// Room between the bars and the first message there, which is as high as the line of the panels' names.
const GAP: f32 = 2.0;
/// Most messages that stand at once.
const MOST: usize = 5;
/// Most lines of a message that joins several.
const MOST_LINES: usize = 12;

struct Toast {
    number: u64,
    text: String,
    wrong: bool,
    until: Option<f64>,
    /// What it is about, where only the newest counts.
    matter: Option<&'static str>,
    /// What it offers: the button's words, what the button does, and what closing the message does, if anything.
    offer: Option<(&'static str, Action, Option<Action>)>,
}

/// The messages that stand.
#[derive(Default)]
pub struct Toasts {
    toasts: Vec<Toast>,
    number: u64,
    /// What is said until it is joined, when it is gathered.
    gathered: Option<Vec<(String, bool)>>,
}

impl Toasts {
    /// Says something.
    pub fn say(&mut self, text: impl Into<Text>) {
        self.push(&text.into().to_string(), false);
    }

    /// Says what is new in a matter on which only the newest counts: it takes the place of what was said of it before.
    pub fn renew(&mut self, matter: &'static str, text: impl Into<Text>) {
        self.withdraw(matter);
        self.push(&text.into().to_string(), false);
        if let (Some(toast), None) = (self.toasts.last_mut(), &self.gathered) {
            toast.matter = Some(matter);
        }
    }

    /// Says something in a matter and offers a deed: the button's words, what it does, and what closing the message
    /// does.
    pub fn offer(
        &mut self,
        matter: &'static str,
        text: impl Into<Text>,
        offer: (&'static str, Action, Option<Action>),
    ) {
        self.withdraw(matter);
        self.push(&text.into().to_string(), false);
        if let (Some(toast), None) = (self.toasts.last_mut(), &self.gathered) {
            toast.matter = Some(matter);
            toast.offer = Some(offer);
        }
    }

    /// Takes back what was said in a matter: it is not so any more.
    pub fn withdraw(&mut self, matter: &'static str) {
        self.toasts.retain(|toast| toast.matter != Some(matter));
    }

    /// Says that something did not work, and the cure.
    pub fn warn(&mut self, text: impl Into<Text>) {
        self.push(&text.into().to_string(), true);
    }

    /// From now on what is said is gathered.
    pub fn gather(&mut self) {
        self.gathered = Some(Vec::new());
    }

    /// Says what was gathered as one message, a line each: what did not work first.
    pub fn join(&mut self) {
        let mut lines = self.gathered.take().unwrap_or_default();
        if lines.is_empty() {
            return;
        }
        lines.sort_by_key(|(_, wrong)| !wrong);
        let wrong = lines.iter().any(|(_, wrong)| *wrong);
        let more = lines.len().saturating_sub(MOST_LINES);
        lines.truncate(MOST_LINES);
        let mut texts: Vec<_> = lines.iter().map(|(text, _)| sentence(text)).collect();
        if more > 0 {
            texts.push(format!("and {more} more"));
        }
        self.push(&texts.join("\n"), wrong);
    }

    fn push(&mut self, text: &str, wrong: bool) {
        if let Some(lines) = &mut self.gathered {
            lines.push((text.to_owned(), wrong));
            return;
        }
        self.number += 1;
        self.toasts.push(Toast {
            number: self.number,
            text: sentence(text),
            wrong,
            until: None,
            matter: None,
            offer: None,
        });
        if self.toasts.len() > MOST {
            self.toasts.remove(0);
        }
    }

    /// What stands now, oldest first.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.toasts.iter().map(|toast| &*toast.text)
    }

    /// Draws the messages; the bars end at `top`. Returns what a person chose to do about one.
    pub fn show(&mut self, context: &egui::Context, top: f32) -> Option<Action> {
        let now = context.input(|input| input.time);
        for toast in &mut self.toasts {
            let long = toast.text.len() as f64 / 30.0;
            let stay = match &toast.offer {
                Some((.., Some(_))) => OFFERED,
                Some((.., None)) => 2.0 * STAY,
                None => STAY,
            };
            toast.until.get_or_insert(now + stay + long);
        }
        let gone = |toast: &Toast| toast.until.is_some_and(|until| until <= now);
        self.toasts.retain(|toast| !gone(toast));
        let next = self.toasts.iter().filter_map(|toast| toast.until);
        if let Some(next) = next.min_by(f64::total_cmp) {
            context.request_repaint_after(Duration::from_secs_f64((next - now).max(0.05)));
        }
        let (mut closed, mut asked) = (None, None);
        let roomy = context.content_rect().width() >= ROOMY;
        let (mut y, mut right) = if roomy {
            (IN_BAR, TOOLS)
        } else {
            (top + GAP, theme::PADDING)
        };
        for toast in self.toasts.iter().rev() {
            let id = Id::unique(("toast", toast.number));
            let area = Area::new(id)
                .order(Order::Foreground)
                .anchor(Align2::RIGHT_TOP, vec2(-right, y))
                .show(context, |ui| {
                    if let Some(answer) = toast_ui(ui, toast) {
                        closed = Some(toast.number);
                        asked = asked.take().or(answer);
                    }
                });
            y = (y + area.response.rect.height() + theme::UNIT).max(top + GAP);
            right = theme::PADDING;
        }
        self.toasts.retain(|toast| Some(toast.number) != closed);
        asked
    }
}

/// What lies in wait goes on; what went by comes back.
fn glyph_of(refusal: Option<&Action>) -> &'static str {
    match refusal {
        Some(_) => icons::PLAY,
        None => icons::ARROW_U_UP_LEFT,
    }
}

/// `Some` when the message is answered: closed, or its offer taken.
fn toast_ui(ui: &mut egui::Ui, toast: &Toast) -> Option<Option<Action>> {
    let palette = theme::palette(ui);
    egui::Frame::popup(ui.style())
        .inner_margin(egui::Margin::symmetric(8, 1))
        .show(ui, |ui| {
            ui.set_max_width(440.0);
            ui.horizontal(|ui| {
                let (glyph, colour) = if toast.wrong {
                    (icons::WARNING_CIRCLE, palette.error)
                } else {
                    (icons::INFO, palette.accent)
                };
                ui.label(theme::icon(glyph).color(colour));
                let words = theme::rich(&toast.text).text_style(egui::TextStyle::Small);
                let words = egui::Label::new(words).wrap().selectable(true);
                ui.scope(|ui| {
                    // In the top bar it ends before the experiment's menu, with its button too.
                    let offers = toast.offer.is_some();
                    ui.set_max_width(if offers { 288.0 } else { 384.0 });
                    ui.add(words);
                });
                let offer = toast.offer.as_ref();
                if let Some((words, deed, refusal)) = offer
                    && text_button(ui, glyph_of(refusal.as_ref()), words, "").clicked()
                {
                    return Some(Some(deed.clone()));
                }
                let closed = icon_button(ui, icons::X, "Close message", "").clicked();
                closed.then(|| offer.and_then(|(.., refusal)| refusal.clone()))
            })
            .inner
        })
        .inner
}

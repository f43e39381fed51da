//! Messages that need no decision: they stand in a line of their own at the window's lower edge, where they cover
//! nothing; all go by themselves.

use std::time::Duration;

use egui::{Align, Context, Frame, Layout, Margin, Panel, Ui};

use crate::ui::action::Action;
use crate::ui::panels::training::sentence;
use crate::ui::widgets::button::{icon_button, text_button};
use crate::ui::{icons, theme};
use crate::words::Text;

/// Seconds a message stays.
const STAY: f64 = 7.0;
/// Seconds an offer stays.
const OFFERED: f64 = 60.0;
/// Height of the line, and most messages that are seen in it, each below the other.
const LINE: f32 = 26.0;
const SEEN: usize = 3;
/// Room for the glyph and the buttons of a message, and for an offer.
const BUTTONS: f32 = 72.0;
const OFFER: f32 = 120.0;
/// What the line says where there is no message.
const IDLE: &str = "Ctrl+K: every command · ?: the keys";
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

    /// Those whose time is over go.
    fn pass(&mut self, context: &Context) {
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
    }

    /// Draws the line of messages at the lower edge of the room that is left, the newest below. Returns what a person
    /// chose to do about one.
    pub fn show(&mut self, ui: &mut Ui) -> Option<Action> {
        self.pass(ui.ctx());
        let (mut closed, mut asked) = (None, None);
        let frame = Frame::new()
            .fill(theme::palette(ui).bar)
            .inner_margin(Margin::symmetric(12, 0));
        Panel::bottom("messages")
            .frame(frame)
            .min_size(LINE)
            .resizable(false)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let older = self.toasts.len().saturating_sub(SEEN);
                for toast in &self.toasts[older..] {
                    if let Some(answer) = toast_ui(ui, toast) {
                        closed = Some(toast.number);
                        asked = asked.take().or(answer);
                    }
                }
                if self.toasts.is_empty() {
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.label(theme::note(ui, IDLE));
                    });
                }
            });
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
fn toast_ui(ui: &mut Ui, toast: &Toast) -> Option<Option<Action>> {
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        ui.set_min_height(LINE);
        let (glyph, colour) = if toast.wrong {
            (icons::WARNING_CIRCLE, palette.error)
        } else {
            (icons::INFO, palette.accent)
        };
        ui.label(theme::icon(glyph).color(colour));
        let words = theme::rich(&toast.text).text_style(egui::TextStyle::Small);
        let words = egui::Label::new(words).wrap().selectable(true);
        let offer = toast.offer.as_ref();
        ui.scope(|ui| {
            let buttons = BUTTONS + offer.map_or(0.0, |_| OFFER);
            ui.set_max_width((ui.available_width() - buttons).max(buttons));
            ui.add(words);
        });
        if let Some((words, deed, refusal)) = offer
            && text_button(ui, glyph_of(refusal.as_ref()), words, "").clicked()
        {
            return Some(Some(deed.clone()));
        }
        let closed = icon_button(ui, icons::X, "Close message", "").clicked();
        closed.then(|| offer.and_then(|(.., refusal)| refusal.clone()))
    })
    .inner
}

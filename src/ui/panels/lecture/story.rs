//! What is told of a lab: its question, its story, its claim and what became of that. In a low window the story is
//! folded, so that figures are seen below it.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Label, RichText, Ui};

use super::LectureFacts;
use crate::labs::{Lab, Telling, Truth};
use crate::say;
use crate::ui::format;
use crate::ui::theme::{self, SIZES, UNIT};
use crate::ui::widgets::settings::capital;

/// A page that is lower has no room for the whole story.
const LOW: f32 = 600.0;
/// Most lines of a verdict there.
const LINES: usize = 2;
/// Most of its numbers that are read on hover.
const TOLD: usize = 10;
/// Lines that a verdict has room for elsewhere, at least.
const ROOM: usize = 3;

/// Draws it; `unfolded`: the whole story is told in a low window, too.
pub(super) fn story_ui(
    ui: &mut Ui,
    unfolded: &mut bool,
    lab: &dyn Lab,
    (telling, facts): (&Telling, &LectureFacts<'_>),
) {
    let low = ui.available_height() < LOW;
    let question = match low {
        true => RichText::new(lab.question())
            .size(SIZES[2])
            .family(theme::semibold()),
        false => RichText::new(lab.question()).text_style(theme::title()),
    };
    ui.add(Label::new(question).wrap());
    let folded = low && !*unfolded;
    let story = if folded {
        first_sentence(telling.story)
    } else {
        telling.story
    };
    if low {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = UNIT;
            // All lines are as far apart as those of a text.
            ui.spacing_mut().interact_size.y = 0.0;
            ui.label(story);
            let (words, help) = match folded {
                true => ("More", "The whole story."),
                false => (
                    "Less",
                    "The first sentence only: more room for the figures.",
                ),
            };
            if ui.link(words).on_hover_text(help).clicked() {
                *unfolded = folded;
            }
        });
    } else {
        ui.add(Label::new(story).wrap());
    }
    claim_ui(ui, lab, facts, folded);
}

/// A text up to its first full stop that ends a sentence.
fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |at| &text[..=at])
}

/// What is claimed, and what became of it; its numbers on hover, and all of its words where they are cut off.
fn claim_ui(ui: &mut Ui, lab: &dyn Lab, facts: &LectureFacts<'_>, folded: bool) {
    let claim = format!("Claim: {}", lab.claim());
    ui.add(Label::new(theme::weak(ui, claim)).wrap());
    let working = facts.working.is_some_and(|(at, ..)| at == facts.chosen);
    if facts.verdict.is_none() && !working {
        return;
    }
    // Room for as many lines as verdicts take: figures stay under the pointer while it changes.
    let line = ui.text_style_height(&egui::TextStyle::Body);
    let room = if folded { LINES } else { ROOM } as f32 * line;
    let Some(verdict) = facts.verdict else {
        ui.add_space(room);
        return;
    };
    let palette = theme::palette(ui);
    let open = verdict.truth == Truth::Open;
    // What is still at work may decide it yet.
    let so_far = open && working;
    let colour = match verdict.truth {
        _ if facts.other || so_far => palette.weak,
        Truth::Holds => palette.accent,
        Truth::Fails => palette.error,
        Truth::Open => palette.warning,
    };
    let sentence = verdict.sentence();
    let words = match (facts.other, so_far) {
        (true, _) => say!("With other settings: {}", &sentence).to_string(),
        (false, true) => say!("At work. {}", capital(&verdict.words)).to_string(),
        (false, false) => sentence,
    };
    let job = lines(&words, colour, ui.available_width(), folded);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let cut = galley.elided;
    let left = room - galley.size().y;
    let label = ui.add(Label::new(galley).show_tooltip_when_elided(false));
    ui.add_space(left.max(0.0));
    let number = |(name, value): &(String, f64)| match value.is_finite() {
        true => format!("{name}: {}", format::short(*value)),
        false => format!("{name}: –"),
    };
    let numbers = verdict.numbers.iter().map(number).take(TOLD);
    let more = verdict.numbers.len().saturating_sub(TOLD);
    let more =
        (more > 0).then(|| say!("and {} more, which \"Save figures\" writes", more).to_string());
    let told = cut.then_some(words).into_iter().chain(numbers).chain(more);
    let told: Vec<_> = told.collect();
    if !told.is_empty() {
        label.on_hover_text(told.join("\n"));
    }
}

/// Words of body size in lines of that width, `few` of them or as many as it takes.
fn lines(words: &str, colour: Color32, width: f32, few: bool) -> LayoutJob {
    let format = TextFormat::simple(FontId::proportional(SIZES[1]), colour);
    let mut job = LayoutJob::single_section(words.to_owned(), format);
    job.wrap = TextWrapping {
        max_width: width,
        max_rows: if few { LINES } else { usize::MAX },
        ..TextWrapping::default()
    };
    job
}

#[cfg(test)]
mod tests {
    use super::first_sentence;
    use crate::labs;

    #[test]
    fn every_story_has_a_first_sentence_that_is_short() {
        for entry in labs::ALL {
            let story = (entry.make)().telling().story;
            let first = first_sentence(story);
            assert!(
                first.ends_with('.') && first.len() < 200,
                "{}: {first}",
                entry.id
            );
        }
        assert_eq!(first_sentence("One only."), "One only.");
    }
}

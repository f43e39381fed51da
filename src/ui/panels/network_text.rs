//! The network as text: what is typed is the network as soon as it is right, and stays typed while it is wrong.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{
    Align2, Color32, FontId, Frame, Galley, Margin, ScrollArea, TextBuffer, TextEdit, TextStyle,
    Ui, pos2, text_edit::TextEditOutput,
};

use super::training::sentence;
use crate::desk::Document;
use crate::nn::Architecture;
use crate::nn::text::TextMistake;
use crate::say;
use crate::ui::state::Workbench;
use crate::ui::theme::{self, UNIT};
use crate::ui::widgets::button::word_button;

/// Room for the numbers of lines.
const NUMBERS: i8 = 30;
/// Room for shapes, right of the lines.
const SHAPES: i8 = 76;
/// Most mistakes that are told at once.
const TOLD: usize = 3;

/// The text as it is shown, with what was found in it.
#[derive(Default)]
pub struct NetworkText {
    /// What was typed, and the network, of which the rest speaks.
    known: Option<(Option<String>, Architecture)>,
    shown: String,
    /// The line of each row; none where the text is wrong.
    lines: Vec<usize>,
    mistakes: Vec<TextMistake>,
}

impl NetworkText {
    /// What is shown: what was typed, while it is wrong or means the network; else the network's usual text.
    fn renew(&mut self, document: &Document) {
        let network = &document.experiment.architecture;
        let same = |(typed, known): &(Option<String>, Architecture)| {
            *typed == document.text && known == network
        };
        if self.known.as_ref().is_some_and(same) {
            return;
        }
        self.known = Some((document.text.clone(), network.clone()));
        self.mistakes.clear();
        if let Some(typed) = &document.text {
            match Architecture::from_text_by_line(typed) {
                Ok((meant, lines)) if meant.by_place() == network.by_place() => {
                    self.shown.clone_from(typed);
                    self.lines = lines;
                    return;
                }
                Ok(_) => {}
                Err(mistakes) => {
                    self.shown.clone_from(typed);
                    self.lines.clear();
                    self.mistakes = mistakes;
                    return;
                }
            }
        }
        self.shown = network.by_place().to_text();
        self.lines = (1..=network.rows.len()).collect();
    }

    /// Takes what was typed into the document: the network too, where it is right. Rows that it had keep their names,
    /// and what they have learned.
    fn take(&self, bench: &mut Workbench) {
        let document = &mut bench.document;
        if let Ok(network) = Architecture::from_text(&self.shown) {
            let before = &document.experiment.architecture;
            document.experiment.architecture = network.named_as(before);
        }
        document.text = Some(self.shown.clone());
    }

    /// What is to be said of the text, by line: its mistakes, else what the check finds in its rows.
    fn told(&self, bench: &Workbench) -> Vec<(usize, String)> {
        if !self.mistakes.is_empty() {
            let mistakes = self.mistakes.iter();
            return mistakes
                .map(|mistake| (mistake.line, mistake.text().to_string()))
                .collect();
        }
        let rows = self.lines.iter().zip(&bench.check.report.rows);
        let mut told: Vec<(usize, String)> = Vec::new();
        for (&line, row) in rows {
            let Err(problem) = row else {
                continue;
            };
            let what = say!("{}: {}", &problem.problem, &problem.cure);
            // A line that is repeated is told of once.
            if told.iter().all(|(other, _)| *other != line) {
                let what = bench.told(&what);
                told.push((line, say!("line {}: {}", line, what).to_string()));
            }
        }
        told
    }

    /// Shapes by line: of the last row that stands on it, and how many there are.
    fn shapes(&self, bench: &Workbench) -> Vec<(usize, String)> {
        let mut shapes: Vec<(usize, String)> = Vec::new();
        for (&line, row) in self.lines.iter().zip(&bench.check.report.rows) {
            let shape = row.as_ref().map(|row| row.output.to_string());
            let shape = shape.unwrap_or_default();
            match shapes.iter_mut().find(|(other, _)| *other == line) {
                Some((_, last)) => *last = shape,
                None => shapes.push((line, shape)),
            }
        }
        shapes
    }

    /// Whether what is typed is no network: the one there was has stayed.
    pub fn wrong(&self) -> bool {
        !self.mistakes.is_empty()
    }

    /// Draws the editor and what is to be said of its text into all the room but `below`.
    pub fn ui(&mut self, ui: &mut Ui, bench: &mut Workbench, below: f32) {
        self.renew(&bench.document);
        let told = self.told(bench);
        let shapes = self.shapes(bench);
        let wrong = !self.mistakes.is_empty();
        let words: Vec<_> = told
            .iter()
            .take(TOLD)
            .map(|told| sentence(&told.1))
            .collect();
        let told_text = words.join("\n");
        let palette = theme::palette(ui);
        let font = TextStyle::Body.resolve(ui.style());
        let width = ui.available_width();
        let message =
            (!words.is_empty()).then(|| ui.painter().layout(told_text, font, palette.error, width));
        let message_height = message
            .as_ref()
            .map_or(0.0, |text| text.size().y + 2.0 * UNIT);
        let button_height = if wrong {
            theme::CONTROL + 2.0 * UNIT
        } else {
            0.0
        };
        let height = (ui.available_height() - below - message_height - button_height).max(48.0);
        let marked: Vec<usize> = told.iter().map(|told| told.0).collect();
        let changed = ScrollArea::vertical()
            .id_salt("network's text")
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink([false, false])
            .show(ui, |ui| {
                let output = self.editor_ui(ui, &marked, height);
                margins_ui(ui, &output, &marked, &shapes);
                output.response.changed()
            });
        if changed.inner {
            self.take(bench);
        }
        if let Some(message) = message {
            ui.label(message);
        }
        if wrong {
            let help = &*say!(
                "The network has stayed as it was. This puts its own text in the place of what was typed; Undo takes \
                it back."
            )
            .to_string();
            if word_button(ui, &say!("Show the network's own text").to_string(), help).clicked() {
                bench.document.text = None;
            }
        }
    }

    fn editor_ui(&mut self, ui: &mut Ui, marked: &[usize], height: f32) -> TextEditOutput {
        let palette = theme::palette(ui);
        let font = FontId::monospace(12.0);
        let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| -> Arc<Galley> {
            let mut job = LayoutJob::default();
            job.wrap.max_width = width;
            for (at, line) in text.as_str().split_inclusive('\n').enumerate() {
                let (code, comment) = line.split_at(line.find('#').unwrap_or(line.len()));
                let mut format = TextFormat::simple(font.clone(), palette.text);
                if marked.contains(&(at + 1)) {
                    format.color = palette.error;
                    format.background = palette.error_ground;
                }
                job.append(code, 0.0, format);
                let quiet = TextFormat::simple(font.clone(), palette.weak);
                job.append(comment, 0.0, quiet);
            }
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let rows = (height / 15.0) as usize;
        let editor = TextEdit::multiline(&mut self.shown)
            .id_salt("editor")
            .desired_width(f32::INFINITY)
            .desired_rows(rows.saturating_sub(1))
            .lock_focus(true)
            .background_color(Color32::TRANSPARENT)
            .frame(Frame::NONE.inner_margin(Margin {
                left: NUMBERS,
                right: SHAPES,
                top: 4,
                bottom: 4,
            }))
            .hint_text("conv 32 3x3")
            .layouter(&mut layouter);
        let output = editor.show(ui);
        let help = &*say!("A row a line: its layer, its first number, its kernel, other settings as key=value. repeat \
            4 {{ … }} repeats lines; add, subtract, multiply and concat join an earlier row, as in: identity add \
            -4.").to_string();
        if !output.response.has_focus() {
            output.response.response.clone().on_hover_text(help);
        }
        output
    }
}

/// Numbers of lines at the left, shapes at the right.
fn margins_ui(ui: &Ui, output: &TextEditOutput, marked: &[usize], shapes: &[(usize, String)]) {
    let palette = theme::palette(ui);
    let font = TextStyle::Small.resolve(ui.style());
    let frame = output.response.rect;
    let (mut line, mut begins) = (0, true);
    for row in &output.galley.rows {
        if begins {
            line += 1;
            let middle = output.galley_pos.y + row.rect().center().y;
            let wrong = marked.contains(&line);
            let ink = if wrong { palette.error } else { palette.weak };
            let painter = ui.painter();
            let at = pos2(frame.left() + f32::from(NUMBERS) - 10.0, middle);
            painter.text(at, Align2::RIGHT_CENTER, line, font.clone(), ink);
            if let Some((_, shape)) = shapes.iter().find(|(other, _)| *other == line) {
                let at = pos2(frame.right(), middle);
                painter.text(at, Align2::RIGHT_CENTER, shape, font.clone(), palette.weak);
            }
        }
        begins = row.ends_with_newline;
    }
}

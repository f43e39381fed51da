//! The frame: bars at the top, panes below, what floats above them; and the real window around it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use egui::{Align2, CentralPanel, Frame, LayerId, Margin, Order, Panel, Ui};

use super::farewell::Farewell;
use super::{Home, LemidaApp, open};
use crate::job::{self, panic_text};
use crate::train::Command;
use crate::ui::action::Action;
use crate::ui::panels::{shortcuts, top_bar, training};
use crate::ui::state::RunState;
use crate::ui::{icons, theme};

/// When the program began.
static BEGAN: OnceLock<Instant> = OnceLock::new();

/// Size of a window that was never resized.
const SIZE: [f32; 2] = [1280.0, 800.0];
/// Smallest size at which every panel can still be worked with.
const LEAST: [f32; 2] = [960.0, 600.0];

/// Opens the window and returns when it is closed; a sentence, when it did not end by the person's wish.
///
/// # Errors
/// A plain sentence, when the system shows no window.
pub fn run_window(paths: Vec<PathBuf>) -> Result<Option<String>, String> {
    let shown = catch_unwind(AssertUnwindSafe(|| show_window(paths)));
    // Nothing of the window is left that could be waited for later.
    let opened = Farewell::owned();
    Farewell::disown();
    let kept = "what was learned and edited is kept";
    match shown {
        Ok(Ok(())) => Ok(None),
        Ok(Err(error)) if opened => Ok(Some(format!("the window was lost ({error}); {kept}"))),
        Ok(Err(error)) => Err(error.to_string()),
        Err(fault) => {
            let fault = panic_text(&*fault);
            Ok(Some(format!(
                "the window broke off because of a fault in Lemida ({fault}): please report it; {kept}"
            )))
        }
    }
}

/// The picture by which desktops know the program.
static ICON: &[u8] = include_bytes!("../../assets/desktop/lemida.png");

fn show_window(paths: Vec<PathBuf>) -> eframe::Result {
    BEGAN.get_or_init(Instant::now);
    let size = Home::Person.read().0.window;
    let size = size.map_or(SIZE, |[width, height]| {
        [width.max(LEAST[0]), height.max(LEAST[1])]
    });
    // Without it the desktop shows one of its own.
    let icon = eframe::icon_data::from_png_bytes(ICON).unwrap_or_default();
    let options = eframe::NativeOptions {
        renderer: eframe::Renderer::Glow,
        viewport: egui::ViewportBuilder::default()
            .with_title("Lemida")
            .with_app_id("lemida")
            .with_icon(icon)
            .with_inner_size(size)
            .with_min_inner_size(LEAST)
            .with_drag_and_drop(true),
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "Lemida",
        options,
        Box::new(|cc| {
            let mut app = LemidaApp::new(&cc.egui_ctx, Home::Person);
            if !paths.is_empty() {
                // What is named is opened where everything is at home.
                app.bench.view.page = app.pages.first();
            }
            app.take_in(paths);
            Farewell::own(&app.memory.farewell);
            job::on_interrupt(app.services.wake.clone());
            Ok(Box::new(app))
        }),
    )
}

impl LemidaApp {
    /// Opens what was dropped, or named when the program was started.
    fn take_in(&mut self, mut paths: Vec<PathBuf>) {
        if paths.len() > 1 {
            self.actions.push(Action::OpenTogether(paths));
        } else if let Some(path) = paths.pop() {
            let noisy = open::called_noisy(&path);
            self.actions.push(Action::Open { path, noisy });
        }
    }
}

impl eframe::App for LemidaApp {
    fn logic(&mut self, context: &egui::Context, _frame: &mut eframe::Frame) {
        if job::interrupted() && !self.memory.leaving {
            self.memory.leaving = true;
            context.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        self.listen();
        self.take_up();
        let held = context.input(|input| input.pointer.any_down());
        self.settle(held);
        let dropped = context.input(|input| input.raw.dropped_files.clone());
        self.take_in(dropped.iter().map(|file| file.path().to_owned()).collect());
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let began = Instant::now();
        let size = ui.ctx().content_rect().size();
        self.memory.preferences.window = Some(size.into());
        let page = self.bench.view.page;
        if self.memory.preferences.page.as_deref() != Some(page) {
            // The first page is the one to begin with: nothing is to be kept before another was seen.
            self.memory.changed |=
                self.memory.preferences.page.is_some() || page != self.pages.first();
            self.memory.preferences.page = Some(page.to_owned());
        }
        self.frame_ui(ui);
        let context = ui.ctx().clone();
        self.keys(&context);
        // What was edited counts for what is asked for in the same frame.
        self.note_edit(&context);
        // Actions may push more actions, which are carried out in the same frame.
        while !self.actions.is_empty() {
            for action in std::mem::take(&mut self.actions) {
                self.perform(&context, action);
            }
            self.note_edit(&context);
            context.request_repaint();
        }
        // What costs much waits until a drag has ended.
        if !context.input(|input| input.pointer.any_down()) {
            if std::mem::take(&mut self.memory.changed) {
                self.remember(&context);
            }
            self.keep_document(&context);
            if let Some(rate) = self.trainer.rate_due.take() {
                self.tell(Command::LearningRate(rate));
            }
        }
        self.over.letters.go_on(&context, &mut self.over.toasts);
        self.renew_farewell();
        self.services.meter.count(began.elapsed());
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        // The window has gone: no frame waits for what follows.
        self.remember_run();
        self.memory
            .bid_farewell(&self.bench, self.services.tasks.partings());
        self.trainer.job = None;
        self.pages.iter_mut().for_each(|page| page.part());
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

impl LemidaApp {
    fn frame_ui(&mut self, ui: &mut Ui) {
        let palette = theme::palette(ui);
        let context = ui.ctx().clone();
        let bar = Frame::new()
            .fill(palette.bar)
            .inner_margin(Margin::symmetric(12, 0));
        let (bench, actions) = (&mut self.bench, &mut self.actions);
        Panel::top("top bar")
            .exact_size(40.0)
            .frame(bar)
            .resizable(false)
            .show_separator_line(false)
            .show(ui, |ui| top_bar::top_bar_ui(ui, bench, actions));
        // Where photographs are cleaned or labs are at work the bench's network is not trained, unless a run is at
        // work.
        let page = bench.view.page;
        let trains = self.pages.at(page).trains();
        // Where it was seen it stays until another page is looked at: nothing jumps when the run ends.
        let stays = bench.view.bar == Some(page) || bench.run().alive();
        bench.view.bar = (stays && !trains).then_some(page);
        if trains || stays {
            Panel::top("training bar")
                .exact_size(44.0)
                .frame(bar)
                .resizable(false)
                .show(ui, |ui| training::training_ui(ui, bench, actions));
        }
        let failed =
            matches!(bench.run().state, RunState::Failed(_)) || bench.run().warning.is_some();
        if failed && (trains || stays) {
            Panel::top("failure")
                .frame(Frame::new())
                .resizable(false)
                .show(ui, |ui| training::failure_ui(ui, bench.run(), actions));
        }
        self.actions.extend(self.over.toasts.show(ui));
        CentralPanel::default()
            .frame(Frame::new().fill(palette.ground))
            .show(ui, |ui| {
                let held = ui.input(|input| input.pointer.any_down());
                self.share(held, |pages, panels, shared| {
                    pages.find(page).ui(ui, panels, shared);
                });
            });
        let commands = if self.over.palette.open || self.over.shortcuts {
            self.commands()
        } else {
            Vec::new()
        };
        if let Some(deed) = self.over.palette.show(&context, &commands) {
            self.act(deed);
        }
        if self.over.shortcuts && shortcuts::shortcuts_ui(&context, &commands) {
            self.over.shortcuts = false;
        }
        self.rates_ui(&context);
        self.hover_ui(&context);
    }

    /// While files are held over the window: that they may be dropped.
    fn hover_ui(&self, context: &egui::Context) {
        let hovering = context.input(|input| !input.raw.hovered_files.is_empty());
        if !hovering {
            return;
        }
        let palette = theme::Palette::of(context.theme() == egui::Theme::Dark);
        let layer = LayerId::new(Order::Foreground, egui::Id::unique("drop"));
        let painter = context.layer_painter(layer);
        let area = context.content_rect();
        painter.rect_filled(area, 0.0, palette.ground.gamma_multiply(0.85));
        painter.rect_stroke(
            area.shrink(12.0),
            theme::RADIUS,
            (2.0, palette.accent),
            egui::StrokeKind::Inside,
        );
        let middle = area.center();
        painter.text(
            middle - egui::vec2(0.0, 28.0),
            Align2::CENTER_CENTER,
            icons::DOWNLOAD_SIMPLE,
            theme::icon_font(32.0),
            palette.accent,
        );
        painter.text(
            middle,
            Align2::CENTER_TOP,
            "Drop a photo, a folder, an experiment or a run",
            egui::FontId::new(theme::SIZES[2], theme::semibold()),
            palette.text,
        );
    }
}

/// How long frames take; prints it once a second when LEMIDA_FRAME_TIMES is set.
pub struct Meter {
    on: bool,
    first: bool,
    since: Instant,
    times: Vec<Duration>,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            on: std::env::var_os("LEMIDA_FRAME_TIMES").is_some(),
            first: true,
            since: Instant::now(),
            times: Vec::new(),
        }
    }
}

impl Meter {
    fn count(&mut self, time: Duration) {
        if !self.on {
            return;
        }
        let millis = |time: Duration| time.as_secs_f64() * 1e3;
        if std::mem::take(&mut self.first) {
            let began = BEGAN.get().map_or(0.0, |began| millis(began.elapsed()));
            eprintln!(
                "first frame drawn {began:.0} ms after the start, in {:.2} ms",
                millis(time)
            );
        }
        self.times.push(time);
        if self.since.elapsed() >= Duration::from_secs(1) {
            self.times.sort();
            let count = self.times.len();
            let (middle, most) = (self.times[count / 2], self.times[count - 1]);
            eprintln!(
                "{count} frames, median {:.2} ms, longest {:.2} ms",
                millis(middle),
                millis(most)
            );
            self.times.clear();
            self.since = Instant::now();
        }
    }
}

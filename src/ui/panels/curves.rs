//! The curves: loss on a logarithmic axis above, PSNR or accuracy below. What is dotted there was measured on the one
//! photograph in the preview, the network and the classical methods alike; only these compare with each other.

use egui::{Id, Rect, RichText, Sense, Ui, vec2};
use egui_plot::PlotPoint;

use crate::train::Metric;
use crate::ui::state::{RunState, Workbench};
use crate::ui::trace::Trace;
use crate::ui::widgets::plot::{Across, Curve, Dash, LinePlot, Reference};
use crate::ui::{format, icons, theme};

/// Points ready to be drawn, made anew only when something changed.
#[derive(Default)]
pub struct CurvesView {
    key: (u64, usize, u32, usize),
    loss: Lines,
    metric: Lines,
    photo: Vec<PlotPoint>,
}

/// PSNR on the photograph in the preview.
#[derive(Clone, Copy, Debug, Default)]
pub struct OnPhoto<'a> {
    /// The network's steps and PSNR in dB.
    pub past: &'a [(u64, f64)],
    /// Id, name and PSNR in dB of the methods to compare it with.
    pub methods: &'a [(String, String, f64)],
}

impl OnPhoto<'_> {
    /// Whether there is anything to draw.
    fn is_empty(&self) -> bool {
        self.past.is_empty() && self.methods.is_empty()
    }
}

#[derive(Default)]
struct Lines {
    raw: Vec<PlotPoint>,
    smooth: Vec<PlotPoint>,
    validation: Vec<PlotPoint>,
}

impl Lines {
    fn renew(&mut self, trace: &Trace, smoothing: f32, map: impl Fn(f64) -> f64 + Copy) {
        trace.raw(map, &mut self.raw);
        trace.smooth(f64::from(smoothing), map, &mut self.smooth);
    }

    /// `validation`: what the validation's curve is called, and what it is a mean of.
    fn curves<'a>(
        &'a self,
        colours: [egui::Color32; 2],
        validation: [&'a str; 2],
    ) -> Vec<Curve<'a>> {
        let mut curves = vec![Curve {
            name: "training",
            more: "",
            colour: colours[0],
            points: &self.smooth,
            raw: &self.raw,
            dash: Dash::Solid,
        }];
        if !self.validation.is_empty() {
            curves.push(Curve {
                name: validation[0],
                more: validation[1],
                colour: colours[1],
                points: &self.validation,
                raw: &[],
                dash: Dash::Dashed,
            });
        }
        curves
    }
}

/// Smallest loss that the logarithmic axis shows.
const FLOOR: f64 = 1e-12;
/// The loss's axis reaches down to so small a share of its largest mean: a step without any loss must not stretch it.
const DEPTH: f64 = 1e-6;

impl CurvesView {
    fn renew(&mut self, bench: &Workbench) {
        let run = bench.run();
        let validations = &run.history.validations;
        let key = (
            run.history.step(),
            validations.len(),
            bench.view.smoothing.to_bits(),
            run.loss.buckets().len(),
        );
        if key == self.key {
            return;
        }
        self.key = key;
        let largest = run
            .loss
            .buckets()
            .iter()
            .map(super::super::trace::Bucket::mean);
        let floor = FLOOR.max(DEPTH * largest.fold(0.0, f64::max));
        let log = |loss: f64| loss.max(floor).log10();
        self.loss.renew(&run.loss, bench.view.smoothing, log);
        self.metric
            .renew(&run.metric, bench.view.smoothing, |metric| metric);
        let points = |value: &dyn Fn(&crate::train::ValidationRecord) -> f64| {
            validations
                .iter()
                .map(|v| PlotPoint::new(v.step as f64, value(v)))
                .filter(|point| point.y.is_finite())
                .collect()
        };
        self.loss.validation = points(&|v| log(f64::from(v.loss)));
        self.metric.validation = points(&|v| f64::from(v.metric));
    }
}

/// What the dotted lines are called behind their names, and what stands above them.
const PHOTO: &str = ", photo";
const TITLE: &str = "PSNR, dB · dotted: on the preview’s photo";

/// Draws the panel.
pub fn curves_ui(ui: &mut Ui, bench: &Workbench, view: &mut CurvesView, on_photo: OnPhoto<'_>) {
    view.renew(bench);
    let run = bench.run();
    if run.loss.is_empty() {
        return empty_ui(ui, &run.state);
    }
    let palette = theme::palette(ui);
    let group = Id::unique("curves over steps");
    let height = ui.available_height();
    let colours = [palette.accent, palette.text];
    let psnr = run.judged() == Metric::Psnr;
    let on_photo = if psnr { on_photo } else { OnPhoto::default() };
    view.photo.clear();
    let past = on_photo.past.iter();
    view.photo
        .extend(past.map(|(step, psnr)| PlotPoint::new(*step as f64, *psnr)));
    let own = format!("network{PHOTO}");
    let references: Vec<_> = on_photo
        .methods
        .iter()
        .map(|(id, name, value)| Reference {
            name: format!("{name}{PHOTO}"),
            colour: theme::method_colour(ui, id),
            value: *value,
        })
        .collect();
    let percent = |value: f64| format::percent(value);
    let decibel = |value: f64| format::short((value * 100.0).round() / 100.0);
    let plain = |value: f64| format::short(value);
    ui.spacing_mut().item_spacing.y = theme::UNIT;
    let mut beside: Vec<_> = references.iter().map(|line| line.name.clone()).collect();
    let validation = if psnr {
        ["validation, mean", " of held-out pictures"]
    } else {
        ["validation", ", held-out examples"]
    };
    beside.push(validation[0].into());
    if !view.photo.is_empty() {
        beside.push(own.clone());
    }
    let plot = LinePlot {
        id: "loss",
        title: "loss",
        curves: &view.loss.curves(colours, validation),
        references: &[],
        beside: &beside,
        log: true,
        across: Across::STEPS,
        steps: horizon(run.history.step(), run.steps) as f64,
        write: &plain,
        height: (height - theme::UNIT) * 0.48,
        x_axis: false,
        group,
    };
    plot.show(ui);
    let title = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), 18.0));
    let write: &dyn Fn(f64) -> String = if psnr { &decibel } else { &percent };
    let mut curves = view.metric.curves(colours, validation);
    if !view.photo.is_empty() {
        curves.push(Curve {
            name: &own,
            more: "",
            colour: palette.accent,
            points: &view.photo,
            raw: &[],
            dash: Dash::Dotted,
        });
    }
    let heading = match (psnr, on_photo.is_empty()) {
        (true, false) => TITLE,
        (true, true) => "PSNR, dB",
        (false, _) => "right answers",
    };
    LinePlot {
        id: "metric",
        title: heading,
        curves: &curves,
        references: &references,
        log: false,
        write,
        height: ui.available_height(),
        x_axis: true,
        ..plot
    }
    .show(ui);
    let title = ui.interact(title, Id::unique("what is compared"), Sense::hover());
    title.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, heading));
    if !on_photo.is_empty() {
        title.on_hover_text(
            "Solid: the patches it learns from. Dashed: validation, the mean over held-out pictures. Dotted: one picture, the noisy photograph in the preview, cleaned by the network and by other methods: compare these with each other. A mean over other pictures may lie anywhere beside them.",
        );
    }
}

/// Where the x axis ends: at the next round number of steps, and in the end at the last step.
fn horizon(step: u64, steps: u64) -> u64 {
    let round = |power: u32| [1, 2, 5].map(|digit| digit * 10u64.pow(power));
    (1..19)
        .flat_map(round)
        .find(|end| *end >= step.max(20))
        .map_or(steps, |end| end.min(steps))
}

fn empty_ui(ui: &mut Ui, state: &RunState) {
    let (glyph, words, more) = match state {
        RunState::Starting => (
            icons::CLOCK,
            "Getting ready…",
            "The first step comes in a moment.",
        ),
        RunState::Failed(_) => (
            icons::WARNING_CIRCLE,
            "The run failed before its first step",
            "The line above says why and what to do.",
        ),
        _ => (
            icons::CHART_LINE,
            "Nothing trained yet",
            "Click Train and watch the loss fall.",
        ),
    };
    let palette = theme::palette(ui);
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 2.0 - 48.0).max(0.0));
        ui.label(
            RichText::new(glyph)
                .font(theme::icon_font(32.0))
                .color(palette.faint),
        );
        ui.label(theme::strong(words));
        ui.label(theme::weak(ui, more));
    });
}

/// The control for smoothing, for the panel's title bar.
pub fn smoothing_ui(ui: &mut Ui, bench: &mut Workbench) {
    let help =
        "How many steps the training curves are averaged over; the raw curve stays faint behind.";
    ui.spacing_mut().slider_width = 72.0;
    ui.spacing_mut().interact_size.y = 16.0;
    let slider = egui::Slider::new(&mut bench.view.smoothing, 1.0..=500.0)
        .logarithmic(true)
        .show_value(false);
    let response = ui.add(slider).on_hover_text(format!(
        "{help} Now {}.",
        format::short(f64::from(bench.view.smoothing.round()))
    ));
    response.widget_info(|| {
        egui::WidgetInfo::slider(true, f64::from(bench.view.smoothing), "Smoothing")
    });
    ui.label(theme::note(ui, "smoothing")).on_hover_text(help);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_grows_in_few_round_steps() {
        let ends = [1, 20, 21, 70, 101, 400, 1001, 1499].map(|step| horizon(step, 1500));
        assert_eq!(ends, [20, 20, 50, 100, 200, 500, 1500, 1500]);
        assert_eq!(horizon(5, 10), 10);
    }
}

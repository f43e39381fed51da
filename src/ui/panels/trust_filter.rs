//! The filter at one pixel: what its answer was made of.

use egui::Ui;

use super::trust::{PixelFilter, beside, fact, tiles_ui};
use crate::denoise::trust::REACH;
use crate::say;
use crate::ui::action::Action;
use crate::ui::figures::trust as of_trust;
use crate::ui::widgets::figure::figure_menu;
use crate::ui::{format, theme};

/// Why a measured filter may look like noise.
const MEASURED: &str = "Measured by finite differences. A method that decides hard (which patches are alike, which \
    coefficients stay) \
     jumps when a decision flips, so its filter looks like noise.";

/// Draws the filter of the pixel that was clicked, or what to do.
pub(super) fn filter_ui(ui: &mut Ui, pixel: Option<PixelFilter<'_>>, actions: &mut Vec<Action>) {
    let Some(pixel) = pixel else {
        ui.label(theme::note(ui, say!("the filter of a pixel").to_string()));
        ui.label(theme::weak(
            ui,
            say!("Click a pixel of the picture: here appears what it was made of.").to_string(),
        ));
        return;
    };
    let [x, y] = pixel.at;
    ui.label(theme::note(
        ui,
        say!("what pixel {}, {} was made of", x, y).to_string(),
    ));
    let kernel = match pixel.kernel {
        None => {
            let text = format!("measuring, {:.0}\u{2009}% …", pixel.progress * 100.0);
            ui.label(theme::weak(ui, text));
            return;
        }
        Some(Err(problem)) => {
            ui.label(egui::RichText::new(problem).color(theme::palette(ui).error));
            return;
        }
        Some(Ok(kernel)) => kernel,
    };
    let limit = kernel
        .weights
        .iter()
        .map(|weight| weight.abs())
        .fold(1e-6, f32::max);
    let how = if kernel.exact {
        "by back-propagation"
    } else {
        "by moving each noisy pixel in turn by σ / 10"
    };
    let help = format!(
        "How the answer at this pixel changes with each noisy pixel around it ({how}): a row of the Jacobian, from \
        −{limit:.3} to {limit:.3}."
    );
    let place = tiles_ui(ui, &kernel.weights, 2 * REACH + 1, limit, 104.0, &help);
    let figure = || of_trust::filter(kernel, pixel.at);
    figure_menu(ui, beside(place), "Filter of a pixel", figure, actions);
    if !kernel.exact {
        ui.add(egui::Label::new(theme::note(ui, MEASURED)).wrap());
    }
    let width = format!("{:.1}\u{2009}px", kernel.width());
    fact(
        ui,
        "sum",
        format!("{:.2}", kernel.sum()),
        "1 for a filter that keeps constants.",
    );
    fact(
        ui,
        "width",
        width,
        "Root mean square distance from the pixel, weighted by size.",
    );
    let negative = format::percent(f64::from(kernel.negative_share()));
    fact(
        ui,
        "negative",
        negative,
        "The share of negative weights: 0 for an average of pixels.",
    );
}

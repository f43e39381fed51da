//! Figures in the window: the one place where they are drawn. Whatever is shown can be copied and saved from a menu at
//! its upper right corner.

mod colours;
mod graph;
mod grid;
mod hand;
mod kept;
mod list;
mod menu;
mod names;
mod pictures;
mod plot;
mod points;
mod readout;
mod signs;
mod table;
mod thumb;

use std::collections::HashMap;

use egui::{Id, Label, Slider, Ui, Vec2, vec2};

use super::picture::Textures;
use crate::figure::{Body, Figure, Pickable, Picked};
use crate::ui::action::Action;
use crate::ui::theme::{self, UNIT};
use hand::Hand;
use kept::Kept;

pub use colours::colour;
pub(crate) use grid::grid_size;
pub(crate) use menu::WIDTH as MENU;
pub use menu::{figure_menu, with_menu};
pub use signs::key_dot;
pub use thumb::{Thumbs, has_thumb};

/// Height of a plot that is given no size.
const PLOT: f32 = 300.0;

/// How a figure stands among others.
#[derive(Clone, Copy, Default)]
pub struct Looks<'a> {
    /// Another version, another figure. `None`: it may be another one in each frame.
    pub version: Option<u64>,
    /// The room it fills; `None`: as large as suits it.
    pub size: Option<Vec2>,
    /// What stands above a plot in place of what its axes measure.
    pub heading: Option<&'a str>,
    /// Plots of one group share their x axis and their cursor.
    pub group: Option<Id>,
    /// Names that any plot of the group writes at its lines: all leave room for the longest.
    pub beside: &'a [String],
    /// Whether the x axis stands at another plot of the group.
    pub without_x: bool,
}

/// What is kept from frame to frame: textures, points as the plot takes them, widths of columns, which step is looked
/// at.
#[derive(Default)]
pub struct FigureView {
    textures: Textures,
    plots: HashMap<String, (Option<u64>, Vec<Kept>)>,
    widths: HashMap<String, (Option<u64>, Vec<f32>)>,
    /// Which step of frames is looked at, and the last there was.
    steps: HashMap<String, [usize; 2]>,
    hand: Hand,
}

impl FigureView {
    /// Forgets what belongs to other figures than those whose ids `keep` names.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        let of = |name: &str| name.split('\n').next().is_some_and(&keep);
        self.textures.retain(of);
        self.plots.retain(|id, _| of(id));
        self.widths.retain(|id, _| of(id));
        self.steps.retain(|id, _| of(id));
    }

    /// The point that was last taken hold of: where it was drawn then, as shares of the width from the left and of the
    /// height from the top, and how many there were in its group. What was picked says only its number.
    pub fn taken(&self) -> Option<([f64; 2], usize)> {
        self.hand.taken()
    }

    /// What was picked is not answered.
    pub fn refuse(&mut self) {
        self.hand.refuse();
    }

    /// Draws a figure with its menu; what is asked for there goes to `actions`. Returns what was clicked.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        figure: &Figure,
        looks: Looks<'_>,
        actions: &mut Vec<Action>,
    ) -> Option<Picked> {
        ui.push_id(&figure.id, |ui| {
            self.body(ui, figure, &figure.body, looks, actions)
        })
        .inner
    }

    fn body(
        &mut self,
        ui: &mut Ui,
        figure: &Figure,
        body: &Body,
        looks: Looks<'_>,
        actions: &mut Vec<Action>,
    ) -> Option<Picked> {
        match body {
            Body::Plot(plot) => {
                let (version, kept) = self.plots.entry(figure.id.clone()).or_default();
                if looks.version.is_none()
                    || *version != looks.version
                    || kept.len() != plot.marks.len()
                {
                    *kept = kept::kept(plot);
                    *version = looks.version;
                }
                let drawn = plot::PlotUi {
                    figure,
                    plot,
                    kept,
                    looks,
                };
                drawn.show(ui, actions)
            }
            Body::Grid(grid) => self.grid(ui, figure, grid, looks, actions),
            Body::Pictures(pictures) => self.pictures(ui, figure, pictures, looks, actions),
            Body::Graph(graph) => self.graph(ui, figure, graph, looks, actions),
            Body::Table(table)
                if figure
                    .pick
                    .as_ref()
                    .is_some_and(|pick| pick.what == Pickable::Row) =>
            {
                self.list(ui, figure, table, looks, actions)
            }
            Body::Table(table) => {
                table::table_ui(ui, figure, table, actions);
                None
            }
            Body::Words(words) => {
                let room = ui.cursor().min;
                for text in words {
                    let width = ui.available_width() - menu::WIDTH - UNIT;
                    ui.scope(|ui| {
                        ui.set_max_width(width);
                        ui.add(Label::new(theme::weak(ui, text)).wrap());
                    });
                }
                menu::corner_menu(ui, room, figure, actions);
                None
            }
            Body::Frames(frames) => {
                let last = frames.len().checked_sub(1)?;
                let [at, end] = self.steps.entry(figure.id.clone()).or_insert([last; 2]);
                // Who looks at the end goes on looking at it.
                *at = if at == end { last } else { (*at).min(last) };
                *end = last;
                ui.horizontal(|ui| {
                    ui.spacing_mut().slider_width = 200.0;
                    let slider = Slider::new(at, 0..=last).show_value(false);
                    let response = ui.add(slider).on_hover_text("Another step of the figure.");
                    let spoken = format!("Step of {}", figure.title);
                    response.widget_info(|| egui::WidgetInfo::slider(true, 0.0, &spoken));
                    ui.label(theme::note(ui, &*frames[*at].name));
                });
                let at = *at;
                // The menu is about all frames; what is kept is of the one that is shown.
                let version = looks
                    .version
                    .map(|version| version.wrapping_mul(1 << 20).wrapping_add(at as u64));
                self.body(
                    ui,
                    figure,
                    &frames[at].body,
                    Looks { version, ..looks },
                    actions,
                )
            }
        }
    }
}

/// The size a figure fills, or the one that suits it.
fn size_or(looks: &Looks<'_>, ui: &Ui, height: f32) -> Vec2 {
    looks
        .size
        .unwrap_or_else(|| vec2(ui.available_width(), height))
}

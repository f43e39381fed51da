//! What happens inside a network: of pictures that it names the class of, points, a text, or rows of a table.

mod points;
mod row;
mod text;

use std::sync::Arc;

use egui::Ui;

use super::{Ground, Panel, Shared};
use crate::app::inside::Looking;
use crate::data::DataSet;
use crate::nn::Tensor;
use crate::probe::Sample;
use crate::say;
use crate::ui::icons;
use crate::ui::panels::inside::{InsideFacts, InsideView, Pictured, inside_ui};
use crate::ui::panels::inside_form::Asking;
use crate::ui::panels::inside_points::UnitsView;
use crate::ui::panels::inside_text::Writing;
use crate::ui::state::{Looked, Subject};
use crate::ui::theme;
use crate::ui::widgets::empty::empty_ui;
use crate::ui::widgets::picture::display;

/// Examples whose corners tell what paper the data set's pictures are on.
const CORNERS: usize = 64;

/// The panel.
pub struct InsidePanel {
    looking: Looking,
    view: InsideView,
    units: UnitsView,
    writing: Writing,
    asking: Asking,
    picture: Option<(Made, Pictured)>,
    number: u64,
}

/// What a picture was made of: another one, another picture.
#[derive(Clone, PartialEq)]
enum Made {
    HeldOut { loaded: u64, index: usize },
    Drawn { loaded: u64, drawing: u64 },
    Given(usize),
}

impl InsidePanel {
    /// Nothing is looked into yet.
    pub fn new(ground: &Ground) -> Self {
        Self {
            looking: Looking::new(&ground.wake),
            view: InsideView::default(),
            units: UnitsView::default(),
            writing: Writing::default(),
            asking: Asking::default(),
            picture: None,
            number: 0,
        }
    }

    /// Makes the picture that is looked into, unless it is there.
    fn picture(
        &mut self,
        (sample, loaded): (&Sample, u64),
        data: &(dyn DataSet + 'static),
        looked: &Looked,
    ) {
        let made = match looked.subject {
            Subject::HeldOut(index) if index < sample.count() => {
                let of = Made::HeldOut { loaded, index };
                self.unless_there(of, || Some(Arc::new(held_out(sample, index))))
            }
            Subject::Drawn => {
                let (light, pad) = (light(sample), &self.view.pad);
                let drawing = pad.version();
                let of = Made::Drawn { loaded, drawing };
                let example = match &self.picture {
                    Some((own, _)) if *own == of => None,
                    _ => pad.drawing().and_then(|ink| data.drawn(ink)),
                };
                let example = example.map(|example| match light {
                    true => example.map(|value| 1.0 - value),
                    false => example,
                });
                self.unless_there(of, || Some(Arc::new(Tensor::from_image(&example?))))
            }
            Subject::Given => {
                let given = looked.given.as_ref();
                let prepared = given.and_then(|(_, given)| self.looking.prepare(given, data));
                let of = Made::Given(prepared.as_ref().map_or(0, |own| Arc::as_ptr(own) as usize));
                self.unless_there(of, || prepared)
            }
            Subject::HeldOut(_) => false,
        };
        if !made {
            self.picture = None;
        }
    }

    /// Whether there is such a picture.
    fn unless_there(&mut self, of: Made, make: impl FnOnce() -> Option<Arc<Tensor>>) -> bool {
        if matches!(&self.picture, Some((own, _)) if *own == of) {
            return true;
        }
        let Some(example) = make() else { return false };
        self.number += 1;
        let seen = Arc::new(display(&example.image(0)));
        let number = self.number;
        self.picture = Some((
            of,
            Pictured {
                example,
                seen,
                number,
            },
        ));
        true
    }
}

/// One of the held-out pictures.
fn held_out(sample: &Sample, index: usize) -> Tensor {
    let input = &sample.examples.input;
    Tensor {
        count: 1,
        shape: input.shape,
        data: input.example(index).to_vec(),
    }
}

/// Whether the data set's pictures are light with dark lines: their corners say so.
fn light(sample: &Sample) -> bool {
    let count = sample.count().min(CORNERS);
    let corners = (0..count).filter_map(|at| sample.examples.input.example(at).first());
    corners.sum::<f32>() > 0.5 * count as f32
}

impl Panel for InsidePanel {
    fn id(&self) -> &'static str {
        "Inside"
    }

    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        let (bench, stage) = (&mut *shared.bench, &mut *shared.stage);
        if bench.document.experiment.answer().is_picture() {
            let more = &*say!("Here is seen how a network tells classes apart: choose a data set with classes, like \
                digits.").to_string();
            return empty_ui(
                ui,
                icons::EYE,
                &say!("This network cleans pictures").to_string(),
                more,
            );
        }
        stage.examples.want_of(bench);
        let facts = stage.examples.facts();
        let Some(sample) = facts.sample else {
            return match facts.failure {
                Some(problem) => {
                    empty_ui(
                        ui,
                        icons::WARNING_CIRCLE,
                        &say!("Nothing to look into").to_string(),
                        problem,
                    );
                }
                None => empty_ui(
                    ui,
                    icons::CLOCK,
                    &say!("Getting the examples ready…").to_string(),
                    "",
                ),
            };
        };
        if let Some(ground) = sample.view() {
            let run = bench.runs.shown();
            let newest = run.networks.shown();
            let asked = points::Asked {
                sample,
                view: ground,
                snapshot: newest.filter(|_| bench.knows_examples()),
            };
            let (looking, units) = (&mut self.looking, &mut self.units);
            let looked = &mut bench.view.looked;
            return points::points_ui(ui, looking, units, &asked, looked, shared.actions);
        }
        if !sample.letters.is_empty() {
            let whole = facts.whole.cloned();
            let snapshot = bench.runs.shown().networks.shown();
            let snapshot = snapshot.filter(|_| bench.knows_examples());
            return text::text_ui(ui, (&mut self.looking, &mut self.writing), whole, snapshot);
        }
        if let (Some(_), Some(whole)) = (&sample.form, facts.whole) {
            let run = bench.runs.shown();
            let snapshot = run.networks.shown().filter(|_| bench.knows_examples());
            let both = (&mut self.looking, &mut self.asking);
            return row::row_ui(ui, both, whole, snapshot, shared.actions);
        }
        if sample.examples.input.shape.is_vector() {
            let more = &*say!("These examples are no pictures. Choose a data set of pictures, such as digits, or of \
                points.").to_string();
            return empty_ui(
                ui,
                icons::EYE,
                &say!("No picture to look into").to_string(),
                more,
            );
        }
        let known = bench.knows_examples();
        let view = &mut bench.view;
        let experiment = &bench.document.experiment;
        self.picture((sample, facts.loaded), &*experiment.data, &view.looked);
        let run = bench.runs.shown();
        let newest = run.networks.shown();
        let snapshot = newest.filter(|_| known);
        let dark = theme::palette(ui).dark;
        if let (Some(snapshot), Some((_, picture))) = (snapshot, &self.picture) {
            self.looking.want(snapshot, &picture.example, dark);
            let answer = self.looking.seen().0.map(|seen| seen.answer());
            let class = view.looked.class.or(answer);
            if let (Some(way), Some(class)) = (self.view.way, class) {
                let about = (class, way);
                self.looking
                    .want_evidence(snapshot, &picture.example, dark, about);
            }
        }
        let inside = InsideFacts {
            sample,
            verdict: facts.verdict,
            picture: self.picture.as_ref().map(|(_, picture)| picture),
            seen: self.looking.seen(),
            evidence: self.looking.evidence(),
            network: snapshot.is_some(),
            light: light(sample),
            wrong: self.looking.wrong(),
        };
        inside_ui(
            ui,
            &mut self.view,
            &inside,
            &mut view.looked,
            shared.actions,
        );
    }

    fn settle(&mut self, shared: &mut Shared<'_>) {
        let run = shared.bench.run();
        if run.networks.newest().is_none() || run.asked.cleans {
            self.looking.clear();
        }
        self.looking.settle();
    }
}

//! What links a row to earlier rows: joins and shared weights.

use super::super::layers::{Layer, Spec};
use super::super::{Join, RowProblem, Shape, Source};
use super::field::ReceptiveField;
use super::{Link, Place, Walker, sane};
use crate::say;
use crate::words::row_name;

impl Walker<'_> {
    /// What a join makes of a row's input; returns the value that is joined.
    pub(super) fn join(
        &self,
        at: usize,
        join: Join,
        value: &mut (Shape, ReceptiveField),
    ) -> Result<usize, RowProblem> {
        let source = match join.source() {
            Source::Input => 0,
            Source::Above => at,
            Source::Row(id) => self.earlier(at, id, Link::Joins)? + 1,
        };
        let (first, (second, field)) = (value.0, self.values[source]);
        let same_size = (first.height, first.width) == (second.height, second.width);
        let size_cure = || {
            say!(
                "bring both to one height and width with pooling or upsampling, or start from a picture whose sides \
                are multiples of the poolings"
            )
        };
        match join {
            Join::Add(_) | Join::Subtract(_) | Join::Multiply(_) if first == second => {}
            Join::Add(_) | Join::Subtract(_) | Join::Multiply(_) => {
                let cure = if !same_size {
                    size_cure()
                } else if self.rows[at].from == Source::Input {
                    self.set_channels(source, first.channels)
                } else {
                    let set = self.set_channels(at, second.channels);
                    say!("{}, or concatenate instead", set)
                };
                let what = match join {
                    Join::Subtract(_) => say!("subtracts {} from {}", second, first),
                    Join::Multiply(_) => say!("multiplies {} by {}", first, second),
                    Join::Add(_) | Join::Concat(_) => say!("adds {} to {}", second, first),
                };
                return Err(RowProblem::new(what, cure));
            }
            Join::Concat(_) if same_size => {
                value.0.channels = first.channels.saturating_add(second.channels);
            }
            Join::Concat(_) => {
                return Err(RowProblem::new(
                    say!("concatenates {} to {}", second, first),
                    size_cure(),
                ));
            }
        }
        value.1 = value.1.with(field);
        sane(Place::Joined, value.0)
            .map_err(|problem| RowProblem::new(problem, say!("use fewer channels")))?;
        Ok(source)
    }

    /// What the row owns, whose arrays it shares, and its output's shape.
    #[allow(clippy::type_complexity)] // Three answers of one look at the tie.
    pub(super) fn weights(
        &self,
        at: usize,
        input: Shape,
    ) -> Result<(Vec<Spec>, Option<usize>, Shape), RowProblem> {
        let row = &self.rows[at];
        let layer: &dyn Layer = &*row.layer;
        let Some(tie) = row.tie else {
            let output = layer.out_shape(input)?;
            return Ok((layer.parameters(input), None, output));
        };
        let position = self.earlier(at, tie.row, Link::Shares)?;
        let owner = &self.rows[position];
        if owner.off {
            return Err(RowProblem::new(
                say!(
                    "shares the weights of {}, which is switched off",
                    row_name(tie.row)
                ),
                say!("switch {} on, or remove the tie", row_name(tie.row)),
            ));
        }
        if let Some(first) = owner.tie {
            return Err(RowProblem::new(
                say!(
                    "shares the weights of {}, which has none of its own",
                    row_name(tie.row)
                ),
                say!("share those of {}", row_name(first.row)),
            ));
        }
        if owner.layer.id() != layer.id() {
            return Err(RowProblem::new(
                say!(
                    "shares the weights of {}, which is another kind of layer ({})",
                    row_name(tie.row),
                    owner.layer.label()
                ),
                say!("choose an earlier {} row", layer.label()),
            ));
        }
        let Some(plan) = &self.plans[position] else {
            return Err(RowProblem::new(
                say!(
                    "shares the weights of {}, which is wrong",
                    row_name(tie.row)
                ),
                say!("mend {} first", row_name(tie.row)),
            ));
        };
        if plan.own.is_empty() {
            return Err(RowProblem::new(
                say!(
                    "shares the weights of {}, which has none",
                    row_name(tie.row)
                ),
                say!("remove the tie"),
            ));
        }
        if tie.transposed {
            let output = layer.transposed_shape(&*owner.layer, plan.input)?;
            if input != plan.output {
                return Err(RowProblem::new(
                    say!(
                        "runs {} backwards, which starts from {}, but gets {}",
                        row_name(tie.row),
                        plan.output,
                        input
                    ),
                    say!("put it where the shape is {} again", plan.output),
                ));
            }
            // Arrays beyond the linear map are the row's own, shaped by what leaves it.
            let own = layer.parameters(input).into_iter().skip(1).collect();
            return Ok((own, Some(position), output));
        }
        let output = layer.out_shape(input)?;
        let mine = layer.parameters(input);
        let matches = mine.len() == plan.own.len()
            && mine
                .iter()
                .zip(&plan.own)
                .all(|(a, b)| (a.name, &a.shape) == (b.name, &b.shape));
        if !matches {
            let list = |specs: &[Spec]| {
                let shapes: Vec<_> = specs
                    .iter()
                    .map(|spec| format!("{} {:?}", spec.name, spec.shape))
                    .collect();
                shapes.join(", ")
            };
            return Err(RowProblem::new(
                say!(
                    "needs {}, but {} has {}",
                    list(&mine),
                    row_name(tie.row),
                    list(&plan.own)
                ),
                say!(
                    "give it the settings and the input channels of {}, or remove the tie",
                    row_name(tie.row)
                ),
            ));
        }
        Ok((Vec::new(), Some(position), output))
    }
}

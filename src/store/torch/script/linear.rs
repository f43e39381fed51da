//! Linear maps of a network as modules of PyTorch: convolutions of all kinds, and dense layers on their way back.

use super::super::super::settings::{is, sides, whole};
use super::super::names::module;
use super::net::{Pen, arguments, flag, pair};
use crate::nn::{Row, Shape};

impl Pen<'_> {
    pub(super) fn backwards_dense(&mut self, row: &Row, x: &str, output: Shape) -> String {
        let bias = self.own_bias(row, output);
        let owner = self.owner(row);
        match bias {
            Some(bias) => format!("F.linear({x}, self.{owner}.weight.t(), self.{bias})"),
            None => format!("F.linear({x}, self.{owner}.weight.t())"),
        }
    }

    /// The module whose weights a row runs backwards.
    fn owner(&self, row: &Row) -> String {
        let owner = row.tie.and_then(|tie| self.architecture.position(tie.row));
        owner.map_or_else(|| module(row), |at| module(&self.architecture.rows[at]))
    }

    /// The bias that a row has for itself.
    fn own_bias(&mut self, row: &Row, output: Shape) -> Option<String> {
        is(&*row.layer, "bias", "true").then(|| {
            let name = format!("{}_bias", module(row));
            self.module(
                &name,
                &format!("nn.Parameter(torch.zeros({}))", output.channels),
            );
            name
        })
    }

    /// Convolutions of all kinds. With the padding that keeps the size, one of stride s takes every s-th pixel.
    pub(super) fn convolution(
        &mut self,
        at: usize,
        row: &Row,
        x: &str,
        [input, output]: [Shape; 2],
    ) -> String {
        let layer = &*row.layer;
        let name = module(row);
        let kernel = sides(layer, "kernel");
        let stride = whole(layer, "stride");
        let dilation = layer
            .get("dilation")
            .map_or(1, |_| whole(layer, "dilation"));
        let span = kernel.map(|side| dilation * (side - 1));
        let valid = is(layer, "padding", "valid");
        let before = if valid {
            [0; 2]
        } else {
            span.map(|span| span / 2)
        };
        let backwards = row.tie.is_some_and(|tie| tie.transposed);
        let bias = arguments(&[("bias", flag(is(layer, "bias", "true")), "True")]);
        let strided = arguments(&[("stride", stride.to_string(), "1")]);
        let dilated = arguments(&[("dilation", dilation.to_string(), "1")]);
        let (from, to) = (input.channels, output.channels);
        if !backwards && layer.id() != "transposed-conv" {
            let groups = match layer.id() {
                "depthwise" => format!(", groups={from}"),
                _ => String::new(),
            };
            let after = [0, 1].map(|axis| if valid { 0 } else { span[axis] - before[axis] });
            let even = after == before;
            let padding = arguments(&[("padding", pair(if even { before } else { [0; 2] }), "0")]);
            let kernel = pair(kernel);
            let made = format!(
                "nn.Conv2d({from}, {to}, {kernel}{strided}{padding}{dilated}{groups}{bias})"
            );
            self.module(&name, &made);
            return match even {
                true => format!("self.{name}({x})"),
                false => format!(
                    "self.{name}(F.pad({x}, ({}, {}, {}, {})))",
                    before[1], after[1], before[0], after[0]
                ),
            };
        }
        // What leaves is stride times as high as what enters.
        let more = [0, 1].map(|axis| match valid {
            true => stride - 1,
            false => 2 * before[axis] - span[axis] - 1 + stride,
        });
        let padding = arguments(&[("padding", pair(before), "0")]);
        let added = arguments(&[("output_padding", pair(more.map(|more| more.max(0))), "0")]);
        let cut = match more.map(|more| more < 0) {
            [false, false] => "",
            [false, true] => "[..., :-1]",
            [true, false] => "[..., :-1, :]",
            [true, true] => "[..., :-1, :-1]",
        };
        if !backwards {
            let kernel = pair(kernel);
            let made = format!(
                "nn.ConvTranspose2d({from}, {to}, {kernel}{strided}{padding}{added}{bias})"
            );
            self.module(&name, &made);
            return format!("self.{name}({x}){cut}");
        }
        let bias = self
            .own_bias(row, output)
            .map_or(String::new(), |bias| format!(", self.{bias}"));
        let owner = self.owner(row);
        let made = format!(
            "F.conv_transpose2d({x}, self.{owner}.weight{bias}{strided}{padding}{added}{dilated})"
        );
        if stride == 1 {
            return format!("{made}{cut}");
        }
        // Several heights become the same by the stride: it goes back to the one that was there.
        let owner = row
            .tie
            .and_then(|tie| self.architecture.position(tie.row))
            .unwrap_or(at);
        let entered = self.entered[owner];
        let whole = match entered == at {
            true => "x".to_owned(),
            false => self.values[entered].kept.clone(),
        };
        format!("{made}[:, :, : {whole}.shape[2], : {whole}.shape[3]]")
    }
}

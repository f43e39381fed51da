//! A trained network as a denoiser.
//!
//! Shapes: `[c, h, w] → [c, h, w]`, any size. A picture is mirrored at its right and lower border up to a size that the
//! network takes (a U-Net halves its input several times). A network for grey cleans the channels of a colour picture
//! one by one; a network for colour refuses a grey picture, whose three channels would have the same noise. Large
//! pictures are cleaned in overlapping pieces: each answer sees all that it would see in the whole, but statistics over
//! a whole picture do not exist in evaluation, so pieces and whole agree.
//!
//! The network knows the noise it was trained for; σ is not told to it. Cost: pixels × the network's multiply-adds.

use ndarray::Axis;

use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check};
use crate::image::{Image, raster::mirror};
use crate::nn::{self, Mode, Model, Network, Shape, Tensor, in_words};
use crate::say;
use crate::setting::{Adjust, Setting, SettingError, Value};
use crate::words::Text;

/// Height and width of a piece of a large picture for a usual network.
const PIECE: (usize, usize) = (512, 512);
/// The same for pictures that are no wider: long strips have less margin.
const STRIP: (usize, usize) = (256, 640);
/// Pictures up to so many pixels are cleaned whole. 64 channels of them, twice, take 100 MB.
const WHOLE: usize = 3 << 16;
/// Numbers per pixel that a usual network holds: two rows of 64 channels, the picture and what is subtracted from it.
/// For others pieces are larger or smaller, memory the same.
const USUAL: f32 = 130.0;
/// Pixels that a network may see for pictures to be cleaned in pieces.
const MOST_SEEN: usize = 1024;
/// The largest picture of which a derivative is taken.
const DIFFERENTIABLE: usize = 1 << 20;
/// Pieces begin at multiples of the largest factor by which a network may shrink its input.
const STEP: usize = nn::check::MOST_SHRINK;

/// A trained network.
#[derive(Clone, Debug)]
pub struct Learned {
    /// Its architecture and numbers.
    pub model: Model,
}

impl Learned {
    /// The denoiser of a network.
    pub fn new(model: Model) -> Self {
        Self { model }
    }

    /// The answer to a picture of the network's own channels that is shown to the network as `scale · y + shift`, taken
    /// back.
    pub(in crate::denoise) fn denoise_as(
        &self,
        (scale, shift): (f32, f32),
        noisy: &Image,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let mut runner = Runner::new(&self.model, watch.clone());
        runner.shown_as = Some((scale, shift));
        runner.clean(noisy)
    }
}

impl Adjust for Learned {
    fn id(&self) -> &'static str {
        "network"
    }
    fn label(&self) -> &'static str {
        "Network"
    }
    fn help(&self) -> &'static str {
        "A trained network: it knows the kind of noise that it was trained on."
    }
    fn settings(&self) -> &'static [Setting] {
        &[]
    }
    fn get(&self, _key: &str) -> Option<Value> {
        None
    }
    fn set(&mut self, key: &str, _value: Value) -> Result<(), SettingError> {
        Err(SettingError::Key {
            key: key.into(),
            nearest: None,
        })
    }
}

impl Denoiser for Learned {
    /// The first network trained to denoise photographs: Jain and Seung.
    fn year(&self) -> u32 {
        2008
    }

    fn family(&self) -> Family {
        Family::Network
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        let (channels, height, width) = noisy.dim();
        if noisy.pixels().is_empty() {
            return Ok(noisy.clone());
        }
        let mut runner = Runner::new(&self.model, watch.clone());
        match (self.model.channels, channels) {
            (wanted, given) if wanted == given => runner.clean(noisy),
            (1, _) => {
                let mut clean = noisy.clone();
                let area = height * width;
                for c in 0..channels {
                    let plane = &noisy.pixels()[c * area..][..area];
                    let grey = Image::from_fn(1, height, width, |_, y, x| plane[y * width + x]);
                    let answer = runner.clean(&grey)?;
                    clean.pixels_mut()[c * area..][..area].copy_from_slice(answer.pixels());
                }
                Ok(clean)
            }
            (3, 1) => Err(DenoiseError::Refused(say!(
                "the network was trained on colour pictures and this one is grey; choose a network for grey"
            ))),
            (wanted, given) => Err(DenoiseError::Refused(say!(
                "the network takes pictures of {} and this one has {}; choose another network",
                in_words(wanted),
                given
            ))),
        }
    }

    /// By back-propagation. A network for grey works on the channels of a colour picture one by one; a network for
    /// colour says nothing of a grey picture.
    fn pulled_back(
        &self,
        noisy: &Image,
        _sigma: f32,
        weights: &Image,
    ) -> Option<Result<Image, DenoiseError>> {
        let (channels, height, width) = noisy.dim();
        if height * width > DIFFERENTIABLE {
            return None;
        }
        let runner = Runner::new(&self.model, Watch::default());
        match self.model.channels {
            wanted if wanted == channels => Some(runner.back(noisy, weights)),
            1 => {
                let mut found = Image::zeros(channels, height, width);
                let area = height * width;
                for c in 0..channels {
                    // Where nothing is asked there is nothing to be found.
                    if weights.channel(c).iter().all(|weight| *weight == 0.0) {
                        continue;
                    }
                    let plane =
                        |of: &Image| Image::new(of.channel(c).insert_axis(Axis(0)).to_owned());
                    match runner.back(&plane(noisy), &plane(weights)) {
                        Ok(back) => {
                            found.pixels_mut()[c * area..][..area].copy_from_slice(back.pixels());
                        }
                        Err(error) => return Some(Err(error)),
                    }
                }
                Some(Ok(found))
            }
            _ => None,
        }
    }
}

/// Runs the model; keeps the network from piece to piece while their sizes agree.
struct Runner<'a> {
    model: &'a Model,
    watch: Watch<'a>,
    network: Option<Network>,
    /// Pictures up to so many pixels are cleaned whole,
    whole: usize,
    /// larger ones in pieces of this height and width, if it is not chosen by the picture's.
    piece: Option<(usize, usize)>,
    /// Factor and summand with which pixels are shown to the network.
    shown_as: Option<(f32, f32)>,
    /// Pixels that fit into the usual memory, as a multiple of those of a usual network.
    room: f32,
}

impl<'a> Runner<'a> {
    fn new(model: &'a Model, watch: Watch<'a>) -> Self {
        Self {
            model,
            watch,
            network: None,
            whole: 0,
            piece: None,
            shown_as: None,
            room: 1.0,
        }
        .fitted()
    }

    /// Pieces suited to the network: one that works on a coarser grid takes more pixels at a time.
    fn fitted(mut self) -> Self {
        let shape = Shape::new(self.model.channels, PIECE.0, PIECE.1);
        let report = nn::check(&self.model.architecture, shape);
        let held = nn::working_numbers(&self.model.architecture, &report, shape);
        let each = held as f32 / (PIECE.0 * PIECE.1) as f32;
        self.room = (USUAL / each.max(1.0)).clamp(0.25, 8.0);
        self.whole = (WHOLE as f32 * self.room) as usize;
        self
    }

    /// Height and width of the pieces of a picture of this width, multiples of [`STEP`].
    fn piece_for(&self, width: usize) -> (usize, usize) {
        let larger = |side: usize| {
            let side = (side as f32 * self.room.sqrt()) as usize / STEP * STEP;
            side.max(STEP)
        };
        let [strip, piece] = [STRIP, PIECE].map(|(height, width)| (larger(height), larger(width)));
        if width <= strip.1 { strip } else { piece }
    }

    /// Cleans a picture of the network's own channels.
    fn clean(&mut self, noisy: &Image) -> Result<Image, DenoiseError> {
        let (channels, height, width) = noisy.dim();
        if height * width <= self.whole {
            let answer = self.clean_whole(noisy, &self.watch.part(0, 1))?;
            self.watch.set(1.0);
            return Ok(answer);
        }
        let piece = self.piece.unwrap_or_else(|| self.piece_for(width));
        let piece = self.seeing(piece);
        let margin = self.margin(piece)?;
        let mut clean = Image::zeros(channels, height, width);
        let corners: Vec<_> = (0..height)
            .step_by(piece.0)
            .flat_map(|y| (0..width).step_by(piece.1).map(move |x| (y, x)))
            .collect();
        for (index, &(y, x)) in corners.iter().enumerate() {
            let (top, left) = (y.saturating_sub(margin), x.saturating_sub(margin));
            let (bottom, right) = (
                (y + piece.0 + margin).min(height),
                (x + piece.1 + margin).min(width),
            );
            let part = self.watch.part(index, corners.len());
            let seen = noisy.crop(top, left, bottom - top, right - left);
            let answer = self.clean_whole(&seen, &part)?;
            let (rows, columns) = (piece.0.min(height - y), piece.1.min(width - x));
            clean
                .array_mut()
                .slice_mut(ndarray::s![.., y..y + rows, x..x + columns])
                .assign(answer.crop(y - top, x - left, rows, columns).array());
            self.watch.set((index + 1) as f32 / corners.len() as f32);
        }
        Ok(clean)
    }

    /// The piece, raised to what the network sees: smaller ones would mostly be worked on for others.
    fn seeing(&self, piece: (usize, usize)) -> (usize, usize) {
        let shape = Shape::new(self.model.channels, piece.0, piece.1);
        let [rows, columns] = nn::check(&self.model.architecture, shape).receptive_field();
        let sees = rows.max(columns);
        let least = sees.min(MOST_SEEN).next_multiple_of(STEP);
        (piece.0.max(least), piece.1.max(least))
    }

    /// How far around a pixel its answer looks, in whole steps of the network's coarsest grid.
    fn margin(&self, piece: (usize, usize)) -> Result<usize, DenoiseError> {
        let shape = Shape::new(self.model.channels, piece.0, piece.1);
        let report = nn::check(&self.model.architecture, shape);
        let [rows, columns] = report.receptive_field();
        let sees = rows.max(columns);
        if !report.ok() || sees > MOST_SEEN {
            return Err(DenoiseError::Refused(say!(
                "the network cannot clean a picture in pieces of {} × {} pixels, and this one is too large to be \
                cleaned whole; crop it to at most {} pixels",
                piece.1,
                piece.0,
                self.whole
            )));
        }
        let takes = |side: usize| {
            let shape = Shape::new(self.model.channels, side, side);
            nn::size_for(&self.model.architecture, shape) == Some(shape)
        };
        // The grid's step is the least by which a side can grow.
        let steps = (0..).map(|power| 1 << power);
        let step = steps
            .take_while(|step| *step < STEP)
            .find(|step| takes(2 * STEP + step))
            .unwrap_or(STEP);
        Ok((sees / 2).next_multiple_of(step))
    }

    fn clean_whole(&mut self, noisy: &Image, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        watch.go_on()?;
        let (channels, height, width) = noisy.dim();
        let (padded_height, padded_width) = self.size_for(height, width)?;
        let mut padded = noisy.mirrored_to(padded_height, padded_width);
        if let Some((scale, shift)) = self.shown_as {
            for value in padded.pixels_mut() {
                *value = scale * *value + shift;
            }
        }
        let shape = Shape::new(channels, padded_height, padded_width);
        let mut network = match self.network.take() {
            Some(network) if network.input_shape() == shape => network,
            _ => Network::from_model(self.model, padded_height, padded_width)
                .map_err(|error| DenoiseError::Refused(error.text()))?,
        };
        let mut go_on = |share| {
            watch.set(share);
            !watch.stopped()
        };
        let mut answer = network
            .forward_while(&Tensor::from_image(&padded), Mode::Evaluate, &mut go_on)
            .ok_or(DenoiseError::Stopped)?
            .image(0);
        self.network = Some(network);
        if let Some((scale, shift)) = self.shown_as {
            for value in answer.pixels_mut() {
                *value = (*value - shift) / scale;
            }
        }
        if let Some(bad) = answer.pixels().iter().find(|value| !value.is_finite()) {
            return Err(DenoiseError::Refused(say!(
                "the network's answer holds {}; its weights are damaged, so train it again",
                *bad
            )));
        }
        Ok(answer.crop(0, 0, height, width))
    }

    /// How a weighted sum of the answer's pixels follows the picture, which is taken whole.
    fn back(&self, noisy: &Image, weights: &Image) -> Result<Image, DenoiseError> {
        let (channels, height, width) = noisy.dim();
        let (padded_height, padded_width) = self.size_for(height, width)?;
        let padded = noisy.mirrored_to(padded_height, padded_width);
        let mut network = Network::from_model(self.model, padded_height, padded_width)
            .map_err(|error| DenoiseError::Refused(error.text()))?;
        network.want_input_gradient(true);
        network.forward(&Tensor::from_image(&padded), Mode::Evaluate);
        // Beyond the picture nothing is asked.
        let mut asked = Image::zeros(channels, padded_height, padded_width);
        let inside = ndarray::s![.., ..height, ..width];
        asked.array_mut().slice_mut(inside).assign(weights.array());
        network.backward(&Tensor::from_image(&asked));
        let gradient = network
            .input_gradient()
            .map(|gradient| gradient.image(0))
            .ok_or_else(|| DenoiseError::Refused(say!("the network has no derivative")))?;
        // What was mirrored into the border stands for the pixel inside.
        let mut found = Image::zeros(channels, height, width);
        for c in 0..channels {
            for y in 0..padded_height {
                for x in 0..padded_width {
                    found.array_mut()[[c, mirror(y, height), mirror(x, width)]] +=
                        gradient.array()[[c, y, x]];
                }
            }
        }
        Ok(found)
    }

    /// The smallest size from `height`×`width` up that the network takes and gives back.
    fn size_for(&self, height: usize, width: usize) -> Result<(usize, usize), DenoiseError> {
        let shape = Shape::new(self.model.channels, height, width);
        if let Some(raised) = nn::size_for(&self.model.architecture, shape) {
            return Ok((raised.height, raised.width));
        }
        let problem = self.problem(&nn::check(&self.model.architecture, shape));
        Err(DenoiseError::Refused(say!(
            "the network cannot clean a picture of {}×{} pixels: {}",
            width,
            height,
            problem
        )))
    }

    fn problem(&self, report: &nn::Report) -> Text {
        let error = report.error(&self.model.architecture);
        error.map_or_else(
            || {
                say!(
                    "its answer has another shape than the picture; choose a network that was trained to denoise"
                )
            },
            |error| error.text(),
        )
    }
}

#[cfg(test)]
mod tests;

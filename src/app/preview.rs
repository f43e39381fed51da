//! The denoise preview: one photograph, its noisy version, and every method's answer to it.
//!
//! Knows nothing of widgets. Heavy work (decoding, noise, denoising, scoring) is done by jobs.

use std::path::PathBuf;
use std::sync::Arc;

use crate::image::Image;
use crate::job::Wake;
use crate::noise::Noise;
use crate::train::Snapshot;

/// One picture in the comparison.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `clean`, `noisy`, `network`, or a denoiser's id.
    pub id: String,
    /// Its name in the window.
    pub label: String,
    /// The picture; `None` while it is being made.
    pub image: Option<Arc<Image>>,
    /// Changes whenever the picture does: a texture made for one version serves until the next.
    pub version: u64,
    /// PSNR in dB and SSIM against the clean picture, where that is known.
    pub scores: Option<(f64, f64)>,
    /// Seconds the method took.
    pub seconds: Option<f64>,
    /// What went wrong, in plain words with the cure.
    pub failure: Option<String>,
}

/// The preview's state.
pub struct Preview {}

#[allow(clippy::todo, unused_variables, missing_docs)]
impl Preview {
    /// Starts with the first embedded test photograph and the given noise.
    pub fn new(noise: &dyn Noise, channels: usize, seed: u64, wake: Wake) -> Self {
        todo!()
    }
    /// Another photograph from the disk: its own noise is kept if `noisy`, else the chosen noise is added.
    pub fn open(&mut self, path: PathBuf, noisy: bool) {
        todo!()
    }
    /// The next or previous embedded test photograph, by name.
    pub fn open_embedded(&mut self, name: &str) {
        todo!()
    }
    /// Another noise, channel count (1 = grey, 3 = colour) or seed: everything is made anew if something changed.
    pub fn set_noise(&mut self, noise: &dyn Noise, channels: usize, seed: u64) {
        todo!()
    }
    /// The newest weights of the network in training: it cleans the photograph again (one at a time, newest wins).
    pub fn show_snapshot(&mut self, snapshot: &Arc<Snapshot>) {
        todo!()
    }
    /// Forgets the network's answer (a new run begins).
    pub fn clear_network(&mut self) {
        todo!()
    }
    /// Reads what the jobs have done; call once a frame. Returns messages for the person.
    pub fn poll(&mut self) -> Vec<String> {
        todo!()
    }
    /// The pictures, in the order clean, noisy, network, then methods.
    pub fn entries(&self) -> &[Entry] {
        todo!()
    }
    /// The photograph's name.
    pub fn photo_name(&self) -> &str {
        todo!()
    }
    /// How scores were made, e.g. "σ = 25 / 255, seed 0, unclipped, grey, no border crop".
    pub fn protocol(&self) -> String {
        todo!()
    }
}

//! OpenEXR files: floating point without bounds, several layers, and a frame that the pixels may fill in part.

use std::io::Cursor;
use std::path::Path;

use exr::image::{AnyChannel, FlatSamples};
use exr::meta::MetaData;
use exr::meta::header::Header;
use exr::prelude::{ReadChannels, ReadLayers, read};

use crate::StoreError;
use crate::picture::decoded::{Decoded, Facts, Number};
use crate::picture::limits::{MAX_PIXELS, check_size};
use crate::picture::refusal::damaged;
use crate::picture::scale::{Hints, Numbers, Opacity, Page, scaled};

/// Most numbers that are read of one file: every channel of every layer counts.
const MAX_NUMBERS: u64 = 3 * MAX_PIXELS;

/// A picture.
///
/// # Errors
/// [`StoreError`], when the file is damaged, too large, or of a kind that is not read.
pub(in crate::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    let broken = || {
        damaged(
            path,
            "OpenEXR",
            "its head or its coded pixels break the format's rules, or its end is missing",
        )
    };
    let head = MetaData::read_from_buffered(Cursor::new(bytes), false).map_err(|_| broken())?;
    check(path, &head.headers)?;
    let file = read()
        .no_deep_data()
        .largest_resolution_level()
        .all_channels()
        .all_layers()
        .all_attributes()
        .from_buffered(Cursor::new(bytes))
        .map_err(|error| match error {
            exr::error::Error::NotSupported(_) => {
                unread(path, "is compressed in a way that is not read")
            }
            _ => broken(),
        })?;
    let names = |layer: usize| -> Vec<String> {
        let channels = &file.layer_data[layer].channel_data.list;
        channels
            .iter()
            .map(|channel| channel.name.to_string())
            .collect()
    };
    let all: Vec<Vec<String>> = (0..file.layer_data.len()).map(names).collect();
    let choice = choose(&all).ok_or_else(broken)?;
    let layer = &file.layer_data[choice.layer];
    let window = file.attributes.display_window;
    let position = layer.attributes.layer_position;
    let view = View::new(
        layer.size.into(),
        [
            i64::from(position.0) - i64::from(window.position.0),
            i64::from(position.1) - i64::from(window.position.1),
        ],
        window.size.into(),
    );
    check_size(path, view.frame.0 as u64, view.frame.1 as u64)?;
    let list = &layer.channel_data.list;
    let plane = |index: usize| list.get(index).map(|channel| view.lay(channel));
    let colours: Vec<f32> = choice
        .colours
        .iter()
        .filter_map(|index| plane(*index))
        .flatten()
        .collect();
    let opacity = choice.opacity.and_then(plane);
    let transparent = opacity.is_some();
    let page = Page {
        numbers: Numbers::Single(colours),
        shape: (choice.colours.len(), view.frame.1, view.frame.0),
        // Colours are multiplied by it already, as OpenEXR has it.
        opacity: opacity.map(|values| Opacity {
            values,
            multiplied: true,
        }),
    };
    let first = choice.colours.first().and_then(|index| list.get(*index));
    let number = first.map_or(Number::F32, number_of);
    let (mut pages, stored, mut told) = scaled(vec![page], number, &Hints::default());
    let mut found = Decoded::of(pages.swap_remove(0), stored);
    found.facts = Facts {
        packing: layer.encoding.compression.to_string(),
        opacity: transparent,
        ..Facts::default()
    };
    told.extend(words(&choice, &all, &view));
    found.words = told;
    Ok(found)
}

fn unread(path: &Path, what: &str) -> StoreError {
    StoreError::new(
        path,
        format!("this OpenEXR file {what}"),
        "save it as one layer with ZIP compression, or as a floating-point TIFF",
    )
}

/// Judges what the heads claim.
fn check(path: &Path, headers: &[Header]) -> Result<(), StoreError> {
    let mut numbers = 0;
    for header in headers {
        if header.deep {
            return Err(unread(
                path,
                "holds many depths a pixel (deep data), a kind that is not read",
            ));
        }
        let (width, height) = (header.layer_size.0 as u64, header.layer_size.1 as u64);
        check_size(path, width, height)?;
        numbers += width * height * header.channels.list.len() as u64;
        if header
            .channels
            .list
            .iter()
            .any(|channel| (channel.sampling.0, channel.sampling.1) != (1, 1))
        {
            return Err(unread(
                path,
                "stores some channels at half the size (luminance and chroma), a kind that is not read",
            ));
        }
    }
    if numbers > MAX_NUMBERS {
        return Err(StoreError::new(
            path,
            "its layers together need too much memory",
            "save one layer of it alone",
        )
        .expecting(format!(
            "at most {} million numbers",
            MAX_NUMBERS / 1_000_000
        )));
    }
    Ok(())
}

/// Which channels of which layer are the picture.
#[derive(Debug, PartialEq)]
struct Choice {
    layer: usize,
    colours: Vec<usize>,
    opacity: Option<usize>,
}

/// The picture among the channels of all layers: R, G and B, else Y, else whatever there is; names without a prefix
/// ("beauty.R") first.
fn choose(layers: &[Vec<String>]) -> Option<Choice> {
    let ends: [&[&str]; 2] = [&["R", "G", "B"], &["Y"]];
    for wanted in ends {
        for plain in [true, false] {
            for (layer, names) in layers.iter().enumerate() {
                let find = |prefix: &str, name: &str| {
                    names
                        .iter()
                        .position(|found| *found == format!("{prefix}{name}"))
                };
                let prefixes = names.iter().filter_map(|name| name.strip_suffix(wanted[0]));
                for prefix in prefixes.filter(|prefix| prefix.is_empty() == plain) {
                    let colours: Vec<usize> = wanted
                        .iter()
                        .filter_map(|name| find(prefix, name))
                        .collect();
                    if colours.len() == wanted.len() && (plain || prefix.ends_with('.')) {
                        return Some(Choice {
                            layer,
                            colours,
                            opacity: find(prefix, "A"),
                        });
                    }
                }
            }
        }
    }
    let layer = layers.iter().position(|names| !names.is_empty())?;
    Some(Choice {
        layer,
        colours: vec![0],
        opacity: None,
    })
}

/// Where a layer's pixels lie in the frame.
struct View {
    size: (usize, usize),
    left: i64,
    top: i64,
    frame: (usize, usize),
    /// The frame that the file tells, where it is not the one that is shown.
    told: Option<(usize, usize)>,
}

impl View {
    /// Most frames' worth of emptiness that is shown around the pixels,
    const MOST_EMPTY: usize = 64;
    /// and pixels of a frame that is shown whatever is empty of it.
    const SMALL: usize = 4_000_000;

    /// A frame that is next to nothing but empty (a few pixels on a field of millions) is not worth its memory: then it
    /// is that of the pixels.
    fn new(size: (usize, usize), [left, top]: [i64; 2], frame: (usize, usize)) -> Self {
        let area = |(width, height): (usize, usize)| width.saturating_mul(height);
        let limit = Self::SMALL.max(area(size).saturating_mul(Self::MOST_EMPTY));
        if area(frame) > limit {
            return Self {
                size,
                left: 0,
                top: 0,
                frame: size,
                told: Some(frame),
            };
        }
        Self {
            size,
            left,
            top,
            frame,
            told: None,
        }
    }

    /// A channel as a plane of the frame; nothing is 0.
    fn lay(&self, channel: &AnyChannel<FlatSamples>) -> Vec<f32> {
        let mut plane = vec![0.0; self.frame.0 * self.frame.1];
        for y in 0..self.size.1 {
            let Some(row) = inside(y, self.top, self.frame.1) else {
                continue;
            };
            for x in 0..self.size.0 {
                if let Some(column) = inside(x, self.left, self.frame.0) {
                    plane[row * self.frame.0 + column] =
                        value(&channel.sample_data, y * self.size.0 + x);
                }
            }
        }
        plane
    }

    fn fills_frame(&self) -> bool {
        (self.left, self.top, self.size) == (0, 0, self.frame)
    }
}

fn inside(at: usize, begin: i64, size: usize) -> Option<usize> {
    usize::try_from(at as i64 + begin)
        .ok()
        .filter(|at| *at < size)
}

fn value(samples: &FlatSamples, at: usize) -> f32 {
    match samples {
        FlatSamples::F16(all) => all[at].to_f32(),
        FlatSamples::F32(all) => all[at],
        FlatSamples::U32(all) => all[at] as f32,
    }
}

fn number_of(channel: &AnyChannel<FlatSamples>) -> Number {
    match channel.sample_data {
        FlatSamples::F16(_) => Number::F16,
        FlatSamples::F32(_) => Number::F32,
        FlatSamples::U32(_) => Number::U32,
    }
}

fn words(choice: &Choice, layers: &[Vec<String>], view: &View) -> Vec<String> {
    let mut words = vec![
        "its values are linear light, not coded for a screen; they are kept as they are".to_owned(),
    ];
    let names = &layers[choice.layer];
    let read = choice.colours.len() + usize::from(choice.opacity.is_some());
    let all: usize = layers.iter().map(Vec::len).sum();
    if all > read {
        let chosen: Vec<&str> = choice
            .colours
            .iter()
            .filter_map(|index| names.get(*index))
            .map(String::as_str)
            .collect();
        words.push(format!(
            "of its {all} channels only {} is read",
            chosen.join(", ")
        ));
    }
    if let Some((width, height)) = view.told {
        words.push(format!(
            "its pixels ({}×{}) are next to nothing of the frame that the file tells ({width}×{height}); they are \
             shown without it",
            view.size.0, view.size.1
        ));
    } else if !view.fills_frame() {
        words.push(format!(
            "its pixels ({}×{}) do not fill the frame that the file tells ({}×{}); the frame is shown, the rest of it \
             empty",
            view.size.0, view.size.1, view.frame.0, view.frame.1
        ));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(layers: &[&[&str]]) -> Choice {
        let layers: Vec<Vec<String>> = layers
            .iter()
            .map(|names| names.iter().map(|&name| name.into()).collect())
            .collect();
        choose(&layers).unwrap()
    }

    #[test]
    fn the_picture_is_found_among_the_channels() {
        let choice = |layer, colours: &[usize], opacity| Choice {
            layer,
            colours: colours.to_vec(),
            opacity,
        };
        assert_eq!(
            chosen(&[&["A", "B", "G", "R", "Z"]]),
            choice(0, &[3, 2, 1], Some(0))
        );
        assert_eq!(
            chosen(&[&["Z"], &["B", "G", "R"]]),
            choice(1, &[2, 1, 0], None)
        );
        let layered = ["beauty.A", "beauty.B", "beauty.G", "beauty.R", "depth.Z"];
        assert_eq!(chosen(&[&layered]), choice(0, &[3, 2, 1], Some(0)));
        assert_eq!(chosen(&[&["A", "Y"]]), choice(0, &[1], Some(0)));
        assert_eq!(chosen(&[&["Z"]]), choice(0, &[0], None));
        assert_eq!(choose(&[Vec::new()]), None);
    }

    #[test]
    fn a_frame_of_nothing_is_left_out() {
        let bounds = |view: View| (view.left, view.top, view.frame, view.told.is_some());
        let usual = View::new((100, 80), [10, -5], (200, 100));
        assert_eq!(bounds(usual), (10, -5, (200, 100), false));
        let odd = View::new((16, 8), [2, 1], (20, 4_718_584));
        assert_eq!(bounds(odd), (0, 0, (16, 8), true));
    }
}

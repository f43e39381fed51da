//! Pictures in boxes, AVIF and HEIC alike: the main picture of a file, put together from its tiles, turned and cut as
//! the file says, with its opacity, colours and notes. Only how one coded picture becomes [`Planes`] differs, and is
//! the codec's.

use std::path::Path;

use image::metadata::Orientation;

use super::boxes::{Fields, Item, Items};
use super::decoded::{Decoded, Facts, Number, Stored, Tags};
use super::exif;
use super::limits::check_size;
use super::planes::{Coding, Planes};
use super::raster::upright;
use super::refusal::damaged;
use crate::StoreError;
use crate::image::Image;

mod tiles;

/// A codec of one picture: its bytes and its properties become planes.
///
/// # Errors
/// Why not, as the end of a sentence that begins with "this AVIF picture".
pub(super) struct Codec {
    /// The format's name.
    pub(super) name: &'static str,
    /// The kind of items that it reads.
    pub(super) kind: [u8; 4],
    /// The property that it needs.
    pub(super) setup: [u8; 4],
    /// Decodes the bytes of an item with the property's contents; nothing may be larger than so many pixels.
    pub(super) decode: Decode,
}

/// Decodes the bytes of an item with a property's contents; nothing may be larger than so many pixels.
pub(super) type Decode = fn(&[u8], &[u8], u64) -> Result<Planes, Refused>;

/// Why a coded picture is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It breaks the rules.
    Damaged,
    /// It is of a kind that is not read; what kind.
    Kind(&'static str),
}

/// The main picture of a file.
///
/// # Errors
/// [`StoreError`], when the file is damaged, too large, or of a kind that is not read.
pub(super) fn decode(path: &Path, bytes: &[u8], codec: &Codec) -> Result<Decoded, StoreError> {
    let items = Items::of(bytes).ok_or_else(|| {
        if super::boxes::find(bytes, b"moov").is_some() {
            return kind(path, codec, "holds moving pictures only");
        }
        damaged(
            path,
            codec.name,
            "its list of pictures is broken or missing",
        )
    })?;
    let main = items
        .item(items.primary)
        .ok_or_else(|| damaged(path, codec.name, "its main picture is missing"))?;
    let reader = Reader {
        path,
        items: &items,
        codec,
    };
    let planes = reader.planes(items.primary, main)?;
    let (coding, mut tags) = reader.colours(main, planes.coding);
    let image = planes
        .picture(coding)
        .ok_or_else(|| kind(path, codec, "mixes its colours in an unusual way"))?;
    let mut facts = Facts {
        packing: packing(&planes),
        ..Facts::default()
    };
    let mut words = Vec::new();
    let image = match reader.opacity()? {
        Some((opacity, multiplied)) if opacity.len() == planes.width * planes.height => {
            facts.opacity = true;
            over_white(image, &opacity, multiplied)
        }
        Some(_) => return Err(kind(path, codec, "has a mask of opacity of another size")),
        None => image,
    };
    reader.notes(&mut tags);
    let space: &[u8] = if image.channels() == 1 {
        b"GRAY"
    } else {
        b"RGB "
    };
    tags.icc = tags.icc.filter(|icc| icc.get(16..20) == Some(space));
    words.extend(reader.left_out());
    if let Some(word) = curve(coding.transfer) {
        words.push(word.into());
    }
    let (image, orientation) = reader.placed(main, image)?;
    facts.orientation = orientation;
    Ok(Decoded {
        tags,
        words,
        facts,
        ..Decoded::of(image, Stored::whole(Number::unsigned(planes.bits)))
    })
}

fn kind(path: &Path, codec: &Codec, what: &str) -> StoreError {
    StoreError::new(
        path,
        format!("this {} file {what}, a kind that is not read", codec.name),
        "save it as PNG or JPEG with the program or phone that made it",
    )
}

/// What a person is told of values that are not coded as screens take them.
fn curve(transfer: u8) -> Option<&'static str> {
    match transfer {
        8 => Some("its values are linear light, not coded for a screen; they are kept as they are"),
        16 => Some("its values are coded for HDR screens (PQ); they are kept as they are"),
        18 => Some("its values are coded for HDR screens (HLG); they are kept as they are"),
        _ => None,
    }
}

fn packing(planes: &Planes) -> String {
    let sampling = match (planes.planes.len(), planes.halved) {
        (1, _) => "grey",
        (_, (true, true)) => "colour at half the size (4:2:0)",
        (_, (true, false)) => "colour at half the width (4:2:2)",
        _ => "colour at full size (4:4:4)",
    };
    sampling.into()
}

fn over_white(mut image: Image, opacity: &[f32], multiplied: bool) -> Image {
    for plane in image.pixels_mut().chunks_exact_mut(opacity.len()) {
        for (value, opacity) in plane.iter_mut().zip(opacity) {
            let colour = if multiplied { *value } else { *value * opacity };
            *value = (colour + 1.0 - opacity).min(1.0);
        }
    }
    image
}

struct Reader<'a> {
    path: &'a Path,
    items: &'a Items<'a>,
    codec: &'a Codec,
}

impl Reader<'_> {
    fn damaged(&self) -> StoreError {
        damaged(
            self.path,
            self.codec.name,
            "its coded pixels or its list of pictures break the format's rules",
        )
    }

    /// A picture, or one put together from tiles.
    fn planes(&self, number: u32, item: &Item) -> Result<Planes, StoreError> {
        if item.kind == *b"grid" {
            return tiles::grid(self, number, item);
        }
        self.coded(item)
    }

    /// One coded picture.
    fn coded(&self, item: &Item) -> Result<Planes, StoreError> {
        if item.kind != self.codec.kind {
            return Err(kind(
                self.path,
                self.codec,
                "stores its main picture by another method",
            ));
        }
        let size = self.items.property(item, b"ispe").and_then(|body| {
            let mut fields = Fields(body.get(4..)?);
            Some((fields.number(4)?, fields.number(4)?))
        });
        let (width, height) = size.ok_or_else(|| self.damaged())?;
        check_size(self.path, width, height)?;
        let setup = self
            .items
            .property(item, &self.codec.setup)
            .ok_or_else(|| self.damaged())?;
        let bytes = self.items.bytes(item).ok_or_else(|| self.damaged())?;
        // Coded pictures may be padded to whole blocks.
        let most = (width + 128) * (height + 128);
        (self.codec.decode)(&bytes, setup, most).map_err(|refused| match refused {
            Refused::Damaged => self.damaged(),
            Refused::Kind(what) => kind(self.path, self.codec, what),
        })
    }

    /// How the numbers stand for colours, by the file's box or by the coded picture itself, and the profile.
    fn colours(&self, item: &Item, coded: Coding) -> (Coding, Tags) {
        let mut coding = coded;
        let mut tags = Tags::default();
        for (_, body) in self
            .items
            .properties(item)
            .filter(|(kind, _)| kind == b"colr")
        {
            match body.split_at_checked(4) {
                Some((b"nclx", rest)) => {
                    let mut fields = Fields(rest);
                    let mut next = |bytes| fields.number(bytes).unwrap_or(2) as u8;
                    coding = Coding {
                        primaries: next(2),
                        transfer: next(2),
                        matrix: next(2),
                        full: next(1) & 0x80 != 0,
                    };
                }
                Some((b"prof" | b"rICC", profile)) => tags.icc = Some(profile.to_vec()),
                _ => {}
            }
        }
        // Colours that are told and are not those of every screen.
        let ordinary =
            matches!(coding.primaries, 1 | 2) && matches!(coding.transfer, 1 | 2 | 6 | 13);
        if !ordinary {
            tags.cicp = Some([coding.primaries, coding.transfer, 0, 1]);
        }
        (coding, tags)
    }

    /// The mask of opacity, and whether the colours are multiplied by it.
    fn opacity(&self) -> Result<Option<(Vec<f32>, bool)>, StoreError> {
        let main = self.items.primary;
        for (number, item) in self.items.naming(b"auxl", main) {
            if !self.purpose(item).ends_with(b"alpha") && !self.purpose(item).ends_with(b"auxid:1")
            {
                continue;
            }
            let planes = self.planes(number, item)?;
            let multiplied = self.items.named_by(b"prem", main).contains(&number);
            return Ok(Some((planes.brightness(planes.coding.full), multiplied)));
        }
        Ok(None)
    }

    /// What a further picture is for, as its property says.
    fn purpose<'b>(&'b self, item: &'b Item) -> &'b [u8] {
        let body = self
            .items
            .property(item, b"auxC")
            .and_then(|body| body.get(4..));
        let name = body.unwrap_or_default();
        name.split(|byte| *byte == 0).next().unwrap_or_default()
    }

    fn notes(&self, tags: &mut Tags) {
        for (_, item) in self.items.naming(b"cdsc", self.items.primary) {
            let Some(bytes) = self.items.bytes(item) else {
                continue;
            };
            if item.kind == *b"Exif" {
                // In front: how many bytes come before the notes.
                let skip = Fields(&bytes).number(4).unwrap_or(0) as usize;
                let mut exif = bytes
                    .get(skip.saturating_add(4)..)
                    .unwrap_or_default()
                    .to_vec();
                exif::settle(&mut exif);
                tags.exif = Some(exif).filter(|exif| !exif.is_empty());
            } else if item.contents == b"application/rdf+xml" {
                tags.xmp = Some(bytes.to_vec());
            }
        }
    }

    /// What the file holds and a copy of the main picture does not.
    fn left_out(&self) -> Vec<String> {
        let further = self.items.naming(b"auxl", self.items.primary);
        let is_map = |item: &Item| self.purpose(item).ends_with(b"hdrgainmap");
        let map = further.iter().any(|(_, item)| is_map(item))
            || self.items.all().any(|(_, item)| item.kind == *b"tmap");
        let masks = further.iter().filter(|(_, item)| {
            let purpose = self.purpose(item);
            !is_map(item) && !purpose.ends_with(b"alpha") && !purpose.ends_with(b"auxid:1")
        });
        let mut words = Vec::new();
        if map {
            words.push(
                "an HDR gain map is left out when it is saved: it will be an ordinary picture"
                    .into(),
            );
        }
        if masks.count() > 0 {
            words.push(
                "further maps in the file (depth or masks) are left out when it is saved".into(),
            );
        }
        words
    }

    /// The picture cut, turned and mirrored as its properties say, in their order; and its turn, as Exif numbers them.
    fn placed(&self, item: &Item, mut image: Image) -> Result<(Image, u8), StoreError> {
        let mut turned = Orientation::NoTransforms;
        for (kind, body) in self.items.properties(item) {
            let way = body.first().copied().unwrap_or(0);
            let turn = match (&kind, way & 3) {
                (b"irot", 1) => Orientation::Rotate270,
                (b"irot", 2) => Orientation::Rotate180,
                (b"irot", 3) => Orientation::Rotate90,
                (b"imir", _) if way & 1 == 0 => Orientation::FlipVertical,
                (b"imir", _) => Orientation::FlipHorizontal,
                (b"clap", _) => {
                    image = cut(&image, body).ok_or_else(|| self.damaged())?;
                    continue;
                }
                _ => continue,
            };
            turned = turn;
            image = upright(image, turn);
        }
        Ok((image, turned.to_exif()))
    }
}

/// The part of a picture that is to be shown: fractions of width, height and how far its middle is off.
fn cut(image: &Image, body: &[u8]) -> Option<Image> {
    let mut fields = Fields(body);
    let mut fraction = || {
        let above = fields.number(4)? as u32 as i32;
        let below = fields.number(4)? as u32 as i32;
        (below > 0).then(|| f64::from(above) / f64::from(below))
    };
    let (width, height) = (fraction()?, fraction()?);
    let (x, y) = (fraction()?, fraction()?);
    let begin = |size: usize, part: f64, off: f64| {
        let at = ((size as f64 - part) / 2.0 + off).round();
        let fits = part.round() >= 1.0 && at >= 0.0 && at + part.round() <= size as f64;
        fits.then_some((at as usize, part.round() as usize))
    };
    let (left, width) = begin(image.width(), width, x)?;
    let (top, height) = begin(image.height(), height, y)?;
    Some(image.crop(top, left, height, width))
}

//! What is told of a picture: what its file is, and what is lost when a changed version is saved.

use std::path::Path;

use super::decoded::{NumberKind, Unit};
use super::inserted::{SEGMENT, XMP_HEAD};
use super::original::Original;
use super::save::{ending, fitting};
use super::scale::told;

impl Original {
    /// What the file is, a line each: format, type and range of its numbers, pages, profile, orientation, opacity, and
    /// what is worth knowing of how it was opened.
    pub fn facts(&self) -> Vec<String> {
        let stored = &self.stored;
        let mut lines = Vec::new();
        let packing = &self.facts.packing;
        let packing = if packing.is_empty() {
            String::new()
        } else {
            format!(" ({packing})")
        };
        lines.push(format!("format: {}{packing}", self.format.name()));
        lines.push(format!(
            "numbers: {}; {} is black, {} is white",
            stored.number.name(),
            told(stored.black),
            told(stored.white)
        ));
        if self.page_count() > 1 {
            lines.push(format!(
                "pages: {}, which are cleaned with one setting",
                self.page_count()
            ));
        }
        let profile = match (&self.tags.icc, self.tags.cicp, self.tags.gamma) {
            (Some(icc), ..) => format!("{} of {} bytes", profile_name(icc), icc.len()),
            (None, Some([primaries, transfer, ..]), _) => {
                format!("code points {primaries}/{transfer}")
            }
            (None, None, Some(gamma)) => format!("an exponent of {:.5}", f64::from(gamma) / 1e5),
            _ => "none".into(),
        };
        lines.push(format!("colour profile: {profile}"));
        let turned = match self.facts.orientation {
            2 => "mirrored left to right",
            3 => "turned by 180°",
            4 => "mirrored top to bottom",
            5 => "mirrored, turned to the left",
            6 => "turned to the right",
            7 => "mirrored, turned to the right",
            8 => "turned to the left",
            _ => "upright as stored",
        };
        lines.push(format!("orientation: {turned}"));
        let opacity = if self.facts.opacity {
            "yes, laid on white"
        } else {
            "none"
        };
        lines.push(format!("opacity: {opacity}"));
        if let Some(resolution) = self.tags.resolution {
            let unit = match resolution.unit {
                Unit::Inch => "pixels per inch",
                Unit::Centimetre => "pixels per centimetre",
                Unit::None => "(shape of a pixel)",
            };
            lines.push(format!(
                "resolution: {} × {} {unit}",
                told(resolution.x),
                told(resolution.y)
            ));
        }
        let notes = [
            ("camera's notes (Exif)", self.tags.exif.is_some()),
            ("XMP", self.tags.xmp.is_some()),
            ("IPTC", self.tags.iptc.is_some()),
        ];
        let notes: Vec<_> = notes
            .iter()
            .filter(|(_, there)| *there)
            .map(|(name, _)| *name)
            .collect();
        if !notes.is_empty() {
            lines.push(format!("notes: {}", notes.join(", ")));
        }
        lines.extend(self.words().iter().map(|word| format!("note: {word}")));
        let losses = self.losses(Path::new(&format!("x.{}", self.ending())));
        lines.extend(
            losses
                .iter()
                .map(|loss| format!("not kept when it is saved: {loss}")),
        );
        lines
    }

    /// What a changed version of this picture loses when it is saved under the name `path`, a plain sentence each.
    pub fn losses(&self, path: &Path) -> Vec<String> {
        let ending = ending(path);
        let format = match ending.as_str() {
            "tif" | "tiff" => "TIFF",
            "jpg" | "jpeg" => "JPEG",
            "webp" => "WebP",
            "npy" => "NPY",
            _ => "PNG",
        };
        let mut losses = Vec::new();
        self.lost_numbers(path, format, &mut losses);
        if self.facts.opacity {
            losses.push("opacity is laid on white".to_owned());
        }
        if self.page_count() > 1 && !matches!(format, "TIFF" | "NPY") {
            losses.push(format!(
                "{format} takes the first of {} pages; TIFF and NPY take all",
                self.page_count()
            ));
        }
        let tags = &self.tags;
        let long = |notes: &Option<Vec<u8>>, head: usize| {
            notes
                .as_ref()
                .is_some_and(|notes| notes.len() + head > SEGMENT)
        };
        let (grey, plain) = (self.grey, format == "NPY");
        let jpeg = format == "JPEG";
        for (there, held, name) in [
            (
                tags.icc.is_some(),
                !(plain || format == "WebP" && grey),
                "the colour profile",
            ),
            (
                tags.exif.is_some(),
                !(plain || jpeg && long(&tags.exif, 6)),
                "the camera's notes (Exif)",
            ),
            (
                tags.xmp.is_some(),
                !(plain || jpeg && long(&tags.xmp, XMP_HEAD.len())),
                "notes as XMP",
            ),
            (
                tags.iptc.is_some(),
                !plain && format != "WebP" && !(jpeg && long(&tags.iptc, 27)),
                "notes as IPTC",
            ),
            (
                tags.resolution.is_some(),
                !plain && format != "WebP",
                "the resolution",
            ),
            (
                tags.gamma.is_some() || tags.primaries.is_some(),
                format == "PNG",
                "gamma and primaries (gAMA, cHRM)",
            ),
            (
                tags.cicp.is_some(),
                format == "PNG",
                "colour code points (cICP)",
            ),
            (
                !tags.kept.is_empty(),
                format == "TIFF",
                "fields that only TIFF has (a stack's layout, a place on a map)",
            ),
        ] {
            if there && !held {
                losses.push(format!("{format} cannot hold {name} here"));
            }
        }
        losses
    }

    fn lost_numbers(&self, path: &Path, format: &str, losses: &mut Vec<String>) {
        let (from, to) = (&self.stored, fitting(path, &self.stored, self.facts.array));
        if from.number != to.number
            && !(from.number.kind == NumberKind::Unsigned && from.number.bits <= to.number.bits)
        {
            losses.push(format!(
                "{} become {}",
                from.number.name(),
                to.number.name()
            ));
        }
        let known = from.is_whole() && from.number.kind == NumberKind::Unsigned;
        if (to.number.kind == NumberKind::Float || !known)
            && to.is_whole()
            && (from.black, from.white) != (to.black, to.white)
            && *from != to
        {
            let range = |black: f64, white: f64| format!("{}..{}", told(black), told(white));
            losses.push(format!(
                "the numbers {} become {}",
                range(from.black, from.white),
                range(to.black, to.white)
            ));
        }
        let clips = to.number.kind != NumberKind::Float && to.is_whole();
        if clips && self.beyond > 0.0 && from.number.kind != NumberKind::Unsigned {
            losses.push(format!(
                "{:.1} % of its numbers are beyond black and white, and {format} clips them; TIFF keeps them",
                100.0 * self.beyond
            ));
        }
        let holes: usize = self.holes.iter().map(super::holes::Holes::count).sum();
        if holes > 0 && to.number.kind != NumberKind::Float && to.missing.is_none() {
            losses.push(format!("{format} has no mark for pixels without a value, so they stay filled; floating point \
                in TIFF has"));
        }
    }
}

/// The colours that a profile describes, from its description where that is plain.
fn profile_name(icc: &[u8]) -> String {
    let space = match icc.get(16..20) {
        Some(b"RGB ") => "RGB",
        Some(b"GRAY") => "grey",
        _ => "colours",
    };
    format!("a profile (ICC) for {space}")
}

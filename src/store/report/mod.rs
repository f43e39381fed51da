//! A run as one HTML page: what it learned from and how, its network, its curves, a photograph before and after, and,
//! inside, the network itself, so that the page opens again in the program.
//!
//! The page needs nothing from anywhere: figures are SVG, pictures PNG and the network base64 (RFC 4648) in it. Where
//! the data lie is not told.

mod facts;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _};

use super::{StoreError, enclosed, write_text};
use crate::figure::{Body, Figure, Table};
use crate::image::Image;

pub use facts::{curves, of_run};

/// The page around what is told.
const PAGE: &str = include_str!("page.html");
/// What a page tells.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The experiment's name.
    pub title: String,
    /// What it is, a sentence each.
    pub about: Vec<String>,
    /// Names and pictures: noisy, cleaned, clean; the first two can be wiped.
    pub pictures: Vec<(String, Image)>,
    /// What is said of them.
    pub pictured: String,
    /// Figures.
    pub figures: Vec<Figure>,
    /// The network, row by row.
    pub network: Table,
    /// Every setting: its name in the file, what it is called, its value.
    pub settings: Vec<[String; 3]>,
    /// The experiment as a file.
    pub experiment: String,
    /// The network as a file of weights.
    pub weights: Vec<u8>,
}

impl Report {
    /// The page.
    ///
    /// # Errors
    /// [`StoreError`], when a picture cannot be written.
    pub fn html(&self, path: &Path) -> Result<String, StoreError> {
        let mut body = format!("<h1>{}</h1>\n", escaped(&self.title));
        for sentence in &self.about {
            let _ = writeln!(body, "<p>{}</p>", escaped(sentence));
        }
        self.write_pictures(&mut body, path)?;
        for figure in &self.figures {
            let _ = writeln!(body, "<h2>{}</h2>", escaped(&figure.title));
            match &figure.body {
                Body::Table(table) => write_table(&mut body, table),
                _ => {
                    // Its title stands above it.
                    let mut bare = figure.clone();
                    bare.title.clear();
                    let _ = writeln!(body, "<figure>{}</figure>", bare.svg());
                }
            }
        }
        body.push_str("<h2>Network</h2>\n");
        write_table(&mut body, &self.network);
        body.push_str("<h2>Settings</h2>\n<div class=\"scroll\"><table>\n");
        for [key, label, value] in &self.settings {
            let _ = writeln!(
                body,
                "<tr><td>{}</td><td>{}</td><td class=\"weak\"><code>{}</code></td></tr>",
                escaped(label),
                escaped(value),
                escaped(key)
            );
        }
        let _ = writeln!(
            body,
            "</table></div>\n<h2>The experiment as a file</h2>\n<details open><summary class=\"weak\">For \
             `lemida train`; this page itself opens, too.</summary>\n<pre>{}</pre></details>",
            escaped(&self.experiment)
        );
        // What is told is put in last: it may hold anything.
        let [head, rest] = halves(PAGE, "{body}");
        let [between, end] = halves(rest, "{network}");
        let head = head.replace("{title}", &escaped(&self.title));
        Ok([
            &*head,
            &body,
            between,
            &enclosed::letters(&self.weights),
            end,
        ]
        .concat())
    }

    fn write_pictures(&self, body: &mut String, path: &Path) -> Result<(), StoreError> {
        if self.pictures.is_empty() {
            return Ok(());
        }
        let mut sources = Vec::new();
        for (name, image) in &self.pictures {
            let png = png(image).map_err(|error| StoreError::writing(path, &error))?;
            let address = STANDARD.encode(png);
            sources.push((escaped(name), format!("data:image/png;base64,{address}")));
        }
        body.push_str("<h2>A photograph it has not seen</h2>\n");
        if let [(first, before), (second, after), ..] = &sources[..] {
            let _ = writeln!(
                body,
                "<div class=\"wipe\"><img src=\"{before}\" alt=\"{first}\"><img src=\"{after}\" alt=\"{second}\"></div>\
                 <input type=\"range\" min=\"0\" max=\"100\" value=\"50\" \
                 aria-label=\"Wipe between {first} and {second}\">"
            );
        }
        body.push_str("<div class=\"side\">\n");
        for (name, source) in &sources {
            let _ = writeln!(
                body,
                "<figure><img src=\"{source}\" alt=\"{name}\"><figcaption>{name}</figcaption></figure>"
            );
        }
        let _ = writeln!(
            body,
            "</div>\n<p class=\"weak\">{}</p>",
            escaped(&self.pictured)
        );
        Ok(())
    }
}

/// A picture as a PNG of 8 bits, clipped to 0..1.
fn png(image: &Image) -> io::Result<Vec<u8>> {
    let (channels, height, width) = image.dim();
    let (count, kind) = match channels {
        1 | 2 => (1, ExtendedColorType::L8),
        _ => (3, ExtendedColorType::Rgb8),
    };
    let mut bytes = Vec::with_capacity(count * height * width);
    for y in 0..height {
        for x in 0..width {
            let value = |c: usize| (255.0 * image.array()[[c, y, x]].clamp(0.0, 1.0)).round() as u8;
            bytes.extend((0..count).map(value));
        }
    }
    let mut png = Vec::new();
    let encoder = PngEncoder::new(&mut png);
    let written = encoder.write_image(&bytes, width as u32, height as u32, kind);
    written.map_err(io::Error::other)?;
    Ok(png)
}

/// Writes the page of the run in the folder `run`; an older file survives any failure.
///
/// # Errors
/// [`StoreError`], when the run has no network, or the file cannot be written.
pub fn write(run: &Path, path: &Path) -> Result<(), StoreError> {
    let html = of_run(run)?.html(path)?;
    if html.len() as u64 > enclosed::MOST_BYTES {
        return Err(StoreError::new(
            path,
            "its page would be larger than 1 GiB",
            "export the network by itself",
        ));
    }
    write_text(path, &html)
}

/// What stands before and after a word of a page.
fn halves<'a>(page: &'a str, word: &str) -> [&'a str; 2] {
    page.split_once(word)
        .map_or([page, ""], |(head, rest)| [head, rest])
}

/// A text that stands in a page as it is.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            letter => safe.push(letter),
        }
    }
    safe
}

fn write_table(body: &mut String, table: &Table) {
    let class = |at: usize| match table.is_numeric(at) {
        true => " class=\"number\"",
        false => "",
    };
    body.push_str("<div class=\"scroll\"><table>\n<tr>");
    for (at, column) in table.columns.iter().enumerate() {
        let _ = write!(body, "<th{}>{}</th>", class(at), escaped(&column.title()));
    }
    body.push_str("</tr>\n");
    for row in &table.rows {
        body.push_str("<tr>");
        for (at, text) in table.texts(row).into_iter().enumerate() {
            let _ = write!(body, "<td{}>{}</td>", class(at), escaped(&text));
        }
        body.push_str("</tr>\n");
    }
    body.push_str("</table></div>\n");
}

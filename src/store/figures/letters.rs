//! The outlines of letters, from the program's own fonts.

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};
use vello_cpu::kurbo::BezPath;

/// The sans of every text.
pub static INTER: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.otf");
/// For names in Hebrew, which the sans lacks.
pub static HEBREW: &[u8] = include_bytes!("../../../assets/fonts/NotoSansHebrew-Regular.ttf");

/// The fonts that letters are looked for in, the first that has one.
pub(super) struct Letters<'a> {
    fonts: Vec<FontRef<'a>>,
}

impl Letters<'static> {
    /// The program's own fonts.
    pub(super) fn new() -> Self {
        let fonts = [INTER, HEBREW].into_iter();
        Self {
            fonts: fonts.filter_map(|bytes| FontRef::new(bytes).ok()).collect(),
        }
    }
}

impl Letters<'_> {
    /// A text's outlines, from the origin to the right along the base line, and its width. A letter that no font has is
    /// a box.
    pub(super) fn outline(&self, text: &str, size: f64) -> (BezPath, f64) {
        let mut pen = Pen {
            path: BezPath::new(),
            x: 0.0,
        };
        let scale = Size::new(size as f32);
        for letter in text.chars() {
            let Some((font, glyph)) = self.find(letter) else {
                continue;
            };
            if let Some(outline) = font.outline_glyphs().get(glyph) {
                let settings = DrawSettings::unhinted(scale, LocationRef::default());
                // A broken outline leaves its letter out.
                let _ = outline.draw(settings, &mut pen);
            }
            let metrics = font.glyph_metrics(scale, LocationRef::default());
            pen.x += f64::from(metrics.advance_width(glyph).unwrap_or(0.5 * size as f32));
        }
        (pen.path, pen.x)
    }

    fn find(&self, letter: char) -> Option<(&FontRef<'_>, GlyphId)> {
        // A thin space is any space.
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        let found = self.fonts.iter().find_map(|font| {
            let glyph = font.charmap().map(letter)?;
            (glyph != GlyphId::NOTDEF).then_some((font, glyph))
        });
        found.or_else(|| Some((self.fonts.first()?, GlyphId::NOTDEF)))
    }
}

/// Turns fonts' outlines, whose y grows upwards, into those of a page.
struct Pen {
    path: BezPath,
    x: f64,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f64, f64) {
        (self.x + f64::from(x), -f64::from(y))
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.at(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.at(x, y));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(self.at(cx, cy), self.at(x, y));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path
            .curve_to(self.at(ax, ay), self.at(bx, by), self.at(x, y));
    }

    fn close(&mut self) {
        self.path.close_path();
    }
}

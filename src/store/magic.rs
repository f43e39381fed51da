//! What a file is, told by its first bytes; its name may lie.

/// A picture format that can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Portable network graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
    /// Windows bitmap.
    Bmp,
    /// Tagged image file format.
    Tiff,
    /// A NumPy array.
    Npy,
}

impl Format {
    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
            Self::Npy => "NPY",
        }
    }

    /// The format of a file that begins with `bytes`.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let starts = |magic: &[u8]| bytes.starts_with(magic);
        if starts(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if starts(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::WebP)
        } else if starts(b"BM") {
            Some(Self::Bmp)
        } else if [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"]
            .iter()
            .any(|magic| starts(*magic))
        {
            Some(Self::Tiff)
        } else if starts(b"\x93NUMPY") {
            Some(Self::Npy)
        } else {
            None
        }
    }
}

/// Endings of pictures' names, for finding the pictures of a folder.
pub const ENDINGS: &[&str] = &["png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff", "npy"];

/// A list of the formats, for messages.
pub const FORMATS: &str = "PNG, JPEG, WebP, BMP, TIFF or NPY";

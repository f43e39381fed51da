//! Kinds of file that are not read as pictures: their names, and what to do with each. They are told by their first
//! bytes.

use super::picture::boxes::brands;

/// A kind of file that is known and not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    /// What it is, as the end of a sentence that begins with "it is".
    pub(super) what: &'static str,
    /// What to do.
    pub(super) cure: &'static str,
}

/// Any picture program can do this.
const SAVE_AGAIN: &str = "open it in the program that made it and save it as PNG or TIFF";
const DEVELOP: &str = "turn it into DNG or into a TIFF of 16 bits with a raw converter";
const STILL: &str = "save one frame of it as PNG";

/// First bytes, what they tell, and the cure.
const KINDS: &[(&[u8], &str, &str)] = &[
    (b"8BPS", "a Photoshop file (PSD)", SAVE_AGAIN),
    (
        b"gimp xcf",
        "a GIMP file (XCF)",
        "export it from GIMP as PNG or TIFF",
    ),
    (
        b"%PDF",
        "a PDF document",
        "export its page or its picture as PNG",
    ),
    (b"%!PS", "a PostScript file", "export it as PNG"),
    (
        b"\xc5\xd0\xd3\xc6",
        "a PostScript file (EPS)",
        "export it as PNG",
    ),
    (
        b"MATLAB 5.0 MAT-file",
        "a MATLAB file (.mat)",
        "save the array from MATLAB with imwrite(x, 'x.tif'), or from Python with numpy.save",
    ),
    (
        b"\x89HDF\r\n\x1a\n",
        "an HDF5 file (also MATLAB 7.3 or NetCDF)",
        "save one array of it with numpy.save('x.npy', a)",
    ),
    (
        b"CDF\x01",
        "a NetCDF file",
        "save one array of it with numpy.save('x.npy', a)",
    ),
    (
        b"CDF\x02",
        "a NetCDF file",
        "save one array of it with numpy.save('x.npy', a)",
    ),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 file", SAVE_AGAIN),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 file", SAVE_AGAIN),
    (b"II\xbc", "a JPEG XR file", SAVE_AGAIN),
    (
        b"FUJIFILMCCD-RAW",
        "a raw file of a Fujifilm camera (RAF)",
        DEVELOP,
    ),
    (b"IIRO", "a raw file of an Olympus camera (ORF)", DEVELOP),
    (b"IIRS", "a raw file of an Olympus camera (ORF)", DEVELOP),
    (b"MMOR", "a raw file of an Olympus camera (ORF)", DEVELOP),
    (b"IIU\0", "a raw file of a Panasonic camera (RW2)", DEVELOP),
    (b"FOVb", "a raw file of a Sigma camera (X3F)", DEVELOP),
    (b"\0MRM", "a raw file of a Minolta camera (MRW)", DEVELOP),
    (
        b"II\x1a\0\0\0HEAPCCDR",
        "a raw file of a Canon camera (CRW)",
        DEVELOP,
    ),
    (b"\0\0\x01\0", "an icon file (ICO)", SAVE_AGAIN),
    (b"\0\0\x02\0", "a cursor file (CUR)", SAVE_AGAIN),
    (b"DDS ", "a texture (DDS)", SAVE_AGAIN),
    (b"\xabKTX ", "a texture (KTX)", SAVE_AGAIN),
    (b"SDPX", "a film scan (DPX)", SAVE_AGAIN),
    (b"XPDS", "a film scan (DPX)", SAVE_AGAIN),
    (b"\x80\x2a\x5f\xd7", "a film scan (Cineon)", SAVE_AGAIN),
    (b"\x59\xa6\x6a\x95", "a Sun raster file", SAVE_AGAIN),
    (b"\x01\xda", "a Silicon Graphics picture (SGI)", SAVE_AGAIN),
    (b"AT&TFORM", "a DjVu document", "export its page as PNG"),
    (b"FLIF", "a FLIF picture", SAVE_AGAIN),
    (b"BPG\xfb", "a BPG picture", SAVE_AGAIN),
    (
        b"Interactive Imaging System",
        "a raw stack of a microscope",
        SAVE_AGAIN,
    ),
    (
        b"ZISRAWFILE",
        "a microscope file of Zeiss (CZI)",
        "export it as OME-TIFF",
    ),
    (
        b"\xda\xce\xbe\x0a",
        "a microscope file of Nikon (ND2)",
        "export it as OME-TIFF",
    ),
    (
        b"NRRD",
        "an NRRD volume",
        "save one layer of it with numpy.save('x.npy', a)",
    ),
    (b"\x1aE\xdf\xa3", "a film (Matroska or WebM)", STILL),
    (b"\0\0\x01\xba", "a film (MPEG)", STILL),
    (b"\0\0\x01\xb3", "a film (MPEG)", STILL),
    (b"FLV\x01", "a film (FLV)", STILL),
    (b"OggS", "a film or sound (Ogg)", STILL),
    (
        b"7z\xbc\xaf\x27\x1c",
        "an archive (7z)",
        "unpack it and choose a picture in it",
    ),
    (
        b"Rar!",
        "an archive (RAR)",
        "unpack it and choose a picture in it",
    ),
    (
        b"\x1f\x8b",
        "a file packed by gzip",
        "unpack it (gunzip) and open what is in it",
    ),
    (
        b"\x28\xb5\x2f\xfd",
        "a file packed by Zstandard",
        "unpack it (unzstd) and open what is in it",
    ),
    (
        b"\xfd7zXZ",
        "a file packed by xz",
        "unpack it (unxz) and open what is in it",
    ),
    (
        b"BZh",
        "a file packed by bzip2",
        "unpack it (bunzip2) and open what is in it",
    ),
];

/// What kind of file begins with `bytes`, if that is known.
pub(super) fn kind(bytes: &[u8]) -> Option<Foreign> {
    let known = |what, cure| Some(Foreign { what, cure });
    if let Some((_, what, cure)) = KINDS.iter().find(|(start, ..)| bytes.starts_with(start)) {
        return known(what, cure);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        // An array in an archive is named "arr_0.npy" in its first entry.
        let name = bytes.get(30..).unwrap_or_default();
        let numpy = name.windows(4).take(64).any(|part| part == b".npy");
        return if numpy {
            known(
                "a NumPy archive (.npz)",
                "save one array of it with numpy.save('x.npy', numpy.load('x.npz')['name'])",
            )
        } else {
            known(
                "an archive or a document (ZIP)",
                "unpack it and choose a picture in it",
            )
        };
    }
    if bytes.starts_with(b"RIFF") {
        return known("a film or sound (RIFF)", STILL);
    }
    if bytes.get(128..132) == Some(b"DICM") {
        return known(
            "a DICOM file",
            "save its pixels with numpy.save('x.npy', pydicom.dcmread('x.dcm').pixel_array)",
        );
    }
    if bytes.get(344..347) == Some(b"n+1") {
        return known(
            "a NIfTI volume",
            "save one layer of it with numpy.save('x.npy', a)",
        );
    }
    match brands(bytes).first() {
        Some(b"crx ") => known("a raw file of a Canon camera (CR3)", DEVELOP),
        Some(_) => known("a film (MP4, MOV or the like)", STILL),
        None => text(bytes),
    }
}

/// Kinds of file that are text.
fn text(bytes: &[u8]) -> Option<Foreign> {
    let known = |what, cure| Some(Foreign { what, cure });
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(1_000))?).to_lowercase();
    let start = start.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.starts_with("<svg") || start.starts_with("<?xml") && start.contains("<svg") {
        known("a drawing (SVG)", "export it as PNG in the size you need")
    } else if start.starts_with("<!doctype html") || start.starts_with("<html") {
        known(
            "a web page (HTML)",
            "save the picture itself, not the page around it",
        )
    } else if start.starts_with("version https://git-lfs") {
        known(
            "a stand-in for a file that Git LFS keeps elsewhere",
            "fetch the file itself with git lfs pull",
        )
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::magic::Format;

    #[test]
    fn kinds_are_named() {
        for (bytes, part) in [
            (&b"8BPS\0\x01"[..], "Photoshop"),
            (b"MATLAB 5.0 MAT-file, Platform: posix", "MATLAB"),
            (
                b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x09\0\0\0arr_0.npy",
                ".npz",
            ),
            (
                b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x09\0\0\0word/docu",
                "ZIP",
            ),
            (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "CR3"),
            (b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2", "film"),
            (b"\n<?xml version=\"1.0\"?>\n<svg xmlns", "SVG"),
            (b"<!DOCTYPE html><html>", "HTML"),
        ] {
            let found = kind(bytes).unwrap();
            assert!(found.what.contains(part), "{found:?}");
            assert!(!found.cure.is_empty());
            assert_eq!(Format::of(bytes), None, "{part} would be read");
        }
        assert_eq!(kind(b"plain words"), None);
        assert_eq!(kind(b""), None);
        let dicom = [vec![0; 128], b"DICM".to_vec()].concat();
        assert!(kind(&dicom).unwrap().what.contains("DICOM"));
    }
}

//! A photograph for tests, with all that drawn pictures lack.

use crate::image::Image;

/// The parrot of the test photographs, in colour.
pub(crate) fn parrot() -> Image {
    let bytes = include_bytes!("../../assets/photos/test/kde_Parrot.webp");
    let picture = ::image::load_from_memory(bytes).unwrap().to_rgb8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    Image::from_fn(3, height, width, |c, y, x| {
        f32::from(picture.as_raw()[(y * width + x) * 3 + c]) / 255.0
    })
}

//! What scores mean: the words that stand where a person points at a number in dB or at an SSIM, in one place.

use egui::Response;

use crate::say;
use crate::words::Text;

/// What the scores in a text mean; none where it names none.
pub fn meaning(text: &str) -> Option<Text> {
    let psnr = text.contains("dB") || text.contains("PSNR");
    let ssim = text.contains("SSIM");
    let mut lines = Vec::new();
    if psnr {
        lines.push(say!(
            "PSNR, in decibels (dB): how close a picture is to the clean one. 3 dB more is half the squared error; 20 \
             is very noisy, 30 good, 40 hardly to be told apart."
        ));
    }
    if ssim {
        lines.push(say!(
            "SSIM: how alike the structures of both pictures are, 1 = the same; it weighs edges and texture as the eye \
             does."
        ));
    }
    if text.contains("R²") {
        lines.push(say!(
            "R²: the share of the squares around the mean of what is learned from that the answers explain. 1 = all, 0 \
             = no better than that mean, below = worse."
        ));
    }
    if text.contains("RMSE") {
        lines.push(say!(
            "RMSE: the root of the mean squared error, in the unit of the column that is predicted."
        ));
    }
    (!lines.is_empty()).then(|| Text::lines(lines))
}

/// Explains the scores that `text` names to whoever points at it.
pub fn explained(response: Response, text: &str) -> Response {
    match meaning(text) {
        Some(meaning) => response.on_hover_text(meaning.to_string()),
        None => response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_is_explained_and_nothing_else() {
        let told = |text: &str| meaning(text).map(|text| text.to_string());
        assert!(told("27.24 dB").unwrap().contains("decibels"));
        let both = told("27.24 dB, SSIM 0.877").unwrap();
        assert!(both.contains("decibels") && both.contains("SSIM"), "{both}");
        let both = told("R² 0.91, RMSE 12").unwrap();
        assert!(both.contains("share of the squares") && both.contains("root"));
        assert_eq!(told("93 % right"), None);
    }
}

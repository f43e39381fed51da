use super::*;
use crate::nn::{Shape, check};

#[test]
fn every_preset_can_be_built_for_grey_and_colour() {
    for preset in ALL {
        for count in [1, 3, 10] {
            let architecture = (preset.make)(count);
            let input = match preset.kind {
                PresetKind::Denoise => Shape::new(count, 40, 40),
                PresetKind::ClassifyPictures => Shape::new(1, 28, 28),
                PresetKind::ClassifyPoints => Shape::vector(2),
            };
            let report = check(&architecture, input);
            let expected = match preset.kind {
                PresetKind::Denoise => input,
                _ => Shape::vector(count),
            };
            assert_eq!(report.output, Some(expected), "{}: {:?}", preset.id, report);
        }
    }
}

#[test]
fn ids_are_unique_and_found() {
    for preset in ALL {
        assert!(find(preset.id).is_some_and(|found| found.label == preset.label));
    }
}

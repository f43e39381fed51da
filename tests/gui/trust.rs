//! The trust panel, by label, with no display.

use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lemida::denoise::trust::{Kernel, LAGS, REACH, Sure, Whiteness};
use lemida::ui::panels::trust::{Findings, PixelFilter, TrustFacts, trust_ui};
use lemida::ui::theme;
use lemida::ui::widgets::compare::{CompareView, Entry, Side};

#[test]
fn trust_wraps_where_it_is_narrow_and_says_where_pictures_go() {
    let findings = Findings {
        sigma: 0.1,
        even: true,
        sure: Some(Sure {
            error: 0.001,
            divergence: 0.123,
        }),
        whiteness: Some(Whiteness {
            deviation: 0.08,
            correlation: vec![0.1; (2 * LAGS + 1) * (2 * LAGS + 1)],
            z: 12.34,
            spectrum: vec![[0.0, 1.0], [0.5, 1.2]],
        }),
    };
    let kernel = Kernel {
        weights: vec![0.1; (2 * REACH + 1) * (2 * REACH + 1)],
        exact: false,
    };
    let pictures = [
        Entry::empty("removed", "Removed"),
        Entry::empty("structure", "Structure removed"),
    ];
    let kept = pictures.clone();
    for width in [200.0, 290.0, 480.0, 760.0] {
        let mut first = true;
        let (findings, kernel, pictures) = (findings.clone(), kernel.clone(), pictures.clone());
        let mut harness = Harness::builder()
            .with_size(vec2(width, 1400.0))
            .build_ui_state(
                move |ui, view: &mut CompareView| {
                    if std::mem::take(&mut first) {
                        theme::install(ui.ctx());
                        return;
                    }
                    let facts = TrustFacts {
                        label: Some("BM3D"),
                        findings: Some(Ok(&findings)),
                        truth: Some(29.5),
                        pixel: Some(PixelFilter {
                            at: [3, 4],
                            kernel: Some(Ok(&kernel)),
                            progress: 1.0,
                        }),
                        pictures: &pictures,
                    };
                    trust_ui(ui, view, &facts, &mut Vec::new());
                },
                CompareView::default(),
            );
        harness.step();
        harness.step();
        let rects: Vec<_> = [
            "PSNR, estimated",
            "PSNR, true",
            "keeps of each pixel",
            "removed, σ",
            "20.4 of 25.5",
            "what was removed is",
            "almost white (z = 12.3)",
            "strongest correlation",
            "Look at it on the left of the preview",
        ]
        .map(|label| (label, harness.get_by_label(label).rect()))
        .into();
        for (at, (name, rect)) in rects.iter().enumerate() {
            assert!(rect.right() <= width, "{name} at {width}: {rect:?}");
            for (other, place) in &rects[at + 1..] {
                let apart = !rect.shrink(0.5).intersects(place.shrink(0.5));
                assert!(apart, "{name} and {other} at {width}: {rect:?}, {place:?}");
            }
        }
        for figure in [
            "What was removed",
            "Correlation of what was removed",
            "Spectrum of what was removed",
            "Filter of a pixel",
        ] {
            let name = format!("Copy or save: {figure}");
            let menu = harness.get_by_label(&name).rect();
            assert!(menu.right() <= width, "{figure} at {width}");
        }
        harness.get_by_label_contains("A method that decides hard");
        harness.get_by_label("Structure removed").click();
        harness.run();
        let shown = harness.state().shown(Side::Left, &kept);
        let shown = shown.map(|entry| entry.id.as_str());
        assert_eq!(shown, Some("structure"));
    }
}

//! What colour a role has in the window.

use egui::Color32;

use crate::figure::{Mark, Role, Slot};
use crate::ui::theme::Palette;
use crate::ui::widgets::colormap::Colormap;

/// The colour of a role.
pub fn colour(palette: &Palette, role: Role) -> Color32 {
    match role.slot() {
        Slot::Accent => palette.accent,
        Slot::Text => palette.text,
        Slot::Weak => palette.weak,
        Slot::Faint => palette.faint,
        Slot::Error => palette.error,
        Slot::Series(at) => palette.series[at % palette.series.len()],
        Slot::Diverging(share) => Colormap::diverging(palette.dark).color(share),
    }
}

/// The colour in which a mark is drawn and named.
pub fn ink(palette: &Palette, mark: &Mark) -> Color32 {
    let ink = colour(palette, mark.role);
    if mark.faint {
        ink.gamma_multiply(0.55)
    } else {
        ink
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Ink;

    /// A file has the colours of the light window.
    #[test]
    fn files_and_the_window_agree() {
        let light = Palette::of(false);
        let roles = (0..6).flat_map(|at| {
            [
                Role::Series(at),
                Role::Method(at),
                Role::Group { at, of: 6 },
            ]
        });
        let named = [
            Role::Network,
            Role::Training,
            Role::Validation,
            Role::Clean,
            Role::Noisy,
            Role::Noise,
            Role::Regularisation,
            Role::Filtering,
            Role::Diffusion,
            Role::Wavelets,
            Role::Patches,
            Role::Sparsity,
            Role::Reference,
            Role::Chosen,
            Role::Support,
            Role::Wrong,
        ];
        for role in named.into_iter().chain(roles) {
            let [r, g, b, _] = colour(light, role).to_array();
            assert_eq!(Ink::from(role).rgb, [r, g, b], "{role:?}");
        }
        let [r, g, b, _] = light.ground.to_array();
        assert_eq!(Ink::GROUND.rgb, [r, g, b]);
    }
}

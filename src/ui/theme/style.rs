//! How egui's own widgets are drawn.

use egui::style::{
    HandleShape, Interaction, ScrollStyle, Selection, Spacing, TextCursorStyle, WidgetVisuals,
    Widgets,
};
use egui::{
    Color32, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Visuals,
    vec2,
};

use super::{CONTROL, MOTION, Palette, RADIUS, SIZES, UNIT, semibold, title};

/// The whole style of one theme.
pub fn style(palette: &'static Palette) -> Style {
    let [small, body, heading, top] = SIZES;
    let proportional = |size| FontId::new(size, FontFamily::Proportional);
    Style {
        text_styles: [
            (TextStyle::Small, proportional(small)),
            (TextStyle::Body, proportional(body)),
            (TextStyle::Button, proportional(body)),
            (TextStyle::Heading, FontId::new(heading, semibold())),
            (title(), FontId::new(top, semibold())),
            (
                TextStyle::Monospace,
                FontId::new(body, FontFamily::Monospace),
            ),
        ]
        .into(),
        drag_value_text_style: TextStyle::Body,
        spacing: spacing(),
        interaction: Interaction {
            selectable_labels: false,
            tooltip_delay: 0.35,
            ..Interaction::default()
        },
        visuals: visuals(palette),
        animation_time: MOTION,
        explanation_tooltips: false,
        ..Style::default()
    }
}

fn spacing() -> Spacing {
    Spacing {
        item_spacing: vec2(2.0 * UNIT, UNIT),
        button_padding: vec2(2.0 * UNIT, UNIT),
        menu_margin: Margin::same(4),
        window_margin: Margin::same(12),
        interact_size: vec2(2.0 * CONTROL, CONTROL),
        slider_width: 96.0,
        slider_rail_height: 4.0,
        combo_width: 96.0,
        icon_width: 16.0,
        icon_width_inner: 10.0,
        icon_spacing: 2.0 * UNIT,
        indent: 3.0 * UNIT,
        tooltip_width: 320.0,
        menu_spacing: 2.0,
        scroll: ScrollStyle {
            bar_width: 8.0,
            floating_width: 4.0,
            // In the padding of the panel, not over its figures.
            bar_outer_margin: -2.5 * UNIT,
            active_handle_opacity: 0.4,
            interact_handle_opacity: 0.6,
            ..ScrollStyle::floating()
        },
        ..Spacing::default()
    }
}

fn visuals(p: &'static Palette) -> Visuals {
    let radius = CornerRadius::same(RADIUS);
    let widget = |fill: Color32, edge: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        fg_stroke: Stroke::new(1.0, text),
        corner_radius: radius,
        expansion: 0.0,
    };
    let shadow = Shadow {
        offset: [0, 4],
        blur: 16,
        spread: 0,
        color: Color32::from_black_alpha(if p.dark { 110 } else { 36 }),
    };
    Visuals {
        dark_mode: p.dark,
        override_text_color: None,
        weak_text_color: Some(p.weak),
        widgets: Widgets {
            noninteractive: widget(p.ground, p.hairline, p.text),
            inactive: widget(p.raised, Color32::TRANSPARENT, p.text),
            hovered: widget(p.hovered, p.edge, p.text),
            active: widget(p.pressed, p.edge, p.text),
            open: widget(p.hovered, p.edge, p.text),
        },
        selection: Selection {
            bg_fill: p.selected,
            stroke: Stroke::new(1.0, p.accent),
        },
        hyperlink_color: p.accent,
        faint_bg_color: p.bar,
        extreme_bg_color: p.well,
        text_edit_bg_color: Some(p.well),
        code_bg_color: p.well,
        warn_fg_color: p.warning,
        error_fg_color: p.error,
        window_corner_radius: CornerRadius::same(2 * RADIUS),
        window_shadow: shadow,
        window_fill: p.float,
        window_stroke: Stroke::new(1.0, p.hairline),
        menu_corner_radius: radius,
        panel_fill: p.ground,
        popup_shadow: shadow,
        text_cursor: TextCursorStyle {
            stroke: Stroke::new(1.5, p.accent),
            blink: false,
            ..TextCursorStyle::default()
        },
        button_frame: true,
        collapsing_header_frame: false,
        indent_has_left_vline: false,
        striped: false,
        slider_trailing_fill: true,
        handle_shape: HandleShape::Circle,
        ..if p.dark {
            Visuals::dark()
        } else {
            Visuals::light()
        }
    }
}

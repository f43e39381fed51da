//! Icons of the Phosphor font that are embedded, by name. Draw them with [`theme::icon`](super::theme::icon).

/// Arrow counter clockwise.
pub const ARROW_COUNTER_CLOCKWISE: &str = "\u{e038}";
/// Arrow down.
pub const ARROW_DOWN: &str = "\u{e03e}";
/// Arrow left.
pub const ARROW_LEFT: &str = "\u{e058}";
/// Arrow right.
pub const ARROW_RIGHT: &str = "\u{e06c}";
/// Arrow u up left.
pub const ARROW_U_UP_LEFT: &str = "\u{e08a}";
/// Arrow u up right.
pub const ARROW_U_UP_RIGHT: &str = "\u{e08c}";
/// Arrow up.
pub const ARROW_UP: &str = "\u{e08e}";
/// Arrows in.
pub const ARROWS_IN: &str = "\u{e09a}";
/// Arrows out.
pub const ARROWS_OUT: &str = "\u{e0a2}";
/// Arrows out line horizontal.
pub const ARROWS_OUT_LINE_HORIZONTAL: &str = "\u{e534}";
/// Brain.
pub const BRAIN: &str = "\u{e74e}";
/// Camera.
pub const CAMERA: &str = "\u{e10e}";
/// Caret down.
pub const CARET_DOWN: &str = "\u{e136}";
/// Caret left.
pub const CARET_LEFT: &str = "\u{e138}";
/// Caret right.
pub const CARET_RIGHT: &str = "\u{e13a}";
/// Caret up.
pub const CARET_UP: &str = "\u{e13c}";
/// Chart bar.
pub const CHART_BAR: &str = "\u{e150}";
/// Chart line.
pub const CHART_LINE: &str = "\u{e154}";
/// Check.
pub const CHECK: &str = "\u{e182}";
/// Check circle.
pub const CHECK_CIRCLE: &str = "\u{e184}";
/// Circle.
pub const CIRCLE: &str = "\u{e18a}";
/// Clock.
pub const CLOCK: &str = "\u{e19a}";
/// Command.
pub const COMMAND: &str = "\u{e1c4}";
/// Copy.
pub const COPY: &str = "\u{e1ca}";
/// Cpu.
pub const CPU: &str = "\u{e610}";
/// Crosshair.
pub const CROSSHAIR: &str = "\u{e1d6}";
/// Dice five.
pub const DICE_FIVE: &str = "\u{e1ee}";
/// Dots six vertical.
pub const DOTS_SIX_VERTICAL: &str = "\u{eae2}";
/// Dots three.
pub const DOTS_THREE: &str = "\u{e1fe}";
/// Download simple.
pub const DOWNLOAD_SIMPLE: &str = "\u{e20c}";
/// Drop.
pub const DROP: &str = "\u{e210}";
/// Export.
pub const EXPORT: &str = "\u{eaf0}";
/// Eye.
pub const EYE: &str = "\u{e220}";
/// Eye slash.
pub const EYE_SLASH: &str = "\u{e224}";
/// Floppy disk.
pub const FLOPPY_DISK: &str = "\u{e248}";
/// Folder open.
pub const FOLDER_OPEN: &str = "\u{e256}";
/// Gear six.
pub const GEAR_SIX: &str = "\u{e272}";
/// Git branch.
pub const GIT_BRANCH: &str = "\u{e278}";
/// Graph.
pub const GRAPH: &str = "\u{eb58}";
/// Grid four.
pub const GRID_FOUR: &str = "\u{e296}";
/// Image.
pub const IMAGE: &str = "\u{e2ca}";
/// Images.
pub const IMAGES: &str = "\u{e836}";
/// Info.
pub const INFO: &str = "\u{e2ce}";
/// Keyboard.
pub const KEYBOARD: &str = "\u{e2d8}";
/// Layout.
pub const LAYOUT: &str = "\u{e6d6}";
/// Lightning.
pub const LIGHTNING: &str = "\u{e2de}";
/// Link.
pub const LINK: &str = "\u{e2e2}";
/// Link break.
pub const LINK_BREAK: &str = "\u{e2e4}";
/// List.
pub const LIST: &str = "\u{e2f0}";
/// Lock simple.
pub const LOCK_SIMPLE: &str = "\u{e308}";
/// Magnifying glass.
pub const MAGNIFYING_GLASS: &str = "\u{e30c}";
/// Minus.
pub const MINUS: &str = "\u{e32a}";
/// Moon.
pub const MOON: &str = "\u{e330}";
/// Pause.
pub const PAUSE: &str = "\u{e39e}";
/// Play.
pub const PLAY: &str = "\u{e3d0}";
/// Play pause.
pub const PLAY_PAUSE: &str = "\u{e8be}";
/// Plus.
pub const PLUS: &str = "\u{e3d4}";
/// Plus circle.
pub const PLUS_CIRCLE: &str = "\u{e3d6}";
/// Question.
pub const QUESTION: &str = "\u{e3e8}";
/// Seal check.
pub const SEAL_CHECK: &str = "\u{e606}";
/// Shuffle.
pub const SHUFFLE: &str = "\u{e422}";
/// Skip forward.
pub const SKIP_FORWARD: &str = "\u{e5a6}";
/// Sliders horizontal.
pub const SLIDERS_HORIZONTAL: &str = "\u{e434}";
/// Spinner gap.
pub const SPINNER_GAP: &str = "\u{e66c}";
/// Square.
pub const SQUARE: &str = "\u{e45e}";
/// Stack.
pub const STACK: &str = "\u{e466}";
/// Stop.
pub const STOP: &str = "\u{e46c}";
/// Sun.
pub const SUN: &str = "\u{e472}";
/// Trash.
pub const TRASH: &str = "\u{e4a6}";
/// Upload simple.
pub const UPLOAD_SIMPLE: &str = "\u{e4c0}";
/// Warning.
pub const WARNING: &str = "\u{e4e0}";
/// Warning circle.
pub const WARNING_CIRCLE: &str = "\u{e4e2}";
/// Waveform.
pub const WAVEFORM: &str = "\u{e802}";
/// X.
pub const X: &str = "\u{e4f6}";
/// X circle.
pub const X_CIRCLE: &str = "\u{e4f8}";

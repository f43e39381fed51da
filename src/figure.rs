//! Figures: what can be looked at, as plain data that knows nothing of windows.

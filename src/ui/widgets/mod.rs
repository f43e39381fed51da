//! Widgets: one a file.

//! Panels: one a file.

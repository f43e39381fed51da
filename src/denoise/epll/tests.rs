//! What EPLL's parts must be.

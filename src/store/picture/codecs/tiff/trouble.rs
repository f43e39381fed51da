//! Why a TIFF file is not read.

use std::path::Path;

use crate::StoreError;
use crate::picture::directory::Fault;
use crate::picture::refusal::damaged;

/// Why a TIFF file is not read.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It breaks the format's rules or ends early: how.
    Damaged(String),
    /// It is whole, but of a kind that is not read: which, and the cure.
    Kind(String, &'static str),
    /// It was refused for another reason.
    Refused(Box<StoreError>),
}

impl Trouble {
    /// It breaks the format's rules or ends early.
    pub(super) fn damaged(how: impl Into<String>) -> Self {
        Self::Damaged(how.into())
    }

    /// It is of a kind that is not read.
    pub(super) fn kind(which: impl Into<String>, cure: &'static str) -> Self {
        Self::Kind(which.into(), cure)
    }

    /// What a person is told of the file at `path`.
    pub(super) fn told(self, path: &Path) -> StoreError {
        match self {
            Self::Damaged(how) => damaged(path, "TIFF", &how),
            Self::Kind(which, cure) => StoreError::new(
                path,
                format!("this kind of TIFF file is not read: {which}"),
                cure,
            ),
            Self::Refused(error) => *error,
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Refused(Box::new(error))
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Damaged(fault.into())
    }
}

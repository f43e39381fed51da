//! For `cargo fuzz`: any bytes may be refused or opened; nothing else may happen. See `fuzz/README.md`.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = lemida::store::picture::decode(Path::new("fuzz"), bytes);
});

//! For `cargo fuzz`: any bytes may be refused or opened as a network; nothing else may happen. See `fuzz/README.md`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = lemida::store::onnx::from_bytes(bytes.to_vec(), "fuzz", None);
    let _ = lemida::store::torch::from_bytes(bytes);
});

//! Who draws the window.

/// Whether the processor draws this program's window: Mesa's software renderer has threads that carry its name (Linux;
/// elsewhere nobody can tell, and graphics hardware is taken for granted). Only known once there is a window.
pub fn drawn_by_processor() -> bool {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else {
        return false;
    };
    threads
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("comm")).ok())
        .any(|name| name.starts_with("llvmpipe"))
}

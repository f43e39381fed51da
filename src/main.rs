//! The program: everything is in the library.

use std::process::ExitCode;

/// Gives memory back to the system when a job has done with it. The C library's own allocator keeps it for the next
/// job, thread by thread: after some minutes of many methods on large pictures the window held three times what was in
/// use.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    lemida::cli::main()
}

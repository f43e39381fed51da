//! Wide registers for plain loops.

/// Runs `work` compiled for AVX2 where the processor has it, so that its plain loops use registers of eight numbers. The
/// compiler may not reorder sums, so the bits are those of the plain loop.
#[inline]
pub fn wide<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    if let Some(processor) = pulp::x86::V3::try_new() {
        return pulp::Simd::vectorize(processor, work);
    }
    work()
}

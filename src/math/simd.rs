//! Wide registers for plain loops.

pub use pulp::NullaryFnOnce;

/// Runs `work` compiled for AVX2 where the processor has it, so that its plain loops use registers of eight numbers. The
/// compiler may not reorder sums, so the bits are those of the plain loop.
///
/// A small closure will do. Larger work should be a type whose `call` is `#[inline(always)]`, like everything that it
/// calls: what is not inlined is compiled for the plain registers.
#[inline]
pub fn wide<W: NullaryFnOnce>(work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    if let Some(processor) = pulp::x86::V3::try_new() {
        return pulp::Simd::vectorize(processor, work);
    }
    work.call()
}

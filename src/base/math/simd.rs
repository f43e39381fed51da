//! Wide registers: which there are, and plain loops that use them.

use std::sync::LazyLock;

use pulp::Arch;
pub use pulp::NullaryFnOnce;

/// The registers that kernels use: the widest that the processor has (AVX-512, AVX2 with FMA, else those that every
/// processor of its kind has), or fewer where the environment's `LEMIDA_SIMD` says `avx2` or `portable`, for
/// comparisons.
pub fn registers() -> Arch {
    static CHOSEN: LazyLock<Arch> = LazyLock::new(|| {
        match std::env::var("LEMIDA_SIMD").as_deref() {
            Ok("portable") => return Arch::Scalar,
            #[cfg(target_arch = "x86_64")]
            Ok("avx2") => return pulp::x86::V3::try_new().map_or(Arch::Scalar, Arch::V3),
            _ => {}
        }
        Arch::new()
    });
    *CHOSEN
}

/// Whether plain loops may use AVX2 and fused multiply-adds.
#[inline]
pub fn has_avx2() -> bool {
    !matches!(registers(), Arch::Scalar) && cfg!(target_arch = "x86_64") && {
        #[cfg(target_arch = "x86_64")]
        let found = pulp::x86::V3::try_new().is_some();
        #[cfg(not(target_arch = "x86_64"))]
        let found = false;
        found
    }
}

/// A function of plain loops that is compiled twice, for AVX2 and for the plain registers, and runs as the processor
/// can. The compiler may not reorder sums, so both give the same bits. What the body calls must be `#[inline(always)]`
/// or small.
macro_rules! wide_fn {
    ($(#[$note:meta])* $visible:vis fn $name:ident($($argument:ident: $kind:ty),* $(,)?) $body:block) => {
        $(#[$note])*
        #[allow(clippy::too_many_arguments, reason = "loops over many slices")]
        $visible fn $name($($argument: $kind),*) {
            #[allow(clippy::too_many_arguments, reason = "loops over many slices")]
            #[inline(always)]
            fn by_plain_loops($($argument: $kind),*) $body
            #[cfg(target_arch = "x86_64")]
            {
                #[allow(clippy::too_many_arguments, reason = "loops over many slices")]
                #[target_feature(enable = "avx2,fma")]
                fn by_avx2($($argument: $kind),*) {
                    by_plain_loops($($argument),*);
                }
                if $crate::math::simd::has_avx2() {
                    // SAFETY: the processor has AVX2 and FMA.
                    return unsafe { by_avx2($($argument),*) };
                }
            }
            by_plain_loops($($argument),*);
        }
    };
}
pub(crate) use wide_fn;

/// Runs `work` compiled for AVX2 where the processor has it, so that its plain loops use registers of eight numbers.
/// The compiler may not reorder sums, so the bits are those of the plain loop.
///
/// A small closure will do. Larger work should be a type whose `call` is `#[inline(always)]`, like everything that it
/// calls: what is not inlined is compiled for the plain registers.
#[inline]
pub fn wide<W: NullaryFnOnce>(work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    if has_avx2()
        && let Some(processor) = pulp::x86::V3::try_new()
    {
        return pulp::Simd::vectorize(processor, work);
    }
    work.call()
}

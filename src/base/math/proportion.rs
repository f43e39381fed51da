//! How sure a share is that was counted.
//!
//! Source: E. B. Wilson 1927, Probable inference, the law of succession, and statistical inference, Journal of the
//! American Statistical Association 22, doi:10.1080/01621459.1927.10502953.

/// The normal deviate beyond which 2.5 % lie on either side.
const DEVIATE: f64 = 1.959_963_984_540_054;

/// Wilson's 95 % interval of the share (0..1) of which `right` of `all` independent tries are a sample; everything,
/// when nothing was tried.
///
/// ```
/// use lemida_base::math::proportion::interval;
/// let [low, high] = interval(18, 20);
/// assert!((low - 0.69897).abs() < 1e-4 && (high - 0.97213).abs() < 1e-4);
/// assert_eq!(interval(0, 0), [0.0, 1.0]);
/// ```
pub fn interval(right: usize, all: usize) -> [f64; 2] {
    if all == 0 {
        return [0.0, 1.0];
    }
    let (count, square) = (all as f64, DEVIATE * DEVIATE);
    let share = right as f64 / count;
    let middle = share + square / (2.0 * count);
    let half = DEVIATE * (share * (1.0 - share) / count + square / (4.0 * count * count)).sqrt();
    let bound = |value: f64| (value / (1.0 + square / count)).clamp(0.0, 1.0);
    [bound(middle - half), bound(middle + half)]
}

//! Settings that follow the level of the noise.

/// A number that changes with log σ between measured places: `table` holds (σ on the 0..255 scale, value), rising.
pub(super) fn interpolate(table: &[(f32, f32)], sigma: f32) -> f32 {
    let level = sigma * 255.0;
    let after = table.partition_point(|&(place, _)| place < level);
    match (
        after.checked_sub(1).and_then(|before| table.get(before)),
        table.get(after),
    ) {
        (Some(&(x0, y0)), Some(&(x1, y1))) => y0 + (y1 - y0) * (level / x0).ln() / (x1 / x0).ln(),
        (Some(&(_, value)), None) | (None, Some(&(_, value))) => value,
        (None, None) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interpolation_meets_its_table_and_stays_between() {
        let table = [(10.0, 1.0), (20.0, 3.0)];
        for (level, value) in [
            (5.0, 1.0),
            (10.0, 1.0),
            (20.0, 3.0),
            (80.0, 3.0),
            (200_f32.sqrt(), 2.0),
        ] {
            assert!(
                (interpolate(&table, level / 255.0) - value).abs() < 1e-4,
                "{level}"
            );
        }
    }
}

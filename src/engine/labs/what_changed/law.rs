//! A power law through errors: err = a·n^(−b).

use crate::math::welch::student_bound;

/// A power law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Law {
    /// The error at n = 1.
    pub(super) a: f64,
    /// The exponent: ten times the data divide the error by 10^b.
    pub(super) b: f64,
    /// Half the width of the interval that holds the exponent with 95 %: Student's of the regression; `None` with fewer
    /// than three points.
    pub(super) within: Option<f64>,
}

impl Law {
    /// Least squares in logarithms: ln err = ln a − b ln n. What is not positive is left out; `None` where fewer than
    /// two numbers of pictures are left.
    pub(super) fn fit(points: &[[f64; 2]]) -> Option<Self> {
        let usable = points.iter().filter(|[n, err]| *n > 0.0 && *err > 0.0);
        let logs: Vec<[f64; 2]> = usable.map(|point| point.map(f64::ln)).collect();
        let count = logs.len() as f64;
        let mean = |at: usize| logs.iter().map(|log| log[at]).sum::<f64>() / count;
        let [x, y] = [mean(0), mean(1)];
        let spread: f64 = logs.iter().map(|log| (log[0] - x).powi(2)).sum();
        if logs.len() < 2 || spread < 1e-12 {
            return None;
        }
        let both: f64 = logs.iter().map(|log| (log[0] - x) * (log[1] - y)).sum();
        let slope = both / spread;
        let rest = logs
            .iter()
            .map(|log| (log[1] - y - slope * (log[0] - x)).powi(2));
        let freedom = count - 2.0;
        let within = (freedom > 0.0).then(|| {
            let error = (rest.sum::<f64>() / freedom / spread).sqrt();
            error * student_bound(0.05, freedom)
        });
        Some(Self {
            a: (y - slope * x).exp(),
            b: -slope,
            within,
        })
    }

    /// The error that it tells of `n` pictures.
    pub(super) fn at(&self, n: f64) -> f64 {
        self.a * n.powf(-self.b)
    }

    /// The exponent with its interval.
    pub(super) fn words(&self) -> String {
        let b = format!("{:.2}", self.b).replace('-', "−");
        match self.within {
            Some(within) => format!("{b} ± {within:.2}"),
            None => b,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_is_found_again_and_noise_widens_its_interval() {
        let exact: Vec<_> = [100.0, 300.0, 1000.0, 3000.0]
            .map(|n: f64| [n, 2.0 * n.powf(-0.3)])
            .into();
        let law = Law::fit(&exact).unwrap();
        assert!((law.b - 0.3).abs() < 1e-12 && (law.a - 2.0).abs() < 1e-9);
        assert!(law.within.unwrap() < 1e-9);
        assert!((law.at(500.0) - 2.0 * 500_f64.powf(-0.3)).abs() < 1e-12);
        let noisy = exact.iter().zip([1.1, 0.9, 1.1, 0.9]);
        let noisy: Vec<_> = noisy.map(|([n, err], by)| [*n, err * by]).collect();
        let wide = Law::fit(&noisy).unwrap();
        assert!((wide.b - 0.3).abs() < wide.within.unwrap());
        // Half of the noise, in logarithms half of the interval.
        let less = exact.iter().zip([1.1, 0.9, 1.1, 0.9_f64]);
        let less: Vec<_> = less.map(|([n, err], by)| [*n, err * by.sqrt()]).collect();
        let half = Law::fit(&less).unwrap().within.unwrap();
        assert!(law.within.unwrap() < half, "{half}");
        assert!(
            (2.0 * half / wide.within.unwrap() - 1.0).abs() < 1e-9,
            "{half}"
        );
    }

    #[test]
    fn the_interval_is_that_of_the_textbook() {
        // ln n = 0, 1, 2 and ln err = 0, −1, 0: slope 0, residuals 1/3, −2/3, 1/3 from their mean, so the variance of
        // the slope is (2/3) / 1 / 2, and Student's bound of one degree of freedom is 12.706.
        let e = std::f64::consts::E;
        let law = Law::fit(&[[1.0, 1.0], [e, 1.0 / e], [e * e, 1.0]]).unwrap();
        let expected = 12.7062 * (1.0_f64 / 3.0).sqrt();
        assert!((law.within.unwrap() - expected).abs() < 1e-3, "{law:?}");
        assert_eq!(Law::fit(&[[5.0, 0.1], [5.0, 0.2]]), None);
        assert_eq!(Law::fit(&[[5.0, 0.1], [10.0, 0.2]]).unwrap().within, None);
    }
}

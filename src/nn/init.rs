//! First values of weights.

crate::choices! {
    /// How weights get their first values.
    pub enum Init {
        /// Normal, variance 2 / fan-in (He et al. 2015, doi:10.1109/ICCV.2015.123).
        He => "he", "He";
        /// Uniform, variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010).
        Glorot => "glorot", "Glorot";
        /// Rows or columns orthonormal (Saxe, McClelland, Ganguli 2014, arXiv:1312.6120).
        Orthogonal => "orthogonal", "Orthogonal";
        /// All zero: a network of several layers then cannot learn, which is worth seeing.
        Zeros => "zeros", "Zeros";
    }
}

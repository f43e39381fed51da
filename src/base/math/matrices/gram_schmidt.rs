//! Orthonormal rows by the method of Gram and Schmidt.

/// Makes the rows of a `rows` × `columns` matrix (row-major, `rows ≤ columns`) orthonormal, in place: Gram-Schmidt,
/// each row twice, which loses no digits (Giraud, Langou, Rozložník 2005, doi:10.1016/j.camwa.2005.08.009).
///
/// Normal random rows become the first rows of a uniformly distributed rotation. Cost rows² · columns.
pub fn orthonormalise(matrix: &mut [f64], columns: usize) {
    let rows = matrix.len() / columns.max(1);
    assert!(
        rows <= columns,
        "more rows than columns cannot be orthogonal"
    );
    for i in 0..rows {
        let (done, rest) = matrix.split_at_mut(i * columns);
        let row = &mut rest[..columns];
        for _ in 0..2 {
            for other in done.chunks_exact(columns) {
                let overlap: f64 = row.iter().zip(other).map(|(a, b)| a * b).sum();
                for (a, b) in row.iter_mut().zip(other) {
                    *a -= overlap * b;
                }
            }
        }
        let length = row.iter().map(|a| a * a).sum::<f64>().sqrt();
        row.iter_mut().for_each(|a| *a /= length);
    }
}

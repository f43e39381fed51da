//! The convolution by its definition, in plain loops over f64: what the fast kernels are compared with.

use super::Conv;

/// Calls `visit(output index, weight index, input index)` for every product of the definition.
pub fn each_product(conv: &Conv, mut visit: impl FnMut(usize, usize, usize)) {
    let (a, b, [height, width]) = (conv.input, conv.output, conv.kernel);
    for n in 0..b.count {
        for i in 0..b.height {
            for j in 0..b.width {
                for u in 0..height {
                    for v in 0..width {
                        let y = (i * conv.stride + u * conv.dilation).wrapping_sub(conv.before[0]);
                        let x = (j * conv.stride + v * conv.dilation).wrapping_sub(conv.before[1]);
                        if y >= a.height || x >= a.width {
                            continue;
                        }
                        for o in 0..b.channels {
                            for c in 0..a.channels {
                                visit(
                                    b.at(n, i, j) + o,
                                    ((o * height + u) * width + v) * a.channels + c,
                                    a.at(n, y, x) + c,
                                );
                            }
                        }
                    }
                }
            }
        }
    }
}

//! Files made by a small encoder are read back.

use super::*;

/// How a test writes what is read here.
struct Writer {
    out: Vec<u8>,
    held: u32,
    count: u32,
}

impl Writer {
    fn put(&mut self, value: u32, bits: u32) {
        for bit in (0..bits).rev() {
            self.held = self.held << 1 | value >> bit & 1;
            self.count += 1;
            if self.count == 8 {
                self.out.push(self.held as u8);
                self.out.extend((self.held as u8 == 0xff).then_some(0));
                (self.held, self.count) = (0, 0);
            }
        }
    }

    /// Fills the last byte with ones.
    fn align(&mut self) {
        while self.count > 0 {
            self.put(1, 1);
        }
    }
}

/// Codes of the 17 lengths of a difference: five bits up to 15, twelve for 15 and 16.
fn code(length: u32) -> (u32, u32) {
    if length < 15 {
        (length, 5)
    } else {
        (15 << 7 | (length - 15), 12)
    }
}

fn encode(
    numbers: &[u16],
    (width, n): (usize, usize),
    bits: u8,
    predictor: u8,
    rows_per_restart: usize,
) -> Vec<u8> {
    let height = numbers.len() / width / n;
    let mut out = vec![0xff, 0xd8, 0xff, 0xc3, 0, 8 + 3 * n as u8, bits];
    out.extend((height as u16).to_be_bytes());
    out.extend((width as u16).to_be_bytes());
    out.push(n as u8);
    (0..n).for_each(|c| out.extend([c as u8, 0x11, 0]));
    out.extend([0xff, 0xc4, 0, 2 + 17 + 17, 0]);
    out.extend([0, 0, 0, 0, 15, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]);
    out.extend(0..17);
    out.extend([0xff, 0xdd, 0, 4]);
    out.extend(((rows_per_restart * width) as u16).to_be_bytes());
    out.extend([0xff, 0xda, 0, 6 + 2 * n as u8, n as u8]);
    (0..n).for_each(|c| out.extend([c as u8, 0]));
    out.extend([predictor, 0, 0]);
    let mut writer = Writer {
        out,
        held: 0,
        count: 0,
    };
    let at = |y: usize, x: usize, c: usize| i32::from(numbers[(y * width + x) * n + c]);
    let mut first_row = 0;
    for y in 0..height {
        if rows_per_restart > 0 && y > 0 && y % rows_per_restart == 0 {
            writer.align();
            writer
                .out
                .extend([0xff, 0xd0 + (y / rows_per_restart - 1) as u8 % 8]);
            first_row = y;
        }
        for (x, c) in (0..width).flat_map(|x| (0..n).map(move |c| (x, c))) {
            let predicted = match (y == first_row, x) {
                (true, 0) => 1 << (bits - 1),
                (true, _) => at(y, x - 1, c),
                (false, 0) => at(y - 1, x, c),
                _ => {
                    let (a, b, c) = (at(y, x - 1, c), at(y - 1, x, c), at(y - 1, x - 1, c));
                    [
                        a,
                        b,
                        c,
                        a + b - c,
                        a + ((b - c) >> 1),
                        b + ((a - c) >> 1),
                        (a + b) >> 1,
                    ][usize::from(predictor) - 1]
                }
            };
            // Differences are taken modulo 2 to the 16th.
            let difference = i32::from((at(y, x, c) - predicted) as i16);
            let length = if difference == -32_768 {
                16
            } else {
                32 - difference.unsigned_abs().leading_zeros()
            };
            let (code, code_bits) = code(length);
            writer.put(code, code_bits);
            if length < 16 {
                let low = if difference < 0 {
                    difference - 1
                } else {
                    difference
                };
                writer.put(low as u32 & ((1 << length) - 1), length);
            }
        }
    }
    writer.align();
    writer.out.extend([0xff, 0xd9]);
    writer.out
}

#[test]
fn every_prediction_gives_the_numbers_back() {
    for (predictor, n, bits, restart) in [
        (1, 1, 8, 0),
        (1, 2, 14, 0),
        (2, 3, 16, 0),
        (3, 1, 12, 2),
        (4, 2, 16, 3),
        (5, 1, 16, 0),
        (6, 4, 10, 1),
        (7, 2, 16, 0),
    ] {
        let (width, height) = (9, 7);
        let mut state = 7_u32;
        let numbers: Vec<u16> = (0..width * height * n)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> (32 - u32::from(bits))) as u16
            })
            .collect();
        let file = encode(&numbers, (width, n), bits, predictor, restart);
        let found = decode(&file, numbers.len()).unwrap();
        assert_eq!(
            (found.width, found.height, found.components),
            (width, height, n)
        );
        assert_eq!(
            found.numbers, numbers,
            "prediction {predictor}, {n} components, {bits} bits"
        );
        assert!(decode(&file, numbers.len() - 1).is_err());
        // Cut off anywhere but in what fills the last byte, it is refused.
        for end in 0..file.len() - 3 {
            assert!(
                decode(&file[..end], numbers.len()).is_err(),
                "prediction {predictor} cut at {end}"
            );
        }
    }
}

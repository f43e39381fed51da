//! Lossless JPEG (marker C3) of 2 to 16 bits and any number of components, as raw files of cameras and medical pictures
//! have it.
//!
//! Each number is predicted from its neighbours a to the left, b above and c above to the left, and the difference is
//! coded by Huffman's method: a code says how many bits the difference has, and these follow. Source: ITU-T T.81
//! (1992), annex H.

/// What was decoded.
pub(super) struct Lossless {
    /// Columns.
    pub(super) width: usize,
    /// Rows.
    pub(super) height: usize,
    /// Numbers of a place.
    pub(super) components: usize,
    /// The numbers, place after place.
    pub(super) numbers: Vec<u16>,
}

/// What is wrong with the data.
type Fault = &'static str;

const SHORT: Fault = "they end too early";

/// Decodes a file of no more than `most` numbers.
pub(super) fn decode(bytes: &[u8], most: usize) -> Result<Lossless, Fault> {
    let mut tables: [Option<Table>; 4] = [const { None }; 4];
    let mut frame: Option<(u8, usize, usize, Vec<u8>)> = None;
    let mut restart = 0;
    let mut at = 2;
    loop {
        let head = bytes.get(at..at + 4).ok_or(SHORT)?;
        if head[0] != 0xff {
            return Err("a marker is missing");
        }
        if head[1] == 0xff {
            at += 1;
            continue;
        }
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let body = bytes.get(at + 4..at + 2 + length.max(2)).ok_or(SHORT)?;
        at += 2 + length.max(2);
        match head[1] {
            0xc3 => {
                let [bits, h1, h0, w1, w0, count, rest @ ..] = body else {
                    return Err(SHORT);
                };
                let ids: Vec<u8> = rest.chunks_exact(3).map(|part| part[0]).collect();
                if ids.len() != usize::from(*count)
                    || ids.is_empty()
                    || rest.chunks_exact(3).any(|part| part[1] != 0x11)
                {
                    return Err("its components are of different sizes");
                }
                let size = |high, low| usize::from(u16::from_be_bytes([high, low]));
                frame = Some((*bits, size(*w1, *w0), size(*h1, *h0), ids));
            }
            0xc4 => read_tables(body, &mut tables)?,
            0xdd => {
                restart = body
                    .get(..2)
                    .map_or(0, |n| usize::from(u16::from_be_bytes([n[0], n[1]])));
            }
            0xda => {
                let (bits, width, height, ids) = frame.ok_or("its frame has no head")?;
                let count = width * height * ids.len();
                if count == 0 || count > most || !(2..=16).contains(&bits) {
                    return Err("its size is not that of the picture");
                }
                let scan = Scan::of(body, &ids, &tables, bits)?;
                let mut bits = Bits::of(bytes.get(at..).unwrap_or_default());
                return Ok(Lossless {
                    width,
                    height,
                    components: ids.len(),
                    numbers: scan.numbers(&mut bits, width, height, restart)?,
                });
            }
            _ => {}
        }
    }
}

/// A Huffman table: for each length of a code the first code, how many there are, and where their values begin.
#[derive(Clone)]
struct Table {
    /// Of the next eight bits: length of the code and its value; length 0 for longer codes.
    short: [(u8, u8); 256],
    codes: [(u32, u32, usize); 17],
    values: Vec<u8>,
}

fn read_tables(mut body: &[u8], tables: &mut [Option<Table>; 4]) -> Result<(), Fault> {
    while let [place, rest @ ..] = body {
        let counts = rest.get(..16).ok_or(SHORT)?;
        let total: usize = counts.iter().map(|count| usize::from(*count)).sum();
        let values = rest.get(16..16 + total).ok_or(SHORT)?.to_vec();
        body = &rest[16 + total..];
        let mut table = Table {
            short: [(0, 0); 256],
            codes: [(0, 0, 0); 17],
            values,
        };
        let (mut code, mut first) = (0_u32, 0_usize);
        for (length, count) in (1_u32..).zip(counts) {
            let count = u32::from(*count);
            if code + count > 1 << length {
                return Err("a table of codes is broken");
            }
            table.codes[length as usize] = (code, count, first);
            for nth in 0..count.min(if length <= 8 { count } else { 0 }) {
                let begin = ((code + nth) << (8 - length)) as usize;
                let value = table.values[first + nth as usize];
                table.short[begin..begin + (1 << (8 - length))].fill((length as u8, value));
            }
            first += count as usize;
            code = (code + count) << 1;
        }
        if let Some(entry) = tables.get_mut(usize::from(place & 15)) {
            *entry = Some(table);
        }
    }
    Ok(())
}

/// A scan's parameters.
struct Scan<'a> {
    tables: Vec<&'a Table>,
    predictor: u8,
    /// Low bits that are left out.
    shift: u8,
    /// The prediction of the first number.
    middle: i32,
}

impl<'a> Scan<'a> {
    fn of(
        body: &[u8],
        ids: &[u8],
        tables: &'a [Option<Table>; 4],
        bits: u8,
    ) -> Result<Self, Fault> {
        let count = usize::from(*body.first().ok_or(SHORT)?);
        let parts = body.get(1..1 + 2 * count).ok_or(SHORT)?;
        let [predictor, _, shift, ..] = body.get(1 + 2 * count..).unwrap_or_default() else {
            return Err(SHORT);
        };
        if count != ids.len()
            || parts
                .chunks_exact(2)
                .zip(ids)
                .any(|(part, id)| part[0] != *id)
        {
            return Err("its components stand in several scans");
        }
        let tables: Option<Vec<&Table>> = parts
            .chunks_exact(2)
            .map(|part| tables.get(usize::from(part[1] >> 4))?.as_ref())
            .collect();
        let shift = shift & 15;
        if !(1..=7).contains(predictor) || shift >= bits {
            return Err("its prediction is not known");
        }
        Ok(Self {
            tables: tables.ok_or("a table of codes is missing")?,
            predictor: *predictor,
            shift,
            middle: 1 << (bits - shift - 1),
        })
    }

    fn numbers(
        &self,
        bits: &mut Bits<'_>,
        width: usize,
        height: usize,
        restart: usize,
    ) -> Result<Vec<u16>, Fault> {
        let n = self.tables.len();
        let stride = width * n;
        let mut numbers = vec![0_u16; stride * height];
        let mut until_restart = restart;
        // After a restart the first row is predicted from the left alone.
        let mut first_row = 0;
        for y in 0..height {
            let (above, row) = numbers.split_at_mut(y * stride);
            let above = &above[above.len().saturating_sub(stride)..];
            let row = &mut row[..stride];
            for x in 0..width {
                let mut begins = false;
                if restart > 0 {
                    if until_restart == 0 {
                        bits.restart()?;
                        until_restart = restart;
                        begins = true;
                        first_row = y;
                    }
                    until_restart -= 1;
                }
                for (c, table) in self.tables.iter().enumerate() {
                    let at = x * n + c;
                    let left = |row: &[u16]| i32::from(row[at - n]);
                    let predicted = if begins || x == 0 && y == first_row {
                        self.middle
                    } else if y == first_row {
                        left(row)
                    } else if x == 0 {
                        i32::from(above[at])
                    } else {
                        let (a, b, c) = (left(row), i32::from(above[at]), left(above));
                        match self.predictor {
                            1 => a,
                            2 => b,
                            3 => c,
                            4 => a + b - c,
                            5 => a + ((b - c) >> 1),
                            6 => b + ((a - c) >> 1),
                            _ => (a + b) >> 1,
                        }
                    };
                    row[at] = (predicted + bits.difference(table)?) as u16;
                }
            }
        }
        if self.shift > 0 {
            numbers.iter_mut().for_each(|number| *number <<= self.shift);
        }
        Ok(numbers)
    }
}

/// Bits of coded data, the highest first; a zero after each byte of ones is left out.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    held: u64,
    count: u32,
    /// Bits beyond the end that were made up.
    beyond: u32,
}

impl<'a> Bits<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            held: 0,
            count: 0,
            beyond: 0,
        }
    }

    /// Holds at least 32 bits; zeros follow the end or a marker.
    fn fill(&mut self) {
        while self.count <= 48 {
            let byte = match self.bytes.get(self.at) {
                Some(0xff) if self.bytes.get(self.at + 1) == Some(&0) => {
                    self.at += 2;
                    0xff
                }
                Some(0xff) | None => {
                    self.beyond += 8;
                    0
                }
                Some(byte) => {
                    self.at += 1;
                    *byte
                }
            };
            self.held = self.held << 8 | u64::from(byte);
            self.count += 8;
        }
    }

    fn take(&mut self, count: u32) -> u32 {
        self.count -= count;
        (self.held >> self.count) as u32 & ((1_u64 << count) - 1) as u32
    }

    fn difference(&mut self, table: &Table) -> Result<i32, Fault> {
        self.fill();
        let (length, value) = table.short[(self.held >> (self.count - 8)) as usize & 255];
        let bits = if length > 0 {
            self.count -= u32::from(length);
            value
        } else {
            let mut code = self.take(8);
            let mut found = None;
            for (first, count, start) in &table.codes[9..] {
                code = code << 1 | self.take(1);
                if code.wrapping_sub(*first) < *count && code >= *first {
                    found = table.values.get(start + (code - first) as usize).copied();
                    break;
                }
            }
            found.ok_or("a code is not in its table")?
        };
        let difference = match u32::from(bits) {
            0 => 0,
            16 => 32_768,
            bits @ 1..=15 => {
                let number = self.take(bits) as i32;
                if number >> (bits - 1) == 0 {
                    number - (1 << bits) + 1
                } else {
                    number
                }
            }
            _ => return Err("a difference has too many bits"),
        };
        // More was taken than there is.
        if self.beyond > self.count {
            Err(SHORT)
        } else {
            Ok(difference)
        }
    }

    /// Goes to the next restart marker.
    fn restart(&mut self) -> Result<(), Fault> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let found = rest
            .windows(2)
            .position(|pair| pair[0] == 0xff && matches!(pair[1], 0xd0..=0xd7));
        self.at += found.ok_or("a restart marker is missing")? + 2;
        (self.held, self.count, self.beyond) = (0, 0, 0);
        Ok(())
    }
}

#[cfg(test)]
mod tests;

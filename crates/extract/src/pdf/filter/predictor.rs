//! Reverses predictors. A predictor changes rows of bytes so that they compress better (ISO 32000-1, 7.4.4.4).

use super::parameter;
use crate::pdf::object::Dict;

/// Reverses the predictor of a stream. Does not support all predictors of pictures.
pub(super) fn decode(bytes: Vec<u8>, parameters: Option<&Dict>) -> Vec<u8> {
    let predictor = parameter(parameters, "Predictor", 1);
    if predictor < 2 {
        return bytes;
    }
    let colors = parameter(parameters, "Colors", 1).clamp(1, 32);
    let bits = parameter(parameters, "BitsPerComponent", 8).clamp(1, 16);
    let columns = parameter(parameters, "Columns", 1).clamp(1, 1 << 24);
    let pixel = colors.saturating_mul(bits).div_ceil(8).max(1);
    let row = colors.saturating_mul(bits).saturating_mul(columns).div_ceil(8).max(1);
    if predictor == 2 { tiff(bytes, row, pixel, bits) } else { png(&bytes, row, pixel) }
}

fn tiff(mut bytes: Vec<u8>, row: usize, pixel: usize, bits: usize) -> Vec<u8> {
    if bits == 8 {
        for row in bytes.chunks_mut(row) {
            for at in pixel..row.len() {
                let left = row.get(at.saturating_sub(pixel)).copied().unwrap_or(0);
                if let Some(byte) = row.get_mut(at) {
                    *byte = byte.wrapping_add(left);
                }
            }
        }
    }
    bytes
}

/// Reverses PNG predictors (PNG specification, section 9.2). The first byte of each row is the number of its
/// filter.
fn png(bytes: &[u8], row: usize, pixel: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut above = vec![0_u8; row];
    let mut this = vec![0_u8; row];
    for coded in bytes.chunks(row.saturating_add(1)) {
        let Some((&kind, coded)) = coded.split_first() else { break };
        this.fill(0);
        for (at, &byte) in coded.iter().enumerate() {
            let before = at.checked_sub(pixel);
            let left = before.and_then(|at| this.get(at)).copied().unwrap_or(0);
            let up = above.get(at).copied().unwrap_or(0);
            let corner = before.and_then(|at| above.get(at)).copied().unwrap_or(0);
            let guess = match kind {
                1 => left,
                2 => up,
                3 => u8::midpoint(left, up),
                4 => paeth(left, up, corner),
                _ => 0,
            };
            if let Some(to) = this.get_mut(at) {
                *to = byte.wrapping_add(guess);
            }
        }
        out.extend(this.iter().take(coded.len()));
        std::mem::swap(&mut this, &mut above);
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let guess = i16::from(left).saturating_add(i16::from(up)).saturating_sub(i16::from(corner));
    let far = |other: u8| guess.abs_diff(i16::from(other));
    if far(left) <= far(up) && far(left) <= far(corner) {
        left
    } else if far(up) <= far(corner) {
        up
    } else {
        corner
    }
}

//! Unpacks LZW (ISO 32000-1, 7.4.4).

use crate::budget::ExtractionBudget;
use crate::extracted::FailureReason;

const CLEAR: usize = 256;
const END: usize = 257;
const FIRST: usize = 258;
const MAX_CODES: usize = 4096;

/// Unpacks a stream. If `early` is true, the length of codes increases one code earlier than necessary.
pub(super) fn decode(
    bytes: &[u8],
    early: bool,
    budget: &mut ExtractionBudget,
) -> Result<Vec<u8>, FailureReason> {
    let mut out: Vec<u8> = Vec::new();
    // For each code, the offset and length of its string in the output.
    let mut strings: Vec<(usize, usize)> = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    let (mut bits, mut held) = (0_u32, 0_u32);
    for &byte in bytes {
        bits = bits << 8 | u32::from(byte);
        held = held.saturating_add(8);
        let width = width(strings.len().saturating_add(FIRST).saturating_add(usize::from(early)));
        if held < width {
            continue;
        }
        held = held.saturating_sub(width);
        let code = (bits >> held) & !(u32::MAX << width);
        let code = usize::try_from(code).unwrap_or(END);
        let start = out.len();
        match code {
            CLEAR => {
                strings.clear();
                last = None;
                continue;
            }
            END => break,
            0..CLEAR => out.push(u8::try_from(code).unwrap_or(0)),
            _ => {
                let known = strings.get(code.saturating_sub(FIRST)).copied();
                // A code that is not yet known stands for the last string followed by the first byte of that
                // string.
                let (from, len) = known
                    .or_else(|| last.map(|(from, len)| (from, len.saturating_add(1))))
                    .ok_or(FailureReason::Damaged)?;
                for index in from..from.saturating_add(len) {
                    out.push(out.get(index).copied().ok_or(FailureReason::Damaged)?);
                }
            }
        }
        if let Some((from, len)) = last.filter(|_| strings.len().saturating_add(FIRST) < MAX_CODES) {
            // The new string consists of the last string and the first byte of the current string, which follows
            // in the output.
            strings.push((from, len.saturating_add(1)));
        }
        last = Some((start, out.len().saturating_sub(start)));
        if out.len() > budget.unpacked {
            return Err(FailureReason::TooLarge);
        }
        budget.tick()?;
    }
    budget.unpacked = budget.unpacked.saturating_sub(out.len());
    Ok(out)
}

fn width(codes: usize) -> u32 {
    match codes {
        0..512 => 9,
        512..1024 => 10,
        1024..2048 => 11,
        _ => 12,
    }
}

//! LZW, ISO 32000-1, 7.4.4.

use crate::Reason;
use crate::budget::Budget;

const CLEAR: usize = 256;
const END: usize = 257;
const FIRST: usize = 258;
const MOST: usize = 4096;

/// `early`: codes become longer one code sooner than they must.
pub(super) fn undo(bytes: &[u8], early: bool, budget: &mut Budget) -> Result<Vec<u8>, Reason> {
    let mut out: Vec<u8> = Vec::new();
    // Where the string of each code lies in what was written, and its length.
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
                // A code that is not known yet is the last string and its first letter.
                let (from, len) = known
                    .or_else(|| last.map(|(from, len)| (from, len.saturating_add(1))))
                    .ok_or(Reason::Damaged)?;
                for index in from..from.saturating_add(len) {
                    out.push(out.get(index).copied().ok_or(Reason::Damaged)?);
                }
            }
        }
        if let Some((from, len)) = last.filter(|_| strings.len().saturating_add(FIRST) < MOST) {
            // The last string with the first letter of this one lies there in a row.
            strings.push((from, len.saturating_add(1)));
        }
        last = Some((start, out.len().saturating_sub(start)));
        if out.len() > budget.unpacked {
            return Err(Reason::TooLarge);
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

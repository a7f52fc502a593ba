//! TNEF, [MS-OXTNEF]: what Outlook puts beside a mail as `winmail.dat`, so that Outlook finds all of an item again. Every
//! other program needs what is here.

mod attachment;
mod attribute;
mod legacy_attribute;
mod message;
mod properties;

#[cfg(test)]
mod tests;

use foundmail_defect::Defect;

use crate::read_limits::ReadLimits;
use crate::{Item, ReadError};

/// The first bytes of every TNEF stream, [MS-OXTNEF] 2.1.3.1.
const SIGNATURE: [u8; 4] = 0x223E_9F78_u32.to_le_bytes();
/// Messages in one another that are read.
const MOST_NESTING: usize = 32;
/// Defects that are kept of one item: the first ones tell enough.
const MOST_DEFECTS: usize = 200;

/// True if the bytes begin as a TNEF stream does.
pub fn is_tnef(bytes: &[u8]) -> bool {
    bytes.starts_with(&SIGNATURE)
}

/// Reads the item of a TNEF stream. What cannot be read is in [`Item::defects`]; of a stream that is cut, everything
/// before the cut is given.
pub fn read(bytes: &[u8]) -> Result<Item, ReadError> {
    if !is_tnef(bytes) {
        return Err(ReadError::NoMessage);
    }
    let mut limits = ReadLimits::of_source(bytes.len() as u64);
    Ok(message::message(bytes, None, 0, &mut limits))
}

fn push(defects: &mut Vec<Defect>, defect: Defect) {
    if defects.len() < MOST_DEFECTS {
        defects.push(defect);
    }
}

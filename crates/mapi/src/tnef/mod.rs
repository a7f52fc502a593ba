//! TNEF, [MS-OXTNEF]: the attachment `winmail.dat`, in which Outlook sends the properties that MIME cannot represent.

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

/// The first bytes of a TNEF stream, [MS-OXTNEF] 2.1.3.1.
const SIGNATURE: [u8; 4] = 0x223E_9F78_u32.to_le_bytes();
/// Maximum depth of attached messages.
const MOST_NESTING: usize = 32;
/// Maximum number of defects of one item. The first defects describe the damage well enough.
const MOST_DEFECTS: usize = 200;

/// Returns true if the bytes begin with the signature of TNEF.
pub fn is_tnef(bytes: &[u8]) -> bool {
    bytes.starts_with(&SIGNATURE)
}

/// Reads the item in a TNEF stream. Damage is recorded in [`Item::defects`]. A truncated stream is read up to its
/// end.
///
/// # Errors
///
/// Returns an error if the bytes are not a TNEF stream.
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

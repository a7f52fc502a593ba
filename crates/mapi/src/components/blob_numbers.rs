//! Numbers and times in recurrences, [MS-OXOCAL] 2.2.1.44.

use chrono::NaiveDateTime;

/// Returns minutes since 1601-01-01.
pub(super) fn minutes(time: NaiveDateTime) -> Option<u32> {
    const EPOCH_OFFSET: i64 = 11_644_473_600;
    u32::try_from(time.and_utc().timestamp().checked_add(EPOCH_OFFSET)?.checked_div(60)?).ok()
}

pub(super) fn put_u16(out: &mut Vec<u8>, number: u16) {
    out.extend(number.to_le_bytes());
}

pub(super) fn put_u32(out: &mut Vec<u8>, number: u32) {
    out.extend(number.to_le_bytes());
}

//! Writes changed events of a series: `ExceptionInfo` and `ExtendedException`, [MS-OXOCAL] 2.2.1.44.2 and 2.2.1.44.4.

use chrono::NaiveDateTime;

use super::blob_numbers::{minutes, put_u16, put_u32};
use crate::encode_code_page;

/// A moved or changed event, in local time.
#[derive(Debug, Clone)]
pub(super) struct SeriesException {
    pub(super) start: NaiveDateTime,
    pub(super) end: NaiveDateTime,
    pub(super) original: NaiveDateTime,
    pub(super) subject: Option<String>,
    pub(super) location: Option<String>,
    pub(super) busy: Option<u32>,
    pub(super) reminder: Option<u32>,
}

/// Bits of `OverrideFlags`.
const SUBJECT: u16 = 0x0001;
const REMINDER_DELTA: u16 = 0x0004;
const LOCATION: u16 = 0x0010;
const BUSY_STATUS: u16 = 0x0020;
/// Maximum number of characters of a text.
const MAX_TEXT: usize = 255;
/// The code page of the narrow texts. Readers prefer the Unicode texts that follow.
const CODE_PAGE: u32 = 1252;

/// Writes the exceptions with their count, and the extended exceptions.
pub(super) fn write(out: &mut Vec<u8>, exceptions: &[SeriesException]) -> Option<()> {
    put_u16(out, u16::try_from(exceptions.len()).ok()?);
    for exception in exceptions {
        exception.put_times(out)?;
        put_u16(out, exception.flags());
        put_narrow(out, exception.subject.as_deref());
        exception.reminder.into_iter().for_each(|delta| put_u32(out, delta));
        put_narrow(out, exception.location.as_deref());
        exception.busy.into_iter().for_each(|busy| put_u32(out, busy));
    }
    put_u32(out, 0);
    for exception in exceptions {
        // A highlight without a value, and an empty reserved block.
        put_u32(out, 4);
        put_u32(out, 0);
        put_u32(out, 0);
        if exception.subject.is_some() || exception.location.is_some() {
            exception.put_times(out)?;
            put_wide(out, exception.subject.as_deref());
            put_wide(out, exception.location.as_deref());
            put_u32(out, 0);
        }
    }
    put_u32(out, 0);
    Some(())
}

impl SeriesException {
    fn put_times(&self, out: &mut Vec<u8>) -> Option<()> {
        for time in [self.start, self.end, self.original] {
            put_u32(out, minutes(time)?);
        }
        Some(())
    }

    fn flags(&self) -> u16 {
        let flag = |is_set: bool, bit: u16| if is_set { bit } else { 0 };
        flag(self.subject.is_some(), SUBJECT)
            | flag(self.reminder.is_some(), REMINDER_DELTA)
            | flag(self.location.is_some(), LOCATION)
            | flag(self.busy.is_some(), BUSY_STATUS)
    }
}

/// Writes a text with its length twice; the first length includes a zero byte that is not written.
fn put_narrow(out: &mut Vec<u8>, text: Option<&str>) {
    let Some(text) = text else { return };
    let text: String = text.chars().take(MAX_TEXT).collect();
    let bytes = encode_code_page(&text, CODE_PAGE).unwrap_or_else(|| {
        text.chars().map(|c| u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or(b'?')).collect()
    });
    let length = u16::try_from(bytes.len()).unwrap_or(0);
    put_u16(out, length.saturating_add(1));
    put_u16(out, length);
    out.extend(bytes);
}

fn put_wide(out: &mut Vec<u8>, text: Option<&str>) {
    let Some(text) = text else { return };
    let units: Vec<u16> = text.chars().take(MAX_TEXT).collect::<String>().encode_utf16().collect();
    put_u16(out, u16::try_from(units.len()).unwrap_or(0));
    out.extend(units.into_iter().flat_map(u16::to_le_bytes));
}

//! Changed events of a series: `ExceptionInfo` and `ExtendedException`, [MS-OXOCAL] 2.2.1.44.2 and 2.2.1.44.4.

use chrono::NaiveDateTime;

use crate::bytes::Cursor;
use crate::compose::wire::date_time;
use crate::decode_code_page;

/// A moved or changed event, in local time. An optional field has a value if the event differs from the series in
/// this field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RecurrenceException {
    pub(crate) start: NaiveDateTime,
    pub(crate) end: NaiveDateTime,
    /// The start before the change.
    pub(crate) original: NaiveDateTime,
    /// The changed subject.
    pub(crate) subject: Option<String>,
    pub(crate) location: Option<String>,
    /// The changed `PidLidBusyStatus`.
    pub(crate) busy: Option<u32>,
    /// The changed reminder, in minutes before the start.
    pub(crate) reminder: Option<u32>,
    /// True if the event was changed to a whole day, false if it was changed to a part of a day.
    pub(crate) all_day: Option<bool>,
}

/// Bits of `OverrideFlags`.
const SUBJECT: u16 = 0x0001;
const MEETING_TYPE: u16 = 0x0002;
const REMINDER_DELTA: u16 = 0x0004;
const REMINDER_SET: u16 = 0x0008;
const LOCATION: u16 = 0x0010;
const BUSY_STATUS: u16 = 0x0020;
const ATTACHMENT: u16 = 0x0040;
const SUB_TYPE: u16 = 0x0080;
const COLOR: u16 = 0x0100;

/// Reads the exceptions up to the first damage. `version` is `WriterVersion2`.
pub(crate) fn read(bytes: &mut Cursor<'_>, version: u32) -> Vec<RecurrenceException> {
    let mut found = Vec::new();
    let count = bytes.u16().unwrap_or(0);
    for _ in 0..count {
        let Ok(one) = info(bytes) else { break };
        found.push(one);
    }
    if found.len() == usize::from(count) {
        extend(bytes, version, &mut found);
    }
    found.into_iter().filter_map(|(_, exception)| exception).collect()
}

/// Reads one `ExceptionInfo`. Returns its flags, and the exception if its times are valid.
fn info(bytes: &mut Cursor<'_>) -> Result<(u16, Option<RecurrenceException>), UnexpectedEnd> {
    let mut time = || bytes.u32().map(date_time::from_minutes).ok_or(UnexpectedEnd);
    let (start, end, original) = (time()?, time()?, time()?);
    let flags = bytes.u16().ok_or(UnexpectedEnd)?;
    let has = |flag: u16| flags & flag != 0;
    let subject = narrow(bytes, has(SUBJECT))?;
    dword(bytes, has(MEETING_TYPE))?;
    let delta = dword(bytes, has(REMINDER_DELTA))?;
    dword(bytes, has(REMINDER_SET))?;
    let location = narrow(bytes, has(LOCATION))?;
    let busy = dword(bytes, has(BUSY_STATUS))?;
    dword(bytes, has(ATTACHMENT))?;
    let sub_type = dword(bytes, has(SUB_TYPE))?;
    dword(bytes, has(COLOR))?;
    let exception = start.zip(end).zip(original).map(|((start, end), original)| RecurrenceException {
        start,
        end,
        original,
        subject,
        location,
        busy,
        reminder: delta,
        all_day: sub_type.map(|value| value != 0),
    });
    Ok((flags, exception))
}

/// The error for data that ends inside a field.
#[derive(Debug)]
struct UnexpectedEnd;

/// Reads a number if the flags say that it exists.
fn dword(bytes: &mut Cursor<'_>, there: bool) -> Result<Option<u32>, UnexpectedEnd> {
    if there { bytes.u32().map(Some).ok_or(UnexpectedEnd) } else { Ok(None) }
}

/// Reads a text if the flags say that it exists. The length of the text is stored twice.
fn narrow(bytes: &mut Cursor<'_>, there: bool) -> Result<Option<String>, UnexpectedEnd> {
    if !there {
        return Ok(None);
    }
    bytes.skip(2).ok_or(UnexpectedEnd)?;
    let length = bytes.u16().ok_or(UnexpectedEnd)?;
    let text = bytes.take(length.into()).ok_or(UnexpectedEnd)?;
    Ok(Some(decode_code_page(text, None)))
}

/// Reads the Unicode texts and adds them to the exceptions.
fn extend(
    bytes: &mut Cursor<'_>,
    version: u32,
    found: &mut [(u16, Option<RecurrenceException>)],
) -> Option<()> {
    /// The first version in which a block for highlighting exists.
    const HIGHLIGHTS: u32 = 0x3009;
    block(bytes)?;
    for (flags, exception) in found {
        if version >= HIGHLIGHTS {
            block(bytes)?;
        }
        block(bytes)?;
        let (has_subject, has_location) = (*flags & SUBJECT != 0, *flags & LOCATION != 0);
        if !has_subject && !has_location {
            continue;
        }
        bytes.skip(12)?;
        let subject = if has_subject { Some(bytes.counted_utf16()?) } else { None };
        let location = if has_location { Some(bytes.counted_utf16()?) } else { None };
        if let Some(exception) = exception {
            exception.subject = subject.or_else(|| exception.subject.take());
            exception.location = location.or_else(|| exception.location.take());
        }
        block(bytes)?;
    }
    Some(())
}

/// Skips a block: a 32-bit size and that many bytes.
fn block(bytes: &mut Cursor<'_>) -> Option<()> {
    let size = bytes.u32()?;
    bytes.skip(usize::try_from(size).ok()?)
}

//! Events of a series that are not like the others: `ExceptionInfo` and `ExtendedException`, [MS-OXOCAL] 2.2.1.44.2 and
//! 2.2.1.44.4.

use chrono::NaiveDateTime;

use crate::bytes::Cursor;
use crate::compose::wire::date_time;
use crate::decode_code_page;

/// An event that was moved or changed, in local time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RecurrenceException {
    pub(crate) start: NaiveDateTime,
    pub(crate) end: NaiveDateTime,
    /// When it would have been.
    pub(crate) original: NaiveDateTime,
    /// The subject, where it is another.
    pub(crate) subject: Option<String>,
    pub(crate) location: Option<String>,
    /// `PidLidBusyStatus`, where it is another.
    pub(crate) busy: Option<u32>,
    /// Minutes before the event, where the reminder is another.
    pub(crate) reminder: Option<u32>,
    /// True if it is a whole day now, false if it is no longer, where that is another.
    pub(crate) all_day: Option<bool>,
}

/// `OverrideFlags`
const SUBJECT: u16 = 0x0001;
const MEETING_TYPE: u16 = 0x0002;
const REMINDER_DELTA: u16 = 0x0004;
const REMINDER_SET: u16 = 0x0008;
const LOCATION: u16 = 0x0010;
const BUSY_STATUS: u16 = 0x0020;
const ATTACHMENT: u16 = 0x0040;
const SUB_TYPE: u16 = 0x0080;
const COLOR: u16 = 0x0100;

/// The exceptions, as many as can be read. `version` is `WriterVersion2`.
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

/// One `ExceptionInfo`: its flags, and the exception unless its times are none.
fn info(bytes: &mut Cursor<'_>) -> Result<(u16, Option<RecurrenceException>), UnexpectedEnd> {
    let mut time = || bytes.u32().map(date_time::of_minutes).ok_or(UnexpectedEnd);
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

/// The bytes end where something should be.
#[derive(Debug)]
struct UnexpectedEnd;

/// The number, if the flags say that it is there.
fn dword(bytes: &mut Cursor<'_>, there: bool) -> Result<Option<u32>, UnexpectedEnd> {
    if there { bytes.u32().map(Some).ok_or(UnexpectedEnd) } else { Ok(None) }
}

/// The same for a text behind its length, which stands there twice.
fn narrow(bytes: &mut Cursor<'_>, there: bool) -> Result<Option<String>, UnexpectedEnd> {
    if !there {
        return Ok(None);
    }
    bytes.skip(2).ok_or(UnexpectedEnd)?;
    let length = bytes.u16().ok_or(UnexpectedEnd)?;
    let text = bytes.take(length.into()).ok_or(UnexpectedEnd)?;
    Ok(Some(decode_code_page(text, None)))
}

/// The texts in Unicode.
fn extend(
    bytes: &mut Cursor<'_>,
    version: u32,
    found: &mut [(u16, Option<RecurrenceException>)],
) -> Option<()> {
    /// From this version on, a block says what was highlighted.
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

/// Cursor behind their count.
fn block(bytes: &mut Cursor<'_>) -> Option<()> {
    let size = bytes.u32()?;
    bytes.skip(usize::try_from(size).ok()?)
}

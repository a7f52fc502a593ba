//! Appointments, [MS-OXOCAL] 2.2.1 and 2.2.2.

use foundmail_mapi::tags::named::{self, PSETID_APPOINTMENT, PSETID_COMMON};
use foundmail_mapi::{FileTime, PropertySet, Value, tags};

use super::{insert, insert_all};

/// `PidLidSendMeetingAsIcal`, `PidLidBusyStatus` (busy), `PidLidAppointmentSubType` (not the whole day),
/// `PidLidAppointmentStateFlags`, `PidLidResponseStatus`, `PidLidRecurring`, `PidLidRecurrenceType`. An appointment without
/// `PidLidAppointmentSequence` gets none: an import of the file would find a change that was never made.
const APPOINTMENT: [(u32, Value); 7] = [
    (0x8200, Value::Bool(true)),
    (named::BUSY_STATUS, Value::I32(2)),
    (named::APPOINTMENT_SUB_TYPE, Value::Bool(false)),
    (named::APPOINTMENT_STATE_FLAGS, Value::I32(0)),
    (named::RESPONSE_STATUS, Value::I32(0)),
    (named::RECURRING, Value::Bool(false)),
    (0x8231, Value::I32(0)),
];
/// `PidLidClipStart` and `PidLidClipEnd`: the days on which mail programs look for an appointment.
const CLIP_START: u32 = 0x8235;
const CLIP_END: u32 = 0x8236;
/// The end of a series without an end, [MS-OXOCAL] 2.2.1.15: 31 August 4500, 23:59.
const NO_END: FileTime = FileTime(0x0CB3_4557_A3DD_4000);
const TICKS_PER_MINUTE: u64 = 600_000_000;
/// The reminder of an appointment that names none, in minutes.
const REMINDER: i64 = 15;

/// Adds the properties that an appointment needs, as far as they can be derived from its own.
pub(super) fn defaults(set: &PropertySet, own: &mut PropertySet) {
    insert_all(own, PSETID_APPOINTMENT, APPOINTMENT);
    let time = |of, lid| match set.get_lid(of, lid) {
        Some(Value::Time(time)) => Some(*time),
        _ => None,
    };
    let first = |lids: [([u8; 16], u32); 2], id| {
        lids.into_iter().find_map(|(of, lid)| time(of, lid)).or_else(|| set.time(id))
    };
    let start = first(
        [(PSETID_APPOINTMENT, named::APPOINTMENT_START_WHOLE), (PSETID_COMMON, named::COMMON_START)],
        tags::START_DATE,
    );
    let end = first(
        [(PSETID_APPOINTMENT, named::APPOINTMENT_END_WHOLE), (PSETID_COMMON, named::COMMON_END)],
        tags::END_DATE,
    );
    let Some(start) = start.or(end) else { return };
    let end = end.unwrap_or(start);
    let minutes = end.0.saturating_sub(start.0) / TICKS_PER_MINUTE;
    let is_series = matches!(set.get_lid(PSETID_APPOINTMENT, named::RECURRING), Some(Value::Bool(true)));
    // Mail programs look at every day of a series whose last day is not known here.
    let clip_end = if is_series { NO_END } else { end };
    own.insert(tags::START_DATE, Value::Time(start));
    own.insert(tags::END_DATE, Value::Time(end));
    for (of, lid, value) in [
        (PSETID_APPOINTMENT, named::APPOINTMENT_START_WHOLE, Value::Time(start)),
        (PSETID_APPOINTMENT, named::APPOINTMENT_END_WHOLE, Value::Time(end)),
        (
            PSETID_APPOINTMENT,
            named::APPOINTMENT_DURATION,
            Value::I32(i32::try_from(minutes).unwrap_or(i32::MAX)),
        ),
        (PSETID_APPOINTMENT, CLIP_START, Value::Time(start)),
        (PSETID_APPOINTMENT, CLIP_END, Value::Time(clip_end)),
        (PSETID_COMMON, named::COMMON_START, Value::Time(start)),
        (PSETID_COMMON, named::COMMON_END, Value::Time(end)),
        (PSETID_COMMON, named::REMINDER_TIME, Value::Time(start)),
        (PSETID_COMMON, named::REMINDER_SIGNAL_TIME, Value::Time(signal(set, start))),
    ] {
        insert(own, of, lid, value);
    }
}

/// Returns the time of the reminder of an appointment.
fn signal(set: &PropertySet, start: FileTime) -> FileTime {
    let minutes = set.lid_integer(PSETID_COMMON, named::REMINDER_DELTA).unwrap_or(REMINDER);
    let before = u64::try_from(minutes).unwrap_or(0).saturating_mul(TICKS_PER_MINUTE);
    FileTime(start.0.saturating_sub(before))
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::tags::named::{self, PSETID_APPOINTMENT, PSETID_COMMON};
    use foundmail_mapi::{FileTime, PropertySet, Value, tags};

    use super::super::insert;
    use super::{CLIP_END, CLIP_START, NO_END, TICKS_PER_MINUTE, defaults};

    #[test]
    fn times_are_derived_from_start_and_end() {
        let minute = |minute: u64| FileTime(131_000_000_000_000_000 + minute * TICKS_PER_MINUTE);
        for (start, end, series, clip_end, duration) in [
            (Some(0), Some(60), false, minute(60), Some(60)),
            (Some(0), Some(60), true, NO_END, Some(60)),
            (Some(0), None, false, minute(0), Some(0)),
            (None, Some(60), false, minute(60), Some(0)),
            (Some(60), Some(0), false, minute(0), Some(0)),
        ] {
            let mut set = PropertySet::new();
            let within = PSETID_APPOINTMENT;
            if let Some(start) = start {
                insert(&mut set, within, named::APPOINTMENT_START_WHOLE, Value::Time(minute(start)));
            }
            if let Some(end) = end {
                insert(&mut set, PSETID_COMMON, named::COMMON_END, Value::Time(minute(end)));
            }
            insert(&mut set, within, named::RECURRING, Value::Bool(series));
            insert(&mut set, PSETID_COMMON, named::REMINDER_DELTA, Value::I32(5));
            let mut own = PropertySet::new();
            defaults(&set, &mut own);
            let time = |set, lid| match own.get_lid(set, lid) {
                Some(Value::Time(time)) => Some(*time),
                _ => None,
            };
            let expected = minute(start.or(end).unwrap_or(0));
            assert_eq!(time(within, CLIP_START), Some(expected));
            assert_eq!(time(within, CLIP_END), Some(clip_end));
            assert_eq!(own.lid_integer(within, named::APPOINTMENT_DURATION), duration);
            assert_eq!(own.time(tags::START_DATE), Some(expected));
            let signal = FileTime(expected.0 - 5 * TICKS_PER_MINUTE);
            assert_eq!(time(PSETID_COMMON, named::REMINDER_SIGNAL_TIME), Some(signal));
        }
    }

    #[test]
    fn an_appointment_without_a_time_gets_none() {
        let mut own = PropertySet::new();
        defaults(&PropertySet::new(), &mut own);
        assert_eq!(own.time(tags::START_DATE), None);
        assert_eq!(own.lid_integer(PSETID_APPOINTMENT, named::BUSY_STATUS), Some(2));
    }
}

//! The unique identifier of a calendar component, RFC 5545 3.8.4.7.

use crate::compose::item_properties::{date, message_ids, subject};
use crate::tags::named::{self, PSETID_MEETING};
use crate::{Item, tags};

/// Returns the identifier of an event or task. This is `PidLidGlobalObjectId`. If it is missing, the identifier is
/// the message id or the search key. `PidLidGlobalObjectId` may contain the UID of another calendar program
/// ([MS-OXCICAL] 2.1.3.1.1.20.26).
pub(crate) fn uid(item: &Item) -> String {
    const LIMIT: usize = 4 << 10;
    const FOREIGN: &[u8] = b"vCal-Uid\x01\0\0\0";
    let props = &item.props;
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0').to_ascii_uppercase();
    let hex = |bytes: &[u8]| {
        bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0F)]).collect::<String>()
    };
    let id = [named::CLEAN_GLOBAL_OBJECT_ID, named::GLOBAL_OBJECT_ID]
        .into_iter()
        .find_map(|lid| props.lid_structure(PSETID_MEETING, lid))
        .filter(|id| id.len() <= LIMIT);
    if let Some(mut bytes) = id {
        // All events of a series have one identifier, so the date of a single event is removed, [MS-OXOCAL] 2.2.1.27.
        if let Some(date) = bytes.get_mut(16..20) {
            date.fill(0);
        }
        let foreign = bytes.get(40..).and_then(|data| data.strip_prefix(FOREIGN));
        let foreign = foreign.map(|text| String::from_utf8_lossy(text).trim_end_matches('\0').to_owned());
        return foreign.filter(|text| !text.is_empty()).unwrap_or_else(|| hex(&bytes));
    }
    let message = props.text(tags::INTERNET_MESSAGE_ID).and_then(|id| message_ids(&id).into_iter().next());
    let key = || props.structure(tags::SEARCH_KEY).filter(|key| key.len() <= LIMIT).map(|key| hex(&key));
    message.or_else(key).unwrap_or_else(|| {
        // Without any identifier, the subject and date identify the item.
        let says = format!("{}\n{:?}", subject(item), date(props));
        format!("{:016X}", fnv(says.as_bytes()))
    })
}

/// Returns the 64-bit FNV-1a hash of bytes. The hash is the same on all computers and in all releases.
fn fnv(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xCBF2_9CE4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

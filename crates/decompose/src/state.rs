//! The state of a message: read, answered, flagged, importance and categories.

use foundmail_mapi::tags::named::{FLAG_REQUEST, KEYWORDS, PS_PUBLIC_STRINGS, PSETID_COMMON};
use foundmail_mapi::{PropertySet, Value, tags};

use crate::header::Header;
use crate::properties::{boolean, integer, lid, named};

/// `mfRead` and `mfUnsent` of `PidTagMessageFlags`.
const READ: i32 = 1;
const UNSENT: i32 = 8;
/// Bits of `X-Mozilla-Status`.
const MOZILLA_READ: u32 = 0x0001;
const MOZILLA_REPLIED: u32 = 0x0002;
const MOZILLA_FLAGGED: u32 = 0x0004;
const MOZILLA_FORWARDED: u32 = 0x1000;
/// Values of `PidTagLastVerbExecuted`: replied to the sender, forwarded.
const REPLIED: i32 = 102;
const FORWARDED: i32 = 104;
/// `PidTagReadReceiptRequested` and `PidTagOriginatorDeliveryReportRequested`.
const DELIVERY_REPORT_REQUESTED: u16 = 0x0023;
/// The value of `PidTagFlagStatus` for a follow-up flag.
const FLAGGED: i32 = 2;

/// Inserts the state that the header describes. A message whose header says nothing is read, as in an archive.
pub(crate) fn insert(set: &mut PropertySet, header: &Header) {
    let status = header.get("status");
    let more = header.get("x-status").unwrap_or_default().to_owned();
    let mozilla = header.get("x-mozilla-status").and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let mozilla_has = |bit: u32| mozilla.is_some_and(|bits| bits & bit != 0);
    let labels = header.get("x-gmail-labels").unwrap_or_default().to_owned();
    let label = |wanted: &str| labels.split(',').any(|label| label.trim().eq_ignore_ascii_case(wanted));
    let is_read = match (status, mozilla) {
        (Some(status), _) => status.contains('R'),
        (None, Some(bits)) => bits & MOZILLA_READ != 0,
        (None, None) => !label("Unread"),
    };
    let is_draft = more.contains('T') || header.get("x-unsent") == Some("1") || label("Drafts");
    integer(set, tags::MESSAGE_FLAGS, (if is_read { READ } else { 0 }) | (if is_draft { UNSENT } else { 0 }));
    if more.contains('A') || mozilla_has(MOZILLA_REPLIED) {
        integer(set, tags::LAST_VERB_EXECUTED, REPLIED);
    } else if mozilla_has(MOZILLA_FORWARDED) {
        integer(set, tags::LAST_VERB_EXECUTED, FORWARDED);
    }
    if more.contains('F') || mozilla_has(MOZILLA_FLAGGED) || label("Starred") {
        integer(set, tags::FLAG_STATUS, FLAGGED);
        let request = header.get("x-message-flag").unwrap_or("Follow up").to_owned();
        lid(set, PSETID_COMMON, FLAG_REQUEST, Value::Text(request));
    }
    urgency(set, header);
    boolean(set, tags::READ_RECEIPT_REQUESTED, header.get("disposition-notification-to").is_some());
    boolean(set, DELIVERY_REPORT_REQUESTED, false);
    let categories: Vec<String> = header
        .get("keywords")
        .unwrap_or_default()
        .split([',', ';'])
        .map(|category| category.trim().to_owned())
        .filter(|category| !category.is_empty())
        .collect();
    if !categories.is_empty() {
        named(set, PS_PUBLIC_STRINGS, KEYWORDS, Value::TextList(categories));
    }
}

fn urgency(set: &mut PropertySet, header: &Header) {
    let value = |name: &str| header.get(name).unwrap_or_default().to_ascii_lowercase();
    let importance = match (value("importance").as_str(), value("x-priority").chars().next()) {
        ("high", _) | (_, Some('1' | '2')) => 2,
        ("low", _) | (_, Some('4' | '5')) => 0,
        _ => 1,
    };
    integer(set, tags::IMPORTANCE, importance);
    integer(
        set,
        tags::PRIORITY,
        match value("priority").as_str() {
            "urgent" => 1,
            "non-urgent" => -1,
            _ => 0,
        },
    );
    integer(
        set,
        tags::SENSITIVITY,
        match value("sensitivity").as_str() {
            "personal" => 1,
            "private" => 2,
            "company-confidential" => 3,
            _ => 0,
        },
    );
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::{PropertySet, tags};

    use super::insert;
    use crate::header::Header;

    #[test]
    fn fields_of_many_programs_are_read() {
        // flags, answered or forwarded, flagged, importance
        for (header, flags, verb, flag, importance) in [
            ("Subject: a", 1, None, None, 1),
            ("Status: O", 0, None, None, 1),
            ("Status: RO\nX-Status: AF\nImportance: high", 1, Some(102), Some(2), 2),
            ("X-Mozilla-Status: 0005\nX-Priority: 5 (Lowest)", 1, None, Some(2), 0),
            ("X-Mozilla-Status: 1000", 0, Some(104), None, 1),
            ("X-Mozilla-Status: zz", 1, None, None, 1),
            ("X-Gmail-Labels: Inbox,Unread,Starred", 0, None, Some(2), 1),
            ("X-Unsent: 1", 9, None, None, 1),
        ] {
            let mut set = PropertySet::new();
            insert(&mut set, &Header::of(format!("{header}\n\n").as_bytes()));
            let found = [tags::MESSAGE_FLAGS, tags::LAST_VERB_EXECUTED, tags::FLAG_STATUS, tags::IMPORTANCE]
                .map(|id| set.integer(id));
            assert_eq!(found, [Some(flags), verb, flag, Some(importance)], "{header}");
        }
    }
}

//! The properties that every item needs, if it does not have them itself, [MS-PST] 2.4.5.1.

use foundmail_mapi::{FileTime, Item, NameId, PropertyName, PropertySet, Value, tags};
use md5::{Digest, Md5};

use super::kind_defaults::kind_defaults;
use super::subject::subject_texts;
use crate::tags::{OWN_SET, WHOLE_SUBJECT};

const TIMES: [u16; 4] = [
    tags::LAST_MODIFICATION_TIME,
    tags::MESSAGE_DELIVERY_TIME,
    tags::CLIENT_SUBMIT_TIME,
    tags::CREATION_TIME,
];
/// `mfUnsent` of `PidTagMessageFlags`.
const UNSENT: u32 = 0x08;
/// `PidTagOriginatorDeliveryReportRequested`
const DELIVERY_REPORT_REQUESTED: u16 = 0x0023;
/// Properties of the sender, and the same ones of the person for whom the sender writes.
const SENDER: [(u16, u16); 4] = [
    (tags::SENDER_NAME, tags::SENT_REPRESENTING_NAME),
    (tags::SENDER_ADDRESS_TYPE, tags::SENT_REPRESENTING_ADDRESS_TYPE),
    (tags::SENDER_EMAIL_ADDRESS, tags::SENT_REPRESENTING_EMAIL_ADDRESS),
    (tags::SENDER_SMTP_ADDRESS, tags::SENT_REPRESENTING_SMTP_ADDRESS),
];

/// Returns the properties that replace those of an item: its subject with a header, and the topic that fits it.
pub(super) fn forced(item: &Item) -> PropertySet {
    let mut set = PropertySet::new();
    if let Some(texts) = subject_texts(&item.props) {
        set.insert(tags::SUBJECT, Value::Text(texts.subject));
        // An item without a topic gets none: an import of the file would find a field that the item never had.
        let has_topic = item.props.get(tags::CONVERSATION_TOPIC).is_some();
        if let Some(topic) = texts.topic.filter(|_| has_topic) {
            set.insert(tags::CONVERSATION_TOPIC, Value::Text(topic));
        }
        if let Some(whole) = texts.whole {
            let name = PropertyName { set: OWN_SET, id: NameId::Text(WHOLE_SUBJECT.to_owned()) };
            set.insert_named(name, Value::Text(whole));
        }
    }
    set
}

/// Returns the properties that every item of its class needs. Those that the item has are ignored by the caller. `now`
/// is the time of items without any time.
pub(super) fn defaults(item: &Item, forced: &PropertySet, now: FileTime, flags: u32) -> PropertySet {
    let set = &item.props;
    let mut own = kind_defaults(item);
    own.insert(tags::MESSAGE_CLASS, Value::Text("IPM.Note".to_owned()));
    own.insert(tags::IMPORTANCE, Value::I32(1));
    own.insert(tags::SENSITIVITY, Value::I32(0));
    own.insert(tags::PRIORITY, Value::I32(0));
    own.insert(tags::READ_RECEIPT_REQUESTED, Value::Bool(false));
    own.insert(DELIVERY_REPORT_REQUESTED, Value::Bool(false));
    own.insert(tags::SEARCH_KEY, Value::Binary(search_key(set, forced).into()));
    let time = TIMES.into_iter().find_map(|id| set.time(id)).unwrap_or(now);
    own.insert(tags::CREATION_TIME, Value::Time(time));
    own.insert(tags::LAST_MODIFICATION_TIME, Value::Time(time));
    for (id, kind) in [(tags::DISPLAY_TO, 1), (tags::DISPLAY_CC, 2), (tags::DISPLAY_BCC, 3)] {
        let names = names_of(item, kind);
        if !names.is_empty() {
            own.insert(id, Value::Text(names));
        }
    }
    if is_mail(set) && flags & UNSENT == 0 {
        sent_mail(set, &mut own);
    }
    own
}

/// Returns true if the item is mail. An item without a message class counts as mail.
pub(super) fn is_mail(set: &PropertySet) -> bool {
    set.text(tags::MESSAGE_CLASS)
        .is_none_or(|class| class.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("IPM.Note")))
}

/// Adds the properties that sent mail has twice, from the one that the item has: times, and names of the sender.
fn sent_mail(set: &PropertySet, own: &mut PropertySet) {
    const SENT_AND_ARRIVED: [u16; 2] = [tags::CLIENT_SUBMIT_TIME, tags::MESSAGE_DELIVERY_TIME];
    if let Some(time) = SENT_AND_ARRIVED.into_iter().find_map(|id| set.time(id)) {
        for id in SENT_AND_ARRIVED {
            own.insert(id, Value::Time(time));
        }
    }
    let has_any = |of: &dyn Fn(&(u16, u16)) -> u16| SENDER.iter().any(|pair| set.text(of(pair)).is_some());
    let copies: Vec<(u16, u16)> = match (has_any(&|pair| pair.0), has_any(&|pair| pair.1)) {
        (true, false) => SENDER.into_iter().collect(),
        (false, true) => SENDER.into_iter().map(|(sender, behalf)| (behalf, sender)).collect(),
        _ => Vec::new(),
    };
    for (from, to) in copies {
        if let Some(text) = set.text(from) {
            own.insert(to, Value::Text(text));
        }
    }
    let address = set.first_text(&[tags::SENDER_EMAIL_ADDRESS, tags::SENDER_SMTP_ADDRESS]);
    if let (None, Some(address)) = (own.text(tags::SENDER_NAME), address) {
        own.insert(tags::SENDER_NAME, Value::Text(address));
    }
}

/// Returns the names of the recipients with one `PidTagRecipientType`.
fn names_of(item: &Item, kind: i64) -> String {
    let of_kind = item
        .recipients
        .iter()
        .filter(|recipient| recipient.integer(tags::RECIPIENT_TYPE).unwrap_or(1) & 0xF == kind);
    let names: Vec<String> = of_kind
        .filter_map(|recipient| {
            recipient.first_text(&[
                tags::DISPLAY_NAME,
                tags::RECIPIENT_DISPLAY_NAME,
                tags::EMAIL_ADDRESS,
                tags::SMTP_ADDRESS,
            ])
        })
        .collect();
    names.join("; ")
}

/// Returns `PidTagSearchKey` for an item without one: a hash of its contents, so that it is the same in every export.
fn search_key(set: &PropertySet, forced: &PropertySet) -> Vec<u8> {
    let mut hash = Md5::new();
    let subject = forced.text(tags::SUBJECT);
    let texts = [tags::INTERNET_MESSAGE_ID, tags::MESSAGE_CLASS, tags::BODY].map(|id| set.text(id));
    for text in texts.into_iter().chain([subject]) {
        hash.update(text.unwrap_or_default());
        hash.update([0]);
    }
    for time in TIMES.into_iter().filter_map(|id| set.time(id)) {
        hash.update(time.0.to_le_bytes());
    }
    hash.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::{FileTime, Item, Value, tags};

    use super::{defaults, forced, is_mail};

    fn item(values: &[(u16, &str)]) -> Item {
        let mut item = Item::default();
        for (id, value) in values {
            item.props.insert(*id, Value::Text((*value).to_owned()));
        }
        item
    }

    fn defaults_of(item: &Item, flags: u32) -> foundmail_mapi::PropertySet {
        defaults(item, &forced(item), FileTime(9), flags)
    }

    #[test]
    fn the_sender_is_named_twice() {
        const SENDER: u16 = tags::SENDER_NAME;
        const BEHALF: u16 = tags::SENT_REPRESENTING_NAME;
        const ADDRESS: u16 = tags::SENDER_EMAIL_ADDRESS;
        for (values, flags, sender, behalf) in [
            (&[(SENDER, "Ruth")][..], 1, None, Some("Ruth")),
            (&[(BEHALF, "Ruth")], 1, Some("Ruth"), None),
            (&[(SENDER, "Ruth"), (BEHALF, "Karl")], 1, None, None),
            (&[(ADDRESS, "a@b.example")], 1, Some("a@b.example"), None),
            (&[], 1, None, None),
            // A draft has no sender yet, and an appointment is not mail.
            (&[(BEHALF, "Ruth")], 9, None, None),
            (&[(BEHALF, "Ruth"), (tags::MESSAGE_CLASS, "IPM.Appointment")], 1, None, None),
        ] {
            let own = defaults_of(&item(values), flags);
            assert_eq!(own.text(SENDER).as_deref(), sender, "{values:?}");
            assert_eq!(own.text(BEHALF).as_deref(), behalf, "{values:?}");
        }
    }

    #[test]
    fn times_are_derived_from_each_other() {
        const SENT: u16 = tags::CLIENT_SUBMIT_TIME;
        const ARRIVED: u16 = tags::MESSAGE_DELIVERY_TIME;
        for (given, expected, created) in
            [(Some(SENT), Some(5), 5), (Some(ARRIVED), Some(5), 5), (None, None, 9)]
        {
            let mut item = item(&[]);
            if let Some(id) = given {
                item.props.insert(id, Value::Time(FileTime(5)));
            }
            let own = defaults_of(&item, 1);
            assert_eq!(own.time(SENT).map(|time| time.0), expected, "{given:?}");
            assert_eq!(own.time(ARRIVED).map(|time| time.0), expected, "{given:?}");
            assert_eq!(own.time(tags::CREATION_TIME), Some(FileTime(created)), "{given:?}");
        }
    }

    #[test]
    fn mail_is_told_by_its_class() {
        for (class, mail) in [
            (None, true),
            (Some("ipm.note"), true),
            (Some("IPM.Note.SMIME"), true),
            (Some("IPM.Contact"), false),
            (Some("\u{e9}"), false),
        ] {
            let values: Vec<_> = class.map(|class| (tags::MESSAGE_CLASS, class)).into_iter().collect();
            assert_eq!(is_mail(&item(&values).props), mail, "{class:?}");
        }
    }

    #[test]
    fn a_topic_fits_the_subject_and_is_never_added() {
        for (given, expected) in [(None, None), (Some("hi"), Some("hi")), (Some(""), Some("hi"))] {
            let mut values = vec![(tags::SUBJECT, "RE: hi")];
            values.extend(given.map(|topic| (tags::CONVERSATION_TOPIC, topic)));
            let topic = forced(&item(&values)).text(tags::CONVERSATION_TOPIC);
            assert_eq!(topic.as_deref(), expected, "{given:?}");
        }
    }

    /// A search key depends on nothing but the contents of an item.
    #[test]
    fn a_search_key_is_stable() {
        let key = |item: &Item| defaults_of(item, 1).binary(tags::SEARCH_KEY).map(|key| key.read_lenient().0);
        let one = item(&[(tags::SUBJECT, "RE: hi"), (tags::BODY, "a")]);
        assert_eq!(key(&one), key(&one));
        assert_eq!(key(&one).unwrap().len(), 16);
        for other in [&[(tags::SUBJECT, "hi"), (tags::BODY, "a")][..], &[(tags::SUBJECT, "RE: hi")], &[]] {
            assert_ne!(key(&one), key(&item(other)), "{other:?}");
        }
    }
}

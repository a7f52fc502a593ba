//! Fields for the state of a message: importance, sensitivity, requested receipts and votes, flags, and additional
//! times.

use crate::compose::header::Header;
use crate::compose::item_class::ItemClass;
use crate::compose::item_properties::{categories, date};
use crate::compose::people::participants;
use crate::compose::structures::verb_stream;
use crate::tags::named::{self, PSETID_COMMON};
use crate::{Item, PropertySet, tags};

/// `mfUnsent` of `PidTagMessageFlags`: the message is a draft.
const UNSENT: i64 = 8;

impl Header {
    /// Adds the fields for the state. `Status` and `X-Status` are fields of MBOX files. `X-Unsent` and
    /// `X-Message-Flag` are fields of Outlook.
    pub(crate) fn state(&mut self, item: &Item) {
        let props = &item.props;
        self.urgency(props);
        self.requests(item);
        self.text("Keywords", &categories(props).join(", "));
        if let Some(flags) = props.integer(tags::MESSAGE_FLAGS) {
            self.text("Status", if flags & 1 == 0 { "O" } else { "RO" });
            if flags & UNSENT != 0 && ItemClass::of(item) == ItemClass::Mail {
                self.text("X-Unsent", "1");
            }
        }
        self.text("X-Status", &status(props));
        if matches!(props.integer(tags::FLAG_STATUS), Some(1 | 2)) {
            self.text(
                "X-Message-Flag",
                &props.lid_text(PSETID_COMMON, named::FLAG_REQUEST).unwrap_or_default(),
            );
        }
        self.times(props);
        let (by, behalf) = participants::receivers(item);
        self.text("Delivered-To", &by.map(|by| by.address).unwrap_or_default());
        self.addresses("X-Received-Representing", &Vec::from_iter(behalf));
    }

    fn urgency(&mut self, props: &PropertySet) {
        match props.integer(tags::IMPORTANCE) {
            Some(0) => self.pair(("Importance", "low"), ("X-Priority", "5")),
            Some(2) => self.pair(("Importance", "high"), ("X-Priority", "1")),
            _ => {}
        }
        match props.integer(tags::PRIORITY) {
            Some(-1 | 0xFFFF_FFFF) => self.text("Priority", "non-urgent"),
            Some(1) => self.text("Priority", "urgent"),
            _ => {}
        }
        match props.integer(tags::SENSITIVITY) {
            Some(1) => self.text("Sensitivity", "Personal"),
            Some(2) => self.text("Sensitivity", "Private"),
            Some(3) => self.text("Sensitivity", "Company-Confidential"),
            _ => {}
        }
    }

    fn pair(&mut self, first: (&str, &str), second: (&str, &str)) {
        self.text(first.0, first.1);
        self.text(second.0, second.1);
    }

    /// Adds requested receipts and votes, [MS-OXCMAIL] 2.2.3.2.20 and [MS-OXOMSG] 2.2.1.74.
    fn requests(&mut self, item: &Item) {
        let props = &item.props;
        // Receipts and reports do not request receipts.
        let mail = !item.message_class().to_ascii_uppercase().starts_with("REPORT");
        if mail && props.boolean(tags::READ_RECEIPT_REQUESTED) == Some(true) {
            let entry = props.structure(tags::READ_RECEIPT_ENTRY_ID);
            let to = entry.and_then(|entry| participants::of_entry_id(&entry, props.code_page()));
            let to = to.filter(|to| !to.address.is_empty()).or_else(|| participants::senders(item).0);
            self.addresses("Disposition-Notification-To", &Vec::from_iter(to));
        }
        if let Some(stream) = props.lid_structure(PSETID_COMMON, named::VERB_STREAM) {
            self.text("X-Voting-Options", &verb_stream::options(&stream, props.code_page()).join("; "));
        }
        let response = props.lid_text(PSETID_COMMON, named::VERB_RESPONSE);
        self.text("X-Voting-Response", &response.unwrap_or_default());
    }

    /// Adds times other than the time of sending, named as in RFC 2156.
    fn times(&mut self, props: &PropertySet) {
        let time = |id| props.time(id).and_then(crate::FileTime::unix_seconds);
        let delivered = time(tags::MESSAGE_DELIVERY_TIME).filter(|&delivered| Some(delivered) != date(props));
        if !self.has("Received") {
            self.date("Delivery-Date", delivered);
        }
        self.date("Deferred-Delivery", time(tags::DEFERRED_DELIVERY_TIME));
        self.date("Reply-By", time(tags::REPLY_TIME));
        self.date("Expires", time(tags::EXPIRY_TIME));
    }
}

/// Returns the value of `X-Status`: `A` for answered, `F` for flagged, `T` for a draft.
fn status(props: &PropertySet) -> String {
    let mut status = String::new();
    if matches!(props.integer(tags::LAST_VERB_EXECUTED), Some(102 | 103)) {
        status.push('A');
    }
    if props.integer(tags::FLAG_STATUS) == Some(2) {
        status.push('F');
    }
    if props.integer(tags::MESSAGE_FLAGS).is_some_and(|flags| flags & UNSENT != 0) {
        status.push('T');
    }
    status
}

//! The ids in the header of a message, read without its body.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::envelope::message_of_header;
use crate::parser::{MESSAGE_PARSER, without_leading_lines};
use crate::people::Person;

/// The fields of a header that identify a message, and the messages to which it refers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeaderIds {
    /// `Message-ID` without its angle brackets.
    pub own: Option<String>,
    /// `In-Reply-To` and `References`, without angle brackets. The newest reference is first.
    pub named: Vec<String>,
    /// `Date` in seconds since 1970.
    pub date: Option<i64>,
    /// Address of the sender in lower case, or the name if there is no address. Empty if there is no sender.
    pub sender: String,
}

/// Maximum number of references that are returned.
const MAX_NAMED: usize = 100;

/// Reads the ids in the header of a message. `raw` may end after the header. Never fails: an unreadable header has
/// no ids.
pub fn header_ids(raw: &[u8]) -> HeaderIds {
    let read = || {
        let parsed = MESSAGE_PARSER.parse_headers(without_leading_lines(raw))?;
        let message = message_of_header(&parsed);
        let named = message.in_reply_to.into_iter().chain(message.references.into_iter().rev());
        Some(HeaderIds {
            own: message.message_id,
            named: named.filter(|id| id.len() > 3).take(MAX_NAMED).collect(),
            date: message.date,
            sender: message.from.first().map(Person::key).unwrap_or_default(),
        })
    };
    catch_unwind(AssertUnwindSafe(read)).ok().flatten().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::header_ids;
    use crate::{Framing, parse};

    #[test]
    fn the_ids_are_those_of_the_parsed_message() {
        let header = "From: Ruth <Ruth@x.example>\nDate: Mon, 2 Mar 2020 10:00:00 +0000\nMessage-ID: <3@x.example>\n\
                      In-Reply-To: <2@x.example>\nReferences: <1@x.example>\n <2@x.example>\n\n";
        for raw in [header.to_owned(), format!("\n\n{header}References: <9@x.example>\n")] {
            let ids = header_ids(raw.as_bytes());
            let message = parse(raw.as_bytes(), Framing::Plain);
            assert_eq!(ids.own, message.message_id);
            assert_eq!(ids.named, ["2@x.example", "2@x.example", "1@x.example"]);
            assert_eq!((ids.date, ids.sender.as_str()), (message.date, "ruth@x.example"));
        }
        for hostile in
            ["", "\n", "From ", ":", "Message-ID: <", "\0\0\0", "Subject: no ids\n\nMessage-ID: <1@x>"]
        {
            assert_eq!(header_ids(hostile.as_bytes()).own, None, "{hostile:?}");
        }
    }
}

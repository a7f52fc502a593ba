//! Delivery reports and read receipts, [MS-OXOMSG] 2.2.2, as text and in machine-readable form (RFC 3464, RFC
//! 8098).

use crate::compose::item_class::is_class;
use crate::compose::kinds::content::KindContent;
use crate::compose::people::address::Person;
use crate::compose::people::directory::Directory;
use crate::compose::people::participants;
use crate::compose::wire::date_time;
use crate::compose::wire::header_field::one_line;
use crate::compose::wire::labeled_lines::LabeledLines;
use crate::compose::wire::mime::{MimePart, PartBody};
use crate::{Item, PropertySet, tags};

/// The event that a report describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReportOutcome {
    Failed,
    Delivered,
    Delayed,
    Relayed,
    Expanded,
    Read,
    NotRead,
    Other,
}

impl ReportOutcome {
    /// Returns the outcome for a message class, such as `REPORT.IPM.Note.NDR`.
    fn of(class: &str) -> Self {
        let class = class.to_ascii_uppercase();
        let ends = |end: &str| class.ends_with(end);
        if ends(".NDR") {
            Self::Failed
        } else if ends(".EXPANDED.DR") {
            Self::Expanded
        } else if ends(".RELAYED.DR") {
            Self::Relayed
        } else if ends(".DELAYED.DR") || ends(".DELAYED") {
            Self::Delayed
        } else if ends(".DR") {
            Self::Delivered
        } else if ends(".IPNRN") {
            Self::Read
        } else if ends(".IPNNRN") {
            Self::NotRead
        } else {
            Self::Other
        }
    }

    fn words(self) -> Option<&'static str> {
        Some(match self {
            Self::Failed => "not delivered",
            Self::Delivered => "delivered",
            Self::Delayed => "delayed",
            Self::Relayed => "handed on to another system",
            Self::Expanded => "delivered to a list",
            Self::Read => "read",
            Self::NotRead => "deleted without being read",
            Self::Other => return None,
        })
    }

    /// Returns the `Action` of RFC 3464 2.3.3, and the most general status code for that action.
    fn action(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::Failed => ("failed", "5.0.0"),
            Self::Delivered => ("delivered", "2.0.0"),
            Self::Delayed => ("delayed", "4.0.0"),
            Self::Relayed => ("relayed", "2.0.0"),
            Self::Expanded => ("expanded", "2.0.0"),
            Self::Read | Self::NotRead | Self::Other => return None,
        })
    }
}

/// Composes the content of a report.
pub(crate) fn report(item: &Item) -> KindContent {
    let outcome = if is_class(&item.message_class(), "REPORT") {
        ReportOutcome::of(&item.message_class())
    } else {
        ReportOutcome::Other
    };
    let report = match outcome {
        ReportOutcome::Read | ReportOutcome::NotRead => {
            Some(("disposition-notification", disposition(item, outcome)))
        }
        _ => outcome.action().map(|action| ("delivery-status", delivery(item, action))),
    };
    let report = report.map(|(kind, text)| {
        let media_type = if kind == "delivery-status" {
            "message/delivery-status"
        } else {
            "message/disposition-notification"
        };
        // RFC 3464 2.1 permits only ASCII.
        let text: String = text.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect();
        (kind, MimePart::new(media_type, PartBody::Text(text.into())))
    });
    KindContent { summary: summary(item, outcome), report, ..KindContent::default() }
}

fn summary(item: &Item, outcome: ReportOutcome) -> String {
    let mut lines = LabeledLines::default();
    let props = &item.props;
    let time = |id| props.time(id).and_then(|time| date_time::readable_utc(time.unix_seconds()?));
    lines.line("Message", props.text(tags::ORIGINAL_SUBJECT));
    lines.line("To", props.text(tags::ORIGINAL_DISPLAY_TO));
    lines.line("Cc", props.text(tags::ORIGINAL_DISPLAY_CC));
    lines.line("Sent", time(tags::ORIGINAL_SUBMIT_TIME));
    lines.line("What became of it", outcome.words().map(str::to_owned));
    lines.line("Reported", time(tags::REPORT_TIME).or_else(|| time(tags::RECEIPT_TIME)));
    if let Some(text) = props.first_text(&[tags::REPORT_TEXT]) {
        lines.text(&text);
    }
    for (recipient, person) in recipients(item) {
        if let Some(why) = reason(recipient) {
            lines.line(&person.display(), Some(why));
        }
    }
    lines.finish()
}

fn recipients(item: &Item) -> impl Iterator<Item = (&PropertySet, Person)> {
    let directory = Directory::of(item);
    item.recipients
        .iter()
        .filter_map(move |recipient| Some((recipient, participants::of_recipient(&directory, recipient)?)))
}

/// Returns the reason why a recipient did not receive the message.
fn reason(recipient: &PropertySet) -> Option<String> {
    let text = recipient.first_text(&[tags::REPORT_TEXT]).or_else(|| explanation(recipient));
    let diagnosis = recipient.first_text(&[tags::SUPPLEMENTARY_INFO]);
    let parts: Vec<String> = text.into_iter().chain(diagnosis).chain(status(recipient)).collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// Returns a text for `PidTagNonDeliveryReportReasonCode`.
fn explanation(recipient: &PropertySet) -> Option<String> {
    let words = match recipient.integer(tags::NON_DELIVERY_REPORT_REASON_CODE)? {
        0 => "the transfer failed",
        1 => "it could not be transferred",
        2 => "it could not be converted",
        3 => "it could not be rendered",
        4 => "it could not be delivered on paper",
        5 => "delivery was restricted",
        6 => "the directory could not be asked",
        _ => return None,
    };
    Some(words.to_owned())
}

/// Returns `PidTagNonDeliveryReportStatusCode` in the form of RFC 3463. The property contains the three numbers of
/// the code as three digits of one number.
fn status(recipient: &PropertySet) -> Option<String> {
    let code =
        recipient.integer(tags::NON_DELIVERY_REPORT_STATUS_CODE).filter(|code| (200..600).contains(code))?;
    Some(format!("{}.{}.{}", code / 100, code / 10 % 10, code % 10))
}

/// Returns the `message/delivery-status`, RFC 3464 2.1.
fn delivery(item: &Item, (action, status): (&str, &str)) -> String {
    let mut lines = LabeledLines::default();
    let agent = item.props.first_text(&[tags::REPORTING_MTA]);
    lines.line(
        "Reporting-MTA",
        Some(agent.map_or("dns; unknown".to_owned(), |agent| {
            let agent = field(&agent);
            if agent.contains(';') { agent } else { format!("dns; {agent}") }
        })),
    );
    for (recipient, person) in recipients(item) {
        let address = if person.address.is_empty() { person.name } else { person.address };
        lines.text("");
        lines.line("Final-Recipient", Some(format!("rfc822; {}", field(&address))));
        lines.line("Action", Some(action.to_owned()));
        lines.line("Status", Some(self::status(recipient).unwrap_or_else(|| status.to_owned())));
        let agent = recipient.first_text(&[tags::REMOTE_MTA]);
        lines.line("Remote-MTA", agent.map(|agent| format!("dns; {}", field(&agent))));
        let diagnosis = recipient.first_text(&[tags::SUPPLEMENTARY_INFO]);
        lines.line("Diagnostic-Code", diagnosis.map(|text| format!("smtp; {}", field(&text))));
    }
    lines.finish()
}

/// Returns the `message/disposition-notification`, RFC 8098 3.1.
fn disposition(item: &Item, outcome: ReportOutcome) -> String {
    let mut lines = LabeledLines::default();
    let sender =
        participants::senders(item).0.map(|person| person.address).filter(|address| !address.is_empty());
    lines.line("Final-Recipient", sender.map(|address| format!("rfc822; {}", field(&address))));
    let id = item.props.first_text(&[tags::ORIGINAL_MESSAGE_ID, tags::IN_REPLY_TO_ID]);
    lines.line("Original-Message-ID", id.map(|id| field(&id)));
    let what = if outcome == ReportOutcome::Read { "displayed" } else { "deleted" };
    lines.line("Disposition", Some(format!("manual-action/MDN-sent-manually; {what}")));
    lines.finish()
}

fn field(text: &str) -> String {
    one_line(text).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::report;
    use crate::{Item, PropertySet, Value, tags};

    #[track_caller]
    fn check(class: &str, recipient: &[(u16, Value)], summary: &str, machine: &str) {
        let mut item = Item::default();
        let text = |text: &str| Value::Text(text.to_owned());
        item.props.insert(tags::MESSAGE_CLASS, text(class));
        item.props.insert(tags::ORIGINAL_SUBJECT, text("Offer"));
        item.props.insert(tags::ORIGINAL_MESSAGE_ID, text("<1@x.example>"));
        let mut row = PropertySet::new();
        row.insert(tags::DISPLAY_NAME, text("Jörg"));
        row.insert(tags::SMTP_ADDRESS, text("j@x.example"));
        for (id, value) in recipient {
            row.insert(*id, value.clone());
        }
        item.recipients.push(row);
        let extra = report(&item);
        assert_eq!(extra.summary, summary);
        let text = extra.report.map(|(_, part)| match part.body {
            crate::compose::wire::mime::PartBody::Text(text) => text.into_owned(),
            _ => panic!(),
        });
        assert_eq!(text.unwrap_or_default(), machine);
    }

    #[test]
    fn what_reports_tell() {
        check(
            "REPORT.IPM.Note.NDR",
            &[
                (tags::NON_DELIVERY_REPORT_REASON_CODE, Value::I32(1)),
                (tags::NON_DELIVERY_REPORT_STATUS_CODE, Value::I32(511)),
                (tags::SUPPLEMENTARY_INFO, Value::Text("<mx.x.example #5.1.1>\r\nno such user".to_owned())),
            ],
            "Message: Offer\r\nWhat became of it: not delivered\r\n\
             Jörg <j@x.example>: it could not be transferred, <mx.x.example #5.1.1>, no such user, 5.1.1\r\n",
            "Reporting-MTA: dns; unknown\r\n\r\nFinal-Recipient: rfc822; j@x.example\r\nAction: failed\r\n\
             Status: 5.1.1\r\nDiagnostic-Code: smtp; <mx.x.example #5.1.1>  no such user\r\n",
        );
        check(
            "REPORT.IPM.Note.DR",
            &[],
            "Message: Offer\r\nWhat became of it: delivered\r\n",
            "Reporting-MTA: dns; unknown\r\n\r\nFinal-Recipient: rfc822; j@x.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n",
        );
        check(
            "REPORT.IPM.Note.IPNNRN",
            &[],
            "Message: Offer\r\nWhat became of it: deleted without being read\r\n",
            "Original-Message-ID: <1@x.example>\r\nDisposition: manual-action/MDN-sent-manually; deleted\r\n",
        );
        check("REPORT.IPM.Schedule.Meeting.Resp.Pos.Other", &[], "Message: Offer\r\n", "");
    }
}

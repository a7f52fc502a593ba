//! Items whose text is made of their properties: reports and journal entries.

use super::address::clean_name;
use super::when;
use crate::tags::named::{self, PSETID_LOG};
use crate::{Item, PropertySet, tags};

/// Lines of a name and a value.
#[derive(Default)]
pub(super) struct Table {
    out: String,
}

impl Table {
    /// Adds a line unless there is nothing to say.
    pub(super) fn line(&mut self, name: &str, value: Option<String>) {
        let value = value.unwrap_or_default();
        let value: Vec<&str> =
            value.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect();
        if !value.is_empty() {
            self.out.extend([name, ": ", &value.join(", "), "\r\n"]);
        }
    }

    /// Adds a text as it is.
    pub(super) fn text(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push_str("\r\n");
    }

    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// What a report says, [MS-OXOMSG] 2.2.2: that a message was read, or that it came to nobody and why.
pub(super) fn report(item: &Item) -> String {
    let mut table = Table::default();
    let props = &item.props;
    let time = |id| props.time(id).and_then(|time| when::readable_utc(time.unix_seconds()?));
    table.line("Message", props.text(tags::ORIGINAL_SUBJECT));
    table.line("To", props.text(tags::ORIGINAL_DISPLAY_TO));
    table.line("Sent", time(tags::ORIGINAL_SUBMIT_TIME));
    table.line("Reported", time(tags::REPORT_TIME));
    if let Some(text) = props.first_text(&[tags::REPORT_TEXT]) {
        table.text(&text);
    }
    for recipient in &item.recipients {
        reason(&mut table, recipient);
    }
    table.finish()
}

fn reason(table: &mut Table, recipient: &PropertySet) {
    let name = recipient.first_text(&[tags::DISPLAY_NAME, tags::SMTP_ADDRESS, tags::EMAIL_ADDRESS]);
    let why = recipient.first_text(&[tags::REPORT_TEXT, tags::SUPPLEMENTARY_INFO]);
    if let (Some(name), Some(why)) = (name, why) {
        table.line(&clean_name(&name), Some(why));
    }
}

/// What a journal entry says, [MS-OXOJRNL].
pub(super) fn journal(item: &Item) -> String {
    let mut table = Table::default();
    let props = &item.props;
    let time = |lid| props.lid_seconds(PSETID_LOG, lid).and_then(when::readable_utc);
    table.line("Type", props.lid_text(PSETID_LOG, named::LOG_TYPE));
    table.line("Start", time(named::LOG_START));
    table.line("End", time(named::LOG_END));
    let minutes = props.lid_integer(PSETID_LOG, named::LOG_DURATION).filter(|&minutes| minutes > 0);
    table.line("Duration", minutes.map(|minutes| format!("{minutes} min")));
    table.finish()
}

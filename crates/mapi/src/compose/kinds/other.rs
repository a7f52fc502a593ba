//! Items of rarer kinds: what their properties say, in words.

use crate::compose::item_class::is_class;
use crate::compose::kinds::content::KindContent;
use crate::compose::kinds::task;
use crate::compose::wire::date_time;
use crate::compose::wire::labeled_lines::LabeledLines;
use crate::tags::named::{
    self, PS_PUBLIC_STRINGS, PSETID_COMMON, PSETID_LOG, PSETID_POST_RSS, PSETID_SHARING,
};
use crate::{AttachmentContent, Item, NameId, PropertyName, PropertySet, tags};

/// What a message of a class says besides its text. Nothing for usual mail.
pub(crate) fn of_class(item: &Item, class: &str) -> KindContent {
    let is = |prefix: &str| is_class(class, prefix);
    let upper = class.to_ascii_uppercase();
    let summary = if is("IPM.Post.RSS") {
        feed(&item.props)
    } else if is("IPM.Sharing") {
        sharing(&item.props)
    } else if is("IPM.TaskRequest") {
        task_request(item, &upper)
    } else if upper.contains("VOICE") || upper.contains(".FAX") {
        call(&item.props)
    } else if is("IPM.Activity") {
        journal(item)
    } else if is("IPM.Document") {
        document(&item.props)
    } else {
        String::new()
    };
    KindContent { summary, always: true, ..KindContent::default() }
}

/// An entry of a feed, [MS-OXORSS].
fn feed(props: &PropertySet) -> String {
    let mut table = LabeledLines::default();
    let text = |lid| props.lid_text(PSETID_POST_RSS, lid);
    table.line("Feed", text(named::POST_RSS_CHANNEL).or_else(|| text(named::POST_RSS_CHANNEL_LINK)));
    table.line("Link", text(named::POST_RSS_ITEM_LINK));
    table.finish()
}

/// A folder that is shared, [MS-OXSHARE].
fn sharing(props: &PropertySet) -> String {
    let mut table = LabeledLines::default();
    let text = |lid| props.lid_text(PSETID_SHARING, lid);
    table.line("Shared folder", text(named::SHARING_REMOTE_NAME).or_else(|| text(named::SHARING_LOCAL_NAME)));
    table.line(
        "Shared by",
        text(named::SHARING_INITIATOR_NAME).or_else(|| text(named::SHARING_INITIATOR_SMTP)),
    );
    table.line("Place", text(named::SHARING_BROWSE_URL).or_else(|| text(named::SHARING_REMOTE_PATH)));
    table.finish()
}

/// A task that was given to somebody, or the answer: the task itself is attached, [MS-OXOTASK] 2.2.3.
fn task_request(item: &Item, class: &str) -> String {
    let mut table = LabeledLines::default();
    let what = match class.rsplit('.').next() {
        Some("ACCEPT") => "accepted",
        Some("DECLINE") => "declined",
        Some("UPDATE") => "changed",
        _ => "asked for",
    };
    table.line("Task", Some(what.to_owned()));
    let task = item.attachments.iter().find_map(|attachment| match &attachment.content {
        AttachmentContent::Embedded(task) => Some(task),
        _ => None,
    });
    let summary = task.map(|task| task::summary(task)).unwrap_or_default();
    table.finish() + &summary
}

/// A call or a fax, [MS-OXOUM] 2.2.
fn call(props: &PropertySet) -> String {
    let mut table = LabeledLines::default();
    table.line("Caller", props.first_text(&[tags::VOICE_MESSAGE_SENDER_NAME]));
    table.line("Number", props.first_text(&[tags::SENDER_TELEPHONE_NUMBER]));
    let positive = |id| props.integer(id).filter(|&count| count > 0);
    table.line("Duration", positive(tags::VOICE_MESSAGE_DURATION).map(|seconds| format!("{seconds} s")));
    table.line("Pages", positive(tags::FAX_NUMBER_OF_PAGES).map(|pages| pages.to_string()));
    table.finish()
}

/// What a journal entry says, [MS-OXOJRNL].
fn journal(item: &Item) -> String {
    let mut table = LabeledLines::default();
    let props = &item.props;
    let time = |lid| props.lid_seconds(PSETID_LOG, lid).and_then(date_time::readable_utc);
    table.line("Type", props.lid_text(PSETID_LOG, named::LOG_TYPE));
    table.line("Start", time(named::LOG_START));
    table.line("End", time(named::LOG_END));
    let minutes = props.lid_integer(PSETID_LOG, named::LOG_DURATION).filter(|&minutes| minutes > 0);
    table.line("Duration", minutes.map(|minutes| format!("{minutes} min")));
    for (name, lid) in [("Companies", named::COMPANIES), ("Contacts", named::CONTACTS)] {
        let texts = props.get_lid(PSETID_COMMON, lid).map(|value| props.texts_of(value));
        table.line(name, texts.map(|texts| texts.join("; ")));
    }
    table.finish()
}

/// A file that lies in a folder as such, [MS-OXODOC]: what its program says of it.
fn document(props: &PropertySet) -> String {
    let mut table = LabeledLines::default();
    for name in ["Title", "Subject", "Author", "LastAuthor", "Company", "Comments", "AppName"] {
        let property = PropertyName { set: PS_PUBLIC_STRINGS, id: NameId::Text(name.to_owned()) };
        let shown = if name == "LastAuthor" {
            "Last author"
        } else if name == "AppName" {
            "Program"
        } else {
            name
        };
        table.line(shown, props.get_named(&property).and_then(|value| props.text_of(value)));
    }
    table.finish()
}

//! Less common classes of items, described as text.

use crate::compose::item_class::is_class;
use crate::compose::kinds::content::KindContent;
use crate::compose::kinds::task;
use crate::compose::wire::date_time;
use crate::compose::wire::labeled_lines::LabeledLines;
use crate::tags::named::{
    self, PS_PUBLIC_STRINGS, PSETID_COMMON, PSETID_LOG, PSETID_POST_RSS, PSETID_SHARING,
};
use crate::{AttachmentContent, Item, NameId, PropertyName, PropertySet, tags};

/// Composes the content for a message class. Ordinary mail has no such content.
pub(crate) fn content(item: &Item, class: &str) -> KindContent {
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

/// Describes an item of a feed, [MS-OXORSS].
fn feed(props: &PropertySet) -> String {
    let mut lines = LabeledLines::default();
    let text = |lid| props.lid_text(PSETID_POST_RSS, lid);
    lines.line("Feed", text(named::POST_RSS_CHANNEL).or_else(|| text(named::POST_RSS_CHANNEL_LINK)));
    lines.line("Link", text(named::POST_RSS_ITEM_LINK));
    lines.finish()
}

/// Describes a shared folder, [MS-OXSHARE].
fn sharing(props: &PropertySet) -> String {
    let mut lines = LabeledLines::default();
    let text = |lid| props.lid_text(PSETID_SHARING, lid);
    lines.line("Shared folder", text(named::SHARING_REMOTE_NAME).or_else(|| text(named::SHARING_LOCAL_NAME)));
    lines.line(
        "Shared by",
        text(named::SHARING_INITIATOR_NAME).or_else(|| text(named::SHARING_INITIATOR_SMTP)),
    );
    lines.line("Place", text(named::SHARING_BROWSE_URL).or_else(|| text(named::SHARING_REMOTE_PATH)));
    lines.finish()
}

/// Describes a task request or a response to one. The task itself is attached, [MS-OXOTASK] 2.2.3.
fn task_request(item: &Item, class: &str) -> String {
    let mut lines = LabeledLines::default();
    let what = match class.rsplit('.').next() {
        Some("ACCEPT") => "accepted",
        Some("DECLINE") => "declined",
        Some("UPDATE") => "changed",
        _ => "asked for",
    };
    lines.line("Task", Some(what.to_owned()));
    let task = item.attachments.iter().find_map(|attachment| match &attachment.content {
        AttachmentContent::Embedded(task) => Some(task),
        _ => None,
    });
    let summary = task.map(|task| task::summary(task)).unwrap_or_default();
    lines.finish() + &summary
}

/// Describes a call or a fax, [MS-OXOUM] 2.2.
fn call(props: &PropertySet) -> String {
    let mut lines = LabeledLines::default();
    lines.line("Caller", props.first_text(&[tags::VOICE_MESSAGE_SENDER_NAME]));
    lines.line("Number", props.first_text(&[tags::SENDER_TELEPHONE_NUMBER]));
    let positive = |id| props.integer(id).filter(|&count| count > 0);
    lines.line("Duration", positive(tags::VOICE_MESSAGE_DURATION).map(|seconds| format!("{seconds} s")));
    lines.line("Pages", positive(tags::FAX_NUMBER_OF_PAGES).map(|pages| pages.to_string()));
    lines.finish()
}

/// Describes a journal entry, [MS-OXOJRNL].
fn journal(item: &Item) -> String {
    let mut lines = LabeledLines::default();
    let props = &item.props;
    let time = |lid| props.lid_seconds(PSETID_LOG, lid).and_then(date_time::readable_utc);
    lines.line("Type", props.lid_text(PSETID_LOG, named::LOG_TYPE));
    lines.line("Start", time(named::LOG_START));
    lines.line("End", time(named::LOG_END));
    let minutes = props.lid_integer(PSETID_LOG, named::LOG_DURATION).filter(|&minutes| minutes > 0);
    lines.line("Duration", minutes.map(|minutes| format!("{minutes} min")));
    for (name, lid) in [("Companies", named::COMPANIES), ("Contacts", named::CONTACTS)] {
        let texts = props.get_lid(PSETID_COMMON, lid).map(|value| props.texts_of(value));
        lines.line(name, texts.map(|texts| texts.join("; ")));
    }
    lines.finish()
}

/// Describes a document that is stored in a folder, [MS-OXODOC].
fn document(props: &PropertySet) -> String {
    let mut lines = LabeledLines::default();
    for name in ["Title", "Subject", "Author", "LastAuthor", "Company", "Comments", "AppName"] {
        let property = PropertyName { set: PS_PUBLIC_STRINGS, id: NameId::Text(name.to_owned()) };
        let shown = if name == "LastAuthor" {
            "Last author"
        } else if name == "AppName" {
            "Program"
        } else {
            name
        };
        lines.line(shown, props.get_named(&property).and_then(|value| props.text_of(value)));
    }
    lines.finish()
}

//! The category of an item, derived from its message class, [MS-OXOMSG] 2.2.1.

use crate::{Item, tags};

/// The category of an Outlook item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemClass {
    /// A message, meeting request, response, report or post.
    Mail,
    /// An appointment or meeting in a calendar.
    Appointment,
    /// A person or a distribution list.
    Contact,
    /// A task.
    Task,
    /// A sticky note.
    Note,
    /// Any other item, such as a journal entry, a document or a setting.
    Other,
}

impl ItemClass {
    /// Returns the class of an item.
    pub fn of(item: &Item) -> Self {
        let class = item.message_class();
        let is = |prefix: &str| is_class(&class, prefix);
        if is("IPM.Appointment") || is("IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}") {
            Self::Appointment
        } else if is("IPM.Contact") || is("IPM.DistList") || is("IPM.AbchPerson") {
            Self::Contact
        } else if is("IPM.Task") {
            Self::Task
        } else if is("IPM.StickyNote") {
            Self::Note
        } else if is("IPM.Activity") || is("IPM.Document") || is("IPM.Configuration") || is("IPM.Microsoft") {
            Self::Other
        } else if is("IPM.Note")
            || is("IPM.Schedule")
            || is("IPM.Post")
            || is("IPM.TaskRequest")
            || is("REPORT")
            || was_transported(item)
        {
            Self::Mail
        } else {
            Self::Other
        }
    }
}

/// Returns true if an item was transported as mail. Items with an unknown message class are mail if they were
/// transported.
fn was_transported(item: &Item) -> bool {
    [tags::TRANSPORT_MESSAGE_HEADERS, tags::CLIENT_SUBMIT_TIME, tags::SENDER_NAME]
        .iter()
        .any(|&id| item.props.get(id).is_some())
        || !item.recipients.is_empty()
}

/// Returns true if `class` is `prefix` or derived from it. `IPM.Note.SMIME` is derived from `IPM.Note`.
pub(crate) fn is_class(class: &str, prefix: &str) -> bool {
    let Some((head, tail)) = class.split_at_checked(prefix.len()) else {
        return false;
    };
    head.eq_ignore_ascii_case(prefix) && (tail.is_empty() || tail.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::ItemClass;
    use crate::{Item, Value, tags};

    #[test]
    fn kinds_of_classes() {
        for (class, kind) in [
            ("IPM.Note", ItemClass::Mail),
            ("", ItemClass::Mail),
            ("ipm.note.SMIME.MultipartSigned", ItemClass::Mail),
            ("IPM.Schedule.Meeting.Request", ItemClass::Mail),
            ("REPORT.IPM.Note.NDR", ItemClass::Mail),
            ("IPM.Post.Rss", ItemClass::Mail),
            ("IPM.TaskRequest.Accept", ItemClass::Mail),
            ("IPM.Appointment.Live Meeting", ItemClass::Appointment),
            ("IPM.Contact", ItemClass::Contact),
            ("IPM.DistList", ItemClass::Contact),
            ("IPM.AbchPerson", ItemClass::Contact),
            ("IPM.Task", ItemClass::Task),
            ("IPM.StickyNote", ItemClass::Note),
            ("IPM.Activity", ItemClass::Other),
            ("IPM.Notebook", ItemClass::Other),
        ] {
            let mut item = Item::default();
            item.props.insert(tags::MESSAGE_CLASS, Value::Text(class.to_owned()));
            assert_eq!(ItemClass::of(&item), kind, "{class}");
        }
    }
}

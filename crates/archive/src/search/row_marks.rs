//! The words of a search that are marked in the fields of a row. They are computed once per page.

use foundmail_search::Marks;
use foundmail_search::query::Scope;

/// The words of a search to mark in each field of a row.
pub(crate) struct RowMarks {
    pub subject: Marks,
    pub body: Marks,
    /// Words to mark in the text of attachments.
    pub inside: Marks,
    /// Words to mark in the names of attachments.
    pub names: Marks,
    pub people: Marks,
}

impl RowMarks {
    pub(crate) fn of(marks: &Marks) -> Self {
        Self {
            subject: marks.within(Scope::SUBJECT),
            body: marks.within(Scope::BODY),
            inside: marks.within(Scope::ATTACHMENT),
            names: marks.within(Scope::FILENAME),
            people: marks.within(Scope::PEOPLE),
        }
    }
}

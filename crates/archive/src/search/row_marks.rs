//! The marks of a search in the fields of a row. They are built once for a page.

use foundmail_search::Marks;
use foundmail_search::query::Scope;

/// The marks of a search for each field of a row.
pub(crate) struct RowMarks {
    pub subject: Marks,
    pub body: Marks,
    /// Marks in the text of attachments.
    pub inside: Marks,
    /// Marks in the names of attachments.
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

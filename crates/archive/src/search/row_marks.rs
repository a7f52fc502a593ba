//! What a search marks in each place of a row. Made once for a page.

use foundmail_search::Marks;
use foundmail_search::query::Scope;

/// What is to be marked, place by place.
pub(crate) struct RowMarks {
    pub subject: Marks,
    pub body: Marks,
    /// In the text of attachments.
    pub inside: Marks,
    /// In the names of attachments.
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

//! The documents of attached messages and web pages, whose links have numbers.

use foundmail_render::{CleanBody, LinkNumbers, Span};
use foundmail_search::Marks;

use super::super::body::LINK_BASE;
use crate::{Archive, ArchiveError};

impl Archive {
    /// Returns the document of an attached message or web page. Its links have numbers.
    pub(super) fn nested_document(
        &self,
        message: u32,
        at: &[u32],
        body: &CleanBody,
        marks: &Marks,
    ) -> Result<String, ArchiveError> {
        let mark = |text: &str| {
            let marked = marks.segments(text).into_iter();
            marked.map(|marked| Span { text: marked.text, hit: marked.hit }).collect()
        };
        let base = format!("{LINK_BASE}{message}/");
        let Some(first) = self.nested_links.first_of(message, at) else {
            let what = "Too many attachments were opened. Start Foundmail again to look at more.";
            return Err(ArchiveError::Choice { what: what.to_owned() });
        };
        Ok(body.document(Some(LinkNumbers { base: &base, first }), &mark))
    }

    /// Returns the links of the attached document to which a number belongs, and the number in it.
    pub(in crate::read) fn nested_link(
        &self,
        message: u32,
        number: u32,
    ) -> Result<Option<(CleanBody, u32)>, ArchiveError> {
        let Some((owner, at, number)) = self.nested_links.of_number(number) else { return Ok(None) };
        if owner != message {
            return Ok(None);
        }
        Ok(self.nested_html(message, &at)?.map(|body| (body, number)))
    }
}

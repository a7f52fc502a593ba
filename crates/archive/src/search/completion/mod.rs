//! Completes the word that is being typed.

mod offers;
mod people;
mod times;
mod types;

#[cfg(test)]
mod tests;

use foundmail_search::query::{Operator, WordAtCursor, word_at, words_at};

use crate::search::answer::{SearchRequest, utf16};
use crate::view::{Completion, Completions, ListRequest};
use crate::{Archive, ArchiveError};
use offers::Offers;

impl Archive {
    /// Returns completions of the word before the cursor. `cursor` is counted in UTF-16 units. Each completion has
    /// a count: the number of messages that the query finds if the completion replaces the word. The search is
    /// limited to the same folder or source.
    pub fn complete(&self, request: &ListRequest, cursor: u32) -> Result<Completions, ArchiveError> {
        self.healing(|archive| archive.completions(request, cursor))
    }

    fn completions(&self, request: &ListRequest, cursor: u32) -> Result<Completions, ArchiveError> {
        let text = request.query.as_str();
        let at = byte_of(text, cursor);
        let word = word_at(text, at);
        let mut offers = Offers::new(self, SearchRequest::of(request), text);
        match word.field.as_deref().map(|field| (field, Operator::find(field))) {
            Some((field, Some(operator))) => {
                offers.replace(&word);
                offers.values(field, operator, &word.value)?;
            }
            None if !word.value.is_empty() => {
                for longer in words_at(text, at) {
                    offers.replace(&longer);
                    offers.of_words(&longer)?;
                }
                offers.replace(&word);
                offers.of_word(&word.value)?;
            }
            _ => {}
        }
        let (start, end) = (utf16(text, word.range.start), utf16(text, word.range.end));
        Ok(Completions { start, end, items: offers.items })
    }

    /// Returns the values of an operator that begin with `value`. Each has the number of messages that the
    /// query finds with this value.
    pub fn complete_value(
        &self,
        request: &ListRequest,
        operator: &str,
        value: &str,
    ) -> Result<Vec<Completion>, ArchiveError> {
        self.healing(|archive| {
            let wanted = SearchRequest::of(request);
            let query = wanted.query.clone();
            let mut offers = Offers::new(archive, wanted, &query);
            offers.replace(&WordAtCursor { range: 0..0, field: None, value: String::new() });
            if let Some(known) = Operator::find(operator) {
                offers.values(operator, known, value)?;
            }
            Ok(offers.items)
        })
    }
}

/// Returns the byte offset of a position that is counted in UTF-16 units.
fn byte_of(text: &str, unit: u32) -> usize {
    let mut units = 0_usize;
    let wanted = usize::try_from(unit).unwrap_or(usize::MAX);
    for (at, c) in text.char_indices() {
        if units >= wanted {
            return at;
        }
        units += c.len_utf16();
    }
    text.len()
}

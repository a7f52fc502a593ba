//! The numbers of links in attached messages and web pages.
//!
//! A link is named by a message and a number. The links of the message itself have the numbers from 0. Each attached document
//! gets a range of higher numbers, so a click needs no other address, and the number leads back to the attachment.

use std::sync::{Mutex, PoisonError};

use foundmail_render::MAX_LINKS;

/// Number of the first link of the first attached document.
const FIRST: u32 = 1 << 31;
/// Number of links of one document.
const RANGE: u32 = 1 << 15;
/// Maximum number of documents. The links of later ones have no address.
const MAX_DOCUMENTS: usize = 1 << 16;

const _: () = assert!(MAX_LINKS <= RANGE as usize, "a document has more links than its range");

/// The attached documents whose links have numbers. The position is that of the range.
#[derive(Default)]
pub(crate) struct NestedLinks {
    documents: Mutex<Vec<(u32, Vec<u32>)>>,
}

impl NestedLinks {
    /// Returns the number of the first link of a document. `None` if there are too many documents.
    pub(super) fn first_of(&self, message: u32, at: &[u32]) -> Option<u32> {
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        let known = documents.iter().position(|(owner, path)| *owner == message && path == at);
        let position = match known {
            Some(position) => position,
            None if documents.len() < MAX_DOCUMENTS => {
                documents.push((message, at.to_vec()));
                documents.len().checked_sub(1)?
            }
            None => return None,
        };
        FIRST.checked_add(u32::try_from(position).ok()?.checked_mul(RANGE)?)
    }

    /// Returns the message, the path and the number in its document for a number. `None` for a link of a message itself.
    pub(crate) fn of_number(&self, number: u32) -> Option<(u32, Vec<u32>, u32)> {
        let number = number.checked_sub(FIRST)?;
        let documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        let (message, at) = documents.get(usize::try_from(number / RANGE).ok()?)?;
        Some((*message, at.clone(), number % RANGE))
    }
}

#[cfg(test)]
mod tests {
    use super::{FIRST, NestedLinks, RANGE};

    #[test]
    fn each_document_has_a_range_that_leads_back() {
        let links = NestedLinks::default();
        let first = links.first_of(7, &[0]).unwrap();
        assert_eq!(links.first_of(7, &[0, 2]), Some(first + RANGE));
        assert_eq!(links.first_of(7, &[0]), Some(first));
        assert_eq!(links.of_number(first + RANGE + 5), Some((7, vec![0, 2], 5)));
        for number in [0, FIRST - 1, first + 2 * RANGE, u32::MAX] {
            assert_eq!(links.of_number(number), None, "{number}");
        }
    }
}

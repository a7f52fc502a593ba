//! The owner's addresses: those that sent the mail in folders for sent mail.

use foundmail_mail::Person;
use foundmail_search::Results;

/// An address is the owner's if it sent more than 1/`OWNERS_SHARE` of the messages in folders for sent mail.
const OWNERS_SHARE: usize = 10;
/// Maximum number of addresses that count as the owner's.
const MOST_ADDRESSES: usize = 20;

/// The owner's addresses, in lower case.
#[derive(Debug, Default)]
pub(crate) struct Owners(pub(super) Vec<String>);

impl Owners {
    /// Returns the senders of many of the messages in folders for sent mail.
    pub(super) fn of(sent: &Results) -> Self {
        let least = sent.count() / OWNERS_SHARE;
        let owners = sent.senders(MOST_ADDRESSES).into_iter().filter(|sender| sender.count > least);
        Self(owners.map(|owner| owner.value).collect())
    }

    /// Returns true if a person is the owner.
    pub(crate) fn contains(&self, person: &Person) -> bool {
        !self.0.is_empty() && self.0.contains(&person.key())
    }
}

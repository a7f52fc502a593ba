//! Completions of people.

use foundmail_search::KnownPerson;
use foundmail_search::query::{Query, Scope};

use super::offers::{Offers, TRIED};
use crate::ArchiveError;
use crate::search::sets::in_query;
use crate::view::CompletionKind;

/// Number of people that are looked at. Some of them have no address that can be shown.
const SEEN: usize = 4 * TRIED;

impl Offers<'_> {
    /// Adds the people whose name or address begins as typed.
    pub(super) fn people(&mut self, scope: Scope, value: &str) -> Result<(), ArchiveError> {
        let people = self.archive.index().people()?;
        let found = people.beginning_with(value, SEEN);
        let shown = found.into_iter().filter_map(shown).map(|(text, label)| {
            let query = Query::Words { scope, text: in_query(&text), prefix: false };
            (query.to_string(), label)
        });
        self.offer(CompletionKind::Person, shown)
    }
}

/// Returns the words that find a person, and the text on the screen. `None` if only an address within Exchange is
/// known, which nobody can read.
fn shown(person: &KnownPerson) -> Option<(String, String)> {
    let name = Some(person.name.trim()).filter(|name| !name.is_empty() && !is_of_exchange(name));
    let address =
        Some(person.address.as_str()).filter(|address| !address.is_empty() && !is_of_exchange(address));
    match (name, address) {
        (Some(name), Some(address)) => Some((address.to_owned(), format!("{name} <{address}>"))),
        (Some(one), None) | (None, Some(one)) => Some((one.to_owned(), one.to_owned())),
        (None, None) => None,
    }
}

/// Returns true if a name or an address is one that only Exchange uses: `/O=…/CN=…`, or `IMCEAEX-…@…` ([MS-OXCMAIL]
/// section 2.1.3.2).
fn is_of_exchange(text: &str) -> bool {
    let text = text.trim_start_matches(['"', '\'', '<']);
    let begins = |start: &str| text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    ["/o=", "/ou=", "/cn=", "imcea", "ex:/o="].into_iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::is_of_exchange;

    #[test]
    fn addresses_of_exchange_are_known() {
        for (text, expected) in [
            ("/O=ENRON/OU=NA/CN=RECIPIENTS/CN=KALLEN", true),
            ("/o=acme/cn=ruth", true),
            ("IMCEAEX-_O=ENRON_CN=RUTH@enron.com", true),
            ("imceanotes-Ruth@x.example", true),
            ("ruth@x.example", false),
            ("Ruth /O", false),
            ("/", false),
            ("", false),
        ] {
            assert_eq!(is_of_exchange(text), expected, "{text}");
        }
    }
}

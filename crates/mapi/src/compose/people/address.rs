//! Names and addresses in the notations of Outlook, and their conversion for RFC 5322.

use mail_builder::headers::address::{Address, EmailAddress};

use crate::compose::wire::header_field::one_line;

/// A sender, recipient, member or attendee. The name or the address may be empty, but not both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: String,
    /// An internet address, or empty. Addresses of other systems are not used.
    pub(crate) address: String,
}

impl Person {
    /// Creates a person from a name and possible addresses, the best first. Returns `None` if neither the name nor
    /// an address is usable.
    pub(crate) fn new(name: &str, addresses: &[String]) -> Option<Self> {
        let mut address = addresses.iter().find_map(|text| internet_address(text)).unwrap_or_default();
        let mut name = clean_name(name);
        if address.is_empty() {
            address = internet_address(&name).unwrap_or_default();
        }
        if name.is_empty() && address.is_empty() {
            name = addresses.iter().map(|text| clean_name(text)).find(|name| !name.is_empty())?;
        }
        name = without_address(&name, &address).to_owned();
        if name.eq_ignore_ascii_case(&address) {
            name.clear();
        }
        Some(Self { name, address })
    }

    /// Returns true if both are probably the same person.
    pub(crate) fn is_same_person(&self, other: &Self) -> bool {
        if self.address.is_empty() || other.address.is_empty() {
            self.name.eq_ignore_ascii_case(&other.name)
        } else {
            self.address.eq_ignore_ascii_case(&other.address)
        }
    }

    /// Returns the name and address for display.
    pub(crate) fn display(&self) -> String {
        match (self.name.as_str(), self.address.as_str()) {
            ("", address) => address.to_owned(),
            (name, "") => name.to_owned(),
            (name, address) => format!("{name} <{address}>"),
        }
    }

    /// Returns a mailbox for a header field. If the person has no internet address, the mailbox has empty angle
    /// brackets. Without these, parsers would read the name as an address.
    pub(crate) fn mailbox(&self) -> Address<'static> {
        Address::Address(EmailAddress {
            name: (!self.name.is_empty()).then(|| self.name.clone().into()),
            email: self.address.clone().into(),
        })
    }
}

/// Removes the address that some programs append to a name: `John Doe (john@x.example)`, `John <john@x.example>`.
fn without_address<'x>(name: &'x str, address: &str) -> &'x str {
    let behind = [('(', ')'), ('<', '>'), ('[', ']')].into_iter().find_map(|(open, close)| {
        let (before, within) = name.rsplit_once(open)?;
        let within = internet_address(within.strip_suffix(close)?)?;
        let same = !address.is_empty() && within.eq_ignore_ascii_case(address);
        same.then_some(before.trim().trim_matches('"'))
    });
    behind.unwrap_or(name)
}

/// Returns the internet address in a text: `a@b.example`, `SMTP:a@b.example`, `mailto:…`, `Name <a@b.example>`.
pub(crate) fn internet_address(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(|quote| quote == '\'' || quote == '"');
    let text = match text.rsplit_once('<') {
        Some((_, rest)) => rest.split('>').next().unwrap_or(rest),
        None => bracketed(text).unwrap_or(text),
    };
    let text = ["smtp:", "mailto:"]
        .iter()
        .find_map(|prefix| {
            let (head, tail) = text.split_at_checked(prefix.len())?;
            head.eq_ignore_ascii_case(prefix).then_some(tail)
        })
        .unwrap_or(text);
    let (local, domain) = text.rsplit_once('@')?;
    let forbidden =
        |c: char| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';');
    let fits = !local.is_empty() && !domain.is_empty() && !text.contains(forbidden) && !text.starts_with('/');
    fits.then(|| text.to_owned())
}

/// Returns the text in the final brackets: `Name [SMTP:a@b.example]` of Outlook 97, or `Name (a@b)`.
fn bracketed(text: &str) -> Option<&str> {
    [('(', ')'), ('[', ']')].into_iter().find_map(|(open, close)| {
        let (_, within) = text.strip_suffix(close)?.rsplit_once(open)?;
        Some(within)
    })
}

/// Returns a name on one line, without the quotes in which Outlook encloses an address used as a name. For an X.500
/// name, returns its last `CN`.
pub(crate) fn clean_name(text: &str) -> String {
    let text = one_line(text);
    let mut name = text.trim();
    for quote in ['\'', '"'] {
        if let Some(inner) = name.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            name = inner.trim();
        }
    }
    if is_x500(name) {
        return common_name(name).to_owned();
    }
    name.to_owned()
}

/// Returns true if a text is an X.500 name of Exchange: `/O=…/OU=…/CN=…`.
pub(crate) fn is_x500(text: &str) -> bool {
    let start = |prefix: &str| text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    start("/o=") || start("/ou=") || start("/cn=")
}

/// Returns the last `CN` of an X.500 name. Removes the 32 hexadecimal digits that newer versions of Exchange put
/// before the name.
fn common_name(text: &str) -> &str {
    let last = text.rsplit('/').find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case("cn").then_some(value.trim())
    });
    let name = last.unwrap_or(text);
    match name.split_once('-') {
        Some((number, rest))
            if number.len() == 32 && !rest.is_empty() && number.bytes().all(|b| b.is_ascii_hexdigit()) =>
        {
            rest
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::{Person, clean_name, internet_address};

    #[test]
    fn addresses() {
        for (text, address) in [
            ("a@b.example", Some("a@b.example")),
            (" 'a@b.example' ", Some("a@b.example")),
            ("SMTP:a@b.example", Some("a@b.example")),
            ("A. B. <a@b.example>", Some("a@b.example")),
            ("John Doe [SMTP:a@b.example]", Some("a@b.example")),
            ("John Doe (a@b.example)", Some("a@b.example")),
            ("John Doe (sales)", None),
            ("/O=ORG/OU=SITE/CN=RECIPIENTS/CN=a@b", None),
            ("a b@c", None),
            ("a@b>\r\nBcc: c@d", None),
            ("@b", None),
            ("John", None),
            ("", None),
        ] {
            assert_eq!(internet_address(text).as_deref(), address, "{text}");
        }
    }

    #[test]
    fn names() {
        for (text, name) in [
            ("'a@b.example'", "a@b.example"),
            ("\"Doe, John\"", "Doe, John"),
            ("John 'Jack' Doe", "John 'Jack' Doe"),
            ("a\r\nb", "a  b"),
            ("/O=ENRON/OU=NA/CN=RECIPIENTS/CN=JDOE", "JDOE"),
            ("/o=Ex/ou=g/cn=Recipients/cn=0123456789abcdef0123456789abcdef-John Doe", "John Doe"),
        ] {
            assert_eq!(clean_name(text), name, "{text}");
        }
    }

    #[test]
    fn people() {
        let person = |name: &str, addresses: &[&str]| {
            let addresses: Vec<String> = addresses.iter().map(|&text| text.to_owned()).collect();
            Person::new(name, &addresses).map(|person| (person.name, person.address))
        };
        let pair = |name: &str, address: &str| Some((name.to_owned(), address.to_owned()));
        assert_eq!(person("John", &["/O=X/CN=JOHN", "j@x.example"]), pair("John", "j@x.example"));
        assert_eq!(person("John", &["/O=X/CN=JOHN"]), pair("John", ""));
        assert_eq!(person("", &["/O=X/CN=JOHN"]), pair("JOHN", ""));
        assert_eq!(person("'j@x.example'", &[]), pair("", "j@x.example"));
        assert_eq!(person("J@X.example", &["j@x.example"]), pair("", "j@x.example"));
        assert_eq!(person("John (J@x.example)", &["j@x.example"]), pair("John", "j@x.example"));
        assert_eq!(person("\"John\" <j@x.example>", &[]), pair("John", "j@x.example"));
        assert_eq!(person("John [SMTP:j@x.example]", &[]), pair("John", "j@x.example"));
        assert_eq!(person("John (sales)", &["j@x.example"]), pair("John (sales)", "j@x.example"));
        assert_eq!(person(" ", &[]), None);
    }
}

//! Writes the header fields (RFC 5322), with encoded words (RFC 2047) where needed.

use super::encode::{encoded_words, quoted_string};
use super::{Charset, Draft, NamedAddress};

/// Writes all fields except those of the body and its parts.
pub(super) fn write(draft: &Draft, out: &mut Vec<u8>) {
    field(out, "Date", &draft.date.to_rfc2822());
    field(out, "From", &address_list(std::slice::from_ref(&draft.from), draft.charset));
    if !draft.to.is_empty() {
        field(out, "To", &address_list(&draft.to, draft.charset));
    }
    if !draft.cc.is_empty() {
        field(out, "Cc", &address_list(&draft.cc, draft.charset));
    }
    field(out, "Message-ID", &format!("<{}>", draft.message_id));
    if let Some(last) = draft.references.last() {
        field(out, "In-Reply-To", &format!("<{last}>"));
        let all: Vec<_> = draft.references.iter().map(|id| format!("<{id}>")).collect();
        field(out, "References", &all.join("\r\n "));
    }
    field(out, "Subject", &unstructured(&draft.subject, draft.charset));
    for (name, value) in &draft.extra {
        field(out, name, value);
    }
    field(out, "MIME-Version", "1.0");
}

/// Writes one field. The caller has already folded and encoded the value.
pub(super) fn field(out: &mut Vec<u8>, name: &str, value: &str) {
    out.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
}

/// Returns the value of an unstructured field. Folds ASCII text at spaces, and encodes other text as encoded
/// words.
fn unstructured(value: &str, charset: Charset) -> String {
    if !value.is_ascii() {
        return encoded_words(value, charset);
    }
    let mut folded = String::new();
    let mut column = "Subject: ".len();
    for word in value.split(' ') {
        if !folded.is_empty() {
            let fold = column + 1 + word.len() > 76;
            folded.push_str(if fold { "\r\n " } else { " " });
            column = if fold { 1 } else { column + 1 };
        }
        folded.push_str(word);
        column += word.len();
    }
    folded
}

fn address_list(list: &[NamedAddress], charset: Charset) -> String {
    let written: Vec<_> = list.iter().map(|person| name_addr(person, charset)).collect();
    written.join(",\r\n ")
}

fn name_addr(person: &NamedAddress, charset: Charset) -> String {
    let NamedAddress { name, address } = person;
    if name.is_empty() {
        return address.clone();
    }
    if !name.is_ascii() {
        return format!("{} <{address}>", encoded_words(name, charset));
    }
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || " -'".contains(c));
    if plain { format!("{name} <{address}>") } else { format!("{} <{address}>", quoted_string(name)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, charset: Charset, expected: &str) {
        assert_eq!(name_addr(&NamedAddress::new(name, "a@b.example"), charset), expected);
    }

    #[test]
    fn names_are_quoted_or_encoded_where_needed() {
        check("", Charset::Utf8, "a@b.example");
        check("Karl Weller", Charset::Utf8, "Karl Weller <a@b.example>");
        check("Weller, Karl", Charset::Utf8, "\"Weller, Karl\" <a@b.example>");
        check("Jürgen Groß", Charset::Latin1, "=?iso-8859-1?Q?J=FCrgen_Gro=DF?= <a@b.example>");
        check("Jürgen", Charset::Utf8, "=?utf-8?B?SsO8cmdlbg==?= <a@b.example>");
    }

    #[test]
    fn long_subjects_are_folded() {
        let folded = unstructured(&"word ".repeat(30), Charset::Utf8);
        assert!(folded.split("\r\n").all(|line| line.len() <= 76));
        assert_eq!(folded.replace("\r\n", ""), "word ".repeat(30));
    }
}

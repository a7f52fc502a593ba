//! Replaces the addresses of links by numbers, so that a document contains no address outside the program.

use std::fmt::Write as _;

use crate::links::tag_end;
use crate::marks::unescape;

/// Maximum number of links of a document. Further links are shown as text.
pub const MAX_LINKS: usize = 20_000;

/// Maximum length of the text of a link that is compared with its address, in bytes.
const MAX_TEXT: usize = 300;

/// A link of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The address to which the link leads.
    pub url: String,
    /// The other site or mail address that the text of the link names. `None` if the text names none.
    pub pretends: Option<String>,
}

/// Returns the links of cleaned HTML, in the order of the document.
pub(crate) fn links(html: &str) -> Vec<Link> {
    let mut links = Vec::new();
    each_link(html, &mut |part| {
        if let Part::Link { url, text, .. } = part {
            links.push(Link { pretends: pretended(&text, &url), url });
        }
    });
    links
}

/// The addresses that replace the links of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkNumbers<'b> {
    /// The address before the number.
    pub base: &'b str,
    /// Number of the first link.
    pub first: u32,
}

/// Replaces the address of each link by its number after the base. Its title is the true address.
pub(crate) fn with_numbers(html: &str, numbers: LinkNumbers<'_>) -> String {
    let base = numbers.base;
    let mut out = String::with_capacity(html.len());
    let mut number = numbers.first;
    each_link(html, &mut |part| match part {
        Part::Other(text) => out.push_str(text),
        Part::Link { escaped, .. } => {
            let _ = write!(out, "<a href=\"{base}{number}\" title=\"{escaped}\">");
            number = number.saturating_add(1);
        }
    });
    out
}

/// A part of a document.
enum Part<'h> {
    /// Text and markup between the start tags of links.
    Other(&'h str),
    /// The start tag of a link.
    Link { url: String, escaped: &'h str, text: String },
}

/// Passes all parts of cleaned HTML to `then`. A tag `<a>` without an address stays as it is.
fn each_link<'h>(html: &'h str, then: &mut dyn FnMut(Part<'h>)) {
    let mut rest = html;
    let mut count: usize = 0;
    while let Some(at) = rest.find("<a ") {
        let (before, from_tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let (tag, behind) = from_tag.split_at_checked(tag_end(from_tag)).unwrap_or((from_tag, ""));
        then(Part::Other(before));
        rest = behind;
        match href(tag) {
            Some(escaped) if count < MAX_LINKS => {
                count = count.saturating_add(1);
                then(Part::Link { url: unescape(escaped), escaped, text: text_to_end(behind) });
            }
            Some(_) => then(Part::Other("<a>")),
            None => then(Part::Other(tag)),
        }
    }
    then(Part::Other(rest));
}

/// Returns the address in a start tag. Cleaned HTML has each value in double quotes.
fn href(tag: &str) -> Option<&str> {
    let mut rest = tag.get(2..)?;
    while let Some((name, from_value)) = rest.split_once("=\"") {
        let (value, behind) = from_value.split_once('"')?;
        if name.trim() == "href" {
            return Some(value);
        }
        rest = behind;
    }
    None
}

/// Returns the text up to the end of the link, without markup.
fn text_to_end(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while text.len() < MAX_TEXT {
        let Some(at) = rest.find('<') else { break };
        let (before, from_tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        text.push_str(before);
        if from_tag.starts_with("</a") {
            break;
        }
        rest = from_tag.split_at_checked(tag_end(from_tag)).map_or("", |(_, behind)| behind);
    }
    unescape(&text)
}

/// Returns the site or mail address that the text of a link names, if the link leads elsewhere.
fn pretended(text: &str, url: &str) -> Option<String> {
    let text = text.trim().trim_matches(['<', '>', '(', ')', '[', ']', '"', '\'', '.', ',']);
    if text.contains(char::is_whitespace) {
        return None;
    }
    let (scheme, target) = url.split_once(':')?;
    if scheme.eq_ignore_ascii_case("mailto") {
        let target = target.split('?').next().unwrap_or_default().to_lowercase();
        let named = text.strip_prefix("mailto:").unwrap_or(text).to_lowercase();
        return (named.contains('@') && named != target).then_some(named);
    }
    let named = host(text)?;
    let real = host(url).unwrap_or_default();
    (!is_same_site(&named, &real)).then_some(named)
}

/// Returns the host that an address or a bare name such as `www.alder.example/claims` means. `None` if the text is neither.
fn host(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let (scheme, rest) = match lower.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, lower.as_str()),
    };
    if scheme.is_some_and(|scheme| !matches!(scheme, "http" | "https" | "ftp")) {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let (login, host) = authority.rsplit_once('@').map_or(("", authority), |(login, host)| (login, host));
    // Without a scheme, a text with `@` is a mail address and not a site.
    if scheme.is_none() && !login.is_empty() {
        return None;
    }
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.');
    (scheme.is_some() || is_site_name(host)).then(|| host.to_owned()).filter(|host| !host.is_empty())
}

/// Returns true for names such as `alder.example`, but not for `invoice.pdf`, `3.5` or `a.b`.
fn is_site_name(name: &str) -> bool {
    const FILES: [&str; 18] = [
        "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "htm", "html", "jpg", "jpeg", "png",
        "gif", "zip", "eml", "msg", "csv",
    ];
    let labels: Vec<&str> = name.split('.').collect();
    let Some(last) = labels.last() else { return false };
    let is_label = |label: &&str| {
        !label.is_empty() && label.chars().all(|character| character.is_alphanumeric() || character == '-')
    };
    labels.len() >= 2
        && labels.iter().all(is_label)
        && last.chars().count() >= 2
        && !last.chars().any(|character| character.is_ascii_digit())
        && !FILES.contains(last)
}

/// Returns true if two hosts are equal or one is inside the other, such as `alder.example` and `www.alder.example`.
fn is_same_site(one: &str, other: &str) -> bool {
    let inside = |inner: &str, outer: &str| {
        inner.strip_suffix(outer).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let one = one.strip_prefix("www.").unwrap_or(one);
    let other = other.strip_prefix("www.").unwrap_or(other);
    inside(one, other) || inside(other, one)
}

#[cfg(test)]
mod tests {
    use super::{Link, LinkNumbers, links, with_numbers};

    #[test]
    fn addresses_become_numbers() {
        let html = "x <a href=\"https://a.example/?b&amp;c\" rel=\"noopener\">y</a> <a name=\"z\">z</a> \
                    <a title=\"t>\" href=\"mailto:ruth@alder.example\"><b>w</b></a>";
        assert_eq!(
            with_numbers(html, LinkNumbers { base: "message://localhost/link/7/", first: 0 }),
            "x <a href=\"message://localhost/link/7/0\" title=\"https://a.example/?b&amp;c\">y</a> <a name=\"z\">z</a> \
             <a href=\"message://localhost/link/7/1\" title=\"mailto:ruth@alder.example\"><b>w</b></a>"
        );
        let urls: Vec<String> = links(html).into_iter().map(|link| link.url).collect();
        assert_eq!(urls, ["https://a.example/?b&c", "mailto:ruth@alder.example"]);
    }

    #[test]
    fn too_many_links_become_text() {
        let html = "<a href=\"https://a.example\">x</a>".repeat(20_001);
        assert_eq!(links(&html).len(), 20_000);
        let numbered = with_numbers(&html, LinkNumbers { base: "l:", first: 100 });
        assert!(numbered.starts_with("<a href=\"l:100\"") && numbered.ends_with("<a>x</a>"));
        assert!(numbered.contains("l:20099\"") && !numbered.contains("l:20100"));
    }

    #[test]
    fn a_text_that_names_another_site_is_found() {
        for (url, text, expected) in [
            ("https://evil.example/x", "www.bank.example", Some("www.bank.example")),
            ("https://evil.example/x", "https://bank.example/login", Some("bank.example")),
            ("https://bank.example@evil.example", "bank.example", Some("bank.example")),
            ("https://bank.example.evil.test/", "<b>bank</b>.example", Some("bank.example")),
            ("https://evil.example/?u=bank.example", "(bank.example)", Some("bank.example")),
            ("mailto:mallory@evil.example", "ruth@alder.example", Some("ruth@alder.example")),
            ("https://xn--bnk-ula.example", "bank.example", Some("bank.example")),
            ("https://www.bank.example/a?b", "bank.example", None),
            ("https://login.bank.example", "https://bank.example", None),
            ("https://bank.example", "www.bank.example/terms", None),
            ("https://evil.example", "Click here", None),
            ("https://evil.example", "invoice.pdf", None),
            ("https://evil.example", "Version 2.5", None),
            ("https://evil.example", "2.5", None),
            ("https://evil.example", "ruth@alder.example", None),
            ("mailto:Ruth@alder.example?subject=x", "ruth@alder.example", None),
            ("mailto:ruth@alder.example", "Ruth Alder", None),
            ("tel:+3012345", "030 12345", None),
        ] {
            let html = format!("<a href=\"{url}\">{text}</a> more text");
            let expected = Link { url: url.to_owned(), pretends: expected.map(str::to_owned) };
            assert_eq!(links(&html), [expected], "{html}");
        }
    }
}

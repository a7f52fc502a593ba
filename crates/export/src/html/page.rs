//! The frame of all pages: policy, style, heading and foot.
//!
//! On `file://`, no browser agrees with another about `'self'`. So a script is permitted by its SHA-256 digest. A script that
//! it loads is permitted by `'strict-dynamic'`. A style sheet is permitted by a random number, which the senders of the
//! messages could not know. The number is also in the frames of messages, because a frame inherits the policy of its page.

use std::collections::hash_map::RandomState;
use std::fmt::Write as _;
use std::hash::{BuildHasher as _, Hasher as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, FixedOffset, Utc};
use sha2::{Digest as _, Sha256};

use super::escape::{count, escape};
use crate::options::{ExportOptions, TimeZone};

/// The script of `index.html`.
const SEARCH_SCRIPT: &str = include_str!("search.js");
/// The script of the pages of conversations.
const FRAME_SCRIPT: &str = include_str!("frames.js");
/// Number of mailboxes that the foot of a page names. `index.html` names all of them.
const MAX_SOURCES: usize = 3;

/// The facts that all pages share.
pub(super) struct Site {
    /// Name of the export.
    pub(super) title: String,
    /// The random number of the style sheets of this export.
    pub(super) nonce: String,
    /// Date of the export.
    pub(super) made: String,
    /// The mailboxes, for the foot.
    sources: String,
    pub(super) time_zone: TimeZone,
}

/// The parts of a page that differ.
pub(super) struct Page<'p> {
    pub(super) kind: PageKind,
    pub(super) title: &'p str,
}

/// The kinds of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageKind {
    /// `index.html`: the first page of the list, with the search.
    Index,
    /// A further page of the list.
    List,
    /// A page of a conversation.
    Conversation,
}

impl PageKind {
    /// Returns the path from a page to the folder of `index.html`.
    pub(super) fn root(self) -> &'static str {
        match self {
            Self::Index => "",
            Self::List => "../",
            Self::Conversation => "../../",
        }
    }

    /// Returns the script at the end of the page.
    fn script(self) -> Option<&'static str> {
        match self {
            Self::Index => Some(SEARCH_SCRIPT),
            Self::List => None,
            Self::Conversation => Some(FRAME_SCRIPT),
        }
    }

    /// Returns the policy of the page. See the documentation of this module.
    fn policy(self, nonce: &str) -> String {
        let digest = |script| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
        let mut policy = match self {
            Self::Index => {
                format!("default-src 'none'; script-src {} 'strict-dynamic'", digest(SEARCH_SCRIPT))
            }
            Self::List => "default-src 'none'".to_owned(),
            Self::Conversation => {
                format!("default-src 'none'; script-src {}; img-src data:", digest(FRAME_SCRIPT))
            }
        };
        let _ = write!(policy, "; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'");
        if self == Self::Conversation {
            // Formatted text has `style` attributes.
            let _ = write!(policy, "; style-src-elem 'nonce-{nonce}'; style-src-attr 'unsafe-inline'");
        }
        policy
    }
}

impl Site {
    pub(super) fn new(title: String, options: &ExportOptions) -> Self {
        let names: Vec<&str> =
            options.sources.iter().take(MAX_SOURCES).map(|source| source.name.as_str()).collect();
        let mut sources = names.join(", ");
        let others = options.sources.len().saturating_sub(names.len());
        if others > 0 {
            let others = count(u32::try_from(others).unwrap_or(u32::MAX), "other mailbox");
            sources = format!("{sources} and {}", others.replace("mailboxs", "mailboxes"));
        }
        let now = options.time_zone.at(Utc::now().timestamp());
        Self {
            title,
            nonce: random_number(),
            made: now.map(shown).unwrap_or_default(),
            sources,
            time_zone: options.time_zone,
        }
    }

    /// Returns the time of a message in the time zone of the export.
    pub(super) fn at(&self, date: Option<i64>) -> Option<DateTime<FixedOffset>> {
        date.and_then(|date| self.time_zone.at(date))
    }

    /// Returns the beginning of a page, up to its content.
    pub(super) fn begin(&self, page: &Page<'_>) -> String {
        let (title, nonce, root) = (escape(page.title), &self.nonce, page.kind.root());
        let policy = page.kind.policy(nonce);
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{title}</title>\n\
             <link rel=\"stylesheet\" href=\"{root}style.css\" nonce=\"{nonce}\">\n\
             </head>\n<body>\n"
        )
    }

    /// Returns the end of a page, which names the mailboxes and the date of the export.
    pub(super) fn end(&self, page: &Page<'_>) -> String {
        let from = if self.sources.is_empty() {
            String::new()
        } else {
            format!("From <bdi>{}</bdi>. ", escape(&self.sources))
        };
        let script =
            page.kind.script().map(|script| format!("<script>{script}</script>\n")).unwrap_or_default();
        format!(
            "<footer>{from}Exported by Foundmail on {}.</footer>\n{script}</body>\n</html>\n",
            escape(&self.made)
        )
    }
}

/// Returns a time for people, such as `14 March 2016, 10:42`.
pub(super) fn shown(time: DateTime<FixedOffset>) -> String {
    time.format("%-d %B %Y, %H:%M").to_string()
}

/// Returns a time as a `<time>` element with its distance from UTC as title. Returns `no date` for an item without a date.
pub(super) fn time_element(time: Option<DateTime<FixedOffset>>) -> String {
    let Some(time) = time else { return "<span class=\"time\">no date</span>".to_owned() };
    format!(
        "<time class=\"time\" datetime=\"{}\" title=\"UTC{}\">{}</time>",
        escape(&time.to_rfc3339()),
        time.format("%:z"),
        shown(time)
    )
}

/// Returns 128 random bits in hexadecimal. The random numbers of the standard library's hash maps are from the system.
fn random_number() -> String {
    let mut hasher = Sha256::new();
    for _ in 0..4 {
        hasher.update(RandomState::new().build_hasher().finish().to_le_bytes());
    }
    foundmail_mapi::hex(&hasher.finalize()).get(..32).unwrap_or_default().to_owned()
}

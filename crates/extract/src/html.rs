//! HTML: what a browser would show as text, and the title. Only tokens are read, no tree is built, so depth costs nothing.

use std::cell::RefCell;

use encoding_rs::Encoding;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states,
};

use crate::budget::Budget;
use crate::text::Text;
use crate::{Reason, charset};

/// Bytes in which a document says its charset, HTML 13.2.3.2.
const LOOK_AT: usize = 2048;
/// Bytes that are read between two looks at the clock.
const STEP: usize = 64 * 1024;

pub(crate) fn read(bytes: &[u8], text: &mut Text, budget: &mut Budget) -> Result<(), Reason> {
    let head = bytes.get(..bytes.len().min(LOOK_AT)).unwrap_or_default();
    let declared = declared_charset(head);
    let document = charset::decode_as(bytes, declared.as_deref());
    let sink = Sink { state: RefCell::new(State { text, budget, hidden: None }) };
    let tokens = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    let mut rest: &str = &document;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(rest.floor_char_boundary(STEP.min(rest.len())).max(1));
        rest = behind;
        input.push_back(StrTendril::from_slice(piece));
        let _ = tokens.feed(&input);
        let mut state = tokens.sink.state.borrow_mut();
        state.budget.check_time()?;
        if state.budget.is_full() {
            state.budget.truncated = true;
            return Ok(());
        }
    }
    tokens.end();
    Ok(())
}

/// The charset that a document names in its head. UTF-16 can't be true there.
fn declared_charset(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, behind) = head.split_once("charset")?;
    let value = behind.trim_start().strip_prefix('=')?.trim_start_matches([' ', '"', '\'']);
    let label: String =
        value.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.:".contains(*c)).collect();
    let encoding = Encoding::for_label(label.as_bytes())?;
    (encoding.output_encoding() == encoding).then_some(label)
}

struct Sink<'s> {
    state: RefCell<State<'s>>,
}

struct State<'s> {
    text: &'s mut Text,
    budget: &'s mut Budget,
    /// The element whose text is not shown.
    hidden: Option<String>,
}

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        let State { text, budget, hidden } = &mut *state;
        match token {
            Token::TagToken(tag) => return of_tag(&tag, text, budget, hidden),
            Token::CharacterTokens(piece) if hidden.is_none() => text.push(&piece, budget),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn of_tag(
    tag: &Tag,
    text: &mut Text,
    budget: &mut Budget,
    hidden: &mut Option<String>,
) -> TokenSinkResult<()> {
    let name: &str = &tag.name;
    if tag.kind == TagKind::EndTag {
        if hidden.as_deref() == Some(name) {
            *hidden = None;
        }
        gap(name, text);
        return TokenSinkResult::Continue;
    }
    gap(name, text);
    if let Some(shown) = tag.attrs.iter().find(|attribute| matches!(&*attribute.name.local, "alt" | "title"))
    {
        if hidden.is_none() {
            text.space();
            text.push(&shown.value, budget);
            text.space();
        }
    }
    match name {
        "script" | "style" if !tag.self_closing => {
            *hidden = Some(name.to_owned());
            TokenSinkResult::RawData(if name == "script" {
                states::RawKind::ScriptData
            } else {
                states::RawKind::Rawtext
            })
        }
        "title" | "textarea" => TokenSinkResult::RawData(states::RawKind::Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

/// What parts words: elements within a line don't.
fn gap(name: &str, text: &mut Text) {
    match name {
        "a" | "abbr" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "dfn" | "em" | "font" | "i"
        | "ins" | "kbd" | "mark" | "o:p" | "q" | "s" | "samp" | "small" | "span" | "strike" | "strong"
        | "sub" | "sup" | "tt" | "u" | "var" | "wbr" => {}
        "td" | "th" | "img" | "input" | "option" | "button" | "label" => text.space(),
        _ => text.line(),
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::Limits;
    use crate::budget::Budget;
    use crate::text::Text;

    #[track_caller]
    fn check(html: &[u8], expected: &str) {
        let mut text = Text::default();
        read(html, &mut text, &mut Budget::new(&Limits::default())).unwrap();
        assert_eq!(text.into_string(), expected);
    }

    #[test]
    fn what_is_shown() {
        check(
            b"<html><head><title>A &amp; b</title><style>p{}</style></head><body><p>c<b>d</b> e</p>f",
            "A & b\ncd e\nf",
        );
        check(b"<script>if (a < b) { '<p>x</p>' }</script>y<!-- z -->", "y");
        check(b"<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc");
        check(b"x<img alt='a roof'>y &nbsp;&euro;&#8364;", "x a roof y €€");
        check(b"<meta charset=windows-1251>\xCF\xF0\xE8\xE2\xE5\xF2", "Привет");
        check(b"<meta charset=utf-16>Gr\xC3\xBC\xC3\x9Fe", "Grüße");
        check(&b"<div>".repeat(200_000), "");
        check(b"a<p", "a");
    }
}

//! Reads the tokens of a document: [MS-OXRTFEX] 2.2.3 for encapsulated text, [MSFT-RTF] for rich text. The stack of
//! groups is a vector, so deep nesting cannot overflow the stack of the thread.

mod formatting;

use crate::decode_code_page;
use crate::picture::Picture;
use crate::rtf::control_word::{self, Destination};
use crate::rtf::font_table::FontTable;
use crate::rtf::html_builder::{HtmlBuilder, TextStyle};
use crate::rtf::picture::PictureBuilder;
use crate::rtf::token::{RtfToken, RtfTokens};
use crate::rtf::{RichText, RtfMode};

/// Maximum depth of groups with their own state. Deeper groups share one state.
const DEPTH: usize = 4_096;

/// The state of a group. It is discarded at the end of the group.
#[derive(Debug, Clone, Copy)]
pub(super) struct GroupState {
    pub(super) destination: Destination,
    pub(super) font: Option<i32>,
    /// `\ucN`: the number of characters that replace a `\uN` in programs without Unicode.
    fallback: u32,
    /// `\htmlrtf`: the content is only for RTF readers.
    rtf_only: bool,
    /// `\v`: the text is hidden.
    pub(super) hidden: bool,
    /// `\intbl`: the paragraph is in a table.
    pub(super) in_table: bool,
    pub(super) style: TextStyle,
}

pub(super) struct RtfReader {
    pub(super) mode: RtfMode,
    pub(super) out: String,
    /// Bytes of text that are not decoded yet. A character may consist of two `\'hh`, or of one `\'hh` and a
    /// letter.
    run: Vec<u8>,
    run_page: Option<u32>,
    pub(super) fonts: FontTable,
    stack: Vec<GroupState>,
    too_deep: u64,
    pub(super) group: GroupState,
    /// True directly after `\*`, which marks a group that a reader skips if it does not know the group.
    starred: bool,
    /// Number of the next characters that replace the last `\uN`, and are therefore skipped.
    skip: u32,
    high_surrogate: Option<u16>,
    pub(super) page: HtmlBuilder,
    /// The picture that is being read.
    pub(super) picture: Option<PictureBuilder>,
    pub(super) pictures: Vec<Picture>,
    /// The instruction of the current field.
    pub(super) instruction: String,
}

impl RtfReader {
    pub(super) fn new(mode: RtfMode) -> Self {
        let group = GroupState {
            destination: Destination::Body,
            font: None,
            fallback: 1,
            rtf_only: false,
            hidden: false,
            in_table: false,
            style: TextStyle::default(),
        };
        Self {
            mode,
            out: String::new(),
            run: Vec::new(),
            run_page: None,
            fonts: FontTable::default(),
            stack: Vec::new(),
            too_deep: 0,
            group,
            starred: false,
            skip: 0,
            high_surrogate: None,
            page: HtmlBuilder::default(),
            picture: None,
            pictures: Vec::new(),
            instruction: String::new(),
        }
    }

    pub(super) fn read(mut self, rtf: &[u8]) -> String {
        self.tokens(rtf);
        self.out
    }

    pub(super) fn read_rich(mut self, rtf: &[u8]) -> RichText {
        self.tokens(rtf);
        RichText { text: self.out, html: self.page.finish(), pictures: self.pictures }
    }

    fn tokens(&mut self, rtf: &[u8]) {
        for token in RtfTokens::new(rtf) {
            self.token(token);
        }
        self.end_picture();
        self.flush();
    }

    fn token(&mut self, token: RtfToken<'_>) {
        match token {
            RtfToken::Open => self.open(),
            RtfToken::Close => self.close(),
            RtfToken::Word(word, number) => self.word(word, number),
            RtfToken::Symbol(symbol) => self.symbol(symbol),
            RtfToken::Byte(byte) => {
                if !self.stands_in() {
                    self.bytes(&[byte]);
                }
            }
            RtfToken::Text(text) => {
                let skipped = usize::try_from(self.skip).unwrap_or(usize::MAX).min(text.len());
                self.skip = self.skip.saturating_sub(u32::try_from(skipped).unwrap_or(u32::MAX));
                self.bytes(text.get(skipped..).unwrap_or_default());
            }
            RtfToken::Binary(bytes) => {
                if !self.stands_in()
                    && let (Destination::Picture, Some(picture)) = (self.group.destination, &mut self.picture)
                {
                    picture.binary(bytes);
                }
            }
        }
        if !matches!(token, RtfToken::Symbol(b'*')) {
            self.starred = false;
        }
    }

    fn open(&mut self) {
        self.skip = 0;
        if self.stack.len() < DEPTH {
            self.stack.push(self.group);
        } else {
            self.too_deep = self.too_deep.saturating_add(1);
        }
    }

    fn close(&mut self) {
        self.skip = 0;
        if self.too_deep > 0 {
            self.too_deep = self.too_deep.saturating_sub(1);
        } else if let Some(outer) = self.stack.pop() {
            if outer.style != self.group.style {
                self.flush();
            }
            let ended = std::mem::replace(&mut self.group, outer);
            if ended.destination != outer.destination {
                self.end(ended.destination);
            }
        }
    }

    /// Returns true if the current token replaces the last `\uN`.
    fn stands_in(&mut self) -> bool {
        let stands_in = self.skip > 0;
        self.skip = self.skip.saturating_sub(1);
        stands_in
    }

    fn word(&mut self, word: &[u8], number: Option<i32>) {
        // Some writers omit the replacement, and write the next `\uN` immediately.
        if word == b"u" {
            self.skip = 0;
        } else if self.stands_in() {
            return;
        }
        match self.group.destination {
            Destination::Fonts => return self.fonts.define(word, number),
            Destination::Colors => return self.page.define_color(word, number),
            Destination::Picture => {
                if let Some(picture) = &mut self.picture {
                    picture.word(word, number);
                }
            }
            _ => {}
        }
        match word {
            b"u" => self.unicode(number.unwrap_or(0)),
            b"uc" => self.group.fallback = u32::try_from(number.unwrap_or(1)).unwrap_or(0),
            b"f" => self.group.font = number,
            b"plain" => {
                self.group.font = None;
                self.group.hidden = false;
                self.looks(word, number);
            }
            b"v" => self.group.hidden = number != Some(0),
            b"htmlrtf" => self.group.rtf_only = number != Some(0),
            b"ansicpg" => {
                self.fonts.document =
                    number.and_then(|page| u32::try_from(page).ok()).filter(|&page| page != 0);
            }
            b"mac" => self.fonts.document = self.fonts.document.or(Some(10_000)),
            b"pc" => self.fonts.document = self.fonts.document.or(Some(437)),
            b"pca" => self.fonts.document = self.fonts.document.or(Some(850)),
            b"deff" => self.fonts.default = number,
            b"htmltag" if self.starred && self.mode == RtfMode::Html => {
                self.group.destination = Destination::HtmlTag;
            }
            _ => self.other_word(word, number),
        }
    }

    fn other_word(&mut self, word: &[u8], number: Option<i32>) {
        if let Some(to) = control_word::destination(word, self.starred, self.mode, self.group.destination) {
            self.group.destination = to;
            if to == Destination::Picture {
                self.end_picture();
                self.picture = Some(PictureBuilder::default());
            }
        } else if let Some(text) = control_word::text(word, self.mode) {
            self.text_of(word, text);
        } else if self.mode == RtfMode::Rich {
            self.looks(word, number);
        }
    }

    fn symbol(&mut self, symbol: u8) {
        if self.stands_in() {
            return;
        }
        match symbol {
            b'*' => self.starred = true,
            b'\\' | b'{' | b'}' => self.bytes(&[symbol]),
            b'~' => self.text("\u{A0}"),
            b'_' => self.text("\u{2011}"),
            b'-' if self.mode == RtfMode::Html => self.text("\u{AD}"),
            b'\r' | b'\n' => self.text("\r\n"),
            b'\t' => self.text("\t"),
            _ => {}
        }
    }

    pub(super) fn visible(&self) -> bool {
        match self.group.destination {
            Destination::Body => !(self.group.rtf_only || self.group.hidden && self.mode == RtfMode::Rich),
            Destination::HtmlTag => !self.group.rtf_only,
            _ => false,
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if bytes.is_empty() || !self.visible() {
            return self.unseen(bytes);
        }
        // Markup is in the code page of the document, regardless of the font, [MS-OXRTFEX] 2.2.3.2.
        let page = match self.group.destination {
            Destination::HtmlTag => self.fonts.document,
            _ => self.fonts.page(self.group.font),
        };
        if page != self.run_page {
            self.flush();
            self.run_page = page;
        }
        self.run.extend(bytes.iter().copied().filter(|&byte| byte != 0));
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.visible() {
            self.flush();
            self.put(text);
        }
    }

    pub(super) fn flush(&mut self) {
        if !self.run.is_empty() {
            let text = decode_code_page(&self.run, self.run_page);
            self.run.clear();
            self.put(&text);
        }
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
        if self.mode == RtfMode::Rich {
            self.page.text(text, self.group.style);
        }
    }

    /// Reads `\uN`, a signed UTF-16 code unit. Some writers write a complete code point instead of a code unit.
    fn unicode(&mut self, number: i32) {
        self.skip = self.group.fallback;
        if !self.visible() {
            return;
        }
        let code = if number < 0 { number.saturating_add(0x1_0000) } else { number };
        let code = u32::try_from(code).unwrap_or(0xFFFD);
        let high = self.high_surrogate.take();
        match (u16::try_from(code), high) {
            (Ok(unit @ 0xD800..=0xDBFF), _) => {
                self.flush();
                self.high_surrogate = Some(unit);
            }
            (Ok(unit @ 0xDC00..=0xDFFF), Some(high)) => {
                let pair: String =
                    char::decode_utf16([high, unit]).map(|unit| unit.unwrap_or('\u{FFFD}')).collect();
                self.text(&pair);
            }
            // The bullet of the symbol font, in the private use area.
            (Ok(0xF0B7), _) => self.text("\u{2022}"),
            (Ok(0), _) => {}
            _ => self.text(char::from_u32(code).unwrap_or('\u{FFFD}').encode_utf8(&mut [0; 4])),
        }
    }
}

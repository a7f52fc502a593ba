//! Reads objects in a PDF file or in the content of a page (ISO 32000-1, 7.2 and 7.3).

use std::rc::Rc;

use super::object::{Dict, Object};

/// Maximum nesting depth of objects.
const MAX_DEPTH: usize = 48;
/// Maximum number of entries of a dictionary.
const MAX_ENTRIES: usize = 8_192;
/// Maximum number of elements of an array.
const MAX_ELEMENTS: usize = 1 << 20;

/// A reader of objects and words.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'b> {
    bytes: &'b [u8],
    pub(super) at: usize,
}

/// An object, or a word that is not an object, such as an operator or `endobj`.
#[derive(Debug)]
pub(super) enum ObjectOrWord<'b> {
    Object(Object),
    Word(&'b [u8]),
}

impl<'b> Lexer<'b> {
    /// Returns a lexer that begins at the offset `at`.
    pub(super) fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// Returns the next byte without consuming it.
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.bytes.len());
    }

    /// Skips white space and comments.
    pub(super) fn blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => {
                    let line = self.rest().iter().position(|byte| matches!(byte, b'\r' | b'\n'));
                    self.skip(line.unwrap_or(usize::MAX));
                }
                _ if is_blank(byte) => self.skip(1),
                _ => break,
            }
        }
    }

    /// Skips white space and then `word` if it follows. Returns true if `word` was skipped.
    pub(super) fn take_word(&mut self, word: &[u8]) -> bool {
        self.blanks();
        let is_next = self.rest().starts_with(word);
        if is_next {
            self.skip(word.len());
        }
        is_next
    }

    /// Reads a non-negative integer.
    pub(super) fn whole(&mut self) -> Option<usize> {
        self.blanks();
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).take(18).count();
        let number = std::str::from_utf8(self.rest().get(..digits)?).ok()?.parse().ok()?;
        self.skip(digits);
        Some(number)
    }

    /// Reads the next object. Returns a null object if no object follows.
    pub(super) fn object(&mut self) -> Object {
        match self.next(0, true) {
            Some(ObjectOrWord::Object(object)) => object,
            _ => Object::Null,
        }
    }

    /// Reads the next object or operator of page content, which contains no references. Returns `None` at the end.
    pub(super) fn item(&mut self) -> Option<ObjectOrWord<'b>> {
        self.next(0, false)
    }

    fn next(&mut self, depth: usize, references: bool) -> Option<ObjectOrWord<'b>> {
        self.blanks();
        let object = match self.peek()? {
            b'/' => Object::Name(self.name()),
            b'(' => Object::Text(self.literal().into()),
            b'<' if self.rest().starts_with(b"<<") => {
                self.skip(2);
                Object::Dict(Rc::new(self.dict(depth, references)))
            }
            b'<' => Object::Text(self.hexadecimal().into()),
            b'[' => {
                self.skip(1);
                Object::Array(self.array(depth, references).into())
            }
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number(references),
            // Closing characters, whose opening characters are handled elsewhere or are missing.
            b']' | b')' | b'}' | b'{' | b'>' => {
                let start = self.at;
                let len = if self.rest().starts_with(b">>") { 2 } else { 1 };
                self.skip(len);
                return Some(ObjectOrWord::Word(self.bytes.get(start..self.at)?));
            }
            _ => {
                let len = self.rest().iter().take_while(|&&byte| is_regular(byte)).count();
                let word = self.rest().get(..len.max(1))?;
                self.skip(len.max(1));
                match word {
                    b"true" | b"false" => Object::Bool(word == b"true"),
                    b"null" => Object::Null,
                    _ => return Some(ObjectOrWord::Word(word)),
                }
            }
        };
        Some(ObjectOrWord::Object(object))
    }

    fn array(&mut self, depth: usize, references: bool) -> Vec<Object> {
        let mut elements = Vec::new();
        while depth < MAX_DEPTH && elements.len() < MAX_ELEMENTS {
            match self.next(depth.saturating_add(1), references) {
                Some(ObjectOrWord::Object(object)) => elements.push(object),
                // If the end of the array is missing, the array ends at the next of these words.
                Some(ObjectOrWord::Word(b"]" | b">>" | b"endobj" | b"stream")) | None => break,
                Some(ObjectOrWord::Word(_)) => {}
            }
        }
        elements
    }

    fn dict(&mut self, depth: usize, references: bool) -> Dict {
        let mut entries: Vec<(Rc<str>, Object)> = Vec::new();
        while depth < MAX_DEPTH && entries.len() < MAX_ENTRIES {
            let start = self.at;
            match self.next(depth.saturating_add(1), references) {
                Some(ObjectOrWord::Object(Object::Name(name))) => {
                    self.blanks();
                    if self.rest().starts_with(b">>") {
                        continue;
                    }
                    if let Some(ObjectOrWord::Object(object)) = self.next(depth.saturating_add(1), references)
                    {
                        entries.push((name, object));
                    }
                }
                Some(ObjectOrWord::Word(b"endobj" | b"stream")) => {
                    self.at = start;
                    break;
                }
                Some(ObjectOrWord::Word(b">>")) | None => break,
                Some(_) => {}
            }
        }
        Dict(entries)
    }

    /// Reads a number. If `references` is true, also reads a reference such as `12 0 R` (ISO 32000-1, 7.3.10).
    fn number(&mut self, references: bool) -> Object {
        let len = self.rest().iter().take_while(|&&byte| is_regular(byte)).count().max(1);
        let token = self.rest().get(..len).unwrap_or_default();
        let value = decimal(token);
        self.skip(len);
        if references && len < 11 && token.iter().all(u8::is_ascii_digit) {
            let mut ahead = self.clone();
            if ahead.peek().is_some_and(is_blank) && ahead.whole().is_some() {
                ahead.blanks();
                if ahead.peek() == Some(b'R')
                    && !ahead.bytes.get(ahead.at.saturating_add(1)).is_some_and(|&byte| is_regular(byte))
                {
                    self.at = ahead.at.saturating_add(1);
                    let number = super::object::whole(value).and_then(|number| u32::try_from(number).ok());
                    return number.map_or(Object::Null, Object::Reference);
                }
            }
        }
        Object::Number(value)
    }

    fn name(&mut self) -> Rc<str> {
        self.skip(1);
        let len = self.rest().iter().take_while(|&&byte| is_regular(byte)).count();
        let name = self.rest().get(..len).unwrap_or_default();
        self.skip(len);
        if !name.contains(&b'#') {
            return String::from_utf8_lossy(name).into();
        }
        let mut bytes = Vec::with_capacity(len);
        let mut rest = name;
        while let Some((&byte, behind)) = rest.split_first() {
            let code = behind.first_chunk::<2>().and_then(|[high, low]| Some(hex(*high)? << 4 | hex(*low)?));
            match code {
                Some(code) if byte == b'#' => {
                    bytes.push(code);
                    rest = behind.get(2..).unwrap_or_default();
                }
                _ => {
                    bytes.push(byte);
                    rest = behind;
                }
            }
        }
        String::from_utf8_lossy(&bytes).into()
    }

    /// Reads a string in parentheses (ISO 32000-1, 7.3.4.2).
    fn literal(&mut self) -> Vec<u8> {
        self.skip(1);
        let mut out = Vec::new();
        let mut open = 1_usize;
        while let Some(byte) = self.peek() {
            self.skip(1);
            match byte {
                b'(' => open = open.saturating_add(1),
                b')' => {
                    open = open.saturating_sub(1);
                    if open == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escaped(&mut out);
                    continue;
                }
                _ => {}
            }
            out.push(byte);
        }
        out
    }

    fn escaped(&mut self, out: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.skip(1);
        match byte {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\n' => {}
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.skip(1);
                }
            }
            b'0'..=b'7' => {
                let mut code = u32::from(byte & 7);
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    code = code << 3 | u32::from(digit & 7);
                    self.skip(1);
                }
                out.push(code.to_le_bytes()[0]);
            }
            _ => out.push(byte),
        }
    }

    /// Reads a hexadecimal string (ISO 32000-1, 7.3.4.3).
    fn hexadecimal(&mut self) -> Vec<u8> {
        self.skip(1);
        let mut out = Vec::new();
        let mut half = None;
        while let Some(byte) = self.peek() {
            self.skip(1);
            if byte == b'>' {
                break;
            }
            let Some(digit) = hex(byte) else { continue };
            match half.take() {
                None => half = Some(digit),
                Some(high) => out.push(high << 4 | digit),
            }
        }
        out.extend(half.map(|high: u8| high << 4));
        out
    }
}

/// Returns the value of a hexadecimal digit.
pub(super) fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Returns true for white space (ISO 32000-1, 7.2.2).
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_regular(byte: u8) -> bool {
    !is_blank(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// Parses a number. Accepts invalid numbers that some programs write, such as `--5` and `1.2.3`.
fn decimal(token: &[u8]) -> f64 {
    let (mut value, mut scale, mut negative) = (0.0, 0.0, false);
    for &byte in token {
        match byte {
            b'-' if value == 0.0 => negative = true,
            b'.' if scale == 0.0 => scale = 1.0,
            b'0'..=b'9' if scale > 0.0 => {
                scale /= 10.0;
                value += f64::from(byte & 15) * scale;
            }
            b'0'..=b'9' => value = value * 10.0 + f64::from(byte & 15),
            b'+' => {}
            _ => break,
        }
    }
    if negative { -value } else { value }
}

#[cfg(test)]
mod tests {
    use super::{Lexer, Object, ObjectOrWord};

    fn shown(object: &Object) -> String {
        match object {
            Object::Null => "null".to_owned(),
            Object::Bool(is) => is.to_string(),
            Object::Number(number) => format!("{number}"),
            Object::Name(name) => format!("/{name}"),
            Object::Text(text) => format!("({})", text.escape_ascii()),
            Object::Array(array) => format!("[{}]", array.iter().map(shown).collect::<Vec<_>>().join(" ")),
            Object::Dict(dict) => {
                let entry = |(name, object): &(std::rc::Rc<str>, Object)| format!("{name}={}", shown(object));
                format!("<{}>", dict.0.iter().map(entry).collect::<Vec<_>>().join(" "))
            }
            Object::Stream(_) => "stream".to_owned(),
            Object::Reference(number) => format!("{number}R"),
        }
    }

    #[test]
    fn objects_are_parsed() {
        for (bytes, expected) in [
            ("[1 -2.5 .5 +3 --4 5 0 R 6 0]", "[1 -2.5 0.5 3 -4 5R 6 0]"),
            ("<</A/B#20c/D[<</E null>>]/F true>>", "<A=/B c D=[<E=null>] F=true>"),
            ("(a(b)\\)\\101\\7c\\\nd\\n)", "(a(b))A\\x07cd\\n)"),
            ("<48 65 6c6C 6>", "(Hell`)"),
            ("% note\n12 % more\n", "12"),
            ("<</A 1", "<A=1>"),
            ("[1 2 endobj", "[1 2]"),
            ("<< /A >>", "<>"),
            ("x", "null"),
            ("", "null"),
        ] {
            assert_eq!(shown(&Lexer::new(bytes.as_bytes(), 0).object()), expected, "{bytes}");
        }
        let deep = "[".repeat(100_000);
        let read = shown(&Lexer::new(deep.as_bytes(), 0).object());
        assert!(read.contains(&"[".repeat(40)) && !read.contains(&"[".repeat(60)));
    }

    #[test]
    fn operators_are_parsed() {
        let mut lexer = Lexer::new(b"1 0 0 RG[(a)]TJ T* '", 0);
        let mut words = Vec::new();
        while let Some(item) = lexer.item() {
            words.push(match item {
                ObjectOrWord::Object(object) => shown(&object),
                ObjectOrWord::Word(word) => String::from_utf8_lossy(word).into_owned(),
            });
        }
        assert_eq!(words, ["1", "0", "0", "RG", "[(a)]", "TJ", "T*", "'"]);
    }
}

//! The tokens of RTF, [MSFT-RTF] "Contents of an RTF file".

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RtfToken<'x> {
    /// `{`: the beginning of a group.
    Open,
    /// `}`: the end of a group.
    Close,
    /// A control word with an optional number: `\par`, `\u8217`.
    Word(&'x [u8], Option<i32>),
    /// A control symbol: `\~`, `\*`.
    Symbol(u8),
    /// `\'hh`: a byte of text.
    Byte(u8),
    /// Bytes of text without line breaks, which have no meaning in RTF.
    Text(&'x [u8]),
    /// The bytes of `\binN`.
    Binary(&'x [u8]),
}

/// Splits a document into tokens.
pub(super) struct RtfTokens<'x> {
    rest: &'x [u8],
}

impl<'x> RtfTokens<'x> {
    pub(super) fn new(rtf: &'x [u8]) -> Self {
        Self { rest: rtf }
    }

    fn take_while(&mut self, keep: impl Fn(u8) -> bool) -> &'x [u8] {
        let end = self.rest.iter().position(|&byte| !keep(byte)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// Reads the token after a backslash.
    fn control(&mut self) -> RtfToken<'x> {
        let Some(&first) = self.rest.first() else {
            return RtfToken::Symbol(b'\\');
        };
        if first.is_ascii_alphabetic() {
            return self.word();
        }
        self.skip(1);
        if first != b'\'' {
            return RtfToken::Symbol(first);
        }
        let digits = self.rest.first_chunk::<2>().and_then(|pair| std::str::from_utf8(pair).ok());
        match digits.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                self.skip(2);
                RtfToken::Byte(byte)
            }
            None => RtfToken::Symbol(b'\''),
        }
    }

    fn word(&mut self) -> RtfToken<'x> {
        let word = self.take_while(|byte| byte.is_ascii_alphabetic());
        let number = self.number();
        if self.rest.first() == Some(&b' ') {
            self.skip(1);
        }
        if word == b"bin" {
            let count = number.and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
            let (bytes, rest) = self.rest.split_at_checked(count).unwrap_or((self.rest, &[]));
            self.rest = rest;
            return RtfToken::Binary(bytes);
        }
        RtfToken::Word(word, number)
    }

    fn number(&mut self) -> Option<i32> {
        let negative = self.rest.first() == Some(&b'-') && self.rest.get(1).is_some_and(u8::is_ascii_digit);
        if negative {
            self.skip(1);
        }
        let digits = self.take_while(|byte| byte.is_ascii_digit());
        if digits.is_empty() {
            return None;
        }
        let value = digits.iter().fold(0_i32, |value, digit| {
            value.saturating_mul(10).saturating_add(i32::from(digit.wrapping_sub(b'0')))
        });
        Some(if negative { value.saturating_neg() } else { value })
    }
}

impl<'x> Iterator for RtfTokens<'x> {
    type Item = RtfToken<'x>;

    fn next(&mut self) -> Option<RtfToken<'x>> {
        loop {
            let &first = self.rest.first()?;
            match first {
                b'{' => {
                    self.skip(1);
                    return Some(RtfToken::Open);
                }
                b'}' => {
                    self.skip(1);
                    return Some(RtfToken::Close);
                }
                b'\\' => {
                    self.skip(1);
                    return Some(self.control());
                }
                b'\r' | b'\n' => self.skip(1),
                _ => {
                    return Some(RtfToken::Text(
                        self.take_while(|byte| !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n')),
                    ));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{RtfToken, RtfTokens};

    #[track_caller]
    fn check(rtf: &[u8], expected: &[RtfToken]) {
        assert_eq!(RtfTokens::new(rtf).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn tokens() {
        use RtfToken::{Binary, Byte, Close, Open, Symbol, Text, Word};
        check(
            b"{\\rtf1\\ansi a\r\nb\\'e4\\par}",
            &[
                Open,
                Word(b"rtf", Some(1)),
                Word(b"ansi", None),
                Text(b"a"),
                Text(b"b"),
                Byte(0xE4),
                Word(b"par", None),
                Close,
            ],
        );
        check(
            b"\\u-10179 ?\\~\\*\\\r",
            &[Word(b"u", Some(-10179)), Text(b"?"), Symbol(b'~'), Symbol(b'*'), Symbol(b'\r')],
        );
        check(b"\\bin3 }}}x\\bin99 y", &[Binary(b"}}}"), Text(b"x"), Binary(b"y")]);
        check(b"\\b-x\\'zz\\", &[Word(b"b", None), Text(b"-x"), Symbol(b'\''), Text(b"zz"), Symbol(b'\\')]);
        check(b"\\fs99999999999", &[Word(b"fs", Some(i32::MAX))]);
    }
}

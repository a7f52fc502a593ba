//! Reads the operations of a content stream, ISO 32000-1, 7.8.2. Character maps have the same syntax.

/// The deepest nesting of arrays and dictionaries.
const DEPTH: usize = 20;

/// An operator with its operands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Operation<'c> {
    pub operator: &'c [u8],
    pub operands: Vec<Operand<'c>>,
    /// The offset of the first byte of the operation.
    pub start: usize,
    /// The offset behind its last byte.
    pub end: usize,
}

/// An operand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand<'c> {
    Number(f32),
    /// A name without its solidus.
    Name(&'c [u8]),
    /// The bytes of a string.
    Text(Vec<u8>),
    Array(Vec<Operand<'c>>),
    /// A dictionary, which no reader of this crate needs.
    Dictionary,
}

impl Operation<'_> {
    /// Returns the operands if they are `N` numbers.
    pub fn numbers<const N: usize>(&self) -> Option<[f32; N]> {
        let numbers: Vec<f32> = self.operands.iter().filter_map(Operand::number).collect();
        numbers.try_into().ok().filter(|_| self.operands.len() == N)
    }

    /// Returns the first operand if it is a name.
    pub fn name(&self) -> Option<&[u8]> {
        match self.operands.first() {
            Some(Operand::Name(name)) => Some(name),
            _ => None,
        }
    }
}

impl Operand<'_> {
    fn number(&self) -> Option<f32> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

/// The operations of a content stream, in order. Bytes that are no valid syntax are skipped.
pub(crate) struct Operations<'c> {
    content: &'c [u8],
    at: usize,
}

impl<'c> Operations<'c> {
    pub fn new(content: &'c [u8]) -> Self {
        Self { content, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.content.get(self.at).copied()
    }

    fn bump(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.bump();
                }
            } else if is_space(byte) {
                self.bump();
            } else {
                break;
            }
        }
    }

    /// Takes bytes while they belong to a number, a name or an operator.
    fn word(&mut self) -> &'c [u8] {
        let start = self.at;
        while self.peek().is_some_and(|byte| !is_space(byte) && !b"()<>[]{}/%".contains(&byte)) {
            self.bump();
        }
        self.content.get(start..self.at).unwrap_or_default()
    }

    fn operand(&mut self, depth: usize) -> Option<Result<Operand<'c>, &'c [u8]>> {
        self.skip_space();
        let byte = self.peek()?;
        Some(match byte {
            b'/' => {
                self.bump();
                Ok(Operand::Name(self.word()))
            }
            b'(' => Ok(Operand::Text(self.literal())),
            b'<' if self.content.get(self.at.saturating_add(1)) == Some(&b'<') => {
                self.at = self.at.saturating_add(2);
                self.items(b'>', depth);
                self.bump();
                Ok(Operand::Dictionary)
            }
            b'<' => Ok(Operand::Text(self.hexadecimal())),
            b'[' => {
                self.bump();
                Ok(Operand::Array(self.items(b']', depth)))
            }
            b')' | b'>' | b']' | b'{' | b'}' => {
                self.bump();
                Err(b"")
            }
            _ => {
                let word = self.word();
                let number = std::str::from_utf8(word).ok().filter(|word| is_number(word));
                number.and_then(|number| number.parse().ok()).map(Operand::Number).ok_or(word)
            }
        })
    }

    /// Reads items up to and including the byte `end`.
    fn items(&mut self, end: u8, depth: usize) -> Vec<Operand<'c>> {
        let mut items = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None => return items,
                Some(byte) if byte == end => {
                    self.bump();
                    return items;
                }
                Some(_) if depth >= DEPTH => self.bump(),
                Some(_) => match self.operand(depth.saturating_add(1)) {
                    Some(Ok(item)) => items.push(item),
                    Some(Err(_)) => {}
                    None => return items,
                },
            }
        }
    }

    fn literal(&mut self) -> Vec<u8> {
        self.bump();
        let mut bytes = Vec::new();
        let mut depth: usize = 0;
        while let Some(byte) = self.peek() {
            self.bump();
            match byte {
                b'\\' => self.escape(&mut bytes),
                b')' if depth == 0 => break,
                _ => {
                    match byte {
                        b'(' => depth = depth.saturating_add(1),
                        b')' => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    bytes.push(byte);
                }
            }
        }
        bytes
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.bump();
        match byte {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'\r' if self.peek() == Some(b'\n') => self.bump(),
            b'\n' | b'\r' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte.saturating_sub(b'0'));
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    value = value.saturating_mul(8).saturating_add(u32::from(digit.saturating_sub(b'0')));
                    self.bump();
                }
                bytes.push(u8::try_from(value & 0xFF).unwrap_or_default());
            }
            other => bytes.push(other),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.bump();
        let mut digits = Vec::new();
        while let Some(byte) = self.peek() {
            self.bump();
            if byte == b'>' {
                break;
            }
            digits.extend(char::from(byte).to_digit(16));
        }
        digits
            .chunks(2)
            .map(|pair| {
                let (high, low) = (pair.first().unwrap_or(&0), pair.get(1).unwrap_or(&0));
                u8::try_from((high << 4) | low).unwrap_or_default()
            })
            .collect()
    }

    /// Skips the data of an inline image.
    fn skip_image(&mut self) {
        let rest = self.content.get(self.at..).unwrap_or_default();
        let end = rest.windows(4).position(
            |bytes| matches!(bytes, [before, b'E', b'I', after] if is_space(*before) && is_space(*after)),
        );
        self.at = end.map_or(self.content.len(), |end| self.at.saturating_add(end).saturating_add(3));
    }
}

impl<'c> Iterator for Operations<'c> {
    type Item = Operation<'c>;

    fn next(&mut self) -> Option<Operation<'c>> {
        self.skip_space();
        let start = self.at;
        let mut operands = Vec::new();
        loop {
            match self.operand(0)? {
                Ok(operand) => operands.push(operand),
                Err(operator) => {
                    if operator == b"BI" {
                        self.skip_image();
                    }
                    return Some(Operation { operator, operands, start, end: self.at });
                }
            }
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

/// Returns true for the numbers of PDF, which have no exponents and are not `inf`.
fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte))
        && word.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Operand, Operations};

    #[test]
    fn operations_have_their_operands_and_places() {
        let content =
            b"q .5 0 0 -.5 1 2 cm % a comment\n/F1 12 Tf <0041 4> Tj [(a\\)\\101(b))-3<</A[1]>>] TJ";
        let operations: Vec<_> = Operations::new(content).collect();
        let names: Vec<_> = operations.iter().map(|op| std::str::from_utf8(op.operator).unwrap()).collect();
        assert_eq!(names, ["q", "cm", "Tf", "Tj", "TJ"]);
        assert_eq!(operations[1].numbers(), Some([0.5, 0.0, 0.0, -0.5, 1.0, 2.0]));
        assert_eq!(operations[2].name(), Some(&b"F1"[..]));
        assert_eq!(operations[3].operands, [Operand::Text(vec![0, 0x41, 0x40])]);
        let Operand::Array(items) = &operations[4].operands[0] else { panic!() };
        assert_eq!(items[0], Operand::Text(b"a)A(b)".to_vec()));
        assert_eq!(&content[operations[1].start..operations[1].end], b".5 0 0 -.5 1 2 cm");
    }

    #[test]
    fn invalid_bytes_neither_fail_nor_hang() {
        for content in [
            &b"((("[..],
            b"<<<<<",
            b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            b")]}>",
            b"BI /W 1 ID \0\xFF",
            b"1e9 inf -- + . f",
            b"\\(\\",
            b"",
        ] {
            assert!(Operations::new(content).count() < 50);
        }
        let deep = b"[".repeat(100_000);
        assert_eq!(Operations::new(&deep).count(), 0);
    }
}

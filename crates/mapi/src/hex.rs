//! Hexadecimal digits: bytes written as digits, and escapes that contain digits.

use std::fmt::Write as _;

/// Returns bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len().saturating_mul(2)), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// Decodes bytes in which two hexadecimal digits follow an escape byte: `%` in addresses (RFC 3986, section 2.1), and
/// `=` in quoted-printable (RFC 2045, section 6.7). An escape byte without two digits is kept.
pub fn decode_hex_escapes(bytes: &[u8], escape: u8) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, behind)) = rest.split_first() {
        let digits = behind.split_first_chunk::<2>().filter(|_| byte == escape);
        let value = digits.and_then(|(&[high, low], behind)| Some((byte_of(high, low)?, behind)));
        let (value, behind) = value.unwrap_or((byte, behind));
        decoded.push(value);
        rest = behind;
    }
    decoded
}

fn byte_of(high: u8, low: u8) -> Option<u8> {
    let digit = |letter: u8| char::from(letter).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

#[cfg(test)]
mod tests {
    use super::{decode_hex_escapes, hex};

    #[test]
    fn bytes_are_written_as_digits() {
        assert_eq!(hex(&[0, 0x0A, 0xFF]), "000aff");
        assert_eq!(hex(&[]), "");
    }

    #[test]
    fn escapes_are_decoded() {
        for (text, escape, expected) in [
            ("a%20b%2Fc%2f", b'%', "a b/c/"),
            ("J=C3=BCrgen=3D", b'=', "Jürgen="),
            ("100%, %4, %zz, %", b'%', "100%, %4, %zz, %"),
            // A sign is no digit.
            ("%+5%-1", b'%', "%+5%-1"),
            ("%%41=41", b'%', "%A=41"),
            ("", b'%', ""),
        ] {
            assert_eq!(String::from_utf8_lossy(&decode_hex_escapes(text.as_bytes(), escape)), expected);
        }
    }
}

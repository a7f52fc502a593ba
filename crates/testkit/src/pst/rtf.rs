//! Writes `PidTagRtfCompressed` in its uncompressed form ([MS-OXRTFCP], section 2.1).

use std::fmt::Write;

/// Returns the header of the property, followed by the text as RTF.
pub(super) fn rtf_of(text: &str) -> Vec<u8> {
    let mut rtf = String::from(
        "{\\rtf1\\ansi\\ansicpg1252\\fromtext\\deff0{\\fonttbl{\\f0 Arial;}}\\uc1\\pard\\f0\\fs20 ",
    );
    for c in text.chars() {
        match c {
            '\r' => {}
            '\n' => rtf.push_str("\\par\r\n"),
            '\\' | '{' | '}' => rtf.extend(['\\', c]),
            ' '..='~' => rtf.push(c),
            _ => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    // RTF writes UTF-16 units as signed numbers.
                    let _ = write!(rtf, "\\u{}?", i16::from_le_bytes(unit.to_le_bytes()));
                }
            }
        }
    }
    rtf.push('}');
    let size = u32::try_from(rtf.len()).unwrap_or(u32::MAX);
    // The header: COMPSIZE (the size of everything after this field), RAWSIZE, COMPTYPE, and CRC (0 if
    // uncompressed).
    [&size.saturating_add(12).to_le_bytes()[..], &size.to_le_bytes(), b"MELA", &[0; 4], rtf.as_bytes()]
        .concat()
}

#[cfg(test)]
mod tests {
    use super::rtf_of;

    #[test]
    fn the_reader_decodes_the_uncompressed_form() {
        for text in ["plain", "Grüße {aus} \\Köln\n", "陈伟 🙂"] {
            let found = foundmail_mapi::rtf::decompress(&rtf_of(text));
            assert_eq!(found.flaw, None, "{text}");
            assert_eq!(found.rtf.len(), rtf_of(text).len() - 16, "{text}");
        }
        let rtf = String::from_utf8(rtf_of("ü{")).unwrap_or_default();
        assert!(rtf.ends_with("\\u252?\\{}"), "{rtf}");
    }
}

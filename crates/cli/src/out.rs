//! Writes to the terminal. Control characters are removed, because received mail could use them to control the
//! terminal.

use std::io::{self, IsTerminal, Write};

use anyhow::Result;
use serde::Serialize;

/// Prints one JSON document.
pub fn json(value: &impl Serialize) -> Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}

/// Prints a text as one line.
pub fn line(text: &str) -> Result<()> {
    writeln!(io::stdout().lock(), "{}", one_line(text))?;
    Ok(())
}

/// Writes bytes. If stdout is a terminal, control characters are removed; otherwise the bytes are unchanged.
pub fn bytes(bytes: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    if io::stdout().is_terminal() {
        let harmless: String = String::from_utf8_lossy(bytes)
            .chars()
            .filter(|&c| c == '\n' || c == '\t' || !c.is_control())
            .collect();
        out.write_all(harmless.as_bytes())?;
    } else {
        out.write_all(bytes)?;
    }
    out.flush()?;
    Ok(())
}

/// Returns a text in which spaces replace control characters. Marks that change the text direction are removed.
pub fn one_line(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Returns a number with its noun, such as `1 copy` or `2 copies`.
pub fn count(count: u32, one: &str, many: &str) -> String {
    let name = if count == 1 { one } else { many };
    format!("{count} {name}")
}

/// Returns a text as one line, cut after `most` characters.
pub fn short(text: &str, most: usize) -> String {
    let text = one_line(text);
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn long_texts_are_cut() {
        assert_eq!([super::short("Größe", 5), super::short("Größen", 5)], ["Größe", "Größe…"]);
    }

    #[test]
    fn control_characters_are_removed() {
        assert_eq!(super::one_line("a\u{1b}[31mb\r\nc\u{202e}d"), "a [31mb  cd");
    }
}

//! Restores MIME parts whose bytes Apple Mail stored in separate files. RFC 2046, section 5.1 defines the parts,
//! and RFC 3501, section 6.4.5 their numbers.

use std::io::{self, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::part_files::PartFiles;

/// A message into which the attachments that were found have been inserted.
pub(super) struct Restored {
    pub(super) raw: Vec<u8>,
    /// True if at least one attachment was inserted.
    pub(super) changed: bool,
    /// Names of attachments that were not found or are damaged.
    pub(super) missing: Vec<String>,
}

/// The header field with which Apple Mail marks a part that it stored in a separate file. The value is the size of
/// the part in bytes.
const MOVED_OUT: &[u8] = b"x-apple-content-length:";
/// The largest depth of nested parts that are searched.
const DEEPEST: usize = 50;
/// The largest number of parts that are searched.
const MOST: usize = 10_000;
/// The largest size of a restored message in bytes.
const LARGEST: usize = 1 << 30;

/// The number of bytes of a large message that are read at once.
const PIECE: u64 = 1 << 20;

/// Returns true if parts of the message are in separate files.
pub(super) fn lacks_attachments(raw: &[u8]) -> bool {
    raw.windows(MOVED_OUT.len()).any(|window| window.eq_ignore_ascii_case(MOVED_OUT))
}

/// Does the same as [`lacks_attachments`] for a message that is not in memory.
pub(super) fn reader_lacks_attachments(mut raw: impl Read) -> io::Result<bool> {
    let mut bytes = Vec::new();
    loop {
        let kept = bytes.len().saturating_sub(MOVED_OUT.len());
        bytes.drain(..kept);
        let read = (&mut raw).take(PIECE).read_to_end(&mut bytes)?;
        if read == 0 || lacks_attachments(&bytes) {
            return Ok(read > 0);
        }
    }
}

/// Inserts the separately stored attachments into a message.
pub(super) fn restore(raw: &[u8], files: &mut dyn PartFiles) -> Restored {
    let mut restorer = Restorer {
        out: Vec::with_capacity(raw.len()),
        changed: false,
        missing: Vec::new(),
        files,
        left: MOST,
    };
    restorer.entity(raw, "", 0);
    Restored { raw: restorer.out, changed: restorer.changed, missing: restorer.missing }
}

struct Restorer<'b> {
    out: Vec<u8>,
    changed: bool,
    missing: Vec<String>,
    files: &'b mut dyn PartFiles,
    left: usize,
}

impl Restorer<'_> {
    /// Copies a message or part, and inserts its attachments. `number` is the number of the part, or empty for the
    /// message itself.
    fn entity(&mut self, bytes: &[u8], number: &str, depth: usize) {
        let (header, body) = header_and_body(bytes);
        self.left = self.left.saturating_sub(1);
        let content_type = field(header, b"content-type:").unwrap_or_default();
        let is = |kind: &str| content_type.trim_start().to_ascii_lowercase().starts_with(kind);
        if depth < DEEPEST && self.left > 0 {
            if is("multipart/")
                && let Some(boundary) = parameter(&content_type, "boundary")
            {
                self.out.extend_from_slice(header);
                return self.multipart(body, boundary.as_bytes(), number, depth);
            }
            if is("message/rfc822") {
                self.out.extend_from_slice(header);
                return self.entity(body, number, depth.saturating_add(1));
            }
        }
        let number = if number.is_empty() { "1" } else { number };
        let is_moved_out = field(header, MOVED_OUT).is_some();
        if !is_moved_out || !body.trim_ascii().is_empty() {
            self.out.extend_from_slice(bytes);
            return;
        }
        let found = self.files.part(number);
        match found {
            Some(file) if self.out.len().saturating_add(file.bytes.len()) < LARGEST => {
                if let Some(flaw) = file.flaw {
                    self.missing.push(format!("{}: {flaw}", name_of(header, &content_type, number)));
                }
                self.put(header, body, &file.bytes);
            }
            _ => {
                self.missing.push(name_of(header, &content_type, number));
                self.out.extend_from_slice(bytes);
            }
        }
    }

    /// Copies the body of a multipart. Lines with the boundary separate its parts.
    fn multipart(&mut self, body: &[u8], boundary: &[u8], number: &str, depth: usize) {
        let mut part: Option<usize> = None;
        let mut at = 0_usize;
        let mut count = 0_usize;
        for line in body.split_inclusive(|&byte| byte == b'\n') {
            let start = at;
            at = at.saturating_add(line.len());
            let text = line.trim_ascii_end();
            let Some(rest) = text.strip_prefix(b"--").and_then(|text| text.strip_prefix(boundary)) else {
                continue;
            };
            if !rest.is_empty() && rest != b"--" {
                continue;
            }
            self.part(
                body.get(part.unwrap_or(0)..start).unwrap_or_default(),
                part.is_some(),
                number,
                count,
                depth,
            );
            count = count.saturating_add(1);
            self.out.extend_from_slice(line);
            part = Some(at);
            if rest == b"--" {
                self.out.extend_from_slice(body.get(at..).unwrap_or_default());
                return;
            }
        }
        self.part(body.get(part.unwrap_or(0)..).unwrap_or_default(), part.is_some(), number, count, depth);
    }

    fn part(&mut self, bytes: &[u8], is_part: bool, parent: &str, count: usize, depth: usize) {
        if !is_part {
            self.out.extend_from_slice(bytes);
            return;
        }
        let number = if parent.is_empty() { count.to_string() } else { format!("{parent}.{count}") };
        self.entity(bytes, &number, depth.saturating_add(1));
    }

    /// Writes a part whose body is `bytes` in base64. Adapts the header of the part.
    fn put(&mut self, header: &[u8], body: &[u8], bytes: &[u8]) {
        self.changed = true;
        let end: &[u8] = if header.ends_with(b"\r\n") { b"\r\n" } else { b"\n" };
        let mut dropped = false;
        for line in header.split_inclusive(|&byte| byte == b'\n') {
            let folded = matches!(line.first(), Some(b' ' | b'\t'));
            if !folded {
                let lower = line.to_ascii_lowercase();
                dropped = lower.starts_with(MOVED_OUT) || lower.starts_with(b"content-transfer-encoding:");
            }
            if line.trim_ascii().is_empty() {
                self.out.extend_from_slice(b"Content-Transfer-Encoding: base64");
                self.out.extend_from_slice(end);
                dropped = false;
            }
            if !dropped {
                self.out.extend_from_slice(line);
            }
        }
        for line in bytes.chunks(57) {
            self.out.extend_from_slice(STANDARD.encode(line).as_bytes());
            self.out.extend_from_slice(end);
        }
        self.out.extend_from_slice(body);
    }
}

/// Splits a message or part after the empty line that ends its header. If no line is empty, the header contains
/// all bytes.
fn header_and_body(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0_usize;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        at = at.saturating_add(line.len());
        if line.trim_ascii().is_empty() {
            break;
        }
    }
    bytes.split_at_checked(at).unwrap_or((bytes, &[]))
}

/// Returns the value of a header field, including its folded lines. `name` is in lower case and includes the
/// colon.
fn field(header: &[u8], name: &[u8]) -> Option<String> {
    let mut value: Option<String> = None;
    for line in header.split(|&byte| byte == b'\n') {
        let folded = matches!(line.first(), Some(b' ' | b'\t'));
        match &mut value {
            Some(value) if folded => value.push_str(&String::from_utf8_lossy(line)),
            Some(_) => break,
            None if line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) => {
                let rest = line.get(name.len()..).unwrap_or_default();
                value = Some(String::from_utf8_lossy(rest).into_owned());
            }
            None => {}
        }
    }
    value
}

/// Returns the value of a parameter in a header field (RFC 2045, section 5.1).
fn parameter(value: &str, name: &str) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    let mark = format!("{name}=");
    let at = lower.match_indices(&mark).map(|(at, _)| at).find(|&at| {
        let before = lower.get(..at).and_then(|before| before.chars().next_back());
        before.is_some_and(|before| before == ';' || before.is_ascii_whitespace())
    })?;
    let rest = value.get(at.checked_add(mark.len())?..)?;
    Some(match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?.to_owned(),
        None => rest.split([';', ' ', '\t', '\r']).next()?.to_owned(),
    })
}

fn name_of(header: &[u8], content_type: &str, number: &str) -> String {
    let disposition = field(header, b"content-disposition:").unwrap_or_default();
    parameter(&disposition, "filename")
        .or_else(|| parameter(content_type, "name"))
        .unwrap_or_else(|| format!("part {number}"))
}

#[cfg(test)]
mod tests {
    use super::restore;
    use crate::part_files::{NoPartFiles, PartFile, PartFiles};

    struct Files(Vec<(&'static str, &'static [u8])>);

    impl PartFiles for Files {
        fn part(&mut self, number: &str) -> Option<PartFile> {
            let (_, bytes) = self.0.iter().find(|(known, _)| *known == number)?;
            Some(PartFile { bytes: bytes.to_vec(), flaw: None })
        }
    }

    const MESSAGE: &str = "Subject: x\r\nContent-Type: multipart/mixed;\r\n boundary=\"o\"\r\n\r\npreamble\r\n--o\r\n\
        Content-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n\r\ntext\r\n--i\r\nContent-Type: image/png\r\n\
        X-Apple-Content-Length: 9\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\r\n--i--\r\n--o\r\n\
        Content-Type: application/pdf; name=a.pdf\r\nX-Apple-Content-Length: 4\r\n\r\n\r\n--o--\r\nend";

    #[test]
    fn parts_are_restored_by_their_numbers() {
        let mut files = Files(vec![("1.2", b"png"), ("2", b"%PDF")]);
        let whole = restore(MESSAGE.as_bytes(), &mut files);
        let text = String::from_utf8(whole.raw).unwrap();
        assert!(whole.changed && whole.missing.is_empty());
        let expected = MESSAGE
            .replace(
                "X-Apple-Content-Length: 9\r\nContent-Transfer-Encoding: 7bit\r\n\r\n",
                "Content-Transfer-Encoding: base64\r\n\r\ncG5n\r\n",
            )
            .replace(
                "X-Apple-Content-Length: 4\r\n\r\n",
                "Content-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n",
            );
        assert_eq!(text, expected);
    }

    #[test]
    fn a_missing_part_is_named_and_nothing_else_changes() {
        let whole = restore(MESSAGE.as_bytes(), &mut NoPartFiles);
        assert_eq!(whole.raw, MESSAGE.as_bytes());
        assert_eq!(whole.missing, ["part 1.2", "a.pdf"]);
    }
}

//! Writes the body: text, HTML, pictures and attached files, nested as RFC 2046 and 2387 specify.

use super::encode::{base64_lines, file_name_parameter, quoted_printable};
use super::header::field;
use super::{AttachedFile, Charset, Draft, fnv1a};

/// Writes the MIME fields and the body.
pub(super) fn write(draft: &Draft, out: &mut Vec<u8>) {
    if draft.attachments.is_empty() {
        return write_shown(draft, out);
    }
    multipart(draft, "mixed", out, |out, boundary| {
        delimiter(out, boundary);
        write_shown(draft, out);
        for part in &draft.attachments {
            delimiter(out, boundary);
            write_part(part, draft.charset, "attachment", out);
        }
    });
}

/// Writes the displayed parts: the text, the HTML and its pictures.
fn write_shown(draft: &Draft, out: &mut Vec<u8>) {
    if draft.inline.is_empty() {
        return write_bodies(draft, out);
    }
    multipart(draft, "related", out, |out, boundary| {
        delimiter(out, boundary);
        write_bodies(draft, out);
        for part in &draft.inline {
            delimiter(out, boundary);
            write_part(part, draft.charset, "inline", out);
        }
    });
}

fn write_bodies(draft: &Draft, out: &mut Vec<u8>) {
    let Some(html) = &draft.html else {
        return write_text(draft, "plain", &draft.text, out);
    };
    multipart(draft, "alternative", out, |out, boundary| {
        delimiter(out, boundary);
        write_text(draft, "plain", &draft.text, out);
        delimiter(out, boundary);
        write_text(draft, "html", html, out);
    });
}

fn multipart(draft: &Draft, kind: &str, out: &mut Vec<u8>, parts: impl FnOnce(&mut Vec<u8>, &str)) {
    let boundary = format!("=_{kind}_{:016x}", fnv1a(draft.message_id.as_bytes()));
    field(out, "Content-Type", &format!("multipart/{kind};\r\n boundary=\"{boundary}\""));
    out.extend_from_slice(b"\r\n");
    parts(out, &boundary);
    out.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
}

fn delimiter(out: &mut Vec<u8>, boundary: &str) {
    out.extend_from_slice(format!("\r\n--{boundary}\r\n").as_bytes());
}

fn write_text(draft: &Draft, subtype: &str, text: &str, out: &mut Vec<u8>) {
    let charset = if text.is_ascii() { Charset::Ascii } else { draft.charset };
    let flowed = if draft.flowed && subtype == "plain" { "; format=flowed" } else { "" };
    field(out, "Content-Type", &format!("text/{subtype}; charset={}{flowed}", charset.name()));
    let bytes = charset.encode(text);
    let crlf = with_crlf(&bytes);
    let too_long = crlf.split(|&byte| byte == b'\n').any(|line| line.len() > 900);
    let (encoding, written) = match charset {
        Charset::Ascii | Charset::Iso2022Jp if !too_long => ("7bit", crlf),
        Charset::Gb2312 => ("base64", base64_lines(&crlf)),
        _ => ("quoted-printable", quoted_printable(&bytes)),
    };
    field(out, "Content-Transfer-Encoding", encoding);
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(&written);
}

fn write_part(part: &AttachedFile, charset: Charset, disposition: &str, out: &mut Vec<u8>) {
    field(
        out,
        "Content-Type",
        &format!("{};\r\n {}", part.media_type, file_name_parameter("name", &part.name, charset)),
    );
    field(
        out,
        "Content-Disposition",
        &format!("{disposition};\r\n {}", file_name_parameter("filename", &part.name, charset)),
    );
    if let Some(id) = &part.content_id {
        field(out, "Content-ID", &format!("<{id}>"));
    }
    // RFC 2046, section 5.2.1: an attached message must not be base64.
    if part.media_type == "message/rfc822" {
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(&part.bytes);
        return;
    }
    field(out, "Content-Transfer-Encoding", "base64");
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(&base64_lines(&part.bytes));
}

fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 32);
    for &byte in bytes {
        if byte == b'\n' {
            out.push(b'\r');
        }
        out.push(byte);
    }
    if !out.ends_with(b"\n") {
        out.extend_from_slice(b"\r\n");
    }
    out
}

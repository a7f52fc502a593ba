//! Extracts the text of messages and their attachments. For an Outlook item, a message is composed first.

use std::sync::Arc;

use foundmail_mail::{Framing, attachment_bytes, parse};
use foundmail_mapi::{Item, compose, msg, tnef};

use super::Extraction;
use crate::extracted::FailureReason;
use crate::file_kind::FileKind;
use crate::input::Input;

/// Extracts the text of a message (RFC 5322) and its attachments.
pub(crate) fn mail(raw: &[u8], path: &str, extraction: &mut Extraction) -> Result<(), FailureReason> {
    let raw = emlx(raw);
    let message = parse(raw, Framing::Plain);
    extraction.collect_text(path, |text, budget| {
        text.push(&message.subject, budget);
        text.line();
        let people = message.from.iter().chain(&message.to).chain(&message.cc).chain(&message.bcc);
        for person in people {
            text.push(&person.name, budget);
            text.space();
            text.push(&person.address, budget);
            text.line();
        }
        text.push(&message.text, budget);
        Ok(())
    })?;
    for attachment in &message.attachments {
        if attachment.inline && attachment.media_type.starts_with("image/") {
            continue;
        }
        let Some(bytes) = attachment_bytes(raw, Framing::Plain, attachment.index) else { continue };
        let input = Input { name: &attachment.name, media_type: &attachment.media_type, bytes: &bytes };
        extraction.read_contained(path, &input)?;
    }
    Ok(())
}

/// Returns the message inside an EMLX file of Apple Mail. The first line of an EMLX file contains the length of
/// the message. Returns other files unchanged.
pub(crate) fn emlx(raw: &[u8]) -> &[u8] {
    let line_end = raw.iter().take(20).position(|&byte| byte == b'\n');
    let Some((line, rest)) = line_end.and_then(|end| raw.split_at_checked(end)) else { return raw };
    let number = std::str::from_utf8(line).ok().and_then(|line| line.trim().parse::<usize>().ok());
    number.and_then(|length| rest.get(1..)?.get(..length)).unwrap_or(raw)
}

/// Extracts the text of an MSG file ([MS-OXMSG]).
pub(crate) fn msg(bytes: &[u8], path: &str, extraction: &mut Extraction) -> Result<(), FailureReason> {
    let item = msg::read(Arc::new(bytes.to_vec())).map_err(|_| FailureReason::Damaged)?;
    outlook_item(&item, path, extraction)
}

/// Extracts the text of a `winmail.dat` ([MS-OXTNEF]).
pub(crate) fn winmail(bytes: &[u8], path: &str, extraction: &mut Extraction) -> Result<(), FailureReason> {
    let item = tnef::read(bytes).map_err(|_| FailureReason::Damaged)?;
    outlook_item(&item, path, extraction)
}

fn outlook_item(item: &Item, path: &str, extraction: &mut Extraction) -> Result<(), FailureReason> {
    extraction.budget.check_time()?;
    let composed = compose(item);
    if composed.defects.iter().any(|defect| defect.effect.loses_data()) {
        extraction.record_loss(path, FileKind::Msg, FailureReason::Damaged);
    }
    mail(&composed.raw, path, extraction)
}

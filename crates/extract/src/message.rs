//! Messages: mail as it is, and those of Outlook by way of the mail that they are composed into. Their files are read too.

use std::sync::Arc;

use foundmail_mail::{Framing, attachment_bytes, parse};
use foundmail_mapi::{Item, compose, msg, tnef};

use crate::walk::Walk;
use crate::{Input, Kind, Reason};

/// A message of RFC 5322.
pub(crate) fn mail(raw: &[u8], path: &str, walk: &mut Walk) -> Result<(), Reason> {
    let raw = emlx(raw);
    let message = parse(raw, Framing::Plain);
    walk.piece(path, |text, budget| {
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
        walk.inside(path, &input)?;
    }
    Ok(())
}

/// Mail of a Mac stands behind a line with its length.
fn emlx(raw: &[u8]) -> &[u8] {
    let line_end = raw.iter().take(20).position(|&byte| byte == b'\n');
    let Some((line, rest)) = line_end.and_then(|end| raw.split_at_checked(end)) else { return raw };
    let number = std::str::from_utf8(line).ok().and_then(|line| line.trim().parse::<usize>().ok());
    number.and_then(|length| rest.get(1..)?.get(..length)).unwrap_or(raw)
}

/// A file of Outlook.
pub(crate) fn msg(bytes: &[u8], path: &str, walk: &mut Walk) -> Result<(), Reason> {
    let item = msg::read(Arc::new(bytes.to_vec())).map_err(|_| Reason::Damaged)?;
    outlook(&item, path, walk)
}

/// A `winmail.dat`.
pub(crate) fn winmail(bytes: &[u8], path: &str, walk: &mut Walk) -> Result<(), Reason> {
    let item = tnef::read(bytes).map_err(|_| Reason::Damaged)?;
    outlook(&item, path, walk)
}

fn outlook(item: &Item, path: &str, walk: &mut Walk) -> Result<(), Reason> {
    walk.budget.check_time()?;
    let composed = compose(item);
    if composed.defects.iter().any(|defect| defect.effect.costs()) {
        walk.lost(path, Kind::Msg, Reason::Damaged);
    }
    mail(&composed.raw, path, walk)
}

//! Makes the content of an item from the packed and parsed message.

use std::io::{self, Read};

use foundmail_import::SourceItem;
use foundmail_mail::{Digest, Fingerprint, FingerprintInput, Message};
use foundmail_store::{ItemContent, Packed};

/// Returns the content of an item whose message was packed and parsed.
///
/// `unparsed` contains the digests of text parts that are too long to be parsed. `ignores_framing` is true if the
/// bytes contain no `From ` line, quoted or unquoted. `open` opens the bytes of the message. It is called only if
/// the message cannot be recognised by its fields alone. `properties` are packed.
///
/// # Errors
/// Returns the error of `open`, or the error at which reading the bytes failed.
pub(super) fn content_of<R: Read>(
    item: &SourceItem,
    packed: Packed,
    message: Message,
    unparsed: &[Digest],
    ignores_framing: bool,
    properties: Option<Vec<u8>>,
    open: impl FnOnce() -> io::Result<R>,
) -> io::Result<ItemContent> {
    let is_whole = !item.defects.iter().any(|defect| defect.effect.loses_data());
    let input = FingerprintInput { message: &message, framing: item.framing, is_whole, unparsed };
    let fingerprint = Fingerprint::of(&input, open)?;
    let mut content =
        ItemContent::new(packed, item.framing, ignores_framing, item.composed, message, fingerprint);
    content.properties = properties;
    Ok(content)
}

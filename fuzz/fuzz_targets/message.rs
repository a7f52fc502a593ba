//! One RFC 5322 message: header, bodies, attachments, identity, and the parts that are stored beside it.

#![no_main]

use foundmail_mail::{
    Framing, Split, attachment_bytes, header_fields, identity_of, inline_pictures, join, parse,
    safe_file_name,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let message = parse(raw, Framing::Plain);
    let _ = (header_fields(raw), identity_of(&message));
    for (index, attachment) in (0..).zip(&message.attachments) {
        let _ = attachment_bytes(raw, Framing::Plain, index);
        let name = safe_file_name(&attachment.name);
        assert!(!name.is_empty() && !name.contains(['/', '\\', '\0']));
    }
    let split = Split::of(raw);
    let (joined, _) = split.with(|skeleton| (join(skeleton), inline_pictures(skeleton, Framing::Plain)));
    assert_eq!(joined.as_deref(), Some(raw));
});

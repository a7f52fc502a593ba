//! One RFC 5322 message: header, bodies, attachments, identity.

#![no_main]

use foundmail_mail::{
    Framing, attachment_bytes, header_fields, identity_of, inline_pictures, parse, safe_file_name,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let message = parse(raw, Framing::Plain);
    let _ = (header_fields(raw), identity_of(&message), inline_pictures(raw, Framing::Plain));
    for (index, attachment) in (0..).zip(&message.attachments) {
        let _ = attachment_bytes(raw, Framing::Plain, index);
        let name = safe_file_name(&attachment.name);
        assert!(!name.is_empty() && !name.contains(['/', '\\', '\0']));
    }
});

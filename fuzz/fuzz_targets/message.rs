//! Parses, splits and restores one RFC 5322 message.

#![no_main]

use foundmail_mail::{
    Fingerprint, FingerprintInput, Framing, Split, attachment_bytes, header_fields, inline_pictures, parse,
    restore, safe_file_name,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let message = parse(raw, Framing::Plain);
    let input =
        FingerprintInput { message: &message, framing: Framing::Plain, is_whole: true, unparsed: &[] };
    let _ = (header_fields(raw), Fingerprint::of(&input, || Ok(raw)));
    for (index, attachment) in (0..).zip(&message.attachments) {
        let _ = attachment_bytes(raw, Framing::Plain, index);
        let name = safe_file_name(&attachment.name);
        assert!(!name.is_empty() && !name.contains(['/', '\\', '\0']));
    }
    let split = Split::of(raw);
    let (joined, _) = split.with(|skeleton| (restore(skeleton), inline_pictures(skeleton, Framing::Plain)));
    assert_eq!(joined.as_deref(), Some(raw));
});

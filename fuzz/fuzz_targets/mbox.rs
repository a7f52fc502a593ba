//! Parses a message of an MBOX, and checks that the quoting of `From ` lines is reversible.

#![no_main]

use foundmail_mail::{Framing, parse, quote_from_lines, unquote_from_lines};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let _ = parse(raw, Framing::Mbox);
    assert_eq!(&unquote_from_lines(&quote_from_lines(raw))[..], raw);
});

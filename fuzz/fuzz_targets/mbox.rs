//! A message as it lies in an MBOX: `From ` lines are quoted, and quoting them again can be undone.

#![no_main]

use foundmail_mail::{Framing, parse, quote_from_lines, unquote_from_lines};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let _ = parse(raw, Framing::Mbox);
    assert_eq!(&unquote_from_lines(&quote_from_lines(raw))[..], raw);
});

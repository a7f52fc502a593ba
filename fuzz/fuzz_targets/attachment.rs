//! A file of any kind: its text, within the limits.

#![no_main]

use foundmail_extract::{Input, Limits, text_of};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { text: 1 << 20, unpacked: 16 << 20, ..Limits::default() };
    if let Ok(read) = text_of(&Input { name: "", media_type: "", bytes }, &limits) {
        let text: usize = read.pieces.iter().map(|piece| piece.text.len()).sum();
        assert!(text <= limits.text + read.pieces.len());
    }
});

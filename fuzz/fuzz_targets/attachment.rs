//! Extracts the text of a file of any kind, within the limits.

#![no_main]

use foundmail_extract::{ExtractionLimits, Input, text_of};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = ExtractionLimits { text: 1 << 20, unpacked: 16 << 20, ..ExtractionLimits::default() };
    if let Ok(read) = text_of(&Input { name: "", media_type: "", bytes }, &limits) {
        let text: usize = read.texts.iter().map(|piece| piece.text.len()).sum();
        assert!(text <= limits.text + read.texts.len());
    }
});

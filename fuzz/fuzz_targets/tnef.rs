//! A whole TNEF stream: read and composed.

#![no_main]

use foundmail_mapi::{compose, tnef};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(item) = tnef::read(bytes) {
        let _ = compose(&item);
    }
});

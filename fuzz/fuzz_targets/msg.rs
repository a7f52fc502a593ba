//! A whole MSG file: read and composed.

#![no_main]

use std::sync::Arc;

use foundmail_mapi::{compose, msg};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: Vec<u8>| {
    if let Ok(item) = msg::read(Arc::new(bytes)) {
        let _ = compose(&item);
    }
});

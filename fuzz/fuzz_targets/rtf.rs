//! A body as [MS-OXRTFCP] compresses it, and the RTF itself.

#![no_main]

use foundmail_mapi::rtf::{decompress, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = read(&decompress(bytes).rtf);
    let _ = read(bytes);
});

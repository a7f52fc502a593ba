//! ZIP archives, with or without compression (APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16).

use std::borrow::Cow;
use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::checksum::crc32;

/// The date of every entry, 1 January 2016, in DOS format.
const DATE: u16 = (36 << 9) | (1 << 5) | 1;

/// Returns an uncompressed archive with these entries. Names use `/` as separator.
pub fn zip<N: AsRef<str>, B: AsRef<[u8]>>(entries: &[(N, B)]) -> Vec<u8> {
    archive(entries, |_| false)
}

/// Returns an archive with these entries. Compresses all entries except JPEG pictures, as in Office files.
pub fn zip_deflated<N: AsRef<str>, B: AsRef<[u8]>>(entries: &[(N, B)]) -> Vec<u8> {
    archive(entries, |name| name.rsplit_once('.').is_none_or(|(_, extension)| extension != "jpeg"))
}

fn archive<N: AsRef<str>, B: AsRef<[u8]>>(entries: &[(N, B)], is_deflated: impl Fn(&str) -> bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in entries {
        let offset = size(out.len());
        let plain = bytes.as_ref();
        let deflated = is_deflated(name.as_ref());
        let bytes = if deflated { Cow::Owned(deflate(plain)) } else { Cow::Borrowed(plain) };
        let fields = entry_fields(name.as_ref(), plain, bytes.len(), deflated);
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&fields);
        out.extend_from_slice(name.as_ref().as_bytes());
        out.extend_from_slice(&bytes);
        directory.extend_from_slice(b"PK\x01\x02\x14\0");
        directory.extend_from_slice(&fields);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(name.as_ref().as_bytes());
    }
    let start = size(out.len());
    let count = u16::try_from(entries.len()).unwrap_or(u16::MAX);
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&size(directory.len()).to_le_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    out
}

/// Returns a raw deflate stream (RFC 1951).
fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(3));
    // Writing to a vector cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// Returns the fields that the local header and the central directory have in common, from the version to the length of
/// the extra field.
fn entry_fields(name: &str, plain: &[u8], stored: usize, deflated: bool) -> Vec<u8> {
    let mut fields = Vec::new();
    for value in [20, 0x0800, if deflated { 8 } else { 0 }, 0, DATE] {
        fields.extend_from_slice(&u16::to_le_bytes(value));
    }
    fields.extend_from_slice(&crc32(plain).to_le_bytes());
    fields.extend_from_slice(&size(stored).to_le_bytes());
    fields.extend_from_slice(&size(plain.len()).to_le_bytes());
    fields.extend_from_slice(&u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
    fields.extend_from_slice(&[0; 2]);
    fields
}

fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

//! Files inside OLE objects, detected by their first bytes.

use crate::bytes::{u16_at, u32_at};
use crate::picture;

/// A file inside an OLE object, with its name if the object contains one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EmbeddedFile {
    pub(crate) name: Option<String>,
    pub(crate) extension: &'static str,
    pub(crate) bytes: Vec<u8>,
    /// Number of bytes missing at the end.
    pub(crate) missing: usize,
}

/// First bytes of file types, with their extensions.
const MAGIC: [(&[u8], &str); 7] = [
    (b"%PDF", "pdf"),
    (b"BM", "bmp"),
    (b"\x89PNG", "png"),
    (b"\xFF\xD8\xFF", "jpg"),
    (b"GIF8", "gif"),
    (b"PK\x03\x04", "zip"),
    (b"{\\rtf", "rtf"),
];

/// Detects the type of a file, or returns `None` if it is unknown.
pub(crate) fn detect(bytes: Vec<u8>) -> Option<EmbeddedFile> {
    let Some((_, extension)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) else {
        return bitmap(&bytes);
    };
    let extension = if *extension == "zip" { office(&bytes) } else { extension };
    Some(EmbeddedFile { name: None, extension, bytes, missing: 0 })
}

/// Detects a bitmap without a file header, [MS-WMF] 2.2.2.3. Other streams may begin with the same number, so more
/// fields are checked.
fn bitmap(bytes: &[u8]) -> Option<EmbeddedFile> {
    const INFO: u32 = 40;
    let fits = u32_at(bytes, 0)? == INFO
        && u16_at(bytes, 12)? == 1
        && matches!(u16_at(bytes, 14)?, 1 | 4 | 8 | 16 | 24 | 32);
    let picture = fits.then(|| picture::of_dib(bytes)).flatten()?;
    Some(EmbeddedFile { name: None, extension: picture.extension, bytes: picture.bytes, missing: 0 })
}

/// Returns the extension of an Office document in a ZIP file, by the names of its parts. The name of each part
/// precedes the part, and the directory at the end of the ZIP file contains all names.
fn office(zip: &[u8]) -> &'static str {
    const HEAD: usize = 8 << 10;
    const TAIL: usize = 64 << 10;
    let head = zip.get(..HEAD).unwrap_or(zip);
    let tail = zip.get(zip.len().saturating_sub(TAIL)..).unwrap_or_default();
    let has = |name: &[u8]| [head, tail].iter().any(|part| part.windows(name.len()).any(|at| at == name));
    if has(b"word/") {
        "docx"
    } else if has(b"xl/") {
        "xlsx"
    } else if has(b"ppt/") {
        "pptx"
    } else {
        "zip"
    }
}

//! Paths as text. The catalogue, reports and the window contain paths as text, but on Unix a path can be any bytes,
//! for example a name in Latin-1 from an old computer.

use std::path::{Path, PathBuf};

/// The beginning of a path that is stored as a URI (RFC 8089). No full path begins in this way.
#[cfg(unix)]
const URI: &str = "file://";

/// Returns a full path as text. A path that is not UTF-8 becomes a URI such as `file:///home/ann/b%FCro.pst`.
/// Different paths thus have different texts, and [`path_of_text`] returns the path.
pub(crate) fn path_text(path: &Path) -> String {
    match path.to_str() {
        Some(text) => text.to_owned(),
        None => uri(path),
    }
}

/// Returns the path that is written as a text in a report or in a list of found mailboxes.
pub fn path_of_text(text: &str) -> PathBuf {
    of_uri(text).unwrap_or_else(|| PathBuf::from(text))
}

#[cfg(unix)]
fn uri(path: &Path) -> String {
    use std::fmt::Write as _;
    use std::os::unix::ffi::OsStrExt as _;

    let mut uri = URI.to_owned();
    for &byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(unix)]
fn of_uri(text: &str) -> Option<PathBuf> {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt as _;

    let path = text.strip_prefix(URI).filter(|path| path.starts_with('/'))?;
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let escaped = behind.first_chunk::<2>().filter(|_| first == b'%');
        let byte = escaped.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    Some(OsString::from_vec(bytes).into())
}

/// Other systems have names in Unicode. Only a damaged name is not valid there.
#[cfg(not(unix))]
fn uri(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn of_uri(_: &str) -> Option<PathBuf> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::path::Path;

    use super::{path_of_text, path_text};

    #[test]
    fn each_path_has_its_own_text_and_comes_back() {
        for (path, text) in [
            (&b"/home/ann/mail.pst"[..], "/home/ann/mail.pst"),
            ("/home/ann/büro %FC.pst".as_bytes(), "/home/ann/büro %FC.pst"),
            (b"/home/ann/b\xFCro %FC.pst", "file:///home/ann/b%FCro%20%25FC.pst"),
            (b"/home/ann/b\xE4ro.pst", "file:///home/ann/b%E4ro.pst"),
            (b"/\xFF", "file:///%FF"),
        ] {
            let path = Path::new(OsStr::from_bytes(path));
            assert_eq!(path_text(path), text);
            assert_eq!(path_of_text(text), path, "{text}");
        }
        for text in ["file://name", "file:", "", "C:\\mail.pst"] {
            assert_eq!(path_of_text(text), Path::new(text));
        }
        assert_eq!(path_of_text("file:///a%F"), Path::new("/a%F"));
    }
}

//! Files that the Object Packager of Windows inserted: the stream `\1Ole10Native`, [MS-OLEDS] 2.3.6. The stream
//! contains a label, paths, the file, and the paths again in Unicode.

use crate::bytes::{Cursor, utf16};
use crate::compose::attachment::embedded_file::{self, EmbeddedFile};
use crate::compose::attachment::name::last_path_component;
use crate::decode_code_page;

/// Returns the file in the stream.
pub(crate) fn read_package(stream: &[u8], code_page: Option<u32>) -> Option<EmbeddedFile> {
    // The first four bytes are the size of the rest.
    let native = stream.get(4..)?;
    package(native, code_page).or_else(|| embedded_file::detect(native.to_vec()))
}

fn package(native: &[u8], code_page: Option<u32>) -> Option<EmbeddedFile> {
    /// The `TYPE` of a package.
    const PACKAGE: u16 = 2;
    /// The package contains the file. Other packages contain only a path.
    const EMBEDDED: u16 = 3;
    let mut cursor = Cursor::new(native);
    if cursor.u16()? != PACKAGE {
        return None;
    }
    let label = zero_terminated(&mut cursor)?;
    let path = zero_terminated(&mut cursor)?;
    cursor.u16()?;
    if cursor.u16()? != EMBEDDED {
        return None;
    }
    let temporary = cursor.count()?;
    cursor.take(temporary)?;
    let length = cursor.count()?;
    // An incomplete file is better than no file.
    let bytes = cursor.rest().get(..length).unwrap_or(cursor.rest()).to_vec();
    let missing = length.saturating_sub(bytes.len());
    cursor.take(length);
    counted_utf16(&mut cursor);
    let wide = counted_utf16(&mut cursor).filter(|name| !name.is_empty());
    let narrow = [label, path].map(|text| decode_code_page(text, code_page));
    let name =
        wide.into_iter().chain(narrow).map(|name| last_path_component(&name)).find(|name| !name.is_empty());
    (!bytes.is_empty()).then_some(EmbeddedFile { name, extension: "bin", bytes, missing })
}

/// Reads a string that ends with a zero byte.
fn zero_terminated<'x>(cursor: &mut Cursor<'x>) -> Option<&'x [u8]> {
    let end = cursor.rest().iter().position(|&byte| byte == 0)?;
    let text = cursor.take(end)?;
    cursor.take(1)?;
    Some(text)
}

/// Reads a 32-bit count of UTF-16 code units, and the string.
fn counted_utf16(cursor: &mut Cursor<'_>) -> Option<String> {
    let count = cursor.count()?;
    let text = utf16(cursor.take(count.checked_mul(2)?)?);
    Some(text.trim_end_matches('\0').to_owned())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::read_package;

    /// Returns a stream as Windows writes it.
    pub(crate) fn native(label: &[u8], wide: Option<&str>, contents: &[u8]) -> Vec<u8> {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let temporary = b"C:\\TEMP\\x\0";
        let mut bytes = [&[2, 0][..], label, b"\0C:\\", label, b"\0", &[0, 0, 3, 0]].concat();
        bytes.extend([&length(temporary)[..], temporary, &length(contents), contents].concat());
        if let Some(wide) = wide {
            for text in ["C:\\TEMP\\x", wide, "C:\\y"] {
                bytes.extend(u32::try_from(text.encode_utf16().count()).unwrap().to_le_bytes());
                bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            }
        }
        [&length(&bytes)[..], &bytes].concat()
    }

    #[track_caller]
    fn check(stream: &[u8], name: Option<&str>, extension: &str, contents: &[u8]) {
        let file = read_package(stream, Some(1252)).unwrap();
        assert_eq!(
            (file.name.as_deref(), file.extension, file.bytes.as_slice()),
            (name, extension, contents)
        );
    }

    #[test]
    fn files_of_packages() {
        check(&native(b"Gr\xfc\xdfe.txt", None, b"abc"), Some("Grüße.txt"), "bin", b"abc");
        check(
            &native(b"Gr??e.txt", Some("Grüße – 日本.txt"), b"abc"),
            Some("Grüße – 日本.txt"),
            "bin",
            b"abc",
        );
        // The native data of a program, which is not a package.
        check(b"\x06\0\0\0BM1234", None, "bmp", b"BM1234");
        assert_eq!(read_package(b"\x04\0\0\0none", None), None);
    }

    #[test]
    fn a_file_that_is_cut() {
        let whole = native(b"a.txt", None, b"contents");
        let file = read_package(&whole[..whole.len() - 3], None).unwrap();
        assert_eq!((file.bytes.as_slice(), file.missing), (&b"conte"[..], 3));
        assert_eq!(read_package(&whole, None).unwrap().missing, 0);
    }

    #[test]
    fn any_bytes_are_survived() {
        let whole = native(b"a.txt", Some("b.txt"), b"contents");
        for end in 0..whole.len() {
            read_package(&whole[..end], None);
            let mut bent = whole.clone();
            bent[end] = 0xFF;
            read_package(&bent, None);
        }
    }
}

//! Files that were put into a message by the Object Packager: the stream `\1Ole10Native`, [MS-OLEDS] 2.3.6. What is in
//! it the packager itself defines: a label, paths, the file, and the paths again in Unicode.

use super::ole::{self, File};
use crate::decode_code_page;

/// The file in the stream.
pub(super) fn of_native(stream: &[u8], code_page: Option<u32>) -> Option<File> {
    // The size of what follows.
    let native = stream.get(4..)?;
    package(native, code_page).or_else(|| ole::known(native.to_vec()))
}

fn package(native: &[u8], code_page: Option<u32>) -> Option<File> {
    /// `TYPE` of a package.
    const PACKAGE: u16 = 2;
    /// The file lies in the package; others only name a place.
    const EMBEDDED: u16 = 3;
    let mut rest = Rest(native);
    if rest.word()? != PACKAGE {
        return None;
    }
    let label = rest.text()?;
    let path = rest.text()?;
    rest.word()?;
    if rest.word()? != EMBEDDED {
        return None;
    }
    let temporary = rest.dword()?;
    rest.take(temporary)?;
    let length = rest.dword()?;
    // A file whose end is missing is better than none.
    let bytes = rest.0.get(..length).unwrap_or(rest.0).to_vec();
    let missing = length.saturating_sub(bytes.len());
    rest.take(length);
    rest.wide();
    let wide = rest.wide().filter(|name| !name.is_empty());
    let narrow = [label, path].map(|text| decode_code_page(text, code_page));
    let name = wide.into_iter().chain(narrow).map(|name| last_of(&name)).find(|name| !name.is_empty());
    (!bytes.is_empty()).then_some(File { name, extension: "bin", bytes, missing })
}

/// The last part of a path, of Windows or of others.
pub(super) fn last_of(path: &str) -> String {
    path.rsplit(['\\', '/']).next().unwrap_or(path).trim().to_owned()
}

/// What is left to be read.
struct Rest<'x>(&'x [u8]);

impl<'x> Rest<'x> {
    fn word(&mut self) -> Option<u16> {
        let (word, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u16::from_le_bytes(*word))
    }

    fn dword(&mut self) -> Option<usize> {
        let (dword, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        usize::try_from(u32::from_le_bytes(*dword)).ok()
    }

    fn take(&mut self, count: usize) -> Option<&'x [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// A text that ends with a zero.
    fn text(&mut self) -> Option<&'x [u8]> {
        let end = self.0.iter().position(|&byte| byte == 0)?;
        let text = self.take(end)?;
        self.take(1)?;
        Some(text)
    }

    /// A text in UTF-16 behind the count of its characters.
    fn wide(&mut self) -> Option<String> {
        let count = self.dword()?;
        let bytes = self.take(count.checked_mul(2)?)?;
        let units =
            bytes.chunks_exact(2).map(|unit| unit.first_chunk().copied().map_or(0, u16::from_le_bytes));
        let text: String = char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{FFFD}')).collect();
        Some(text.trim_end_matches('\0').to_owned())
    }
}

#[cfg(test)]
pub(in crate::compose) mod tests {
    use super::of_native;

    /// The stream of a packed file, as Windows writes it.
    pub(in crate::compose) fn native(label: &[u8], wide: Option<&str>, contents: &[u8]) -> Vec<u8> {
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
        let file = of_native(stream, Some(1252)).unwrap();
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
        // Native data of a program that is no package.
        check(b"\x06\0\0\0BM1234", None, "bmp", b"BM1234");
        assert_eq!(of_native(b"\x04\0\0\0none", None), None);
    }

    #[test]
    fn a_file_that_is_cut() {
        let whole = native(b"a.txt", None, b"contents");
        let file = of_native(&whole[..whole.len() - 3], None).unwrap();
        assert_eq!((file.bytes.as_slice(), file.missing), (&b"conte"[..], 3));
        assert_eq!(of_native(&whole, None).unwrap().missing, 0);
    }

    #[test]
    fn any_bytes_are_survived() {
        let whole = native(b"a.txt", Some("b.txt"), b"contents");
        for end in 0..whole.len() {
            of_native(&whole[..end], None);
            let mut bent = whole.clone();
            bent[end] = 0xFF;
            of_native(&bent, None);
        }
    }
}

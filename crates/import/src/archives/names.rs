//! Names of entries in archives. A ZIP file can declare that a name is UTF-8. A name without this declaration may
//! be in any code page of DOS, Windows or East Asia. A TAR file declares no encoding.

use foundmail_mapi::decode_code_page;

use super::{tar, zip};

/// The code page of DOS, which the ZIP specification (APPNOTE, appendix D) prescribes.
const DOS: u32 = 437;
/// The western code page of Windows.
const WINDOWS: u32 = 1252;

pub(super) fn of_zip(entries: &[zip::ZipEntry]) -> Vec<String> {
    let foreign = entries.iter().filter_map(|entry| entry.foreign_name.as_deref());
    let page = page_of(foreign);
    let name = |entry: &zip::ZipEntry| match &entry.foreign_name {
        Some(bytes) => decode(bytes, page),
        None => entry.name.clone(),
    };
    entries.iter().map(name).collect()
}

pub(super) fn of_tar(entries: &[tar::TarEntry]) -> Vec<String> {
    let foreign = entries.iter().map(|entry| &*entry.name).filter(|name| std::str::from_utf8(name).is_err());
    let page = page_of(foreign);
    let name = |entry: &tar::TarEntry| match std::str::from_utf8(&entry.name) {
        Ok(name) => name.to_owned(),
        Err(_) => decode(&entry.name, page),
    };
    entries.iter().map(name).collect()
}

/// The number of names from which the code page of an archive is guessed.
const SAMPLE: usize = 1000;

/// Guesses one code page for those names of an archive that are not UTF-8. Returns `None` if each name needs a
/// guess of its own.
fn page_of<'n>(names: impl Iterator<Item = &'n [u8]>) -> Option<u32> {
    let names: Vec<&[u8]> = names.take(SAMPLE).collect();
    // Three bytes above 0x7F in a row do not occur in western words.
    let together =
        names.iter().any(|name| name.windows(3).any(|three| three.iter().all(|byte| !byte.is_ascii())));
    if together {
        return None;
    }
    let high: Vec<u8> = names.into_iter().flatten().copied().filter(|byte| !byte.is_ascii()).collect();
    // Code page 437 has accented letters at 0x80 to 0xA5, where code page 1252 has punctuation. Code page 1252 has
    // its accented letters at 0xC0 and above, where code page 437 has box characters and the sharp s.
    let dos = high.iter().filter(|byte| matches!(byte, 0x80..=0x9A | 0xA0..=0xA5 | 0xE1)).count();
    let windows = high.iter().filter(|byte| matches!(byte, 0xC0..=0xFF)).count();
    let most = high.len().saturating_mul(9) / 10;
    match () {
        () if dos >= most && dos > 0 => Some(DOS),
        () if windows >= most && windows > 0 => Some(WINDOWS),
        () => None,
    }
}

fn decode(bytes: &[u8], page: Option<u32>) -> String {
    let name = decode_code_page(bytes, page);
    // A replacement character must not become part of a path.
    name.replace('\u{FFFD}', "_")
}

#[cfg(test)]
mod tests {
    use super::{decode, page_of};

    #[test]
    fn pages_of_names() {
        for (bytes, name) in [
            (&b"M\x81ller/Entw\x81rfe"[..], "Müller/Entwürfe"),
            (b"Gru\xE1", "Gruß"),
            (b"M\xFCller", "Müller"),
            (b"R\x82sum\x82", "Résumé"),
            (b"Caf\xE9", "Café"),
            (b"\x8Eu\xE1erung", "Äußerung"),
        ] {
            assert_eq!(decode(bytes, page_of([bytes].into_iter())), name);
        }
        let russian: &[&[u8]] = &[b"\xC2\xF5\xEE\xE4\xFF\xF9\xE8\xE5 \xEF\xE8\xF1\xFC\xEC\xE0", b"\xCE\xF2\xEF\xF0\xE0\xE2\xEB\xE5\xED\xED\xFB\xE5 \xE4\xEE\xEA\xF3\xEC\xE5\xED\xF2\xFB \xE7\xE0 \xE3\xEE\xE4"];
        let page = page_of(russian.iter().copied());
        assert_eq!(decode(russian[0], page), "Входящие письма");
    }
}

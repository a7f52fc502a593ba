//! Files and pictures inside OLE objects, [MS-OLEDS]. The storage of the object ([MS-CFB]) is attached too.

use std::sync::Arc;

use crate::compose::attachment::embedded_file::{EmbeddedFile, detect};
use crate::compose::attachment::package;
use crate::compound::Compound;
use crate::picture::{self, Picture};

/// The usable content of an OLE object.
#[derive(Debug, Default)]
pub(crate) struct OleObject {
    /// The file that was inserted as an object.
    pub(crate) file: Option<EmbeddedFile>,
    /// The picture that represents the object in the text.
    pub(crate) picture: Option<Picture>,
    /// The file extension of the storage, if the storage is a document of a known program.
    pub(crate) extension: Option<&'static str>,
    /// The reason why the file is missing or not complete.
    pub(crate) incomplete_reason: Option<String>,
}

/// Streams that only documents of one program contain, and the file extension of these documents.
const DOCUMENTS: [(&str, &str); 6] = [
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("VisioDocument", "vsd"),
    ("__properties_version1.0", "msg"),
];

/// Maximum size of an object that is opened. A larger object is only attached.
pub(crate) const LIMIT: u64 = 64 << 20;

impl OleObject {
    /// Reads a storage. If the storage is damaged, reads all content that is readable.
    pub(crate) fn of(bytes: Vec<u8>, code_page: Option<u32>) -> Self {
        let Ok(storage) = Compound::open(Arc::new(bytes)) else {
            return Self::default();
        };
        let document = DOCUMENTS.iter().find(|(stream, _)| storage.root().stream(stream).is_some());
        let mut object = Self { extension: document.map(|(_, extension)| *extension), ..Self::default() };
        object.picture = presentation(&storage);
        if let Some(native) = object.stream(&storage, "\u{1}Ole10Native") {
            object.file = package::read_package(&native, code_page);
        }
        for name in ["Package", "CONTENTS", "EmbeddedOdf"] {
            if object.file.is_none() && object.extension.is_none() {
                object.file = object.stream(&storage, name).and_then(detect);
            }
        }
        if let Some(missing) = object.file.as_ref().map(|file| file.missing).filter(|&missing| missing > 0) {
            object
                .incomplete_reason
                .get_or_insert_with(|| format!("the last {missing} bytes of the file are missing"));
        }
        object.show_bitmap();
        object
    }

    /// Reads a stream, and records the reason if it is not complete.
    fn stream(&mut self, storage: &Compound, name: &str) -> Option<Vec<u8>> {
        let (bytes, cut) = stream(storage, name)?;
        self.incomplete_reason = self.incomplete_reason.take().or(cut);
        (!bytes.is_empty()).then_some(bytes)
    }

    /// Uses the file as the picture of the object if it is a picture without a name.
    fn show_bitmap(&mut self) {
        let kind = match self.file.as_ref().map(|file| file.extension) {
            Some("bmp") => "image/bmp",
            Some("png") => "image/png",
            Some("jpg") => "image/jpeg",
            Some("gif") => "image/gif",
            _ => return,
        };
        if self.file.as_ref().is_some_and(|file| file.name.is_none())
            && let Some(EmbeddedFile { extension, bytes, .. }) = self.file.take()
        {
            self.picture = Some(Picture { media_type: kind, extension, bytes });
        }
    }
}

/// Reads the picture of an object, `OLEPresentationStream`, [MS-OLEDS] 2.3.4.
fn presentation(storage: &Compound) -> Option<Picture> {
    const METAFILE: u32 = 3;
    const DIB: u32 = 8;
    const ENHANCED: u32 = 14;
    let (bytes, _) = stream(storage, "\u{2}OlePres000")?;
    let dword = |at: usize| bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes);
    // This value precedes the number of a standard clipboard format. Other formats are not supported.
    let format = (dword(0)? == 0xFFFF_FFFF).then(|| dword(4)).flatten()?;
    let device = usize::try_from(dword(8)?).ok()?.max(4);
    let start = 8_usize.checked_add(device)?.checked_add(16)?;
    let extent = |at: usize| Some(twips(dword(start.checked_add(at)?)?));
    let (width, height) = (extent(0)?, extent(4)?);
    let data = bytes.get(start.checked_add(12)?..)?;
    let length = usize::try_from(dword(start.checked_add(8)?)?).ok()?;
    let data = data.get(..length).unwrap_or(data);
    match format {
        _ if data.is_empty() => None,
        METAFILE => Some(picture::of_metafile(data.to_vec(), Some((width, height)))),
        DIB => picture::of_dib(data),
        ENHANCED => Some(picture::of_enhanced_metafile(data.to_vec())),
        _ => None,
    }
}

/// Converts hundredths of a millimetre to twips.
fn twips(hundredths: u32) -> u16 {
    let twips = u64::from(hundredths).saturating_mul(1_440) / 2_540;
    u16::try_from(twips).unwrap_or(u16::MAX)
}

/// Reads a stream up to the first damage. Also returns the reason if the stream is not complete.
fn stream(storage: &Compound, name: &str) -> Option<(Vec<u8>, Option<String>)> {
    let stream = storage.root().stream(name)?;
    let (bytes, error) = storage.stream(&stream).bytes();
    Some((bytes, error.map(|error| error.to_string())))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::OleObject;
    use crate::compose::attachment::package::tests::native;
    use crate::picture::tests::{dib, metafile};

    fn storage(streams: &[(&str, &[u8])]) -> Vec<u8> {
        let mut storage = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for (name, bytes) in streams {
            storage.create_stream(name).unwrap().write_all(bytes).unwrap();
        }
        storage.into_inner().into_inner()
    }

    #[track_caller]
    fn check(
        streams: &[(&str, &[u8])],
        file: Option<(Option<&str>, &str)>,
        picture: Option<&str>,
        own: Option<&str>,
    ) {
        let object = OleObject::of(storage(streams), None);
        let found = object.file.as_ref().map(|file| (file.name.as_deref(), file.extension));
        assert_eq!(found, file);
        assert_eq!(object.picture.map(|picture| picture.extension), picture);
        assert_eq!(object.extension, own);
    }

    #[test]
    fn what_objects_give_out() {
        let packed = native(b"a.pdf", None, b"%PDF");
        check(&[("\u{1}Ole10Native", &packed)], Some((Some("a.pdf"), "bin")), None, None);
        check(&[("CONTENTS", b"BM....")], None, Some("bmp"), None);
        check(&[("CONTENTS", b"%PDF-1.4")], Some((None, "pdf")), None, None);
        check(&[("Package", b"PK\x03\x04....xl/workbook.xml")], Some((None, "xlsx")), None, None);
        // If a large part precedes the document, the name of the document is found only in the directory at the
        // end.
        let late = [&b"PK\x03\x04"[..], &b".".repeat(20_000), b"word/document.xml"].concat();
        check(&[("Package", &late)], Some((None, "docx")), None, None);
        check(&[("CONTENTS", &dib())], None, Some("bmp"), None);
        check(&[("CONTENTS", &[&[40, 0, 0, 0][..], &[0; 60]].concat())], None, None, None);
        check(&[("WordDocument", b"x"), ("CONTENTS", b"BM")], None, None, Some("doc"));
        check(&[("CONTENTS", b"?")], None, None, None);
        let picture = metafile(&[(0x0213, &[0; 4])]);
        let mut shown = Vec::new();
        let length = u32::try_from(picture.len()).unwrap();
        for value in [0xFFFF_FFFF, 3, 4, 1, 0xFFFF_FFFF, 2, 0, 2540, 2540, length] {
            shown.extend(value.to_le_bytes());
        }
        shown.extend(&picture);
        check(&[("\u{2}OlePres000", &shown)], None, Some("wmf"), None);
        (shown[4], shown[36]) = (8, 44);
        shown.truncate(40);
        shown.extend(dib());
        check(&[("\u{2}OlePres000", &shown)], None, Some("bmp"), None);
    }

    #[test]
    fn a_broken_chain_costs_its_own_stream_only() {
        const SECTOR: usize = 4096;
        let file = [&b"%PDF-"[..], &[7].repeat(60_000)].concat();
        let bytes = storage(&[("CONTENTS", &file), ("\u{3}Other", &[9].repeat(60_000))]);
        let first_fat = bytes[76..].first_chunk().copied().map(u32::from_le_bytes).unwrap();
        let fat = SECTOR * (1 + usize::try_from(first_fat).unwrap());
        // Reads an object from a storage with a cycle in the middle of the stream that contains these bytes.
        let broken_at = |content: u8| {
            let mut sectors = bytes[SECTOR..].chunks(SECTOR);
            let sector = sectors.position(|sector| sector.iter().all(|&byte| byte == content)).unwrap();
            let middle = sector + 5;
            let entry = fat + 4 * middle;
            let mut broken = bytes.clone();
            broken[entry..entry + 4].copy_from_slice(&u32::try_from(middle).unwrap().to_le_bytes());
            assert!(
                cfb::CompoundFile::open(Cursor::new(&broken)).is_err(),
                "a strict reader must reject this storage"
            );
            OleObject::of(broken, None)
        };
        let object = broken_at(9);
        assert_eq!(
            (object.file.map(|file| file.bytes), object.incomplete_reason),
            (Some(file.clone()), None)
        );
        let object = broken_at(7);
        let found = object.file.unwrap().bytes;
        assert!(found.len() < file.len() && file.starts_with(&found));
        assert!(object.incomplete_reason.unwrap().starts_with("only "));
    }

    #[test]
    fn any_bytes_are_survived() {
        let whole = storage(&[("CONTENTS", b"BM"), ("\u{1}Ole10Native", &native(b"a", None, b"b"))]);
        for at in 0..whole.len() {
            let mut bent = whole.clone();
            bent[at] ^= 0xFF;
            OleObject::of(bent, None);
            OleObject::of(whole[..at].to_vec(), None);
        }
    }
}

//! Pictures in RTF, [MSFT-RTF] "Pictures".

use crate::picture::{self, Picture};

/// The format of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PictureFormat {
    Png,
    Jpeg,
    /// `\emfblip`: an enhanced metafile.
    Enhanced,
    /// `\wmetafile`: a Windows metafile.
    Metafile,
    /// `\dibitmap`: a device-independent bitmap.
    Dib,
    /// `\macpict`: a picture of a Mac.
    Mac,
}

/// Collects the data of a picture.
#[derive(Debug, Default)]
pub(super) struct PictureBuilder {
    blip: Option<PictureFormat>,
    bytes: Vec<u8>,
    /// The first of two hexadecimal digits.
    half: Option<u8>,
    /// `\picwgoal` and `\pichgoal`: the displayed size in twips.
    size: (u16, u16),
}

impl PictureBuilder {
    /// Reads a control word of the group.
    pub(super) fn word(&mut self, word: &[u8], number: Option<i32>) {
        let twips = || number.and_then(|twips| u16::try_from(twips).ok()).unwrap_or(0);
        match word {
            b"picwgoal" => self.size.0 = twips(),
            b"pichgoal" => self.size.1 = twips(),
            _ => {}
        }
        self.blip = Some(match word {
            b"pngblip" => PictureFormat::Png,
            b"jpegblip" => PictureFormat::Jpeg,
            b"emfblip" => PictureFormat::Enhanced,
            b"wmetafile" => PictureFormat::Metafile,
            b"dibitmap" => PictureFormat::Dib,
            b"macpict" => PictureFormat::Mac,
            _ => return,
        });
    }

    /// Reads hexadecimal digits.
    pub(super) fn digits(&mut self, text: &[u8]) {
        for digit in text.iter().filter_map(|&byte| char::from(byte).to_digit(16)) {
            let digit = u8::try_from(digit).unwrap_or(0);
            match self.half.take() {
                Some(high) => self.bytes.push(high << 4 | digit),
                None => self.half = Some(digit),
            }
        }
    }

    /// Reads the bytes of `\bin`.
    pub(super) fn binary(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Returns the picture as a file. Returns `None` if the picture is empty, or if no program displays its
    /// format.
    pub(super) fn finish(self) -> Option<Picture> {
        let bytes = self.bytes;
        if bytes.is_empty() {
            return None;
        }
        match self.blip? {
            PictureFormat::Png => Some(Picture { media_type: "image/png", extension: "png", bytes }),
            PictureFormat::Jpeg => Some(Picture { media_type: "image/jpeg", extension: "jpg", bytes }),
            PictureFormat::Enhanced => Some(picture::of_enhanced_metafile(bytes)),
            PictureFormat::Metafile => Some(picture::of_metafile(bytes, Some(self.size))),
            PictureFormat::Dib => picture::of_dib(&bytes),
            PictureFormat::Mac => Some(Picture { media_type: "image/x-pict", extension: "pict", bytes }),
        }
    }
}

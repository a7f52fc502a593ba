//! Prepares giants for storing. To save memory, a giant is read from its source once to prepare it, and again to
//! store it.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use foundmail_defect::{Defect, Effect};
use foundmail_import::{Passage, SourceItem};
use foundmail_mail::{
    Base64Layout, ByteRange, Digester, FromLineWriter, Giant, Skeleton, restore_to, write_part,
};
use foundmail_store::{ItemContent, PartSource};

use super::content::content_of;
use super::prepare::Preparing;
use super::texts::Asked;

/// Maximum size in bytes of a giant that is read into memory if its text or its `winmail.dat` is too long for a
/// skeleton. All text of such a giant is searchable. If a giant is larger, only the beginning of such a text is
/// searchable.
const HELD: u64 = 64 << 20;

impl Preparing {
    /// Splits, parses and packs a giant, and requests the text of its attachments.
    pub(super) fn content_of_giant(
        &mut self,
        raw: Passage,
        item: &mut SourceItem,
    ) -> io::Result<(ItemContent, Vec<Asked>)> {
        let (giant, raw) = read_what_can_be_read(raw, item)?;
        if !giant.has_all_text() && giant.size <= HELD {
            return self.content(&raw.bytes()?, item);
        }
        let parts: Vec<_> = giant.cuts.iter().map(|cut| cut.layout).zip(giant.ranges.clone()).collect();
        let whole = raw.clone();
        let part = move |number: usize, out: &mut dyn Write| {
            let &(layout, place) = parts.get(number).ok_or(io::ErrorKind::NotFound)?;
            write_from(&raw, layout, place, out)
        };
        let (digest, bytes, cuts) = (&giant.digest, giant.skeleton.as_slice(), giant.cuts.as_slice());
        let skeleton = Skeleton { digest, bytes, cuts, part: &part };
        let ignores_framing = check_again(&skeleton)?;
        let (message, asked) = self.read(&skeleton, item);
        let properties = self.packed_properties(&skeleton, item);
        let stored = &self.stored;
        let mut has = |digest: &_| stored.has_blob(digest).unwrap_or(false);
        let part: Arc<PartSource> = Arc::new(part);
        let packed = self.packer.pack_giant(&giant, &part, &mut has);
        let packed = packed.ok_or(io::ErrorKind::OutOfMemory)?;
        let unparsed: Vec<_> = if giant.has_all_text() {
            Vec::new()
        } else {
            giant.cuts.iter().filter(|cut| cut.layout.is_verbatim()).map(|cut| cut.digest).collect()
        };
        let content =
            content_of(item, packed, message, &unparsed, ignores_framing, properties, || whole.open())?;
        Ok((content, asked))
    }
}

/// Reads a giant a second time, and compares it with its digest. Returns true if it contains no `From ` line,
/// quoted or unquoted. Its bytes then mean the same in every framing.
fn check_again(skeleton: &Skeleton<'_>) -> io::Result<bool> {
    let mut quoted = CountingSink::default();
    let mut both = DigestAndQuote {
        digester: Digester::default(),
        size: 0,
        quoting: FromLineWriter::quoting(&mut quoted),
    };
    restore_to(skeleton, &mut both)?;
    let DigestAndQuote { digester, size, quoting } = both;
    quoting.finish()?;
    if digester.finish() == *skeleton.digest {
        return Ok(quoted.size == size);
    }
    Err(io::Error::other("The file changed while this message was read. Import the file again."))
}

/// Computes the digest of bytes and quotes their `From ` lines at the same time.
struct DigestAndQuote<'q> {
    digester: Digester,
    size: u64,
    quoting: FromLineWriter<'q>,
}

impl Write for DigestAndQuote<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.digester.write_all(bytes)?;
        self.quoting.write_all(bytes)?;
        self.size = self.size.saturating_add(bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Counts bytes and discards them.
#[derive(Default)]
struct CountingSink {
    size: u64,
}

impl Write for CountingSink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.size = self.size.saturating_add(bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Splits a giant. If the source has become shorter or has a read error, only the bytes before that position are
/// used, and the item gets a defect.
fn read_what_can_be_read(raw: Passage, item: &mut SourceItem) -> io::Result<(Giant, Passage)> {
    let said = raw.size();
    let (giant, raw) = match Giant::read(raw.open()?) {
        Ok(giant) => (giant, raw),
        Err(error) => {
            let raw = raw.clone().first(readable(&raw));
            let what = error.to_string();
            item.defects.push(Defect::new("file", what, Effect::BodyIncomplete).at(raw.size()));
            return Ok((Giant::read(raw.open()?)?, raw));
        }
    };
    if giant.size < said {
        let what = "The file became shorter while it was read.";
        item.defects.push(Defect::new("file", what, Effect::BodyIncomplete).at(giant.size));
    }
    Ok((giant, raw))
}

/// Returns the number of bytes before the first read error.
fn readable(raw: &Passage) -> u64 {
    let Ok(mut opened) = raw.open() else { return 0 };
    let mut piece = vec![0; 64 * 1024];
    let mut length: u64 = 0;
    while let Ok(read @ 1..) = opened.read(&mut piece) {
        length = length.saturating_add(read as u64);
    }
    length
}

fn write_from(raw: &Passage, layout: Base64Layout, place: ByteRange, out: &mut dyn Write) -> io::Result<()> {
    let mut opened = raw.open()?;
    opened.seek(SeekFrom::Start(place.start))?;
    write_part(layout, &mut opened.take(place.length), out)
}

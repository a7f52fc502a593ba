//! Messages that are too large to be held: they are read where they lie, and once more when they are stored.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use foundmail_defect::{Defect, Effect};
use foundmail_import::{Passage, SourceItem};
use foundmail_mail::{
    Base64Layout, ByteRange, Digester, Giant, Skeleton, identity_of_lines, restore_to, write_part,
};
use foundmail_store::{Content, PartSource};

use super::prepare::Preparing;
use super::texts::Asked;

/// Up to this size a message with a long text or a large `winmail.dat` is held all the same, so that all of it is read.
const HELD: u64 = 64 << 20;

impl Preparing {
    /// As [`content`](Self::content). `None` if nothing of it can be read or kept; the item's defects say why.
    pub(super) fn content_there(
        &mut self,
        raw: Passage,
        item: &mut SourceItem,
    ) -> Option<(Content, Vec<Asked>)> {
        match self.content_of_giant(raw, item) {
            Ok(content) => Some(content),
            Err(error) => {
                item.defects.push(Defect::new("file", error.to_string(), Effect::ItemLost));
                None
            }
        }
    }

    fn content_of_giant(&mut self, raw: Passage, item: &mut SourceItem) -> io::Result<(Content, Vec<Asked>)> {
        let (giant, raw) = read_what_can_be_read(raw, item)?;
        if !giant.has_all_text() && giant.size <= HELD {
            return Ok(self.content(&raw.bytes()?, item));
        }
        let parts: Vec<_> = giant.cuts.iter().map(|cut| cut.layout).zip(giant.ranges.clone()).collect();
        let whole = raw.clone();
        let part = move |number: usize, out: &mut dyn Write| {
            let &(layout, place) = parts.get(number).ok_or(io::ErrorKind::NotFound)?;
            write_from(&raw, layout, place, out)
        };
        let (digest, bytes, cuts) = (&giant.digest, giant.skeleton.as_slice(), giant.cuts.as_slice());
        let skeleton = Skeleton { digest, bytes, cuts, part: &part };
        ensure_same(&skeleton)?;
        let (message, asked) = self.read(&skeleton, item);
        let stored = &self.stored;
        let mut has = |digest: &_| stored.has_blob(digest).unwrap_or(false);
        let part: Arc<PartSource> = Arc::new(part);
        let packed = self.packer.pack_giant(&giant, &part, &mut has);
        let packed = packed.ok_or(io::ErrorKind::OutOfMemory)?;
        let mut content = Content::new(packed, item.framing, item.composed, message);
        if !giant.has_all_text() {
            // Two messages that differ only behind the text that was read must not pass for one.
            let left_out = giant.cuts.iter().filter(|cut| cut.layout.is_verbatim()).map(|cut| cut.digest);
            content = content.with_left_out(left_out);
        }
        if content.needs_lines(&item.defects) {
            content = content.with_lines(identity_of_lines(&mut whole.open()?, item.framing)?);
        }
        Ok((content, asked))
    }
}

/// What was taken out is read a second time: put together, it must be what was read at first.
fn ensure_same(skeleton: &Skeleton<'_>) -> io::Result<()> {
    let mut digester = Digester::default();
    restore_to(skeleton, &mut digester)?;
    if digester.finish() == *skeleton.digest {
        return Ok(());
    }
    Err(io::Error::other("The source changed while this message was read; import it once more."))
}

/// Takes a message apart. Where the source breaks off, or has become shorter, what stands before that is taken.
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
        let what = "The source became shorter while it was read.";
        item.defects.push(Defect::new("file", what, Effect::BodyIncomplete).at(giant.size));
    }
    Ok((giant, raw))
}

/// How many bytes can be read from the beginning on.
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

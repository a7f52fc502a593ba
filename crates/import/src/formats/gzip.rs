//! Files compressed with gzip (RFC 1952).

use std::cell::Cell;
use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use crate::content::Content;
use crate::format::{Format, Reader};
use crate::unpack::{ExtractionLimits, UnpackBuffer, Unpacked};

pub(crate) static FORMAT: Format = Format {
    name: "gzip",
    title: "GZ",
    label: "packed file",
    program: None,
    extensions: &["tar.gz", "tgz", "gz"],
    has_mail: true,
    detect: |probe| probe.head.starts_with(b"\x1F\x8B\x08"),
    read: Reader::Compressed { unpack: gunzip, name: name_without_gz },
};

fn gunzip(
    content: &Content,
    limits: &mut ExtractionLimits,
    goes_on: &mut dyn FnMut(u64, u64) -> bool,
) -> io::Result<Unpacked> {
    let size = content.size()?.max(1);
    // The unpacked size is unknown until the end of the file, so progress is measured in packed bytes.
    let position = Rc::new(Cell::new(0));
    let counted = CountingReader { from: content.open()?, position: Rc::clone(&position) };
    let mut tell = |_| goes_on(position.get(), size);
    let mut buffer = UnpackBuffer::new(limits, &mut tell);
    let result = buffer.fill(&mut MultiGzDecoder::new(counted));
    Ok(buffer.done(result, size))
}

/// A reader that counts the bytes read so far.
struct CountingReader<R> {
    from: R,
    position: Rc<Cell<u64>>,
}

impl<R: io::Read> io::Read for CountingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.position.set(self.position.get().saturating_add(count as u64));
        Ok(count)
    }
}

/// Returns the name of the unpacked file: `mail.mbox` for `mail.mbox.gz`, `mail.tar` for `mail.tgz`.
fn name_without_gz(name: &str) -> String {
    let path = PathBuf::from(name);
    let stem = path.file_stem().map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned());
    match path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("tgz") => format!("{stem}.tar"),
        Some("gz") => stem,
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::sync::Arc;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use foundmail_defect::Reason;

    use super::gunzip;
    use crate::content::Content;
    use crate::unpack::ExtractionLimits;

    #[test]
    fn a_file_that_unpacks_to_more_than_the_limit_is_cut() {
        let mut writer = GzEncoder::new(Vec::new(), Compression::default());
        writer.write_all(&vec![b'a'; 1 << 20]).unwrap();
        let bytes = writer.finish().unwrap();
        let content = Content::Memory(Arc::new(bytes));
        let mut limits = ExtractionLimits::of(0);
        let all = limits.left();
        limits.spend(all - 300_000);
        let unpacked = gunzip(&content, &mut limits, &mut |_, _| true).unwrap();
        assert_eq!(
            unpacked.flaw.map(|flaw| flaw.reason),
            Some(Reason::Limit { why: "the unpacked file is larger than the limit".to_owned() })
        );
        assert!(unpacked.content.size().unwrap() <= 300_000);
        let stopped = gunzip(&content, &mut ExtractionLimits::of(0), &mut |_, _| false).unwrap();
        assert_eq!(stopped.flaw.map(|flaw| flaw.what).as_deref(), Some("unpacking was stopped"));
    }
}

//! The catalogue's write-ahead log. `SQLite` takes a frame that is not whole for the log's end, and drops all that
//! follows without a word. So the log is looked at before `SQLite` opens it.
//!
//! <https://sqlite.org/fileformat2.html#walformat>: a header of 32 bytes, then frames, each a header of 24 bytes and a page.

use std::path::Path;

use super::{Damage, Verify};

/// The log's file.
pub(crate) const WAL: &str = "catalogue.sqlite-wal";
const HEADER: usize = 32;
const FRAME: usize = 24;
/// Both magic numbers but for the last bit, which tells the order of bytes in checksums.
const MAGIC: u32 = 0x377F_0682;

/// What a log is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Log {
    /// Nothing is lost.
    Whole,
    /// The last transaction is not whole: it was being written when the power failed, or was damaged since.
    Torn {
        /// Where it stops being whole.
        offset: usize,
    },
    /// Transactions that were written before the last one are damaged, so that they and the later ones are lost.
    Damaged {
        /// Where.
        offset: usize,
        /// Transactions that are lost.
        lost: usize,
    },
}

pub(super) fn check(dir: &Path, verify: &mut Verify<'_>) {
    check_kept(dir, verify);
    let Ok(bytes) = std::fs::read(dir.join(WAL)) else { return };
    match look(&bytes) {
        Log::Whole => {}
        Log::Torn { offset } => verify.note(format!(
            "The newest change in {WAL} is not whole at offset {offset}, and is left out: the power failed while it was \
             written, or it was damaged since. The next import of the same source reads it again."
        )),
        Log::Damaged { offset, lost } => verify.damage(Damage {
            what: format!(
                "the log of the newest changes is damaged, so that {lost} of them are lost; import the newest sources again"
            ),
            file: WAL.to_owned(),
            offset: u64::try_from(offset).ok(),
            messages: Vec::new(),
        }),
    }
}

/// Where a damaged log is kept before `SQLite` drops what it cannot read of it.
const KEPT: &str = "catalogue.sqlite-wal.damaged";

/// To be called before the catalogue is opened, by the one who holds the lock: a damaged log is kept, so that the loss is named
/// whenever the archive is verified.
pub(crate) fn keep_damaged(dir: &Path) -> std::io::Result<()> {
    let (log, kept) = (dir.join(WAL), dir.join(KEPT));
    if kept.exists() || !matches!(look(&std::fs::read(&log)?), Log::Damaged { .. }) {
        return Ok(());
    }
    std::fs::copy(log, kept).map(drop)
}

/// Names a loss that came before.
fn check_kept(dir: &Path, verify: &mut Verify<'_>) {
    if dir.join(KEPT).exists() {
        verify.damage(Damage {
            what: "the log of the newest changes was damaged when the archive was opened, and some of them are lost; import \
                   the newest sources again, then delete this file"
                .to_owned(),
            file: KEPT.to_owned(),
            offset: None,
            messages: Vec::new(),
        });
    }
}

/// Looks at a log's bytes.
pub(crate) fn look(bytes: &[u8]) -> Log {
    let Some(log) = Frames::new(bytes) else { return Log::Whole };
    // Frame by frame, as SQLite does, up to the first one that is not whole.
    let mut sums = log.first_sums;
    let (mut at, mut committed): (usize, usize) = (0, 0);
    while let Some(frame) = log.frame(at) {
        sums = frame.checksum(sums, log.big_endian);
        if !log.header_is_whole || !frame.belongs(&log) || sums != frame.sums {
            break;
        }
        at = at.saturating_add(1);
        if frame.commits {
            committed = at;
        }
    }
    // What SQLite leaves out, as far as it belongs to this log: its commits tell how much was lost.
    let rest: Vec<Frame<'_>> = (at..).map_while(|at| log.frame(at)).collect();
    let offset_of = |at: usize| HEADER.saturating_add(at.saturating_mul(log.stride));
    let Some(last) = rest.iter().rposition(|frame| frame.belongs(&log)) else {
        // A change that was never finished: a power cut in the middle of it, or a disk that was full.
        return if committed < at { Log::Torn { offset: offset_of(committed) } } else { Log::Whole };
    };
    let commits =
        |frames: &[Frame<'_>]| frames.iter().filter(|frame| frame.commits && frame.belongs(&log)).count();
    let left_out = rest.get(..=last).unwrap_or_default();
    let before_last = left_out.split_last().map_or(0, |(_, before)| commits(before));
    let offset = offset_of(at);
    if before_last > 0 || !log.header_is_whole {
        return Log::Damaged {
            offset: if log.header_is_whole { offset } else { 0 },
            lost: commits(left_out).max(1),
        };
    }
    Log::Torn { offset }
}

struct Frames<'b> {
    bytes: &'b [u8],
    stride: usize,
    salts: [u8; 8],
    first_sums: (u32, u32),
    big_endian: bool,
    header_is_whole: bool,
}

struct Frame<'b> {
    /// The part of its header that the checksum covers.
    head: &'b [u8],
    commits: bool,
    salts: &'b [u8],
    sums: (u32, u32),
    page: &'b [u8],
}

impl<'b> Frames<'b> {
    /// `None` where there is no frame at all.
    fn new(bytes: &'b [u8]) -> Option<Self> {
        let header = bytes.get(..HEADER)?;
        let magic = word(header, 0)?;
        let page = usize::try_from(word(header, 8)?).ok()?;
        let salts = *header.get(16..24)?.first_chunk::<8>()?;
        let first_sums = (word(header, 24)?, word(header, 28)?);
        let big_endian = magic & 1 == 1;
        let is_size = page.is_power_of_two() && (512..=65536).contains(&page);
        let header_is_whole =
            magic & !1 == MAGIC && is_size && checksum((0, 0), header.get(..24)?, big_endian) == first_sums;
        // Where the size itself is damaged, the usual one is taken, so that frames are found at all.
        let stride = FRAME.saturating_add(if header_is_whole { page } else { 4096 });
        bytes.get(HEADER..HEADER.saturating_add(stride))?;
        Some(Self { bytes, stride, salts, first_sums, big_endian, header_is_whole })
    }

    fn frame(&self, at: usize) -> Option<Frame<'b>> {
        let start = HEADER.checked_add(at.checked_mul(self.stride)?)?;
        let (head, page) = self.bytes.get(start..start.checked_add(self.stride)?)?.split_at_checked(FRAME)?;
        Some(Frame {
            commits: word(head, 4)? != 0,
            salts: head.get(8..16)?,
            sums: (word(head, 16)?, word(head, 20)?),
            head: head.get(..8)?,
            page,
        })
    }
}

impl Frame<'_> {
    /// A log is begun anew with other salts; what lies behind its end is the older one's. One of the two salts is enough:
    /// the other may be what is damaged.
    fn belongs(&self, log: &Frames<'_>) -> bool {
        if !log.header_is_whole {
            return self.salts.get(..4) == log.salts.get(..4) || self.salts.get(4..) == log.salts.get(4..);
        }
        self.salts == log.salts
    }

    fn checksum(&self, sums: (u32, u32), big_endian: bool) -> (u32, u32) {
        checksum(checksum(sums, self.head, big_endian), self.page, big_endian)
    }
}

/// 4.2 of the format.
fn checksum((mut first, mut second): (u32, u32), bytes: &[u8], big_endian: bool) -> (u32, u32) {
    let read = |word: &[u8]| {
        let word = word.first_chunk::<4>().copied().unwrap_or_default();
        if big_endian { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) }
    };
    for pair in bytes.chunks_exact(8) {
        let (one, two) = pair.split_at(4);
        first = first.wrapping_add(read(one)).wrapping_add(second);
        second = second.wrapping_add(read(two)).wrapping_add(first);
    }
    (first, second)
}

/// Numbers in headers are always big-endian.
fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk::<4>()?))
}

#[cfg(test)]
mod tests {
    use super::{FRAME, HEADER, Log, WAL, look};

    /// A log of three transactions, each of at least one page.
    fn log() -> Vec<u8> {
        let dir = tempfile::tempdir().unwrap();
        let connection = rusqlite::Connection::open(dir.path().join("catalogue.sqlite")).unwrap();
        connection
            .execute_batch("PRAGMA journal_mode = wal; CREATE TABLE t (x); INSERT INTO t VALUES (1)")
            .unwrap();
        connection.execute_batch("INSERT INTO t VALUES (randomblob(9000))").unwrap();
        std::fs::read(dir.path().join(WAL)).unwrap()
    }

    #[test]
    fn a_bit_in_an_early_change_is_damage_and_in_the_last_one_may_be_a_power_cut() {
        let log = log();
        let frames = (log.len() - HEADER) / (FRAME + 4096);
        assert!(frames > 4);
        assert_eq!(look(&log), Log::Whole);
        let check = |at: usize, expected: &dyn Fn(Log) -> bool| {
            let mut log = log.clone();
            log[at] ^= 4;
            assert!(expected(look(&log)), "{at}: {:?}", look(&log));
        };
        for at in 0..HEADER {
            check(at, &|log| matches!(log, Log::Damaged { offset: 0, lost: 3.. }));
        }
        for at in [HEADER, HEADER + 9, HEADER + 17, HEADER + FRAME + 100] {
            check(at, &|log| matches!(log, Log::Damaged { offset: HEADER, lost: 2.. }));
        }
        let last = HEADER + (frames - 1) * (FRAME + 4096);
        check(last + 100, &|log| matches!(log, Log::Torn { .. }));
        assert_eq!(look(&log[..last]), Log::Torn { offset: HEADER + 3 * (FRAME + 4096) }, "{frames} frames");
        assert_eq!(look(&log[..HEADER]), Log::Whole);
        assert_eq!(look(&[]), Log::Whole);
    }
}

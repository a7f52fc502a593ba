//! The catalogue's write-ahead log. At the first damaged frame, `SQLite` stops reading the log and drops all later
//! frames without a warning. So the log is checked before `SQLite` opens it, and a damaged log is copied
//! (`damaged_wal.rs`).
//!
//! The log is a header of 32 bytes, followed by frames. A frame is a header of 24 bytes, followed by a page. See
//! <https://sqlite.org/fileformat2.html#walformat>.

/// The file of the log.
pub(crate) const WAL: &str = "catalogue.sqlite-wal";
const HEADER: usize = 32;
const FRAME: usize = 24;
/// The bits that both magic numbers have in common. The last bit differs: it is the byte order of the checksums.
const MAGIC: u32 = 0x377F_0682;

/// The state of a write-ahead log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogState {
    /// Nothing is lost.
    Whole,
    /// The last transaction is incomplete: the power failed while it was written, or it was damaged later.
    Torn {
        /// Offset of the first damaged or missing byte.
        offset: usize,
    },
    /// A transaction before the last one is damaged. That transaction and all later ones are lost.
    Damaged {
        /// Offset of the damage.
        offset: usize,
        /// Number of lost transactions.
        lost: usize,
    },
}

/// Checks the bytes of a log.
pub(crate) fn check_log(bytes: &[u8]) -> LogState {
    let Some(log) = Frames::new(bytes) else { return LogState::Whole };
    // Frames are read in the same way as SQLite does, up to the first damaged frame.
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
    // SQLite drops all frames from here on. Those of them that belong to this log and end a transaction are the
    // lost transactions.
    let rest: Vec<Frame<'_>> = (at..).map_while(|at| log.frame(at)).collect();
    let offset_of = |at: usize| HEADER.saturating_add(at.saturating_mul(log.stride));
    let Some(last) = rest.iter().rposition(|frame| frame.belongs(&log)) else {
        // The last transaction is unfinished because of a power cut or a full disk.
        return if committed < at {
            LogState::Torn { offset: offset_of(committed) }
        } else {
            LogState::Whole
        };
    };
    let commits =
        |frames: &[Frame<'_>]| frames.iter().filter(|frame| frame.commits && frame.belongs(&log)).count();
    let left_out = rest.get(..=last).unwrap_or_default();
    let before_last = left_out.split_last().map_or(0, |(_, before)| commits(before));
    let offset = offset_of(at);
    if before_last > 0 || !log.header_is_whole {
        return LogState::Damaged {
            offset: if log.header_is_whole { offset } else { 0 },
            lost: commits(left_out).max(1),
        };
    }
    LogState::Torn { offset }
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
    /// The part of the frame's header that the checksum covers.
    head: &'b [u8],
    commits: bool,
    salts: &'b [u8],
    sums: (u32, u32),
    page: &'b [u8],
}

impl<'b> Frames<'b> {
    /// Returns `None` if the log has no frame.
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
        // If the page size itself is damaged, the usual page size is assumed, so that frames are found.
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
    /// Returns true if the frame belongs to this log. `SQLite` restarts a log with new salts, so frames with the
    /// old salts can follow. If the log's header is damaged, one of its two salts can be wrong, so one equal salt
    /// is enough.
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

/// Returns the checksum as defined in section 4.2 of the format.
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

/// Reads a number from a header. Numbers in headers are always big-endian.
fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk::<4>()?))
}

#[cfg(test)]
mod tests {
    use super::{FRAME, HEADER, LogState, WAL, check_log};

    /// Returns a log of three transactions, each of at least one page.
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
    fn a_flipped_bit_in_an_early_transaction_is_damage_and_one_in_the_last_may_be_a_power_cut() {
        let log = log();
        let frames = (log.len() - HEADER) / (FRAME + 4096);
        assert!(frames > 4);
        assert_eq!(check_log(&log), LogState::Whole);
        let check = |at: usize, expected: &dyn Fn(LogState) -> bool| {
            let mut log = log.clone();
            log[at] ^= 4;
            assert!(expected(check_log(&log)), "{at}: {:?}", check_log(&log));
        };
        for at in 0..HEADER {
            check(at, &|log| matches!(log, LogState::Damaged { offset: 0, lost: 3.. }));
        }
        for at in [HEADER, HEADER + 9, HEADER + 17, HEADER + FRAME + 100] {
            check(at, &|log| matches!(log, LogState::Damaged { offset: HEADER, lost: 2.. }));
        }
        let last = HEADER + (frames - 1) * (FRAME + 4096);
        check(last + 100, &|log| matches!(log, LogState::Torn { .. }));
        assert_eq!(
            check_log(&log[..last]),
            LogState::Torn { offset: HEADER + 3 * (FRAME + 4096) },
            "{frames} frames"
        );
        assert_eq!(check_log(&log[..HEADER]), LogState::Whole);
        assert_eq!(check_log(&[]), LogState::Whole);
    }
}

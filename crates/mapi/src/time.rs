//! `PtypTime`, [MS-DTYP] 2.3.3.

/// A time in intervals of 100 nanoseconds since 1601-01-01, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileTime(pub u64);

/// Seconds between 1601-01-01 and 1970-01-01.
const EPOCH_OFFSET: i64 = 11_644_473_600;
const TICKS_PER_SECOND: u64 = 10_000_000;

impl FileTime {
    /// Returns the seconds since 1970-01-01, rounded down. Returns `None` for zero and for years after 4500,
    /// because programs use these values for a missing time.
    pub fn unix_seconds(self) -> Option<i64> {
        const YEAR_4501: i64 = 79_870_662_000;
        if self.0 == 0 {
            return None;
        }
        let seconds = i64::try_from(self.0.checked_div(TICKS_PER_SECOND)?).ok()?.checked_sub(EPOCH_OFFSET)?;
        (seconds < YEAR_4501).then_some(seconds)
    }

    /// Returns the time for seconds since 1970-01-01, or `None` before 1601.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        let since_1601 = u64::try_from(seconds.checked_add(EPOCH_OFFSET)?).ok()?;
        since_1601.checked_mul(TICKS_PER_SECOND).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::FileTime;

    #[test]
    fn unix_seconds_of_known_times() {
        for (ticks, seconds) in [
            (0, None),
            (116_444_736_000_000_000, Some(0)),
            (132_223_104_000_000_000, Some(1_577_836_800)),
            (0x0CB3_4557_A3DD_4000, None),
            (u64::MAX, None),
        ] {
            assert_eq!(FileTime(ticks).unix_seconds(), seconds, "{ticks}");
        }
        assert_eq!(FileTime::from_unix_seconds(0), Some(FileTime(116_444_736_000_000_000)));
        assert_eq!(FileTime::from_unix_seconds(i64::MIN), None);
    }
}

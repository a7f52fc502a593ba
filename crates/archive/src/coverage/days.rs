//! The days on which mail was sent or received.

/// A number of messages on each of some days. Days are counted from 1970-01-01, in UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Days {
    /// The days with messages, in ascending order.
    days: Vec<i32>,
    /// For each of these days, the number of messages up to its end.
    ends: Vec<u32>,
}

/// A stretch of days. Both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stretch {
    pub from: i32,
    pub to: i32,
}

impl Stretch {
    /// Returns the number of days.
    pub(super) fn length(self) -> i32 {
        self.to.saturating_sub(self.from).saturating_add(1)
    }

    /// Returns the stretch some days later, or earlier if `days` is negative.
    pub(super) fn shifted(self, days: i32) -> Self {
        Self { from: self.from.saturating_add(days), to: self.to.saturating_add(days) }
    }

    /// Returns the days directly before the stretch.
    pub(super) fn before(self, days: i32) -> Self {
        Self { from: self.from.saturating_sub(days), to: self.from.saturating_sub(1) }
    }

    /// Returns the days directly after the stretch.
    pub(super) fn after(self, days: i32) -> Self {
        Self { from: self.to.saturating_add(1), to: self.to.saturating_add(days) }
    }
}

impl Days {
    /// Counts messages by day. `all` contains one day for each message, in any order.
    pub(super) fn of(mut all: Vec<i32>) -> Self {
        all.sort_unstable();
        let mut counted = Self::default();
        let mut total = 0_u32;
        for group in all.chunk_by(|one, other| one == other) {
            let Some(&day) = group.first() else { continue };
            total = total.saturating_add(u32::try_from(group.len()).unwrap_or(u32::MAX));
            counted.days.push(day);
            counted.ends.push(total);
        }
        counted
    }

    /// Returns the number of all messages.
    pub(super) fn total(&self) -> u32 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Returns the first and the last day with messages.
    pub(super) fn span(&self) -> Option<Stretch> {
        Some(Stretch { from: *self.days.first()?, to: *self.days.last()? })
    }

    /// Returns the number of messages in a stretch.
    pub(super) fn count(&self, stretch: Stretch) -> u32 {
        self.up_to(stretch.to).saturating_sub(self.up_to(stretch.from.saturating_sub(1)))
    }

    /// Returns the days with messages, and the number of messages on each of them.
    pub(super) fn counts(&self) -> impl Iterator<Item = (i32, u32)> {
        let before = std::iter::once(0).chain(self.ends.iter().copied());
        let counts = self.ends.iter().zip(before).map(|(end, before)| end.saturating_sub(before));
        self.days.iter().copied().zip(counts)
    }

    fn up_to(&self, day: i32) -> u32 {
        let days = self.days.partition_point(|&other| other <= day);
        days.checked_sub(1).and_then(|at| self.ends.get(at)).copied().unwrap_or(0)
    }

    /// Returns the stretches without messages between two days with messages. They can be empty: then their length
    /// is 0.
    pub(super) fn pauses(&self) -> impl Iterator<Item = Stretch> {
        self.days.windows(2).filter_map(|pair| match pair {
            &[one, other] => Some(Stretch { from: one.saturating_add(1), to: other.saturating_sub(1) }),
            _ => None,
        })
    }

    /// Returns the pauses that begin in a stretch.
    pub(super) fn pauses_in(&self, stretch: Stretch) -> impl Iterator<Item = Stretch> {
        let begin = self.days.partition_point(|&day| day < stretch.from);
        let end = self.days.partition_point(|&day| day <= stretch.to);
        let days = self.days.get(begin..end.saturating_add(1).min(self.days.len())).unwrap_or_default();
        days.windows(2).filter_map(|pair| match pair {
            &[one, other] => Some(Stretch { from: one.saturating_add(1), to: other.saturating_sub(1) }),
            _ => None,
        })
    }
}

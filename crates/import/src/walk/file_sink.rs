//! A sink that receives the findings of one file and passes them to the sink of the source. It adds the damage of
//! the file, and converts progress.

use std::ops::ControlFlow;

use foundmail_defect::{Defect, Effect, Shortfall};

use crate::sink::{Finding, Sink};

/// A scale for the progress in a range of the source. It converts the weights of the files that have been read to
/// a number of bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct ProgressScale {
    /// Offset of the range in the source.
    from: u64,
    /// Length of the range in bytes.
    span: u64,
    /// Sum of the weights of the files in the range.
    all: u64,
}

impl ProgressScale {
    /// Returns the scale for a source of `size` bytes. The weight of each file is its size in bytes.
    pub(super) fn of(size: u64) -> Self {
        Self { from: 0, span: size, all: size }
    }

    /// Returns the number of bytes of the source that count as read when files with the total weight `done` have
    /// been read.
    pub(super) fn at(self, done: u64) -> u64 {
        self.from.saturating_add(share(self.span, done, self.all))
    }

    /// Returns the scale for the files in an archive. `done` is the weight of the files before the archive,
    /// `weight` is the weight of the archive itself, and `all` is the sum of the weights of the files in it.
    pub(super) fn within(self, done: u64, weight: u64, all: u64) -> Self {
        let from = self.at(done);
        Self { from, span: self.at(done.saturating_add(weight)).saturating_sub(from), all: all.max(1) }
    }

    /// Returns the scale for the last two thirds of the range. The first third represents the unpacking.
    pub(super) fn after_unpacking(self) -> Self {
        let third = self.span / 3;
        Self { from: self.from.saturating_add(third), span: self.span.saturating_sub(third), all: self.all }
    }
}

fn share(span: u64, part: u64, all: u64) -> u64 {
    let share = u128::from(span).saturating_mul(u128::from(part.min(all))).checked_div(u128::from(all));
    share.and_then(|share| u64::try_from(share).ok()).unwrap_or(span)
}

/// A sink for the findings of one file.
pub(super) struct FileSink<'p> {
    pub(super) sink: &'p mut dyn Sink,
    pub(super) stopped: &'p mut bool,
    /// Converts bytes of the file to bytes of the source.
    pub(super) scale: ProgressScale,
    /// The damage of a file that contains exactly one item. It is added to that item. `None` for other files.
    pub(super) flaw: Option<String>,
    /// The name of the file. Empty if the file is the source itself.
    pub(super) name: &'p str,
}

impl Sink for FileSink<'_> {
    fn push(&mut self, mut found: Finding) -> ControlFlow<()> {
        if let Finding::Item(item) = &mut found
            && let Some(flaw) = self.flaw.take()
        {
            item.defects.push(Defect::new("archive", flaw, Effect::BodyIncomplete));
        }
        if let Finding::Defect { defect, .. } = &mut found
            && !self.name.is_empty()
        {
            let file = self.name.to_owned();
            defect.shortfall = defect.source_shortfall().map(|shortfall| Shortfall { file, ..shortfall });
        }
        let flow = self.sink.push(found);
        *self.stopped |= flow.is_break();
        flow
    }

    fn wants(&mut self, position: &str) -> bool {
        self.sink.wants(position)
    }

    fn goes_on(&mut self) -> bool {
        self.sink.goes_on()
    }

    fn progress(&mut self, bytes: u64) {
        self.sink.progress(self.scale.at(bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::ProgressScale;

    #[test]
    fn weights_become_bytes() {
        let disk = ProgressScale::of(1000);
        assert_eq!(disk.at(250), 250);
        let archive = disk.within(100, 600, 3);
        assert_eq!([archive.at(0), archive.at(1), archive.at(3), archive.at(9)], [100, 300, 700, 700]);
        assert_eq!(archive.after_unpacking().at(0), 300);
        assert_eq!(ProgressScale::of(0).at(5), 0);
    }
}

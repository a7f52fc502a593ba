//! Damaged mailboxes by the thousand. Each mutant of a file is made by its number, so that it can be made again; worker
//! processes read mutant after mutant, and a panic, an end, a hang or too much memory of one is held against its number.

mod mutate;
mod overseer;
mod worker;

use std::time::Duration;

pub use mutate::mutant;
pub use overseer::{Plan, run};
pub use worker::work;

/// A mutant that takes longer hangs.
pub const MOST_TIME: Duration = Duration::from_secs(10);
/// More memory than this, in KiB, is too much for a file of a few megabytes.
pub const MOST_MEMORY: u64 = 512 * 1024;
/// Where the system ends a worker, in KiB of address space: far above the limit, far below the machine's memory.
const ADDRESS_SPACE: u64 = 3 * 1024 * 1024;

/// How a mutant's reading ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Well; with the number of items, of defects, and whether it could be opened at all.
    Read {
        /// False where the file is refused as a whole.
        opened: bool,
        /// Items found.
        items: u64,
        /// Broken places named.
        defects: u64,
    },
    /// A panic, with its message and place.
    Panic(String),
    /// The worker ended: a stack that overflowed, or no more memory.
    Died(String),
    /// Not within [`MOST_TIME`].
    Hang,
}

/// What came of one mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The mutant's number.
    pub number: u64,
    /// How it ended.
    pub end: End,
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// The most memory that the worker held meanwhile, in KiB, with the file and the mutant themselves; 0 where unknown.
    pub memory: u64,
}

impl Verdict {
    /// Whether the reader stood it.
    pub fn is_well(&self) -> bool {
        matches!(self.end, End::Read { .. }) && self.memory <= MOST_MEMORY
    }

    /// One line, the worker's to the overseer.
    fn line(&self) -> String {
        let Self { number, millis, memory, .. } = self;
        let end = match &self.end {
            End::Read { opened, items, defects } => format!("read\t{opened}\t{items}\t{defects}"),
            End::Panic(what) => format!("panic\t{}", what.replace(['\n', '\t'], " ")),
            End::Died(what) => format!("died\t{what}"),
            End::Hang => "hang".to_owned(),
        };
        format!("{number}\t{millis}\t{memory}\t{end}")
    }

    fn parse(line: &str) -> Option<Self> {
        let columns: Vec<&str> = line.trim_end().split('\t').collect();
        let [number, millis, memory, ref end @ ..] = columns[..] else { return None };
        let end = match *end {
            ["read", opened, items, defects] => End::Read {
                opened: opened == "true",
                items: items.parse().ok()?,
                defects: defects.parse().ok()?,
            },
            ["panic", what] => End::Panic(what.to_owned()),
            _ => return None,
        };
        Some(Self {
            number: number.parse().ok()?,
            end,
            millis: millis.parse().ok()?,
            memory: memory.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_comes_through_the_pipe() {
        for end in [
            End::Read { opened: true, items: 3, defects: 9 },
            End::Panic("index out of bounds at a.rs:7".to_owned()),
        ] {
            let verdict = Verdict { number: 12, end, millis: 40, memory: 9000 };
            assert_eq!(Verdict::parse(&verdict.line()), Some(verdict));
        }
        assert_eq!(Verdict::parse("what a program prints"), None);
    }

    #[test]
    fn too_much_memory_is_not_well() {
        let end = End::Read { opened: true, items: 1, defects: 0 };
        let verdict = |memory| Verdict { number: 1, end: end.clone(), millis: 1, memory };
        assert!(verdict(MOST_MEMORY).is_well());
        assert!(!verdict(MOST_MEMORY + 1).is_well());
    }
}

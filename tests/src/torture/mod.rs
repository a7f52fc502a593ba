//! Reads thousands of damaged mailboxes (mutants). The number of a mutant determines its bytes, so a mutant can be
//! created again. Worker processes read one mutant at a time. If a mutant causes a panic, a crash, a hang or too
//! much use of memory, its number is reported.

mod mutate;
mod overseer;
mod worker;

use std::time::Duration;

pub use mutate::mutant;
pub use overseer::{Plan, run};
pub use worker::work;

/// The time limit for reading a mutant.
pub const MOST_TIME: Duration = Duration::from_secs(10);
/// The memory limit for reading a mutant of a few megabytes, in KiB.
pub const MOST_MEMORY: u64 = 512 * 1024;
/// The address space at which the system kills a worker, in KiB. It is far above the memory limit, and far below
/// the size of the memory.
const ADDRESS_SPACE: u64 = 3 * 1024 * 1024;

/// The result of reading a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The reader did not fail.
    Read {
        /// False if the whole file was rejected.
        opened: bool,
        /// The number of items found.
        items: u64,
        /// The number of defects reported.
        defects: u64,
    },
    /// A panic, with its message and location.
    Panic(String),
    /// The worker crashed, for example because of a stack overflow or too little memory.
    Died(String),
    /// The worker did not answer within [`MOST_TIME`].
    Hang,
}

/// The result of one mutant, with its costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The mutant's number.
    pub number: u64,
    /// The result of reading the mutant.
    pub end: End,
    /// The time for reading, in milliseconds.
    pub millis: u64,
    /// The peak memory of the worker in KiB, including the mailbox and the mutant. 0 if unknown.
    pub memory: u64,
}

impl Verdict {
    /// Returns true if the reader did not fail and stayed within the memory limit.
    pub fn is_well(&self) -> bool {
        matches!(self.end, End::Read { .. }) && self.memory <= MOST_MEMORY
    }

    /// Returns the line that the worker sends to the overseer process.
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
        assert_eq!(Verdict::parse("not a verdict"), None);
    }

    #[test]
    fn too_much_memory_is_not_well() {
        let end = End::Read { opened: true, items: 1, defects: 0 };
        let verdict = |memory| Verdict { number: 1, end: end.clone(), millis: 1, memory };
        assert!(verdict(MOST_MEMORY).is_well());
        assert!(!verdict(MOST_MEMORY + 1).is_well());
    }
}

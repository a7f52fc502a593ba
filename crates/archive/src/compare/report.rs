//! The result of a comparison as data. The JSON fields are a public interface: scripts depend on them.

use serde::Serialize;

use super::side::SideName;
use super::side_state::SideState;

/// The counts of a comparison. Each message of a side is either only in that side, or in both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Comparison {
    /// Name of the first side: the path of a source, or the folder of an archive.
    pub a: String,
    /// Name of the second side.
    pub b: String,
    /// The completeness of both sides, the first side first.
    pub sides: Vec<SideState>,
    /// Number of messages that only the first side has.
    pub only_a: u32,
    /// Number of messages that only the second side has.
    pub only_b: u32,
    /// Number of messages that both sides have, including those that differ.
    pub both: u32,
    /// Number of messages that both sides have, but of which one side lacks a part.
    pub differing: u32,
    /// The folders of both sides. A message in two folders counts in both of them.
    pub folders: Vec<ComparedFolder>,
    /// The months, oldest first. Messages without a date are first.
    pub months: Vec<ComparedMonth>,
}

impl Comparison {
    /// Returns true if both sides are whole, have the same messages, and none of them differs.
    pub fn is_equal(&self) -> bool {
        self.has_no_difference() && self.sides.iter().all(SideState::is_whole)
    }

    /// Returns true if the readable messages of both sides are the same.
    pub fn has_no_difference(&self) -> bool {
        self.only_a == 0 && self.only_b == 0 && self.differing == 0
    }
}

/// The messages of one folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComparedFolder {
    /// The side to which the folder belongs.
    pub side: SideName,
    /// Names from the top. The first name is that of the source.
    pub folder: Vec<String>,
    /// Number of its messages that the other side lacks.
    pub only: u32,
    /// Number of its messages that the other side has in any folder.
    pub both: u32,
    /// Number of the messages in `both` that differ.
    pub differing: u32,
}

/// The messages of one month, in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComparedMonth {
    /// The month, such as `2015-03`. None for messages without a date.
    pub month: Option<String>,
    /// Number of messages that only the first side has.
    pub only_a: u32,
    /// Number of messages that only the second side has.
    pub only_b: u32,
    /// Number of messages that both sides have.
    pub both: u32,
    /// Number of the messages in `both` that differ.
    pub differing: u32,
}

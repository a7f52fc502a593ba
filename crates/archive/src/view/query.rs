//! The conditions of a query, and the changes that the search box, chips and buttons of the window make.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One condition of a query as typed. The window finds its text by the range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct QueryTermView {
    /// Its first UTF-16 unit in the query.
    pub start: u32,
    /// The unit after its last one.
    pub end: u32,
    /// The name of its operator, as in the table of operators. None for words.
    pub operator: Option<String>,
    /// The text after the operator and the minus, without quotes.
    pub value: String,
    /// True if messages with it are excluded.
    pub excluded: bool,
    /// The key by which two conditions are the same, however they were typed.
    pub key: String,
}

/// A change of the conditions of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "lowercase")]
#[ts(export)]
pub enum QueryEdit {
    /// Removes a condition that the query has. Otherwise adds it, in place of the conditions with these operators.
    Toggle {
        /// The condition.
        condition: String,
        /// Names of operators.
        replaced: Vec<String>,
    },
    /// Adds the condition `operator:value`, in place of the conditions with these operators.
    Set {
        /// The operator.
        operator: String,
        /// The value as typed, without quotes.
        value: String,
        /// Names of operators.
        replaced: Vec<String>,
    },
    /// Puts conditions in place of all conditions with these operators.
    Replace {
        /// Names of operators.
        replaced: Vec<String>,
        /// The new conditions; may be empty.
        conditions: String,
    },
    /// Removes a condition.
    Remove {
        /// The condition.
        condition: String,
    },
}

/// A query after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EditedQuery {
    /// The query.
    pub query: String,
    /// True if it ends in the same condition as before, so that a word that is being typed still is.
    pub same_end: bool,
}

//! The conditions of a query, and the changes to it that the search box and the buttons of the window make.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One condition of a query as typed. `start` and `end` are its range in the query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct QueryTermView {
    /// Offset of the condition in the query, in UTF-16 units.
    pub start: u32,
    /// Offset of the end of the condition, in UTF-16 units.
    pub end: u32,
    /// Name of the operator, as in the table of operators. None for words.
    pub operator: Option<String>,
    /// The text after the operator and the minus sign, without quotation marks.
    pub value: String,
    /// True if messages that match the condition are excluded.
    pub excluded: bool,
    /// A key for comparisons. Conditions with the same meaning have the same key, even if they were typed
    /// differently.
    pub key: String,
}

/// A change of the conditions of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "lowercase")]
#[ts(export)]
pub enum QueryEdit {
    /// If the query has the condition, removes it. Otherwise adds it, and removes all conditions with the
    /// operators in `replaced`.
    Toggle {
        /// The condition.
        condition: String,
        /// Names of operators.
        replaced: Vec<String>,
    },
    /// Adds the condition `operator:value`, and removes all conditions with the operators in `replaced`.
    Set {
        /// The operator.
        operator: String,
        /// The value as typed, without quotation marks.
        value: String,
        /// Names of operators.
        replaced: Vec<String>,
    },
    /// Removes all conditions with the operators in `replaced`, and adds new conditions.
    Replace {
        /// Names of operators.
        replaced: Vec<String>,
        /// The new conditions. Can be empty.
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
    /// True if the query still ends with the same condition. A word that is being typed is then still the last
    /// one.
    pub same_end: bool,
}

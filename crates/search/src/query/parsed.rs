//! The result of parsing.

use super::ast::Query;
use super::term::QueryTerm;

/// A part of a query that was not understood. The search uses the rest of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The part as typed.
    pub part: String,
    /// The offset of its first byte in the query.
    pub start: usize,
    /// The offset after its last byte.
    pub end: usize,
    /// The reason why the part was not understood, as a sentence for the user.
    pub why: String,
}

/// The result of parsing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The conditions that were understood.
    pub query: Query,
    /// The parts that were not understood.
    pub problems: Vec<Problem>,
    /// The conditions as typed, in order, with their ranges.
    pub terms: Vec<QueryTerm>,
}

impl Parsed {
    /// Returns the conditions that must all be true.
    pub fn parts(&self) -> Vec<&Query> {
        match &self.query {
            Query::All => Vec::new(),
            Query::And(all) => all.iter().collect(),
            query => vec![query],
        }
    }
}

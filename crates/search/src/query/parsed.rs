//! The result of parsing.

use super::ast::Query;
use super::term::QueryTerm;

/// A part of a query that was not understood. The rest was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The part as typed.
    pub part: String,
    /// Its first byte in the query.
    pub start: usize,
    /// The byte after its last one.
    pub end: usize,
    /// The reason, as a sentence for the user.
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
    /// Returns the conditions that must all hold.
    pub fn parts(&self) -> Vec<&Query> {
        match &self.query {
            Query::All => Vec::new(),
            Query::And(all) => all.iter().collect(),
            query => vec![query],
        }
    }
}

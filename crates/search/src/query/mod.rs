//! The query language. It resembles Gmail's, and no query is an error. [`parse`] returns the conditions that it
//! understands, the conditions as typed with their ranges, and the parts that it does not understand.
//! `docs/search.md` has the grammar.

mod ast;
mod combine;
mod cursor;
mod date;
mod edit;
mod lex;
mod operator;
mod parse;
mod parsed;
mod print;
mod scope;
mod term;
mod value;
mod word;

pub use ast::{Query, Set};
pub use cursor::{WordAtCursor, word_at, words_at};
pub use date::months_named;
pub use edit::{add, condition_key, end_alike, remove, set, toggle, without, without_operators};
pub use operator::{OPERATORS, Operator, Values};
pub use parse::{parse, parse_unfinished};
pub use parsed::{Parsed, Problem};
pub use print::condition;
pub use scope::Scope;
pub use term::QueryTerm;
pub use value::{FILE_GROUPS, FileGroup};

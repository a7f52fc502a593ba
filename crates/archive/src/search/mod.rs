//! Finds messages: answers, pages of results, facets, completion and saved searches.

pub(crate) mod answer;
pub(crate) mod catalogue_snapshot;
pub(crate) mod click_counts;
pub(crate) mod completion;
pub(crate) mod facets;
pub(crate) mod folder_names;
pub(crate) mod list;
pub(crate) mod no_results;
pub(crate) mod owners;
pub(crate) mod query_edit;
pub(crate) mod row_marks;
pub(crate) mod rows;
mod run;
pub(crate) mod saved;
pub(crate) mod sets;
pub(crate) mod texts;

pub use answer::problems_of;
pub use query_edit::{edit_query, read_query};
pub use rows::{Row, RowAttachment, SearchJson, SearchPage};

//! Finds messages: ranking, pages of results, facets, completion and saved searches.

pub(crate) mod beginning;
pub(crate) mod click_counts;
pub(crate) mod completion;
pub(crate) mod facets;
pub(crate) mod folder_names;
pub(crate) mod known;
pub(crate) mod list;
pub(crate) mod no_results;
pub(crate) mod query_edit;
pub(crate) mod ranking;
pub(crate) mod row_marks;
pub(crate) mod rows;
pub(crate) mod saved;
pub(crate) mod sets;
pub(crate) mod texts;

pub use query_edit::{edit_query, read_query};
pub use ranking::problems_of;
pub use rows::{Row, RowAttachment, SearchJson, SearchPage};

//! Views: plain data that the window and the command line show. The TypeScript types are generated from these
//! types, so that the window and this crate always agree.

mod common;
mod export;
mod find;
mod import;
mod list;
mod message;
mod preview;
mod query;
mod remove;
mod search;
mod searches;
mod verify;

pub use common::{ErrorCode, ErrorView, PersonView, Problem, Segment};
pub use export::{
    AttachmentChoice, ExportChoices, ExportDone, ExportException, ExportFormat, ExportPlan, ExportPreview,
    ExportProgress, PaperChoice, SavedFile, Selection,
};
pub use find::{FoundMailbox, FoundMailboxes};
pub use import::{
    AttachmentCounts, AttachmentTexts, Completeness, DefectView, FileProgress, ImportReport, ImportState,
    ImportView, KindCounts, NotMail, NotMailFile, NotMailKind, SourceReport, TextFailure, Totals,
};
pub use list::{
    ConversationRow, FolderView, ListPage, ListRequest, Overview, Sort, SourceView, TagView, YearCount,
};
pub use message::{
    AttachmentView, BodyView, Conversation, HeaderView, LinkView, MessageView, MissingMessageView,
};
pub use preview::{AttachmentPreview, EntryView, FieldView, PagePicture, TableView};
pub use query::{EditedQuery, QueryEdit, QueryTermView};
pub use remove::RemovedView;
pub use search::{
    Completion, CompletionKind, Completions, Facet, Facets, NothingFound, PartCount, Suggested,
};
pub use searches::{SavedSearch, SearchChange, Searches};
pub use verify::{DamageView, IndexState, VerifyReport};

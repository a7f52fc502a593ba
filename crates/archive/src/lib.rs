//! Everything that Foundmail does with an archive: opens it, imports, searches, shows, exports, verifies and
//! repairs.
//!
//! [`Archive`] has all functions of the command line and the window. Its methods are grouped in modules:
//!
//! - `import` imports sources, reports on them, and finds mailboxes on the computer.
//! - `search` answers queries, and lists and counts messages.
//! - `read` shows conversations and messages.
//! - `export` writes messages and attachments to files.
//! - `marks` keeps the owner's stars and tags.
//! - `compare` compares sources and archives.
//! - `coverage` shows the mail of each source by month, and where mail may be missing.
//! - `upkeep` updates and repairs the index, verifies the archive, and removes sources.
//!
//! [`view`] contains the types that the window receives. Errors are [`ArchiveError`]s, with a sentence for the
//! user. Damage in a mailbox is not an error: it is named in the report of the import.
//!
//! The crate does not read the formats of mailboxes; `foundmail-import` does. It does not use the window.
//!
//! ```
//! use foundmail_archive::view::Selection;
//! use foundmail_archive::{Archive, Control, ImportOptions, ShowAs, export_format};
//!
//! let dir = tempfile::tempdir()?;
//! let mail = dir.path().join("claim.eml");
//! std::fs::write(&mail, "From: ruth@alder.example\nSubject: Roof claim\n\nThe roof leaks.\n")?;
//!
//! let archive = Archive::open(&dir.path().join("archive"))?;
//! let options = ImportOptions { recover: false, no_attachment_text: true };
//! archive.import(&[mail], options, &Control::new(), &mut |_| {})?;
//!
//! let query = Selection::Search { query: "roof".to_owned(), typing: false, folder: None, source: None };
//! let found = archive.selected(&query)?;
//! assert_eq!(found.len(), 1);
//! let text = String::from_utf8(archive.show(found[0], ShowAs::Text)?)?;
//! assert!(text.contains("The roof leaks."));
//!
//! let exported = archive.export(&found, export_format("mbox").unwrap(), &dir.path().join("claim.mbox"))?;
//! assert_eq!((exported.summary.chosen, exported.summary.written), (1, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod archive;
mod compare;
mod coverage;
mod dates;
mod default_dir;
mod error;
mod export;
mod head_buffer;
mod import;
mod marks;
mod numbers;
mod read;
mod search;
mod thread_alias;
mod upkeep;
pub mod view;

pub use archive::Archive;
pub use compare::{
    CompareSide, Compared, ComparedFolder, ComparedList, ComparedMonth, Comparison, Difference,
    DifferenceKind, DifferingMessage, ListedMessage, SideName, SideState, compare,
};
pub use coverage::{Certainty, Coverage, CoverageGap, CoverageMonth, GapKind, NamedMonth, SourceCoverage};
pub use default_dir::default_dir;
pub use error::ArchiveError;
pub use export::{ExportRequest, Exported, NewPrinter};
pub use foundmail_export::{
    AttachmentFolders, AttachmentPlace, Bates, BatesError, Copies, ExportError, ExportFormat, ExportOptions,
    ExportProblem, ExportSummary, FORMATS as EXPORT_FORMATS, ListOptions, Order, PagePrinter, PageSize,
    Paper, PdfChoices, Preset, PrintError, TargetKind, TimeZone, VcardVersion, VerifiedExport,
    format_named as export_format, verify_export,
};
pub use foundmail_extract::run_as_child_if_requested;
pub use foundmail_store::verify::VerifyDepth;
pub use import::{Control, ImportOptions, find, path_of_text};
pub use read::{MessageJson, ShowAs};
pub use search::{Row, RowAttachment, SearchJson, SearchPage};
pub use search::{edit_query, problems_of, read_query};
pub use upkeep::verify;
pub use upkeep::{
    Info, InfoFolder, InfoSource, Inspected, InspectedDamage, InspectedFolder, InspectedRecovery, inspect,
};

//! The facade over the whole engine: open an archive, import, browse, search, read, hand over. The only crate that
//! knows all the others; the window and the command line know only this one.

mod archive;
mod dates;
mod default_dir;
mod error;
mod export;
mod import;
mod read;
mod search;
mod upkeep;
pub mod view;

pub use archive::Archive;
pub use default_dir::default_dir;
pub use error::ArchiveError;
pub use export::Handed;
pub use foundmail_extract::run_as_child_if_requested;
pub use foundmail_render::CONTENT_SECURITY_POLICY as FRAME_POLICY;
pub use foundmail_store::verify::VerifyDepth;
pub use import::find;
pub use import::{Control, ImportOptions};
pub use read::{MessageJson, ShowAs};
pub use search::{Row, RowAttachment, SearchJson, SearchPage};
pub use search::{edit_query, problems_of, read_query};
pub use upkeep::verify;
pub use upkeep::{
    Info, InfoFolder, InfoSource, Inspected, InspectedDamage, InspectedFolder, InspectedRecovery, inspect,
};

//! The facade over the whole engine: open an archive, import, browse, search, read, hand over. The only crate that
//! knows all the others; the window and the command line know only this one.

mod archive;
mod beginning;
mod catch_up;
mod clicks;
mod complete;
mod completeness;
mod dates;
mod error;
mod facets;
mod find;
mod hand_over;
mod hand_over_bulk;
mod heal;
mod import;
mod info;
mod known;
mod list;
mod nothing;
mod open;
mod ranking;
mod read;
mod remove;
mod row_marks;
mod rows;
mod searches;
mod sets;
mod texts;
mod verify;
pub mod view;
mod well_known;

pub use archive::Archive;
pub use error::ArchiveError;
pub use find::find;
pub use foundmail_extract::child_main_if_asked;
pub use foundmail_render::CONTENT_SECURITY_POLICY as FRAME_POLICY;
pub use foundmail_store::verify::Depth;
pub use hand_over::Handed;
pub use import::{Control, ImportOptions};
pub use info::{
    Info, InfoFolder, InfoSource, Inspected, InspectedDamage, InspectedFolder, InspectedRecovery, inspect,
};
pub use open::default_dir;
pub use ranking::problems_of;
pub use read::{MessageJson, ShowAs};
pub use rows::{Row, RowAttachment, SearchJson, SearchPage};
pub use verify::verify;

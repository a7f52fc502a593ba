//! Maintenance of an archive: updates of the index, verification, removal of sources, and a description of the
//! content.

pub(crate) mod index_repair;
pub(crate) mod index_update;
pub(crate) mod info;
pub(crate) mod remove;
pub(crate) mod verify;

pub use info::{
    Info, InfoFolder, InfoSource, Inspected, InspectedDamage, InspectedFolder, InspectedRecovery, inspect,
};
pub use verify::verify;

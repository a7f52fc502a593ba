//! Keeps an archive whole: index updates, verification, removal of sources, and information about it.

pub(crate) mod index_repair;
pub(crate) mod index_update;
pub(crate) mod info;
pub(crate) mod remove;
pub(crate) mod verify;

pub use info::{
    Info, InfoFolder, InfoSource, Inspected, InspectedDamage, InspectedFolder, InspectedRecovery, inspect,
};
pub use verify::verify;

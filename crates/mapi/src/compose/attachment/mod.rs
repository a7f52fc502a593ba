//! Attachments as MIME parts.

pub(crate) mod embedded_file;
pub(crate) mod html_references;
pub(crate) mod mac_binary;
pub(crate) mod media_type;
pub(crate) mod name;
pub(crate) mod ole;
pub(crate) mod package;
pub(crate) mod parts;
pub(crate) mod rtf_objects;

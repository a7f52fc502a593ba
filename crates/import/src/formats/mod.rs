//! The table of formats. All other code uses this table: detection, the reading of folders, the search for
//! mailboxes, and the lists of formats in the README and in the window. A new format needs a module here and a
//! line in [`ALL`].

pub(crate) mod dbx;
pub(crate) mod eml;
pub(crate) mod emlx;
pub(crate) mod folders;
pub(crate) mod gzip;
pub(crate) mod ics;
pub(crate) mod mbox;
pub(crate) mod msg;
pub(crate) mod olm;
pub(crate) mod ost;
pub(crate) mod pst;
pub(crate) mod tar;
pub(crate) mod tnef;
pub(crate) mod vcf;
pub(crate) mod zip;

use crate::format::Format;

/// All formats, in the order in which they are tried. If files of one format also match a second format, the first
/// format must come before the second: OLM before ZIP, because an OLM is a ZIP file, and MBOX before EML.
pub static ALL: &[&Format] = &[
    &msg::FORMAT,
    &olm::FORMAT,
    &zip::FORMAT,
    &gzip::FORMAT,
    &tar::FORMAT,
    &ost::FORMAT,
    &pst::FORMAT,
    &tnef::FORMAT,
    &dbx::FORMAT,
    &ics::FORMAT,
    &vcf::FORMAT,
    &emlx::FORMAT,
    &mbox::FORMAT,
    &eml::FORMAT,
    &folders::MAILDIR,
    &folders::MH,
    &folders::THUNDERBIRD,
    &folders::APPLE_MAIL,
    &folders::FOLDER,
    &folders::UNKNOWN,
];

/// Returns the format with this name. The catalogue stores these names.
pub fn format_named(name: &str) -> Option<&'static Format> {
    ALL.iter().copied().find(|format| format.name == name)
}

/// Returns the first format in [`ALL`] for which `fits` returns true.
pub(crate) fn first(fits: impl Fn(&Format) -> bool) -> Option<&'static Format> {
    ALL.iter().copied().find(|format| fits(format))
}

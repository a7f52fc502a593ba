//! The table of formats. Detection, the walk through folders, the search for mailboxes on a computer, the list in the
//! README and the window's list are all made from it. A new format is one module here and one line in [`ALL`].

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

/// All formats, in the order in which they are detected. A format comes before each other one that its files would also match:
/// an OLM is a ZIP file, and a damaged MBOX begins like an EML.
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

/// Returns the format of a name as the catalogue stores it.
pub fn format_named(name: &str) -> Option<&'static Format> {
    ALL.iter().copied().find(|format| format.name == name)
}

/// Returns the first format in [`ALL`] that fits.
pub(crate) fn first(fits: impl Fn(&Format) -> bool) -> Option<&'static Format> {
    ALL.iter().copied().find(|format| fits(format))
}

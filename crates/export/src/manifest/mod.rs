//! The lists of an export: `manifest.json`, `manifest.csv` and `SHA256SUMS`.

mod csv_list;
mod entry;
mod json_list;
mod spool;
mod summary;

use std::io::Write as _;

use crate::error::ExportError;
use crate::options::ExportOptions;
use crate::output::{ExportedFile, Output, list_names};
pub(crate) use entry::full_name;
pub use entry::{ManifestAttachment, ManifestEntry, ManifestOccurrence, rfc3339};
pub(crate) use spool::Spool;
pub use summary::{AttachmentException, AttachmentSummary, Exception, ExportSummary};

/// Facts that an exporter knows when all its files are complete.
#[derive(Debug, Default)]
pub struct FormatFacts {
    /// The first and last page of each written message, in the order of the export. Empty for formats without pages.
    pub pages: Vec<(u32, u32)>,
    /// Further members of the manifest, such as the number of pages.
    pub members: serde_json::Map<String, serde_json::Value>,
    /// Remarks about the files for the user, one sentence for each.
    pub remarks: Vec<String>,
}

/// Writes the three lists, and returns the name of the manifest in JSON.
///
/// `SHA256SUMS` is last, and contains the digests of all other files in the notation of the program `sha256sum`.
pub(crate) fn write_lists(
    output: &mut Output,
    options: &ExportOptions,
    summary: &ExportSummary,
    spool: &mut Spool,
    facts: &FormatFacts,
) -> Result<String, ExportError> {
    let [json, csv, sums] = list_names(output.beside().as_deref());
    json_list::write(output, &json, options, summary, spool, facts)?;
    csv_list::write(output, &csv, spool, facts)?;
    let mut text = String::new();
    for ExportedFile { path, sha256, .. } in &output.files {
        text.extend([sha256, "  ", path, "\n"]);
    }
    let mut file = output.create_exact(&sums)?;
    file.write_all(text.as_bytes()).map_err(|error| file.failed(error))?;
    output.complete(file)?;
    Ok(json)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{ExportSummary, ManifestEntry};

    /// Returns the entries of the manifest that was written.
    pub(crate) fn entries(summary: &ExportSummary) -> Vec<ManifestEntry> {
        let manifest: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&summary.manifest).unwrap()).unwrap();
        serde_json::from_value(manifest["messages"].clone()).unwrap()
    }
}

//! Estimates the size of an export before it is written.

use foundmail_export::{AttachmentPlace, ExportFormat, ExportOptions};
use foundmail_store::MessageRow;

use super::attachments::listed;

/// The pages of a message in a PDF, with its share of fonts and index. In bytes.
const PAGES: u64 = 12_000;
/// A row of a list, an appointment or a card, in bytes.
const ROW: u64 = 600;

/// Returns the approximate number of bytes that a message needs in an export. `row.size` counts attachments as base64, which is
/// a third longer than the file.
pub(super) fn estimated_size(row: &MessageRow, format: &ExportFormat, options: &ExportOptions) -> u64 {
    let files = listed(row).fold(0_u64, |sum, file| sum.saturating_add(file.size));
    match format.name {
        "pdf" | "pdf-conversations" => {
            let source = if options.pdf.sources { row.size } else { 0 };
            let times = if options.pdf.attachments == AttachmentPlace::Append { 2 } else { 1 };
            PAGES.saturating_add(source).saturating_add(files.saturating_mul(times))
        }
        "attachments" => files,
        "html" => row.size.saturating_add(files),
        "csv" | "xlsx" if options.list.with_messages => row.size.saturating_add(ROW),
        "csv" | "xlsx" | "ics" | "vcf" | "vcf-people" => ROW,
        _ => row.size,
    }
}

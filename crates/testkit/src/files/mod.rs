//! Writes small files of the formats that Foundmail reads in attachments.

mod checksum;
mod office;
mod pdf;
mod picture;
mod png;
mod slides;
mod text;
mod zip;

pub use office::{docx, docx_compressed, xlsx, xlsx_compressed};
pub use pdf::{pdf, pdf_with_images};
pub use picture::{bmp, jpeg, scan, scan_width};
pub use png::{Picture, png};
pub use slides::pptx;
pub use text::{Appointment, csv, ics, vcf};
pub use zip::{zip, zip_deflated};

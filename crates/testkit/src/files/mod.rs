//! Small files of real formats, so that whatever reads attachments has something to read.

mod checksum;
mod office;
mod pdf;
mod picture;
mod png;
mod slides;
mod text;
mod zip;

pub use office::{docx, docx_with, xlsx, xlsx_with};
pub use pdf::{pdf, pdf_with};
pub use picture::{bmp, jpeg, scan, scan_width};
pub use png::{Picture, png};
pub use slides::pptx;
pub use text::{Appointment, csv, ics, vcf};
pub use zip::{zip, zip_deflated};

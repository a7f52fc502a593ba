//! Small files of real formats, so that whatever reads attachments has something to read.

mod checksum;
mod office;
mod pdf;
mod png;
mod text;
mod zip;

pub use office::{docx, xlsx};
pub use pdf::pdf;
pub use png::{Picture, png};
pub use text::{Appointment, csv, ics, vcf};
pub use zip::zip;

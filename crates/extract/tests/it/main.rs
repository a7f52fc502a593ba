//! Tests with intact, damaged and malicious files of each kind, which are read in this process and in child
//! processes.

mod child;
mod file_kinds;
mod hostile;
mod pdf;
mod previews;
mod samples;

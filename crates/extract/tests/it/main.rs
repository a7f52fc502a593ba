//! Tests of complete, damaged and hostile files of each kind, in this process and in child processes.

mod child;
mod file_kinds;
mod hostile;
mod pdf;
mod samples;

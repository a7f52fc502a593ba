//! What comes out of files of each kind, whole, damaged and hostile, in this process and in children.

mod child;
mod hostile;
mod kinds;
mod pdf;
mod samples;

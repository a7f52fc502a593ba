//! Tests of the reader with undamaged and damaged files. The tests build the files.

#![allow(clippy::cast_possible_truncation, reason = "sizes are small here")]

mod damage;
mod hostile;
mod image;
mod ltp_image;
mod mailbox;
mod names;
mod reading;
mod recovery;
mod versions;
mod written;

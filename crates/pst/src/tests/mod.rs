//! Reading of whole files that are built here, sound and damaged.

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

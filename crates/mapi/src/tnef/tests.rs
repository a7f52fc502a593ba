//! Streams that are built here.

mod build;
mod damage;
mod whole;

//! MSG files that are built here, and real ones that come with a library's package.

mod build;
mod damage;
mod real;
mod whole;

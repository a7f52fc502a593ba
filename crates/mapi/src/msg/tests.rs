//! Tests with MSG files that the tests build, and with real files from the package of another library.

mod build;
mod damage;
mod real;
mod whole;

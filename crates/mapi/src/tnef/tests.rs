//! Tests with TNEF streams that the tests build.

mod build;
mod damage;
mod whole;

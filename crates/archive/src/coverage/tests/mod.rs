//! Tests of the coverage report.

mod made_up;
mod rules;
mod whole;

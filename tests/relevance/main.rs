//! Finds known letters, typed for as people type who remember two or three things of a letter: what is typed and which
//! letters are meant stands in tables. The figures are printed.

mod asking;
mod help;
mod made_up;
mod real;

//! Searches for known messages with two or three remembered details. Tables contain the queries and the right answers. The tests
//! print the figures.

mod asking;
mod help;
mod made_up;
mod real;

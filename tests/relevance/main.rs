//! Searches for known messages by two or three details that a person might remember. Tables contain the queries
//! and the correct answers. The tests print the shares of correct answers.

mod asking;
mod help;
mod made_up;
mod real;

//! Whole items to whole messages. What programs read of a message is checked with a parser that is not ours.

mod generated;
mod hostile;
mod items;
mod kinds;
mod lines;
mod read_back;

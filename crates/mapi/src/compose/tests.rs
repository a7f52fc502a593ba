//! Tests that compose complete items. An independent parser, mail-parser, reads the messages.

mod generated;
mod hostile;
mod items;
mod kinds;
mod lines;
mod read_back;

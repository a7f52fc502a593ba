//! Pages as a web view shows them: print jobs, and the way of their pages into the file.

mod cmap;
mod code;
mod compose;
mod font;
mod html;
mod job;
mod jpeg;
mod matrix;
mod message;
mod operations;
mod pictures;
mod press;
mod proof;
mod rules;
mod scan;

pub(crate) use jpeg::Jpeg;
pub(crate) use message::WebMessage;
pub(crate) use press::{Output, Press, Printed};

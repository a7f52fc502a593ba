//! What the whole-program tests stand on: the driver of the real window, through `WebKit`'s own driver, with nothing in
//! between; other readers of Outlook's mailboxes, as second opinions; mailboxes read whole, and damaged ones by the thousand.

pub mod faults;
pub mod opinions;
pub mod reading;
pub mod torture;
#[cfg(feature = "window")]
mod window;

#[cfg(feature = "window")]
pub use window::Window;

//! The foundation of the whole-program tests: a driver of the real window, through `WebKit`'s own web driver; other readers of
//! Outlook's mailboxes, as second opinions; trials with accidents; and thousands of damaged mailboxes.

pub mod faults;
pub mod opinions;
pub mod reading;
pub mod torture;
#[cfg(feature = "window")]
mod window;

#[cfg(feature = "window")]
pub use window::Window;

//! What the whole-program tests stand on: the driver of the real window, through `WebKit`'s own driver, with nothing in
//! between; and other readers of Outlook's mailboxes, as second opinions.

pub mod opinions;
#[cfg(feature = "window")]
mod window;

#[cfg(feature = "window")]
pub use window::Window;

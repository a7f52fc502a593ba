//! The foundation of the whole-program tests. It drives the real window through `WebKit`'s web driver, and compares
//! our reader of Outlook's mailboxes with other readers. It also runs trials with accidents, and reads thousands
//! of damaged mailboxes.

pub mod faults;
pub mod opinions;
pub mod reading;
pub mod torture;
#[cfg(feature = "window")]
mod window;

#[cfg(feature = "window")]
pub use window::Window;

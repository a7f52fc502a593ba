//! Drives the real window, as its owner would: through `WebKit`'s own driver, with nothing in between.

mod window;

pub use window::Window;

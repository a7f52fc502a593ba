//! Renders the HTML of a message as a safe, self-contained document.
//!
//! [`render`] returns a [`Rendered`] document for the sandboxed frame of the window. Three layers protect the
//! user, and each layer alone stops most attacks: this crate cleans the HTML, the document declares a policy
//! that loads nothing from outside, and the frame runs no script and cannot navigate.
//!
//! [`CleanBody`] does the same in two steps. A cleaned body can be shown again with other marks.
//!
//! The crate does not know the archive or the window.
//!
//! ```
//! use foundmail_render::{Span, render};
//!
//! let no_hits = |text: &str| vec![Span { text: text.to_owned(), hit: false }];
//! let body = "<p onclick='run()'>Hello</p><img src='https://x.example/a.png'><script>run()</script>";
//! let rendered = render(body, &[], &no_hits);
//! assert!(rendered.html.ends_with("<body><p>Hello</p><img></body></html>"));
//! assert_eq!(rendered.remote, 1);
//! ```

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod body;
mod clean;
mod complexity;
mod document;
mod links;
mod marks;
mod numbered;
mod page;
mod pictures;
mod plain;
mod style;
#[cfg(test)]
mod tests;
mod tree;

pub use document::{CleanBody, Rendered, render};
pub use marks::Span;
pub use numbered::{Link, LinkNumbers, MAX_LINKS};
pub use pictures::{PictureAlone, picture_alone};

//! A message as a safe, self-contained HTML document for the locked frame. Three layers keep it harmless, each alone
//! enough for most attacks: the markup is cleaned here, the document carries a policy that allows nothing, and the
//! frame that shows it runs no script and has no way out.

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod clean;
mod document;
mod marks;
mod shape;
mod style;

pub use document::{CONTENT_SECURITY_POLICY, Rendered, Span, remote_pictures, render};

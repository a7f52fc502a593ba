//! Decides whether two messages are the same.
//!
//! The same message occurs in several formats: a PST contains it as properties, an MBOX as quoted lines. [`Fingerprint::of`]
//! collects the facts that all formats share. [`compare`] compares two fingerprints. If the fields agree and both messages
//! have a formatted body, it asks for the bodies, and [`same_bodies`] decides.
//!
//! This module does not know the archive. The catalogue keeps one digest and the envelope of each message;
//! [`Fingerprint::stored`] makes a fingerprint of them.

mod fields;
mod fingerprint;
mod lines;
mod words;

#[cfg(test)]
mod tests;

pub use fields::identity_of;
pub use fingerprint::{Comparison, Fingerprint, FingerprintInput, StoredFacts, compare, same_bodies};

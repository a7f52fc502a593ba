//! Decides whether two messages are the same.
//!
//! The same message occurs in several formats: a PST contains it as properties, an MBOX as quoted lines.
//! [`Fingerprint::of`] collects the facts that all formats share. [`compare`] compares two fingerprints. If the
//! fields agree and both messages have a formatted body, [`same_bodies`] must compare the bodies.
//!
//! This module does not depend on the archive. [`Fingerprint::stored`] makes a fingerprint from the digest and
//! envelope that the catalogue stores for a message.

mod fields;
mod fingerprint;
mod lines;
mod words;

#[cfg(test)]
mod tests;

pub use fields::identity_of;
pub use fingerprint::{Comparison, Fingerprint, FingerprintInput, StoredFacts, compare, same_bodies};

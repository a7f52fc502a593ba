//! MIME boundaries.

/// The prefix of every boundary. `=_` cannot occur in base64 or quoted-printable (RFC 2045 6.7). Text without encoding
/// is searched for the prefix first.
pub(crate) const BOUNDARY_PREFIX: &str = "=_foundmail_";

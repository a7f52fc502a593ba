//! MIME boundaries.

/// The prefix of every boundary. `=_` cannot occur in base64 or quoted-printable (RFC 2045 6.7). Before text is
/// written without encoding, it is searched for the prefix.
pub(crate) const BOUNDARY_PREFIX: &str = "=_foundmail_";

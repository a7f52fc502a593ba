//! MIME boundaries.

/// What boundaries of ours begin with: in base64 and quoted-printable `=_` cannot occur (RFC 2045 6.7), and what goes
/// unencoded is looked through for the whole.
pub(crate) const BOUNDARY_PREFIX: &str = "=_foundmail_";

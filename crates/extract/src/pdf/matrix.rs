//! Transformation matrices (ISO 32000-1, 8.3).

/// A transformation from one coordinate space to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix(pub(super) [f64; 6]);

#[allow(clippy::many_single_char_names, reason = "the names are those of the standard")]
impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// Returns a translation.
    pub(super) fn translation(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// Returns a matrix with these six numbers. Missing numbers are taken from the identity matrix.
    pub(super) fn of(numbers: impl Iterator<Item = f64>) -> Self {
        let mut matrix = Self::IDENTITY;
        for (to, number) in matrix.0.iter_mut().zip(numbers) {
            *to = if number.is_finite() { number } else { 0.0 };
        }
        matrix
    }

    /// Returns the transformation that applies `self` first and then `other`.
    pub(super) fn then(self, other: Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [p, q, r, s, t, u] = other.0;
        Self([
            a * p + b * r,
            a * q + b * s,
            c * p + d * r,
            c * q + d * s,
            e * p + f * r + t,
            e * q + f * s + u,
        ])
    }

    /// Transforms a point.
    pub(super) fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }
}

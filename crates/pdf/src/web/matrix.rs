//! Coordinates of a content stream.

/// A transformation of coordinates, ISO 32000-1, 8.3.3.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Matrix(pub [f32; 6]);

impl Matrix {
    pub const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// Returns the transformation that applies `self` first and `outer` then.
    pub fn then(self, outer: Self) -> Self {
        let Self([_, _, _, _, x, y]) = self;
        let Self([.., right, up]) = outer;
        let across = outer.direction(self.0[0], self.0[1]);
        let along = outer.direction(self.0[2], self.0[3]);
        let origin = outer.direction(x, y);
        Self([across.0, across.1, along.0, along.1, origin.0 + right, origin.1 + up])
    }

    /// Transforms a distance.
    fn direction(self, x: f32, y: f32) -> (f32, f32) {
        let Self([across_x, up_x, across_y, up_y, ..]) = self;
        (across_x * x + across_y * y, up_x * x + up_y * y)
    }

    pub fn point(self, x: f32, y: f32) -> (f32, f32) {
        let (across, along) = self.direction(x, y);
        (across + self.0[4], along + self.0[5])
    }

    /// Returns the box around a transformed rectangle as left, bottom, right, top.
    pub fn rectangle(self, [x, y, width, height]: [f32; 4]) -> [f32; 4] {
        let corners = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)];
        let corners = corners.map(|(x, y)| self.point(x, y));
        let [mut left, mut bottom] = [f32::INFINITY; 2];
        let [mut right, mut top] = [f32::NEG_INFINITY; 2];
        for (x, y) in corners {
            (left, right) = (left.min(x), right.max(x));
            (bottom, top) = (bottom.min(y), top.max(y));
        }
        [left, bottom, right, top]
    }
}

#[cfg(test)]
mod tests {
    use super::Matrix;

    #[test]
    fn transformations_apply_in_order() {
        let scaled = Matrix([2.0, 0.0, 0.0, -2.0, 0.0, 0.0]);
        let moved = Matrix([1.0, 0.0, 0.0, 1.0, 10.0, 20.0]);
        assert_eq!(scaled.then(moved).point(1.0, 1.0), (12.0, 18.0));
        assert_eq!(moved.then(scaled).point(1.0, 1.0), (22.0, -42.0));
        let found = scaled.then(moved).rectangle([0.0, 0.0, 1.0, 1.0]).map(|side| format!("{side}"));
        assert_eq!(found, ["10", "18", "12", "20"]);
    }
}

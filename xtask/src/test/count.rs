//! Counts tests in the output of cargo and vitest.

use std::fmt;

/// The number of tests that passed, failed, or were skipped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests that passed.
    pub passed: u32,
    /// Tests that failed.
    pub failed: u32,
    /// Tests that were ignored or skipped.
    pub skipped: u32,
}

impl Count {
    /// Adds the numbers in a summary line of cargo or vitest. Ignores other lines.
    pub fn read(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        // Cargo prints "test result: ok. 41 passed; 2 failed; 1 ignored; …".
        // Vitest prints "Tests  2 failed | 41 passed | 1 skipped (44)".
        if line.starts_with("test result: ") || line.starts_with("Tests  ") {
            self.passed += before(line, "passed");
            self.failed += before(line, "failed");
            self.skipped += before(line, "ignored") + before(line, "skipped");
        }
    }

    /// Returns the count of a step. A step without tests counts as one test. If a step failed (`well` is false)
    /// without a failed test, one failed test is added. `left_out` is true if the step skipped a check.
    pub fn or_one(self, well: bool, left_out: bool) -> Self {
        match self {
            Self { failed: 0, .. } if !well => Self { failed: 1, ..self },
            _ if self.all() > 0 => self,
            _ if left_out => Self { skipped: 1, ..self },
            _ => Self { passed: 1, ..self },
        }
    }

    /// Adds another count to this one.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Returns the number of all tests.
    pub fn all(self) -> u32 {
        self.passed + self.failed + self.skipped
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// Returns the number before `word` in a line. Returns 0 if there is no such number.
fn before(line: &str, word: &str) -> u32 {
    let words: Vec<_> = line.split_whitespace().collect();
    words
        .windows(2)
        .find(|pair| pair[1].trim_end_matches([';', '.', ',']) == word)
        .and_then(|pair| pair[0].parse().ok())
        .unwrap_or(0)
}

/// Returns a line without escape sequences for colours.
fn without_colours(line: &str) -> String {
    let mut out = String::new();
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, passed: u32, failed: u32, skipped: u32) {
        let mut count = Count::default();
        count.read(line);
        assert_eq!(count, Count { passed, failed, skipped }, "{line}");
    }

    #[test]
    fn cargo_and_vitest_are_understood() {
        check("test result: FAILED. 41 passed; 2 failed; 1 ignored; 0 measured; 7 filtered out", 41, 2, 1);
        check("      Tests  2 failed | 41 passed | 1 skipped (44)", 41, 2, 1);
        check(
            "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m45 passed\u{1b}[39m\u{1b}[22m (45)",
            45,
            0,
            0,
        );
        check("Test Files  3 passed (3)", 0, 0, 0);
        check("test a ... ok", 0, 0, 0);
    }

    #[test]
    fn steps_without_tests_count_as_one() {
        assert_eq!(Count::default().or_one(true, false).to_string(), "1 passed, 0 failed, 0 skipped");
        assert_eq!(Count::default().or_one(false, false).to_string(), "0 passed, 1 failed, 0 skipped");
        assert_eq!(Count::default().or_one(true, true).to_string(), "0 passed, 0 failed, 1 skipped");
        let three = Count { passed: 3, ..Count::default() };
        assert_eq!(three.or_one(true, true), three);
        assert_eq!(three.or_one(false, false).failed, 1);
    }
}

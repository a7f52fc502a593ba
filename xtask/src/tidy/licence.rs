//! Checks that the licences of all dependencies, which are SPDX expressions, are permitted.

use super::{Metadata, text};

/// Licences of dependencies that permit the distribution of Foundmail under MIT or Apache-2.0. MPL-2.0 applies
/// only to the files of the dependency.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Lists the packages whose licence is not permitted.
pub fn check(metadata: &Metadata) -> Vec<String> {
    metadata
        .packages()
        .filter(|package| !is_allowed(text(&package["license"])))
        .map(|package| {
            let licence = if package["license"].is_null() { "not named" } else { text(&package["license"]) };
            format!(
                "{} {}: the licence {licence} is not permitted",
                text(&package["name"]),
                text(&package["version"])
            )
        })
        .collect()
}

/// Returns true if the licences in [`ALLOWED`] satisfy an expression. `/` is an older spelling of `OR`.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<_> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words };
    let allowed = reader.any();
    allowed && reader.words.is_empty()
}

struct Reader<'a> {
    words: &'a [&'a str],
}

impl Reader<'_> {
    fn take(&mut self, word: &str) -> bool {
        let found = self.words.first() == Some(&word);
        if found {
            self.words = &self.words[1..];
        }
        found
    }

    /// Reads alternatives that are joined by `OR`. Returns true if at least one is permitted.
    fn any(&mut self) -> bool {
        let mut allowed = self.all();
        while self.take("OR") {
            allowed |= self.all();
        }
        allowed
    }

    /// Reads terms that are joined by `AND`. Returns true if all are permitted.
    fn all(&mut self) -> bool {
        let mut allowed = self.one();
        while self.take("AND") {
            allowed &= self.one();
        }
        allowed
    }

    /// Reads one term: an expression in parentheses, a licence, or `licence WITH exception`.
    fn one(&mut self) -> bool {
        if self.take("(") {
            let allowed = self.any();
            return self.take(")") && allowed;
        }
        let Some((licence, rest)) = self.words.split_first() else { return false };
        self.words = rest;
        if !self.take("WITH") {
            return ALLOWED.contains(licence);
        }
        let Some((exception, rest)) = self.words.split_first() else { return false };
        self.words = rest;
        ALLOWED.contains(&format!("{licence} WITH {exception}").as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expression: &str, expected: bool) {
        assert_eq!(is_allowed(expression), expected, "{expression}");
    }

    #[test]
    fn one_of_several_is_enough() {
        check("MIT OR Apache-2.0 OR LGPL-2.1-or-later", true);
        check("GPL-3.0-only OR AGPL-3.0-only", false);
        check("Apache-2.0 / MIT", true);
        check("Unlicense/MIT", true);
    }

    #[test]
    fn all_of_several_are_needed() {
        check("(MIT OR Apache-2.0) AND Unicode-3.0", true);
        check("MIT AND GPL-2.0-only", false);
        check("GPL-2.0-only OR MIT AND ISC", true);
    }

    #[test]
    fn exceptions_belong_to_their_licence() {
        check("Apache-2.0 WITH LLVM-exception OR GPL-2.0-only", true);
        check("GPL-2.0-only WITH Classpath-exception-2.0", false);
    }

    #[test]
    fn what_cannot_be_read_is_not_allowed() {
        check("", false);
        check("MIT OR", true);
        check("MIT MIT", false);
        check("(MIT", false);
        check("MIT WITH", false);
    }
}

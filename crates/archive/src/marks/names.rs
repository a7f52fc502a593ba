//! The names of tags.

use crate::error::ArchiveError;

/// The maximum length of a name in characters.
pub(crate) const LONGEST_NAME: usize = 60;

/// Returns a name in its stored form: one line without surrounding spaces.
pub(super) fn name_of(name: &str) -> Result<String, ArchiveError> {
    let trimmed = name.trim();
    if trimmed.chars().any(char::is_control) {
        return Err(refused("A tag must not contain line breaks, tabs or other control characters."));
    }
    let name = trimmed.split_whitespace().collect::<Vec<_>>().join(" ");
    if key(&name).is_empty() {
        return Err(refused("A tag needs a name."));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(refused("The name of this tag is too long. Use 60 characters at most."));
    }
    Ok(name)
}

/// Returns a name in the form that is used for comparisons. Two tags never differ only in capital letters. The form
/// contains no quotation marks, because a quoted name in a query cannot contain them.
pub(super) fn key(name: &str) -> String {
    name.replace('"', " ").split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

pub(super) fn refused(what: &str) -> ArchiveError {
    ArchiveError::Choice { what: what.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{key, name_of};

    #[test]
    fn names_are_trimmed_and_checked() {
        let longest = "é".repeat(60);
        for (typed, expected) in [
            ("Roof", Some("Roof")),
            ("  two   words ", Some("two words")),
            (longest.as_str(), Some(longest.as_str())),
            ("", None),
            (" \u{a0} ", None),
            ("\"\"", None),
            ("a\nb", None),
            ("a\u{1}", None),
            (&format!("{longest}x"), None),
        ] {
            assert_eq!(name_of(typed).ok().as_deref(), expected, "{typed:?}");
        }
    }

    #[test]
    fn names_that_differ_in_capital_letters_are_the_same() {
        assert_eq!(key("Dach Ärger"), key("dach ärger"));
        assert_eq!(key("a \"b\""), key("A b"));
        assert_ne!(key("roof"), key("roofs"));
    }
}

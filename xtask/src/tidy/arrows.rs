//! Which of our crates may know which.

use super::{Metadata, items, text};

/// Each crate with all of ours that it may depend on. A crate that isn't here has to be added first.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("defect", &[]),
    ("mapi", &["defect"]),
    ("pst", &["defect", "mapi"]),
    ("mail", &["defect", "mapi"]),
    ("import", &["defect", "mail", "mapi", "pst"]),
    ("store", &["defect", "mail"]),
    ("extract", &["defect", "mail", "mapi"]),
    ("search", &["defect", "mail"]),
    ("render", &["defect", "mail"]),
    ("export", &["defect", "mail", "mapi", "pst"]),
    ("archive", &["defect", "export", "extract", "import", "mail", "render", "search", "store"]),
    ("cli", &["archive", "defect"]),
    ("app", &["archive", "defect", "testkit"]),
    ("testkit", &["mapi", "pst"]),
    ("tests", &["archive", "defect", "mail", "mapi", "pst", "testkit"]),
];

/// Every arrow that points the wrong way. Tests of a crate may use what they like.
pub fn check(metadata: &Metadata) -> Vec<String> {
    let mut broken = Vec::new();
    for package in metadata.members() {
        let Some(name) = own(text(&package["name"])) else { continue };
        let known = items(&package["dependencies"]).filter(|dependency| dependency["kind"] != "dev");
        for other in known.filter_map(|dependency| own(text(&dependency["name"]))) {
            broken.extend(problem(name, other));
        }
        if !MAY_KNOW.iter().any(|(known, _)| *known == name) {
            broken.push(format!("{name}: add this crate to the arrows in xtask/src/tidy/arrows.rs"));
        }
    }
    broken
}

fn problem(name: &str, other: &str) -> Option<String> {
    let (_, may_know) = MAY_KNOW.iter().find(|(known, _)| *known == name)?;
    (!may_know.contains(&other)).then(|| format!("{name} must not depend on {other}"))
}

fn own(package: &str) -> Option<&str> {
    package.strip_prefix("foundmail-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn store_and_search_do_not_know_each_other() {
        assert!(problem("store", "search").is_some());
        assert!(problem("search", "store").is_some());
        assert!(problem("archive", "search").is_none());
        assert!(problem("archive", "pst").is_some());
        assert!(problem("import", "pst").is_none());
    }
}

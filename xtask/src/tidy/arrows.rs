//! Checks the dependencies between the crates of this workspace. ARCHITECTURE.md shows the permitted dependencies.

use super::{Metadata, items, text};

/// Each crate with the crates of this workspace on which it depends, in alphabetical order.
const KNOWS: &[(&str, &[&str])] = &[
    ("defect", &[]),
    ("mapi", &["defect"]),
    ("pst", &["defect", "mapi"]),
    ("mail", &["defect", "mapi"]),
    ("decompose", &["mail", "mapi"]),
    ("import", &["defect", "mail", "mapi", "pst"]),
    ("store", &["defect", "mail"]),
    ("extract", &["mail", "mapi"]),
    ("search", &["mail"]),
    ("render", &["mail"]),
    ("pdf", &[]),
    ("export", &["decompose", "mail", "mapi", "pdf", "pst"]),
    ("archive", &["defect", "export", "extract", "import", "mail", "render", "search", "store"]),
    ("cli", &["archive"]),
    ("app", &["archive"]),
    ("testkit", &["mapi", "pst"]),
    ("tests", &["archive", "defect", "mail", "mapi", "pst", "testkit"]),
];

/// Lists every dependency that is not in the table, and every dependency in the table that the crate does not
/// have. Does not check the dependencies of tests and build scripts.
pub fn check(metadata: &Metadata) -> Vec<String> {
    let mut broken = Vec::new();
    for package in metadata.members() {
        let Some(name) = own(text(&package["name"])) else { continue };
        let dependencies = items(&package["dependencies"]).filter(|dependency| dependency["kind"].is_null());
        let known: Vec<_> = dependencies.filter_map(|dependency| own(text(&dependency["name"]))).collect();
        broken.extend(problems(name, &known));
    }
    broken
}

/// Compares the dependencies of one crate with the table.
fn problems(name: &str, known: &[&str]) -> Vec<String> {
    let Some((_, expected)) = KNOWS.iter().find(|(crate_name, _)| *crate_name == name) else {
        return vec![format!("{name}: add this crate to the table in xtask/src/tidy/arrows.rs")];
    };
    let extra = known.iter().filter(|other| !expected.contains(other));
    let unused = expected.iter().filter(|other| !known.contains(other));
    extra
        .map(|other| format!("{name} must not depend on {other}"))
        .chain(unused.map(|other| {
            format!(
                "{name} no longer depends on {other}: update xtask/src/tidy/arrows.rs and ARCHITECTURE.md"
            )
        }))
        .collect()
}

fn own(package: &str) -> Option<&str> {
    package.strip_prefix("foundmail-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, known: &[&str], expected: usize) {
        assert_eq!(problems(name, known).len(), expected, "{name}: {known:?}");
    }

    #[test]
    fn dependencies_are_exactly_those_of_the_table() {
        check("store", &["defect", "mail"], 0);
        check("store", &["defect", "mail", "search"], 1);
        check("store", &["mail"], 1);
        check("search", &["mail", "store"], 1);
        check("defect", &[], 0);
        check("a_new_crate", &[], 1);
    }
}

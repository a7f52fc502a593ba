//! Finds forbidden dependencies, direct and indirect: packages for the window in the engine crates, and packages
//! for the network in any crate of the program.

use anyhow::Result;

use super::{Metadata, SYSTEMS, text};
use crate::sh;

/// Packages that only the window may use.
const WINDOW: &[&str] = &["tauri", "wry", "tao", "gtk", "webkit2gtk"];

/// Packages for connections to other computers, which Foundmail never makes. `http`, a dependency of tauri, is
/// permitted, because it contains only types, which tauri uses for requests to the program's own pages. tokio is
/// used without its feature `net`, so it does not need `mio` and `socket2`.
const NETWORK: &[&str] = &[
    "attohttpc",
    "curl",
    "curl-sys",
    "h2",
    "hyper",
    "hyper-util",
    "isahc",
    "mio",
    "minreq",
    "native-tls",
    "openssl",
    "quinn",
    "reqwest",
    "rustls",
    "socket2",
    "surf",
    "tokio-tungstenite",
    "tungstenite",
    "ureq",
];

/// Lists the crates with a forbidden dependency.
pub fn check(metadata: &Metadata) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for package in metadata.members() {
        let name = text(&package["name"]);
        let manifest = text(&package["manifest_path"]).replace('\\', "/");
        let engine = manifest.contains("/crates/");
        let forbidden = match name {
            _ if engine => [WINDOW, NETWORK].concat(),
            "foundmail-app" => NETWORK.to_vec(),
            _ => continue,
        };
        // The engine is checked for all systems. tauri also has dependencies for systems that the window does not
        // support, so the window is checked only for supported systems.
        let systems: &[&str] = if engine { &["all"] } else { &SYSTEMS };
        for system in systems {
            let carried = carried(name, system)?;
            let found = carried.iter().filter(|other| forbidden.contains(&other.as_str()));
            broken.extend(found.map(|other| format!("{name} must not depend on {other} (target: {system})")));
        }
    }
    Ok(broken)
}

/// Returns the names of all direct and indirect dependencies of `package`, with only the features that this
/// package needs.
fn carried(package: &str, system: &str) -> Result<Vec<String>> {
    let mut cargo = sh::cargo();
    cargo.args(["tree", "--quiet", "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]);
    let listing = sh::output(cargo.args(["--package", package, "--target", system]))?;
    Ok(names(&listing))
}

fn names(listing: &str) -> Vec<String> {
    let mut names: Vec<_> =
        listing.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_the_tree() {
        let listing = "foundmail-cli v0.1.0 (/x)\nserde v1.0.1\nserde v1.0.1 (*)\n";
        assert_eq!(names(listing), ["foundmail-cli", "serde"]);
    }
}

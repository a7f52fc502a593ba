//! Forbidden dependencies, direct or indirect: the window in the engine, and the network anywhere.

use anyhow::Result;

use super::{Metadata, SYSTEMS, text};
use crate::sh;

/// Packages that only the window may use.
const WINDOW: &[&str] = &["tauri", "wry", "tao", "gtk", "webkit2gtk"];

/// Packages that connect to other computers. Foundmail never does. `http`, a dependency of tauri, has only the types of
/// requests to the program's own pages. tokio has no feature `net` here, so `mio` and `socket2` are not needed.
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
        // The engine is the same on every system. tauri has more dependencies on systems that the window does not support.
        let systems: &[&str] = if engine { &["all"] } else { &SYSTEMS };
        for system in systems {
            let carried = carried(name, system)?;
            let found = carried.iter().filter(|other| forbidden.contains(&other.as_str()));
            broken.extend(found.map(|other| format!("{name} must not carry {other} (on {system})")));
        }
    }
    Ok(broken)
}

/// Returns the names of all dependencies of `package`, with the features that it alone needs.
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

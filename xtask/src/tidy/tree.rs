//! What must not be in our programs, however deep: the window in the engine, the network anywhere.

use anyhow::Result;

use super::{Metadata, SYSTEMS, text};
use crate::sh;

/// What only the window may use.
const WINDOW: &[&str] = &["tauri", "wry", "tao", "gtk", "webkit2gtk"];

/// What speaks to other computers. The program never goes online. `http`, which tauri carries, has only the types for
/// requests to the program's own pages; tokio comes without its `net`, so without `mio` and `socket2`.
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

/// Every crate that carries what it must not.
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
        // The engine is the same everywhere; tauri carries more on systems that the window isn't made for.
        let systems: &[&str] = if engine { &["all"] } else { &SYSTEMS };
        for system in systems {
            let carried = carried(name, system)?;
            let found = carried.iter().filter(|other| forbidden.contains(&other.as_str()));
            broken.extend(found.map(|other| format!("{name} must not carry {other} (on {system})")));
        }
    }
    Ok(broken)
}

/// The names of all packages that `package` is made of, with the features that it alone asks for.
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

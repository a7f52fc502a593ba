//! `cargo xtask icons`: draws an SVG file in all sizes and writes the icon containers.

mod icns;
mod ico;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::packages::{self, Purpose};
use crate::{paths, sh};

pub const USAGE: &str = "\
Usage: cargo xtask icons

Draws icons/foundmail.svg in all sizes that the installers for Linux, macOS and Windows need.
";

/// The PNG files to write, with the edge length in pixels of each.
const PICTURES: [(&str, u32); 4] =
    [("32x32.png", 32), ("128x128.png", 128), ("128x128@2x.png", 256), ("icon.png", 512)];

/// Runs `cargo xtask icons`.
pub fn main(arguments: &[String]) -> Result<ExitCode> {
    if let Some(word) = arguments.first() {
        bail!("unknown argument `{word}`; see `cargo xtask icons --help`");
    }
    packages::require(Purpose::Icons)?;
    let artist = Artist::new()?;
    let icons = paths::root().join("icons");
    for (name, size) in PICTURES {
        fs::copy(artist.draw(size)?, icons.join(name))?;
    }
    fs::write(icons.join("icon.ico"), ico::container(&artist.ico_pictures()?))?;
    fs::write(icons.join("icon.icns"), icns::container(&artist.icns_pictures()?))?;
    println!("wrote {} files to icons/", PICTURES.len() + 2);
    Ok(ExitCode::SUCCESS)
}

/// Draws the icon in any size.
struct Artist {
    drawing: PathBuf,
    work: PathBuf,
}

impl Artist {
    fn new() -> Result<Self> {
        let drawing = paths::root().join("icons/foundmail.svg");
        if !drawing.is_file() {
            bail!("icons/foundmail.svg is missing");
        }
        let work = paths::target().join("icons");
        fs::create_dir_all(&work)?;
        Ok(Self { drawing, work })
    }

    /// Draws a PNG file with an edge length of `size` pixels, and returns its path.
    fn draw(&self, size: u32) -> Result<PathBuf> {
        let file = self.work.join(format!("{size}.png"));
        let edge = size.to_string();
        let mut command = sh::command("rsvg-convert");
        command.args(["--width", &edge, "--height", &edge, "--output"]).arg(&file).arg(&self.drawing);
        sh::run_quietly(&mut command)?;
        Ok(file)
    }

    /// Returns the pixels of the icon. Each pixel has four bytes: red, green, blue and alpha.
    fn pixels(&self, size: u32) -> Result<Vec<u8>> {
        let file = self.work.join(format!("{size}.rgba"));
        let mut command = sh::command("convert");
        command.arg(self.draw(size)?).args(["-depth", "8"]).arg(prefixed("RGBA:", &file));
        sh::run_quietly(&mut command)?;
        fs::read(&file).with_context(|| format!("could not read {}", file.display()))
    }

    fn ico_pictures(&self) -> Result<Vec<ico::Picture>> {
        let mut pictures = vec![ico::Picture::png(256, fs::read(self.draw(256)?)?)];
        for size in [64, 48, 32, 24, 16] {
            pictures.push(ico::Picture::bitmap(size, &self.pixels(size)?));
        }
        Ok(pictures)
    }

    fn icns_pictures(&self) -> Result<Vec<([u8; 4], Vec<u8>)>> {
        icns::SIZES.iter().map(|&(kind, size)| Ok((kind, fs::read(self.draw(size)?)?))).collect()
    }
}

fn prefixed(prefix: &str, file: &Path) -> std::ffi::OsString {
    let mut word = std::ffi::OsString::from(prefix);
    word.push(file);
    word
}

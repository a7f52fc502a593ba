//! `foundmail inspect`

use std::path::Path;

use anyhow::Result;
use foundmail_archive::inspect;

use crate::{Ended, out};

pub fn run(file: &Path, json: bool) -> Result<Ended> {
    let found = inspect(file)?;
    let ended = if found.defects.is_empty() { Ended::Well } else { Ended::Damaged };
    if json {
        out::json(&found)?;
        return Ok(ended);
    }
    out::line(&format!("{}: {}, {} bytes, {} items", found.path, found.format, found.size, found.items))?;
    if let (Some(layout), Some(encryption)) = (&found.layout, &found.encryption) {
        let password =
            if found.password == Some(true) { ", asks for a password in Outlook (not here)" } else { "" };
        out::line(&format!("layout {layout}, encryption {encryption}{password}"))?;
    }
    for folder in &found.folders {
        let name = if folder.name.is_empty() { "(top)" } else { &folder.name };
        out::line(&format!("{}{name}  {}", "  ".repeat(folder.depth), folder.items))?;
    }
    for defect in &found.defects {
        out::line(&format!("! {defect}"))?;
    }
    Ok(ended)
}

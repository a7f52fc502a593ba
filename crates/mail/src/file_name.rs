//! Makes file names from messages safe, and recognises names of programs.

/// Maximum length of a file name, in bytes of UTF-8. All common file systems accept this length, even if a number
/// is added to make the name unique.
const MAX_NAME_LENGTH: usize = 180;

/// Names that Windows reserves for devices, with any extension.
const DEVICE_NAMES: &[&str] = &[
    "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "conin$",
    "conout$",
];

/// Extensions of files that are programs, or that start a program when they are opened.
const PROGRAM_EXTENSIONS: &[&str] = &[
    "ade",
    "adp",
    "apk",
    "app",
    "appimage",
    "appinstaller",
    "application",
    "appref-ms",
    "appx",
    "bas",
    "bat",
    "chm",
    "cmd",
    "com",
    "command",
    "cpl",
    "crt",
    "deb",
    "desktop",
    "dll",
    "dmg",
    "docm",
    "dotm",
    "exe",
    "gadget",
    "hlp",
    "hta",
    "htm",
    "html",
    "img",
    "inf",
    "ins",
    "iqy",
    "iso",
    "isp",
    "jar",
    "jnlp",
    "js",
    "jse",
    "ksh",
    "lnk",
    "mad",
    "maf",
    "mag",
    "mam",
    "maq",
    "mar",
    "mas",
    "mat",
    "mau",
    "mav",
    "maw",
    "mda",
    "mdb",
    "mde",
    "mdt",
    "mdw",
    "mdz",
    "msc",
    "msh",
    "msi",
    "msix",
    "msp",
    "mst",
    "ocx",
    "ops",
    "osd",
    "paf",
    "pcd",
    "pif",
    "pkg",
    "pl",
    "plg",
    "ppam",
    "ppsm",
    "potm",
    "pptm",
    "prf",
    "prg",
    "ps1",
    "ps1xml",
    "ps2",
    "psc1",
    "psd1",
    "psm1",
    "py",
    "pyc",
    "pyw",
    "rb",
    "reg",
    "rpm",
    "run",
    "scf",
    "scr",
    "sct",
    "settingcontent-ms",
    "sh",
    "shb",
    "shs",
    "slk",
    "sldm",
    "svg",
    "swf",
    "sys",
    "tmp",
    "url",
    "vb",
    "vbe",
    "vbs",
    "vhd",
    "vhdx",
    "vsmacros",
    "wcx",
    "website",
    "ws",
    "wsc",
    "wsf",
    "wsh",
    "xbap",
    "xhtml",
    "xla",
    "xlam",
    "xll",
    "xlsb",
    "xlsm",
    "xltm",
    "xnk",
    "zsh",
];

/// Returns a name for a file that can be shown and saved on every system. The name is one path component and never
/// empty. It contains no control characters and no marks that change the direction of text. It is not the name of
/// a Windows device.
pub fn safe_file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let cleaned: String = last
        .chars()
        .filter(|&c| !is_invisible(c))
        .map(|c| if c.is_control() || "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    let cleaned = cleaned.trim().trim_end_matches(['.', ' ']).trim_start_matches(' ');
    let cleaned = cleaned.split_whitespace().collect::<Vec<_>>().join(" ");
    let stem = cleaned.split('.').next().unwrap_or_default().trim().to_lowercase();
    let named = match cleaned.as_str() {
        "" | "." | ".." => "attachment".to_owned(),
        _ if DEVICE_NAMES.contains(&stem.as_str()) => format!("_{cleaned}"),
        _ => cleaned,
    };
    shorten(&named)
}

/// Returns true if a file of this name runs as a program when it is opened.
pub fn runs_as_program(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.trim().to_lowercase());
    extension.is_some_and(|extension| PROGRAM_EXTENSIONS.contains(&extension.as_str()))
}

/// Returns true for invisible characters that make one name look like another: direction marks, zero-width
/// characters and byte order marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{00AD}')
}

/// Shortens a long name. The extension remains.
fn shorten(name: &str) -> String {
    if name.len() <= MAX_NAME_LENGTH {
        return name.to_owned();
    }
    let extension = name
        .rsplit_once('.')
        .map(|(_, extension)| extension)
        .filter(|extension| extension.len() <= 20)
        .map(|extension| format!(".{extension}"))
        .unwrap_or_default();
    let room = MAX_NAME_LENGTH.saturating_sub(extension.len());
    let stem = name.get(..name.floor_char_boundary(room)).unwrap_or_default();
    format!("{}{extension}", stem.trim_end_matches(['.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::{runs_as_program, safe_file_name};

    #[test]
    fn unsafe_file_names_become_safe() {
        for (name, safe) in [
            ("Report.pdf", "Report.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\a.doc", "a.doc"),
            ("a\u{202E}fdp.exe", "afdp.exe"),
            ("NUL.txt", "_NUL.txt"),
            ("con", "_con"),
            ("a:b?.txt", "a_b_.txt"),
            ("trailing. . ", "trailing"),
            ("tab\there", "tab_here"),
            ("..", "attachment"),
            ("", "attachment"),
            ("/", "attachment"),
            ("Prüfung 屋顶.docx", "Prüfung 屋顶.docx"),
        ] {
            assert_eq!(safe_file_name(name), safe, "{name:?}");
        }
        let long = safe_file_name(&format!("{}.pdf", "ä".repeat(500)));
        assert!(long.len() <= 180 && runs_as_program(&long.replace(".pdf", ".exe")), "{long}");
    }

    #[test]
    fn programs_are_recognised_by_extension() {
        assert!(runs_as_program("invoice.pdf.exe"));
        assert!(runs_as_program("A.JS "));
        assert!(!runs_as_program("invoice.pdf"));
        assert!(!runs_as_program("exe"));
    }
}

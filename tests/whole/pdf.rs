//! Exports mail in several scripts as PDF on the command line, and checks the file with a checker that shares no code with the writer.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use foundmail_tests::opinions::python;
use serde_json::Value;

use crate::pdf_mail::drafts;
use crate::program::{Foundmail, number};

/// An exported PDF, and a manifest that names the EML file of each message.
struct Exported {
    foundmail: Foundmail,
    pdf: PathBuf,
    manifest: PathBuf,
}

impl Exported {
    /// Writes the mail as EML files, imports and exports it. Returns `None` and prints the reason if fonts are missing.
    fn new(options: &[&str]) -> Option<Self> {
        let foundmail = Foundmail::new();
        let (folder, pdf) = (foundmail.path("mail"), foundmail.path("all.pdf"));
        fs::create_dir(&folder).unwrap();
        for draft in drafts() {
            fs::write(folder.join(format!("{}.eml", draft.message_id)), draft.to_bytes()).unwrap();
        }
        foundmail.import(&[&folder]);
        let export = ["export", "--all", "--as", "pdf", "--time-zone", "UTC", "--to", pdf.to_str().unwrap()];
        let sums = foundmail.json(&[&export[..], options].concat());
        assert_eq!(number(&sums["written"]), drafts().len() as u64, "{sums}");
        let mut manifest: Value =
            serde_json::from_slice(&fs::read(sums["manifest"].as_str().unwrap()).unwrap()).unwrap();
        for message in manifest["messages"].as_array_mut().unwrap() {
            let path = folder.join(format!("{}.eml", message["message_id"].as_str().unwrap()));
            message["eml"] = path.to_str().unwrap().into();
        }
        let path = foundmail.path("with-eml.json");
        fs::write(&path, manifest.to_string()).unwrap();
        if manifest.to_string().contains("no font on this computer") {
            println!("left out: the check of a PDF: this computer lacks fonts for a script of the mail");
            return None;
        }
        assert_eq!(number(&sums["incomplete"]), 0, "{sums}");
        Some(Self { foundmail, pdf, manifest: path })
    }

    /// Returns the result of the checker. Returns `None` and prints the reason if a program or package is missing.
    fn check(&self, pdf: &Path) -> Option<Value> {
        let mut command = script("pdf_check.py")?;
        command.arg(pdf).arg("--manifest").arg(&self.manifest).args(["--pdfa", "3u", "--json"]);
        let output = command.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        if output.status.code() == Some(2) && errors.contains("missing") {
            println!("left out: pdf_check.py: {errors}");
            return None;
        }
        let checked: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}"));
        assert_eq!(checked["ok"] == true, output.status.success(), "{checked:#}");
        Some(checked)
    }
}

/// Returns a command that runs a script. Returns `None` and prints the reason if the Python packages are missing.
fn script(name: &str) -> Option<Command> {
    if let Some(reason) = std::env::var_os("FOUNDMAIL_NO_PYPFF") {
        println!("left out: {name}: {}", reason.display());
        return None;
    }
    let mut command = Command::new(python());
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("second_opinions").join(name));
    Some(command)
}

/// Returns the messages of the findings of a check that are errors.
fn errors(checked: &Value, check: &str) -> Vec<String> {
    let findings = checked["findings"].as_array().unwrap().iter();
    let errors = findings
        .filter(|found| found["severity"] == "error" && (check.is_empty() || found["check"] == check));
    errors
        .map(|found| format!("{}: {}", found["check"].as_str().unwrap(), found["message"].as_str().unwrap()))
        .collect()
}

#[test]
fn the_checker_finds_no_error() {
    let Some(exported) = Exported::new(&[]) else { return };
    let Some(checked) = exported.check(&exported.pdf) else { return };
    assert_eq!(errors(&checked, ""), [""; 0]);
    let stats = &checked["stats"];
    let counts = ["messages", "files", "words_missing"].map(|name| number(&stats[name]));
    let attachments: usize = drafts().iter().map(|draft| draft.attachments.len()).sum();
    assert_eq!(counts, [drafts().len() as u64, (drafts().len() + attachments) as u64, 0], "{stats}");
    assert!(number(&stats["words"]) > 300, "{stats}");
}

#[test]
fn the_checker_finds_damage_and_a_missing_line() {
    let Some(exported) = Exported::new(&[]) else { return };
    let whole = fs::read(&exported.pdf).unwrap();
    let damaged = exported.foundmail.path("damaged.pdf");

    fs::write(&damaged, &whole[..whole.len() - 400]).unwrap();
    let Some(checked) = exported.check(&damaged) else { return };
    assert_ne!(errors(&checked, ""), [""; 0]);

    // One bit of an embedded file.
    let file = find(&whole, b"/EmbeddedFile");
    let content = file + find(&whole[file..], b"stream\n") + 40;
    let mut changed = whole.clone();
    changed[content] ^= 1;
    fs::write(&damaged, &changed).unwrap();
    assert_ne!(errors(&exported.check(&damaged).unwrap(), "files"), [""; 0]);

    let manifest: Value = serde_json::from_slice(&fs::read(&exported.manifest).unwrap()).unwrap();
    let mut messages = manifest["messages"].as_array().unwrap().iter();
    let message =
        messages.find(|message| message["subject"].as_str().unwrap().contains("Gästehaus")).unwrap();
    let mut command = script("pdf_without_line.py").unwrap();
    let output =
        command.arg(&exported.pdf).arg(&damaged).arg(message["page_first"].to_string()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let missing = errors(&exported.check(&damaged).unwrap(), "text");
    assert!(
        missing.len() == 1 && missing[0].contains("Gästehaus") && missing[0].contains("missing"),
        "{missing:?}"
    );
}

/// Returns the position of some bytes in others.
fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).position(|window| window == wanted).unwrap()
}

#[test]
fn the_checker_finds_the_structure_of_ea_pdf() {
    let Some(exported) = Exported::new(&["--ea-pdf"]) else { return };
    let manifest: Value = serde_json::from_slice(&fs::read(&exported.manifest).unwrap()).unwrap();
    assert_eq!(manifest["ea_pdf"], "PDF/mail-1m", "{}", manifest["ea_pdf_problems"]);
    let Some(checked) = exported.check(&exported.pdf) else { return };
    assert_eq!(errors(&checked, ""), [""; 0]);
    let findings = checked["findings"].as_array().unwrap().iter();
    let notes: Vec<_> =
        findings.filter(|found| found["check"] == "ea-pdf").map(|found| &found["message"]).collect();
    assert!(notes.len() > 15, "{notes:#?}");
    let open: Vec<_> = notes.iter().filter(|note| !note.as_str().unwrap().starts_with("yes")).collect();
    assert!(open.is_empty(), "{open:#?}");
}

#[test]
fn options_that_contradict_ea_pdf_are_refused() {
    let foundmail = Foundmail::new();
    let target = foundmail.path("all.pdf");
    fs::write(foundmail.path("a.eml"), drafts()[0].to_bytes()).unwrap();
    foundmail.import(&[&foundmail.path("a.eml")]);
    for options in [&["pdf", "--no-sources"][..], &["pdf", "--attachments", "beside"], &["eml"]] {
        let export = ["export", "--all", "--ea-pdf", "--to", target.to_str().unwrap(), "--as"];
        let output = foundmail.run(&[&export, options].concat());
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && errors.contains("--ea-pdf"), "{options:?}: {errors}");
        assert!(!target.exists());
    }
}

//! Tests with real files from the package of another reader.

use std::fs::File;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use crate::{Attachment, AttachmentContent, Item, compose, msg, tags};

/// Returns the folder of the package, as reported by cargo. Asks only for this platform, because other platforms
/// need packages that are not available offline.
fn folder() -> PathBuf {
    let versions = Command::new(env!("CARGO")).arg("-vV").output().unwrap().stdout;
    let versions = String::from_utf8(versions).unwrap();
    let host = versions.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    let cargo = cargo.args(["metadata", "--format-version", "1", "--offline", "--filter-platform", host]);
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "msg_parser").unwrap();
    PathBuf::from(package["manifest_path"].as_str().unwrap()).with_file_name("data")
}

/// Describes an item without its words, because these are private messages.
fn told(item: &Item, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let letters = |id| item.props.text(id).unwrap_or_default().chars().count();
    let addresses = item.recipients.iter().filter(|set| {
        set.first_text(&[tags::SMTP_ADDRESS, tags::EMAIL_ADDRESS]).is_some_and(|text| text.contains('@'))
    });
    let told = format!(
        "{indent}{} subject {} sender {} text {}, {} addresses of {}, {} named properties\n",
        item.message_class(),
        letters(tags::SUBJECT),
        letters(tags::SENDER_NAME),
        letters(tags::BODY),
        addresses.count(),
        item.recipients.len(),
        item.props.iter_named().count(),
    );
    let attachments = item.attachments.iter().map(|attachment| told_attachment(attachment, depth + 1));
    attachments.fold(told, |told, attachment| told + &attachment)
}

fn told_attachment(attachment: &Attachment, depth: usize) -> String {
    let names = [tags::ATTACH_LONG_FILENAME, tags::ATTACH_FILENAME, tags::DISPLAY_NAME];
    let name = attachment.props.first_text(&names).unwrap_or_default();
    let ending = name.rsplit('.').next().unwrap_or_default();
    let indent = "  ".repeat(depth);
    match &attachment.content {
        AttachmentContent::Value(data) => {
            format!("{indent}{ending}, {} bytes\n", data.read_lenient().0.len())
        }
        AttachmentContent::Embedded(item) => told(item, depth),
        other => format!("{indent}{ending}: {other:?}\n"),
    }
}

#[test]
fn real_messages() {
    let folder = folder();
    let mut all = String::new();
    for name in ["ascii", "unicode", "attachment", "test_email", "test_email_1", "test_email_3"] {
        let file = File::open(folder.join(format!("{name}.msg"))).unwrap();
        let item = msg::read(Arc::new(file)).unwrap();
        let composed = compose(&item);
        assert!(composed.defects.is_empty(), "{name}: {:?}", composed.defects);
        assert_eq!(composed.unreadable_attachments, 0, "{name}");
        all.extend([name, "\n", &told(&item, 1)]);
    }
    insta::assert_snapshot!(all);
}

#[test]
fn what_is_no_message() {
    let folder = folder();
    for name in ["bad_outlook.msg", "sample.doc", "sample.ppt"] {
        let file = || Arc::new(File::open(folder.join(name)).unwrap());
        assert!(!msg::is_message(file()).unwrap(), "{name}");
        assert!(msg::read(file()).is_err(), "{name}");
    }
}

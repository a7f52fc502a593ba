//! Shows the content of MSG and TNEF files: `show FILE…`. With `--eml DIR`, it also writes each item as a message
//! into that folder.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foundmail_mapi::{Attachment, AttachmentContent, Item, ReadError, compose, msg, tags, tnef};

fn main() {
    let mut files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let target = match files.iter().position(|file| file.as_os_str() == "--eml") {
        Some(at) => files.drain(at..).nth(1),
        None => None,
    };
    for file in &files {
        match read(file) {
            Ok(item) => {
                println!("== {}", file.display());
                show(&item, 0);
                let composed = compose(&item);
                for defect in &composed.defects {
                    println!("  ! {defect}");
                }
                if let (Some(target), Some(name)) = (&target, file.file_name()) {
                    let name = format!("{}.eml", name.to_string_lossy());
                    fs::write(target.join(name), composed.raw)
                        .expect("cannot write the message to the folder");
                }
            }
            Err(error) => println!("== {}\n  !! {error}", file.display()),
        }
    }
}

fn read(path: &Path) -> Result<Item, ReadError> {
    let file = Arc::new(File::open(path)?);
    if msg::is_message(file.clone())? { msg::read(file) } else { tnef::read(&fs::read(path)?) }
}

fn show(item: &Item, depth: usize) {
    let indent = "  ".repeat(depth + 1);
    let text = |id| item.props.text(id).unwrap_or_default();
    let size = |id| match item.props.get(id) {
        Some(foundmail_mapi::Value::Text(text)) => text.len(),
        Some(foundmail_mapi::Value::Text8(text)) => text.len(),
        Some(foundmail_mapi::Value::Binary(data)) => usize::try_from(data.len()).unwrap_or(usize::MAX),
        _ => 0,
    };
    println!("{indent}{} | {}", item.message_class(), text(tags::SUBJECT));
    println!(
        "{indent}from {} | text {} html {} rtf {} | {} properties, {} named",
        text(tags::SENDER_NAME),
        size(tags::BODY),
        size(tags::HTML),
        size(tags::RTF_COMPRESSED),
        item.props.iter().count(),
        item.props.iter_named().count()
    );
    for recipient in &item.recipients {
        let name = recipient.text(tags::DISPLAY_NAME).unwrap_or_default();
        let address = recipient.first_text(&[tags::SMTP_ADDRESS, tags::EMAIL_ADDRESS]).unwrap_or_default();
        println!("{indent}  {:?} {name} <{address}>", recipient.integer(tags::RECIPIENT_TYPE));
    }
    for attachment in &item.attachments {
        println!("{indent}- {} {}", name(attachment), kind(&attachment.content));
        if let AttachmentContent::Embedded(item) = &attachment.content {
            show(item, depth + 2);
        }
    }
}

fn name(attachment: &Attachment) -> String {
    let names = [tags::ATTACH_LONG_FILENAME, tags::ATTACH_FILENAME, tags::DISPLAY_NAME];
    attachment.props.first_text(&names).unwrap_or_else(|| "?".to_owned())
}

fn kind(content: &AttachmentContent) -> String {
    match content {
        AttachmentContent::None => "nothing".to_owned(),
        AttachmentContent::Value(data) => format!("{} bytes", data.len()),
        AttachmentContent::Embedded(_) => "message".to_owned(),
        AttachmentContent::Ole(data) => format!("object, {} bytes", data.len()),
        AttachmentContent::Reference(path) => format!("at {path}"),
    }
}

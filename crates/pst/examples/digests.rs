//! Prints a line for each item: a digest of its visible contents, its provenance, the number of its defects, and
//! its subject. With `--always`, it includes deleted items. With `--never`, it prints only items that the
//! directory of the file lists. Usage: `cargo run -p foundmail-pst --example digests -- FILE…`

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;
use std::path::Path;

use foundmail_mapi::{AttachmentContent, Item, tags};
use foundmail_pst::{Folder, ItemRef, PstFile, Recovery, Visitor};

fn main() {
    let (options, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let has = |option: &str| options.iter().any(|given| given == option);
    let recovery = match (has("--always"), has("--never")) {
        (true, _) => Recovery::Always,
        (_, true) => Recovery::Never,
        _ => Recovery::Auto,
    };
    for file in files {
        match PstFile::open_with(Path::new(&file), recovery) {
            Ok(pst) => {
                let _ = pst.walk(&mut Digests(&pst));
                pst.defects().iter().for_each(|defect| eprintln!("! {defect} {:?}", defect.effect));
            }
            Err(error) => eprintln!("{file}: {error}"),
        }
    }
}

struct Digests<'a>(&'a PstFile);

impl Visitor for Digests<'_> {
    fn folder(&mut self, _: &Folder) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn item(&mut self, item_ref: &ItemRef) -> ControlFlow<()> {
        let item = self.0.read_item(item_ref);
        let mut hasher = DefaultHasher::new();
        digest(&item, &mut hasher);
        let subject = item.props.text(tags::SUBJECT).unwrap_or_default();
        println!(
            "{:016x} {:?} {} {:?} {}",
            hasher.finish(),
            item_ref.provenance,
            item.defects.len(),
            subject,
            item_ref.nid
        );
        for defect in &item.defects {
            eprintln!("  {}: {defect}", item_ref.nid);
        }
        ControlFlow::Continue(())
    }
}

fn digest(item: &Item, hasher: &mut DefaultHasher) {
    for id in [tags::SUBJECT, tags::BODY, tags::SENDER_NAME] {
        item.props.text(id).hash(hasher);
    }
    for id in [tags::HTML, tags::RTF_COMPRESSED] {
        item.props.binary(id).map(|data| data.read_lenient().0).hash(hasher);
    }
    for recipient in &item.recipients {
        recipient.text(tags::DISPLAY_NAME).hash(hasher);
    }
    for attachment in &item.attachments {
        attachment.props.first_text(&[0x3707, 0x3704]).hash(hasher);
        match &attachment.content {
            AttachmentContent::Value(data) | AttachmentContent::Ole(data) => {
                data.read_lenient().0.hash(hasher);
            }
            AttachmentContent::Embedded(inner) => digest(inner, hasher),
            AttachmentContent::Reference(path) => path.hash(hasher),
            AttachmentContent::None => {}
        }
    }
}

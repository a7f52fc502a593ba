//! Prints the folders and items of PST and OST files: `cargo run -p foundmail-pst --example dump -- FILE…`. Options:
//! `--bodies` prints the sizes of the bodies, `--props` prints all properties, `--always` includes deleted items,
//! `--read` reads every stream.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use foundmail_mapi::{AttachmentContent, Data, Item, tags};
use foundmail_pst::{Folder, ItemRef, Provenance, PstFile, Recovery, Visitor};

const ATTACH_NAMES: [u16; 3] = [0x3707, 0x3704, 0x3001];
const BODIES: [u16; 3] = [tags::BODY, tags::HTML, tags::RTF_COMPRESSED];

fn main() {
    let (options, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with("--"));
    for file in files {
        println!("== {file}");
        let always = options.iter().any(|option| option == "--always");
        let recovery = if always { Recovery::Always } else { Recovery::Auto };
        match PstFile::open_with(Path::new(&file), recovery) {
            Ok(pst) => dump(&pst, &options),
            Err(error) => println!("error: {error}"),
        }
    }
}

fn dump(pst: &PstFile, options: &[String]) {
    println!("{:?}", pst.info());
    let mut dump = Dump { pst, options, totals: Totals::default(), indent: String::new() };
    let _ = pst.walk(&mut dump);
    let totals = dump.totals;
    pst.defects().iter().for_each(|defect| println!("! {defect} {:?}", defect.effect));
    println!("-- {totals:?}");
}

struct Dump<'a> {
    pst: &'a PstFile,
    options: &'a [String],
    totals: Totals,
    indent: String,
}

#[derive(Debug, Default)]
struct Totals {
    folders: usize,
    items: usize,
    unlisted: usize,
    with_body: usize,
    recipients: usize,
    attachments: usize,
    attachment_bytes: u64,
    embedded: usize,
    associated: u32,
    items_with_defects: usize,
}

impl Visitor for Dump<'_> {
    fn folder(&mut self, folder: &Folder) -> ControlFlow<()> {
        self.totals.folders += 1;
        self.totals.associated += folder.associated;
        self.indent = "  ".repeat(folder.depth);
        let Folder { nid, name, declared, associated, provenance, .. } = folder;
        let class = folder.container_class.as_deref().unwrap_or("-");
        println!(
            "{}[{nid}] {name:?} {class} declared {declared:?} associated {associated} {provenance:?}",
            self.indent
        );
        folder.defects.iter().for_each(|defect| println!("{}! {defect}", self.indent));
        ControlFlow::Continue(())
    }

    fn item(&mut self, item_ref: &ItemRef) -> ControlFlow<()> {
        let item = self.pst.read_item(item_ref);
        self.totals.items += 1;
        self.totals.unlisted += usize::from(item_ref.provenance != Provenance::Listed);
        let indent = format!("{}  ", self.indent);
        print!("{indent}{} {:?} ", item_ref.nid, item_ref.provenance);
        self.item(&item, &indent);
        ControlFlow::Continue(())
    }
}

impl Dump<'_> {
    fn item(&mut self, item: &Item, indent: &str) {
        let text = |id| item.props.text(id).unwrap_or_default();
        let (subject, sender) = (text(tags::SUBJECT), text(tags::SENDER_NAME));
        println!("{} {subject:?} from {sender:?} to {}", item.message_class(), item.recipients.len());
        self.totals.with_body += usize::from(BODIES.iter().any(|&id| item.props.get(id).is_some()));
        self.totals.recipients += item.recipients.len();
        self.totals.items_with_defects += usize::from(!item.defects.is_empty());
        if self.has("--bodies") {
            let size = |id| {
                item.props.text(id).map(|text| text.len() as u64).or(item.props.binary(id).map(Data::len))
            };
            println!("{indent}  body, html, rtf: {:?}", BODIES.map(size));
        }
        if self.has("--props") {
            item.props.iter().for_each(|(id, value)| println!("{indent}  {id:#06x} {value:?}"));
            item.props.iter_named().for_each(|(name, value)| println!("{indent}  {:?} {value:?}", name.id));
        }
        item.defects.iter().for_each(|defect| println!("{indent}! {defect} {:?}", defect.effect));
        for attachment in &item.attachments {
            let name = attachment.props.first_text(&ATTACH_NAMES).unwrap_or_default();
            self.attachment(&name, &attachment.content, indent);
        }
    }

    fn attachment(&mut self, name: &str, content: &AttachmentContent, indent: &str) {
        self.totals.attachments += 1;
        print!("{indent}  + {name:?} ");
        match content {
            AttachmentContent::None => println!("no contents"),
            AttachmentContent::Value(data) => self.data("value", data),
            AttachmentContent::Ole(data) => self.data("OLE", data),
            AttachmentContent::Reference(path) => println!("reference to {path:?}"),
            AttachmentContent::Embedded(inner) => {
                self.totals.embedded += 1;
                print!("message ");
                self.item(inner, &format!("{indent}    "));
            }
        }
    }

    fn data(&mut self, kind: &str, data: &Data) {
        self.totals.attachment_bytes += data.len();
        let location = if matches!(data, Data::Stream(_)) { "in the file" } else { "in memory" };
        print!("{kind} {} bytes {location}", data.len());
        if self.has("--read") {
            match io::copy(&mut data.open(), &mut io::sink()) {
                Ok(count) => print!(", {count} read"),
                Err(error) => print!(", failed: {error}"),
            }
        }
        println!();
    }

    fn has(&self, option: &str) -> bool {
        self.options.iter().any(|given| given == option)
    }
}

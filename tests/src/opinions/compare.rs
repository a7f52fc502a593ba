//! Compares the records of two readers, field by field.

use super::Reader;
use super::normal;
use super::pair::pair;
use super::record::{Attached, Recipient, Record};

/// A field of an item for which two readers report different values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Our name of the item, or their name if only they have the item. `0x200024/2` is the content of the second
    /// attachment.
    pub item: String,
    /// The field.
    pub field: &'static str,
    /// The value that our reader reports.
    pub ours: String,
    /// The value that the other reader reports.
    pub theirs: String,
}

/// The result of a comparison.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The number of items that our reader finds.
    pub ours: usize,
    /// The number of items that the other reader finds.
    pub theirs: usize,
    /// The number of items that only our reader finds.
    pub only_ours: usize,
    /// The number of items that only the other reader finds.
    pub only_theirs: usize,
    /// The number of items that the other reader recovered from free space, and that are older versions of
    /// existing items.
    pub older_versions: usize,
    /// All differences.
    pub differences: Vec<Difference>,
}

/// Compares our records with those of another reader.
pub fn compare(reader: Reader, ours: &[Record], theirs: &[Record]) -> Comparison {
    let (recovered, live): (Vec<Record>, Vec<Record>) =
        theirs.iter().cloned().partition(|record| record.recovered);
    let pairs = pair(ours, &live);
    let mut found = Comparison {
        ours: ours.len(),
        theirs: theirs.len(),
        only_ours: pairs.only_ours.len(),
        only_theirs: pairs.only_theirs.len(),
        ..Comparison::default()
    };
    for &(our, their) in &pairs.both {
        let mut fields = Fields { reader, item: ours[our].id.clone(), differences: &mut found.differences };
        fields.record(&ours[our], &live[their]);
    }
    for &our in &pairs.only_ours {
        found.differences.push(Difference {
            item: ours[our].id.clone(),
            field: "missing",
            ours: shown(&ours[our]),
            theirs: String::new(),
        });
    }
    let mut extra = |record: &Record, field| {
        let item = record.id.clone();
        found.differences.push(Difference { item, field, ours: String::new(), theirs: shown(record) });
    };
    pairs.only_theirs.iter().for_each(|&their| extra(&live[their], "extra"));
    for record in &recovered {
        if ours.iter().any(|our| our.subject == record.subject && our.delivered == record.delivered) {
            found.older_versions += 1;
        } else {
            extra(record, "recovered");
        }
    }
    found
}

fn shown(record: &Record) -> String {
    let class = record.class.as_deref().unwrap_or("?");
    format!("{class} {:?} in {:?}", record.subject.as_deref().unwrap_or_default(), record.folder)
}

struct Fields<'d> {
    reader: Reader,
    item: String,
    differences: &'d mut Vec<Difference>,
}

impl Fields<'_> {
    fn record(&mut self, ours: &Record, theirs: &Record) {
        if let Some(folder) = &theirs.folder {
            self.folder(ours.folder.as_deref().unwrap_or_default(), folder);
        }
        self.text("class", ours.class.as_ref(), theirs.class.as_ref(), str::to_owned);
        self.text("subject", ours.subject.as_ref(), theirs.subject.as_ref(), normal::words);
        self.text("sender name", ours.sender_name.as_ref(), theirs.sender_name.as_ref(), normal::words);
        self.text(
            "sender address",
            ours.sender_address.as_ref(),
            theirs.sender_address.as_ref(),
            normal::words,
        );
        self.time("submitted", ours.submitted, theirs.submitted);
        self.time("delivered", ours.delivered, theirs.delivered);
        self.time("start", ours.start, theirs.start);
        if theirs.person.is_some() && ours.person != theirs.person {
            self.differ("person", format!("{:?}", ours.person), format!("{:?}", theirs.person));
        }
        if let Some(people) = &theirs.recipients {
            self.recipients(ours.recipients.as_deref().unwrap_or_default(), people);
        }
        self.text("text", ours.text.as_ref(), theirs.text.as_ref(), normal::body);
        let html = if self.reader == Reader::Readpst { normal::html_in_mail } else { normal::body };
        self.text("html", ours.html.as_ref(), theirs.html.as_ref(), html);
        self.text("html bytes", ours.html_bytes.as_ref(), theirs.html_bytes.as_ref(), normal::body);
        self.text("rtf", ours.rtf.as_ref(), theirs.rtf.as_ref(), str::to_owned);
        if let Some(files) = &theirs.attachments {
            self.attachments(ours.attachments.as_deref().unwrap_or_default(), files);
        }
    }

    fn differ(&mut self, field: &'static str, ours: impl Into<String>, theirs: impl Into<String>) {
        let item = self.item.clone();
        self.differences.push(Difference { item, field, ours: ours.into(), theirs: theirs.into() });
    }

    /// Compares a text after normalisation, if the other reader reports it.
    fn text(
        &mut self,
        field: &'static str,
        ours: Option<&String>,
        theirs: Option<&String>,
        normal: impl Fn(&str) -> String,
    ) {
        let Some(theirs) = theirs else { return };
        let (ours, theirs) = (normal(ours.map(String::as_str).unwrap_or_default()), normal(theirs));
        if ours != theirs {
            let (ours, theirs) = around_first_difference(&ours, &theirs);
            self.differ(field, ours, theirs);
        }
    }

    fn time(&mut self, field: &'static str, ours: Option<i64>, theirs: Option<i64>) {
        if let Some(theirs) = theirs
            && ours.unwrap_or(0) != theirs
        {
            self.differ(field, ours.unwrap_or(0).to_string(), theirs.to_string());
        }
    }

    fn folder(&mut self, ours: &[String], theirs: &[String]) {
        let same = match self.reader {
            Reader::Pypff | Reader::PstExtractor => ours == theirs,
            Reader::Pffexport => on_disk(ours) == on_disk(theirs),
            // `readpst` starts with the folders that Outlook shows, which are below the top folder.
            Reader::Readpst => on_disk(ours).ends_with(&on_disk(theirs)),
        };
        if !same {
            self.differ("folder", ours.join("/"), theirs.join("/"));
        }
    }

    fn recipients(&mut self, ours: &[Recipient], theirs: &[Recipient]) {
        let listed = |people: &[Recipient]| {
            let line = |person: &Recipient| {
                format!("{} {} <{}>", person.kind, normal::words(&person.name), person.address.trim())
            };
            let mut lines: Vec<String> = people.iter().map(line).collect();
            lines.sort();
            lines
        };
        let (ours, theirs) = (listed(ours), listed(theirs));
        if ours != theirs {
            let without = |lines: &[String], others: &[String]| {
                let mut others = others.to_vec();
                let mut left = lines.to_vec();
                left.retain(|line| {
                    let place = others.iter().position(|other| other == line);
                    place.map(|place| others.swap_remove(place)).is_none()
                });
                format!("{} of {}: {}", left.len(), lines.len(), left.join(", "))
            };
            self.differ("recipients", without(&ours, &theirs), without(&theirs, &ours));
        }
    }

    fn attachments(&mut self, ours: &[Attached], theirs: &[Attached]) {
        let mut left: Vec<(usize, &Attached)> = ours.iter().enumerate().collect();
        // The order of attachments is ignored, because some readers do not report it.
        let mut open = Vec::new();
        for their in theirs {
            let same =
                |our: &Attached| our.sha256.is_some() && our.sha256 == their.sha256 && self.names(our, their);
            match left.iter().position(|(_, our)| same(our)) {
                Some(place) => _ = left.remove(place),
                None => open.push(their),
            }
        }
        for their in open {
            let alike = |our: &Attached| our.is_message == their.is_message;
            let subject = |file: &Attached| file.message.as_ref().map(|message| message.subject.clone());
            let place = left
                .iter()
                .position(|(_, our)| our.sha256.is_some() && our.sha256 == their.sha256)
                .or_else(|| {
                    left.iter().position(|(_, our)| their.is_message && subject(our) == subject(their))
                })
                .or_else(|| left.iter().position(|(_, our)| alike(our) && self.names(our, their)))
                .or_else(|| left.iter().position(|(_, our)| alike(our)));
            match place {
                Some(place) => {
                    let (index, our) = left.remove(place);
                    self.attachment(index, our, their);
                }
                None => self.differ("attachment extra", "", describe(their)),
            }
        }
        for (_, our) in left {
            self.differ("attachment missing", describe(our), "");
        }
    }

    fn attachment(&mut self, index: usize, our: &Attached, their: &Attached) {
        if !self.names(our, their) {
            self.differ("attachment name", &our.name, &their.name);
        }
        if their.sha256.is_some() && our.sha256 != their.sha256 {
            self.differ("attachment bytes", describe(our), describe(their));
        }
        if let (Some(ours), Some(theirs)) = (&our.message, &their.message) {
            let item = format!("{}/{}", self.item, index + 1);
            let mut fields = Fields { reader: self.reader, item, differences: self.differences };
            fields.record(&Record { folder: theirs.folder.clone(), ..(**ours).clone() }, theirs);
        }
    }

    fn names(&self, our: &Attached, their: &Attached) -> bool {
        match self.reader {
            // `pffexport` gives attached messages numbers in place of names.
            Reader::Pffexport => {
                their.is_message || normal::on_disk(&our.name) == normal::on_disk(&their.name)
            }
            _ => our.name == their.name,
        }
    }
}

fn on_disk(names: &[String]) -> Vec<String> {
    names.iter().map(|name| normal::on_disk(name)).collect()
}

fn describe(file: &Attached) -> String {
    let content = file.sha256.as_deref().map_or("message", |digest| &digest[..8]);
    format!("{:?} {} {content}", file.name, file.size.unwrap_or(0))
}

/// Returns both texts around their first difference.
fn around_first_difference(ours: &str, theirs: &str) -> (String, String) {
    const SHOWN: usize = 60;
    let same = ours.chars().zip(theirs.chars()).take_while(|(our, their)| our == their).count();
    let from = same.saturating_sub(15);
    let cut = |text: &str| {
        let start = if from > 0 { "…" } else { "" };
        format!(
            "{start}{} ({} chars)",
            text.chars().skip(from).take(SHOWN).collect::<String>(),
            text.chars().count()
        )
    };
    (cut(ours), cut(theirs))
}

#[cfg(test)]
mod tests;

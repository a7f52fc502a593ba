//! Turns the choices of the window into the options of an export.

use foundmail_export::{
    AttachmentFolders, AttachmentPlace, Bates, Copies, ExportFormat, ExportOptions, ListOptions, Order,
    Paper, PdfChoices, Preset, VcardVersion, format_named,
};

use crate::ArchiveError;
use crate::view::{AttachmentChoice, ExportChoices, PaperChoice};

impl ExportChoices {
    /// Returns the format that is written for the format that the user picked.
    pub fn format(&self, picked: &'static ExportFormat) -> &'static ExportFormat {
        if self.per_conversation && picked.name == "pdf" {
            return format_named("pdf-conversations").unwrap_or(picked);
        }
        picked
    }

    /// Returns the options of an export. `selection` is the selection in words. Fails if the text of the page numbers cannot
    /// be used.
    pub fn options(&self, format: &ExportFormat, selection: String) -> Result<ExportOptions, ArchiveError> {
        Ok(ExportOptions {
            selection,
            copies: if self.everywhere { Copies::Everywhere } else { Copies::Once },
            order: if self.folders && format.has_folders { Order::Folder } else { Order::Date },
            vcard: if self.vcard_4 { VcardVersion::V4 } else { VcardVersion::V3 },
            max_file: (self.max_gigabytes > 0).then(|| u64::from(self.max_gigabytes) * 1_000_000_000),
            preset: self.microsoft_365.then_some(Preset::Microsoft365),
            list: ListOptions { with_messages: self.with_messages },
            attachment_folders: if self.by_conversation {
                AttachmentFolders::Conversation
            } else {
                AttachmentFolders::Sender
            },
            pdf: PdfChoices {
                attachments: match self.attachments {
                    AttachmentChoice::Embed => AttachmentPlace::Embed,
                    AttachmentChoice::Append => AttachmentPlace::Append,
                    AttachmentChoice::Beside => AttachmentPlace::Beside,
                },
                bates: self.bates()?,
                paper: match self.paper {
                    PaperChoice::A4 => Paper::A4,
                    PaperChoice::UsLetter => Paper::Letter,
                },
                sources: self.sources,
                front: true,
                ea_pdf: self.ea_pdf,
            },
            ..ExportOptions::default()
        })
    }

    fn bates(&self) -> Result<Option<Bates>, ArchiveError> {
        let text = self.bates.trim();
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| ArchiveError::Choice {
            what:
                "The text before the page numbers cannot be used. Write at most 30 characters, for example \
                   ALDER, or ALDER:500 to begin with page 500."
                    .to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use foundmail_export::{
        AttachmentFolders, AttachmentPlace, Bates, Copies, ExportOptions, ListOptions, Order, Paper,
        PdfChoices, Preset, VcardVersion, format_named,
    };

    use crate::view::ExportChoices;

    #[test]
    fn choices_become_options() {
        let (pdf, eml) = (format_named("pdf").unwrap(), format_named("eml").unwrap());
        let choices: ExportChoices = serde_json::from_value(serde_json::json!({
            "name": "", "folders": true, "everywhere": true, "digests": false, "per_conversation": true,
            "attachments": "append", "sources": false, "ea_pdf": true, "bates": " ALDER:500 ", "paper": "us_letter",
            "max_gigabytes": 4, "microsoft_365": true, "with_messages": true, "by_conversation": true,
            "vcard_4": true,
        }))
        .unwrap();
        assert_eq!(choices.format(pdf).name, "pdf-conversations");
        assert_eq!(choices.format(eml).name, "eml");
        let options = choices.options(eml, "Roof".to_owned()).unwrap();
        let expected = ExportOptions {
            selection: "Roof".to_owned(),
            copies: Copies::Everywhere,
            order: Order::Folder,
            vcard: VcardVersion::V4,
            max_file: Some(4_000_000_000),
            preset: Some(Preset::Microsoft365),
            list: ListOptions { with_messages: true },
            attachment_folders: AttachmentFolders::Conversation,
            pdf: PdfChoices {
                attachments: AttachmentPlace::Append,
                bates: Some(Bates { prefix: "ALDER".to_owned(), start: 500 }),
                paper: Paper::Letter,
                sources: false,
                front: true,
                ea_pdf: true,
            },
            ..ExportOptions::default()
        };
        assert_eq!(options, expected);
        let by_date = choices.options(pdf, String::new()).unwrap();
        assert_eq!((by_date.order, by_date.copies), (Order::Date, Copies::Everywhere));
    }

    #[test]
    fn the_text_before_page_numbers_is_checked() {
        let options = |bates: &str| {
            let choices = ExportChoices { bates: bates.to_owned(), ..ExportChoices::default() };
            choices.options(format_named("pdf").unwrap(), String::new())
        };
        for (text, number) in [("", None), ("  ", None), ("FM-", Some(1)), ("FM:7", Some(7))] {
            let bates = options(text).unwrap().pdf.bates;
            assert_eq!(bates.map(|bates| bates.start), number, "{text}");
        }
        for text in ["FM:x", &"x".repeat(31)] {
            assert!(options(text).unwrap_err().to_string().contains("at most 30 characters"), "{text}");
        }
    }
}

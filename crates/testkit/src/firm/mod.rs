//! The mailbox of a small bakery, 2012 to 2022. A storm damages the roof and the insurance pays for most of the repair.
//! Meanwhile customers order, receive and pay for bread.

mod claim;
mod languages;
mod mailbox_builder;
mod oddities;
mod people;
mod roof_repair;
mod routine;
mod thread_builder;

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeZone};

use crate::{Mailbox, Rng};
use mailbox_builder::MailboxBuilder;

/// Approximate number of messages in the mailbox.
const MESSAGES: usize = 320;

/// Returns the mailbox of a small firm. The messages about the roof are the same for every seed; the everyday messages
/// differ.
pub fn sample(seed: u64) -> Mailbox {
    let mut mailbox = MailboxBuilder::default();
    claim::add(&mut mailbox);
    roof_repair::add(&mut mailbox);
    languages::add(&mut mailbox);
    oddities::add(&mut mailbox);
    routine::fill(&mut mailbox, &mut Rng::new(seed), MESSAGES);
    mailbox.into_mailbox()
}

/// Returns a time such as `2016-02-11 09:14` in the time zone of the bakery: UTC+1 from April to October,
/// otherwise UTC.
fn local_time(text: &str) -> DateTime<FixedOffset> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap_or_default();
    in_local_time(local)
}

fn in_local_time(local: NaiveDateTime) -> DateTime<FixedOffset> {
    let summer = (4..=10).contains(&chrono::Datelike::month(&local));
    let zone = FixedOffset::east_opt(if summer { 3600 } else { 0 });
    let offset = zone.unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc));
    offset.from_local_datetime(&local).single().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::compose::fnv1a;

    fn field(raw: &[u8], name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(raw).replace("\r\n ", " ");
        let header = text.split("\r\n\r\n").next()?.to_owned();
        header.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned))
    }

    fn text_of(mailbox: &Mailbox) -> String {
        mailbox.messages.iter().map(|message| String::from_utf8_lossy(&message.raw).into_owned()).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let sum = |seed| fnv1a(&sample(seed).messages.iter().flat_map(|m| m.raw.clone()).collect::<Vec<_>>());
        assert_eq!(sum(1), sum(1));
        assert_ne!(sum(1), sum(2));
        assert_eq!(format!("{:016x}", sum(1)), "8e6cae8f8627ef7b");
    }

    #[test]
    fn every_line_ends_in_crlf() {
        for message in sample(1).messages {
            let mut previous = 0;
            for byte in message.raw {
                assert_eq!(previous == b'\r', byte == b'\n', "{:?} {}", message.folder, message.date);
                previous = byte;
            }
        }
    }

    #[test]
    fn replies_reference_messages_in_the_mailbox() {
        let mailbox = sample(1);
        let ids: BTreeSet<_> =
            mailbox.messages.iter().filter_map(|message| field(&message.raw, "Message-ID")).collect();
        let mut roots: BTreeMap<String, usize> = BTreeMap::new();
        for message in &mailbox.messages {
            let own = field(&message.raw, "Message-ID").unwrap();
            let references = field(&message.raw, "References").unwrap_or_default();
            let root = references.split(' ').find(|id| !id.is_empty()).unwrap_or(&own);
            assert!(ids.contains(root), "{root}");
            *roots.entry(root.to_owned()).or_default() += 1;
        }
        assert!(roots.len() > 120, "{} conversations", roots.len());
        assert!(roots.values().any(|&messages| messages >= 12));
    }

    #[test]
    fn the_mailbox_has_its_size_its_years_and_its_folders() {
        let mailbox = sample(1);
        assert!((310..=330).contains(&mailbox.messages.len()), "{}", mailbox.messages.len());
        assert!(mailbox.messages.is_sorted_by_key(|message| message.date));
        let years: BTreeSet<_> =
            mailbox.messages.iter().map(|message| chrono::Datelike::year(&message.date)).collect();
        assert_eq!(years, (2012..=2022).collect());
        let folders: Vec<_> = mailbox.folders().iter().map(|folder| folder.join("/")).collect();
        for folder in ["Clients/Harbour Café", "Clients/North Pier", "Inbox", "Insurance", "Invoices", "Sent"]
        {
            assert!(folders.iter().any(|name| name == folder), "{folder} in {folders:?}");
        }
    }

    #[test]
    fn the_roof_claim_is_there_with_its_report() {
        let mailbox = sample(1);
        let report = mailbox.messages.iter().find(|message| {
            let text = String::from_utf8_lossy(&message.raw).into_owned();
            text.contains("filename=\"Report-88-2041.pdf\"") && text.contains("insurance will cover")
        });
        assert_eq!(report.unwrap().date.format("%Y-%m-%d").to_string(), "2016-03-14");
    }

    #[test]
    fn a_few_messages_occur_in_two_folders() {
        let mailbox = sample(1);
        let different: BTreeSet<_> = mailbox.messages.iter().map(|message| &message.raw).collect();
        assert_eq!(mailbox.messages.len() - different.len(), 6);
    }

    #[test]
    fn all_unusual_forms_of_mail_occur() {
        let text = text_of(&sample(1));
        for odd in [
            "charset=iso-8859-1",
            "charset=gb2312",
            "charset=iso-2022-jp",
            "format=flowed",
            "message/rfc822",
            "Invoice_2019.pdf.exe",
            "cid:",
            "filename*=utf-8''",
            "\r\nFrom Monday on",
        ] {
            assert!(text.contains(odd), "{odd}");
        }
    }
}

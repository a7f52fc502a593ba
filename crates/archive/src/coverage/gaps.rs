//! Collects the likely gaps of a source, each with its reason in words.

use foundmail_search::fold;
use foundmail_store::{FolderId, MessageId, StoreReader};
use std::fmt::Write as _;

use super::calendar::{in_words, iso, messages, stretch_in_words};
use super::days::{Days, Stretch};
use super::folder_end::missing_after;
use super::mail::SourceMail;
use super::named::written_in;
use super::people::{StoppedTogether, stopped_together};
use super::report::{Certainty, CoverageGap, GapKind};
use super::stretches::{LEAST, MissingStretch, missing_sent, missing_stretches};
use super::whole_mailbox::{begins_a_year_before_its_end, has_only_received, has_only_sent};
use crate::ArchiveError;
use crate::search::folder_names::{is_discarded, is_inbox, is_sent};

/// Maximum number of names in a sentence.
const MAX_NAMES: usize = 5;

/// A source, for the decisions of this module.
pub(super) struct Facts<'f> {
    pub reader: &'f StoreReader,
    pub format: &'f str,
    pub mail: &'f SourceMail,
    /// The received messages of the whole archive.
    pub everywhere: &'f Days,
    /// The days on which messages that no source has are named first.
    pub named: &'f Days,
}

impl Facts<'_> {
    /// Returns all gaps in the order of their time.
    pub(super) fn gaps(&self) -> Result<Vec<CoverageGap>, ArchiveError> {
        let mut gaps = self.received();
        gaps.extend(self.sent());
        gaps.extend(self.whole());
        for (&folder, days) in &self.mail.folders {
            gaps.extend(self.folder(folder, days)?);
        }
        for group in stopped_together(self.mail.written.clone(), &self.mail.received) {
            gaps.extend(self.people(&group)?);
        }
        gaps.sort_by(|one, other| {
            (&one.from, one.kind, &one.why).cmp(&(&other.from, other.kind, &other.why))
        });
        Ok(gaps)
    }

    fn gap(&self, kind: GapKind, stretch: Stretch, sure: Certainty, why: String) -> CoverageGap {
        let here = self.mail.received.count(stretch);
        let elsewhere = self.everywhere.count(stretch).saturating_sub(here);
        CoverageGap { kind, from: iso(stretch.from), to: iso(stretch.to), sure, why, elsewhere }
    }

    /// Returns the stretches without received messages.
    fn received(&self) -> Vec<CoverageGap> {
        missing_stretches(&self.mail.received).iter().map(|missing| self.of_stretch(missing)).collect()
    }

    fn of_stretch(&self, missing: &MissingStretch) -> CoverageGap {
        let MissingStretch { stretch, per_month, years, is_likely } = *missing;
        let mut why = format!(
            "No message was received {} ({} days). Just before and after, there are about {} a month",
            stretch_in_words(stretch),
            stretch.length(),
            messages(per_month)
        );
        why.push_str(if years > 0 { ", and other years have mail at this time." } else { "." });
        let sent = self.mail.sent.count(stretch);
        if sent > 0 {
            let _ = write!(why, " In the same time, the mailbox has {} that you sent.", messages(sent));
        }
        let named = written_in(self.named, stretch);
        if named > 0 {
            let _ = write!(
                why,
                " {} of about this time {} named in other messages, but in no mailbox.",
                messages(named),
                if named == 1 { "is" } else { "are" }
            );
        }
        let sure =
            if is_likely || (sent >= LEAST && years > 0) { Certainty::Likely } else { Certainty::Possible };
        let gap = self.gap(GapKind::Received, stretch, sure, why);
        with_elsewhere(gap)
    }

    /// Returns the stretches without sent messages in which messages were received.
    fn sent(&self) -> Vec<CoverageGap> {
        let long = missing_sent(&self.mail.sent, &self.mail.received).into_iter();
        let gaps = long.map(|missing| {
            let why = format!(
                "The mailbox has no sent message {}, although it has {} received then. Before and after, you sent about \
                 {} a month.",
                stretch_in_words(missing.stretch),
                messages(self.mail.received.count(missing.stretch)),
                messages(missing.per_month)
            );
            self.gap(GapKind::Sent, missing.stretch, Certainty::Possible, why)
        });
        gaps.collect()
    }

    /// Returns the gaps that concern the mailbox as a whole.
    fn whole(&self) -> Option<CoverageGap> {
        let SourceMail { received, sent, all, .. } = self.mail;
        let span = all.span()?;
        if has_only_sent(received, sent) {
            let why = format!(
                "The mailbox has {} that you sent, but no received message. The received ones may be in another file.",
                messages(sent.total())
            );
            return Some(self.gap(GapKind::OnlySent, span, Certainty::Likely, why));
        }
        if has_only_received(received, sent) {
            let why = format!(
                "The mailbox has {} that were received, but none that you sent. The sent ones may be in another file.",
                messages(received.total())
            );
            return Some(self.gap(GapKind::OnlyReceived, span, Certainty::Possible, why));
        }
        if begins_a_year_before_its_end(all) {
            let sure = if self.format == "ost" { Certainty::Likely } else { Certainty::Possible };
            let why = format!(
                "The mailbox begins on {}, exactly twelve months before its last message. Unless it is told \
                 otherwise, Outlook keeps only twelve months on the computer. Older mail may still be on the server.",
                in_words(span.from)
            );
            let before = Stretch { from: span.from.saturating_sub(1), to: span.from.saturating_sub(1) };
            return Some(self.gap(GapKind::TwelveMonths, before, sure, why));
        }
        None
    }

    fn folder(&self, folder: FolderId, days: &Days) -> Result<Option<CoverageGap>, ArchiveError> {
        let Some(tail) = missing_after(days, &self.mail.all) else { return Ok(None) };
        let path = self.reader.folder_path(folder)?;
        let name = path.last().map(|name| fold(name)).unwrap_or_default();
        if is_discarded(&name) {
            return Ok(None);
        }
        let sure = if is_inbox(&name) || is_sent(&name) { Certainty::Likely } else { Certainty::Possible };
        let why = format!(
            "The folder {} ends on {}, while the rest of the mailbox goes on until {} and gets fewer messages.",
            path.join(" / "),
            in_words(tail.from.saturating_sub(1)),
            in_words(tail.to)
        );
        Ok(Some(self.gap(GapKind::FolderEnds, tail, sure, why)))
    }

    fn people(&self, group: &StoppedTogether) -> Result<Option<CoverageGap>, ArchiveError> {
        let Some(span) = self.mail.received.span() else { return Ok(None) };
        let stretch = Stretch { from: group.day.saturating_add(1), to: span.to };
        let mut names = Vec::new();
        for &message in group.messages.iter().take(MAX_NAMES) {
            let envelope = self.reader.message(MessageId(message))?.envelope;
            names.extend(envelope.from.first().map(|person| person.shown().to_owned()));
        }
        let more = group.messages.len().saturating_sub(MAX_NAMES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let why = format!(
            "{} people who wrote every week stop in the same week, until {}: {}{more}. The mailbox goes on.",
            group.messages.len(),
            in_words(group.day),
            names.join(", ")
        );
        Ok(Some(self.gap(GapKind::PeopleStop, stretch, Certainty::Possible, why)))
    }
}

fn with_elsewhere(mut gap: CoverageGap) -> CoverageGap {
    if gap.elsewhere > 0 {
        let _ = write!(
            gap.why,
            " Other mailboxes of this archive have {} of this time.",
            messages(gap.elsewhere)
        );
    }
    gap
}

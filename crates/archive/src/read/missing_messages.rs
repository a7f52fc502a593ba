//! Finds messages of a conversation that no source contains, and rebuilds their texts from later quotations.

use std::collections::{HashMap, HashSet};

use foundmail_mail::{HeaderIds, ItemKind, Person, Quotation, header_ids, quotations, text_of_html};
use foundmail_store::{MessageRow, StoreReader};

use super::stored::{parse_stored, read_stored};
use crate::ArchiveError;
use crate::view::MissingMessageView;

/// Maximum number of messages of a conversation whose headers are read. Larger ones would open slowly.
const MAX_MESSAGES: usize = 200;
/// Maximum number of messages whose texts are read.
const MAX_TEXTS: usize = 20;
/// Maximum number of missing messages.
const MAX_MISSING: usize = 50;
/// Maximum length of a rebuilt text in bytes.
const MAX_TEXT: usize = 100_000;
/// The line after a rebuilt text that is cut.
const CUT: &str = "\n[The rest of this long quotation is not shown.]";
/// Number of characters by which a quotation is recognised as a known message. Shorter texts are too common.
const COMPARED: usize = 60;
const MIN_COMPARED: usize = 20;

/// Returns the messages that the messages of a conversation name and that the archive lacks. `rows` is the whole conversation.
pub(super) fn missing_messages(
    reader: &StoreReader,
    rows: &[MessageRow],
) -> Result<Vec<MissingMessageView>, ArchiveError> {
    if rows.len() > MAX_MESSAGES {
        return Ok(Vec::new());
    }
    let mut ids = Vec::with_capacity(rows.len());
    for row in rows {
        ids.push(read_stored(reader, row.id)?.with(|mail| header_ids(mail.bytes)));
    }
    let chains: Vec<_> = rows.iter().zip(&ids).map(|(row, ids)| chain(row, ids)).collect();
    let own: HashMap<&str, usize> =
        ids.iter().zip(0..).filter_map(|(ids, row)| Some((ids.own.as_deref()?, row))).collect();
    let named = named_and_missing(&chains, &own);
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let mut texts = Texts { reader, rows, quotations: HashMap::new() };
    let mut views = Vec::new();
    // A message without an id can be one of those that are named.
    let mut without_id = ids.iter().filter(|ids| ids.own.is_none()).count();
    for (id, first) in named {
        let before = rows.get(first).map(|row| row.id.0);
        match texts.find(id, &chains, &own)? {
            Rebuilt::Known => {}
            Rebuilt::Nothing if without_id > 0 => without_id = without_id.saturating_sub(1),
            Rebuilt::Nothing => views.push(MissingMessageView {
                before,
                from: String::new(),
                date: String::new(),
                text: None,
                quoted_in: None,
            }),
            Rebuilt::From(row, Quotation { from, date, text }) => {
                let quoted_in = rows.get(row).map(|row| row.id.0);
                views.push(MissingMessageView { before, from, date, text: Some(shortened(text)), quoted_in });
            }
        }
    }
    Ok(views)
}

/// Returns the ids of the messages that a message answers, the nearest first.
fn chain<'i>(row: &MessageRow, ids: &'i HeaderIds) -> Vec<&'i str> {
    if row.kind != ItemKind::Mail {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let named = ids.named.iter().map(String::as_str).filter(|id| id.contains('@'));
    named.filter(|id| Some(*id) != ids.own.as_deref() && seen.insert(*id)).collect()
}

/// Returns the missing ids in the order of the conversation, each with the first message that names it.
fn named_and_missing<'i>(chains: &[Vec<&'i str>], own: &HashMap<&str, usize>) -> Vec<(&'i str, usize)> {
    let mut seen = HashSet::new();
    let each =
        chains.iter().enumerate().flat_map(|(row, chain)| chain.iter().rev().map(move |id| (*id, row)));
    each.filter(|(id, _)| !own.contains_key(id) && seen.insert(*id)).take(MAX_MISSING).collect()
}

/// The result of a search for the text of a missing message.
enum Rebuilt {
    /// No message quotes it.
    Nothing,
    /// The quotation is the text of a message that the archive has under another id.
    Known,
    /// A message, by its index, quotes it.
    From(usize, Quotation),
}

/// The quotations in the messages of a conversation. They are read when they are needed.
struct Texts<'r> {
    reader: &'r StoreReader,
    rows: &'r [MessageRow],
    quotations: HashMap<usize, Vec<Quotation>>,
}

impl Texts<'_> {
    /// Looks for the text of a message in the answers to it, the nearest answer first.
    fn find(
        &mut self,
        id: &str,
        chains: &[Vec<&str>],
        own: &HashMap<&str, usize>,
    ) -> Result<Rebuilt, ArchiveError> {
        let depth = |chain: &Vec<&str>| chain.iter().position(|known| *known == id);
        let mut answers: Vec<(usize, usize)> =
            chains.iter().enumerate().filter_map(|(row, chain)| Some((depth(chain)?, row))).collect();
        answers.sort_unstable();
        let rows = self.rows;
        for (depth, row) in answers {
            let Some(found) = self.quotations_of(row)? else { break };
            let chain = chains.get(row).map(Vec::as_slice).unwrap_or_default();
            let Some(quotation) = found.get(depth).filter(|quotation| !quotation.text.trim().is_empty())
            else {
                continue;
            };
            if !agrees(found, chain, own, rows) {
                continue;
            }
            let is_known = rows.iter().any(|row| begins_equally(&row.snippet, &quotation.text));
            return Ok(if is_known { Rebuilt::Known } else { Rebuilt::From(row, quotation.clone()) });
        }
        Ok(Rebuilt::Nothing)
    }

    /// Returns the quotations in a message, the outermost first. `None` if enough texts were read.
    fn quotations_of(&mut self, row: usize) -> Result<Option<&Vec<Quotation>>, ArchiveError> {
        if !self.quotations.contains_key(&row) {
            let Some(found) = self.rows.get(row).filter(|_| self.quotations.len() < MAX_TEXTS) else {
                return Ok(None);
            };
            let message = parse_stored(&read_stored(self.reader, found.id)?);
            let mut found = quotations(&message.text);
            if let Some(html) = message.html.filter(|_| found.is_empty()) {
                found = quotations(&text_of_html(&html));
            }
            self.quotations.insert(row, found);
        }
        Ok(self.quotations.get(&row))
    }
}

/// Returns false if a quotation names another sender than the message of the archive that should be quoted there. Then the
/// quotations do not follow the chain of answers.
fn agrees(found: &[Quotation], chain: &[&str], own: &HashMap<&str, usize>, rows: &[MessageRow]) -> bool {
    found.iter().zip(chain).all(|(quotation, id)| {
        let row = own.get(id).and_then(|row| rows.get(*row));
        row.and_then(|row| row.envelope.from.first()).is_none_or(|person| names(&quotation.from, person))
    })
}

/// Returns true if the sender of a quotation can be this person.
fn names(said: &str, person: &Person) -> bool {
    let said = said.to_lowercase();
    let address = person.address.to_lowercase();
    let name = person.name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
    said.is_empty()
        || person.name.is_empty() && !said.contains('@')
        || !address.is_empty() && said.contains(&address)
        || words.any(|word| said.contains(word))
}

/// Returns true if two texts begin with the same words.
fn begins_equally(one: &str, other: &str) -> bool {
    let beginning = |text: &str| -> String {
        let characters = text.chars().filter(|c| c.is_alphanumeric()).take(COMPARED);
        characters.flat_map(char::to_lowercase).collect()
    };
    let (one, other) = (beginning(one), beginning(other));
    one == other && one.chars().count() >= MIN_COMPARED
}

fn shortened(mut text: String) -> String {
    if text.len() > MAX_TEXT {
        text.truncate(text.floor_char_boundary(MAX_TEXT));
        text.push_str(CUT);
    }
    text
}

#[cfg(test)]
mod tests;

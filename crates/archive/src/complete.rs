//! What may be meant by the word that is being typed.

use foundmail_search::fold;
use foundmail_search::query::{FIELDS, Place, Query, Set, Values, word_at};

use crate::known::Known;
use crate::list::count;
use crate::ranking::{Wanted, utf16};
use crate::view::{Completion, CompletionKind, Completions};
use crate::{Archive, ArchiveError};

/// Completions of one kind.
const MOST: usize = 6;

impl Archive {
    /// Completions of the word before `cursor`, which counts UTF-16 units.
    pub fn complete(&self, text: &str, cursor: u32) -> Result<Completions, ArchiveError> {
        let byte = byte_of(text, cursor);
        let word = word_at(text, byte);
        let mut items = Vec::new();
        match &word.field {
            Some(field) => self.values(field, &word.value, &mut items)?,
            None if !word.value.is_empty() => self.of_word(&word.value, &mut items)?,
            None => {}
        }
        Ok(Completions { start: utf16(text, word.range.start), end: utf16(text, word.range.end), items })
    }

    /// For a word without an operator: operators, people, folders, years, types of files.
    fn of_word(&self, value: &str, items: &mut Vec<Completion>) -> Result<(), ArchiveError> {
        let typed = value.to_lowercase();
        let fields = FIELDS.iter().filter(|(name, _)| name.starts_with(&typed)).take(MOST);
        items.extend(fields.map(|(name, _)| Completion {
            text: format!("{name}:"),
            label: (*name).to_owned(),
            kind: CompletionKind::Operator,
            count: None,
        }));
        self.people("with", Place::With, value, items)?;
        folders(&*self.known()?, value, items);
        if value.len() >= 2 && value.chars().all(|c| c.is_ascii_digit()) {
            self.years("during", value, items)?;
        }
        // One letter begins too many of them.
        if value.len() >= 2 { self.types(value, items) } else { Ok(()) }
    }

    fn values(&self, field: &str, value: &str, items: &mut Vec<Completion>) -> Result<(), ArchiveError> {
        let values = FIELDS.iter().find(|(name, _)| *name == field).map(|(_, values)| *values);
        match values {
            Some(Values::People) => self.people(field, place_of(field), value, items),
            Some(Values::Folders) => {
                folders(&*self.known()?, value, items);
                Ok(())
            }
            Some(Values::Sources) => {
                let known = self.known()?;
                let fits = known.sources.iter().filter(|source| fold(&source.name).contains(&fold(value)));
                items.extend(fits.take(MOST).map(|source| Completion {
                    text: Query::Set(Set::Source(source.name.clone())).to_string(),
                    label: source.name.clone(),
                    kind: CompletionKind::Source,
                    count: Some(source.count),
                }));
                Ok(())
            }
            Some(Values::Dates) => self.years(field, value, items),
            Some(Values::Types) => self.types(value, items),
            Some(Values::Of(known)) => {
                let fits = known.iter().filter(|known| known.starts_with(&value.to_lowercase()));
                items.extend(fits.map(|known| Completion {
                    text: format!("{field}:{known}"),
                    label: (*known).to_owned(),
                    kind: CompletionKind::Value,
                    count: None,
                }));
                Ok(())
            }
            Some(Values::Words | Values::Ages | Values::Sizes | Values::Numbers) | None => Ok(()),
        }
    }

    fn people(
        &self,
        field: &str,
        place: Place,
        value: &str,
        items: &mut Vec<Completion>,
    ) -> Result<(), ArchiveError> {
        let people = self.index().people()?;
        for person in people.beginning_with(value, MOST) {
            let text = if person.address.is_empty() { &person.name } else { &person.address };
            let query = Query::Words { place, text: text.clone(), prefix: false };
            items.push(Completion {
                text: query.to_string().replacen("with", field, usize::from(place == Place::With)),
                label: match (person.name.is_empty(), person.address.is_empty()) {
                    (false, false) => format!("{} <{}>", person.name, person.address),
                    _ => text.clone(),
                },
                kind: CompletionKind::Person,
                count: Some(u32::try_from(person.count).unwrap_or(u32::MAX)),
            });
        }
        Ok(())
    }

    fn years(&self, field: &str, value: &str, items: &mut Vec<Completion>) -> Result<(), ArchiveError> {
        let ranked = self.rank(&Wanted::default())?;
        let years = ranked.years().into_iter().rev().filter(|year| year.count > 0);
        let fits = years.filter(|year| year.year.to_string().starts_with(value));
        items.extend(fits.take(MOST).map(|year| Completion {
            text: format!("{field}:{}", year.year),
            label: year.year.to_string(),
            kind: CompletionKind::Year,
            count: Some(year.count),
        }));
        Ok(())
    }

    fn types(&self, value: &str, items: &mut Vec<Completion>) -> Result<(), ArchiveError> {
        let ranked = self.rank(&Wanted::default())?;
        let start = format!("type:{}", value.to_lowercase());
        let tags = ranked.results.tags().into_iter().filter(|tag| tag.value.starts_with(&start));
        items.extend(tags.take(MOST).map(|tag| Completion {
            label: tag.value.trim_start_matches("type:").to_owned(),
            text: tag.value,
            kind: CompletionKind::Type,
            count: Some(count(tag.count)),
        }));
        Ok(())
    }
}

fn place_of(field: &str) -> Place {
    match field {
        "from" => Place::From,
        "to" => Place::To,
        "cc" => Place::Cc,
        "bcc" => Place::Bcc,
        _ => Place::With,
    }
}

fn folders(known: &Known, value: &str, items: &mut Vec<Completion>) {
    let wanted = fold(value);
    let mut names: Vec<&str> = Vec::new();
    for folder in &known.folders {
        let begins = fold(&folder.name).split_whitespace().any(|word| word.starts_with(&wanted));
        if begins && !names.contains(&folder.name.as_str()) && names.len() < MOST {
            names.push(&folder.name);
        }
    }
    items.extend(names.into_iter().map(|name| Completion {
        text: Query::Set(Set::Folder(name.to_owned())).to_string(),
        label: name.to_owned(),
        kind: CompletionKind::Folder,
        count: None,
    }));
}

/// The byte at which a UTF-16 unit begins.
fn byte_of(text: &str, unit: u32) -> usize {
    let mut units = 0_usize;
    let wanted = usize::try_from(unit).unwrap_or(usize::MAX);
    for (at, c) in text.char_indices() {
        if units >= wanted {
            return at;
        }
        units += c.len_utf16();
    }
    text.len()
}

//! Pairs the items that two readers find.

use std::collections::HashMap;

use super::normal;
use super::record::Record;

/// The pairs of items of two readers.
#[derive(Debug, Default)]
pub struct Pairs {
    /// The positions of both items in our records and in theirs.
    pub both: Vec<(usize, usize)>,
    /// The positions of the items that only our reader finds.
    pub only_ours: Vec<usize>,
    /// The positions of the items that only the other reader finds.
    pub only_theirs: Vec<usize>,
}

/// Items with a lower score are not paired.
const LEAST: u32 = 5;

/// Pairs items by node if both readers report the node. Other items are paired by score, highest first. Each item
/// has at most one partner.
pub fn pair(ours: &[Record], theirs: &[Record]) -> Pairs {
    let mut pairing =
        Pairing { taken: vec![false; ours.len()], given: vec![false; theirs.len()], both: Vec::new() };
    let by_nid: HashMap<u32, usize> =
        ours.iter().enumerate().filter_map(|(index, record)| Some((record.nid?, index))).collect();
    for (their, record) in theirs.iter().enumerate() {
        if let Some(&our) = record.nid.and_then(|nid| by_nid.get(&nid)) {
            pairing.take(our, their);
        }
    }
    let keys = Keys::of(ours);
    let mut candidates = Vec::new();
    for (their, record) in theirs.iter().enumerate().filter(|(_, record)| record.nid.is_none()) {
        for our in keys.like(record) {
            let score = agreement(&ours[our], record);
            if score >= LEAST {
                candidates.push((score, our, their));
            }
        }
    }
    // Equal scores are sorted by the order in the mailbox.
    candidates.sort_by_key(|&(score, our, their)| (std::cmp::Reverse(score), our, their));
    for (_, our, their) in candidates {
        pairing.take(our, their);
    }
    pairing.last_in_folder(ours, theirs);
    pairing.end()
}

struct Pairing {
    taken: Vec<bool>,
    given: Vec<bool>,
    both: Vec<(usize, usize)>,
}

impl Pairing {
    fn take(&mut self, our: usize, their: usize) {
        if !self.taken[our] && !self.given[their] {
            self.taken[our] = true;
            self.given[their] = true;
            self.both.push((our, their));
        }
    }

    /// Pairs the last unpaired items of a folder if each reader has exactly one.
    fn last_in_folder(&mut self, ours: &[Record], theirs: &[Record]) {
        let mut left: HashMap<Option<String>, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (index, record) in ours.iter().enumerate().filter(|(index, _)| !self.taken[*index]) {
            left.entry(folder(record)).or_default().0.push(index);
        }
        for (index, record) in theirs.iter().enumerate().filter(|(index, _)| !self.given[*index]) {
            if record.nid.is_none() && !record.recovered {
                left.entry(folder(record)).or_default().1.push(index);
            }
        }
        for (ours, theirs) in left.into_values() {
            if let ([our], [their]) = (ours.as_slice(), theirs.as_slice()) {
                self.take(*our, *their);
            }
        }
    }

    fn end(self) -> Pairs {
        let left = |used: &[bool]| (0..used.len()).filter(|&index| !used[index]).collect();
        Pairs { only_ours: left(&self.taken), only_theirs: left(&self.given), both: self.both }
    }
}

/// Returns the name of the innermost folder. The names of its parents are ignored, because readers disagree on
/// them.
fn folder(record: &Record) -> Option<String> {
    record.folder.as_ref()?.last().map(|name| normal::on_disk(name))
}

fn subject(record: &Record) -> Option<String> {
    record.subject.as_deref().map(normal::words).filter(|subject| !subject.is_empty())
}

fn body(text: Option<&str>) -> Option<String> {
    text.map(normal::words).filter(|body| !body.is_empty())
}

fn person(record: &Record) -> Option<&[String; 3]> {
    record.person.as_ref().filter(|parts| parts.iter().any(|part| !part.is_empty()))
}

fn times(record: &Record) -> impl Iterator<Item = i64> {
    [record.submitted, record.delivered, record.start].into_iter().flatten().filter(|&time| time != 0)
}

/// Finds our items by the value of a field.
#[derive(Default)]
struct Keys {
    subject: HashMap<String, Vec<usize>>,
    time: HashMap<i64, Vec<usize>>,
    text: HashMap<String, Vec<usize>>,
    person: HashMap<[String; 3], Vec<usize>>,
}

impl Keys {
    fn of(records: &[Record]) -> Self {
        let mut keys = Self::default();
        for (index, record) in records.iter().enumerate() {
            if let Some(subject) = subject(record) {
                keys.subject.entry(subject).or_default().push(index);
            }
            for time in times(record) {
                keys.time.entry(time).or_default().push(index);
            }
            if let Some(text) = body(record.text.as_deref()) {
                keys.text.entry(text).or_default().push(index);
            }
            if let Some(person) = person(record) {
                keys.person.entry(person.clone()).or_default().push(index);
            }
        }
        keys
    }

    fn like(&self, record: &Record) -> Vec<usize> {
        let by_subject = subject(record).and_then(|subject| self.subject.get(&subject));
        let by_text = body(record.text.as_deref()).and_then(|text| self.text.get(&text));
        let by_person = person(record).and_then(|person| self.person.get(person));
        let by_time = times(record).filter_map(|time| self.time.get(&time));
        let mut found: Vec<usize> = by_subject
            .into_iter()
            .chain(by_text)
            .chain(by_person)
            .chain(by_time)
            .flatten()
            .copied()
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Returns the score of two items: the weighted number of fields that agree.
fn agreement(ours: &Record, theirs: &Record) -> u32 {
    let same = |weight: u32, same: bool| if same { weight } else { 0 };
    let mut score = same(3, folder(ours) == folder(theirs));
    score += same(3, subject(theirs).is_some() && subject(ours) == subject(theirs));
    for (our, their) in
        [(ours.submitted, theirs.submitted), (ours.delivered, theirs.delivered), (ours.start, theirs.start)]
    {
        score += same(3, their.is_some_and(|time| time != 0) && our == their);
    }
    for (our, their) in
        [(&ours.text, &theirs.text), (&ours.html, &theirs.html), (&ours.html_bytes, &theirs.html_bytes)]
    {
        let their = body(their.as_deref());
        score += same(3, their.is_some() && body(our.as_deref()) == their);
    }
    score += same(3, person(theirs).is_some() && ours.person == theirs.person);
    score += same(3, theirs.class.is_some() && ours.class == theirs.class);
    score += same(2, theirs.sender_address.is_some() && ours.sender_address == theirs.sender_address);
    let count = |record: &Record| record.attachments.as_ref().map(Vec::len);
    let hashes = |record: &Record| -> Vec<Option<String>> {
        record.attachments.iter().flatten().map(|file| file.sha256.clone()).collect()
    };
    score += same(1, count(theirs).is_some() && count(ours) == count(theirs));
    score + same(2, count(theirs).is_some_and(|count| count > 0) && hashes(ours) == hashes(theirs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(subject: &str, submitted: i64, text: &str) -> Record {
        Record {
            folder: Some(vec!["Inbox".to_owned()]),
            subject: Some(subject.to_owned()),
            submitted: Some(submitted),
            text: Some(text.to_owned()),
            ..Record::default()
        }
    }

    #[test]
    fn the_best_pair_is_taken_and_no_item_twice() {
        let ours = [record("a", 1, "x"), record("a", 1, "y"), record("b", 2, "z")];
        let theirs = [record("a", 1, "y"), record("a", 1, "x"), record("a", 1, "x")];
        let pairs = pair(&ours, &theirs);
        assert_eq!(pairs.both, [(0, 1), (1, 0), (2, 2)], "the last unpaired items of a folder are a pair");
    }

    #[test]
    fn items_with_nodes_are_paired_by_node_only() {
        let numbered = |nid, subject: &str| Record { nid: Some(nid), ..record(subject, 1, "x") };
        let pairs = pair(&[numbered(1, "a"), numbered(2, "b")], &[numbered(2, "a"), numbered(3, "b")]);
        assert_eq!(pairs.both, [(1, 0)]);
        assert_eq!((pairs.only_ours, pairs.only_theirs), (vec![0], vec![1]));
    }
}

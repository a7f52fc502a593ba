//! Pairs messages whose contents differ, by `Message-ID`, sender and date.
//!
//! A message whose text was cut has another identity than the whole message. Without these pairs, it would count as
//! two messages, each in only one side.

use foundmail_mail::{digest_of, header_ids};
use foundmail_store::{MessageId, StoreError};

use super::differences::{differences, recipients};
use super::loaded::{Loaded, copies};
use super::matching::{Matched, Pair, compared};
use super::side::CompareSide;
use crate::ArchiveError;

/// Adds pairs of the messages that are only in one side so far.
pub(super) fn pair(a: &CompareSide, b: &CompareSide, matched: &mut Matched) -> Result<(), ArchiveError> {
    // Without messages on one side there are no pairs, and nothing must be read.
    if matched.only.iter().any(Vec::is_empty) {
        return Ok(());
    }
    let (of_a, of_b) = (keys_of(a, &matched.only[0])?, keys_of(b, &matched.only[1])?);
    let mut found = Vec::new();
    let mut rest = of_b.as_slice();
    for group in of_a.chunk_by(|(key, _), (other, _)| key == other) {
        let Some(&(key, _)) = group.first() else { continue };
        let begin = rest.partition_point(|(other, _)| *other < key);
        rest = rest.get(begin..).unwrap_or_default();
        let end = rest.partition_point(|(other, _)| *other == key);
        let same: Vec<MessageId> =
            rest.iter().take(end.min(MAX_GROUP)).map(|&(_, message)| message).collect();
        pair_group(a, group, b, same, &mut found)?;
    }
    let mut paired: [Vec<MessageId>; 2] =
        [found.iter().map(|pair| pair.a).collect(), found.iter().map(|pair| pair.b).collect()];
    for (only, paired) in matched.only.iter_mut().zip(&mut paired) {
        paired.sort_unstable();
        only.retain(|message| paired.binary_search(message).is_err());
    }
    matched.pairs.extend(found);
    Ok(())
}

/// Maximum number of messages with one key that are compared with each other.
const MAX_GROUP: usize = 20;

/// Pairs the messages of one key. `theirs` contains the messages of the other side.
fn pair_group(
    a: &CompareSide,
    group: &[(u64, MessageId)],
    b: &CompareSide,
    mut theirs: Vec<MessageId>,
    found: &mut Vec<Pair>,
) -> Result<(), ArchiveError> {
    for &(_, message) in group.iter().take(MAX_GROUP) {
        for at in 0..theirs.len() {
            let Some(&other) = theirs.get(at) else { break };
            if let Some(pair) = checked(a, message, b, other)? {
                found.push(pair);
                theirs.remove(at);
                break;
            }
        }
    }
    Ok(())
}

/// Returns the pair of two messages with one key, unless they were sent to different people.
fn checked(
    a: &CompareSide,
    message: MessageId,
    b: &CompareSide,
    other: MessageId,
) -> Result<Option<Pair>, ArchiveError> {
    let ours = Loaded::of(a, message, &copies(a, message)?)?;
    let theirs = Loaded::of(b, other, &copies(b, other)?)?;
    let (Some(ours), Some(theirs)) = (ours, theirs) else { return Ok(None) };
    let (to_us, to_them) = (recipients(&ours.message), recipients(&theirs.message));
    // Some programs send one text to many people with one `Message-ID`.
    let are_apart = !to_us.is_empty() && !to_them.is_empty() && to_us.is_disjoint(&to_them);
    if are_apart || ours.message.message_id != theirs.message.message_id {
        return Ok(None);
    }
    let differs = !differences(Some(compared(&ours)), Some(compared(&theirs))).is_empty();
    // Two messages without a difference in any compared part have different identities, so they are not the same.
    Ok(differs.then_some(Pair { a: message, b: other, differs }))
}

/// Returns hashes of `Message-ID`, sender and date with their messages, in the order of the hashes. Messages without
/// a `Message-ID` or a date are left out.
fn keys_of(side: &CompareSide, messages: &[MessageId]) -> Result<Vec<(u64, MessageId)>, ArchiveError> {
    let mut keys = Vec::new();
    for &message in messages {
        let copies = copies(side, message)?;
        let Some(copy) = copies.first() else { continue };
        let stored = match side.reader.stored_version(message, Some(copy.version.id)) {
            Ok(stored) => stored,
            Err(StoreError::Damaged { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        let ids = stored.with(|skeleton| header_ids(skeleton.bytes));
        let (Some(own), Some(date)) = (ids.own.filter(|id| id.len() > 3), ids.date) else { continue };
        let text = format!("{own}\n{}\n{date}", ids.sender);
        let short = digest_of(text.as_bytes()).first_chunk().copied().unwrap_or_default();
        keys.push((u64::from_le_bytes(short), message));
    }
    keys.sort_unstable();
    Ok(keys)
}

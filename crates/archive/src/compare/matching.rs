//! Pairs the messages of both sides by their identity.

use foundmail_mail::{Comparison, compare, same_bodies};
use foundmail_store::MessageId;

use super::differences::{Compared, differences};
use super::loaded::{Copy, Loaded, copies};
use super::side::CompareSide;
use crate::ArchiveError;

/// A message that both sides have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub a: MessageId,
    pub b: MessageId,
    /// True if one copy lacks something.
    pub differs: bool,
}

/// The pairs, and the messages of both sides that are in no pair.
#[derive(Debug, Default)]
pub(super) struct Matched {
    pub pairs: Vec<Pair>,
    pub only: [Vec<MessageId>; 2],
}

/// Returns true if one copy of a message lacks a part that the other one has.
fn differ(a: Option<&Loaded<'_>>, b: Option<&Loaded<'_>>) -> bool {
    !differences(a.map(compared), b.map(compared)).is_empty()
}

pub(super) fn compared<'m>(loaded: &'m Loaded<'_>) -> Compared<'m> {
    Compared { message: &loaded.message, damaged: loaded.damaged }
}

fn have_same_bytes(a: &[Copy], b: &[Copy]) -> bool {
    a.iter().any(|copy| b.iter().any(|other| copy.has_bytes_of(other)))
}

/// Pairs the messages of two sources of one archive: they have the same id. `step` is called after each message.
pub(super) fn in_one_archive(
    a: &CompareSide,
    b: &CompareSide,
    step: &mut dyn FnMut(),
) -> Result<Matched, ArchiveError> {
    let mut matched = Matched::default();
    let (in_a, in_b) = (a.messages()?, b.messages()?);
    for &message in &in_a {
        step();
        if in_b.binary_search(&message).is_err() {
            matched.only[0].push(message);
            continue;
        }
        let (of_a, of_b) = (copies(a, message)?, copies(b, message)?);
        let differs = !have_same_bytes(&of_a, &of_b)
            && differ(Loaded::of(a, message, &of_a)?.as_ref(), Loaded::of(b, message, &of_b)?.as_ref());
        matched.pairs.push(Pair { a: message, b: message, differs });
    }
    matched.only[1] = in_b.into_iter().filter(|message| in_a.binary_search(message).is_err()).collect();
    Ok(matched)
}

/// Pairs the messages of two archives. Each message is in at most one pair.
pub(super) fn across_archives(
    a: &CompareSide,
    b: &CompareSide,
    step: &mut dyn FnMut(),
) -> Result<Matched, ArchiveError> {
    let mut free = Free { ids: b.messages()?, taken: Vec::new() };
    free.taken.resize(free.ids.len(), false);
    let mut matched = Matched::default();
    let mut rest = Vec::new();
    // Equal bytes are the strongest proof, so they are paired first.
    for message in a.messages()? {
        step();
        match with_same_bytes(a, message, b, &mut free)? {
            Some(other) => matched.pairs.push(Pair { a: message, b: other, differs: false }),
            None => rest.push(message),
        }
    }
    for message in rest {
        match with_same_identity(a, message, b, &mut free)? {
            Some((other, differs)) => matched.pairs.push(Pair { a: message, b: other, differs }),
            None => matched.only[0].push(message),
        }
    }
    // A damaged message is stored under the digest of its lines, so a whole one does not find it. In the other
    // direction, the damaged message finds the whole one by its fields.
    let left = free.left();
    let mut free =
        Free { taken: vec![false; matched.only[0].len()], ids: std::mem::take(&mut matched.only[0]) };
    for message in left {
        match with_same_identity(b, message, a, &mut free)? {
            Some((other, differs)) => matched.pairs.push(Pair { a: other, b: message, differs }),
            None => matched.only[1].push(message),
        }
    }
    matched.only[0] = free.left();
    Ok(matched)
}

/// The messages of one side that are in no pair yet.
struct Free {
    /// In ascending order.
    ids: Vec<MessageId>,
    taken: Vec<bool>,
}

impl Free {
    fn has(&self, message: MessageId) -> bool {
        let at = self.ids.binary_search(&message).ok();
        at.and_then(|at| self.taken.get(at)) == Some(&false)
    }

    fn take(&mut self, message: MessageId) {
        if let Ok(at) = self.ids.binary_search(&message)
            && let Some(taken) = self.taken.get_mut(at)
        {
            *taken = true;
        }
    }

    fn left(self) -> Vec<MessageId> {
        let rows = self.ids.into_iter().zip(self.taken);
        rows.filter(|(_, taken)| !taken).map(|(message, _)| message).collect()
    }
}

fn with_same_bytes(
    side: &CompareSide,
    message: MessageId,
    other: &CompareSide,
    free: &mut Free,
) -> Result<Option<MessageId>, ArchiveError> {
    let own = copies(side, message)?;
    for copy in &own {
        let found = other.reader.message_with_bytes(&copy.version.digest, copy.version.framing)?;
        let Some(found) = found.filter(|&found| free.has(found)) else { continue };
        if have_same_bytes(&own, &copies(other, found)?) {
            free.take(found);
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Finds the message of the other side that an import would take for the same message. Returns it, and true if one
/// of the two lacks something.
fn with_same_identity(
    side: &CompareSide,
    message: MessageId,
    other: &CompareSide,
    free: &mut Free,
) -> Result<Option<(MessageId, bool)>, ArchiveError> {
    let loaded = Loaded::of(side, message, &copies(side, message)?)?;
    let stored = side.reader.identity_of(message)?;
    let fingerprint = loaded.as_ref().and_then(Loaded::fingerprint);
    let keys = stored.iter().chain(fingerprint.iter().flat_map(foundmail_mail::Fingerprint::keys));
    for key in keys {
        let found = other.reader.message_with_identity(key)?.filter(|&found| free.has(found));
        let Some(found) = found else { continue };
        let theirs = Loaded::of(other, found, &copies(other, found)?)?;
        let of_theirs = theirs.as_ref().and_then(Loaded::fingerprint);
        let is_same = match (&fingerprint, &of_theirs) {
            (Some(ours), Some(theirs_print)) => match compare(ours, theirs_print) {
                Comparison::Same => true,
                Comparison::Different => false,
                Comparison::NeedsBodies => same_bodies(html(loaded.as_ref()), html(theirs.as_ref())),
            },
            // One of the two cannot be read, so only the stored identities can decide.
            _ => stored.as_ref() == Some(key),
        };
        if is_same {
            free.take(found);
            return Ok(Some((found, differ(loaded.as_ref(), theirs.as_ref()))));
        }
    }
    Ok(None)
}

fn html<'m>(loaded: Option<&'m Loaded<'_>>) -> Option<&'m str> {
    loaded.and_then(|loaded| loaded.message.html.as_deref())
}

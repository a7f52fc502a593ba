// Prints the items that the npm package pst-extractor finds in a PST or OST file, as one JSON object per line.
//
// Usage: node pst_extractor_dump.mjs FILE
//
// The keys are those of tests/src/opinions/record.rs. A key is missing if pst-extractor does not return the value.

import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';

// The library's own messages must not appear between the records.
console.log = console.error = console.warn = () => {};

const { PSTFile } = createRequire(import.meta.url)('pst-extractor');
const KINDS = { 0: 'from', 1: 'to', 2: 'cc', 3: 'bcc' };
const EMBEDDED_MESSAGE = 5;
const NO_TIME = 79_870_662_000;

/** Returns the result of `read`, or undefined if the library throws an error. */
function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Returns a time in seconds since 1970, or 0 for no time. */
function seconds(date) {
  const value = Math.floor((date?.getTime() ?? 0) / 1000);
  // The library converts a file time of zero to the year 1601.
  return value > -11_644_473_600 && value < NO_TIME ? value : 0;
}

const time = (read) => {
  const date = attempt(read);
  return date === undefined ? undefined : seconds(date);
};

function content(attachment) {
  const stream = attachment.fileInputStream;
  if (!stream) return undefined;
  const bytes = Buffer.alloc(attachment.filesize);
  // The library reads beyond the end of the data without reporting an error.
  stream.readCompletely(bytes);
  return bytes;
}

function recipientOf(recipient) {
  return {
    kind: KINDS[recipient.recipientType & 0xf] ?? 'other',
    name: recipient.displayName,
    address: recipient.emailAddress,
  };
}

function attachmentOf(attachment, depth) {
  const found = { name: attachment.longFilename || attachment.filename || attachment.displayName };
  if (attachment.attachMethod === EMBEDDED_MESSAGE) {
    found.is_message = true;
    const message = depth < 20 ? attempt(() => attachment.embeddedPSTMessage) : undefined;
    if (message) found.message = recordOf(message, undefined, depth + 1);
    return found;
  }
  const bytes = attempt(() => content(attachment));
  if (bytes) {
    found.size = bytes.length;
    found.sha256 = createHash('sha256').update(bytes).digest('hex');
  }
  return found;
}

function list(count, read) {
  const number = attempt(count);
  if (number === undefined) return undefined;
  const found = Array.from({ length: number }, (_, index) => attempt(() => read(index)));
  return found.every(Boolean) ? found : undefined;
}

function recordOf(item, folder, depth = 0) {
  const nid = attempt(() => item.descriptorNodeId.toNumber());
  return {
    id: nid === undefined ? 'embedded' : `0x${nid.toString(16)}`,
    nid: depth === 0 ? nid : undefined,
    folder,
    class: attempt(() => item.messageClass),
    subject: attempt(() => item.subject),
    sender_name: attempt(() => item.senderName),
    sender_address: attempt(() => item.senderEmailAddress),
    submitted: time(() => item.clientSubmitTime),
    delivered: time(() => item.messageDeliveryTime),
    text: attempt(() => item.body),
    html: attempt(() => item.bodyHTML),
    start: item.messageClass === 'IPM.Appointment' ? time(() => item.startTime) : undefined,
    recipients: list(
      () => item.numberOfRecipients,
      (index) => recipientOf(item.getRecipient(index)),
    ),
    attachments: list(
      () => item.numberOfAttachments,
      (index) => attachmentOf(item.getAttachment(index), depth),
    ),
  };
}

function print(record) {
  const bytes = Buffer.from(`${JSON.stringify(record)}\n`);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      // EAGAIN: the pipe is full at the moment.
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

const seen = new Set();

function walk(folder, path) {
  // Items are read by position, so an item with an error does not hide the items after it.
  for (let index = 0; index < folder.contentCount; index += 1) {
    const item = attempt(() => {
      folder.moveChildCursorTo(index);
      return folder.getNextChild();
    });
    const record = item && recordOf(item, path);
    if (record && !seen.has(record.nid)) {
      seen.add(record.nid);
      print(record);
    }
  }
  for (const below of attempt(() => folder.getSubFolders()) ?? []) {
    walk(below, [...path, below.displayName]);
  }
}

walk(new PSTFile(process.argv[2]).getRootFolder(), []);

// This file was generated from the table of operators (crates/search/src/query/operator.rs). Do not edit it.

export interface Operator {
  name: string;
  aliases: string[];
  label: string;
  values: string;
  known: string[];
  example: string;
  help: string;
}

export const OPERATORS: readonly Operator[] = [
  {"aliases":["sender"],"example":"from:ruth","help":"messages sent by this person","known":[],"label":"from","name":"from","values":"people"},
  {"aliases":["recipient"],"example":"to:karl","help":"messages sent to this person, also as a copy","known":[],"label":"to","name":"to","values":"people"},
  {"aliases":[],"example":"cc:karl","help":"messages with a copy to this person","known":[],"label":"cc","name":"cc","values":"people"},
  {"aliases":[],"example":"bcc:karl","help":"messages with a hidden copy to this person","known":[],"label":"bcc","name":"bcc","values":"people"},
  {"aliases":[],"example":"with:ruth","help":"messages sent by or to this person","known":[],"label":"with","name":"with","values":"people"},
  {"aliases":["title"],"example":"subject:invoice","help":"messages with these words in the subject","known":[],"label":"subject","name":"subject","values":"words"},
  {"aliases":["text"],"example":"body:insurance","help":"messages with these words in the text","known":[],"label":"body","name":"body","values":"words"},
  {"aliases":["file"],"example":"filename:report","help":"messages with these words in a file name","known":[],"label":"file","name":"filename","values":"words"},
  {"aliases":["text_in"],"example":"text-in:attachment total","help":"messages with the next word in an attached file","known":["attachment"],"label":"text in","name":"text-in","values":"names"},
  {"aliases":[],"example":"attachment:total","help":"messages with these words in an attached file","known":[],"label":"attachment","name":"attachment","values":"words"},
  {"aliases":["filetype","ext"],"example":"type:pdf","help":"messages with a file of this type","known":[],"label":"type","name":"type","values":"types"},
  {"aliases":[],"example":"has:attachment","help":"messages with a file, picture or link","known":["attachment","image","pdf","invite","link","document","spreadsheet","presentation"],"label":"has","name":"has","values":"names"},
  {"aliases":["folder","label"],"example":"in:Inbox","help":"messages in this folder","known":[],"label":"in","name":"in","values":"folders"},
  {"aliases":[],"example":"source:office.pst","help":"messages in this mailbox","known":[],"label":"source","name":"source","values":"sources"},
  {"aliases":[],"example":"kind:appointment","help":"messages of this kind","known":["mail","appointment","contact","task","note","other"],"label":"kind","name":"kind","values":"names"},
  {"aliases":[],"example":"is:damaged","help":"messages in this state","known":["sent","received","starred","recovered","damaged"],"label":"is","name":"is","values":"names"},
  {"aliases":[],"example":"tag:important","help":"messages with this tag","known":[],"label":"tag","name":"tag","values":"tags"},
  {"aliases":["older"],"example":"before:2017","help":"messages from before this day, month or year","known":[],"label":"before","name":"before","values":"dates"},
  {"aliases":["newer","since"],"example":"after:2015-06","help":"messages from this day, month or year, or later","known":[],"label":"after","name":"after","values":"dates"},
  {"aliases":["date","on"],"example":"during:2016","help":"messages from this day, month or year","known":[],"label":"during","name":"during","values":"dates"},
  {"aliases":[],"example":"older_than:5y","help":"messages older than this","known":[],"label":"older than","name":"older_than","values":"ages"},
  {"aliases":[],"example":"newer_than:2w","help":"messages newer than this","known":[],"label":"newer than","name":"newer_than","values":"ages"},
  {"aliases":["size"],"example":"larger:5m","help":"messages of at least this size","known":[],"label":"larger","name":"larger","values":"sizes"},
  {"aliases":[],"example":"smaller:500k","help":"messages of at most this size","known":[],"label":"smaller","name":"smaller","values":"sizes"},
  {"aliases":[],"example":"thread:12","help":"messages in the conversation with this number","known":[],"label":"thread","name":"thread","values":"numbers"},
  {"aliases":[],"example":"id:17","help":"the message with this number","known":[],"label":"id","name":"id","values":"numbers"},
];

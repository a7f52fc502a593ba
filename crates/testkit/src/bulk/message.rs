//! Writes the messages of a thread: sender, recipient, subject, text and attachments.

use std::fmt::Write;

use chrono::DateTime;

use super::corpus::{Corpus, capital};
use super::{BulkOptions, BulkStyle, office};
use crate::{AttachedFile, Charset, Draft, MailboxMessage, NamedAddress, Rng};

/// Date of the first message, 2 January 2006, in seconds since 1970.
const FIRST: i64 = 1_136_190_000;
const CHINESE: &str = "关于发票和付款的说明，请在月底之前确认。会议星期三下午三点开始，请准备客户报告。";
const JAPANESE: &str =
    "お世話になっております。請求書を添付しましたのでご確認ください。会議は水曜日の午後三時からです。";

/// The state of a thread that may be continued.
pub(super) struct OpenThread {
    people: [usize; 2],
    subject: String,
    folder: usize,
    last: Option<Draft>,
    /// The last attachment, which may be sent again.
    sent: Option<AttachedFile>,
    messages: usize,
}

impl OpenThread {
    /// Returns the number of messages so far.
    pub fn message_count(&self) -> usize {
        self.messages
    }
}

/// Writes the messages of all threads.
pub(super) struct MessageWriter {
    seed: u64,
    corpus: Corpus,
}

impl MessageWriter {
    /// Returns the writer for `seed`, with `vocabulary` made-up words.
    pub fn new(seed: u64, vocabulary: usize) -> Self {
        Self { seed, corpus: Corpus::new(seed, vocabulary) }
    }

    /// Returns a new thread between the owner and another person.
    pub fn new_thread(&self, rng: &mut Rng) -> OpenThread {
        // Takes the lower of two random numbers, so that some people write many more messages than others.
        let other =
            rng.between(1, self.corpus.people.len() - 1).min(rng.between(1, self.corpus.people.len() - 1));
        let people = if rng.chance(40) { [0, other] } else { [other, 0] };
        let length = rng.between(2, 6);
        let folder = rng.below(12);
        OpenThread {
            people,
            subject: capital(&self.corpus.words.sentence(length, rng)),
            folder,
            last: None,
            sent: None,
            messages: 0,
        }
    }

    /// Returns the next message of `thread` and the continued thread.
    pub fn next_message(
        &self,
        number: u64,
        mut thread: OpenThread,
        options: &BulkOptions,
    ) -> (MailboxMessage, OpenThread) {
        let mut rng = Rng::for_item(self.seed, number);
        let [from, to] = thread.people.map(|index| &self.corpus.people[index]);
        let reply = if thread.messages > 0 { "Re: " } else { "" };
        let seconds =
            FIRST + i64::try_from(number).unwrap_or(0) * 300 + i64::try_from(rng.below(300)).unwrap_or(0);
        let date = DateTime::from_timestamp(seconds, 0).unwrap_or_default().fixed_offset();
        let mut draft =
            Draft::new(from, std::slice::from_ref(to), format!("{reply}{}", thread.subject), date)
                .charset(*rng.pick(&options.charsets));
        let office = options.style == BulkStyle::Office;
        let own = if office {
            office::add_own_text(&self.corpus, &mut draft, number, options.words, &mut rng)
        } else {
            self.body(draft.charset, from, to, options.words, &mut rng)
        };
        draft.text.clone_from(&own);
        if let Some(earlier) = thread.last.take() {
            draft = draft.reply_to(&earlier);
            quote(&earlier, &mut draft.text);
        }
        if rng.chance(options.html) {
            draft.html = Some(if office { office::html(&draft.text) } else { html(&draft.text) });
        }
        if rng.chance(options.attachments) && !options.kinds.is_empty() {
            self.attach(&mut draft, &mut thread.sent, number, options, &mut rng);
        }
        let message = draft.clone().into_message(&folder(&thread));
        draft.text = if office { office::quotable(draft.text) } else { own };
        draft.attachments.clear();
        draft.html = None;
        thread.last = Some(draft);
        thread.messages += 1;
        thread.people.reverse();
        (message, thread)
    }

    fn body(
        &self,
        charset: Charset,
        from: &NamedAddress,
        to: &NamedAddress,
        words: usize,
        rng: &mut Rng,
    ) -> String {
        let name = |person: &NamedAddress| person.name.split(' ').next().unwrap_or_default().to_owned();
        let mut text = format!("Dear {},\n\n", name(to));
        match charset {
            Charset::Gb2312 => text.push_str(CHINESE),
            Charset::Iso2022Jp => text.push_str(JAPANESE),
            _ => {}
        }
        let mut left = rng.between(words / 4, words * 7 / 4);
        while left > 0 {
            let length = rng.between(5, 18).min(left);
            left -= length;
            text.push_str(&capital(&self.corpus.words.sentence(length, rng)));
            text.push_str(if rng.chance(25) { ".\n\n" } else { ". " });
        }
        let _ = write!(text, "\n\n{}\n", name(from));
        crate::compose::wrap(&text)
    }

    fn attach(
        &self,
        draft: &mut Draft,
        sent: &mut Option<AttachedFile>,
        number: u64,
        options: &BulkOptions,
        rng: &mut Rng,
    ) {
        for index in 0..rng.between(1, 3).min(rng.between(1, 3)) {
            if options.style == BulkStyle::Office {
                let again = sent.take().filter(|_| rng.chance(office::SENT_AGAIN));
                let part = again.unwrap_or_else(|| office::file(&self.corpus, draft, options, rng));
                *sent = Some(part.clone());
                draft.attachments.push(part);
                continue;
            }
            let paragraphs = rng.between(3, 40);
            let text: Vec<_> =
                (0..paragraphs).map(|_| capital(&self.corpus.words.sentence(12, rng))).collect();
            let name = format!("{}-{number}-{}", capital(&self.corpus.words.sentence(1, rng)), index + 1);
            let kind = *rng.pick(&options.kinds);
            draft.attachments.push(kind.file_with_text(&name, &text.join(".\n"), options.padding, rng));
        }
    }
}

fn folder(thread: &OpenThread) -> Vec<String> {
    let own = thread.people[0] == 0;
    match thread.folder {
        _ if own => vec!["Sent".into()],
        0..=4 => vec!["Inbox".into()],
        5..=10 => vec!["Projects".into(), format!("Project {}", thread.folder - 4)],
        _ => vec!["Inbox".into(), "Lists".into()],
    }
}

fn quote(earlier: &Draft, text: &mut String) {
    let _ =
        write!(text, "\nOn {}, {} wrote:\n", earlier.date.format("%-d %b %Y, at %H:%M"), earlier.from.name);
    for line in earlier.text.lines() {
        let _ = writeln!(text, "> {line}");
    }
}

fn html(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>\n");
    format!(
        "<html><head><style>td {{ font: 10pt Arial }}</style></head><body><table width=\"600\"><tr><td>\n{text}\
         <img src=\"https://pixel.example/o.gif\" width=\"1\" height=\"1\" alt=\"\"></td></tr></table></body></html>\n"
    )
}

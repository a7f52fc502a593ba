//! The parts of office mail around the text: transport headers, signatures, and HTML as Outlook writes it.

use std::fmt::Write;

use crate::bulk::corpus::{Corpus, capital};
use crate::{Draft, NamedAddress, Rng};

const PROGRAMS: [&str; 4] = [
    "Microsoft Outlook 14.0",
    "Microsoft Office Outlook 12.0",
    "Mozilla/5.0 (Windows NT 6.1; rv:38.0) Gecko/20100101 Thunderbird/38.5.1",
    "Apple Mail (2.3112)",
];

/// The HTML that Word writes before the first line of a message, shortened.
const HEAD: &str = "<html xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
xmlns:w=\"urn:schemas-microsoft-com:office:word\">\n<head>\n<meta name=\"Generator\" content=\"Microsoft Word 14 (filtered medium)\">\n\
<style><!--\n/* Font Definitions */\n@font-face\n\t{font-family:Calibri;\n\tpanose-1:2 15 5 2 2 2 4 3 2 4;}\n@font-face\n\
\t{font-family:Tahoma;\n\tpanose-1:2 11 6 4 3 5 4 4 2 4;}\n/* Style Definitions */\np.MsoNormal, li.MsoNormal, div.MsoNormal\n\
\t{margin:0cm;\n\tmargin-bottom:.0001pt;\n\tfont-size:11.0pt;\n\tfont-family:\"Calibri\",\"sans-serif\";}\na:link, \
span.MsoHyperlink\n\t{mso-style-priority:99;\n\tcolor:blue;\n\ttext-decoration:underline;}\nspan.E-MailFormatvorlage17\n\
\t{mso-style-type:personal-compose;\n\tfont-family:\"Calibri\",\"sans-serif\";\n\tcolor:windowtext;}\n.MsoChpDefault\n\
\t{mso-style-type:export-only;}\n@page WordSection1\n\t{size:612.0pt 792.0pt;\n\tmargin:70.85pt 70.85pt 2.0cm 70.85pt;}\n\
div.WordSection1\n\t{page:WordSection1;}\n--></style>\n</head>\n<body lang=\"EN\" link=\"blue\" vlink=\"purple\">\n<div \
class=\"WordSection1\">\n";

/// Adds the header fields that servers and mail programs write.
pub(super) fn headers(draft: &mut Draft, number: u64, rng: &mut Rng) {
    let date = draft.date.to_rfc2822();
    let domain = |person: &NamedAddress| person.address.rsplit('@').next().unwrap_or_default().to_owned();
    let (from, to) = (domain(&draft.from), draft.to.first().map(domain).unwrap_or_default());
    for (by, with) in [(&to, "ESMTPS"), (&to, "ESMTP"), (&from, "SMTP")] {
        let value = format!(
            "from mail.{from} (mail.{from} [192.0.2.{}])\r\n\tby mx{}.{by} with {with} id {:016x};\r\n\t{date}",
            rng.below(255),
            rng.below(4),
            rng.next_u64()
        );
        draft.extra.push(("Received".into(), value));
    }
    let program = *rng.pick(&PROGRAMS);
    draft.extra.push(("Return-Path".into(), format!("<{}>", draft.from.address)));
    draft.extra.push(("X-Mailer".into(), program.into()));
    draft.extra.push(("X-Spam-Status".into(), format!("No, score=-{}.{}", rng.below(3), rng.below(10))));
    draft.extra.push(("Content-Language".into(), "en-GB".into()));
    draft.extra.push(("X-Number".into(), format!("{number}")));
}

/// Appends a closing and a signature of two lines.
pub(super) fn signature(corpus: &Corpus, from: &NamedAddress, rng: &mut Rng, out: &mut String) {
    let domain = from.address.rsplit('@').next().unwrap_or_default();
    let number: usize = from.address.bytes().map(usize::from).sum();
    let _ = write!(
        out,
        "\n{}\n{}\n\n-- \n{} Ltd, {} Street {}\nPhone +44 20 7946 {:04} - www.{domain}\n",
        rng.pick(&["Kind regards", "Best wishes", "Mit freundlichen Grüßen", "Thanks", "Yours sincerely"]),
        from.name,
        capital(domain.split('.').next().unwrap_or_default()),
        capital(corpus.words.made_up(number)),
        number % 190 + 1,
        number % 1_000,
    );
}

/// Returns `text` as HTML, as Outlook writes it.
pub(in crate::bulk) fn html(text: &str) -> String {
    let mut out = String::with_capacity(HEAD.len() + text.len() * 2);
    out.push_str(HEAD);
    for line in text.lines() {
        let line = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let line = if line.is_empty() { "&nbsp;" } else { line.as_str() };
        let _ = writeln!(
            out,
            "<p class=\"MsoNormal\"><span style=\"font-size:10.0pt\">{line}<o:p></o:p></span></p>"
        );
    }
    out.push_str("</div>\n</body>\n</html>\n");
    out
}

//! The insurance claim after the storm of February 2016.

use super::mailbox_builder::MailboxBuilder;
use super::thread_builder::ThreadBuilder;
use super::{local_time, people};
use crate::AttachedFile;
use crate::files::{Picture, pdf, png, xlsx};

/// Adds the messages about the claim.
pub(super) fn add(mailbox: &mut MailboxBuilder) {
    storm(mailbox);
    photos(mailbox);
    assessment(mailbox);
    payment(mailbox);
}

fn photo(name: &str, picture: Picture, seed: u64) -> AttachedFile {
    AttachedFile::new(name, "image/png", png(picture, 160, 120, seed))
}

fn storm(mailbox: &mut MailboxBuilder) {
    let (anna, ruth) = (people::anna(), people::ruth());
    let mut thread = ThreadBuilder::new(mailbox, "Storm damage, policy 5530-11", &["Inbox"]);
    let files = (0..5).map(|n| photo(&format!("IMG_{}.png", 2231 + n), Picture::Roof, n)).collect();
    thread.message_with_files(&anna, &ruth, local_time("2016-02-11 08:12"), STORM, files);
    thread.message(&ruth, &anna, local_time("2016-02-11 15:40"), STORM_ANSWER);
    thread.copy_last(&["Insurance"]);
    thread.message(&anna, &ruth, local_time("2016-02-12 07:55"), STORM_DATES);
    thread.end();
}

fn photos(mailbox: &mut MailboxBuilder) {
    let (anna, ruth) = (people::anna(), people::ruth());
    let mut thread = ThreadBuilder::new(mailbox, "Photos of the roof", &["Inbox"]);
    let files = vec![
        photo("roof-east.png", Picture::Roof, 21),
        photo("roof-west.png", Picture::Roof, 22),
        photo("ceiling-east.png", Picture::Ceiling, 23),
        photo("ceiling-oven.png", Picture::Ceiling, 24),
    ];
    thread.message_with_files(&anna, &ruth, local_time("2016-02-29 18:31"), PHOTOS, files);
    thread.message(&ruth, &anna, local_time("2016-03-02 10:05"), PHOTOS_THANKS);
    thread.message_with_files(
        &anna,
        &ruth,
        local_time("2016-03-02 19:20"),
        "Dear Ms Alder,\n\nhere is the last one, taken from the loft this afternoon. The bucket is still there.\n\n\
         Kind regards\nAnna Weller",
        vec![photo("loft.png", Picture::Ceiling, 25)],
    );
    thread.end();
}

fn assessment(mailbox: &mut MailboxBuilder) {
    let (anna, ruth, karl) = (people::anna(), people::ruth(), people::karl());
    let mut thread = ThreadBuilder::new(mailbox, "Roof claim 88-2041: assessor's report", &["Inbox"]);
    thread.html(true);
    let files = vec![
        AttachedFile::new(
            "Report-88-2041.pdf",
            "application/pdf",
            pdf("Assessor's report, claim 88-2041", REPORT, &[]),
        ),
        AttachedFile::new(
            "Settlement.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            xlsx(&settlement()),
        ),
        photo("ceiling-east.png", Picture::Ceiling, 23),
    ];
    thread.message_with_files(&ruth, &anna, local_time("2016-03-14 10:42"), ASSESSED, files);
    if let Some(draft) = thread.last() {
        draft.cc = vec![karl.clone()];
        draft.html = Some(letterhead());
    }
    thread.copy_last(&["Insurance"]);
    thread.html(false);
    thread.message(&anna, &ruth, local_time("2016-03-14 20:16"), GUTTER);
    thread.html(true);
    thread.message(&ruth, &anna, local_time("2016-03-16 09:03"), GUTTER_ANSWER);
    thread.copy_last(&["Insurance"]);
    thread.html(false);
    let signed = pdf("Declaration, claim 88-2041", SIGNED, &[]);
    thread.message_with_files(
        &anna,
        &ruth,
        local_time("2016-03-21 12:30"),
        "Dear Ms Alder,\n\nwe agree. The declaration is attached, signed by both of us.\n\n\
         Kind regards\nAnna Weller",
        vec![AttachedFile::new("Declaration-signed.pdf", "application/pdf", signed)],
    );
    thread.end();
}

fn payment(mailbox: &mut MailboxBuilder) {
    let (anna, ruth) = (people::anna(), people::ruth());
    let mut thread = ThreadBuilder::new(mailbox, "Claim 88-2041: payment", &["Inbox"]);
    thread.message(&ruth, &anna, local_time("2016-03-29 11:15"), PAID);
    thread.copy_last(&["Insurance"]);
    thread.message(&anna, &ruth, local_time("2016-04-01 17:44"), PAID_THANKS);
    thread.end();
}

fn settlement() -> Vec<Vec<String>> {
    [
        ["Item", "Estimate", "Covered"],
        ["Slates, east side", "4180.00", "4180.00"],
        ["Battens and felt", "1265.50", "1265.50"],
        ["Kitchen ceiling, plaster and paint", "890.00", "890.00"],
        ["Gutter, 14 m", "640.00", "0"],
        ["Excess", "0", "-250.00"],
        ["Total", "6975.50", "6085.50"],
    ]
    .iter()
    .map(|row| row.iter().map(|&cell| cell.to_owned()).collect())
    .collect()
}

/// Returns the HTML of a message from the insurance company: a layout table and two remote pictures.
fn letterhead() -> String {
    let text = super::thread_builder::escape(ASSESSED);
    let paragraphs = text.replace("\n\n", "</p>\n<p style=\"margin:0 0 12px\">").replace(",\nR", ",<br>R");
    format!(
        "<html><body bgcolor=\"#eef1f4\"><table width=\"600\" align=\"center\" cellpadding=\"24\" bgcolor=\"#ffffff\">\n\
         <tr><td><img src=\"https://www.fairmount-mutual.example/mail/logo.png\" alt=\"Fairmount Mutual\" width=\"180\" \
         height=\"40\"></td></tr>\n<tr><td style=\"font-family:Arial,sans-serif;font-size:14px;color:#222\">\n\
         <p style=\"margin:0 0 12px\">{paragraphs}</p></td></tr>\n<tr><td style=\"font-size:11px;color:#777\">Fairmount Mutual Insurance, 4 Exchange \
         Square<img src=\"https://track.fairmount-mutual.example/o?id=882041\" alt=\"\" width=\"1\" height=\"1\"></td></tr>\n\
         </table></body></html>\n"
    )
}

const STORM: &str = "Dear Ms Alder,

last night's storm took part of the roof and we would like to report the damage under policy 5530-11. About thirty \
slates on the east side are gone, and the rain came through into the kitchen above the big oven.

Our roofer has put a tarpaulin over the hole this morning. Five pictures are attached. Please let us know \
what the insurance needs from us before the repair begins.

Kind regards
Anna Weller
Weller Bakery, Mill Lane 3";

const STORM_ANSWER: &str = "Dear Ms Weller,

I am sorry to hear that. Please send photographs of the inside too, and keep any receipts for the tarpaulin and for \
work that could not wait. Your claim has the number 88-2041; please quote it in all letters.

An assessor will call you this week to look at the roof.

With kind regards
Ruth Alder
Fairmount Mutual";

const STORM_DATES: &str = "Dear Ms Alder,

thank you for the quick answer. The assessor may come any day after eleven, when the baking is done. The receipt of \
the roofer over 180 pounds is here and will follow.

Kind regards
Anna Weller";

const PHOTOS: &str = "Dear Ms Alder,

here are the pictures of the roof and of the kitchen for claim 88-2041. The two last ones show the kitchen ceiling \
from below; the stain is still growing.

Kind regards
Anna Weller";

const PHOTOS_THANKS: &str = "Dear Ms Weller,

thank you, these are very clear. Could you also send the ones from the loft, so that one sees the battens? \
The assessor has asked for it.

With kind regards
Ruth Alder";

const ASSESSED: &str = "Dear Ms Weller,

I attach the assessor's report. In short: the insurance will cover the slates, the battens and the ceiling of the \
kitchen, but not the gutter, which was in poor condition before the storm.

If you agree with the figures in section 4, please sign the declaration and return it by the end of the month. The payment \
then follows within ten days.

With kind regards,
Ruth Alder
Fairmount Mutual";

const GUTTER: &str = "Dear Ms Alder,

thank you for the report. We agree about the roof and the ceiling. The gutter was mended in 2014, though; I can send the \
invoice of Carrow Roofing. Would that change anything?

Kind regards
Anna Weller";

const GUTTER_ANSWER: &str = "Dear Ms Weller,

the invoice of 2014 is for the west side, while the storm tore off the gutter in the east. So I can't change the sum, \
but I have noted your objection in the file.

With kind regards,
Ruth Alder";

const SIGNED: &str = "We accept the settlement of 6,085.50 for claim 88-2041 as set out in the assessor's report of 11 March 2016.

Anna Weller, Karl Weller
Weller Bakery, Mill Lane 3
21 March 2016";

const PAID: &str = "Dear Ms Weller,

we have today transferred 6,085.50 to your account at Westmere Bank for the roof, claim 88-2041. With that the claim is \
closed on our side.

Please remember that the insurance asks for a look at the roof every second year from now on.

With kind regards,
Ruth Alder";

const PAID_THANKS: &str = "Dear Ms Alder,

the money has arrived. Thank you for your help; the new roof is tight and the kitchen is dry.

There is a loaf for you at the counter whenever you pass by.

Anna Weller";

const REPORT: &str = "Policy 5530-11, Weller Bakery, Mill Lane 3
Date of loss: 10 February 2016, storm, gusts up to 110 km/h
Visited on 18 February and 4 March 2016 by L. Fenwick, assessor

1. Findings
The building is of 1928 with a slated roof of 38 degrees. Damage to the roof above the kitchen: 34 slates lost, 12 cracked, \
three battens broken, felt torn over 2.4 square metres. Water has come through the ceiling above the oven; plaster is loose over \
about one square metre. The electrical installation was checked and is sound.

2. Cause
The pattern of the loss agrees with wind from the north-east. The slates were fixed with copper nails and in good order. The \
gutter on the east side was corroded at four brackets before the storm.

3. Cover
Slates, battens, felt and ceiling are covered by the insurance under section B, storm and tempest. The gutter is excluded under \
section B 4, wear and tear. The tarpaulin of 11 February was necessary and is refunded.

4. Figures
Slates, east side: 4,180.00
Battens and felt: 1,265.50
Kitchen ceiling: 890.00
Less excess: 250.00
Settlement: 6,085.50

5. Recommendation
The chimney's lead flashing should be renewed while the scaffold stands. This is maintenance and not part of the claim.

Declaration
We accept the settlement as above.

Place, date, signature:";

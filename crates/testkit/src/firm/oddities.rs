//! Unusual messages: newsletters, fraud, attached messages, and rare forms of text.

use super::mailbox_builder::MailboxBuilder;
use super::thread_builder::ThreadBuilder;
use super::{local_time, people};
use crate::compose::wrap;
use crate::files::{Picture, csv, docx, pdf, png, vcf};
use crate::{AttachedFile, Draft, NamedAddress};

/// Adds all unusual messages.
pub(super) fn add(mailbox: &mut MailboxBuilder) {
    newsletters(mailbox);
    menu_with_picture(mailbox);
    misleading_link(mailbox);
    spoofed_sender(mailbox);
    program_as_invoice(mailbox);
    scripted_prize(mailbox);
    attached_message(mailbox);
    flowed_story(mailbox);
    many_attachments(mailbox);
}

fn newsletters(mailbox: &mut MailboxBuilder) {
    for (month, title, lead) in [
        (
            "2013-05",
            "Sourdough in summer",
            "Warm nights make fast dough. Five bakers tell how they slow it down.",
        ),
        (
            "2016-11",
            "What energy costs in 2017",
            "Gas or electric? We asked four makers of ovens for their figures.",
        ),
        ("2019-08", "Old grain, new money", "Emmer and einkorn are back, and customers pay for them."),
    ] {
        let text = format!("{title}\n\n{lead}\n\nRead on: https://www.bakers-weekly.example/{month}\n");
        let html = format!(
            "<html><head><title>{title}</title><style>.lead {{ color: #445; font-size: 16px }}</style></head>\n\
             <body style=\"margin:0;background:#f4efe6\"><table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\"><tr><td \
             align=\"center\">\n<table width=\"600\" bgcolor=\"#ffffff\" cellpadding=\"20\"><tr><td>\n\
             <a href=\"https://www.bakers-weekly.example/\"><img src=\"https://cdn.bakers-weekly.example/head.png\" \
             alt=\"Baker's Weekly\" width=\"560\" height=\"120\" style=\"display:block\"></a>\n\
             <h1 style=\"font-family:Georgia,serif\">{title}</h1><p class=\"lead\">{lead}</p>\n\
             <table width=\"560\"><tr><td width=\"180\" background=\"https://cdn.bakers-weekly.example/{month}/a.jpg\" \
             height=\"120\">&nbsp;</td><td><img src=\"https://cdn.bakers-weekly.example/{month}/b.jpg\" alt=\"A loaf, cut \
             open\" width=\"180\"></td></tr></table>\n<p><a href=\"https://www.bakers-weekly.example/{month}\">Read on</a> \
             &middot; <a href=\"https://www.bakers-weekly.example/leave?u=anna\">Unsubscribe</a></p>\n\
             <img src=\"https://track.bakers-weekly.example/open.gif?u=anna&amp;i={month}\" width=\"1\" height=\"1\" alt=\"\">\n\
             </td></tr></table></td></tr></table></body></html>\n"
        );
        let date = local_time(&format!("{month}-02 06:00"));
        let mut draft =
            Draft::new(&people::paper(), &[people::anna()], format!("Baker's Weekly: {title}"), date);
        draft = draft.text(text).html(html);
        draft.extra.push(("List-Id".into(), "Baker's Weekly <news.bakers-weekly.example>".into()));
        draft
            .extra
            .push(("List-Unsubscribe".into(), "<https://www.bakers-weekly.example/leave?u=anna>".into()));
        mailbox.file(draft, &["Inbox", "Newsletters"]);
    }
}

fn menu_with_picture(mailbox: &mut MailboxBuilder) {
    let date = local_time("2018-04-27 15:20");
    let mut draft = Draft::new(&people::cafe(), &[people::anna()], "Our new menu, with your bread", date)
        .text("Dear Anna,\n\nyour loaf is on the front page of the new menu. Do you like it?\n\nMina\n")
        .html(
            "<html><body><p>Dear Anna,</p><p>your loaf is on the front page of the new menu. Do you like it?</p>\n\
             <p><img src=\"cid:menu.1804@harbour-cafe.example\" alt=\"The menu's front page\" width=\"96\"></p>\n\
             <p>Mina</p></body></html>\n",
        );
    let logo = AttachedFile::new("menu.png", "image/png", png(Picture::Logo, 96, 96, 1));
    draft.inline.push(logo.with_content_id("menu.1804@harbour-cafe.example"));
    draft.attachments.push(AttachedFile::new(
        "Menü Frühling.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        docx(&[
            "Harbour Café",
            "Soup of the day with rye bread from Weller Bakery",
            "Smoked mackerel on toast",
            "Almond cake",
        ]),
    ));
    mailbox.file(draft, &["Clients", "Harbour Café"]);
}

fn misleading_link(mailbox: &mut MailboxBuilder) {
    let from = NamedAddress::new("Westmere Bank", "service@westmere-bank-login.example");
    let draft = Draft::new(&from, &[people::anna()], "Please confirm your account", local_time("2017-10-18 02:41"))
        .text("Your account has been limited. Confirm at https://www.westmere-bank.example/confirm\n")
        .html(
            "<html><body><p>Dear customer,</p><p>your account has been limited. Please confirm your details within 24 \
             hours:</p>\n<p><a href=\"http://westmere.login-check.example/confirm.php?id=7731\">\
             https://www.westmere-bank.example/confirm</a></p>\n<p>Westmere Bank</p></body></html>\n",
        );
    mailbox.file(draft, &["Inbox"]);
}

fn spoofed_sender(mailbox: &mut MailboxBuilder) {
    let from = NamedAddress::new("anna@weller-bakery.example", "billing@paylink-secure.example");
    let draft = Draft::new(
        &from,
        &[people::karl(), people::anna()],
        "Quick payment today",
        local_time("2020-06-09 11:07"),
    )
    .text("Karl,\n\nplease pay the attached invoice today, I am in a meeting and can't talk.\n\nAnna\n")
    .attach(AttachedFile::new(
        "Invoice-7714.pdf",
        "application/pdf",
        pdf("Invoice 7714", "Consulting services\nTotal: 4,900.00\nPay to: Paylink Secure Ltd", &[]),
    ));
    mailbox.file(draft, &["Inbox"]);
}

fn program_as_invoice(mailbox: &mut MailboxBuilder) {
    let from = NamedAddress::new("Accounts", "accounts@invoice-delivery.example");
    let mut program = b"MZ\x90\0".to_vec();
    program.extend_from_slice(b"This is no program, only the name of one.\r\n");
    let draft = Draft::new(&from, &[people::anna()], "Unpaid invoice 2019", local_time("2019-11-26 04:30"))
        .text("Dear customer,\n\nour records show an unpaid invoice. See the attached document.\n")
        .attach(AttachedFile::new("Invoice_2019.pdf.exe", "application/octet-stream", program));
    mailbox.file(draft, &["Inbox", "Junk"]);
}

fn scripted_prize(mailbox: &mut MailboxBuilder) {
    let from = NamedAddress::new("Prize desk", "win@lucky-draw.example");
    let draft = Draft::new(&from, &[people::anna()], "You have won", local_time("2015-01-14 23:59"))
        .text("You have won. Open the message to see what.\n")
        .html(
            "<html><head><script>document.title = 'script ran'</script><meta http-equiv=\"refresh\" \
             content=\"0;url=https://lucky-draw.example/\"></head>\n<body onload=\"document.title = 'handler ran'\">\
             <h2>You have won</h2>\n<img src=\"x\" onerror=\"document.title = 'onerror ran'\">\n\
             <form action=\"https://lucky-draw.example/claim\"><input name=\"card\"><button>Claim</button></form>\n\
             <iframe src=\"https://lucky-draw.example/\"></iframe>\n\
             <a href=\"javascript:document.title='link ran'\">your prize</a></body></html>\n",
        );
    mailbox.file(draft, &["Inbox", "Junk"]);
}

fn attached_message(mailbox: &mut MailboxBuilder) {
    let school = people::school();
    let complaint = Draft::new(&school, &[people::karl()], "Tuesday's rolls", local_time("2014-11-11 13:12"))
        .text("Dear Karl,\n\nthe rolls came at nine instead of seven, so the children had none at break.\n\nEllen Moss\n");
    let draft = Draft::new(&people::karl(), &[people::anna()], "Fwd: Tuesday's rolls", local_time("2014-11-11 15:30"))
        .text("Anna,\n\nthe school is right, the van wouldn't start. Shall we give them Friday's for nothing?\n\nKarl\n")
        .attach(AttachedFile::new("Tuesday's rolls.eml", "message/rfc822", complaint.to_bytes()));
    let answer = Draft::new(
        &people::anna(),
        &[people::karl()],
        "Re: Fwd: Tuesday's rolls",
        local_time("2014-11-11 17:02"),
    )
    .text("Yes, and I write to Ellen.\n\nAnna\n")
    .reply_to(&draft);
    mailbox.file(draft, &["Inbox"]);
    mailbox.file(answer, &["Inbox"]);
}

/// Adds a `format=flowed` message. A space at the end of a line continues the paragraph (RFC 3676).
fn flowed_story(mailbox: &mut MailboxBuilder) {
    let text = "Dear Anna,\n\nhere is my story for the anniversary paper, as promised.\n\nI came to the bakery in the autumn \
                of 2009. The first thing I learned was to be quiet: dough hears everything, your father said. The second was that \
                the oven is hotter on the left.\n\nFrom Monday on I was allowed to shape the rolls. From then I never wanted to do \
                anything else.\n\nSamir";
    let flowed: String =
        wrap(text)
            .lines()
            .map(|line| {
                if line.len() > 55 && !line.ends_with('.') {
                    format!("{line} \n")
                } else {
                    format!("{line}\n")
                }
            })
            .collect();
    let mut draft = Draft::new(
        &people::baker(),
        &[people::anna()],
        "My story for the paper",
        local_time("2019-09-08 12:44"),
    );
    draft.text = flowed.replace("I came", "  I came");
    draft.flowed = true;
    mailbox.file(draft, &["Inbox"]);
    let mut thread = ThreadBuilder::new(mailbox, "New opening hours", &["Inbox"]);
    thread.message(
        &people::anna(),
        &people::baker(),
        local_time("2019-09-20 14:00"),
        "Dear Samir,\n\nnew hours, please tell the others:\n\nFrom Monday on we open at six, on Sundays at seven.\n\nAnna",
    );
    thread.end();
}

fn many_attachments(mailbox: &mut MailboxBuilder) {
    let accountant = people::accountant();
    let mut thread = ThreadBuilder::new(mailbox, "Papers for the year 2016", &["Inbox"]);
    let rows =
        vec![vec!["Month", "Sales", "Flour", "Wages"], vec!["January", "21310.40", "3120.00", "9800.00"]];
    thread.message_with_files(
        &accountant,
        &people::anna(),
        local_time("2017-02-06 10:20"),
        "Dear Anna,\n\nhere is what the tax office got for 2016. The payment of the insurance for the roof is no income, but the \
         roof light goes onto the list of assets; it is written off over ten years.\n\nPriya",
        vec![
            AttachedFile::new("Accounts-2016.pdf", "application/pdf", pdf("Accounts 2016", "Sales: 268,410.75\nProfit: 31,902.20", &[])),
            AttachedFile::new("Months-2016.csv", "text/csv", csv(&rows)),
            AttachedFile::new("Checklist.txt", "text/plain", "Receipts of the van\nRoof light: invoice\nInsurance: letters\n"),
            AttachedFile::new("Priya Nair.vcf", "text/vcard", vcf(&accountant, "+44 20 7946 0991")),
        ],
    );
    thread.copy_last(&["Invoices"]);
    thread.message(
        &people::anna(),
        &accountant,
        local_time("2017-02-07 08:15"),
        "Thank you, Priya. All there.\n\nAnna",
    );
    thread.end();
}

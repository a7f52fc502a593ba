//! The repair of the roof: permit, quotes, deliveries and costs.

use super::mailbox_builder::MailboxBuilder;
use super::thread_builder::ThreadBuilder;
use super::{local_time, people};
use crate::AttachedFile;
use crate::files::{Appointment, ics, pdf, xlsx};

/// Adds the messages about the repair.
pub(super) fn add(mailbox: &mut MailboxBuilder) {
    gutter_2014(mailbox);
    permit(mailbox);
    roof_light(mailbox);
    roofer(mailbox);
    delivery(mailbox);
    who_pays(mailbox);
    inspection(mailbox);
}

fn gutter_2014(mailbox: &mut MailboxBuilder) {
    let (anna, roofer) = (people::anna(), people::roofer());
    let mut thread = ThreadBuilder::new(mailbox, "Invoice 2014-061, gutter west side", &["Invoices"]);
    let text = "Weller Bakery, Mill Lane 3\nGutter west side, 11 m zinc, brackets, labour\nTotal: 512.00\nPayable within 30 days.";
    let invoice = AttachedFile::new(
        "Invoice-2014-061.pdf",
        "application/pdf",
        pdf("Carrow Roofing, invoice 2014-061", text, &[]),
    );
    thread.message_with_files(
        &roofer,
        &anna,
        local_time("2014-09-30 16:20"),
        "Hello Anna,\n\nthe gutter on the west side is done, the invoice is attached. The east side will need the same \
         in a year or two.\n\nHugh",
        vec![invoice],
    );
    thread.message(
        &anna,
        &roofer,
        local_time("2014-10-06 13:05"),
        "Hello Hugh,\n\npaid today. Thank you for leaving the yard so clean!\n\nAnna",
    );
    thread.end();
}

fn permit(mailbox: &mut MailboxBuilder) {
    let (anna, town) = (people::anna(), people::town());
    let mut thread = ThreadBuilder::new(mailbox, "Permit 2015/771", &["Inbox"]);
    thread.message(
        &anna,
        &town,
        local_time("2015-09-21 14:10"),
        "Dear Sir or Madam,\n\nwe plan a roof light of 1.2 by 0.8 metres over the kitchen at Mill Lane 3 and ask for a \
         permit. Drawings follow by post.\n\nYours faithfully\nAnna Weller",
    );
    let text = "Permit 2015/771\nThe permit for work on the roof of Mill Lane 3 is granted under the following conditions: the pitch \
                stays as it is, slates match the existing ones, the footpath is kept free between 7 and 9 in the morning.\n\
                Valid until 30 September 2017.";
    thread.message_with_files(
        &town,
        &anna,
        local_time("2015-10-12 09:00"),
        "Dear Ms Weller,\n\nthe permit for work on the roof is granted under the conditions in the attached letter. \
         It is valid for two years.\n\nBuilding Control, Town office",
        vec![AttachedFile::new("Permit-771.pdf", "application/pdf", pdf("Town office: building permit", text, &[]))],
    );
    thread.end();
}

fn roof_light(mailbox: &mut MailboxBuilder) {
    let (anna, glazier) = (people::anna(), people::glazier());
    let mut thread = ThreadBuilder::new(mailbox, "Quote for roof light, second version", &["Inbox"]);
    let text = "Quote 2016-117\nRoof light 1200 x 800 mm, triple glazing, electric opener with rain sensor: 1,840.00\n\
                Fitting, if done together with the repair of the roof: 310.00\nValid until 30 April 2016.";
    let quote = AttachedFile::new("Quote-2016-117.pdf", "application/pdf", pdf("Marten Glazing", text, &[]));
    thread.message_with_files(
        &glazier,
        &anna,
        local_time("2016-02-19 11:32"),
        "Dear Ms Weller,\n\nplease find our offer, valid until the end of April. The insurance won't pay for the roof \
         light itself, but fitting it while the scaffold stands saves you about 400.\n\nTom Marten",
        vec![quote],
    );
    thread.message(
        &anna,
        &glazier,
        local_time("2016-02-22 13:18"),
        "Dear Mr Marten,\n\nthat sounds fair. Could it be opened by hand too, when the power is off?\n\nAnna Weller",
    );
    thread.message(
        &glazier,
        &anna,
        local_time("2016-02-23 08:47"),
        "Dear Ms Weller,\n\nyes, there is a crank, at no extra cost. Shall I order it?\n\nTom Marten",
    );
    thread.end();
}

fn roofer(mailbox: &mut MailboxBuilder) {
    let (anna, roofer) = (people::anna(), people::roofer());
    let mut thread = ThreadBuilder::new(mailbox, "When can you start on the roof?", &["Inbox"]);
    thread.message(
        &anna,
        &roofer,
        local_time("2016-03-30 09:02"),
        "Hello Hugh,\n\nthe insurance has paid. When can you start, and how long will the scaffold stand in the yard?\n\nAnna",
    );
    let start = Appointment {
        uid: "roof-2016@carrow-roofing.example",
        summary: "Roof works begin",
        location: "Mill Lane 3",
        start: local_time("2016-04-11 07:30"),
        minutes: 540,
        organizer: &roofer,
    };
    thread.message_with_files(
        &roofer,
        &anna,
        local_time("2016-03-30 18:25"),
        "Hello Anna,\n\nscaffold on Friday the 8th, slates from Monday the 11th, two weeks if it stays dry. The van can't \
         use the yard in the first week.\n\nHugh",
        vec![AttachedFile::new("roof.ics", "text/calendar; method=REQUEST", ics(&start))],
    );
    thread.message(
        &anna,
        &roofer,
        local_time("2016-03-31 06:58"),
        "Good, we are looking forward to it. Bring an appetite.\n\nAnna",
    );
    thread.message(
        &roofer,
        &anna,
        local_time("2016-04-22 16:40"),
        "Hello Anna,\n\nall done, the scaffold goes on Monday. I renewed the lead at the chimney as the assessor \
         asked.\n\nHugh",
    );
    thread.end();
}

fn delivery(mailbox: &mut MailboxBuilder) {
    let (anna, cafe, hotel) = (people::anna(), people::cafe(), people::hotel());
    let mut thread =
        ThreadBuilder::new(mailbox, "Delivery before the roof works", &["Clients", "Harbour Café"]);
    thread.message(
        &anna,
        &cafe,
        local_time("2016-04-01 10:15"),
        "Dear Mina,\n\nin the week of 11 April the yard is full of scaffold. May Karl deliver at half past five instead of \
         six, and use your back entrance?\n\nAnna",
    );
    thread.message(
        &cafe,
        &anna,
        local_time("2016-04-01 16:02"),
        "No problem on our side, the van can stop at the back entrance if it is gone by six. I hope the new roof lasts!\n\nMina",
    );
    thread.copy_last(&["Inbox"]);
    thread.end();
    let mut thread =
        ThreadBuilder::new(mailbox, "Rolls in the week of the roof repair", &["Clients", "North Pier"]);
    thread.message(
        &anna,
        &hotel,
        local_time("2016-04-01 10:31"),
        "Dear Daniel,\n\nour roof is being repaired from the 11th. You get your rolls as always, only the croissants will be \
         frozen ones in that week, to bake yourselves. I take 20 % off.\n\nAnna",
    );
    thread.message(
        &hotel,
        &anna,
        local_time("2016-04-02 08:20"),
        "That's fine with us. Good luck with the roof.\n\nDaniel",
    );
    thread.end();
}

/// Adds a long thread.
fn who_pays(mailbox: &mut MailboxBuilder) {
    let (anna, karl) = (people::anna(), people::karl());
    let mut thread = ThreadBuilder::new(mailbox, "Who pays what", &["Inbox"]);
    let rows: Vec<Vec<&str>> = vec![
        vec!["Item", "Anna", "Karl", "Insurance"],
        vec!["Roof, east side", "0", "0", "6085.50"],
        vec!["Excess", "125", "125", "0"],
        vec!["Gutter", "320", "320", "0"],
        vec!["Roof light", "1075", "1075", "0"],
    ];
    let table = AttachedFile::new(
        "Costs.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx(&rows),
    );
    thread.message_with_files(
        &karl,
        &anna,
        local_time("2016-04-24 20:10"),
        "Anna,\n\nI put it into a table so that we can talk about it on Friday. Roof, gutters, the light, all in there.\n\nKarl",
        vec![table],
    );
    for (day, text) in WHO_PAYS.iter().enumerate() {
        let (from, to) = if day % 2 == 0 { (&anna, &karl) } else { (&karl, &anna) };
        thread.message(
            from,
            to,
            local_time(&format!("2016-04-{} {:02}:{:02}", 25 + day / 3, 8 + day % 3 * 5, 7 * day % 60)),
            text,
        );
    }
    thread.end();
}

fn inspection(mailbox: &mut MailboxBuilder) {
    let (anna, roofer) = (people::anna(), people::roofer());
    for year in [2018, 2020, 2022] {
        let subject = format!("Roof inspection {year}");
        let mut thread = ThreadBuilder::new(mailbox, &subject, &["Inbox"]);
        thread.message(
            &anna,
            &roofer,
            local_time(&format!("{year}-03-05 13:30")),
            "Hello Hugh,\n\nthe insurance wants somebody to look at the roof every second year. Would you come by?\n\nAnna",
        );
        let text = format!(
            "Inspection of the roof at Mill Lane 3, {year}.\nSlates, lead and roof light sound. Gutter cleaned. No repair needed."
        );
        let name = format!("Inspection-{year}.pdf");
        thread.message_with_files(
            &roofer,
            &anna,
            local_time(&format!("{year}-03-19 17:05")),
            "Hello Anna,\n\nI was up there today: nothing to do. The paper for the insurance is attached.\n\nHugh",
            vec![AttachedFile::new(name, "application/pdf", pdf("Carrow Roofing", &text, &[]))],
        );
        thread.end();
    }
}

const WHO_PAYS: [&str; 13] = [
    "Thanks. Why is the gutter half and half? It is on my side of the house.",
    "Because the water runs into my garage when it leaks. Leave it.",
    "Fine. Then the roof light is mine alone, it is over my oven.",
    "You bake, I carry the flour under it. Half and half.",
    "And the plasterer? He isn't in the table.",
    "The insurance paid 890 for the ceiling and he took 870, so we are 20 in the black. Cake money.",
    "Did you count the 180 for the tarpaulin?",
    "Refunded with the first transfer, see the report, section 3.",
    "Then I have only one question left: who cleans the windows?",
    "Hugh's people did on Saturday. I gave them two trays of cinnamon buns.",
    "I wondered where those went.",
    "So we are agreed? I would like to pay Hugh tomorrow.",
    "Agreed. Pay him, and put the table with the papers of the roof.",
];

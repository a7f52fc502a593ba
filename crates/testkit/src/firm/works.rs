//! The works on the roof, and who had to know about them.

use super::post::{Post, Talk};
use super::{cast, when};
use crate::Part;
use crate::files::{Appointment, ics, pdf, xlsx};

/// Adds the letters about permit, quotes, deliveries and costs.
pub(super) fn add(post: &mut Post) {
    gutter_2014(post);
    permit(post);
    roof_light(post);
    roofer(post);
    delivery(post);
    who_pays(post);
    inspection(post);
}

fn gutter_2014(post: &mut Post) {
    let (anna, roofer) = (cast::anna(), cast::roofer());
    let mut talk = Talk::new(post, "Invoice 2014-061, gutter west side", &["Invoices"]);
    let text = "Weller Bakery, Mill Lane 3\nGutter west side, 11 m zinc, brackets, labour\nTotal: 512.00\nPayable within 30 days.";
    let invoice = Part::new(
        "Invoice-2014-061.pdf",
        "application/pdf",
        pdf("Carrow Roofing, invoice 2014-061", text, &[]),
    );
    talk.sends(
        &roofer,
        &anna,
        when("2014-09-30 16:20"),
        "Hello Anna,\n\nthe gutter on the west side is done, the invoice is attached. The east side will need the same \
         in a year or two.\n\nHugh",
        vec![invoice],
    );
    talk.says(
        &anna,
        &roofer,
        when("2014-10-06 13:05"),
        "Hello Hugh,\n\npaid today. Thank you for leaving the yard so clean!\n\nAnna",
    );
    talk.end();
}

fn permit(post: &mut Post) {
    let (anna, town) = (cast::anna(), cast::town());
    let mut talk = Talk::new(post, "Permit 2015/771", &["Inbox"]);
    talk.says(
        &anna,
        &town,
        when("2015-09-21 14:10"),
        "Dear Sir or Madam,\n\nwe plan a roof light of 1.2 by 0.8 metres over the kitchen at Mill Lane 3 and ask for a \
         permit. Drawings follow by post.\n\nYours faithfully\nAnna Weller",
    );
    let text = "Permit 2015/771\nThe permit for work on the roof of Mill Lane 3 is granted under the following conditions: the pitch \
                stays as it is, slates match the existing ones, the footpath is kept free between 7 and 9 in the morning.\n\
                Valid until 30 September 2017.";
    talk.sends(
        &town,
        &anna,
        when("2015-10-12 09:00"),
        "Dear Ms Weller,\n\nthe permit for work on the roof is granted under the conditions in the attached letter. \
         It is valid for two years.\n\nBuilding Control, Town office",
        vec![Part::new("Permit-771.pdf", "application/pdf", pdf("Town office: building permit", text, &[]))],
    );
    talk.end();
}

fn roof_light(post: &mut Post) {
    let (anna, glazier) = (cast::anna(), cast::glazier());
    let mut talk = Talk::new(post, "Quote for roof light, second version", &["Inbox"]);
    let text = "Quote 2016-117\nRoof light 1200 x 800 mm, triple glazing, electric opener with rain sensor: 1,840.00\n\
                Fitting, if done together with the repair of the roof: 310.00\nValid until 30 April 2016.";
    let quote = Part::new("Quote-2016-117.pdf", "application/pdf", pdf("Marten Glazing", text, &[]));
    talk.sends(
        &glazier,
        &anna,
        when("2016-02-19 11:32"),
        "Dear Ms Weller,\n\nplease find our offer, valid until the end of April. The insurance won't pay for the roof \
         light itself, but fitting it while the scaffold stands saves you about 400.\n\nTom Marten",
        vec![quote],
    );
    talk.says(
        &anna,
        &glazier,
        when("2016-02-22 13:18"),
        "Dear Mr Marten,\n\nthat sounds fair. Could it be opened by hand too, when the power is off?\n\nAnna Weller",
    );
    talk.says(
        &glazier,
        &anna,
        when("2016-02-23 08:47"),
        "Dear Ms Weller,\n\nyes, there is a crank, at no extra cost. Shall I order it?\n\nTom Marten",
    );
    talk.end();
}

fn roofer(post: &mut Post) {
    let (anna, roofer) = (cast::anna(), cast::roofer());
    let mut talk = Talk::new(post, "When can you start on the roof?", &["Inbox"]);
    talk.says(
        &anna,
        &roofer,
        when("2016-03-30 09:02"),
        "Hello Hugh,\n\nthe insurance has paid. When can you start, and how long will the scaffold stand in the yard?\n\nAnna",
    );
    let start = Appointment {
        uid: "roof-2016@carrow-roofing.example",
        summary: "Roof works begin",
        location: "Mill Lane 3",
        start: when("2016-04-11 07:30"),
        minutes: 540,
        organizer: &roofer,
    };
    talk.sends(
        &roofer,
        &anna,
        when("2016-03-30 18:25"),
        "Hello Anna,\n\nscaffold on Friday the 8th, slates from Monday the 11th, two weeks if it stays dry. The van can't \
         use the yard in the first week.\n\nHugh",
        vec![Part::new("roof.ics", "text/calendar; method=REQUEST", ics(&start))],
    );
    talk.says(
        &anna,
        &roofer,
        when("2016-03-31 06:58"),
        "Good, we are looking forward to it. Bring an appetite.\n\nAnna",
    );
    talk.says(
        &roofer,
        &anna,
        when("2016-04-22 16:40"),
        "Hello Anna,\n\nall done, the scaffold goes on Monday. I renewed the lead at the chimney as the assessor \
         asked.\n\nHugh",
    );
    talk.end();
}

fn delivery(post: &mut Post) {
    let (anna, cafe, hotel) = (cast::anna(), cast::cafe(), cast::hotel());
    let mut talk = Talk::new(post, "Delivery before the roof works", &["Clients", "Harbour Café"]);
    talk.says(
        &anna,
        &cafe,
        when("2016-04-01 10:15"),
        "Dear Mina,\n\nin the week of 11 April the yard is full of scaffold. May Karl deliver at half past five instead of \
         six, and use your back entrance?\n\nAnna",
    );
    talk.says(
        &cafe,
        &anna,
        when("2016-04-01 16:02"),
        "No problem on our side, the van can stop at the back entrance if it is gone by six. I hope the new roof lasts!\n\nMina",
    );
    talk.copy_last(&["Inbox"]);
    talk.end();
    let mut talk = Talk::new(post, "Rolls in the week of the roof repair", &["Clients", "North Pier"]);
    talk.says(
        &anna,
        &hotel,
        when("2016-04-01 10:31"),
        "Dear Daniel,\n\nour roof is being repaired from the 11th. You get your rolls as always, only the croissants will be \
         frozen ones in that week, to bake yourselves. I take 20 % off.\n\nAnna",
    );
    talk.says(
        &hotel,
        &anna,
        when("2016-04-02 08:20"),
        "That's fine with us. Good luck with the roof.\n\nDaniel",
    );
    talk.end();
}

/// The long one.
fn who_pays(post: &mut Post) {
    let (anna, karl) = (cast::anna(), cast::karl());
    let mut talk = Talk::new(post, "Who pays what", &["Inbox"]);
    let rows: Vec<Vec<&str>> = vec![
        vec!["Item", "Anna", "Karl", "Insurance"],
        vec!["Roof, east side", "0", "0", "6085.50"],
        vec!["Excess", "125", "125", "0"],
        vec!["Gutter", "320", "320", "0"],
        vec!["Roof light", "1075", "1075", "0"],
    ];
    let table = Part::new(
        "Costs.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx(&rows),
    );
    talk.sends(
        &karl,
        &anna,
        when("2016-04-24 20:10"),
        "Anna,\n\nI put it into a table so that we can talk about it on Friday. Roof, gutters, the light, all in there.\n\nKarl",
        vec![table],
    );
    for (day, letter) in WHO_PAYS.iter().enumerate() {
        let (from, to) = if day % 2 == 0 { (&anna, &karl) } else { (&karl, &anna) };
        talk.says(
            from,
            to,
            when(&format!("2016-04-{} {:02}:{:02}", 25 + day / 3, 8 + day % 3 * 5, 7 * day % 60)),
            letter,
        );
    }
    talk.end();
}

fn inspection(post: &mut Post) {
    let (anna, roofer) = (cast::anna(), cast::roofer());
    for year in [2018, 2020, 2022] {
        let subject = format!("Roof inspection {year}");
        let mut talk = Talk::new(post, &subject, &["Inbox"]);
        talk.says(
            &anna,
            &roofer,
            when(&format!("{year}-03-05 13:30")),
            "Hello Hugh,\n\nthe insurance wants somebody to look at the roof every second year. Would you come by?\n\nAnna",
        );
        let text = format!(
            "Inspection of the roof at Mill Lane 3, {year}.\nSlates, lead and roof light sound. Gutter cleaned. No repair needed."
        );
        let name = format!("Inspection-{year}.pdf");
        talk.sends(
            &roofer,
            &anna,
            when(&format!("{year}-03-19 17:05")),
            "Hello Anna,\n\nI was up there today: nothing to do. The paper for the insurance is attached.\n\nHugh",
            vec![Part::new(name, "application/pdf", pdf("Carrow Roofing", &text, &[]))],
        );
        talk.end();
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

//! The patterns of everyday threads.

use super::Enclosure;
use super::Enclosure::{Invitation, Invoice, None, Order, Photo, Rota, Statement};
use crate::NamedAddress;
use crate::firm::people;

/// The author of a message.
#[derive(Debug, Clone, Copy)]
pub(super) enum Author {
    /// The owner of the mailbox.
    Us,
    /// The other person.
    Them,
}
use Author::{Them, Us};

/// The pattern of a thread.
pub(super) struct ThreadPattern {
    pub who: fn() -> NamedAddress,
    pub folder: &'static [&'static str],
    pub subject: &'static str,
    pub html: bool,
    pub messages: &'static [(Author, &'static str, Enclosure)],
}

/// All patterns. The threads use them in this order, beginning again after the last.
pub(super) const THREAD_PATTERNS: &[ThreadPattern] = &[
    ThreadPattern {
        who: people::cafe,
        folder: &["Clients", "Harbour Café"],
        subject: "Order for <month>",
        html: false,
        messages: &[
            (
                Them,
                "Dear Anna,\n\n{for|in} <month> we need <count> pieces of <item> {a day|every day but Sunday}. The list is \
                    attached.\n\n{We open an hour earlier now, so please come before six.|The last ones were very good, thank \
                    you.}\n\nMina",
                Order,
            ),
            (
                Us,
                "Dear Mina,\n\n{noted, thank you|all right, it's in the book}. <count> <item> from <day> on.\n\nAnna",
                None,
            ),
        ],
    },
    ThreadPattern {
        who: people::hotel,
        folder: &["Clients", "North Pier"],
        subject: "{Breakfast|Rolls} for the <month> {guests|wedding|conference}",
        html: true,
        messages: &[
            (
                Them,
                "Dear Ms Weller,\n\nwe have {a wedding|a conference|two coaches of guests} in the house on <day> and need \
                    <count> extra <item>s before half past six. {Is that possible?|Can you do that?}\n\nDaniel Reyes\nNorth Pier \
                    Hotel",
                None,
            ),
            (
                Us,
                "Dear Daniel,\n\n{with pleasure|yes, we can}. Karl brings them at six. It will be <sum> in all.\n\nAnna",
                None,
            ),
            (
                Them,
                "{Perfect, thank you.|Great. Please use the side entrance, the lift is broken.}\n\nDaniel",
                None,
            ),
        ],
    },
    ThreadPattern {
        who: people::dairy,
        folder: &["Invoices"],
        subject: "Invoice <invoice>, butter and milk",
        html: false,
        messages: &[(
            Them,
            "Dear customer,\n\nour invoice <invoice> over <sum> for the deliveries {of|in} <month> is attached. {Please pay \
                    within 14 days.|Butter goes up by four per cent next month; we are sorry.}\n\nHillside Dairy",
            Invoice,
        )],
    },
    ThreadPattern {
        who: people::baker,
        folder: &["Inbox"],
        subject: "Rota for <month>",
        html: false,
        messages: &[
            (
                Us,
                "Dear Samir,\n\nhere is the rota for <month>. {Lena is away in the second week.|Joan has Fridays off.} Does it \
                  work for you?\n\nAnna",
                Rota,
            ),
            (
                Them,
                "Hi Anna,\n\n{yes, but can I swap one <day> with Lena?|works for me.} {The proofer makes a noise again, by the \
                    way.|We are nearly out of baking paper.}\n\nSamir",
                None,
            ),
            (Us, "{Of course.|I take care of it.}\n\nAnna", None),
        ],
    },
    ThreadPattern {
        who: people::accountant,
        folder: &["Inbox"],
        subject: "{VAT return|Quarterly figures}, <month> <year>",
        html: false,
        messages: &[
            (
                Them,
                "Dear Anna,\n\nfor the return I still miss {the receipts of the van|the invoice over <sum>|the till rolls of \
                    <day>}. The tax office wants it by the end of <month>.\n\nPriya",
                None,
            ),
            (
                Us,
                "Dear Priya,\n\n{found it, sorry|here it is, it had slipped behind the till}.\n\nAnna",
                Invoice,
            ),
        ],
    },
    ThreadPattern {
        who: people::bank,
        folder: &["Inbox"],
        subject: "Your statement for <month> <year>",
        html: true,
        messages: &[(
            Them,
            "Dear Ms Weller,\n\nyour statement for <month> <year> is attached. {Your balance is <sum>.|Please check all \
                    entries and tell us of any error within six weeks.}\n\nWestmere Bank",
            Statement,
        )],
    },
    ThreadPattern {
        who: people::school,
        folder: &["Clients", "St Brigid's School"],
        subject: "{School fair|Break rolls|Bake sale} in <month>",
        html: false,
        messages: &[
            (
                Them,
                "Dear Ms Weller,\n\n{the children would like to visit the bakery|we plan our fair} on <day>. Could you give us \
                    <count> <item>s {at the usual price|at cost}?\n\nEllen Moss\nSt Brigid's School",
                None,
            ),
            (
                Us,
                "Dear Ellen,\n\ngladly. {Come at ten, then the oven is free.|Karl brings them to the gym.}\n\nAnna",
                None,
            ),
            (Them, "Thank you! {I'll send pictures.|The children are counting the days.}\n\nEllen", Photo),
        ],
    },
    ThreadPattern {
        who: people::garage,
        folder: &["Invoices"],
        subject: "Your van: {service|brakes|new tyres}, invoice <invoice>",
        html: false,
        messages: &[
            (
                Them,
                "Hello,\n\nthe van is ready. {The brakes were due.|Two tyres were worn.} The invoice over <sum> is \
                    attached.\n\nDunmore Garage",
                Invoice,
            ),
            (Us, "Thank you, Karl picks it up on <day>.\n\nAnna Weller", None),
        ],
    },
    ThreadPattern {
        who: people::karl,
        folder: &["Inbox"],
        subject: "{Delivery round|The van|Parking at the pier} on <day>",
        html: false,
        messages: &[
            (
                Them,
                "Anna,\n\n{they dig up Mill Lane|the bridge is closed} on <day>, I start {half an hour|an hour} earlier. Can \
                    Samir have the <item>s ready by four?\n\nKarl",
                None,
            ),
            (Us, "I asked him: {yes|yes, if the rye waits}.\n\nAnna", None),
        ],
    },
    ThreadPattern {
        who: people::cafe,
        folder: &["Clients", "Harbour Café"],
        subject: "Invoice <invoice>",
        html: false,
        messages: &[
            (
                Us,
                "Dear Mina,\n\nour invoice <invoice> for <month> over <sum> is attached.\n\nKind regards\nAnna Weller",
                Invoice,
            ),
            (
                Them,
                "{Paid today.|Paid. Could you put the scones on a line of their own next time?}\n\nMina",
                None,
            ),
        ],
    },
    ThreadPattern {
        who: people::hotel,
        folder: &["Clients", "North Pier"],
        subject: "Tasting of the {spring|autumn|winter} breads",
        html: false,
        messages: &[
            (
                Us,
                "Dear Daniel,\n\nwe try out new breads next week: <item>, and one with {seaweed|honey|potato}. Would you come \
                  and taste?\n\nAnna",
                Invitation,
            ),
            (
                Them,
                "{I'll be there with our chef.|Sorry, not on that day. Could you put one of each aside?}\n\nDaniel",
                None,
            ),
        ],
    },
    ThreadPattern {
        who: people::ruth,
        folder: &["Insurance"],
        subject: "Policy 5530-11: premium for <year>",
        html: false,
        messages: &[(
            Them,
            "Dear Ms Weller,\n\nthe premium of your insurance for building and contents is <sum> for <year>. {Nothing else \
                    changes.|Water damage is now covered up to 50,000.}\n\nRuth Alder\nFairmount Mutual",
            Invoice,
        )],
    },
];

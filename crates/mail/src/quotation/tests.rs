//! Tests with the quotations of real programs.

use super::quotations;

/// Checks the sender, date and text of each quotation, from the outermost.
#[track_caller]
fn check(text: &str, expected: &[(&str, &str, &str)]) {
    let found = quotations(text);
    let shown: Vec<_> = found.iter().map(|found| (&*found.from, &*found.date, &*found.text)).collect();
    assert_eq!(shown, expected, "{text}");
}

const RUTH: &str = "Ruth Alder <ruth@alder.example>";

#[test]
fn outlook_copies_the_header() {
    check(
        "See below.\n\n-----Original Message-----\nFrom: Ruth Alder [mailto:ruth@alder.example]\nSent: Monday, March 2, 2020 10:00 AM\n\
         To: Karl Finn; Anna Weller;\nbob@x.example\nCc: Eva\nSubject: RE: Roof\n\nThe roof leaks.\n\nRuth\n",
        &[(
            "Ruth Alder [mailto:ruth@alder.example]",
            "Monday, March 2, 2020 10:00 AM",
            "The roof leaks.\n\nRuth",
        )],
    );
    check(
        "Ja.\n\nVon: Ruth Alder <ruth@alder.example> \nGesendet: Montag, 2. März 2020 10:00\nAn: Karl Finn\nBetreff: Dach\n\nDas Dach.\n\n\
         -----Ursprüngliche Nachricht-----\nVon: Karl Finn\nGesendet: Sonntag, 1. März 2020 09:00\nAn: Ruth Alder\nBetreff: Dach\n\nWas?\n",
        &[
            (RUTH, "Montag, 2. März 2020 10:00", "Das Dach."),
            ("Karl Finn", "Sonntag, 1. März 2020 09:00", "Was?"),
        ],
    );
    // The web version writes a line of underscores.
    check(
        "Yes\n________________________________\nFrom: Ruth Alder <ruth@alder.example>\nSent: 02 March 2020 10:00\nTo: Karl\nSubject: Roof\n\nThe roof",
        &[(RUTH, "02 March 2020 10:00", "The roof")],
    );
    // Bold names in the plain text of a telephone, and an empty line after each field of HTML.
    check(
        "Ok\n\n*From:* Ruth Alder <ruth@alder.example>\n*Sent:* Monday 10:00\n*To:* Karl\n*Subject:* Roof\n\nThe roof",
        &[(RUTH, "Monday 10:00", "The roof")],
    );
    check(
        "Ok\nDe : Ruth\n\nEnvoyé : lundi 2 mars 2020 10:00\n\nÀ : Karl\n\nObjet : Toit\n\nLe toit",
        &[("Ruth", "lundi 2 mars 2020 10:00", "Le toit")],
    );
}

#[test]
fn gmail_writes_one_sentence() {
    check(
        "Thanks!\n\nOn Mon, Mar 2, 2020 at 10:00 AM Ruth Alder <ruth@alder.example> wrote:\n\n> The roof leaks.\n>\n> Ruth\n",
        &[(RUTH, "Mon, Mar 2, 2020 at 10:00 AM", "The roof leaks.\n\nRuth")],
    );
    // The sentence is long, so it has two lines.
    check(
        "Danke\n\nAm Mo., 2. März 2020 um 10:00 Uhr schrieb Ruth Alder <\nruth@alder.example>:\n\n> Das Dach\n",
        &[(RUTH, "Mo., 2. März 2020 um 10:00 Uhr", "Das Dach")],
    );
    check(
        "Ok\n\n2014-03-02 10:00 GMT+01:00 Ruth Alder <ruth@alder.example>:\n\n> The roof\n",
        &[(RUTH, "2014-03-02 10:00 GMT+01:00", "The roof")],
    );
    check(
        "Oui\n\nLe lun. 2 mars 2020 à 10:00, Ruth Alder <ruth@alder.example> a écrit :\n\n> Le toit\n",
        &[(RUTH, "lun. 2 mars 2020 à 10:00", "Le toit")],
    );
    check(
        "Sí\n\nEl lun, 2 mar 2020 a las 10:00, Ruth Alder (<ruth@alder.example>) escribió:\n\n> El tejado\n",
        &[(RUTH, "lun, 2 mar 2020 a las 10:00", "El tejado")],
    );
    // The text of HTML has no `>`.
    check(
        "Thanks!\nOn Mon, Mar 2, 2020 at 10:00 AM Ruth Alder <ruth@alder.example> wrote:\nThe roof leaks.\nOn Sun, Mar 1, 2020 at \
         9:00 AM Karl Finn <karl@finn.example> wrote:\nHow is the roof?",
        &[
            (RUTH, "Mon, Mar 2, 2020 at 10:00 AM", "The roof leaks."),
            ("Karl Finn <karl@finn.example>", "Sun, Mar 1, 2020 at 9:00 AM", "How is the roof?"),
        ],
    );
    check(
        "Fyi\n\n---------- Forwarded message ---------\nFrom: Ruth Alder <ruth@alder.example>\nDate: Mon, Mar 2, 2020 at 10:00 AM\nSubject: Roof\n\
         To: Karl <karl@finn.example>\n\n\nThe roof\n",
        &[(RUTH, "Mon, Mar 2, 2020 at 10:00 AM", "The roof")],
    );
}

#[test]
fn thunderbird_and_apple_mail_quote_levels() {
    check(
        "Tomorrow.\n\nOn 3/2/20 10:00 AM, Ruth Alder wrote:\n> Today?\n>\n> On 3/1/20 9:00 AM, Karl Finn wrote:\n>> When?\n>> Karl\n",
        &[("Ruth Alder", "3/2/20 10:00 AM", "Today?"), ("Karl Finn", "3/1/20 9:00 AM", "When?\nKarl")],
    );
    check(
        "Ja\n\nAm 02.03.20 um 10:00 schrieb Ruth Alder:\n> Das Dach\n",
        &[("Ruth Alder", "02.03.20 um 10:00", "Das Dach")],
    );
    check(
        "Yes\n\nSent from my iPhone\n\n> On 2 Mar 2020, at 10:00, Ruth Alder <ruth@alder.example> wrote:\n> \n> The roof\n",
        &[(RUTH, "2 Mar 2020, at 10:00", "The roof")],
    );
    check(
        "Ja\n\n> Am 02.03.2020 um 10:00 schrieb Ruth Alder <ruth@alder.example>:\n> \n> Das Dach\n",
        &[(RUTH, "02.03.2020 um 10:00", "Das Dach")],
    );
    check(
        "Begin forwarded message:\n\nFrom: Ruth Alder <ruth@alder.example>\nSubject: Roof\nDate: 2 March 2020 at 10:00:00 GMT\nTo: Karl\n\nThe roof\n",
        &[(RUTH, "2 March 2020 at 10:00:00 GMT", "The roof")],
    );
}

#[test]
fn older_programs_have_other_forms() {
    for (introduction, from, date) in [
        ("--- Ruth Alder <ruth@alder.example> wrote:", RUTH, ""),
        ("At 10:00 AM 3/2/2000 -0500, Ruth Alder wrote:", "Ruth Alder", "10:00 AM 3/2/2000 -0500"),
        ("At 10:00 AM 3/2/2000 -0500, you wrote:", "", "10:00 AM 3/2/2000 -0500"),
        ("Quoting Ruth Alder <ruth@alder.example>:", RUTH, ""),
        ("Ruth Alder wrote on 03/02/2000 10:00:00 AM:", "Ruth Alder", "03/02/2000 10:00:00 AM"),
        (
            "Op ma 2 mrt. 2020 om 10:00 schreef Ruth Alder <ruth@alder.example>:",
            RUTH,
            "ma 2 mrt. 2020 om 10:00",
        ),
        (
            "Den mån 2 mars 2020 kl 10:00 skrev Ruth Alder <ruth@alder.example>:",
            RUTH,
            "mån 2 mars 2020 kl 10:00",
        ),
        (
            "Il giorno lun 2 mar 2020 alle ore 10:00 Ruth Alder <ruth@alder.example> ha scritto:",
            RUTH,
            "lun 2 mar 2020 alle ore 10:00",
        ),
        ("Ruth Alder wrote:", "Ruth Alder", ""),
        ("She said:", "", ""),
    ] {
        check(&format!("Yes.\n\n{introduction}\n> The roof\n"), &[(from, date, "The roof")]);
    }
    check(
        "Yes.\n\n-----Ruth Alder <ruth@alder.example> wrote: -----\nTo: Karl\nFrom: Ruth\n\nThe roof",
        &[(RUTH, "", "To: Karl\nFrom: Ruth\n\nThe roof")],
    );
    check(
        "Yes.\n\n>>> Ruth Alder <ruth@alder.example> 03/02/00 10:00 AM >>>\nThe roof\n",
        &[(RUTH, "03/02/00 10:00 AM", "The roof")],
    );
    check(
        "Yes.\n\n> -----Original Message-----\n> From: Ruth\n> Sent: Monday\n>\n> The roof\n",
        &[("Ruth", "Monday", "The roof")],
    );
}

#[test]
fn an_answer_between_the_lines_is_not_quoted() {
    check(
        "On Monday 2 March, Ruth Alder wrote:\n> Today?\n\nNo.\n\n> Tomorrow?\n\nYes.\nKarl\n",
        &[("Ruth Alder", "Monday 2 March", "Today?\nTomorrow?")],
    );
    // The inner quotation has an answer after it, so it stays.
    check("Ok\n> > When?\n> Today.\n", &[("", "", "> When?\nToday."), ("", "", "When?")]);
}

#[test]
fn a_text_without_a_quotation_has_none() {
    for text in [
        "",
        "The roof leaks.",
        "As Ruth wrote:\nthe roof leaks",
        "Please bring:\n- bread\n- salt",
        "From: here on\nall is mine",
        "Ruth\n---------------\nAlder Roofs",
    ] {
        check(text, &[]);
    }
}

#[test]
fn hostile_texts_are_bounded() {
    let deep = (1..2_000).map(|depth| ">".repeat(depth)).collect::<Vec<_>>().join(" x\n");
    assert!(quotations(&deep).len() <= super::MAX_LEVELS);
    for line in
        ["On ", "From: x\n", "Sent: x\n", ">", "-----Original Message-----\n", "On 1\n", "ä:\n", ":\n"]
    {
        quotations(&line.repeat(20_000));
    }
}

//! Tests of the decisions, on made-up mailboxes.

use super::super::days::{Days, Stretch};
use super::super::folder_end::missing_after;
use super::super::people::{Written, stopped_together};
use super::super::stretches::{LEAST, MONTH, missing_sent, missing_stretches};
use super::super::whole_mailbox::{begins_a_year_before_its_end, has_only_received, has_only_sent};
use super::made_up::{FIRST, Kind, TEN_YEARS, cuts, folders, mailbox, sent, writers};

/// Number of made-up mailboxes of each kind.
const SEEDS: std::ops::Range<u64> = 10_000..10_060;

#[test]
fn cut_stretches_are_found_and_whole_mailboxes_have_no_false_alarm() {
    let (mut all, mut found, mut alarms) = (0_u32, 0_u32, 0_u32);
    for kind in Kind::ALL {
        let (mut cut_here, mut found_here) = (0_u32, 0_u32);
        for seed in SEEDS {
            let days = mailbox(kind, seed);
            let whole = Days::of(days.clone());
            let false_alarms = missing_stretches(&whole).len();
            assert!(false_alarms <= 1, "{kind:?} {seed}: {false_alarms} false alarms in ten years");
            alarms += u32::try_from(false_alarms).unwrap();
            let cuts = cuts(seed);
            let is_cut = |day: &i32| cuts.iter().any(|cut| (cut.from..=cut.to).contains(day));
            let left = Days::of(days.into_iter().filter(|day| !is_cut(day)).collect());
            let missing = missing_stretches(&left);
            for cut in cuts {
                // The rule concerns stretches with messages, between months with at least ten messages.
                let is_between =
                    [cut.before(MONTH), cut.after(MONTH)].iter().all(|&m| left.count(m) >= LEAST);
                if !is_between || whole.count(cut) < LEAST {
                    continue;
                }
                cut_here += 1;
                let hit = |m: &super::super::stretches::MissingStretch| {
                    m.stretch.from <= cut.to && m.stretch.to >= cut.from
                };
                found_here += u32::from(missing.iter().any(hit));
            }
        }
        println!("{kind:?}: {found_here} of {cut_here} cut stretches were found");
        assert!(f64::from(found_here) >= 0.9 * f64::from(cut_here), "{kind:?}: {found_here} of {cut_here}");
        all += cut_here;
        found += found_here;
    }
    println!("all: {found} of {all}; {alarms} false alarms in {} mailboxes of ten years", 5 * SEEDS.count());
    assert!(f64::from(found) >= 0.95 * f64::from(all), "{found} of {all}");
    assert!(alarms <= 3, "{alarms} false alarms");
}

#[test]
fn the_other_rules_have_no_false_alarm_either() {
    let mut alarms = [0; 3];
    for kind in Kind::ALL {
        for seed in SEEDS {
            let received = mailbox(kind, seed);
            let answers = Days::of(sent(&received, seed));
            let all = Days::of(received.clone());
            let folders = folders(&received, seed).into_iter().map(Days::of);
            let here = [
                missing_sent(&answers, &all).len(),
                stopped_together(writers(seed), &all).len(),
                folders.filter(|folder| missing_after(folder, &all).is_some()).count(),
            ];
            assert!(here.iter().sum::<usize>() <= 1, "{kind:?} {seed}: {here:?}");
            for (all, here) in alarms.iter_mut().zip(here) {
                *all += here;
            }
        }
    }
    println!("false alarms of sent mail, people, folders: {alarms:?} in {} mailboxes", 5 * SEEDS.count());
    assert!(alarms.iter().all(|&alarms| alarms <= 15), "{alarms:?}");
}

#[test]
fn little_mail_is_never_called_a_gap() {
    // A message every four days, and a pause of two months.
    let rare: Vec<i32> =
        (0..900).map(|at| FIRST + at * 4).filter(|day| !(200..260).contains(&(day - FIRST))).collect();
    assert_eq!(missing_stretches(&Days::of(rare)), []);
    for few in [vec![], vec![FIRST], vec![FIRST, FIRST + 400], vec![i32::MIN, 0, i32::MAX]] {
        assert_eq!(missing_stretches(&Days::of(few)), []);
    }
}

/// Returns `per_day` messages on each day of a stretch.
fn daily(from: i32, to: i32, per_day: usize) -> Vec<i32> {
    (from..=to).flat_map(|day| std::iter::repeat_n(day, per_day)).collect()
}

#[test]
fn a_short_mailbox_is_possibly_incomplete_and_a_long_one_likely() {
    let gap = |years: i32| {
        let end = FIRST + years * 365;
        let mut days = daily(FIRST, FIRST + 150, 2);
        days.extend(daily(FIRST + 190, end, 2));
        missing_stretches(&Days::of(days))
    };
    let (short, long) = (gap(1), gap(4));
    let stretch = Stretch { from: FIRST + 151, to: FIRST + 189 };
    assert_eq!([short.len(), long.len()], [1, 1]);
    assert_eq!([short[0].stretch, long[0].stretch], [stretch, stretch]);
    assert_eq!([short[0].is_likely, long[0].is_likely], [false, true]);
}

#[test]
fn a_folder_that_ends_is_found_unless_another_one_takes_over() {
    let end = FIRST + 4 * 365;
    let stop = FIRST + 3 * 365;
    let inbox = daily(FIRST, stop, 3);
    let others = daily(FIRST, end, 2);
    let all = |more: Vec<i32>| Days::of([inbox.clone(), others.clone(), more].concat());
    let tail = Stretch { from: stop + 1, to: end };
    let folder = Days::of(inbox.clone());
    assert_eq!(missing_after(&folder, &all(vec![])), Some(tail));
    for (name, folder, all) in [
        ("another folder takes over", inbox.clone(), all(daily(stop + 1, end, 3))),
        ("nothing goes on", inbox.clone(), folder.clone()),
        ("a project of one year", daily(stop - 365, stop, 3), all(vec![])),
        ("a folder with little mail", (0..36).map(|month| FIRST + month * 30).collect(), all(vec![])),
        ("the folder goes on", others.clone(), all(vec![])),
    ] {
        assert_eq!(missing_after(&Days::of(folder), &all), None, "{name}");
    }
}

/// Returns one message in each week of a stretch.
fn weekly(sender: u64, from: i32, to: i32) -> Vec<Written> {
    let days = (from..=to).rev().step_by(7);
    days.map(|day| Written { sender, day, message: u32::try_from(sender).unwrap() }).collect()
}

#[test]
fn people_who_stop_together_are_found() {
    let end = FIRST + 3 * 365;
    let received = Days::of(daily(FIRST, end, 2));
    let stop = FIRST + 600;
    let group = |days: &[i32]| -> Vec<Written> {
        (0..).zip(days).flat_map(|(sender, &day)| weekly(sender, FIRST, day)).collect()
    };
    let found = stopped_together(group(&[stop, stop + 2, stop + 4, end]), &received);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].day, found[0].messages.as_slice()), (stop + 4, &[0, 1, 2][..]));
    for (name, days) in [
        ("only two", vec![stop, stop + 1]),
        ("not in the same week", vec![stop, stop + 20, stop + 40]),
        ("at the end of the mailbox", vec![end, end - 1, end - 2]),
        ("a firm where somebody stops every week", (0..150).map(|number| FIRST + 200 + number * 5).collect()),
    ] {
        assert_eq!(stopped_together(group(&days), &received), [], "{name}");
    }
}

#[test]
fn whole_mailboxes_can_be_one_sided_or_a_year_long() {
    let (none, few, many) = (Days::default(), Days::of(daily(0, 10, 1)), Days::of(daily(0, 100, 3)));
    assert!(has_only_sent(&none, &many) && has_only_received(&many, &none));
    assert!(!has_only_sent(&none, &few) && !has_only_received(&few, &none));
    assert!(!has_only_sent(&few, &many) && !has_only_received(&many, &few));
    // 2019-03-05 to 2020-03-05 has 366 days.
    let (first, last) = (17_960, 18_326);
    for (from, to, expected) in [
        (first, last, true),
        (first + 2, last, true),
        (first + 3, last, false),
        (first - 3, last, false),
        (first - 365, last, false),
    ] {
        assert_eq!(begins_a_year_before_its_end(&Days::of(daily(from, to, 1))), expected, "{from} {to}");
    }
    assert!(!begins_a_year_before_its_end(&Days::of(vec![first, last])), "two messages");
}

#[test]
fn made_up_mailboxes_are_the_same_in_every_run() {
    for kind in Kind::ALL {
        assert_eq!(mailbox(kind, 7), mailbox(kind, 7));
        let days = Days::of(mailbox(kind, 7));
        let span = days.span().unwrap();
        assert!(span.from >= FIRST && span.to < FIRST + TEN_YEARS && days.total() > 500, "{kind:?}");
    }
}

//! Made-up mailboxes: ten years of days on which mail arrives, with weekends, growth, clusters and pauses.

use foundmail_testkit::Rng;

use super::super::days::Stretch;
use super::super::people::Written;

/// Number of days in ten years.
pub const TEN_YEARS: i32 = 3652;
/// The first day of all made-up mailboxes: 2010-01-01, a Friday.
pub const FIRST: i32 = 14_610;

/// A kind of mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A person: less in summer, and some mail every week.
    Private,
    /// A firm: few messages at weekends, closed at Christmas and in summer.
    Firm,
    /// A firm that is closed for four months in winter.
    Seasonal,
    /// A school: no mail in the long holidays.
    School,
    /// A club: few messages, most of them around a monthly meeting.
    Club,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Private, Self::Firm, Self::Seasonal, Self::School, Self::Club];

    /// Returns the range of messages per day, in thousandths.
    fn per_mille(self) -> (usize, usize) {
        match self {
            Self::Private => (700, 6_000),
            Self::Firm => (2_000, 40_000),
            Self::Seasonal => (1_500, 15_000),
            Self::School => (1_500, 20_000),
            Self::Club => (500, 1_500),
        }
    }
}

fn unit(rng: &mut Rng) -> f64 {
    f64::from(u32::try_from(rng.below_u64(1 << 32)).unwrap()) / f64::from(u32::MAX)
}

fn between(rng: &mut Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * unit(rng)
}

/// Returns a Poisson-distributed number with this mean (Knuth's method, in steps for large means).
fn poisson(rng: &mut Rng, mean: f64) -> u32 {
    let mut left = mean;
    let mut count = 0;
    while left > 0.0 {
        let limit = (-left.min(20.0)).exp();
        left -= 20.0;
        let mut product = unit(rng);
        while product > limit {
            count += 1;
            product *= unit(rng);
        }
    }
    count
}

/// A pause that comes back every year.
struct Pause {
    /// Day of the year on which it usually begins, and its usual length.
    begins: i32,
    length: i32,
    /// Days by which its begin and its length change from year to year.
    moves: usize,
    /// The share of mail that still arrives.
    trickle: f64,
}

fn pauses(kind: Kind, rng: &mut Rng) -> Vec<Pause> {
    let trickle = |rng: &mut Rng| if rng.chance(50) { 0.0 } else { between(rng, 0.0, 0.05) };
    let mut pause = |begins: i32, length: i32, moves: usize| {
        let trickle = trickle(rng);
        Pause { begins, length, moves, trickle }
    };
    match kind {
        Kind::Private => vec![],
        Kind::Firm => vec![pause(356, 13, 3), pause(205, 18, 8)],
        Kind::Seasonal => vec![pause(305, 120, 8)],
        Kind::School => vec![pause(195, 42, 7), pause(355, 14, 3)],
        Kind::Club => vec![pause(195, 35, 7)],
    }
}

/// Returns one day for each message that a mailbox received in ten years.
pub fn mailbox(kind: Kind, seed: u64) -> Vec<i32> {
    let mut rng = Rng::for_item(seed, kind as u64);
    let (low, high) = kind.per_mille();
    let level = f64::from(u32::try_from(rng.between(low, high)).unwrap()) / 1000.0;
    // The mail grows to up to three times, or shrinks to two thirds.
    let growth = between(&mut rng, 0.67, 3.0);
    let weekend = match kind {
        Kind::Private | Kind::Club => between(&mut rng, 0.5, 1.0),
        _ => between(&mut rng, 0.0, 0.2),
    };
    let summer = if kind == Kind::Private { between(&mut rng, 0.4, 1.0) } else { 1.0 };
    // Messages come in conversations: each message causes replies on the following days.
    let reply_rate = between(&mut rng, 0.0, 0.5);
    let closed: Vec<(Stretch, f64)> = closed_days(&pauses(kind, &mut rng), &mut rng);
    let mut days = Vec::new();
    for at in 0..TEN_YEARS {
        let day = FIRST + at;
        let year_day = at.rem_euclid(365);
        let mut mean = level * (1.0 - reply_rate) * growth.powf(f64::from(at) / f64::from(TEN_YEARS));
        mean *= between(&mut rng, 0.4, 1.6);
        // 1970-01-01 was a Thursday.
        if matches!((day + 3).rem_euclid(7), 5 | 6) {
            mean *= weekend;
        }
        if (170..240).contains(&year_day) {
            mean *= summer;
        }
        if kind == Kind::Club {
            mean *= if at.rem_euclid(30) < 10 { 2.0 } else { 0.5 };
        }
        for (stretch, trickle) in &closed {
            if (stretch.from..=stretch.to).contains(&day) {
                mean *= trickle;
            }
        }
        for _ in 0..poisson(&mut rng, mean) {
            let mut replied = day;
            days.push(replied);
            while unit(&mut rng) < reply_rate {
                replied += i32::try_from(rng.between(0, 3)).unwrap();
                let is_closed = closed.iter().any(|(s, t)| *t < 0.06 && (s.from..=s.to).contains(&replied));
                if replied >= FIRST + TEN_YEARS || is_closed {
                    break;
                }
                days.push(replied);
            }
        }
    }
    days.sort_unstable();
    days
}

fn closed_days(pauses: &[Pause], rng: &mut Rng) -> Vec<(Stretch, f64)> {
    let mut closed = Vec::new();
    for year in -1..11 {
        for pause in pauses {
            let mut moved = || {
                i32::try_from(rng.between(0, 2 * pause.moves)).unwrap() - i32::try_from(pause.moves).unwrap()
            };
            let from = FIRST + year * 1461 / 4 + pause.begins + moved();
            let to = from + pause.length - 1 + moved() / 2;
            closed.push((Stretch { from, to }, pause.trickle));
        }
    }
    closed
}

/// Returns stretches to cut from a mailbox: one to three, of 30 to 120 days, not in its first and last 100 days, and
/// at least 200 days apart.
pub fn cuts(seed: u64) -> Vec<Stretch> {
    let mut rng = Rng::for_item(seed, 99);
    let wanted = rng.between(1, 3);
    let mut cuts: Vec<Stretch> = Vec::new();
    while cuts.len() < wanted {
        let length = i32::try_from(if rng.chance(50) { 30 } else { rng.between(30, 120) }).unwrap();
        let from = FIRST + i32::try_from(rng.between(100, 3_400)).unwrap();
        let cut = Stretch { from, to: from + length - 1 };
        let is_apart = cuts.iter().all(|other| cut.from > other.to + 200 || other.from > cut.to + 200);
        if is_apart && cut.to < FIRST + TEN_YEARS - 100 {
            cuts.push(cut);
        }
    }
    cuts.sort_unstable();
    cuts
}

/// Returns the days on which the owner sent mail: answers to a part of the received mail, except in the holidays of two
/// to four weeks that the owner takes twice a year.
pub fn sent(received: &[i32], seed: u64) -> Vec<i32> {
    let mut rng = Rng::for_item(seed, 77);
    let answers = u32::try_from(rng.between(10, 50)).unwrap();
    let mut holiday = || {
        let from = FIRST + i32::try_from(rng.between(0, 3652)).unwrap();
        Stretch { from, to: from + i32::try_from(rng.between(13, 27)).unwrap() }
    };
    let holidays: Vec<Stretch> = (0..20).map(|_| holiday()).collect();
    let is_away = |day: &i32| holidays.iter().any(|away| (away.from..=away.to).contains(day));
    received.iter().copied().filter(|day| !is_away(day) && rng.chance(answers)).collect()
}

/// Returns the messages of 40 people who each write nearly every week for some time.
pub fn writers(seed: u64) -> Vec<Written> {
    let mut rng = Rng::for_item(seed, 55);
    let mut written = Vec::new();
    for sender in 0..40 {
        let from = FIRST + i32::try_from(rng.between(0, 3_000)).unwrap();
        let to = (from + i32::try_from(rng.between(200, 3_000)).unwrap()).min(FIRST + TEN_YEARS);
        for week in (from..to).step_by(7) {
            if rng.chance(90) {
                let day = week + i32::try_from(rng.between(0, 6)).unwrap();
                written.push(Written { sender, day, message: 0 });
            }
        }
    }
    written
}

/// Divides the mail of a mailbox into folders: an inbox, and up to six folders for topics that begin and end.
pub fn folders(days: &[i32], seed: u64) -> Vec<Vec<i32>> {
    let mut rng = Rng::for_item(seed, 33);
    let mut topics: Vec<(Stretch, Vec<i32>)> = (0..rng.between(1, 6))
        .map(|_| {
            let from = FIRST + i32::try_from(rng.between(0, 3_000)).unwrap();
            (Stretch { from, to: from + i32::try_from(rng.between(100, 2_000)).unwrap() }, Vec::new())
        })
        .collect();
    let mut inbox = Vec::new();
    for &day in days {
        let topic =
            topics.iter_mut().find(|(open, _)| (open.from..=open.to).contains(&day) && rng.chance(30));
        topic.map_or(&mut inbox, |(_, topic)| topic).push(day);
    }
    topics.into_iter().map(|(_, days)| days).chain([inbox]).collect()
}

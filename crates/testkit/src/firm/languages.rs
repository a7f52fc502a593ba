//! Messages in other languages, in the character sets that mail programs used for these languages.

use super::mailbox_builder::MailboxBuilder;
use super::thread_builder::ThreadBuilder;
use super::{local_time, people};
use crate::Charset;

/// Adds the messages of the flour mill, the oven maker and the guest.
pub(super) fn add(mailbox: &mut MailboxBuilder) {
    german(mailbox);
    chinese(mailbox);
    japanese(mailbox);
}

fn german(mailbox: &mut MailboxBuilder) {
    let (anna, mill) = (people::anna(), people::mill());
    let mut thread = ThreadBuilder::new(
        mailbox,
        "Roggenmehl für März: Preis und Lieferung",
        &["Suppliers", "Mühle Schröder"],
    );
    thread.charset(Charset::Latin1);
    thread.message(&mill, &anna, local_time("2014-02-18 08:05"), GERMAN_OFFER);
    thread.message(&anna, &mill, local_time("2014-02-18 14:20"), GERMAN_ANSWER);
    thread.message(&mill, &anna, local_time("2014-02-19 07:48"), GERMAN_CLOSE);
    thread.end();
    let mut thread =
        ThreadBuilder::new(mailbox, "Änderung unserer Geschäftszeiten", &["Suppliers", "Mühle Schröder"]);
    thread.charset(Charset::Utf8);
    thread.message(&mill, &anna, local_time("2018-12-03 09:30"), GERMAN_HOURS);
    thread.end();
}

fn chinese(mailbox: &mut MailboxBuilder) {
    let (anna, maker) = (people::anna(), people::oven_maker());
    let mut thread = ThreadBuilder::new(mailbox, "烤炉备件报价", &["Suppliers"]);
    thread.charset(Charset::Gb2312);
    thread.message(&maker, &anna, local_time("2017-05-09 03:12"), CHINESE_OFFER);
    thread.charset(Charset::Utf8);
    thread.message(&anna, &maker, local_time("2017-05-09 08:40"), CHINESE_ANSWER);
    thread.message(&maker, &anna, local_time("2017-05-10 02:05"), CHINESE_SHIPPED);
    thread.end();
}

fn japanese(mailbox: &mut MailboxBuilder) {
    let (anna, guest) = (people::anna(), people::guest());
    let mut thread = ThreadBuilder::new(mailbox, "パン教室の予約について", &["Inbox"]);
    thread.charset(Charset::Iso2022Jp);
    thread.message(&guest, &anna, local_time("2019-03-22 06:15"), JAPANESE_QUESTION);
    thread.charset(Charset::Utf8);
    thread.message(&anna, &guest, local_time("2019-03-22 17:02"), JAPANESE_ANSWER);
    thread.end();
}

const GERMAN_OFFER: &str = "Sehr geehrte Frau Weller,

für März können wir Ihnen das Roggenmehl Type 1150 zum alten Preis anbieten: 0,62 Euro je Kilo, \
frei Haus ab einer Tonne.

Die Säcke kommen wie üblich auf zwei Paletten. Bitte prüfen Sie, ob der Stapler über den Hof fahren kann, \
solange das Dach gerüstet ist.

Mit freundlichen Grüßen
Jürgen Schröder
Mühle Schröder, Müllerstraße 7";

const GERMAN_ANSWER: &str = "Lieber Herr Schröder,

vielen Dank, das passt gut. Bitte liefern Sie eine Tonne am Dienstag vor acht Uhr; die Bäcker sind dann noch da \
und können beim Abladen helfen.

Schöne Grüße
Anna Weller";

const GERMAN_CLOSE: &str = "Guten Morgen Frau Weller,

ist für Dienstag, den 4. März eingeplant. Die Rechnung schicken wir größtenteils wie immer per Post, eine Kopie \
liegt dann im Fahrerhaus.

Grüße aus der Mühle
Jürgen Schröder";

const GERMAN_HOURS: &str = "Liebe Kundinnen und Kunden,

zwischen Weihnachten und Neujahr bleibt die Mühle geschlossen. Bestellungen für Januar nehmen wir bis zum \
19. Dezember entgegen – danach läuft nur noch der Anrufbeantworter.

Wir wünschen Ihnen schöne Feiertage und ein gesundes Jahr.

Ihre Mühle Schröder";

const CHINESE_OFFER: &str = "尊敬的安娜女士：

您好！感谢您对我们烤炉的支持。您询问的加热管和温度传感器都有库存，单价分别为四十五美元和十二美元。

如果本周确认订单，我们可以在星期五发货，大约两周到达。请告诉我们收货地址和电话。

此致
敬礼

陈伟
金华烤炉有限公司";

const CHINESE_ANSWER: &str = "Dear Mr Chen (陈伟先生),

Thank you. We take two heating tubes and one sensor (两个加热管，一个温度传感器). Please send them to the bakery, \
not to the shop.

Anna Weller";

const CHINESE_SHIPPED: &str = "安娜女士：

订单已收到，货物今天已经发出。发票在包裹里面。谢谢！

陈伟";

const JAPANESE_QUESTION: &str = "アンナ様

はじめまして。京都の田中と申します。六月にそちらへ旅行しますので、サワードウのパン教室に参加したいです。

二人で予約できますか。料金と時間を教えてください。

よろしくお願いいたします。
田中由美";

const JAPANESE_ANSWER: &str = "Dear Ms Tanaka (田中様),

You are very welcome. The next bread class (パン教室) is on Saturday, 15 June, at ten, and costs 40 pounds each. \
I have put two names down.

Anna Weller";

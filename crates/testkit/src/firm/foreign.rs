//! Letters in other languages, in the character sets that their writers' programs used.

use super::post::{Post, Talk};
use super::{cast, when};
use crate::Charset;

/// Adds the flour mill's, the oven maker's and the guest's letters.
pub(super) fn add(post: &mut Post) {
    german(post);
    chinese(post);
    japanese(post);
}

fn german(post: &mut Post) {
    let (anna, mill) = (cast::anna(), cast::mill());
    let mut talk =
        Talk::new(post, "Roggenmehl für März: Preis und Lieferung", &["Suppliers", "Mühle Schröder"]);
    talk.charset(Charset::Latin1);
    talk.says(&mill, &anna, when("2014-02-18 08:05"), GERMAN_OFFER);
    talk.says(&anna, &mill, when("2014-02-18 14:20"), GERMAN_ANSWER);
    talk.says(&mill, &anna, when("2014-02-19 07:48"), GERMAN_CLOSE);
    talk.end();
    let mut talk = Talk::new(post, "Änderung unserer Geschäftszeiten", &["Suppliers", "Mühle Schröder"]);
    talk.charset(Charset::Utf8);
    talk.says(&mill, &anna, when("2018-12-03 09:30"), GERMAN_HOURS);
    talk.end();
}

fn chinese(post: &mut Post) {
    let (anna, maker) = (cast::anna(), cast::oven_maker());
    let mut talk = Talk::new(post, "烤炉备件报价", &["Suppliers"]);
    talk.charset(Charset::Gb2312);
    talk.says(&maker, &anna, when("2017-05-09 03:12"), CHINESE_OFFER);
    talk.charset(Charset::Utf8);
    talk.says(&anna, &maker, when("2017-05-09 08:40"), CHINESE_ANSWER);
    talk.says(&maker, &anna, when("2017-05-10 02:05"), CHINESE_SHIPPED);
    talk.end();
}

fn japanese(post: &mut Post) {
    let (anna, guest) = (cast::anna(), cast::guest());
    let mut talk = Talk::new(post, "パン教室の予約について", &["Inbox"]);
    talk.charset(Charset::Iso2022Jp);
    talk.says(&guest, &anna, when("2019-03-22 06:15"), JAPANESE_QUESTION);
    talk.charset(Charset::Utf8);
    talk.says(&anna, &guest, when("2019-03-22 17:02"), JAPANESE_ANSWER);
    talk.end();
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

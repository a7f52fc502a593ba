//! Names of months in the languages of Europe, as mail programs write them.

/// Names of each month in lower case, without diacritics. A name that means different months in different languages
/// must not be listed: `listopad` is November in Polish and Czech, but October in Croatian, so the Croatian name is
/// missing.
const NAMES: [&str; 12] = [
    "jan january januar januari janv janvier janner jann jaen jaenner gen genn gennaio gener ene \
     enero janeiro ian ianuarie sty stycznia styczen tammi tammikuu tammikuuta leden ledna led oca \
     ocak янв января январь",
    "feb febr february februar februari febbraio febb febrero febrer fevereiro fev fevr fevrier \
     februarie feber lut lutego luty helmi helmikuu helmikuuta unor unora uno subat sub фев февр \
     февраля февраль",
    "mar march marz maerz mrz maer mars marzo marco marc mrt maart martie mart marts marca marzec \
     maalis maaliskuu maaliskuuta brezen brezna bre marcius мар марта март",
    "apr april avr avril aprile abr abril aprilie kwi kwietnia kwiecien huhti huhtikuu huhtikuuta \
     duben dubna dub aprilis nisan nis апр апреля апрель",
    "may mai mei maj maja mag magg maggio mayo maig maio touko toukokuu toukokuuta kveten kvetna kve \
     majus mayis маи мая",
    "jun june juni juin giu giugno junio juny junho iun iunie cze czerwca czerwiec kesa kesakuu \
     kesakuuta cerven cervna cvn junius haziran haz июн июня июнь",
    "jul july juli juil juill juillet lug luglio julio juliol julho iul iulie lip lipca lipiec heina \
     heinakuu heinakuuta cervenec cervence cvc julius temmuz tem июл июля июль",
    "aug august augustus aout aou ago agosto agost augusti sie sierpnia sierpien elo elokuu elokuuta \
     srpen srpna srp augusztus agustos agu авг августа август",
    "sep sept september septembre settembre set sett septiembre setiembre setembre setembro \
     septembrie wrz wrzesnia wrzesien syys syyskuu syyskuuta zari zar szept szeptember eylul eyl сен \
     сент сентября сентябрь",
    "oct october okt oktober octobre ott ottobre octubre outubro out octombrie paz pazdziernika \
     pazdziernik loka lokakuu lokakuuta rijen rijna rij ekim eki окт октября октябрь",
    "nov november novembre noviembre novembro noiembrie noi lis listopada listopad marras marraskuu \
     marraskuuta kasim kas ноя нояб ноября ноябрь",
    "dec december dez dezember decembre dic dicembre diciembre desembre dezembro decembrie des \
     desember gru grudnia grudzien joulu joulukuu joulukuuta prosinec prosince pro aralik ara дек \
     декабря декабрь",
];

/// Returns the month that a word names, 1 to 12. The word must be in lower case, without diacritics.
pub(super) fn month_of_name(word: &str) -> Option<u32> {
    let month = NAMES.iter().position(|names| names.split(' ').any(|name| name == word))?;
    u32::try_from(month.saturating_add(1)).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{NAMES, month_of_name};
    use crate::date::token::lower_without_marks;

    #[test]
    fn no_name_means_two_months() {
        assert_eq!(month_of_name(&lower_without_marks("Май")), Some(5));
        let mut known = HashMap::new();
        let names = NAMES.iter().enumerate();
        for (month, name) in names.flat_map(|(month, names)| names.split(' ').map(move |name| (month, name)))
        {
            assert_eq!(lower_without_marks(name), name);
            assert_eq!(*known.entry(name).or_insert(month), month, "{name}");
        }
    }
}

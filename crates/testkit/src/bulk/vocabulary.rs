//! Words with the frequencies of real text. By Zipf's law, the n-th word has about 1/n of the frequency of the
//! first word.

use crate::Rng;

/// Number of made-up words in the default options.
pub(super) const MADE_UP: usize = 3_000;

const COMMON: &str = "the to and of a in is for you that it on we with be this have are as at will your from or not by can our if \
an all please but was has would there been so they any which about when what do new one time up out also more some no may \
after other how its who now only just get us me my he see could then first last week work day here them over need two than \
into way make like back next month before know thank should find send meeting regarding today still date office well attached \
call order price report number year customer offer question letter delivery team payment account help company project change \
contract invoice insurance copy plan morning end part list answer hope soon page service problem since address money point roof \
case agree house water paper street open already until bank office tomorrow name sure ready file right claim note budget staff \
visit detail check item cost draft sign phone garden table window kitchen wall door floor repair storm damage cover policy \
figure garage van load bridge market station train ticket travel hotel room key guest school class lesson teacher student book \
story picture colour light sound music concert summer winter spring autumn weather rain snow wind river harbour island hill \
forest field farm horse cattle sheep wool cotton leather timber stone brick glass steel copper silver gold engine wheel brake \
tyre oil gas power cable switch lamp heater oven stove bread flour butter cheese milk coffee sugar salt pepper apple onion \
carrot potato tomato lemon orange wine beer glass bottle plate spoon knife basket blanket pillow carpet curtain mirror shelf \
cupboard drawer hammer nail screw ladder bucket brush paint";

const GERMAN: &str = "der die und das ist nicht wir mit für auf eine von dem sich auch werden bitte können Rechnung Angebot Lieferung \
Grüße Straße Termin Woche Vertrag Versicherung Dach Schaden Übergabe Prüfung Auftrag Kunde Büro Küche Tür Fenster Mühle Brötchen \
Käse Gemüse Gebühr Zahlung Mahnung Steuer Quittung größer später natürlich schöne Anfrage Rückfrage Schlüssel Gerüst Handwerker";

/// A list of words with their frequencies.
pub(super) struct Vocabulary {
    words: Vec<String>,
    /// Cumulative weights: for each word, the sum of the weights of all words up to and including that word.
    sums: Vec<u64>,
    made_up_from: usize,
}

impl Vocabulary {
    /// Returns the list with `made_up_words` made-up words. The words are the same for every seed, so a query has the
    /// same meaning in every mailbox. A longer list begins with the words of a shorter list.
    pub fn new(made_up_words: usize) -> Self {
        let mut words: Vec<String> = Vec::new();
        for word in COMMON.split_whitespace().chain(GERMAN.split_whitespace()) {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        let made_up_from = words.len();
        let mut rng = Rng::new(26);
        words.extend((0..made_up_words).map(|_| made_up(&mut rng)));
        let mut sum = 0;
        let sums = (1..=words.len() as u64)
            .map(|rank| {
                sum += 1_000_000 / rank;
                sum
            })
            .collect();
        Self { words, sums, made_up_from }
    }

    /// Returns `length` words, separated by spaces.
    pub fn sentence(&self, length: usize, rng: &mut Rng) -> String {
        let words: Vec<_> = (0..length).map(|_| self.word(rng)).collect();
        words.join(" ")
    }

    /// Returns the made-up word with this number, modulo the number of made-up words.
    pub fn made_up(&self, number: usize) -> &str {
        let count = self.words.len() - self.made_up_from;
        &self.words[self.made_up_from + number % count]
    }

    /// Returns a random word, in lower case except for German nouns.
    pub fn word(&self, rng: &mut Rng) -> &str {
        let total = self.sums.last().copied().unwrap_or(0);
        let at = rng.below_u64(total);
        &self.words[self.sums.partition_point(|&sum| sum <= at)]
    }
}

/// Returns a word of two to four syllables.
fn made_up(rng: &mut Rng) -> String {
    const ONSETS: [&str; 20] = [
        "b", "br", "d", "dr", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v",
        "w",
    ];
    const RIMES: [&str; 16] =
        ["a", "e", "i", "o", "u", "an", "ar", "el", "en", "er", "in", "is", "on", "or", "um", "ey"];
    (0..rng.between(2, 4)).flat_map(|_| [*rng.pick(&ONSETS), *rng.pick(&RIMES)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_words_are_frequent_and_rare_ones_rare() {
        let words = Vocabulary::new(MADE_UP);
        let text = words.sentence(20_000, &mut Rng::new(4));
        let count = |wanted: &str| text.split(' ').filter(|word| *word == wanted).count();
        assert!(count("the") > 1_500, "{}", count("the"));
        assert!(count("to") * 3 > count("the"));
        assert!(count("roof") < 60);
        assert!(words.words.len() > 3_300);
    }
}

//! Who writes.

use crate::Person;

macro_rules! people {
    ($($(#[$doc:meta])* $id:ident = $name:literal, $address:literal;)*) => {
        $($(#[$doc])* pub(super) fn $id() -> Person { Person::new($name, $address) })*
    };
}

people! {
    /// Owner of the mailbox and of the bakery.
    anna = "Anna Weller", "anna@weller-bakery.example";
    /// Her brother, who drives the van.
    karl = "Karl Weller", "karl@weller-bakery.example";
    /// Claims handler of the insurance.
    ruth = "Ruth Alder", "claims@fairmount-mutual.example";
    /// Mends roofs.
    roofer = "Hugh Carrow", "hugh@carrow-roofing.example";
    /// Makes the roof light.
    glazier = "Marten Glazing", "office@marten-glazing.example";
    /// Grants permits.
    town = "Town office", "permits@town-office.example";
    /// A client.
    cafe = "Harbour Café", "mina@harbour-cafe.example";
    /// A client.
    hotel = "North Pier Hotel", "kitchen@north-pier.example";
    /// A client.
    school = "Ellen Moss", "e.moss@stbrigids-school.example";
    /// Flour.
    mill = "Jürgen Schröder", "j.schroeder@muehle-schroeder.example";
    /// Milk and butter.
    dairy = "Hillside Dairy", "orders@hillside-dairy.example";
    /// Ovens.
    oven_maker = "陈伟", "chen.wei@jinhua-ovens.example";
    /// Wants to learn.
    guest = "田中由美", "tanaka@kyoto-kashi.example";
    /// Does the books.
    accountant = "Priya Nair", "priya@nair-accounts.example";
    /// Holds the account.
    bank = "Westmere Bank", "statements@westmere-bank.example";
    /// Services the van.
    garage = "Dunmore Garage", "service@dunmore-garage.example";
    /// Bakes at night.
    baker = "Samir Haddad", "samir.haddad@post.example";
    /// A trade paper.
    paper = "Baker's Weekly", "news@bakers-weekly.example";
}

/// Whether mail from this address was sent from this mailbox.
pub(super) fn is_own(person: &Person) -> bool {
    person.address.ends_with("@weller-bakery.example") && person.address.starts_with("anna")
}

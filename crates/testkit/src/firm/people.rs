//! The correspondents.

use crate::NamedAddress;

macro_rules! people {
    ($($(#[$doc:meta])* $id:ident = $name:literal, $address:literal;)*) => {
        $($(#[$doc])* pub(super) fn $id() -> NamedAddress { NamedAddress::new($name, $address) })*
    };
}

people! {
    /// Owner of the mailbox and the bakery.
    anna = "Anna Weller", "anna@weller-bakery.example";
    /// Brother of the owner; drives the van.
    karl = "Karl Weller", "karl@weller-bakery.example";
    /// Claims handler of the insurance company.
    ruth = "Ruth Alder", "claims@fairmount-mutual.example";
    /// Roofer.
    roofer = "Hugh Carrow", "hugh@carrow-roofing.example";
    /// Maker of the roof light.
    glazier = "Marten Glazing", "office@marten-glazing.example";
    /// Authority that grants permits.
    town = "Town office", "permits@town-office.example";
    /// A client.
    cafe = "Harbour Café", "mina@harbour-cafe.example";
    /// A client.
    hotel = "North Pier Hotel", "kitchen@north-pier.example";
    /// A client.
    school = "Ellen Moss", "e.moss@stbrigids-school.example";
    /// Supplier of flour.
    mill = "Jürgen Schröder", "j.schroeder@muehle-schroeder.example";
    /// Supplier of milk and butter.
    dairy = "Hillside Dairy", "orders@hillside-dairy.example";
    /// Supplier of ovens.
    oven_maker = "陈伟", "chen.wei@jinhua-ovens.example";
    /// Guest of a baking course.
    guest = "田中由美", "tanaka@kyoto-kashi.example";
    /// Accountant.
    accountant = "Priya Nair", "priya@nair-accounts.example";
    /// Bank of the bakery.
    bank = "Westmere Bank", "statements@westmere-bank.example";
    /// Garage that services the van.
    garage = "Dunmore Garage", "service@dunmore-garage.example";
    /// Baker of the night shift.
    baker = "Samir Haddad", "samir.haddad@post.example";
    /// Trade magazine.
    paper = "Baker's Weekly", "news@bakers-weekly.example";
}

/// Returns true if this is the owner of the mailbox.
pub(super) fn is_own(person: &NamedAddress) -> bool {
    person.address.ends_with("@weller-bakery.example") && person.address.starts_with("anna")
}

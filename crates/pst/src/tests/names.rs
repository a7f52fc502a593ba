//! Files whose name-to-id map is lost. Items that use its names have a defect.

use foundmail_defect::Effect;
use foundmail_mapi::{Item, NameId, PropertyName};

use super::image::{Built, Image};
use super::ltp_image::property_context;
use super::mailbox::{ALL_LAYOUTS, PLAIN, ROOT, folder, message, name_map, text};
use super::reading::{Listing, open};
use super::recovery::zero;
use crate::{Encryption, Layout, tags};

const MAP: u32 = 0x61;
/// An item without named properties.
const NAMELESS: u32 = 0x20_0104;

/// Builds a mailbox with one item that has named properties and one item that has none. If `changed` is true, the
/// map is written twice. Returns the references of the first and the last map.
fn sample(layout: Layout, changed: bool) -> (Image, [(u64, u64); 2]) {
    let mut image = Image::new(layout, Encryption::Permute);
    folder(&mut image, ROOT, ROOT, "", &[], &[PLAIN, NAMELESS]);
    let first = image.refs(MAP);
    let refs = message(&mut image, "with names", &[]);
    image.node(PLAIN, refs, ROOT);
    let properties = [text(layout, 0x001A, "IPM.Note"), text(layout, 0x0037, "without")];
    let refs = property_context(&mut image, &properties, &[]);
    image.node(NAMELESS, refs, ROOT);
    if changed {
        image.commit();
        name_map(&mut image);
    }
    let last = image.refs(MAP);
    (image, [first, last])
}

/// Checks if the item with named properties has a property with its name, and if the item has a defect.
fn check(bytes: Vec<u8>, (named, damaged): (bool, bool), what: &str) {
    let pst = open(bytes);
    let listing = Listing::of(&pst);
    let name = PropertyName { set: [7; 16], id: NameId::Lid(0x8505) };
    let items = listing.items.iter().map(|(_, item)| item);
    let (items, others): (Vec<&Item>, Vec<&Item>) =
        items.partition(|item| item.props.text(tags::SUBJECT).is_some_and(|subject| subject == "with names"));
    assert_eq!((items.len(), others.len()), (1, 1), "{what}: {}", listing.lines);
    let lost: Vec<_> =
        items[0].defects.iter().filter(|defect| defect.structure == "name-to-id map").collect();
    assert_eq!(
        (items[0].props.get_named(&name).is_some(), !lost.is_empty()),
        (named, damaged),
        "{what}: {lost:?}"
    );
    for defect in lost {
        assert_eq!(defect.effect, Effect::HeaderIncomplete, "{what}");
        assert!(defect.what.contains("list of field names can't be read"), "{what}: {defect}");
    }
    assert_eq!(others[0].defects, [], "{what}");
}

#[test]
fn items_that_lost_their_names_have_a_defect() {
    type Damage = (&'static str, bool, (bool, bool), fn(&mut Built, [(u64, u64); 2], Layout));
    fn zero_map(built: &mut Built, refs: (u64, u64)) {
        let (at, size) = (built.blocks[&refs.0], built.sizes[&refs.0]);
        zero(&mut built.bytes, at, size as usize);
    }
    fn zero_nodes(built: &mut Built, layout: Layout) {
        let leaves = built.node_leaves.clone();
        for leaf in leaves {
            zero(&mut built.bytes, leaf, layout.page_size());
        }
    }
    let damages: [Damage; 10] = [
        ("nothing", false, (true, false), |_, _, _| ()),
        ("nothing, two maps", true, (true, false), |_, _, _| ()),
        ("the only map", false, (false, true), |built, [map, _], _| zero_map(built, map)),
        ("the older map", true, (true, false), |built, [map, _], _| zero_map(built, map)),
        ("both maps", true, (false, true), |built, maps, _| {
            for map in maps {
                zero_map(built, map);
            }
        }),
        // The older map has all names that the item uses.
        ("the newer map", true, (true, false), |built, [_, map], _| zero_map(built, map)),
        ("the node", false, (true, false), |built, _, layout| zero_nodes(built, layout)),
        ("header", false, (true, false), |built, _, _| zero(&mut built.bytes, 0, 564)),
        ("the newer map and the header", true, (true, false), |built, [_, map], _| {
            zero_map(built, map);
            zero(&mut built.bytes, 0, 564);
        }),
        ("the map and its node", false, (false, true), |built, [map, _], layout| {
            zero_map(built, map);
            zero_nodes(built, layout);
        }),
    ];
    for layout in ALL_LAYOUTS {
        for (name, changed, expected, damage) in damages {
            let (image, maps) = sample(layout, changed);
            let mut built = image.finish();
            damage(&mut built, maps, layout);
            check(built.bytes, expected, &format!("{name} {layout:?}"));
        }
    }
}

#[test]
fn a_file_without_a_map_is_read() {
    for layout in ALL_LAYOUTS {
        let (mut image, _) = sample(layout, false);
        image.remove_node(MAP);
        check(image.finish().bytes, (false, true), &format!("{layout:?}"));
    }
}

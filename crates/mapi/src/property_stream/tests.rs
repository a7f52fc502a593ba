use super::{PartNumbers, StoredContent, read_properties, write_properties};
use crate::{Attachment, AttachmentContent, Data, FileTime, Item, NameId, PropertyName, Value, tags};

/// Returns an item with values of every kind.
fn item(depth: usize) -> Item {
    let mut item = Item::default();
    let values = [
        Value::I16(-2),
        Value::I32(-70_000),
        Value::I64(i64::MIN),
        Value::F32(1.5),
        Value::F64(-2.25),
        Value::Currency(12_345),
        Value::Error(7),
        Value::Bool(true),
        Value::Text("Gr\u{fc}\u{df}e \u{4f60}".to_owned()),
        Value::Time(FileTime(131_000_000_000_000_000)),
        Value::Guid([9; 16]),
        Value::Binary(Data::Inline(vec![1, 2, 3])),
        Value::I32List(vec![1, -1]),
        Value::I64List(vec![i64::MAX]),
        Value::F64List(vec![0.5]),
        Value::TextList(vec!["a".to_owned(), String::new()]),
        Value::TimeList(vec![FileTime(1)]),
        Value::GuidList(vec![[1; 16], [2; 16]]),
        Value::BinaryList(vec![vec![], vec![5; 300]]),
        Value::Unknown { property_type: 0x1234, bytes: vec![8] },
    ];
    for (index, value) in (0_u16..).zip(values) {
        item.props.insert(0x6000 + index, value.clone());
        let set = if index % 2 == 0 { super::SETS[3] } else { [7; 16] };
        let id = if index % 3 == 0 {
            NameId::Text(format!("n{index}"))
        } else {
            NameId::Lid(0x8200 + u32::from(index))
        };
        item.props.insert_named(PropertyName { set, id }, value);
    }
    item.props.insert(tags::BODY, Value::Text("left out".to_owned()));
    item.recipients.push(item.props.clone());
    for content in [
        AttachmentContent::Value(Data::Inline(vec![0; 10])),
        AttachmentContent::Ole(Data::Inline(vec![0; 10])),
        AttachmentContent::Reference("C:\\x".to_owned()),
        AttachmentContent::None,
    ] {
        item.attachments.push(Attachment { props: item.props.clone(), content });
    }
    if depth > 0 {
        let content = AttachmentContent::Embedded(Box::new(self::item(depth - 1)));
        item.attachments.push(Attachment { content, ..Attachment::default() });
    }
    item
}

#[test]
fn every_value_is_read_back() {
    let item = item(2);
    let parts = PartNumbers {
        rtf: Some(1),
        attachments: [(0, 3), (4, 200)].into_iter().collect(),
        ..PartNumbers::default()
    };
    let stored = read_properties(&write_properties(&item, &parts)).unwrap();
    let mut expected = item.clone();
    for set in std::iter::once(&mut expected.props).chain(&mut expected.recipients) {
        let mut without = crate::PropertySet::new();
        set.iter()
            .filter(|(id, _)| *id != tags::BODY)
            .for_each(|(id, value)| without.insert(id, value.clone()));
        set.iter_named().for_each(|(name, value)| without.insert_named(name.clone(), value.clone()));
        *set = without;
    }
    assert_eq!(format!("{:?}", stored.item.props), format!("{:?}", expected.props));
    assert_eq!(format!("{:?}", stored.item.recipients), format!("{:?}", expected.recipients));
    assert_eq!((stored.bodies.as_slice(), stored.rtf_part), (&[(tags::BODY, 8)][..], Some(1)));
    let [
        StoredContent::File(Some(3)),
        StoredContent::Ole(None),
        StoredContent::Reference(path),
        StoredContent::None,
        StoredContent::Embedded(Some(200), inner),
    ] = stored.contents.as_slice()
    else {
        panic!("{:?}", stored.contents)
    };
    assert_eq!((path.as_str(), inner.contents.len(), inner.item.recipients.len()), ("C:\\x", 5, 1));
}

#[test]
fn long_values_are_left_out_with_their_length() {
    let mut item = Item::default();
    item.props.insert(0x6001, Value::Binary(Data::Inline(vec![0; 2 << 20])));
    for id in 0x6100..0x6200 {
        item.props.insert(id, Value::Binary(Data::Inline(vec![0; 200_000])));
    }
    item.props.insert(0x6300, Value::I32(5));
    let bytes = write_properties(&item, &PartNumbers::default());
    assert!(bytes.len() < 18 << 20);
    let stored = read_properties(&bytes).unwrap();
    assert_eq!(stored.left_out[0], (0x6001, 2 << 20));
    assert!(stored.left_out.len() > 1);
    assert_eq!(stored.item.props.integer(0x6300), Some(5));
}

#[test]
fn damaged_streams_are_refused() {
    let whole = write_properties(&item(1), &PartNumbers::default());
    for length in 0..whole.len() {
        assert!(read_properties(&whole[..length]).is_none(), "{length}");
    }
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xFF;
        let _ = read_properties(&bytes);
    }
    // Counts that are larger than the stream, and items that are nested without end.
    assert!(read_properties(&[1, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]).is_none());
    let nested = [&[1_u8][..], &[0, 0, 0, 1, 0, 2, 0].repeat(10_000)].concat();
    assert!(read_properties(&nested).is_none());
}

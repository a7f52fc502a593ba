//! The parts of a message in which words are searched.

/// A set of text fields of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scope(u16);

impl Scope {
    /// No field.
    pub const NONE: Self = Self(0);
    /// The subject.
    pub const SUBJECT: Self = Self(1);
    /// The text that the sender wrote.
    pub const OWN_TEXT: Self = Self(1 << 1);
    /// The text that the sender quoted.
    pub const QUOTED_TEXT: Self = Self(1 << 2);
    /// The people in `From` and `Sender`.
    pub const FROM: Self = Self(1 << 3);
    /// The people in `To`, without those in `Cc` and `Bcc`.
    pub const TO_ONLY: Self = Self(1 << 4);
    /// The people in `Cc`.
    pub const CC: Self = Self(1 << 5);
    /// The people in `Bcc`.
    pub const BCC: Self = Self(1 << 6);
    /// Names of attachments.
    pub const FILENAME: Self = Self(1 << 7);
    /// Text in attachments.
    pub const ATTACHMENT: Self = Self(1 << 8);

    /// The whole text.
    pub const BODY: Self = Self::OWN_TEXT.and(Self::QUOTED_TEXT);
    /// All recipients.
    pub const TO: Self = Self::TO_ONLY.and(Self::CC).and(Self::BCC);
    /// All people.
    pub const PEOPLE: Self = Self::FROM.and(Self::TO);
    /// All fields.
    pub const ANYWHERE: Self =
        Self::SUBJECT.and(Self::BODY).and(Self::PEOPLE).and(Self::FILENAME).and(Self::ATTACHMENT);

    /// Returns the fields that are in either set.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns true if the sets have a field in common.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

//! The time zones of a calendar. Each one is written once, before the first entry that uses it.

use std::collections::{BTreeSet, HashMap};

use chrono_tz::Tz;
use sha2::{Digest as _, Sha256};

use super::entry::Entry;
use super::values::check;
use crate::content_lines::{Component, ContentLine};

/// Maximum number of time zones in one calendar.
const MAX_ZONES: usize = 10_000;

/// The time zones that were written.
#[derive(Debug, Default)]
pub(super) struct Zones {
    /// For each name in the sources: the rules of each zone with this name, and its name in the export.
    by_name: HashMap<String, Vec<(Rules, String)>>,
    /// The names in the export.
    names: BTreeSet<String>,
}

/// Digest of the rules of a zone.
type Rules = [u8; 32];

impl Zones {
    /// Returns the zones that an entry uses and that were not written yet. If another zone with different rules has the same
    /// name, the zone gets a new name in the entry.
    pub(super) fn needed_by(&mut self, entry: &mut Entry) -> Vec<Component> {
        let used: BTreeSet<String> = entry.components.iter().flat_map(used_zones).collect();
        let mut zones = std::mem::take(&mut entry.zones);
        let (mut needed, mut new_names) = (Vec::new(), HashMap::new());
        for name in used {
            let Some(at) = zones.iter().position(|zone| id_of(zone) == Some(name.as_str())) else { continue };
            let mut zone = zones.swap_remove(at);
            check(&mut zone, &mut entry.left_out);
            zone.children.retain(is_observance);
            if zone.children.is_empty() || self.names.len() >= MAX_ZONES {
                entry.left_out.push(format!("The time zone \u{201c}{name}\u{201d} is not defined."));
                continue;
            }
            let (exported, is_new) = self.exported(&name, &zone);
            if is_new {
                zone.lines.retain(|line| line.name != "TZID");
                zone.lines.insert(0, ContentLine::new("TZID", exported.as_str()));
                needed.push(zone);
            }
            new_names.insert(name, exported);
        }
        entry.components.iter_mut().for_each(|component| rename(component, &new_names));
        needed
    }

    /// Returns the name of a zone in the export, and true if the zone was not written yet.
    fn exported(&mut self, name: &str, zone: &Component) -> (String, bool) {
        // Each program knows the zones of the IANA database, and writes another part of their history. One is enough.
        let is_iana = name.parse::<Tz>().is_ok();
        let rules = rules_of(zone);
        let known = self.by_name.entry(name.to_owned()).or_default();
        if let Some((_, exported)) = known.iter().find(|(other, _)| is_iana || *other == rules) {
            return (exported.clone(), false);
        }
        let mut exported = name.to_owned();
        for number in 2_u32.. {
            if self.names.insert(exported.clone()) {
                break;
            }
            exported = format!("{name} ({number})");
        }
        known.push((rules, exported.clone()));
        (exported, true)
    }
}

fn id_of(zone: &Component) -> Option<&str> {
    zone.line("TZID").map(|line| line.value.trim())
}

/// Returns the names of the zones in a component.
fn used_zones(component: &Component) -> Vec<String> {
    let named = component.lines.iter().filter_map(|line| line.parameter("TZID").map(str::to_owned));
    named.chain(component.children.iter().flat_map(used_zones)).collect()
}

/// Returns true for a complete part of a zone (RFC 5545, section 3.6.5).
fn is_observance(component: &Component) -> bool {
    matches!(component.name.as_str(), "STANDARD" | "DAYLIGHT")
        && ["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"].iter().all(|name| component.line(name).is_some())
}

/// Returns the digest of the rules, without names and comments.
fn rules_of(zone: &Component) -> Rules {
    let observance = |component: &Component| {
        let rules = component.lines.iter().filter(|line| {
            matches!(
                line.name.as_str(),
                "DTSTART" | "TZOFFSETFROM" | "TZOFFSETTO" | "RRULE" | "RDATE" | "EXDATE"
            )
        });
        let mut rules: Vec<String> = rules
            .map(|line| {
                // The order of the parts of a rule has no meaning.
                let mut parts: Vec<&str> = line.value.split(';').collect();
                parts.sort_unstable();
                format!("{}:{}", line.name, parts.join(";"))
            })
            .collect();
        rules.sort_unstable();
        format!("{}\n{}", component.name, rules.join("\n"))
    };
    let mut observances: Vec<String> = zone.children.iter().map(observance).collect();
    observances.sort_unstable();
    Sha256::digest(observances.join("\n\n")).into()
}

fn rename(component: &mut Component, names: &HashMap<String, String>) {
    for line in &mut component.lines {
        let exported = line.parameter("TZID").and_then(|name| names.get_key_value(name));
        if let Some((name, exported)) = exported
            && name != exported
        {
            line.set_parameter("TZID", exported);
        }
    }
    component.children.iter_mut().for_each(|child| rename(child, names));
}

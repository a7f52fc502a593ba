// Prints the entries that the npm package ical.js finds in a calendar, as one JSON object per line.
//
// Usage: node ical_js_dump.mjs FILE
//
// The keys are those of icalendar_dump.py. After the entries, an object with the key "occurrences" has the first 20 starts of
// all series, with their exceptions.

import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';

const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], 'utf8')));
for (const zone of calendar.getAllSubcomponents('vtimezone')) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}

function moment(time) {
  if (!time) return null;
  const two = (number) => String(number).padStart(2, '0');
  const day = `${time.year}-${two(time.month)}-${two(time.day)}`;
  if (time.isDate) return day;
  if (time.zone === ICAL.Timezone.localTimezone) {
    return `${day}T${two(time.hour)}:${two(time.minute)}:${two(time.second)}`;
  }
  return time.toJSDate().toISOString().replace('.000Z', 'Z');
}

const decodedSize = (base64) => Buffer.from(base64, 'base64').length;

function entry(component) {
  const all = (name) => component.getAllProperties(name);
  const text = (name) => component.getFirstPropertyValue(name) ?? '';
  const time = (name) => moment(component.getFirstPropertyValue(name));
  const rule = component.getFirstPropertyValue('rrule');
  const files = all('attach').map((file) => file.getFirstValue());
  return {
    kind: component.name.toUpperCase(),
    uid: text('uid'),
    summary: text('summary'),
    text: text('description'),
    place: text('location'),
    start: time('dtstart'),
    end: time('dtend'),
    due: time('due'),
    instead_of: time('recurrence-id'),
    rule: rule ? rule.toString().split(';').sort() : null,
    not_on: all('exdate').flatMap((days) => days.getValues().map(moment)).sort(),
    people: all('attendee').map((person) => person.getFirstValue()),
    alarms: component.getAllSubcomponents('valarm').length,
    files: files.filter((file) => file instanceof ICAL.Binary).map((file) => decodedSize(file.value)),
  };
}

const occurrences = [];
const events = calendar.getAllSubcomponents('vevent');
for (const component of calendar.getAllSubcomponents()) {
  if (['vevent', 'vtodo', 'vjournal'].includes(component.name)) console.log(JSON.stringify(entry(component)));
  if (component.name !== 'vevent') continue;
  const event = new ICAL.Event(component);
  if (!event.isRecurring()) continue;
  for (const other of events) {
    const exception = new ICAL.Event(other);
    if (exception.isRecurrenceException() && exception.uid === event.uid) event.relateException(exception);
  }
  const series = event.iterator();
  for (let next = series.next(), count = 0; next && count < 20; next = series.next(), count += 1) {
    occurrences.push(moment(event.getOccurrenceDetails(next).startDate));
  }
}
console.log(JSON.stringify({ occurrences }));
